//! What a worker knows and does, without the browser: commands in, events out, one unit of work a tick.
//!
//! `arrive` takes what was fetched, `queue` says what is answered next and `answer` how. `work` says what goes on next:
//! among it long answers (`pictures`), the run (`training`) and a t-SNE (`embedding`).

mod answer;
mod arrive;
mod embedding;
mod pictures;
mod queue;
mod training;
mod work;

use self::arrive::Measuring;
use self::embedding::Embedding;
use self::pictures::Answer;
use self::queue::Queue;
use super::autoencoder::{Autoencoder, Digits};
use super::galaxies::Desk;
use super::latent::LatentSpace;
use super::representation::Representation;
use super::run::Run;
use super::som::Maps;
use super::vae::{self, Parts, VaeWork};
use crate::data::Images;
use crate::model::{Decoder, Vae};
use crate::protocol::{Command, Event, Fault, FaultKind, RunSettings};

/// Commands are answered for so long, ms, before a unit of work is done.
const ANSWERING: f64 = 6.0;

/// The pretrained model as it arrives: the decoder is of use before the encoder is here.
enum Pretrained {
    Nothing,
    Decoder(Decoder),
    Whole(Vae),
}

/// A worker's state. `now` is the time in ms.
pub struct Session {
    now: fn() -> f64,
    queue: Queue,
    /// Long answers on their way, and the ms spent on them.
    answers: Vec<Answer>,
    pictured: f64,
    /// Place of the work that was done last among all kinds.
    worked: usize,
    /// Held-out images that the page does not know of yet.
    measuring: Option<Measuring>,
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
            queue: Queue::default(),
            answers: Vec::new(),
            pictured: 0.0,
            worked: 0,
            measuring: None,
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

    /// Takes a command for the next tick. The newest of a figure replaces older ones.
    pub fn push(&mut self, command: Command) {
        self.queue.push(command);
    }

    /// Answers commands, then does one unit of work, unless somebody still waits whom it would keep waiting. True while there
    /// is more to do.
    pub fn tick(&mut self, out: &mut Vec<Event>) -> bool {
        let began = (self.now)();
        while let Some(command) = self.queue.pop() {
            if let Err(fault) = self.answer(command, out) {
                out.push(Event::Fault(fault));
            }
            if (self.now)() - began >= ANSWERING {
                break;
            }
        }
        if !self.queue.is_urgent() {
            self.work(out);
        }
        !self.queue.is_empty() || self.has_work()
    }

    /// A unit of the autoencoder chapter's work.
    fn autoencoder_works(&mut self, out: &mut Vec<Event>) {
        let digits = Digits { training: self.training.as_ref(), held_out: self.held_out.as_ref() };
        match self.autoencoder.work(&digits, (self.now)()) {
            Ok(event) => out.extend(event.map(Event::Autoencoder)),
            Err(fault) => out.push(Event::Fault(fault)),
        }
    }

    fn work_on_latent_space(&mut self, out: &mut Vec<Event>) {
        let mut said = Vec::new();
        let outcome = self.latent.work(model(&self.run, &self.pretrained), &mut said);
        out.extend(said.into_iter().map(Event::Latent));
        if let Err(error) = outcome {
            out.push(Event::Fault(model_fault(error)));
        }
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

fn model_fault(error: impl std::fmt::Display) -> Fault {
    Fault { kind: FaultKind::Settings, message: error.to_string() }
}
