//! A latent scatter with its companions: the image under the pointer, its reconstruction, and the choice of colour.
//!
//! The lab, the chapter on latent space and that on galaxies have one each; `prefix` is the beginning of its element ids.

mod points;

use crate::ui::page::Ask;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

use web_sys::{HtmlElement, HtmlOptionElement, HtmlSelectElement};

use self::points::rows;
use crate::data::Shape;
use crate::protocol::{Command, Encoding, HeldOut, Property, Reconstruction, Slot};
use crate::ui::colouring::ColourAs;
use crate::ui::dom::{self, PageError};
use crate::ui::figures::{Picture, Scatter, ScatterOptions, View};
use crate::ui::plot::scale::number;
use crate::ui::state::ScatterChoice;
use crate::ui::weak::hears;
use crate::ui::words::sentence;

/// What the points are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// A label 0–9 each, which colours them unless a property does.
    Digit,
    /// Coloured by a property or by a class among them; the label says whether it was trained on (0) or held out (1).
    Galaxy,
}

#[derive(Clone)]
pub struct ScatterPanel(Rc<Inner>);

struct Inner {
    scatter: Scatter,
    image: Picture,
    reconstruction: Picture,
    words: String,
    colours: HtmlSelectElement,
    subject: Subject,
    slot: Slot,
    ask: Ask,
    held_out: RefCell<Option<Rc<HeldOut>>>,
    /// Indices of the held-out images that are shown.
    shown: RefCell<Vec<u32>>,
    /// Bit d set: digit d is shown.
    digits: Cell<u16>,
    encoding: RefCell<Option<Encoding>>,
    choice: RefCell<ScatterChoice>,
    colour_as: Cell<ColourAs>,
    /// What one of the images is, where it is no digit.
    noun: Cell<&'static str>,
    /// The image shown beside the scatter: the one under the pointer, or the last one that was.
    looked_at: Cell<Option<u32>>,
}

impl ScatterPanel {
    pub fn new(prefix: &str, name: &str, subject: Subject, slot: Slot, ask: Ask) -> Result<Self, PageError> {
        let element = |part: &str| dom::element::<HtmlElement>(&format!("{prefix}-{part}"));
        let picture = |part: &str, label: &str| Picture::new(element(part)?, label);
        let one = match subject {
            Subject::Digit => "Held-out digit",
            Subject::Galaxy => "Input image",
        };
        let options =
            ScatterOptions { name: name.to_owned(), legend: Some(element("legend")?), ..ScatterOptions::default() };
        let inner = Rc::new(Inner {
            scatter: Scatter::new(element("scatter")?, options)?,
            image: picture("hover-image", one)?,
            reconstruction: picture("hover-reconstruction", "Its reconstruction")?,
            words: format!("{prefix}-hover-text"),
            colours: dom::element(&format!("{prefix}-colour"))?,
            subject,
            slot,
            ask,
            held_out: RefCell::default(),
            shown: RefCell::default(),
            digits: Cell::new(u16::MAX),
            encoding: RefCell::default(),
            choice: RefCell::default(),
            colour_as: Cell::default(),
            noun: Cell::new("galaxy"),
            looked_at: Cell::new(None),
        });
        inner
            .scatter
            .on_hover(hears(&inner, |inner, point: Option<usize>| point.map_or(Ok(()), |point| inner.look_at(point))));
        Ok(Self(inner))
    }

    /// The images that the points stand for.
    pub fn set_held_out(&self, held_out: Rc<HeldOut>) -> Result<(), PageError> {
        self.0.offer_colours(&held_out)?;
        let count = held_out.labels.0.len();
        let of_others = |encoding: &Encoding| encoding.mu.0.len() != encoding.latent as usize * count;
        if self.0.encoding.borrow().as_ref().is_some_and(of_others) {
            self.0.encoding.replace(None);
            self.0.looked_at.set(None);
        }
        self.0.held_out.replace(Some(held_out));
        self.0.choose_shown();
        self.0.draw();
        Ok(())
    }

    /// What one of the images is called.
    pub fn set_noun(&self, noun: &'static str) {
        self.0.noun.set(noun);
    }

    /// Shows only digits whose bit is set.
    pub fn set_digits(&self, digits: u16) {
        if self.0.digits.replace(digits) != digits {
            self.0.looked_at.set(None);
        }
        self.0.choose_shown();
    }

    pub fn set_encoding(&self, encoding: Encoding) -> Result<(), PageError> {
        self.0.encoding.replace(Some(encoding));
        self.0.draw();
        match self.0.looked_at.get() {
            Some(index) => self.0.ask_reconstruction(index),
            None => self.0.look_at(0)?,
        }
        Ok(())
    }

    pub fn set_choice(&self, choice: &ScatterChoice) {
        self.0.choice.replace(choice.clone());
        self.0.draw();
    }

    /// How the property that colours the points is shown.
    pub fn set_colour_as(&self, how: ColourAs) {
        self.0.colour_as.set(how);
    }

    pub fn set_view(&self, view: View) {
        self.0.scatter.set_view(view);
    }

    /// Points of an embedding of all held-out images, `[images, 2]`, reduced to those shown.
    pub fn shown_rows(&self, points: &[f32]) -> Vec<f32> {
        rows(points, 2, &self.0.shown.borrow())
    }

    /// The posterior means shown, `[images, latent]`, and the latent size.
    pub fn means(&self) -> Option<(Vec<f32>, usize)> {
        let encoding = self.0.encoding.borrow();
        let encoding = encoding.as_ref()?;
        let latent = encoding.latent as usize;
        Some((rows(&encoding.mu.0, latent, &self.0.shown.borrow()), latent))
    }

    /// The shape of an image.
    pub fn shape(&self) -> Option<Shape> {
        Some(self.0.held_out.borrow().as_ref()?.shape.into())
    }

    /// Shows the reconstruction of the digit beside the scatter, unless the pointer has moved to another.
    pub fn reconstructed(&self, answer: &Reconstruction) -> Result<(), PageError> {
        let (Some(shape), true) = (self.shape(), self.0.looked_at.get() == Some(answer.index)) else { return Ok(()) };
        let name = self.0.name(answer.index);
        self.0.reconstruction.set(&answer.pixels.0, shape, &format!("of {name}"))?;
        let (reconstruction, kl) = (number(f64::from(answer.reconstruction), 1), number(f64::from(answer.kl), 2));
        let terms = format!("Reconstruction {reconstruction} nats, KL {kl} nats.");
        dom::set_text(&self.0.words, &format!("{} {terms}", sentence(&self.0.described(answer.index))))
    }
}

impl Inner {
    fn offer_colours(&self, held_out: &HeldOut) -> Result<(), PageError> {
        let first = u32::from(self.subject == Subject::Digit);
        if self.subject == Subject::Digit && self.colours.length() > first {
            return Ok(());
        }
        let chosen = self.colours.value();
        // Where there are classes now and were none before, they are what to look for.
        let class = held_out.properties.first().filter(|property| !property.classes.is_empty());
        let before = self.held_out.borrow();
        let had = |name: &str| before.as_ref().is_some_and(|before| before.properties.iter().any(|p| p.name == name));
        let new = class.filter(|class| !had(&class.name));
        self.colours.set_length(first);
        for property in &held_out.properties {
            let option: HtmlOptionElement = dom::create("option")?;
            option.set_value(&property.name);
            option.set_text(&property.name);
            dom::append(&self.colours, &option)?;
        }
        if let Some(name) = &self.choice.borrow().colour {
            self.colours.set_value(name);
        }
        if self.subject == Subject::Galaxy {
            self.colours.set_value(new.map_or(&chosen, |class| &class.name));
            if self.colours.selected_index() < 0 {
                self.colours.set_selected_index(0);
            }
        }
        Ok(())
    }

    /// Shows the image of a point, and asks for its reconstruction.
    fn look_at(&self, point: usize) -> Result<(), PageError> {
        let Some(index) = self.shown.borrow().get(point).copied() else { return Ok(()) };
        self.looked_at.set(Some(index));
        self.ask_reconstruction(index);
        let held_out = self.held_out.borrow();
        let Some(held_out) = held_out.as_ref() else { return Ok(()) };
        let shape = Shape::from(held_out.shape);
        let size = shape.pixels();
        let pixels = &held_out.pixels.0[index as usize * size..(index as usize + 1) * size];
        self.image.set(pixels, shape, &self.name(index))
    }

    fn ask_reconstruction(&self, index: u32) {
        (self.ask)(Command::Reconstruct { slot: self.slot, id: index, index });
    }

    /// The image in a few words.
    fn name(&self, index: u32) -> String {
        match self.subject {
            Subject::Digit => format!("a {}", self.label(index)),
            Subject::Galaxy => format!("{} {}", self.noun.get(), index + 1),
        }
    }

    /// The image with what else is known of it.
    fn described(&self, index: u32) -> String {
        let name = self.name(index);
        if self.subject == Subject::Digit {
            return name;
        }
        let part = if self.label(index) == 1 { "held out" } else { "trained on" };
        let (held_out, choice) = (self.held_out.borrow(), self.choice.borrow());
        let property = held_out.as_ref().and_then(|held_out| property(held_out, &choice)).and_then(|property| {
            let value = *property.values.0.get(index as usize)?;
            let value = property.classes.get(value as usize).cloned().unwrap_or_else(|| number(f64::from(value), 2));
            Some(format!("; {} {value} {}", property.name, property.unit))
        });
        format!("{name}, {part}{}", property.unwrap_or_default().trim_end())
    }

    fn label(&self, index: u32) -> u8 {
        self.held_out.borrow().as_ref().and_then(|held_out| held_out.labels.0.get(index as usize).copied()).unwrap_or(0)
    }
}

/// The property that colours the points, if it was chosen and the images have it.
fn property<'a>(held_out: &'a HeldOut, choice: &ScatterChoice) -> Option<&'a Property> {
    let name = choice.colour.as_ref()?;
    held_out.properties.iter().find(|property| property.name == *name)
}
