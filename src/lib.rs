//! Latent Lab: an interactive lecture on latent spaces.
//!
//! # Layout
//!
//! - [`rng`]: the only randomness, seeded and splittable
//! - [`data`]: data sets as values over bytes (IDX files, images, splits, batches)
//! - [`export`]: what leaves the page as files: tables, the report, a program that rebuilds the network
//! - [`gaussian`]: the divergence that `model` trains on and `latent` measures
//! - [`model`]: the variational autoencoder, its loss terms, weights to and from bytes
//! - [`train`]: the trainer (one step is one call), Adam, the history of a run
//! - [`latent`]: grids, traversals, projections and metrics of a latent space
//! - [`som`]: the self-organizing map and its quality measures
//! - [`settings`]: what a person can set, a row a setting: limits, defaults, address
//! - [`protocol`]: every message between the page and a worker
//! - [`worker`]: the worker's session, and its loop in the browser (wasm only)
//! - [`ui`]: the page (wasm only, but for its pure parts: `ui::state` and the geometry of the plots)
//!
//! # Invariants
//!
//! - `rng <- data <- model <- train`; `gaussian` takes numbers, `latent` and `som` take slices. None of them names the browser.
//! - Only `model`, `train` and the worker that drives them name candle: the page's program never links it.
//! - Only `worker` and `ui::client` know `postMessage`; only `ui::dom` looks up element ids; only `ui::plot` knows plotters.
//! - Losses are sums over pixels and latent dimensions, means over the batch, in nats.

pub mod data;
pub mod export;
pub mod gaussian;
pub mod latent;
pub mod model;
pub mod protocol;
pub mod rng;
pub mod settings;
pub mod som;
pub mod train;
pub mod ui;
pub mod worker;

/// Names this build, so that a page never talks to a worker of another one.
pub const BUILD: &str = match option_env!("LATENT_LAB_BUILD") {
    Some(build) => build,
    None => env!("CARGO_PKG_VERSION"),
};
