//! What can be done with a latent space, whatever network made it: grids, paths, projections and metrics.
//!
//! Slices in, vectors out. Nothing here knows candle, the browser or a clock, and all randomness comes from
//! [`crate::rng`], so every function gives the same numbers natively and in the page.

pub mod bound;
pub mod classifier;
mod eigen;
pub mod estimators;
mod four;
pub mod gaussian;
pub mod grid;
pub mod holes;
pub mod kmeans;
pub mod marginal;
pub mod meaning;
pub mod metrics;
pub mod mig;
pub mod path;
pub mod pca;
mod power;
pub mod procrustes;
pub mod quality;
pub mod rate;
pub mod small_decoder;
pub mod statistics;
pub mod tsne;
