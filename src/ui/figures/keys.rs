//! A pointer that arrow keys move over a figure, for what a mouse tells by hovering there and no other control does. It knows
//! nothing of what is pointed at.

use std::{cell::Cell, rc::Rc};

use web_sys::{HtmlElement, KeyboardEvent};

use super::pointer::Pointer;
use crate::ui::dom::{self, Listener, PageError};

/// What an arrow key moves it by, CSS pixels; with Shift five times as far.
const STEP: f64 = 6.0;

/// Lets the figure called `name` take the keyboard, and tells `handler` where the keys point.
///
/// # Errors
/// If the browser refuses an element or a listener.
pub fn point_by_keys(
    container: &HtmlElement,
    name: &str,
    handler: impl Fn(Pointer) + 'static,
) -> Result<Vec<Listener>, PageError> {
    let label = format!("{name}. Arrow keys point into it.");
    for (name, value) in [("tabindex", "0"), ("role", "group"), ("aria-label", &label)] {
        dom::set_attribute(container, name, value)?;
    }
    let cursor: HtmlElement = dom::create("div")?;
    cursor.set_class_name("plot-cursor");
    cursor.set_hidden(true);
    dom::append(container, &cursor)?;
    let keys =
        Rc::new(Keys { container: container.clone(), cursor, place: Cell::new(None), handler: Box::new(handler) });
    let left = keys.clone();
    Ok(vec![
        dom::listen_to(container, "keydown", move |event| keys.pressed(&event))?,
        dom::listen(container, "blur", move |_| left.go(None))?,
    ])
}

struct Keys {
    container: HtmlElement,
    cursor: HtmlElement,
    /// Shares of the container, so that it keeps its place when that changes its size.
    place: Cell<Option<(f64, f64)>>,
    handler: Box<dyn Fn(Pointer)>,
}

impl Keys {
    fn pressed(&self, event: &KeyboardEvent) {
        let step = if event.shift_key() { 5.0 * STEP } else { STEP };
        let (right, down) = match event.key().as_str() {
            "ArrowLeft" => (-step, 0.0),
            "ArrowRight" => (step, 0.0),
            "ArrowUp" => (0.0, -step),
            "ArrowDown" => (0.0, step),
            "Home" => return self.answer(event, Some((0.5, 0.5))),
            "Escape" => return self.answer(event, None),
            _ => return,
        };
        let (x, y) = self.place.get().unwrap_or((0.5, 0.5));
        let (width, height) = self.size();
        self.answer(event, Some(((x + right / width).clamp(0.0, 1.0), (y + down / height).clamp(0.0, 1.0))));
    }

    fn answer(&self, event: &KeyboardEvent, place: Option<(f64, f64)>) {
        event.prevent_default();
        self.go(place);
    }

    fn go(&self, place: Option<(f64, f64)>) {
        if place.is_none() && self.place.get().is_none() {
            return;
        }
        self.place.set(place);
        self.cursor.set_hidden(place.is_none());
        let Some((x, y)) = place else { return (self.handler)(Pointer::Out) };
        for (name, share) in [("left", x), ("top", y)] {
            // A cursor that stays behind does no harm to what is pointed at.
            let _ = dom::set_style(&self.cursor, name, &format!("{:.3}%", 100.0 * share));
        }
        let (width, height) = self.size();
        (self.handler)(Pointer::Over { x: x * width, y: y * height, touch: true });
    }

    fn size(&self) -> (f64, f64) {
        (f64::from(self.container.client_width()).max(1.0), f64::from(self.container.client_height()).max(1.0))
    }
}
