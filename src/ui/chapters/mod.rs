//! The chapters: each wires its figures to what a worker says and to the page's state.
//!
//! The page has two programs of its own. In the first, [`app`] owns the state and hands every change to the chapters it
//! concerns: [`hero`] and [`latent`] share a point of latent space ([`point`]) and [`lab`] trains. In the second, which is
//! loaded later, [`lecture`] holds all other chapters. In either, an [`explorer`] speaks to a worker with the pretrained
//! model for its guests. None of them draws.

mod app;
mod autoencoder;
mod digit_at;
mod dropped;
mod explorer;
mod files;
mod galaxies;
mod handin;
mod hero;
mod lab;
mod lab_readings;
mod latent;
mod lecture;
mod notices;
mod own_worker;
mod point;
mod press;
mod representation;
mod runs;
mod scatter_panel;
mod som;
mod upload;
mod vae;

pub use app::start;
pub use lecture::start as start_lecture;

use std::rc::Rc;

use super::dom::PageError;
use crate::protocol::Command;

/// A worker that died is replaced so many times; then something is wrong that a new one does not mend.
const REPLACEMENTS: u32 = 3;

/// Says a command to the worker of the figure that has it.
pub type Ask = Rc<dyn Fn(Command)>;

/// Hears what the person did to a figure.
pub type Tell<T> = Rc<dyn Fn(T)>;

/// What fails on the page itself is told once, at its top; the console has it too, for whoever looks after the page.
pub fn report(outcome: Result<(), PageError>) {
    if let Err(error) = outcome {
        super::panic::tell(&error.to_string());
    }
}
