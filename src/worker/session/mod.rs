//! What a worker knows and does, without the browser: commands in, events out, one unit of work a tick.
//!
//! `arrive` takes what was fetched, `answer` has a word for each command, `training` and `embedding` go on by and by.

mod answer;
mod arrive;
mod embedding;
mod training;

use std::collections::VecDeque;

use self::embedding::Embedding;
use super::autoencoder::{Autoencoder, Digits};
use super::galaxies::Desk;
use super::latent::LatentSpace;
use super::representation::Representation;
use super::run::Run;
use super::som::Maps;
use super::vae::{self, Parts, VaeWork};
use crate::data::Images;
use crate::model::{Decoder, Vae};
use crate::protocol::{Command, Event, Fault, FaultKind, RunSettings, Slot, latent};

/// The pretrained model as it arrives: the decoder is of use before the encoder is here.
enum Pretrained {
    Nothing,
    Decoder(Decoder),
    Whole(Vae),
}

/// A worker's state. `now` is the time in ms.
pub struct Session {
    now: fn() -> f64,
    queue: VecDeque<Command>,
    pretrained: Pretrained,
    training: Option<Images>,
    held_out: Option<Images>,
    /// Asked for before the images were here.
    waiting: Option<(u32, RunSettings)>,
    /// Another figure of the page has the turn: only answers are given.
    held: bool,
    /// Train as soon as the run that waits is set up.
    eager: bool,
    run: Option<Run>,
    watched: Vec<f32>,
    embedding: Option<Embedding>,
    latent: LatentSpace,
    galaxies: Desk,
    maps: Maps,
    vae: VaeWork,
    autoencoder: Autoencoder,
    representation: Representation,
}

impl Session {
    pub fn new(now: fn() -> f64) -> Self {
        Self {
            now,
            queue: VecDeque::new(),
            pretrained: Pretrained::Nothing,
            training: None,
            held_out: None,
            waiting: None,
            held: false,
            eager: false,
            run: None,
            watched: Vec::new(),
            embedding: None,
            latent: LatentSpace::default(),
            galaxies: Desk::default(),
            maps: Maps::new(now),
            vae: VaeWork::default(),
            autoencoder: Autoencoder::default(),
            representation: Representation::default(),
        }
    }

    /// Takes a command for the next tick. A decode replaces an unanswered one of the same slot, and a run one that was not
    /// yet set up: the newest wins.
    pub fn push(&mut self, command: Command) {
        if let Some(slot) = answer_slot(&command) {
            self.queue.retain(|queued| answer_slot(queued) != Some(slot));
        }
        if let Command::Latent(latent::Command::Draw { .. }) = command {
            self.queue.retain(|queued| !matches!(queued, Command::Latent(latent::Command::Draw { .. })));
        }
        if let Command::Configure { .. } = command {
            self.queue.retain(|queued| !matches!(queued, Command::Configure { .. }));
        }
        self.queue.push_back(command);
    }

    /// Answers all commands, then does one unit of work. True while there is more to do.
    pub fn tick(&mut self, out: &mut Vec<Event>) -> bool {
        while let Some(command) = self.queue.pop_front() {
            if let Err(fault) = self.answer(command, out) {
                out.push(Event::Fault(fault));
            }
        }
        if self.held {
            // One that was told to end does so, that its button does what it says.
            return self.autoencoder.is_ending() && self.autoencoder_works(out);
        }
        self.embed_some(out);
        self.train_some(out);
        let mapping = self.maps.tick(out);
        let latent = self.work_on_latent_space(out);
        if let Some(arrived) = self.galaxies.work(self.now, out) {
            self.galaxies_chosen(arrived, out);
        }
        self.with_vae(out, VaeWork::work);
        let autoencoder = self.autoencoder_works(out);
        let representation = self.representation_works(out);
        mapping
            || autoencoder
            || representation
            || self.embedding.is_some()
            || latent
            || self.galaxies.is_busy()
            || self.vae.is_busy()
            || !self.queue.is_empty()
            || self.run.as_ref().is_some_and(Run::is_training)
    }

    /// A unit of the autoencoder chapter's work. True while there is more.
    fn autoencoder_works(&mut self, out: &mut Vec<Event>) -> bool {
        let digits = Digits { training: self.training.as_ref(), held_out: self.held_out.as_ref() };
        if self.autoencoder.has_work(&digits) {
            match self.autoencoder.work(&digits, (self.now)()) {
                Ok(event) => out.extend(event.map(Event::Autoencoder)),
                Err(fault) => out.push(Event::Fault(fault)),
            }
        }
        self.autoencoder.has_work(&digits)
    }

    /// A unit of the representation chapter's work. True while there is more.
    fn representation_works(&mut self, out: &mut Vec<Event>) -> bool {
        out.extend(self.representation.work(self.held_out.as_ref()).into_iter().map(Event::Representation));
        self.representation.has_work(self.held_out.as_ref())
    }

    fn work_on_latent_space(&mut self, out: &mut Vec<Event>) -> bool {
        let mut said = Vec::new();
        let outcome = self.latent.work(model(&self.run, &self.pretrained), &mut said);
        out.extend(said.into_iter().map(Event::Latent));
        outcome.unwrap_or_else(|error| {
            out.push(Event::Fault(model_fault(error)));
            false
        })
    }

    /// Lets the chapter on variational autoencoders work with what is here.
    fn with_vae(&mut self, out: &mut Vec<Event>, act: impl FnOnce(&mut VaeWork, Parts) -> vae::Outcome) {
        let mut vae = std::mem::take(&mut self.vae);
        let parts = Parts { decoder: self.decoder(), model: self.model(), images: self.held_out.as_ref() };
        match act(&mut vae, parts) {
            Ok(event) => out.extend(event.map(Event::Vae)),
            Err(error) => out.push(Event::Fault(model_fault(error))),
        }
        self.vae = vae;
    }

    fn with_run(&mut self, act: impl FnOnce(&mut Run)) {
        if let Some(run) = &mut self.run {
            act(run);
        }
    }

    /// The images on the scatter: the galaxies, or all that is held out.
    fn shown(&self) -> Option<&Images> {
        self.galaxies.shown().or(self.held_out.as_ref())
    }

    fn model(&self) -> Option<&Vae> {
        model(&self.run, &self.pretrained)
    }

    fn decoder(&self) -> Option<&Decoder> {
        match (&self.run, &self.pretrained) {
            (Some(run), _) => Some(run.model().decoder()),
            (None, Pretrained::Whole(model)) => Some(model.decoder()),
            (None, Pretrained::Decoder(decoder)) => Some(decoder),
            (None, Pretrained::Nothing) => None,
        }
    }
}

/// The model that answers: that of the run, or the pretrained one once all of it is here.
fn model<'a>(run: &'a Option<Run>, pretrained: &'a Pretrained) -> Option<&'a Vae> {
    match (run, pretrained) {
        (Some(run), _) => Some(run.model()),
        (None, Pretrained::Whole(model)) => Some(model),
        _ => None,
    }
}

/// The slot a command's answer goes to, if it is one that a newer command of the same slot makes stale.
fn answer_slot(command: &Command) -> Option<Slot> {
    match command {
        Command::Decode { slot, .. } | Command::Reconstruct { slot, .. } => Some(*slot),
        _ => None,
    }
}

fn model_fault(error: impl std::fmt::Display) -> Fault {
    Fault { kind: FaultKind::Settings, message: error.to_string() }
}
