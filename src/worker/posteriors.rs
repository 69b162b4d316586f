//! The posteriors of many images, found a piece at a time.

use super::units;
use crate::data::Images;
use crate::model::{ModelError, Vae};

/// Posterior means and log variances of the first of some images, `[done, latent]`.
#[derive(Default)]
pub struct Posteriors {
    pub mu: Vec<f32>,
    pub logvar: Vec<f32>,
    done: usize,
}

impl Posteriors {
    /// Those of so many images, as they were found before.
    pub fn known(mu: Vec<f32>, logvar: Vec<f32>, images: usize) -> Self {
        Self { mu, logvar, done: images }
    }

    pub fn has_begun(&self) -> bool {
        self.done > 0
    }

    /// Images that are encoded.
    pub fn done(&self) -> usize {
        self.done
    }

    /// Adds those of the next so many images.
    pub fn add(&mut self, (mu, logvar): (Vec<f32>, Vec<f32>), images: usize) {
        self.mu.extend(mu);
        self.logvar.extend(logvar);
        self.done += images;
    }

    /// Encodes as many images more as one unit takes; true while there are more.
    pub fn some(&mut self, model: &Vae, images: &Images) -> Result<bool, ModelError> {
        let end = images.len().min(self.done + units::encoded(model.architecture()));
        let (mu, logvar) = model.encode_images(&images.select(self.done..end))?;
        self.add((mu, logvar), end - self.done);
        Ok(end < images.len())
    }
}
