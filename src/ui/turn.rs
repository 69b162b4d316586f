//! Who trains: one figure of the page at a time, so that two never fight for the machine. The one that was started last wins.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

thread_local! {
    static ALL: RefCell<Vec<Weak<Turn>>> = const { RefCell::new(Vec::new()) };
}

/// One who trains, for as long as this lives.
pub struct Turn {
    yield_now: Box<dyn Fn()>,
}

impl Turn {
    /// `yield_now` pauses this one's training, and does nothing while it does not train.
    pub fn new(yield_now: impl Fn() + 'static) -> Rc<Self> {
        let turn = Rc::new(Self { yield_now: Box::new(yield_now) });
        ALL.with_borrow_mut(|all| {
            all.retain(|other| other.strong_count() > 0);
            all.push(Rc::downgrade(&turn));
        });
        turn
    }

    /// Begins to train: all others pause.
    pub fn take(self: &Rc<Self>) {
        let others = ALL.with_borrow(|all| all.iter().filter_map(Weak::upgrade).collect::<Vec<_>>());
        others.iter().filter(|other| !Rc::ptr_eq(other, self)).for_each(|other| (other.yield_now)());
    }
}
