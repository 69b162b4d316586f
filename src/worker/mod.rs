//! The worker: owns a model, answers the page's commands, trains a batch at a time.
//!
//! [`session`] is the logic, free of the browser, so native tests drive it, and `works` lists what it can do for chapters.
//! `scope` is the browser's side of it: commands, ticks and files. Nothing here knows the page.

mod arrival;
mod autoencoder;
mod bottleneck;
mod evaluating;
mod fetches;
mod galaxies;
mod latent;
mod pace;
mod placed;
mod posteriors;
mod prepared;
mod representation;
mod run;
pub mod session;
mod shared;
mod som;
mod units;
mod vae;
mod work;
mod works;

#[cfg(target_arch = "wasm32")]
mod fetch;
#[cfg(target_arch = "wasm32")]
mod messages;
#[cfg(target_arch = "wasm32")]
mod scope;
#[cfg(target_arch = "wasm32")]
mod upload;

#[cfg(target_arch = "wasm32")]
pub use scope::start;
