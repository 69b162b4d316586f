//! The settings of a training run, and their rows in the training lab.
//!
//! A number is added here, in `index.html`, and where it is used: address, control, check and message follow from its row.

use serde::{Deserialize, Serialize};

use super::beta::BETA;
use super::{Form, Kind, Number, Place, Setting, When};

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

pub const IMAGES: Number = Number::whole("Training images", 500.0, 60_000.0);
pub const BATCH: Number = Number::whole("Batch size", 1.0, 512.0);
/// A rate of 10 diverges, and may be tried.
pub const LEARNING_RATE: Number = Number::real("Learning rate", 1e-7, 100.0);
/// Up to the largest integer that a number field holds exactly.
pub const SEED: Number = Number::whole("Seed", 0.0, 9_007_199_254_740_991.0);

/// The lab's rows: a β, a rate or a last epoch counts from the next batch on, all else makes another run.
pub const RUN: Form<RunSettings> = Form {
    prefix: "",
    rows: &[
        Setting {
            key: "beta",
            id: "beta-exact",
            kind: Kind::Number(BETA),
            when: When::Live,
            place: |run| Place::number(&mut run.beta),
        },
        Setting {
            key: "latent",
            id: "latent-dimensions",
            kind: Kind::Number(Number::whole("Latent dimensions", 1.0, 16.0)),
            when: When::Resets,
            place: |run| Place::number(&mut run.latent),
        },
        Setting {
            key: "hidden",
            id: "hidden-units",
            kind: Kind::Widths,
            when: When::Resets,
            place: |run| Place::Widths(&mut run.hidden),
        },
        Setting {
            key: "images",
            id: "training-images",
            kind: Kind::Number(IMAGES),
            when: When::Resets,
            place: |run| Place::number(&mut run.images),
        },
        Setting {
            key: "digits",
            id: "digit",
            kind: Kind::Digits,
            when: When::Resets,
            place: |run| Place::Digits(&mut run.digits),
        },
        Setting {
            key: "batch",
            id: "batch-size",
            kind: Kind::Number(BATCH),
            when: When::Resets,
            place: |run| Place::number(&mut run.batch),
        },
        Setting {
            key: "rate",
            id: "learning-rate",
            kind: Kind::Number(LEARNING_RATE),
            when: When::Live,
            place: |run| Place::number(&mut run.learning_rate),
        },
        Setting {
            key: "seed",
            id: "seed",
            kind: Kind::Number(SEED),
            when: When::Resets,
            place: |run| Place::number(&mut run.seed),
        },
        Setting {
            key: "epochs",
            id: "epochs",
            kind: Kind::Number(Number::whole("Epochs", 1.0, 1000.0)),
            when: When::Live,
            place: |run| Place::number(&mut run.epochs),
        },
    ],
};
