//! Training: one step is one call, the same seed gives the same bits, and a run can be saved and resumed.
//!
//! Shuffles and ε are functions of the seed and the step number, never of what was drawn before. Nothing here knows
//! who watches a run or draws its curves.

mod adam;
pub mod bottleneck;
mod checkpoint;
mod good;
#[cfg(test)]
mod gradient;
mod trainer;

pub use trainer::{Hyper, Trainer};

use crate::model::ModelError;
use crate::model::weights::{TensorsError, WeightsError};

/// Why a run cannot start or continue.
#[derive(Debug, thiserror::Error)]
pub enum TrainError {
    #[error("there are no images to train on: keep at least one digit")]
    NoImages,
    #[error("{0}")]
    Settings(&'static str),
    /// The trainer is back at its last good parameters.
    #[error(
        "the run diverged at batch {step}: {what}. Choose a smaller learning rate and press Reset; the last good parameters \
         are kept"
    )]
    Diverged { step: u64, what: &'static str },
    #[error("the saved run does not fit: {0}")]
    Unfit(&'static str),
    #[error("the saved run cannot be read: {0}")]
    Saved(#[from] WeightsError),
    #[error(transparent)]
    Model(#[from] ModelError),
}

impl From<TensorsError> for TrainError {
    fn from(error: TensorsError) -> Self {
        Self::Saved(error.into())
    }
}

impl From<candle_core::Error> for TrainError {
    fn from(error: candle_core::Error) -> Self {
        Self::Model(error.into())
    }
}
