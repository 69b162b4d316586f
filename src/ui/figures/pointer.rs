//! The pointer on a figure: a mouse hovers and drags, a finger taps or drags, and the page still scrolls where it can.

use std::rc::Rc;

use web_sys::{HtmlElement, PointerEvent};

use super::hold::{Drag, Hold, ONE_FINGER};
use crate::ui::dom::{self, Listener, PageError};
use crate::ui::plot::place;

/// A pointer on the figure itself, in CSS pixels from the container's corner.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Pointer {
    /// Over the figure, nothing pressed.
    Over {
        x: f64,
        y: f64,
        touch: bool,
    },
    Drag(Drag<(f64, f64)>),
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
    let hold = Hold::default();
    let follower = Rc::new(Follower { container: container.clone(), handler: Box::new(handler), hold: hold.clone() });
    let dragger = follower.clone();
    let may = move |event: &PointerEvent| touch_drags || !is_touch(event);
    let mut listeners = hold.listen(canvas, may, move |drag| dragger.dragged(drag))?;
    let (over, left, tapped) = (follower.clone(), follower.clone(), follower);
    listeners.push(dom::listen_to(canvas, "pointermove", move |event| over.moved(&event))?);
    listeners.push(dom::listen_to(canvas, "pointerleave", move |event| left.left(&event))?);
    if !touch_drags {
        listeners.push(dom::listen_to(canvas, "click", move |event| tapped.tapped(&event))?);
    }
    Ok(listeners)
}

struct Follower {
    container: HtmlElement,
    hold: Hold,
    handler: Box<dyn Fn(Pointer)>,
}

impl Follower {
    fn place(&self, event: &PointerEvent) -> (f64, f64) {
        place::within(&self.container, (f64::from(event.client_x()), f64::from(event.client_y())))
    }

    fn dragged(&self, drag: Drag<&PointerEvent>) {
        (self.handler)(Pointer::Drag(drag.at(|event| self.place(event))));
    }

    fn moved(&self, event: &PointerEvent) {
        if event.is_primary() && !self.hold.is_held() {
            let (x, y) = self.place(event);
            (self.handler)(Pointer::Over { x, y, touch: is_touch(event) });
        }
    }

    fn tapped(&self, event: &PointerEvent) {
        if is_touch(event) {
            let (x, y) = self.place(event);
            (self.handler)(Pointer::Over { x, y, touch: true });
            for drag in [Drag::Taken, Drag::To((x, y)), Drag::Let] {
                (self.handler)(Pointer::Drag(drag));
            }
        }
    }

    fn left(&self, event: &PointerEvent) {
        if !self.hold.is_held() && !is_touch(event) {
            (self.handler)(Pointer::Out);
        }
    }
}

fn is_touch(event: &PointerEvent) -> bool {
    event.pointer_type() == "touch"
}
