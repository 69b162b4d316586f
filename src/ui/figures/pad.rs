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
    hold::{Drag, Hold, ONE_FINGER},
    picture::Picture,
};
use crate::data::Shape;
use crate::data::drawing::{Pad, SIDE};
use crate::ui::dom::{self, Listener, PageError};
use crate::ui::plot::place;

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
    /// The pad before the stroke at hand, and whether it was an example.
    before: RefCell<(Pad, bool)>,
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
            before: RefCell::default(),
            changed: Callback::default(),
            listeners: RefCell::default(),
        });
        inner.draw()?;
        let drawn = Rc::downgrade(&inner);
        let draw = move |drag: Drag<&PointerEvent>| {
            if let Some(inner) = drawn.upgrade() {
                inner.drag(drag.at(|event| inner.place(event)));
            }
        };
        inner.listeners.replace(Hold::default().listen(&inner.container, |_| true, draw)?);
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
        let bounds = place::bounds(&self.container);
        let share = |at: i32, from: f64, size: f64| ((f64::from(at) - from) / size.max(1.0)) as f32;
        [share(event.client_x(), bounds.left, bounds.width), share(event.client_y(), bounds.top, bounds.height)]
    }

    fn drag(&self, drag: Drag<[f32; 2]>) {
        match drag {
            Drag::Taken => {
                let example = self.example.replace(false);
                self.before.replace((self.pad.borrow().clone(), example));
                if example {
                    self.pad.borrow_mut().clear();
                }
            }
            Drag::To(place) => {
                let from = self.pen.replace(Some(place)).unwrap_or(place);
                self.pad.borrow_mut().stroke(from, place);
                self.report();
            }
            Drag::Let => self.pen.set(None),
            Drag::Undone => {
                self.pen.set(None);
                let (pad, example) = self.before.take();
                self.pad.replace(pad);
                self.example.set(example);
                self.report();
            }
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
