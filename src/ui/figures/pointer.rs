//! The pointer on a figure: a mouse hovers and drags, a finger taps or drags, and the page still scrolls where it can.

use std::{cell::Cell, rc::Rc};

use web_sys::{HtmlElement, PointerEvent};

use crate::ui::dom::{self, Listener, PageError};

/// What a finger on something that is dragged leaves to the browser: two of them zoom the page.
pub const ONE_FINGER: &str = "pinch-zoom";

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
    dom::set_style(canvas, "touch-action", if touch_drags { ONE_FINGER } else { "pan-x pan-y pinch-zoom" })?;
    dom::set_style(canvas, "cursor", "crosshair")?;
    let follower = Rc::new(Follower {
        container: container.clone(),
        canvas: canvas.clone(),
        touch_drags,
        dragging: Cell::new(false),
        handler: Box::new(handler),
    });
    let on = |kind, act: fn(&Follower, &PointerEvent)| {
        let follower = follower.clone();
        first_pointer(canvas, kind, move |event| act(&follower, &event))
    };
    let tapper = follower.clone();
    Ok(vec![
        on("pointerdown", Follower::pressed)?,
        on("pointermove", Follower::moved)?,
        dom::listen_to(canvas, "click", move |event| tapper.tapped(&event))?,
        on("pointerup", Follower::released)?,
        on("pointercancel", Follower::released)?,
        on("pointerleave", Follower::left)?,
    ])
}

/// Hears a mouse, a pen or the first finger. A second finger neither takes what the first one drags nor lets go of it.
pub fn first_pointer(
    target: &HtmlElement,
    kind: &'static str,
    act: impl Fn(PointerEvent) + 'static,
) -> Result<Listener, PageError> {
    dom::listen_to(target, kind, move |event: PointerEvent| {
        if event.is_primary() {
            act(event);
        }
    })
}

struct Follower {
    container: HtmlElement,
    canvas: HtmlElement,
    touch_drags: bool,
    dragging: Cell<bool>,
    handler: Box<dyn Fn(Pointer)>,
}

impl Follower {
    fn place(&self, event: &PointerEvent) -> (f64, f64) {
        let outer = self.container.get_bounding_client_rect();
        (f64::from(event.client_x()) - outer.left(), f64::from(event.client_y()) - outer.top())
    }

    fn pressed(&self, event: &PointerEvent) {
        if event.button() != 0 || is_touch(event) && !self.touch_drags {
            return;
        }
        // Without capture the drag still works inside the canvas.
        let _ = self.canvas.set_pointer_capture(event.pointer_id());
        self.dragging.set(true);
        let (x, y) = self.place(event);
        (self.handler)(Pointer::Drag { x, y });
    }

    fn moved(&self, event: &PointerEvent) {
        let (x, y) = self.place(event);
        let touch = is_touch(event);
        (self.handler)(if self.dragging.get() { Pointer::Drag { x, y } } else { Pointer::Over { x, y, touch } });
    }

    fn tapped(&self, event: &PointerEvent) {
        if is_touch(event) && !self.touch_drags {
            let (x, y) = self.place(event);
            (self.handler)(Pointer::Over { x, y, touch: true });
            (self.handler)(Pointer::Drag { x, y });
        }
    }

    fn released(&self, _: &PointerEvent) {
        self.dragging.set(false);
    }

    fn left(&self, event: &PointerEvent) {
        if !self.dragging.get() && !is_touch(event) {
            (self.handler)(Pointer::Out);
        }
    }
}

fn is_touch(event: &PointerEvent) -> bool {
    event.pointer_type() == "touch"
}
