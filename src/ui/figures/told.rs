//! Whom a figure tells of what a person does with it.

use std::{cell::RefCell, rc::Rc};

/// One listener, which another may replace. While it is told it may use the figure, or even listen anew.
pub struct Told<F: ?Sized>(RefCell<Option<Rc<F>>>);

impl<F: ?Sized> Default for Told<F> {
    fn default() -> Self {
        Self(RefCell::new(None))
    }
}

impl<F: ?Sized> Told<F> {
    pub fn set(&self, listener: Rc<F>) {
        self.0.replace(Some(listener));
    }

    pub fn tell(&self, tell: impl FnOnce(&F)) {
        let listener = self.0.borrow().clone();
        if let Some(listener) = listener {
            tell(&listener);
        }
    }
}
