//! What a person can set, as data: one row per setting, for the address, the controls, the checks and the protocol alike.
//!
//! [`Number`] and [`SettingError`] say what a text must be, [`Setting`] is a row, [`Form`] a table of them that reads and writes
//! the page's address, and [`run`] holds the rows of a training run beside the [`RunSettings`] that they fill. The rows of other
//! forms lie with the page's state. Pure text: it must not know the page, the worker or the messages between them.

pub mod beta;
mod form;
mod link;
mod number;
mod row;
pub mod run;
mod text;

pub use form::Form;
pub use link::{Piece, pieces};
pub use number::{Number, SettingError};
pub use row::{Figure, Kind, Place, Refusal, Setting, When};
pub use run::{RUN, RunSettings};
pub use text::{digits, digits_text, widths, widths_text};
