//! Draw your own digit: the pad, where the encoder puts what is on it, what the decoder makes of that, and its neighbours.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use web_sys::{HtmlButtonElement, HtmlInputElement};

use super::cloud::{close_up, counted, gaussian, overview, vote};
use crate::data::Shape;
use crate::protocol::latent::{Command as Wish, Drawn, Event as Answer};
use crate::protocol::{Bytes, Command, Encoding, Event, HeldOut, ModelCard};
use crate::ui::dom::{self, Listener, PageError};
use crate::ui::figures::{Chart, ChartOptions, DrawingPad, Picture, Strip, StripOptions};
use crate::ui::page::{Ask, explorer::Served, files, report};
use crate::ui::panels::plane;
use crate::ui::weak::{calls, hears};
use crate::ui::words::thousands;

/// Neighbours in the strip.
const NEIGHBOURS: usize = 10;

pub struct Sketch {
    pad: DrawingPad,
    digit: Picture,
    reconstruction: Picture,
    plane: Chart,
    close: Chart,
    near: Strip,
    /// The nearest training digits, once they were asked for.
    learned: Strip,
    load_training: HtmlButtonElement,
    index: HtmlInputElement,
    held_out: RefCell<Option<Rc<HeldOut>>>,
    encoding: RefCell<Option<Encoding>>,
    drawn: RefCell<Option<Drawn>>,
    /// The number of the last drawing that was asked about; answers to older ones are not shown.
    asked: Cell<u32>,
    ask: Ask,
    listeners: RefCell<Vec<Listener>>,
}

/// What a button does.
type Act = fn(&Sketch);

impl Sketch {
    pub fn new(ask: Ask) -> Result<Rc<Self>, PageError> {
        let picture = |id: &str, label: &str| Picture::new(dom::element(id)?, label);
        let chart = |id: &str, name: &str, empty: &str| {
            let (name, empty) = (name.to_owned(), empty.to_owned());
            Chart::new(dom::element(id)?, ChartOptions { name, empty, square: true, ..ChartOptions::default() })
        };
        let strip = |id: &str, label: &str| {
            let options = StripOptions { label: label.to_owned(), columns: NEIGHBOURS, gap: 2 };
            Strip::new(dom::element(id)?, options)
        };
        let sketch = Rc::new(Self {
            pad: DrawingPad::new(dom::element("latent-pad")?, "Your drawing")?,
            digit: picture("latent-drawn-digit", "Your drawing, prepared")?,
            reconstruction: picture("latent-drawn-reconstruction", "Its reconstruction")?,
            plane: chart("latent-drawn-plane", "Your drawing in latent space", "Waiting for the digits")?,
            close: chart("latent-drawn-close", "Around your drawing", "Nothing drawn")?,
            near: strip("latent-drawn-near", "Nearest held-out digits")?,
            learned: strip("latent-drawn-learned", "Nearest training digits")?,
            load_training: dom::element("latent-training-load")?,
            index: dom::element("latent-pad-index")?,
            held_out: RefCell::default(),
            encoding: RefCell::default(),
            drawn: RefCell::default(),
            asked: Cell::new(0),
            ask,
            listeners: RefCell::default(),
        });
        sketch.pad.on_change(calls(&sketch, |sketch| sketch.look()));
        let acts: [(&str, Act); 3] = [
            ("latent-pad-clear", Self::clear),
            ("latent-pad-load", Self::load),
            ("latent-training-load", Self::open_training),
        ];
        for (id, act) in acts {
            let listener = dom::listen(&dom::element(id)?, "click", hears(&sketch, move |sketch, _| act(sketch)))?;
            sketch.listeners.borrow_mut().push(listener);
        }
        Ok(sketch)
    }

    fn clear(&self) {
        self.pad.clear();
    }

    /// Puts the held-out digit of the number field onto the pad.
    fn load(&self) {
        let held_out = self.held_out.borrow();
        let Some(held_out) = held_out.as_ref() else { return };
        let last = held_out.labels.0.len().saturating_sub(1) as u32;
        let number = self.index.value_as_number();
        let index = if number.is_finite() { (number.round().max(0.0) as u32).min(last) } else { 0 };
        self.index.set_value(&index.to_string());
        if let Some(pixels) = plane::image(held_out, index) {
            self.pad.load(pixels);
        }
    }

    /// Has the worker fetch and encode the training digits.
    fn open_training(&self) {
        self.load_training.set_disabled(true);
        (self.ask)(Command::Latent(Wish::OpenTraining { source: files::training() }));
        report(dom::set_text("latent-training-text", "Fetching the training digits…"));
    }

    fn training_goes_on(&self, encoded: u32, images: u32) -> Result<(), PageError> {
        let [done, all] = [encoded, images].map(|digits| thousands(digits.into()));
        dom::set_text("latent-training-text", &format!("{done} of {all} encoded…"))?;
        if encoded == images { self.look() } else { Ok(()) }
    }

    fn training_is_missing(&self, why: &str) -> Result<(), PageError> {
        self.load_training.set_disabled(false);
        dom::set_text("latent-training-text", &format!("The training digits are missing. {why}"))
    }

    /// Asks the worker about the pad as it is now.
    fn look(&self) -> Result<(), PageError> {
        self.asked.set(self.asked.get().wrapping_add(1));
        if self.pad.is_blank() {
            self.drawn.replace(None);
            return self.show();
        }
        let ink = Bytes(self.pad.ink());
        (self.ask)(Command::Latent(Wish::Draw { id: self.asked.get(), ink }));
        Ok(())
    }

    fn show(&self) -> Result<(), PageError> {
        let (held_out, encoding, drawn) = (self.held_out.borrow(), self.encoding.borrow(), self.drawn.borrow());
        let (Some(held_out), Some(encoding)) = (held_out.as_ref(), encoding.as_ref()) else { return Ok(()) };
        let drawn = drawn.as_ref();
        match drawn {
            Some(drawn) => {
                self.digit.set(&drawn.digit.0, Shape::DIGIT, "28 by 28 pixels")?;
                self.reconstruction.set(&drawn.pixels.0, Shape::DIGIT, &format!("{:.1} nats", drawn.reconstruction))?;
            }
            None => {
                self.digit.clear()?;
                self.reconstruction.clear()?;
            }
        }
        for axis in 0..2 {
            let text = drawn.and_then(|drawn| {
                let (mu, deviation) = gaussian(drawn, axis)?;
                Some(format!("{} ± {deviation:.2}", super::plain(mu as f32, 2)))
            });
            dom::set_text(&format!("latent-drawn-z{}", axis + 1), &text.unwrap_or_default())?;
        }
        let number = |value: fn(&Drawn) -> f32| drawn.map(|drawn| super::plain(value(drawn), 1)).unwrap_or_default();
        dom::set_text("latent-drawn-loss", &number(|drawn| drawn.reconstruction))?;
        dom::set_text("latent-drawn-kl", &number(|drawn| drawn.kl))?;
        self.show_near(held_out, drawn)?;
        let places = plane::places(encoding);
        self.plane.set(overview(held_out, &places, drawn));
        self.close.set(close_up(held_out, &places, drawn));
        Ok(())
    }

    fn show_near(&self, held_out: &HeldOut, drawn: Option<&Drawn>) -> Result<(), PageError> {
        let near = drawn.map(|drawn| drawn.nearest.as_slice()).unwrap_or_default();
        let pixels: Vec<u8> =
            near.iter().filter_map(|index| plane::image(held_out, *index)).flatten().copied().collect();
        self.near.set(&pixels, Shape::from(held_out.shape))?;
        let vote = match drawn {
            Some(_) => vote(held_out, near),
            None => "Draw something: its neighbours appear here.".to_owned(),
        };
        self.near.describe(&vote)?;
        dom::set_text("latent-drawn-vote", &vote)?;
        let learned = drawn.map(|drawn| &drawn.learned).filter(|learned| !learned.labels.0.is_empty());
        let Some(learned) = learned else { return self.learned.set(&[], Shape::from(held_out.shape)) };
        self.learned.set(&learned.pixels.0, Shape::from(held_out.shape))?;
        let vote = counted(&learned.labels.0);
        self.learned.describe(&vote)?;
        dom::set_text("latent-training-text", &vote)
    }
}

impl Served for Sketch {
    fn model_arrived(&self, _: &ModelCard) {}

    fn hear(&self, event: &Event) -> Result<(), PageError> {
        match event {
            Event::HeldOut(held_out) => {
                self.held_out.replace(Some(Rc::new(held_out.clone())));
                if self.pad.is_blank() {
                    self.load();
                }
                self.show()
            }
            Event::Encoded(encoding) => {
                self.encoding.replace(Some(encoding.clone()));
                self.show()?;
                self.look()
            }
            Event::Latent(Answer::Drawn(drawn)) if drawn.id == self.asked.get() => {
                self.drawn.replace(Some(drawn.clone()));
                self.show()
            }
            Event::Latent(Answer::Training { encoded, images }) => self.training_goes_on(*encoded, *images),
            Event::Latent(Answer::TrainingMissing(why)) => self.training_is_missing(why),
            _ => Ok(()),
        }
    }

    fn figures(&self) -> &'static [&'static str] {
        &["latent-pad", "latent-drawn-plane", "latent-drawn-close", "latent-drawn-near", "latent-drawn-learned"]
    }
}
