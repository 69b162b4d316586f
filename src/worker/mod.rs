//! The worker: owns a model, answers the page's commands, trains a batch at a time.
//!
//! [`session`] is the logic, free of the browser, so native tests drive it, and [`chapters_work`] lists what it can do for chapters.
//! `scope` is the browser's side of it: commands, ticks and files. `upload` is another program's, which reads a person's files.
//! Nothing here knows the page.

mod arrival;
mod autoencoder;
mod bottleneck;
mod evaluating;
mod fetches;
mod galaxies;
mod latent;
mod measures;
pub mod own_set;
mod pace;
mod past;
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

#[cfg(target_arch = "wasm32")]
mod fetch;
#[cfg(target_arch = "wasm32")]
mod late;
#[cfg(target_arch = "wasm32")]
mod messages;
#[cfg(target_arch = "wasm32")]
mod scope;
#[cfg(target_arch = "wasm32")]
mod ticks;
#[cfg(target_arch = "wasm32")]
mod upload;

#[cfg(target_arch = "wasm32")]
pub use scope::start;
#[cfg(target_arch = "wasm32")]
pub use upload::start as start_reader;

use self::work::Work;

/// The one list of what a worker does for chapters; where several have some, they take turns in this order.
///
/// A chapter that needs a worker writes a [`Work`] and puts it here; its messages are a variant of the protocol's `Command`
/// and `Event`. Nothing else of the worker knows it.
fn chapters_work() -> Vec<Box<dyn Work>> {
    vec![
        Box::<som::Maps>::default(),
        Box::<galaxies::Desk>::default(),
        Box::<latent::LatentSpace>::default(),
        Box::<vae::VaeWork>::default(),
        Box::<autoencoder::Autoencoder>::default(),
        Box::<representation::Representation>::default(),
    ]
}
