//! A wall of real digits to browse: all of them, or those of one label.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use web_sys::{HtmlButtonElement, HtmlElement, HtmlSelectElement};

use crate::data::Shape;
use crate::protocol::HeldOut;
use crate::ui::dom::{self, Listener, PageError};
use crate::ui::figures::{Strip, StripOptions};
use crate::ui::page::press;
use crate::ui::words::thousands;

/// Digits that are shown at once, and how many stand in a row on a wide screen and on a phone.
const SHOWN: usize = 80;
const COLUMNS: usize = 20;
const COLUMNS_ON_PHONES: usize = 10;
/// A container narrower than this, in CSS pixels, is a phone's.
const PHONE: i32 = 500;

pub struct Wall {
    strip: Strip,
    previous: HtmlButtonElement,
    next: HtmlButtonElement,
    held_out: RefCell<Option<Rc<HeldOut>>>,
    label: Cell<Option<u8>>,
    /// How many digits stand before the first one shown.
    from: Cell<usize>,
    listeners: OnceCell<Vec<Listener>>,
}

impl Wall {
    pub fn new() -> Result<Rc<Self>, PageError> {
        let container: HtmlElement = dom::element("wall-digits")?;
        let columns = if container.client_width() < PHONE { COLUMNS_ON_PHONES } else { COLUMNS };
        let options = StripOptions { label: "Real digits".to_owned(), columns, gap: 2 };
        let wall = Rc::new(Self {
            strip: Strip::new(container, options)?,
            previous: dom::element("wall-previous")?,
            next: dom::element("wall-next")?,
            held_out: RefCell::default(),
            label: Cell::new(None),
            from: Cell::new(0),
            listeners: OnceCell::new(),
        });
        let listeners = vec![
            press::choice("wall-label", &wall, |wall| {
                wall.label.set(dom::element::<HtmlSelectElement>("wall-label")?.value().parse().ok());
                wall.from.set(0);
                wall.show()
            })?,
            press::button("wall-previous", &wall, |wall| wall.go(wall.from.get().saturating_sub(SHOWN)))?,
            press::button("wall-next", &wall, |wall| wall.go(wall.from.get() + SHOWN))?,
        ];
        // Set here for the first time, so it is taken.
        let _ = wall.listeners.set(listeners);
        Ok(wall)
    }

    pub fn set_held_out(&self, held_out: Rc<HeldOut>) -> Result<(), PageError> {
        self.held_out.replace(Some(held_out));
        self.show()
    }

    fn go(&self, from: usize) -> Result<(), PageError> {
        self.from.set(from);
        self.show()
    }

    fn show(&self) -> Result<(), PageError> {
        let held_out = self.held_out.borrow();
        let Some(held_out) = held_out.as_ref() else { return Ok(()) };
        let shape = Shape::from(held_out.shape);
        let wanted = |label: &u8| self.label.get().is_none_or(|only| only == *label);
        let images = held_out.pixels.0.chunks_exact(shape.pixels()).zip(&held_out.labels.0);
        let chosen: Vec<&[u8]> = images.filter(|(_, label)| wanted(label)).map(|(pixels, _)| pixels).collect();
        let (from, to) = (self.from.get(), (self.from.get() + SHOWN).min(chosen.len()));
        let mut pixels = chosen[from.min(to)..to].concat();
        pixels.resize(SHOWN * shape.pixels(), 0);
        self.strip.set(&pixels, shape)?;
        let name =
            self.label.get().map_or("held-out digits".to_owned(), |label| format!("held-out digits labelled {label}"));
        let [first, last, all] = [from + 1, to, chosen.len()].map(|digits| thousands(digits as u64));
        let words = format!("{first} to {last} of {all} {name}");
        self.strip.describe(&words)?;
        self.previous.set_disabled(from == 0);
        self.next.set_disabled(to == chosen.len());
        dom::set_text("wall-text", &words)
    }
}
