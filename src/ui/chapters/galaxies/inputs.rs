//! Problems 1, 2 and 3: a pixel's loss, the images themselves, the layers that take them.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use web_sys::{HtmlElement, HtmlInputElement, PointerEvent};

use super::fields::slider;
use super::known::Known;
use super::table;
use crate::protocol::RunSettings;
use crate::ui::dom::{self, Listener, PageError};
use crate::ui::figures::{Chart, ChartOptions, Picture, Strip, StripOptions};
use crate::ui::page::press;
use crate::ui::plot::drawing::{Drawing, Ink, Mark, Scale};
use crate::ui::plot::scale::number;
use crate::ui::state::layers::{Layer, layers};
use crate::ui::weak::hears;
use crate::ui::words::thousands;

/// The wall's columns and rows.
const COLUMNS: usize = 12;
const ROWS: usize = 6;
const GAP: usize = 1;

pub struct Inputs {
    loss: Chart,
    bytes: Chart,
    wall: Strip,
    image: Picture,
    known: Rc<RefCell<Known>>,
    /// Of the first galaxy on the wall.
    first: Cell<usize>,
    listeners: RefCell<Vec<Listener>>,
}

impl Inputs {
    pub fn new(known: Rc<RefCell<Known>>) -> Result<Rc<Self>, PageError> {
        let chart = |id: &str, name: &str| {
            let options =
                ChartOptions { name: name.to_owned(), empty: "Loading galaxies".to_owned(), ..Default::default() };
            Chart::new(dom::element(id)?, options)
        };
        let wall = StripOptions { label: "Input images".to_owned(), columns: COLUMNS, gap: GAP };
        let image = "Input image";
        let inputs = Rc::new(Self {
            loss: chart("galaxies-loss", "Loss of one pixel")?,
            bytes: chart("galaxies-bytes", "Pixels of the images")?,
            wall: Strip::new(dom::element("galaxies-wall")?, wall)?,
            image: Picture::new(dom::element("galaxies-wall-image")?, image)?,
            known,
            first: Cell::new(0),
            listeners: RefCell::default(),
        });
        let wall: HtmlElement = dom::element("galaxies-wall")?;
        let place = wall.clone();
        let pointed = hears(&inputs, move |inputs, event: PointerEvent| {
            let (width, height) = (f64::from(place.client_width()), f64::from(place.client_height()));
            let column = f64::from(event.offset_x()) / width * COLUMNS as f64;
            let row = f64::from(event.offset_y()) / height * ROWS as f64;
            inputs.pick(inputs.first.get() + row as usize * COLUMNS + column as usize)
        });
        inputs.listeners.replace(vec![
            press::slider("galaxies-pixel", &inputs, |inputs, _| inputs.draw_loss())?,
            press::choice("galaxies-divided", &inputs, |inputs| inputs.draw_loss())?,
            press::button("galaxies-more", &inputs, |inputs| inputs.show_others())?,
            press::slider("galaxies-pick", &inputs, |inputs, _| inputs.show_picked())?,
            dom::listen_to(&wall, "pointermove", pointed)?,
        ]);
        inputs.draw_loss()?;
        Ok(inputs)
    }

    /// Other images were chosen.
    pub fn show(&self) -> Result<(), PageError> {
        let count = self.known.borrow().count();
        self.first.set(0);
        dom::element::<HtmlInputElement>("galaxies-pick")?.set_max(&count.max(1).to_string());
        self.draw_bytes();
        self.draw_wall()?;
        self.pick(0)
    }

    fn draw_loss(&self) -> Result<(), PageError> {
        let byte = slider("galaxies-pixel", |byte| number(byte, 0))?;
        let divided = dom::element::<HtmlInputElement>("galaxies-divided")?.checked();
        let x = if divided { byte / 255.0 } else { byte };
        let loss = |m: f64| -x * m.ln() - (1.0 - x) * (1.0 - m).ln();
        let points: Vec<(f64, f64)> = (1..200).map(|i| f64::from(i) / 200.0).map(|m| (m, loss(m))).collect();
        let mut marks =
            vec![Mark::Line { name: String::new(), points, ink: Ink::Accent, width: 2.0, dashed: false, dots: 0.0 }];
        let words = if x <= 1.0 {
            marks.push(Mark::Upright(x, format!("least at m = x = {}", number(x, 3)), Ink::Mark));
            format!("x = {}: the loss is least at m = x.", number(x, 3))
        } else {
            format!(
                "x = {}: the loss falls without end as m goes to 1; at m = 0.995 it is {} nats.",
                number(x, 0),
                number(loss(0.995), 0)
            )
        };
        let (across, up) = (Scale::titled("m, what the decoder says").between(0.0, 1.0), Scale::titled("loss, nats"));
        self.loss.set(Drawing { x: across, y: up, marks, bar: None, words });
        Ok(())
    }

    fn draw_bytes(&self) {
        const BINS: usize = 32;
        let known = self.known.borrow();
        let Some(galaxies) = &known.galaxies else { return };
        let mut counts = [0u32; BINS];
        galaxies.pixels.0.iter().for_each(|byte| counts[usize::from(*byte) * BINS / 256] += 1);
        let total = galaxies.pixels.0.len().max(1) as f64;
        let heights: Vec<f64> = counts.iter().map(|count| f64::from(*count) / total * 100.0).collect();
        let dark = galaxies.pixels.0.iter().filter(|byte| **byte < 51).count() as f64 / total * 100.0;
        let largest = galaxies.pixels.0.iter().max().copied().unwrap_or(0);
        let words = format!(
            "{} % of the values lie below 0.2; the largest is {}.",
            number(dark, 0),
            number(f64::from(largest) / 255.0, 2)
        );
        let edges = (0..=BINS).map(|edge| edge as f64 / BINS as f64).collect();
        let bars = Mark::Bars { name: String::new(), edges, heights, ink: Ink::Accent, alpha: 0.7 };
        self.bytes.set(Drawing {
            x: Scale::titled("pixel / 255").between(0.0, 1.0),
            y: Scale::titled("% of all values"),
            marks: vec![bars],
            bar: None,
            words,
        });
    }

    fn show_others(&self) -> Result<(), PageError> {
        let count = self.known.borrow().count().max(1);
        let next = self.first.get() + COLUMNS * ROWS;
        self.first.set(if next >= count { 0 } else { next });
        self.draw_wall()?;
        self.pick(self.first.get())
    }

    fn draw_wall(&self) -> Result<(), PageError> {
        let known = self.known.borrow();
        let Some(shape) = known.shape() else { return Ok(()) };
        let last = (self.first.get() + COLUMNS * ROWS).min(known.count());
        let pixels: Vec<u8> = (self.first.get()..last).flat_map(|index| known.pixels(index)).copied().collect();
        self.wall.set(&pixels, shape)?;
        self.wall.describe(&format!(
            "{} {}, number {} to {last}",
            last - self.first.get(),
            known.many(),
            self.first.get() + 1
        ))
    }

    fn show_picked(&self) -> Result<(), PageError> {
        let index = dom::element::<HtmlInputElement>("galaxies-pick")?.value_as_number() as usize;
        self.pick(index.saturating_sub(1))
    }

    /// Shows a galaxy with all that is known of it.
    fn pick(&self, index: usize) -> Result<(), PageError> {
        let known = self.known.borrow();
        let (Some(galaxies), Some(shape)) = (&known.galaxies, known.shape()) else { return Ok(()) };
        if index >= known.count() {
            return Ok(());
        }
        dom::element::<HtmlInputElement>("galaxies-pick")?.set_value(&(index + 1).to_string());
        slider("galaxies-pick", |galaxy| number(galaxy, 0))?;
        self.image.set(known.pixels(index), shape, &format!("{} {}", known.one(), index + 1))?;
        let list: HtmlElement = dom::element("galaxies-properties")?;
        list.set_text_content(None);
        for property in &galaxies.properties {
            let row: HtmlElement = dom::create("div")?;
            let (name, value): (HtmlElement, HtmlElement) = (dom::create("dt")?, dom::create("dd")?);
            name.set_text_content(Some(&property.name));
            let measured = f64::from(property.values.0[index]);
            let text = if let Some(class) = property.classes.get(measured as usize) {
                class.clone()
            } else if measured.is_finite() {
                format!("{} {}", number(measured, 2), property.unit)
            } else {
                "not measurable".to_owned()
            };
            value.set_text_content(Some(text.trim()));
            dom::append(&row, &name)?;
            dom::append(&row, &value)?;
            dom::append(&list, &row)?;
        }
        Ok(())
    }
}

/// Problem 3: the layers of the network that the settings describe.
pub fn show_layers(pixels: u32, run: &RunSettings) -> Result<(), PageError> {
    let all = layers(pixels, run);
    let total: u32 = all.iter().map(Layer::parameters).sum();
    let row = |layer: &Layer| {
        [layer.name.clone(), layer.inputs.to_string(), layer.outputs.to_string(), layer.parameters().to_string()]
    };
    let mut rows: Vec<Vec<String>> = all.iter().map(|layer| row(layer).to_vec()).collect();
    rows.push(vec!["All".to_owned(), String::new(), String::new(), total.to_string()]);
    table::fill("galaxies-layers-body", false, &rows, |_, _| None)?;
    dom::set_text(
        "galaxies-layers-words",
        &format!(
            "{} numbers are fitted, and {} numbers of an image pass through {} of code. Most parameters sit in the first and the last layer, whose size the image decides: try 64 pixels a side.",
            thousands(total.into()),
            thousands(pixels.into()),
            run.latent
        ),
    )
}
