//! Who trains: one figure of the page at a time, so that two never fight for the machine. The one that was started last wins.

use std::cell::Cell;
use std::rc::Rc;

use super::dom::{Listener, PageError};
use super::news;

const TAKEN: &str = "latent-lab-turn";

/// One who trains, for as long as this lives.
pub struct Turn {
    /// True while this one tells that it begins.
    taking: Rc<Cell<bool>>,
    _listener: Result<Listener, PageError>,
}

impl Turn {
    /// `yield_now` pauses this one's training, and does nothing while it does not train.
    pub fn new(yield_now: impl Fn() + 'static) -> Rc<Self> {
        let taking = Rc::new(Cell::new(false));
        let mine = taking.clone();
        let listener = news::on(TAKEN, move |_| {
            if !mine.get() {
                yield_now();
            }
        });
        // Without a window there is nobody to take turns with.
        Rc::new(Self { taking, _listener: listener })
    }

    /// Begins to train: all others pause.
    pub fn take(self: &Rc<Self>) {
        self.taking.set(true);
        let told = news::tell(TAKEN, &[]);
        self.taking.set(false);
        super::chapters::report(told);
    }
}
