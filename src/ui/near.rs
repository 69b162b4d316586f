//! Does work only for what is near the screen.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::Array;
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{Element, IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit};

use super::dom::{During, PageError};

/// Calls `act` once, when `element` is within about a screen of being seen.
pub fn once_near(element: &Element, act: impl FnOnce() + 'static) -> Result<(), PageError> {
    let act = RefCell::new(Some(act));
    observe(std::slice::from_ref(element), "100% 0px", move |entries, observer| {
        if entries.iter().any(IntersectionObserverEntry::is_intersecting) {
            observer.disconnect();
            if let Some(act) = act.take() {
                act();
            }
        }
    })
}

/// Calls `seen` with the index of the element that crosses the middle of the screen, whenever that changes.
pub fn on_middle(elements: &[Element], seen: impl Fn(usize) + 'static) -> Result<(), PageError> {
    let known = elements.to_vec();
    observe(elements, "-50% 0px -50% 0px", move |entries, _| {
        let crossing = entries.iter().rfind(|entry| entry.is_intersecting());
        if let Some(index) = crossing.and_then(|entry| known.iter().position(|element| *element == entry.target())) {
            seen(index);
        }
    })
}

/// Reports whether any of `element` is on the screen, whenever that changes.
pub fn while_seen(element: &Element, report: impl Fn(bool) + 'static) -> Result<(), PageError> {
    while_crossing(element, "0px", report)
}

fn while_crossing(element: &Element, margin: &str, report: impl Fn(bool) + 'static) -> Result<(), PageError> {
    observe(std::slice::from_ref(element), margin, move |entries, _| {
        if let Some(last) = entries.last() {
            report(last.is_intersecting());
        }
    })
}

/// Reports whether `element` reaches into the middle of the screen, whenever that changes: a strip at the edge is not what
/// a person looks at.
pub fn while_in_view(element: &Element, report: impl Fn(bool) + 'static) -> Result<(), PageError> {
    while_crossing(element, "-20% 0px", report)
}

/// Runs `act` before the browser's next frame.
pub fn in_next_frame(act: impl FnOnce() + 'static) -> Result<(), PageError> {
    let handler = Closure::once_into_js(act);
    super::dom::window()?.request_animation_frame(handler.unchecked_ref()).during("wait for a frame").map(|_| ())
}

fn observe(
    elements: &[Element],
    margin: &str,
    act: impl Fn(&[IntersectionObserverEntry], &IntersectionObserver) + 'static,
) -> Result<(), PageError> {
    let changed = Closure::<dyn FnMut(Array, IntersectionObserver)>::new(move |entries: Array, observer| {
        let entries: Vec<_> = entries.iter().filter_map(|entry| entry.dyn_into().ok()).collect();
        act(&entries, &observer);
    });
    let options = IntersectionObserverInit::new();
    options.set_root_margin(margin);
    let callback = changed.into_js_value();
    let observer =
        IntersectionObserver::new_with_options(callback.unchecked_ref(), &options).during("watch what is seen")?;
    elements.iter().for_each(|element| observer.observe(element));
    Ok(())
}

/// Runs `act` a little later, and not at all if it is asked for again before.
#[derive(Clone)]
pub struct Later(Rc<Timer>);

/// One timer of the browser, set again and again with the same closure.
struct Timer {
    act: Closure<dyn Fn()>,
    /// ms
    delay: i32,
    last: Cell<Option<i32>>,
}

impl Later {
    /// `delay` in ms.
    pub fn new(delay: i32, act: impl Fn() + 'static) -> Self {
        Self(Rc::new(Timer { act: Closure::new(act), delay, last: Cell::new(None) }))
    }

    pub fn ask(&self) -> Result<(), PageError> {
        self.0.stop();
        let id = super::dom::window()?
            .set_timeout_with_callback_and_timeout_and_arguments_0(self.0.act.as_ref().unchecked_ref(), self.0.delay)
            .during("wait a moment")?;
        self.0.last.set(Some(id));
        Ok(())
    }
}

impl Timer {
    /// A timer that has run already is stopped to no effect.
    fn stop(&self) {
        if let (Some(id), Some(window)) = (self.last.take(), web_sys::window()) {
            window.clear_timeout_with_handle(id);
        }
    }
}

impl Drop for Timer {
    /// The browser must not call a dropped closure.
    fn drop(&mut self) {
        self.stop();
    }
}
