//! What all work of a worker shares: the clock, the images, and the network that answers.

use super::fetches::{Fetches, Purpose};
use super::past::Past;
use super::prepared::Prepared;
use super::run::Run;
use crate::data::Images;
use crate::model::{Decoder, Vae};
use crate::protocol::galaxies::Choice;
use crate::protocol::shelf::Record;
use crate::protocol::{Event, Fault, FaultKind, RunSettings, TrainingData};

/// The pretrained model as it arrives: the decoder is of use before the encoder is here.
#[derive(Default)]
pub enum Pretrained {
    #[default]
    Nothing,
    Decoder(Decoder),
    Whole(Vae),
}

/// A run that is to be set up.
pub struct Waiting {
    pub run: u32,
    pub settings: RunSettings,
    pub origin: Origin,
}

/// What a run begins with.
pub enum Origin {
    /// The network is drawn from the seed.
    Seed,
    /// A run that was kept, whose files are still being read.
    Reading,
    /// Its record, and the state of its trainer.
    Kept(Box<Record>, Vec<u8>),
}

/// Codes `[images, latent]`, and where a t-SNE put each, `[images, 2]`.
pub struct Embedded {
    pub mu: Vec<f32>,
    pub points: Vec<f32>,
}

pub struct Shared {
    now: Box<dyn Fn() -> f64>,
    pub fetches: Fetches,
    pub pretrained: Pretrained,
    pub run: Option<Run>,
    /// The run as it was, which is shown in its place.
    pub past: Option<Past>,
    pub training: Option<Images>,
    pub held_out: Option<Images>,
    /// The notebook's images; a choice of others that are not here yet.
    pub prepared: Option<Prepared>,
    pub choice: Option<Choice>,
    /// The last t-SNE that came to its end.
    pub embedded: Option<Embedded>,
    /// A run whose images are not here yet.
    pub waiting: Option<Waiting>,
    /// Something is here, or will not come, since commands were last answered.
    pub news: bool,
}

impl Shared {
    pub fn new(now: impl Fn() -> f64 + 'static) -> Self {
        Self {
            now: Box::new(now),
            fetches: Fetches::default(),
            pretrained: Pretrained::Nothing,
            run: None,
            past: None,
            training: None,
            held_out: None,
            prepared: None,
            choice: None,
            embedded: None,
            waiting: None,
            news: false,
        }
    }

    /// The time, ms.
    pub fn now(&self) -> f64 {
        (self.now)()
    }

    /// The model that answers: that of the run, or the pretrained one once all of it is here.
    pub fn model(&self) -> Option<&Vae> {
        match (&self.run, &self.pretrained) {
            (Some(run), _) => Some(run.model()),
            (None, Pretrained::Whole(model)) => Some(model),
            _ => None,
        }
    }

    pub fn decoder(&self) -> Option<&Decoder> {
        if let Some(past) = &self.past {
            return Some(&past.decoder);
        }
        match (&self.run, &self.pretrained) {
            (None, Pretrained::Decoder(decoder)) => Some(decoder),
            _ => self.model().map(Vae::decoder),
        }
    }

    /// The images on the scatter: the notebook's, or all that is held out.
    pub fn shown(&self) -> Option<&Images> {
        shown(&self.prepared, &self.held_out)
    }

    /// The model, if it takes images of the shape of these.
    pub fn fitting(&self, images: Option<&Images>) -> Option<&Vae> {
        let shape = images?.shape;
        self.model().filter(|model| model.architecture().input == shape)
    }

    /// These are the images to train on from now on.
    pub fn train_on(&mut self, images: Images, out: &mut Vec<Event>) {
        let mut per_label = [0; 10];
        for &label in &images.labels {
            if let Some(count) = per_label.get_mut(usize::from(label)) {
                *count += 1;
            }
        }
        out.push(Event::TrainingData(TrainingData { images: images.len() as u32, per_label }));
        self.training = Some(images);
        self.news = true;
    }

    /// No decoder is here, but one is loading.
    pub fn awaits_decoder(&self) -> bool {
        self.decoder().is_none() && (self.fetches.awaits(Purpose::Network) || self.waiting.is_some())
    }

    /// The network or the held-out images are not here, but loading.
    pub fn awaits_encoding(&self) -> bool {
        let network = self.fetches.awaits(Purpose::Network) || self.waiting.is_some();
        self.model().is_none() && network || self.awaits_images()
    }

    /// The held-out images are not here, but loading.
    pub fn awaits_images(&self) -> bool {
        let fetched = [Purpose::HeldOut, Purpose::Training].iter().any(|purpose| self.fetches.awaits(*purpose));
        self.held_out.is_none() && (fetched || self.choice.is_some())
    }
}

/// The images on the scatter, where something else of what is shared is lent already.
pub fn shown<'a>(prepared: &'a Option<Prepared>, held_out: &'a Option<Images>) -> Option<&'a Images> {
    prepared.as_ref().map(|prepared| &prepared.shown).or(held_out.as_ref())
}

/// What cannot be done with a network, in words.
pub fn model_fault(error: impl std::fmt::Display) -> Fault {
    Fault { kind: FaultKind::Settings, message: error.to_string() }
}
