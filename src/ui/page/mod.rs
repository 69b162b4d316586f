//! The plumbing that every chapter is built on: what a chapter is, its worker, its controls, the addresses of its data, notices
//! in place of its figures.
//!
//! It must not know the chapters: it calls them through the traits and closures that they hand it.

pub mod chapter;
pub mod class_link;
pub mod conduct;
pub mod download;
pub mod dropped;
pub mod explorer;
pub mod files;
pub mod first_light;
pub mod kept;
pub mod notices;
pub mod own_worker;
pub mod press;
pub mod runs;

use std::rc::Rc;

pub use super::panic::report;
use crate::protocol::Command;

/// Sends a command to the worker of the figure that has it.
pub type Ask = Rc<dyn Fn(Command)>;

/// Receives what the person did to a figure.
pub type Tell<T> = Rc<dyn Fn(T)>;
