//! The text alternative of a canvas: it follows what the canvas shows, but not faster than a person can listen.

use std::{cell::RefCell, rc::Rc};

use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::Element;

use crate::ui::dom::{self, PageError};

const MILLISECONDS: i32 = 700;

/// Makes an element an image with a description.
#[derive(Clone)]
pub struct Alternative(Rc<Inner>);

struct Inner {
    element: Element,
    text: RefCell<Text>,
}

#[derive(Default)]
struct Text {
    wanted: String,
    shown: String,
    waiting: bool,
}

impl Alternative {
    pub fn new(element: Element, text: &str) -> Result<Self, PageError> {
        dom::set_attribute(&element, "role", "img")?;
        dom::set_attribute(&element, "aria-label", text)?;
        let text = Text { wanted: text.to_owned(), shown: text.to_owned(), waiting: false };
        Ok(Self(Rc::new(Inner { element, text: RefCell::new(text) })))
    }

    /// Describes what is shown now. Of several descriptions in a short time the last one counts.
    pub fn set(&self, text: String) -> Result<(), PageError> {
        {
            let mut state = self.0.text.borrow_mut();
            state.wanted = text;
            if state.waiting || state.wanted == state.shown {
                return Ok(());
            }
            state.waiting = true;
        }
        self.show()?;
        let this = self.clone();
        let later = Closure::once_into_js(move || {
            this.0.text.borrow_mut().waiting = false;
            // The attribute was set before: only a page that is going away refuses it now.
            let _ = this.show();
        });
        dom::window()?
            .set_timeout_with_callback_and_timeout_and_arguments_0(later.unchecked_ref(), MILLISECONDS)
            .map(|_| ())
            .map_err(|error| PageError::browser("set a timer", &error))
    }

    fn show(&self) -> Result<(), PageError> {
        let mut state = self.0.text.borrow_mut();
        if state.wanted != state.shown {
            state.shown = state.wanted.clone();
            dom::set_attribute(&self.0.element, "aria-label", &state.shown)?;
        }
        Ok(())
    }
}
