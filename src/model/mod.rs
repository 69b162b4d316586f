//! The variational autoencoder on candle: networks, loss terms, weights to and from bytes.
//!
//! Values are `f32`, images lie in \[0, 1\], losses are in nats. Nothing here knows how a model is trained, the
//! browser or the page.

mod architecture;
mod decoder;
mod encoder;
mod errors;
mod evaluate;
mod foreign;
mod fused;
mod half;
pub mod kernels;
mod layers;
pub mod loss;
mod samples;
mod standardize;
pub mod tensors;
mod vae;
pub mod weights;

pub use architecture::{Activation, Architecture, Likelihood};
pub use decoder::Decoder;
pub use encoder::{Encoder, Posterior};
pub use errors::Errors;
pub use evaluate::{Looked, Terms};
pub use samples::{SampleTerms, Sampled};
pub use vae::Vae;

/// Why a model cannot be built or used.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    #[error("this network cannot be built: {0}")]
    Architecture(String),
    #[error("the network takes {expected} values at a time, not {found}")]
    Input { expected: usize, found: usize },
    #[error("the calculation failed: {0}")]
    Tensor(#[from] candle_core::Error),
}
