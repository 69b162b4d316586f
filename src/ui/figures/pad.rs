//! A pad to draw on with a mouse, a finger or a pen.
//!
//! ```ignore
//! let pad = DrawingPad::new(dom::element("latent-pad")?, "Your drawing")?;
//! pad.on_change(|| look_at(pad.ink()));       // while it is drawn on, cleared or loaded
//! pad.load(&pixels);                          // an example; the person's first stroke wipes it away
//! ```

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use web_sys::{HtmlElement, PointerEvent};

use super::{
    callback::Callback,
    picture::Picture,
    pointer::{ONE_FINGER, first_pointer},
};
use crate::data::Shape;
use crate::data::drawing::{Pad, SIDE};
use crate::ui::dom::{self, Listener, PageError};
use crate::ui::weak::hears;

const SHAPE: Shape = Shape { height: SIDE, width: SIDE, channels: 1 };

#[derive(Clone)]
pub struct DrawingPad(Rc<Inner>);

struct Inner {
    container: HtmlElement,
    picture: Picture,
    pad: RefCell<Pad>,
    /// What is on the pad was loaded, not drawn.
    example: Cell<bool>,
    /// Where the pen is while it is down.
    pen: Cell<Option<[f32; 2]>>,
    changed: Callback<()>,
    listeners: RefCell<Vec<Listener>>,
}

impl DrawingPad {
    /// # Errors
    /// If the browser refuses a canvas or a listener.
    pub fn new(container: HtmlElement, label: &str) -> Result<Self, PageError> {
        // Otherwise a finger would scroll the page, and a pen select text.
        dom::set_styles(&container, &[("touch-action", ONE_FINGER), ("cursor", "crosshair"), ("user-select", "none")])?;
        let inner = Rc::new(Inner {
            picture: Picture::new(container.clone(), label)?,
            container,
            pad: RefCell::default(),
            example: Cell::new(false),
            pen: Cell::new(None),
            changed: Callback::default(),
            listeners: RefCell::default(),
        });
        inner.draw()?;
        let listeners = vec![
            listen(&inner, "pointerdown", |inner, event| {
                if event.button() != 0 {
                    return;
                }
                // Without capture the stroke still works inside the pad.
                let _ = inner.container.set_pointer_capture(event.pointer_id());
                if inner.example.replace(false) {
                    inner.pad.borrow_mut().clear();
                }
                let place = inner.place(event);
                inner.pen.set(Some(place));
                inner.stroke(place);
            })?,
            listen(&inner, "pointermove", |inner, event| inner.stroke(inner.place(event)))?,
            listen(&inner, "pointerup", |inner, _| inner.pen.set(None))?,
            listen(&inner, "pointercancel", |inner, _| inner.pen.set(None))?,
        ];
        inner.listeners.replace(listeners);
        Ok(Self(inner))
    }

    /// Reports every change of what is on the pad.
    pub fn on_change(&self, callback: impl Fn() + 'static) {
        self.0.changed.set(move |()| callback());
    }

    /// What is on the pad, `[SIDE, SIDE]`, 0 paper to 255 ink.
    pub fn ink(&self) -> Vec<u8> {
        self.0.pad.borrow().ink().to_vec()
    }

    pub fn is_blank(&self) -> bool {
        self.0.pad.borrow().is_blank()
    }

    pub fn clear(&self) {
        self.0.example.set(false);
        self.0.pad.borrow_mut().clear();
        self.0.report();
    }

    /// Puts an MNIST image onto the pad as an example.
    pub fn load(&self, image: &[u8]) {
        self.0.example.set(true);
        self.0.pad.borrow_mut().load(image);
        self.0.report();
    }
}

impl Inner {
    /// The pointer's place, as shares of the pad.
    fn place(&self, event: &PointerEvent) -> [f32; 2] {
        let bounds = self.container.get_bounding_client_rect();
        let share = |at: i32, from: f64, size: f64| ((f64::from(at) - from) / size.max(1.0)) as f32;
        [share(event.client_x(), bounds.left(), bounds.width()), share(event.client_y(), bounds.top(), bounds.height())]
    }

    /// Continues the stroke from where the pen was, if it is down.
    fn stroke(&self, to: [f32; 2]) {
        if let Some(from) = self.pen.get() {
            self.pad.borrow_mut().stroke(from, to);
            self.pen.set(Some(to));
            self.report();
        }
    }

    fn report(&self) {
        if let Err(error) = self.draw() {
            dom::fail(&self.container, &error);
        }
        self.changed.call(&());
    }

    fn draw(&self) -> Result<(), PageError> {
        let pad = self.pad.borrow();
        let words = match (pad.is_blank(), self.example.get()) {
            (true, _) => "empty",
            (false, true) => "an example digit",
            (false, false) => "drawn by hand",
        };
        self.picture.set(pad.ink(), SHAPE, words)
    }
}

fn listen(
    inner: &Rc<Inner>,
    kind: &'static str,
    act: impl Fn(&Inner, &PointerEvent) + 'static,
) -> Result<Listener, PageError> {
    let heard = hears(inner, move |inner, event: PointerEvent| act(inner, &event));
    first_pointer(&inner.container, kind, heard)
}
