//! The callback by which a figure reports what a person does with it.

use std::{cell::RefCell, rc::Rc};

type Function<T> = Rc<dyn Fn(&T)>;

/// One callback, which another may replace. While it runs it may use the figure, or even replace itself.
pub struct Callback<T: ?Sized>(RefCell<Option<Function<T>>>);

impl<T: ?Sized> Default for Callback<T> {
    fn default() -> Self {
        Self(RefCell::new(None))
    }
}

impl<T: ?Sized> Callback<T> {
    pub fn set(&self, callback: impl Fn(&T) + 'static) {
        self.0.replace(Some(Rc::new(callback)));
    }

    pub fn call(&self, what: &T) {
        let callback = self.0.borrow().clone();
        if let Some(callback) = callback {
            callback(what);
        }
    }
}
