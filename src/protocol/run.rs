//! What is reported of a run of training. The settings that define it are [`RunSettings`].

use serde::{Deserialize, Serialize};

use super::Floats;
use crate::settings::RunSettings;

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
