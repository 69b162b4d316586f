//! A run of training: what defines it, and what is told of it.

use serde::{Deserialize, Serialize};

use super::Floats;

/// What defines a run in the training lab. Same settings, same curves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunSettings {
    /// Dimensions of z, 1–16.
    pub latent: u32,
    /// Widths of the encoder's hidden layers; the decoder mirrors them.
    pub hidden: Vec<u32>,
    /// Training images to use, taken after the digits to keep.
    pub images: u32,
    /// Bit d set: digit d is kept.
    pub digits: u16,
    pub batch: u32,
    pub learning_rate: f64,
    /// Weight of the KL term.
    pub beta: f32,
    pub seed: u64,
    pub epochs: u32,
    /// Every image is seen in one of its 8 symmetries, drawn anew each time. Not for digits.
    pub augment: bool,
    /// Standard deviation of a Gaussian pixel about the decoder's mean; 0: pixels are Bernoulli.
    pub pixel_sigma: f32,
}

impl Default for RunSettings {
    fn default() -> Self {
        Self {
            latent: 2,
            hidden: vec![256],
            images: 5000,
            digits: 0x3ff,
            batch: 128,
            learning_rate: 1e-3,
            beta: 1.0,
            seed: 0,
            epochs: 30,
            augment: false,
            pixel_sigma: 0.0,
        }
    }
}

/// A run was set up and its network drawn from the seed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunStarted {
    pub run: u32,
    pub settings: RunSettings,
    /// Training images in the run, after the digits to keep.
    pub images: u32,
    pub batches_per_epoch: u32,
    pub parameters: u32,
}

/// The two parts of the negative ELBO, nats per image.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct LossTerms {
    /// Summed over pixels, mean over images.
    pub reconstruction: f32,
    /// Summed over latent dimensions, mean over images.
    pub kl: f32,
}

impl LossTerms {
    /// The evidence lower bound, E\[log p(x|z)\] − KL, whatever β is.
    pub fn elbo(self) -> f32 {
        -(self.reconstruction + self.kl)
    }
}

/// What the run is doing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Phase {
    Paused,
    Training,
    /// All epochs are done.
    Finished,
    /// The loss or a parameter stopped being a number; the last good parameters are kept.
    Diverged {
        why: String,
    },
}

/// A held-out evaluation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HeldOutPoint {
    /// Batches done when it was measured.
    pub step: u32,
    pub terms: LossTerms,
    /// Nats, one value a latent dimension.
    pub kl_per_dimension: Floats,
}

/// How far a run has come; its batches and evaluations since the last such event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    pub run: u32,
    pub phase: Phase,
    /// Batches done since the run began.
    pub step: u32,
    /// `step` in epochs.
    pub epoch: f32,
    /// Epochs after which the run ends; more than its settings said if it was trained on.
    pub epochs: u32,
    pub beta: f32,
    /// Mean over the last epoch's worth of batches (at step 0, the untrained network on the first training images).
    pub training: LossTerms,
    /// One value per batch done since the last event, the last of them batch number `step`.
    pub batch_reconstruction: Floats,
    pub batch_kl: Floats,
    pub held_out: Vec<HeldOutPoint>,
    pub images_per_second: f32,
    pub seconds_left: f32,
}
