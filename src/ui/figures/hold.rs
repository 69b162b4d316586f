//! One pointer's hold on a thing that it drags: from its press until it lets go, in whichever way that ends. It knows
//! nothing of what is moved.
//!
//! Only the first finger, a pen or a mouse's main button takes hold, and nobody else while it holds. It lets go when the
//! button is up, outside the window too; when the browser takes the pointer for itself, or two fingers zoom the page, the
//! drag is undone.

use std::{cell::Cell, rc::Rc};

use web_sys::{HtmlElement, PointerEvent};

use crate::ui::dom::{self, Listener, PageError};

/// What a finger on something that is dragged leaves to the browser: two of them zoom the page.
pub const ONE_FINGER: &str = "pinch-zoom";

/// `buttons` while the main button is down, or a finger or a pen touches.
const MAIN: u16 = 1;

/// A drag as it goes on, with places `P`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Drag<P> {
    /// It begins: whoever is moved by it remembers where that was.
    Taken,
    To(P),
    /// It ends where it is.
    Let,
    /// It never was: what it moved goes back.
    Undone,
}

impl<P> Drag<P> {
    /// The same, with its places in other terms.
    pub fn at<Q>(self, place: impl FnOnce(P) -> Q) -> Drag<Q> {
        match self {
            Self::Taken => Drag::Taken,
            Self::To(at) => Drag::To(place(at)),
            Self::Let => Drag::Let,
            Self::Undone => Drag::Undone,
        }
    }
}

/// Whether something is held: by which pointer, and how far the page was zoomed when it was taken.
#[derive(Clone, Default)]
pub struct Hold(Rc<Cell<Option<(i32, f64)>>>);

impl Hold {
    pub fn is_held(&self) -> bool {
        self.0.get().is_some()
    }

    /// How the drag ends with this event of its pointer, if it does.
    fn end(&self, event: &PointerEvent) -> Option<Drag<&'static PointerEvent>> {
        let (_, zoom) = self.0.get()?;
        match event.type_().as_str() {
            "pointercancel" => Some(Drag::Undone),
            // Chromium may zoom by two fingers and still tell what each of them does.
            _ if zoom_of_fingers() != zoom => Some(Drag::Undone),
            "pointerup" | "lostpointercapture" => Some(Drag::Let),
            // A button that came up where nobody told of it, as under a menu, is seen at the next move.
            _ => (event.buttons() & MAIN == 0).then_some(Drag::Let),
        }
    }

    /// Reports every drag on `element` by pointers that `may` take hold.
    ///
    /// # Errors
    /// If the browser refuses a listener.
    pub fn listen(
        &self,
        element: &HtmlElement,
        may: impl Fn(&PointerEvent) -> bool + 'static,
        act: impl Fn(Drag<&PointerEvent>) + 'static,
    ) -> Result<Vec<Listener>, PageError> {
        let (act, captor, pressed) = (Rc::new(act), element.clone(), self.clone());
        let acts = act.clone();
        let press = move |event: PointerEvent| {
            if pressed.is_held() || !event.is_primary() || event.button() != 0 || !may(&event) {
                return;
            }
            pressed.0.set(Some((event.pointer_id(), zoom_of_fingers())));
            // Without capture the drag still works on the element.
            let _ = captor.set_pointer_capture(event.pointer_id());
            acts(Drag::Taken);
            acts(Drag::To(&event));
        };
        let on = |kind| {
            let (hold, act) = (self.clone(), act.clone());
            dom::listen_to(element, kind, move |event: PointerEvent| {
                if hold.0.get().is_none_or(|(pointer, _)| pointer != event.pointer_id()) {
                    return;
                }
                if let Some(end) = hold.end(&event) {
                    hold.0.set(None);
                    act(end);
                } else {
                    act(Drag::To(&event));
                }
            })
        };
        Ok(vec![
            dom::listen_to(element, "pointerdown", press)?,
            on("pointermove")?,
            on("pointerup")?,
            on("pointercancel")?,
            on("lostpointercapture")?,
        ])
    }
}

/// How far two fingers zoomed the page.
fn zoom_of_fingers() -> f64 {
    web_sys::window().and_then(|window| window.visual_viewport()).map_or(1.0, |viewport| viewport.scale())
}
