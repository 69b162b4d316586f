//! What a session says to each command.

use super::{Session, model, model_fault};
use crate::protocol::{self, Bytes, Command, Event, Fault, Reconstruction, Slot, latent};
use crate::worker::autoencoder::Digits;
use crate::worker::galaxies::fitting;
use crate::worker::run::Run;

impl Session {
    pub(super) fn answer(&mut self, command: Command, out: &mut Vec<Event>) -> Result<(), Fault> {
        match command {
            // Fetches are the browser's; `scope` answers them with the `…_arrived` calls.
            Command::OpenPretrained { .. } | Command::OpenDigits { .. } => {}
            // The queue's.
            Command::InView(_) => {}
            Command::Configure { run, settings } => self.configure(run, settings, out)?,
            Command::Train if self.waiting.is_some() => self.eager = true,
            Command::Pause if self.waiting.is_some() => self.eager = false,
            Command::Train => {
                let now = (self.now)();
                self.with_run(|run| run.train(now));
                self.report(out);
            }
            Command::Pause => {
                self.with_run(Run::pause);
                self.report(out);
                self.picture(out)?;
            }
            // Told of when it is done.
            Command::Step => self.with_run(Run::single_step),
            Command::SetBeta(beta) => {
                // What was done at the old β is told as such, so that the curves mark the change where it happened.
                if self.run.as_ref().is_some_and(Run::has_news) {
                    self.report(out);
                }
                self.with_run(|run| run.set_beta(beta));
            }
            Command::SetLearningRate(rate) => self.with_run(|run| run.set_learning_rate(rate)),
            Command::SetEpochs(epochs) => self.with_run(|run| run.set_epochs(epochs)),
            Command::Decode { slot, id, z } => self.decode(slot, id, z.0, out)?,
            Command::Reconstruct { slot, id, index } => self.reconstruct(slot, id, index, out)?,
            Command::EncodeHeldOut => self.encode_held_out(),
            Command::Latent(command) => self.look_at_latent_space(command, out)?,
            Command::Watch { grid } => {
                self.watched = grid.0;
                self.watched_grid(out)?;
            }
            Command::Embed { id, seed, perplexity } => self.embed(id, seed, perplexity),
            Command::Hold(held) => self.hold(held, out),
            Command::Galaxies(command) => self.galaxies(command, out)?,
            Command::Som(command) => self.maps.answer(command, out)?,
            // A worker of its own reads files, without a session.
            Command::Upload(_) => {}
            Command::Vae(command) => self.with_vae(out, |vae, parts| vae.answer(command, parts)),
            Command::Representation(command) => {
                out.extend(self.representation.answer(command).map(Event::Representation));
            }
            Command::Autoencoder(command) => {
                let digits = Digits { training: self.training.as_ref(), held_out: self.held_out.as_ref() };
                out.extend(self.autoencoder.answer(command, &digits)?.map(Event::Autoencoder));
            }
        }
        Ok(())
    }

    /// Puts all long work aside, or takes it up: then it says at once that it goes on, and its clocks begin anew.
    fn hold(&mut self, held: bool, out: &mut Vec<Event>) {
        if !std::mem::replace(&mut self.held, held) || held {
            return;
        }
        let now = (self.now)();
        if let Some(run) = self.run.as_mut().filter(|run| run.is_training()) {
            run.pace.start(now);
            self.report(out);
        }
        self.maps.go_on(out);
        self.autoencoder.go_on(now);
    }

    fn galaxies(&mut self, command: protocol::galaxies::Command, out: &mut Vec<Event>) -> Result<(), Fault> {
        use protocol::galaxies::Command;
        if matches!(command, Command::Choose(_) | Command::ShowPretrained) {
            self.drop_answers(out);
            self.run = None;
            self.embedding = None;
            self.waiting = None;
            self.eager = false;
        }
        if let Command::Choose(_) = command {
            (self.training, self.held_out) = (None, None);
        }
        if let Command::Save { index } = command {
            self.save(index);
            return Ok(());
        }
        // The desk looks at the network that it does not own.
        let mut desk = std::mem::take(&mut self.galaxies);
        let outcome = desk.answer(command, self.model(), out);
        self.galaxies = desk;
        outcome
    }

    fn look_at_latent_space(&mut self, command: latent::Command, out: &mut Vec<Event>) -> Result<(), Fault> {
        let mut said = Vec::new();
        let model = model(&self.run, &self.pretrained);
        let outcome = self.latent.answer(command, model, self.held_out.as_ref(), &mut said);
        out.extend(said.into_iter().map(Event::Latent));
        outcome.map_err(model_fault)
    }

    fn reconstruct(&self, slot: Slot, id: u32, index: u32, out: &mut Vec<Event>) -> Result<(), Fault> {
        let Some(held_out) = self.shown() else { return Ok(()) };
        let Some(model) = fitting(self.model(), Some(held_out)) else { return Ok(()) };
        if index as usize >= held_out.len() {
            return Ok(());
        }
        let looked_at = model.reconstruct(held_out, index as usize).map_err(model_fault)?;
        out.push(Event::Reconstructed(Reconstruction {
            slot,
            id,
            index,
            pixels: Bytes(looked_at.pixels),
            reconstruction: looked_at.reconstruction,
            kl: looked_at.kl,
        }));
        Ok(())
    }
}
