//! What a run may do, once for all that train, and what is done and said when a worker is lost.
//!
//! [`Machine`] and [`Recovery`] are plain: a person's presses and a worker's events in, effects out. They know neither the
//! page nor its workers; `ui::page::conduct` carries the effects out in the browser.

mod alphabet;
mod machine;
mod manner;
mod recovery;
mod silence;

pub use alphabet::{Buttons, Effect, Input, Phase, Place, Side};
pub use machine::Machine;
pub use manner::{AUTOENCODER, LAB, MAP, Manner, NOTEBOOK, SERIES, Train};
pub use recovery::{Lost, REPLACEMENTS, Recovery};
pub use silence::{OVER, Sign, Silence};
