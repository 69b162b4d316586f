//! The run that measures how wide a bottleneck must be: one recipe, for the curve that `pretrain` ships and for the point
//! that the page adds.

use std::sync::Arc;

use super::{Hyper, TrainError, Trainer};
use crate::data::bottleneck::{HIDDEN, IMAGES};
use crate::data::{Images, Shape};
use crate::model::Architecture;

const BATCH: usize = 128;
const LEARNING_RATE: f64 = 1e-3;

/// A plain autoencoder pixels–256–q–256–pixels: relu, Bernoulli pixels.
pub fn architecture(input: Shape, q: usize) -> Architecture {
    Architecture { variational: false, ..Architecture::mirrored(input, &[HIDDEN], q) }
}

/// A fresh run on the first [`IMAGES`] of `images`.
///
/// # Errors
/// As [`Trainer::new`].
pub fn trainer(q: usize, seed: u64, images: &Images) -> Result<Trainer, TrainError> {
    // There is no KL term for β to weigh.
    let hyper = Hyper { batch: BATCH, learning_rate: LEARNING_RATE, beta: 0.0, seed };
    Trainer::new(&architecture(images.shape, q), hyper, Arc::new(images.take(IMAGES)))
}
