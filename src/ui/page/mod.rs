//! The page's plumbing, which every chapter stands on: its workers' lines, files' addresses, notices, presses, dropped files.
//!
//! It must not know the chapters: what it says to them it says through traits and closures that they give it.

pub mod chapter;
pub mod dropped;
pub mod explorer;
pub mod files;
pub mod notices;
pub mod own_worker;
pub mod press;
pub mod runs;

use std::rc::Rc;

pub use super::panic::report;
use crate::protocol::Command;

/// A worker that died is replaced so many times; then something is wrong that a new one does not mend.
pub const REPLACEMENTS: u32 = 3;

/// Says a command to the worker of the figure that has it.
pub type Ask = Rc<dyn Fn(Command)>;

/// Hears what the person did to a figure.
pub type Tell<T> = Rc<dyn Fn(T)>;
