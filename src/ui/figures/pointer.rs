//! The pointer on a figure: a mouse hovers and drags, a finger taps or drags, and the page still scrolls where it can.

use std::{cell::Cell, rc::Rc};

use web_sys::{HtmlElement, PointerEvent};

use crate::ui::dom::{self, Listener, PageError};

/// A pointer on the figure itself, in CSS pixels from the container's corner.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Pointer {
    /// Over the figure, nothing pressed.
    Over {
        x: f64,
        y: f64,
        touch: bool,
    },
    /// Pressed and dragged.
    Drag {
        x: f64,
        y: f64,
    },
    Out,
}

/// Follows the pointer on a figure's lowest canvas. A mouse drags anywhere. A finger drags only if `touch_drags`;
/// otherwise a tap counts as a drag of one point and the page still scrolls.
pub fn follow_pointer(
    container: &HtmlElement,
    canvas: &HtmlElement,
    touch_drags: bool,
    handler: impl Fn(Pointer) + 'static,
) -> Result<Vec<Listener>, PageError> {
    dom::set_style(canvas, "touch-action", if touch_drags { "none" } else { "pan-x pan-y pinch-zoom" })?;
    dom::set_style(canvas, "cursor", "crosshair")?;
    let handler = Rc::new(handler);
    let dragging = Rc::new(Cell::new(false));
    let place = {
        let container = container.clone();
        move |event: &PointerEvent| {
            let outer = container.get_bounding_client_rect();
            (f64::from(event.client_x()) - outer.left(), f64::from(event.client_y()) - outer.top())
        }
    };
    let pressed = {
        let (handler, dragging, place, canvas) = (handler.clone(), dragging.clone(), place.clone(), canvas.clone());
        move |event: PointerEvent| {
            let touch = event.pointer_type() == "touch";
            if event.button() != 0 || touch && !touch_drags {
                return;
            }
            // Without capture the drag still works inside the canvas.
            let _ = canvas.set_pointer_capture(event.pointer_id());
            dragging.set(true);
            let (x, y) = place(&event);
            handler(Pointer::Drag { x, y });
        }
    };
    let moved = {
        let (handler, dragging, place) = (handler.clone(), dragging.clone(), place.clone());
        move |event: PointerEvent| {
            let (x, y) = place(&event);
            let touch = event.pointer_type() == "touch";
            handler(if dragging.get() { Pointer::Drag { x, y } } else { Pointer::Over { x, y, touch } });
        }
    };
    let tapped = {
        let (handler, place) = (handler.clone(), place);
        move |event: PointerEvent| {
            if event.pointer_type() == "touch" && !touch_drags {
                let (x, y) = place(&event);
                handler(Pointer::Over { x, y, touch: true });
                handler(Pointer::Drag { x, y });
            }
        }
    };
    let released = |dragging: &Rc<Cell<bool>>| {
        let dragging = dragging.clone();
        move |_: PointerEvent| dragging.set(false)
    };
    let left = {
        let dragging = dragging.clone();
        move |event: PointerEvent| {
            if !dragging.get() && event.pointer_type() != "touch" {
                handler(Pointer::Out);
            }
        }
    };
    Ok(vec![
        dom::listen_to(canvas, "pointerdown", pressed)?,
        dom::listen_to(canvas, "pointermove", moved)?,
        dom::listen_to(canvas, "click", tapped)?,
        dom::listen_to(canvas, "pointerup", released(&dragging))?,
        dom::listen_to(canvas, "pointercancel", released(&dragging))?,
        dom::listen_to(canvas, "pointerleave", left)?,
    ])
}
