//! Answers too long for one unit of work: many images encoded, many points decoded, a network saved with its codes, some
//! at a time.

use std::mem::discriminant;

use super::Session;
use crate::protocol::{Bytes, Command, Encoding, Event, Fault, Floats, Guest, Slot, galaxies};
use crate::worker::galaxies::files;
use crate::worker::posteriors::Posteriors;
use crate::worker::run::Run;
use crate::worker::shared::model_fault;
use crate::worker::units;

/// An answer in progress.
pub(super) enum Answer {
    Encode(Posteriors),
    Decode {
        slot: Slot,
        id: u32,
        z: Vec<f32>,
        pixels: Vec<u8>,
    },
    /// The network as files, with image `index` as an example.
    Save {
        index: u32,
        training: Posteriors,
        held_out: Posteriors,
    },
}

impl Answer {
    fn has_begun(&self) -> bool {
        match self {
            Self::Encode(codes) | Self::Save { training: codes, .. } => codes.has_begun(),
            Self::Decode { pixels, .. } => !pixels.is_empty(),
        }
    }

    /// Is it for the same figure?
    fn is_like(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Decode { slot, .. }, Self::Decode { slot: other, .. }) => slot == other,
            _ => discriminant(self) == discriminant(other),
        }
    }

    fn guest(&self) -> Option<Guest> {
        let Self::Decode { slot, id, .. } = self else { return None };
        Command::Decode { slot: *slot, id: *id, z: Floats::default() }.guest()
    }
}

impl Session {
    /// Has all that is shown encoded.
    pub(super) fn encode_held_out(&mut self) {
        self.put(Answer::Encode(Posteriors::default()));
    }

    /// Has the network on the screen saved.
    pub(super) fn save(&mut self, index: u32) {
        self.put(Answer::Save { index, training: Posteriors::default(), held_out: Posteriors::default() });
    }

    /// Decodes at once what is little, and the rest a piece at a time.
    pub(super) fn decode(&mut self, slot: Slot, id: u32, z: Vec<f32>, out: &mut Vec<Event>) -> Result<(), Fault> {
        let Some(decoder) = self.shared.decoder() else { return Ok(()) };
        let architecture = decoder.architecture();
        // A request made for a model of another size, overtaken by the new one.
        if !z.len().is_multiple_of(architecture.latent) {
            return Ok(());
        }
        if z.len() / architecture.latent > units::decoded(architecture) {
            self.put(Answer::Decode { slot, id, z, pixels: Vec::new() });
            return Ok(());
        }
        let pixels = decoder.decode_pixels(&z).map_err(model_fault)?;
        out.push(Event::Decoded { slot, id, pixels: Bytes(pixels) });
        Ok(())
    }

    /// The newest replaces one of the same figure that has not begun; one that has is finished, so that a figure which is
    /// asked for all the time is drawn some time.
    fn put(&mut self, answer: Answer) {
        self.answers.retain(|other| !other.is_like(&answer) || other.has_begun());
        self.answers.push(answer);
    }

    /// The network goes, and with it what was asked of it; but what is to be saved of it is saved first.
    pub(super) fn drop_answers(&mut self, out: &mut Vec<Event>) {
        let answers = std::mem::take(&mut self.answers);
        for mut save in answers.into_iter().filter(|answer| matches!(answer, Answer::Save { .. })) {
            while let Ok(false) = self.go_on_with(&mut save, out) {}
        }
    }

    fn next_answer(&self) -> Option<usize> {
        let first = self.answers.iter().position(|answer| self.queue.goes_first(answer.guest()));
        first.or_else(|| (!self.answers.is_empty()).then_some(0))
    }

    /// Whom the next of these answers is for.
    pub(super) fn answering_for(&self) -> Option<Guest> {
        self.next_answer().and_then(|next| self.answers[next].guest())
    }

    /// One unit of an answer.
    pub(super) fn answer_some(&mut self, out: &mut Vec<Event>) {
        let Some(next) = self.next_answer() else { return };
        let began = self.shared.now();
        let mut answer = self.answers.remove(next);
        match self.go_on_with(&mut answer, out) {
            Ok(true) => {}
            Ok(false) => self.answers.insert(next.min(self.answers.len()), answer),
            Err(fault) => out.push(Event::Fault(fault)),
        }
        let ended = self.shared.now();
        self.pictured += ended - began;
        if self.answers.is_empty() {
            let cost = std::mem::take(&mut self.pictured);
            self.with_run(|run| run.pace.picture_done(ended - cost, ended));
        }
    }

    /// True when the answer is given, or cannot be.
    fn go_on_with(&mut self, answer: &mut Answer, out: &mut Vec<Event>) -> Result<bool, Fault> {
        match answer {
            Answer::Encode(codes) => {
                let shown = self.shared.shown();
                let (Some(model), Some(shown)) = (self.shared.fitting(shown), shown) else { return Ok(true) };
                if codes.some(model, shown).map_err(model_fault)? {
                    return Ok(false);
                }
                let latent = model.architecture().latent;
                let Posteriors { mu, logvar, .. } = std::mem::take(codes);
                self.works.iter_mut().for_each(|work| work.encoded(latent, &mu, &logvar));
                out.push(Event::Encoded(Encoding { latent: latent as u32, mu: Floats(mu), logvar: Floats(logvar) }));
            }
            Answer::Save { index, training, held_out } => {
                let prepared = self.shared.prepared.as_ref();
                let network = self.shared.fitting(prepared.map(|prepared| &prepared.shown));
                if let (Some(prepared), Some(network)) = (prepared, network)
                    && (training.some(network, &prepared.training).map_err(model_fault)?
                        || held_out.some(network, &prepared.held_out).map_err(model_fault)?)
                {
                    return Ok(false);
                }
                let run = self.shared.run.as_ref().map(Run::settings);
                let parts = [training, held_out];
                let files =
                    files(network, run, prepared, *index, parts, self.shared.embedded.as_ref()).map_err(model_fault)?;
                out.push(Event::Galaxies(galaxies::Event::Saved(files)));
            }
            Answer::Decode { slot, id, z, pixels } => {
                let Some(decoder) = self.shared.decoder() else { return Ok(true) };
                let architecture = decoder.architecture();
                let done = pixels.len() / architecture.input.pixels() * architecture.latent;
                let end = z.len().min(done + units::decoded(architecture) * architecture.latent);
                pixels.extend(decoder.decode_pixels(&z[done..end]).map_err(model_fault)?);
                if end < z.len() {
                    return Ok(false);
                }
                out.push(Event::Decoded { slot: *slot, id: *id, pixels: Bytes(std::mem::take(pixels)) });
            }
        }
        Ok(true)
    }
}
