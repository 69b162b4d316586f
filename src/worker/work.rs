//! What a worker can do for a chapter.

use super::arrival::Arrival;
use super::shared::Shared;
use crate::protocol::{Command, Event, Fault, Guest};

/// What became of a command.
pub enum Answered {
    Done,
    /// It is for somebody else.
    Other(Command),
    /// What it needs is still loading: ask again when files have arrived.
    Later(Command),
}

/// Long work, done a unit at a time.
pub trait Work {
    /// The chapter that it is for, where that is one of several that share a worker.
    fn guest(&self) -> Option<Guest> {
        None
    }

    /// Answers a command, or says what else is to become of it.
    ///
    /// # Errors
    /// What the person is shown.
    fn answer(&mut self, command: Command, shared: &mut Shared, out: &mut Vec<Event>) -> Result<Answered, Fault>;

    /// Takes what was fetched for it, and gives back what was not.
    fn arrived(&mut self, arrival: Arrival, _shared: &Shared, _out: &mut Vec<Event>) -> Option<Arrival> {
        Some(arrival)
    }

    /// The posteriors of all that is held out are found, `[images, latent]`.
    fn encoded(&mut self, _latent: usize, _mu: &[f32], _logvar: &[f32]) {}

    /// There is something to do for which all is at hand.
    fn has_work(&self, shared: &Shared) -> bool;

    /// What is to be done even while all long work is put aside.
    fn is_ending(&self) -> bool {
        false
    }

    /// One unit, about 8 ms.
    ///
    /// # Errors
    /// What the person is shown; failed work does not continue.
    fn unit(&mut self, shared: &mut Shared, out: &mut Vec<Event>) -> Result<(), Fault>;

    /// It resumes after all long work was suspended.
    fn go_on(&mut self, _now: f64, _out: &mut Vec<Event>) {}
}
