//! A network evaluated a piece at a time: the terms of its loss over some images at a time, and their means at the end.

use crate::data::Images;
use crate::model::{ModelError, Terms, Vae};
use crate::protocol::{Floats, HeldOutPoint, LossTerms};
use crate::rng::Rng;
use crate::worker::posteriors::Posteriors;
use crate::worker::units;

/// An evaluation in progress.
pub(super) struct Evaluating {
    /// The untrained network on the first training images, or else the network on all that is held out.
    pub first_look: bool,
    done: usize,
    /// Sums over the images so far; KL one value a latent dimension.
    reconstruction: f64,
    kl: Vec<f64>,
    /// Of the images so far.
    codes: Posteriors,
}

impl Evaluating {
    pub fn new(first_look: bool) -> Self {
        Self { first_look, done: 0, reconstruction: 0.0, kl: Vec::new(), codes: Posteriors::default() }
    }

    /// Evaluates as many more of the `images` as one unit takes; true while there are more. `seed` is the run's.
    pub fn some(&mut self, model: &Vae, images: &Images, seed: u64) -> Result<bool, ModelError> {
        let end = images.len().min(self.done + units::both(model.architecture()));
        let (terms, mu, logvar) = model.terms_and_codes(&images.select(self.done..end), &rng(seed, self.done))?;
        self.add(&terms, end - self.done);
        self.codes.add((mu, logvar), end - self.done);
        self.done = end;
        Ok(end < images.len())
    }

    /// Adds the means over this many more images.
    fn add(&mut self, terms: &Terms, images: usize) {
        let weight = images as f64;
        self.reconstruction += weight * f64::from(terms.reconstruction);
        self.kl.resize(terms.kl_per_dimension.len(), 0.0);
        for (sum, mean) in self.kl.iter_mut().zip(&terms.kl_per_dimension) {
            *sum += weight * f64::from(*mean);
        }
    }

    /// What came of it, after so many batches.
    pub fn point(&self, step: u32) -> HeldOutPoint {
        let (terms, kl) = self.means();
        HeldOutPoint { step, terms, kl_per_dimension: Floats(kl) }
    }

    /// The codes that were evaluated, of all images when it is over.
    pub fn into_codes(self) -> Posteriors {
        self.codes
    }

    /// Over all images, and the KL of each latent dimension.
    pub fn means(&self) -> (LossTerms, Vec<f32>) {
        let count = self.done.max(1) as f64;
        let kl = (self.kl.iter().sum::<f64>() / count) as f32;
        let terms = LossTerms { reconstruction: (self.reconstruction / count) as f32, kl };
        (terms, self.kl.iter().map(|sum| (sum / count) as f32).collect())
    }
}

/// The same ε at every evaluation of a run, so that its curve shows the network and not the noise; for the images from
/// number `first` on.
fn rng(seed: u64, first: usize) -> Rng {
    Rng::new(seed).split("evaluation", first as u64)
}
