//! What every figure of several layers is built on: its canvases, their description in words, pointer and keys. It knows
//! nothing of what is drawn.

use std::{cell::RefCell, rc::Rc};

use web_sys::HtmlElement;

use super::{
    alternative::Alternative,
    keys::point_by_keys,
    pointer::{Pointer, follow_pointer},
    take::{self, Taken},
};
use crate::ui::{
    dom::{Listener, PageError},
    plot::surface::{Layers, Surface},
    weak::hears,
};

pub struct Stage {
    pub surface: Rc<Surface>,
    base: HtmlElement,
    name: String,
    alternative: Alternative,
    listeners: RefCell<Vec<Listener>>,
}

impl Stage {
    /// Puts `layers` canvases into the container; the lowest of them is an image called `name`.
    pub fn new(container: HtmlElement, layers: usize, name: &str) -> Result<Self, PageError> {
        let surface = Surface::new(container, layers)?;
        let base = surface.layer(0).ok_or(PageError::Missing("canvas".to_owned()))?.canvas.clone();
        let alternative = Alternative::new(base.clone().into(), name)?;
        Ok(Self { surface, base: base.into(), name: name.to_owned(), alternative, listeners: RefCell::default() })
    }

    /// Has `act` hear of the pointer, as [`follow_pointer`] says, for as long as `who` lives.
    pub fn follow<T: 'static>(
        &self,
        who: &Rc<T>,
        touch_drags: bool,
        act: impl Fn(&Rc<T>, Pointer) + 'static,
    ) -> Result<(), PageError> {
        let followed = follow_pointer(&self.surface.container, &self.base, touch_drags, hears(who, act))?;
        self.listeners.borrow_mut().extend(followed);
        Ok(())
    }

    /// Has `act` hear of the pointer that keys move, where no other control tells what hovering does.
    pub fn follow_keys<T: 'static>(
        &self,
        who: &Rc<T>,
        act: impl Fn(&Rc<T>, Pointer) + 'static,
    ) -> Result<(), PageError> {
        let followed = point_by_keys(&self.surface.container, &self.name, hears(who, act))?;
        self.listeners.borrow_mut().extend(followed);
        Ok(())
    }

    /// Lets `who` be taken away from here, for as long as it lives.
    pub fn offer<T: Taken + 'static>(&self, who: &Rc<T>) -> Result<(), PageError> {
        self.listeners.borrow_mut().extend(take::offer(&self.surface.container, who)?);
        Ok(())
    }

    /// Describes what is shown now.
    pub fn describe(&self, words: String) -> Result<(), PageError> {
        self.alternative.set(words)
    }

    /// Paints all of it now, as a benchmark wants; otherwise it is painted in the next frame.
    pub fn paint(&self) {
        self.surface.invalidate(Layers::ALL);
        self.surface.paint();
    }
}
