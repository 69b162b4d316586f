//! The callback by which a figure reports what a person does with it.

use std::{cell::RefCell, rc::Rc};

/// One callback, which another may replace. While it runs it may use the figure, or even replace itself.
pub struct Callback<F: ?Sized>(RefCell<Option<Rc<F>>>);

impl<F: ?Sized> Default for Callback<F> {
    fn default() -> Self {
        Self(RefCell::new(None))
    }
}

impl<F: ?Sized> Callback<F> {
    pub fn set(&self, callback: Rc<F>) {
        self.0.replace(Some(callback));
    }

    pub fn call(&self, call: impl FnOnce(&F)) {
        let callback = self.0.borrow().clone();
        if let Some(callback) = callback {
            call(&callback);
        }
    }
}
