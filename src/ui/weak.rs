//! Closures that act on something without keeping it alive, for what may outlive it: listeners, observers, timers, workers.
//!
//! A failure is reported here, at the top of the page. It knows neither figures nor chapters.

use std::rc::{Rc, Weak};

use super::dom::PageError;
use super::panic::report;

/// What such a closure may return.
pub trait Outcome {
    fn settle(self);
}

impl Outcome for () {
    fn settle(self) {}
}

impl Outcome for Result<(), PageError> {
    fn settle(self) {
        report(self);
    }
}

/// Does `act` if `who` still lives.
pub fn with<T: ?Sized, R: Outcome>(who: &Weak<T>, act: impl FnOnce(&Rc<T>) -> R) {
    if let Some(who) = who.upgrade() {
        act(&who).settle();
    }
}

/// A closure that does `act` for as long as `who` lives.
pub fn calls<T: ?Sized, R: Outcome, F: Fn(&Rc<T>) -> R>(who: &Rc<T>, act: F) -> impl Fn() + use<T, R, F> {
    let who = Rc::downgrade(who);
    move || with(&who, &act)
}

/// The same for a closure with an argument.
pub fn hears<T: ?Sized, X, R: Outcome, F: Fn(&Rc<T>, X) -> R>(who: &Rc<T>, act: F) -> impl Fn(X) + use<T, X, R, F> {
    let who = Rc::downgrade(who);
    move |said| with(&who, |who| act(who, said))
}
