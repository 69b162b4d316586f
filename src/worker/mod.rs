//! The worker: owns a model, answers the page's commands, trains a batch at a time.
//!
//! [`session`] is the logic, free of the browser, so native tests drive it; `scope` is the browser's side of it: messages,
//! fetches and the yield between batches. Nothing here knows the page.

mod autoencoder;
mod bottleneck;
mod codes;
mod evaluating;
mod galaxies;
mod latent;
mod pace;
mod placed;
mod representation;
mod run;
pub mod session;
mod som;
mod units;
mod vae;

#[cfg(target_arch = "wasm32")]
mod fetch;
#[cfg(target_arch = "wasm32")]
mod scope;
#[cfg(target_arch = "wasm32")]
mod upload;

#[cfg(target_arch = "wasm32")]
pub use scope::start;
