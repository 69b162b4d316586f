//! The slider that looks back at the run: which moments there are, which is asked for and which is shown, and play. It asks the
//! worker and speaks of moments; the figures it does not know.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use web_sys::{HtmlButtonElement, HtmlInputElement};

use crate::protocol::Command;
use crate::protocol::moments::{LookedBack, Moments};
use crate::ui::dom::{self, Listener, PageError};
use crate::ui::near::Later;
use crate::ui::page::{Ask, press};
use crate::ui::weak::calls;
use crate::ui::words;

/// Between two moments of play, ms.
const STEP: i32 = 250;

pub struct Scrub {
    ask: Ask,
    /// The id of its words.
    text: String,
    whose: &'static str,
    /// What is shown as it was: the subject of a sentence, in the plural.
    figures: &'static str,
    slider: HtmlInputElement,
    play: HtmlButtonElement,
    now: HtmlButtonElement,
    /// Batches done at each moment.
    steps: RefCell<Vec<u32>>,
    batches_per_epoch: Cell<f32>,
    /// A network of this size has moments; not known before any is announced.
    has_room: Cell<bool>,
    /// The moment that was asked for last; none is the run as it is.
    asked: Cell<Option<u32>>,
    /// How often was asked.
    questions: Cell<u32>,
    playing: Cell<bool>,
    /// While it plays: what goes on to the next moment.
    next: OnceCell<Later>,
    listeners: RefCell<Vec<Listener>>,
}

impl Scrub {
    /// With the elements whose ids begin with `prefix`; `whose` tells its button from another's; `figures` follow it, as a sentence
    /// begins with them.
    ///
    /// # Errors
    /// Fails if the page lacks one of the elements.
    pub fn new(prefix: &str, whose: &'static str, figures: &'static str, ask: Ask) -> Result<Rc<Self>, PageError> {
        let id = |part: &str| format!("{prefix}-moment{part}");
        let scrub = Rc::new(Self {
            ask,
            text: id("-text"),
            whose,
            figures,
            slider: dom::element(&id(""))?,
            play: dom::element(&id("-play"))?,
            now: dom::element(&id("-now"))?,
            steps: RefCell::default(),
            batches_per_epoch: Cell::new(1.0),
            has_room: Cell::new(true),
            asked: Cell::new(None),
            questions: Cell::new(0),
            playing: Cell::new(false),
            next: OnceCell::new(),
            listeners: RefCell::default(),
        });
        scrub.listeners.replace(vec![
            press::slider(&id(""), &scrub, |scrub, place| {
                scrub.stop();
                let step = scrub.steps.borrow().get(place as usize).copied();
                scrub.look(step)
            })?,
            press::button(&id("-play"), &scrub, Self::press_play)?,
            press::button(&id("-now"), &scrub, |scrub| {
                scrub.stop();
                scrub.look(None)
            })?,
        ]);
        let next = Later::new(STEP, calls(&scrub, |scrub| scrub.go_on()));
        // Set here for the first time, so it is taken.
        let _ = scrub.next.set(next);
        Ok(scrub)
    }

    /// An earlier moment is shown, or asked for.
    pub fn is_back(&self) -> bool {
        self.asked.get().is_some()
    }

    /// A run begins, of which no moment is known yet; or none is shown any more.
    ///
    /// # Errors
    /// Fails if the browser refuses an attribute.
    pub fn start(&self, batches_per_epoch: u32) -> Result<(), PageError> {
        self.stop();
        self.steps.replace(Vec::new());
        self.batches_per_epoch.set(batches_per_epoch.max(1) as f32);
        self.asked.set(None);
        self.has_room.set(true);
        self.show()
    }

    /// There are these moments now.
    ///
    /// # Errors
    /// Fails if the browser refuses an attribute.
    pub fn set_moments(&self, moments: Moments) -> Result<(), PageError> {
        self.steps.replace(moments.steps);
        self.has_room.set(moments.most > 0);
        self.show()
    }

    /// The figures show what was asked for, or the moment nearest to it, or the run as it is because it goes on.
    ///
    /// # Errors
    /// Fails if the browser refuses an attribute.
    pub fn looked(&self, looked: &LookedBack) -> Result<(), PageError> {
        // A later question is on its way.
        if looked.id != self.questions.get() {
            return Ok(());
        }
        let shown = looked.moment.as_ref().map(|numbers| numbers.step);
        if shown.is_none() {
            self.stop();
        }
        self.asked.set(shown);
        self.show()?;
        match self.next.get() {
            Some(next) if self.playing.get() => next.ask(),
            _ => Ok(()),
        }
    }

    fn look(&self, step: Option<u32>) -> Result<(), PageError> {
        let id = self.questions.get().wrapping_add(1);
        self.questions.set(id);
        self.asked.set(step);
        (self.ask)(Command::LookBack { id, step });
        self.show()
    }

    fn press_play(self: &Rc<Self>) -> Result<(), PageError> {
        if self.playing.get() {
            self.stop();
            return self.show();
        }
        self.playing.set(true);
        let first = self.steps.borrow().first().copied();
        self.look(self.asked.get().or(first))
    }

    /// The moment after the one that is shown; after the last, the run as it is.
    fn go_on(&self) -> Result<(), PageError> {
        if !self.playing.get() {
            return Ok(());
        }
        let shown = self.asked.get();
        let next = self.steps.borrow().iter().copied().find(|step| shown.is_none_or(|shown| *step > shown));
        if next.is_none() {
            self.stop();
        }
        self.look(next)
    }

    fn stop(&self) {
        self.playing.set(false);
    }

    /// Brings slider, buttons and words up to date.
    fn show(&self) -> Result<(), PageError> {
        let steps = self.steps.borrow();
        let asked = self.asked.get();
        let place = asked.map_or(steps.len(), |asked| steps.partition_point(|step| *step < asked));
        self.slider.set_max(&steps.len().to_string());
        self.slider.set_value_as_number(place as f64);
        self.slider.set_disabled(steps.is_empty());
        self.play.set_disabled(steps.is_empty());
        let play = if self.playing.get() { "Stop playing" } else { "Play back" };
        self.play.set_text_content(Some(play));
        dom::set_attribute(&self.play, "aria-label", &format!("{play}{}", self.whose))?;
        self.now.set_disabled(asked.is_none());
        let moment = asked.map_or("now".to_owned(), |step| self.words(step));
        dom::set_attribute(&self.slider, "aria-valuetext", &moment)?;
        let text = match asked {
            Some(_) => format!("{} show the run as it was at {moment}.", self.figures),
            None if !self.has_room.get() => "This network is too large for moments to look back at.".to_owned(),
            None if steps.is_empty() => String::new(),
            None => format!("{} moments of this run are kept to look back at.", steps.len()),
        };
        dom::set_text(&self.text, &text)
    }

    fn words(&self, step: u32) -> String {
        let epoch = words::epoch(step as f32 / self.batches_per_epoch.get());
        format!("epoch {epoch}, after {step} {}", if step == 1 { "batch" } else { "batches" })
    }
}
