//! The worker's part in the chapter on latent space: a survey of the codes in small steps, and drawings encoded.
//!
//! Knows the model and the held-out images only while it is asked; keeps the codes of the last encoding.

use crate::data::{Images, drawing};
use crate::latent::marginal::{Marginal, marginal};
use crate::latent::metrics::nearest;
use crate::latent::quality::{NEIGHBOURS, Survey};
use crate::model::{ModelError, Vae};
use crate::protocol::latent::{Command, Drawn, Event, Histogram, Marginals, Quality};
use crate::protocol::{Bytes, Floats};
use crate::rng::Rng;

/// Draws of z an image for the histogram of samples.
const DRAWS: usize = 10;

/// Where the held-out images lie, and the survey under way.
#[derive(Default)]
pub struct LatentSpace {
    latent: usize,
    /// `[images, latent]` each.
    mu: Vec<f32>,
    logvar: Vec<f32>,
    survey: Option<Survey>,
}

impl LatentSpace {
    /// Keeps the posteriors of all held-out images.
    pub fn encoded(&mut self, latent: usize, mu: &[f32], logvar: &[f32]) {
        *self = Self { latent, mu: mu.to_vec(), logvar: logvar.to_vec(), survey: None };
    }

    pub fn answer(
        &mut self,
        command: Command,
        model: Option<&Vae>,
        held_out: Option<&Images>,
        out: &mut Vec<Event>,
    ) -> Result<(), ModelError> {
        match (command, model, held_out) {
            (Command::Survey, _, Some(images)) if !self.mu.is_empty() => {
                out.push(Event::Marginals((0..self.latent).map(|dimension| self.marginals(dimension)).collect()));
                let mut rows = Vec::new();
                images.gather(0..images.len(), &mut rows);
                let labels = images.labels.clone();
                self.survey = Some(Survey::new(self.latent, self.mu.clone(), &self.logvar, labels, rows));
            }
            (Command::Draw { id, ink }, Some(model), _) => out.push(Event::Drawn(self.draw(id, &ink.0, model)?)),
            // Asked before the model or the images are here.
            _ => {}
        }
        Ok(())
    }

    /// A survey is under way.
    pub fn is_busy(&self) -> bool {
        self.survey.is_some()
    }

    /// One step of the survey, if there is one; what it found after the last one.
    pub fn work(&mut self) -> Option<Event> {
        let found = self.survey.as_mut()?.step()?;
        self.survey = None;
        let floats = |values: &[f64]| Floats(values.iter().map(|value| *value as f32).collect());
        Some(Event::Quality(Quality {
            accuracy: found.accuracy as f32,
            pca_accuracy: found.pca_accuracy as f32,
            variances: floats(&found.variances),
            active: found.active.iter().filter(|active| **active).count() as u32,
            kl: floats(&found.kl),
        }))
    }

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

    fn draw(&self, id: u32, ink: &[u8], model: &Vae) -> Result<Drawn, ModelError> {
        let Some(digit) = drawing::prepare(ink) else { return Ok(Drawn { id, ..Drawn::default() }) };
        let image = Images { shape: model.architecture().input, pixels: digit.clone(), labels: vec![0] };
        let (mu, logvar) = model.encode_images(&image)?;
        let looked = model.reconstruct(&image, 0)?;
        let near = nearest(&self.mu, &mu, self.latent, NEIGHBOURS, None);
        Ok(Drawn {
            id,
            digit: Bytes(digit),
            mu: Floats(mu),
            logvar: Floats(logvar),
            pixels: Bytes(looked.pixels),
            reconstruction: looked.reconstruction,
            kl: looked.kl,
            nearest: near.into_iter().map(|index| index as u32).collect(),
        })
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
