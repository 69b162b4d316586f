//! The worker's part in the chapter on latent space: a survey of the codes in small steps, and drawings encoded.
//!
//! Knows the model and the held-out images only while it is asked; keeps the codes of the last encoding.

use crate::data::{Images, drawing};
use crate::latent::marginal::{Marginal, marginal};
use crate::latent::metrics::nearest;
use crate::latent::quality::{self, NEIGHBOURS, Survey};
use crate::model::{ModelError, Vae};
use crate::protocol::latent::{Command, Drawn, Event, Histogram, Marginals, Neighbours, Quality};
use crate::protocol::{self, Bytes, Fault, Floats, Guest};
use crate::rng::Rng;
use crate::worker::arrival::Arrival;
use crate::worker::fetches::{File, Purpose, Wanted, labelled};
use crate::worker::posteriors::Posteriors;
use crate::worker::shared::{Shared, model_fault};
use crate::worker::work::{Answered, Work};

/// Draws of z an image for the histogram of samples.
const DRAWS: usize = 10;
/// The most training images that are searched, and after how many that are encoded the page hears of it.
const TRAINING: usize = 6000;
const TOLD_EVERY: usize = 1000;

/// Where the held-out images lie, and the survey in progress.
#[derive(Default)]
pub struct LatentSpace {
    latent: usize,
    /// `[images, latent]` each.
    mu: Vec<f32>,
    logvar: Vec<f32>,
    survey: Option<Survey>,
    training: Option<Training>,
}

/// Training images, and the posteriors of those that are encoded so far.
struct Training {
    images: Images,
    codes: Posteriors,
}

impl Training {
    fn is_whole(&self) -> bool {
        self.codes.done() == self.images.len()
    }
}

impl Work for LatentSpace {
    fn guest(&self) -> Option<Guest> {
        Some(Guest::Latent)
    }

    fn answer(
        &mut self,
        command: protocol::Command,
        shared: &mut Shared,
        out: &mut Vec<protocol::Event>,
    ) -> Result<Answered, Fault> {
        let protocol::Command::Latent(command) = command else { return Ok(Answered::Other(command)) };
        match command {
            Command::OpenTraining { source } => {
                let url = source.images.clone();
                shared.fetches.ask(Wanted {
                    purpose: Purpose::Chapter("neighbours"),
                    files: File::labelled(source).into(),
                    read: Box::new(move |files| labelled(&url, files).map(Arrival::Neighbours)),
                    partly: None,
                    missing: |why| protocol::Event::Latent(Event::TrainingMissing(why)),
                });
            }
            command if shared.awaits_encoding() => {
                return Ok(Answered::Later(protocol::Command::Latent(command)));
            }
            Command::Survey => {
                if let (Some(images), false) = (&shared.held_out, self.mu.is_empty()) {
                    let marginals = (0..self.latent).map(|dimension| self.marginals(dimension)).collect();
                    out.push(protocol::Event::Latent(Event::Marginals(marginals)));
                    let mut rows = Vec::new();
                    images.gather(0..images.len(), &mut rows);
                    let labels = images.labels.clone();
                    self.survey = Some(Survey::new(self.latent, self.mu.clone(), &self.logvar, labels, rows));
                }
            }
            Command::Draw { id, ink } => {
                if let Some(model) = shared.model() {
                    let drawn = self.draw(id, &ink.0, model).map_err(model_fault)?;
                    out.push(protocol::Event::Latent(Event::Drawn(drawn)));
                }
            }
        }
        Ok(Answered::Done)
    }

    /// Training images are here, to be encoded in small steps.
    fn arrived(&mut self, arrival: Arrival, _: &Shared, _: &mut Vec<protocol::Event>) -> Option<Arrival> {
        let Arrival::Neighbours(images) = arrival else { return Some(arrival) };
        self.training = Some(Training { images: images.take(TRAINING), codes: Posteriors::default() });
        None
    }

    fn encoded(&mut self, latent: usize, mu: &[f32], logvar: &[f32]) {
        (self.latent, self.mu, self.logvar, self.survey) = (latent, mu.to_vec(), logvar.to_vec(), None);
        // Another network may be the reason.
        self.training.iter_mut().for_each(|training| training.codes = Posteriors::default());
    }

    fn has_work(&self, shared: &Shared) -> bool {
        let unencoded = self.training.as_ref().is_some_and(|training| !training.is_whole());
        self.survey.is_some() || unencoded && shared.model().is_some()
    }

    /// One step of the survey, or else of encoding the training images.
    fn unit(&mut self, shared: &mut Shared, out: &mut Vec<protocol::Event>) -> Result<(), Fault> {
        if let Some(survey) = &mut self.survey {
            if let Some(found) = survey.step() {
                self.survey = None;
                out.push(protocol::Event::Latent(Event::Quality(quality(&found))));
            }
            return Ok(());
        }
        let Some(model) = shared.model() else { return Ok(()) };
        let Some(training) = self.training.as_mut().filter(|training| !training.is_whole()) else { return Ok(()) };
        let before = training.codes.done();
        let more = training.codes.some(model, &training.images).map_err(model_fault)?;
        let encoded = training.codes.done();
        if !more || encoded / TOLD_EVERY > before / TOLD_EVERY {
            let (encoded, images) = (encoded as u32, training.images.len() as u32);
            out.push(protocol::Event::Latent(Event::Training { encoded, images }));
        }
        Ok(())
    }
}

impl LatentSpace {
    fn marginals(&self, dimension: usize) -> Marginals {
        let column =
            |values: &[f32]| -> Vec<f32> { values.iter().skip(dimension).step_by(self.latent).copied().collect() };
        let (mu, logvar) = (column(&self.mu), column(&self.logvar));
        let mut epsilon = vec![0.0; mu.len() * DRAWS];
        Rng::new(0).split("aggregated posterior", dimension as u64).fill_normal(&mut epsilon);
        // z = μ + σ ε
        let sampled =
            epsilon.iter().enumerate().map(|(i, epsilon)| mu[i / DRAWS] + (0.5 * logvar[i / DRAWS]).exp() * epsilon);
        Marginals { means: histogram(marginal(&mu)), samples: histogram(marginal(&sampled.collect::<Vec<f32>>())) }
    }

    /// The training images nearest to a posterior mean; none before all of them are encoded.
    fn learned(&self, mu: &[f32]) -> Neighbours {
        let whole = self.training.as_ref().filter(|training| training.is_whole());
        let Some(training) = whole else { return Neighbours::default() };
        let near = training.images.select(nearest(&training.codes.mu, mu, mu.len(), NEIGHBOURS, None));
        Neighbours { labels: Bytes(near.labels), pixels: Bytes(near.pixels) }
    }

    fn draw(&self, id: u32, ink: &[u8], model: &Vae) -> Result<Drawn, ModelError> {
        let Some(digit) = drawing::prepare(ink) else { return Ok(Drawn { id, ..Drawn::default() }) };
        let image = Images { shape: model.architecture().input, pixels: digit.clone(), labels: vec![0] };
        let (mu, logvar) = model.encode_images(&image)?;
        let looked = model.reconstruct(&image, 0)?;
        let near = nearest(&self.mu, &mu, self.latent, NEIGHBOURS, None);
        Ok(Drawn {
            id,
            digit: Bytes(digit),
            logvar: Floats(logvar),
            pixels: Bytes(looked.pixels),
            reconstruction: looked.reconstruction,
            kl: looked.kl,
            nearest: near.into_iter().map(|index| index as u32).collect(),
            learned: self.learned(&mu),
            mu: Floats(mu),
        })
    }
}

fn quality(found: &quality::Quality) -> Quality {
    let floats = |values: &[f64]| Floats(values.iter().map(|value| *value as f32).collect());
    Quality {
        accuracy: found.accuracy as f32,
        pca_accuracy: found.pca_accuracy as f32,
        variances: floats(&found.variances),
        active: found.active.iter().filter(|active| **active).count() as u32,
        kl: floats(&found.kl),
    }
}

fn histogram(marginal: Marginal) -> Histogram {
    Histogram {
        edges: Floats(marginal.edges),
        densities: Floats(marginal.densities),
        mean: marginal.mean as f32,
        deviation: marginal.deviation as f32,
        kl: marginal.kl as f32,
    }
}
