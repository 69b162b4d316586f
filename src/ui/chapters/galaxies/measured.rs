//! Problem 4's traversal: one coordinate moves, the decoded images are measured as the galaxies were.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use web_sys::HtmlSelectElement;

use super::fields::options;
use super::known::{Known, titled};
use crate::latent::path;
use crate::protocol::{Command, Floats, Property, galaxies};
use crate::ui::dom::{self, Listener, PageError};
use crate::ui::figures::{Chart, ChartOptions, Strip, StripOptions, latent_name};
use crate::ui::page::Ask;
use crate::ui::panels::dimension_choice;
use crate::ui::plot::drawing::{Drawing, Ink, Mark, Scale};
use crate::ui::plot::scale::number;
use crate::ui::weak::hears;

/// Images along the way, from −REACH to REACH.
const STEPS: usize = 13;
const REACH: f32 = 3.0;

pub struct Measured {
    chart: Chart,
    strip: Strip,
    along: HtmlSelectElement,
    measure: HtmlSelectElement,
    known: Rc<RefCell<Known>>,
    ask: Ask,
    asked: Cell<u32>,
    answer: RefCell<Vec<Property>>,
    listeners: RefCell<Vec<Listener>>,
}

impl Measured {
    pub fn new(known: Rc<RefCell<Known>>, ask: Ask) -> Result<Rc<Self>, PageError> {
        let options = ChartOptions {
            name: "A property along a traversal".to_owned(),
            empty: "Waiting for the network".to_owned(),
            ..Default::default()
        };
        let strip = StripOptions { label: "The decoded images".to_owned(), columns: STEPS, gap: 1 };
        let measured = Rc::new(Self {
            chart: Chart::new(dom::element("galaxies-measured")?, options)?,
            strip: Strip::new(dom::element("galaxies-measured-strip")?, strip)?,
            along: dom::element("galaxies-along")?,
            measure: dom::element("galaxies-measure")?,
            known,
            ask,
            asked: Cell::new(0),
            answer: RefCell::default(),
            listeners: RefCell::default(),
        });
        measured.listeners.replace(vec![
            dom::listen(&measured.along, "change", hears(&measured, |measured, _| measured.ask()))?,
            dom::listen(&measured.measure, "change", hears(&measured, |measured, _| measured.draw()))?,
        ]);
        Ok(measured)
    }

    /// Measures the network on the screen.
    pub fn ask_again(&self) -> Result<(), PageError> {
        let latent = self.known.borrow().latent();
        if latent > 0 {
            dimension_choice::offer(&self.along, &self.known.borrow().kl())?;
            self.ask();
        }
        Ok(())
    }

    fn axis(&self) -> usize {
        self.along.value().parse().unwrap_or(0)
    }

    fn ask(&self) {
        let latent = self.known.borrow().latent();
        let z = path::traversal(&vec![0.0; latent], self.axis(), -REACH, REACH, STEPS);
        self.asked.set(self.asked.get() + 1);
        (self.ask)(Command::Galaxies(galaxies::Command::Measure { id: self.asked.get(), z: Floats(z) }));
    }

    /// Shows what was measured.
    pub fn answered(&self, id: u32, pixels: &[u8], properties: &[Property]) -> Result<(), PageError> {
        let Some(shape) = self.known.borrow().shape().filter(|_| id == self.asked.get()) else { return Ok(()) };
        options(&self.measure, properties.iter().map(|property| (property.name.clone(), property.name.clone())))?;
        self.strip.set(pixels, shape)?;
        let axis = latent_name(self.axis());
        self.strip.describe(&format!("{STEPS} images, {axis} from −{REACH} to {REACH}"))?;
        self.answer.replace(properties.to_vec());
        self.draw();
        Ok(())
    }

    fn draw(&self) {
        let (known, answer) = (self.known.borrow(), self.answer.borrow());
        let Some(line) = answer.iter().find(|property| property.name == self.measure.value()) else { return };
        let axis = self.axis();
        let at = |step: usize| f64::from(-REACH) + 2.0 * f64::from(REACH) * step as f64 / (STEPS - 1) as f64;
        let finite = |(x, y): (f64, f32)| y.is_finite().then_some((x, f64::from(y)));
        let points: Vec<(f64, f64)> =
            line.values.0.iter().enumerate().filter_map(|(step, value)| finite((at(step), *value))).collect();
        let words = match (points.first(), points.last()) {
            (Some(first), Some(last)) => format!(
                "{} goes from {} at {} = −{REACH} to {} at {REACH}.",
                line.name,
                number(first.1, 2),
                latent_name(axis),
                number(last.1, 2)
            ),
            _ => format!("{} cannot be measured on these images.", line.name),
        };
        // Hubble's radii are in pixels of the image, those of decoded stamps in pixels of the stamp: only the same unit is drawn.
        let same = known.property(&line.name).filter(|property| property.unit == line.unit);
        let mut marks = Vec::new();
        if let Some(galaxies) = same {
            let dots = galaxies.values.0.iter().enumerate();
            let dots = dots.filter_map(|(i, value)| finite((f64::from(*known.mean(i)?.get(axis)?), *value))).collect();
            let name = known.many().to_owned();
            marks.push(Mark::Dots { name, points: dots, inks: vec![Ink::Prior], radius: 1.6 });
        }
        marks.push(Mark::Line {
            name: "decoded".to_owned(),
            points,
            ink: Ink::Accent,
            width: 2.0,
            dashed: false,
            dots: 3.0,
        });
        self.chart.set(Drawing {
            x: Scale::titled(&latent_name(axis)),
            y: Scale::titled(&titled(line)),
            marks,
            bar: None,
            words,
        });
    }
}
