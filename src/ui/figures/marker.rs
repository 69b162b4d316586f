//! The draggable point on a latent plane: an element of its own, so that it is focusable, answers the arrow keys, and can
//! be dragged by touch while the figure below still scrolls the page.

use std::{cell::Cell, rc::Rc};

use web_sys::{FocusOptions, HtmlElement, KeyboardEvent, PointerEvent};

use super::callback::Callback;
use super::hold::{Drag, Hold, ONE_FINGER};
use crate::ui::dom::{self, Listener, PageError};
use crate::ui::plot::place;

/// The side of the touch target, which grows with the page's text.
const REACH: &str = "2.75rem";
/// The side of the visible ring.
const RING: &str = "1.4rem";

/// How a person moved the marker.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Motion {
    /// To places in CSS pixels from the container's corner.
    Drag(Drag<(f64, f64)>),
    /// By steps along the axes: right and up.
    By(f64, f64),
    Home,
}

type Moved = Rc<Callback<Motion>>;

/// The marker of one figure.
pub struct Marker {
    element: HtmlElement,
    moved: Moved,
    _listeners: Vec<Listener>,
}

impl Marker {
    /// `name` says whose point it is, e.g. "Latent point of the digit".
    pub fn new(container: &HtmlElement, name: &str) -> Result<Self, PageError> {
        let element: HtmlElement = dom::create("div")?;
        element.set_class_name("plot-marker");
        for (name, value) in [
            ("tabindex", "0"),
            ("role", "slider"),
            ("aria-roledescription", "two-dimensional slider"),
            ("aria-label", name),
            ("aria-valuenow", "0"),
        ] {
            dom::set_attribute(&element, name, value)?;
        }
        let half = format!("calc(-0.5 * {REACH})");
        dom::set_styles(
            &element,
            &[
                ("position", "absolute"),
                ("left", "0"),
                ("top", "0"),
                ("width", REACH),
                ("height", REACH),
                ("margin-left", &half),
                ("margin-top", &half),
                ("border-radius", "50%"),
                ("display", "grid"),
                ("place-items", "center"),
                ("cursor", "grab"),
                ("touch-action", ONE_FINGER),
                ("z-index", "2"),
            ],
        )?;
        let ring: HtmlElement = dom::create("span")?;
        dom::set_styles(
            &ring,
            &[
                ("width", RING),
                ("height", RING),
                ("box-sizing", "border-box"),
                ("border-radius", "50%"),
                ("border", "0.24rem solid var(--marker, #c2410c)"),
                ("box-shadow", "0 0 0 2px var(--plot-paper, #fff), inset 0 0 0 2px var(--plot-paper, #fff)"),
                ("pointer-events", "none"),
            ],
        )?;
        dom::append(&element, &ring)?;
        dom::append(container, &element)?;
        let moved = Moved::default();
        let handle = Handle {
            container: container.clone(),
            element: element.clone(),
            moved: moved.clone(),
            grip: Cell::new(None),
        };
        let listeners = handle.listen()?;
        Ok(Self { element, moved, _listeners: listeners })
    }

    pub fn on_move(&self, callback: impl Fn(Motion) + 'static) {
        self.moved.set(move |what| callback(*what));
    }

    /// Puts it at a place in CSS pixels, or hides it.
    pub fn place(&self, place: Option<(f64, f64)>) -> Result<(), PageError> {
        match place {
            Some((x, y)) => {
                dom::set_style(&self.element, "transform", &format!("translate({x:.2}px,{y:.2}px)"))?;
                dom::set_style(&self.element, "display", "grid")
            }
            None => dom::set_style(&self.element, "display", "none"),
        }
    }

    /// Says where it is, for those who cannot see it.
    pub fn describe(&self, (low, now, high): (f64, f64, f64), words: &str) -> Result<(), PageError> {
        for (name, value) in [("aria-valuemin", low), ("aria-valuenow", now), ("aria-valuemax", high)] {
            dom::set_attribute(&self.element, name, &format!("{value:.2}"))?;
        }
        dom::set_attribute(&self.element, "aria-valuetext", words)
    }

    /// Gives it the keyboard, after a person has put it somewhere.
    pub fn focus(&self) {
        let options = FocusOptions::new();
        options.set_prevent_scroll(true);
        // An element that is not shown cannot be focused, and need not be.
        let _ = self.element.focus_with_options(&options);
    }
}

/// The marker under the pointer or the keys.
struct Handle {
    container: HtmlElement,
    element: HtmlElement,
    moved: Moved,
    /// Where it was gripped: from the pointer's place in the container to the marker's.
    grip: Cell<Option<(f64, f64)>>,
}

impl Handle {
    fn listen(self) -> Result<Vec<Listener>, PageError> {
        let handle = Rc::new(self);
        let (dragged, typed) = (handle.clone(), handle.clone());
        let mut listeners = Hold::default().listen(&handle.element, |_| true, move |drag| dragged.dragged(drag))?;
        listeners.push(dom::listen_to(&handle.element, "keydown", move |event| typed.typed(&event))?);
        Ok(listeners)
    }

    fn send(&self, motion: Motion) {
        self.moved.call(&motion);
    }

    fn dragged(&self, drag: Drag<&PointerEvent>) {
        let cursor = if matches!(drag, Drag::Taken | Drag::To(_)) { "grabbing" } else { "grab" };
        // Another cursor is no loss.
        let _ = dom::set_style(&self.element, "cursor", cursor);
        match drag {
            Drag::To(event) => {
                let at = (f64::from(event.client_x()), f64::from(event.client_y()));
                let (x, y) = place::within(&self.container, at);
                match self.grip.get() {
                    // Where it is pressed first, it stays.
                    None => self.grip.set(Some(self.grip_at(x, y))),
                    Some((right, down)) => self.send(Motion::Drag(Drag::To((x + right, y + down)))),
                }
            }
            Drag::Taken => {
                self.grip.set(None);
                self.send(Motion::Drag(Drag::Taken));
            }
            Drag::Let => self.send(Motion::Drag(Drag::Let)),
            Drag::Undone => self.send(Motion::Drag(Drag::Undone)),
        }
    }

    /// From a place in the container to the marker's middle.
    fn grip_at(&self, x: f64, y: f64) -> (f64, f64) {
        let own = place::bounds(&self.element);
        let middle = (own.left + own.width / 2.0, own.top + own.height / 2.0);
        let middle = place::within(&self.container, middle);
        (middle.0 - x, middle.1 - y)
    }

    fn typed(&self, event: &KeyboardEvent) {
        let step = if event.shift_key() { 5.0 } else { 1.0 };
        let motion = match event.key().as_str() {
            "ArrowLeft" => Motion::By(-step, 0.0),
            "ArrowRight" => Motion::By(step, 0.0),
            "ArrowUp" => Motion::By(0.0, step),
            "ArrowDown" => Motion::By(0.0, -step),
            "Home" => Motion::Home,
            _ => return,
        };
        event.prevent_default();
        self.send(motion);
    }
}
