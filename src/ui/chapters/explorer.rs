//! The worker with the pretrained model of digits, and the chapters it serves.
//!
//! The hero and the chapter on latent space share one point of latent space and are its own; other chapters join as
//! [`Guest`]s when they come near the screen, and hear everything that the worker says.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use super::hero::Hero;
use super::latent::LatentChapter;
use super::{REPLACEMENTS, Tell, files, notices};
use crate::data::Shape;
use crate::protocol::{Command, Encoding, Event, Fault, FaultKind, Floats, HeldOut, ModelCard, Slot};
use crate::ui::client::Client;
use crate::ui::dom::{self, PageError};
use crate::ui::near;
use crate::ui::state::PageState;

/// The figures that show a sentence when the weights, or the images, cannot be had.
const MODEL_FIGURES: [&str; 7] = [
    "hero-manifold",
    "hero-digit",
    "latent-scatter",
    "latent-uniform",
    "latent-inverse",
    "latent-digit",
    "latent-samples",
];
const DATA_FIGURES: [&str; 1] = ["latent-scatter"];

/// A chapter whose figures this worker serves.
pub trait Guest {
    /// The model is here: first its decoder, then all of it (`complete`); and again after a worker was replaced.
    fn model_arrived(&self, card: &ModelCard);
    /// The worker said something. A guest looks only at what it asked for.
    fn hear(&self, event: &Event) -> Result<(), PageError>;
    /// The figures that show a sentence when the weights or the digits cannot be had.
    fn figures(&self) -> &'static [&'static str];
}

pub struct Explorer {
    client: Rc<Client>,
    hero: Hero,
    latent: LatentChapter,
    state: RefCell<PageState>,
    card: RefCell<Option<ModelCard>>,
    /// The chapter on latent space has come near the screen.
    latent_near: Cell<bool>,
    guests: RefCell<Vec<Rc<dyn Guest>>>,
    /// The digits were asked for, of this worker.
    digits_asked: Cell<bool>,
    held_out: RefCell<Option<Rc<HeldOut>>>,
    encoding: RefCell<Option<Encoding>>,
    replaced: Cell<u32>,
    /// The z of the decode that was asked for last, so that a picture is described by its own point.
    points: RefCell<Vec<(u32, [f32; 2])>>,
    asked: Cell<u32>,
}

#[allow(dead_code, reason = "the chapters that join are on their way")]
impl Explorer {
    /// `moved` hears of the point that the person drags or slides to.
    pub fn start(state: PageState, moved: &Tell<[f32; 2]>) -> Result<Rc<Self>, PageError> {
        // Figures and worker know each other only through this; what is said before it is set cannot happen.
        let this: Rc<RefCell<Weak<Self>>> = Rc::default();
        let heard = this.clone();
        let client = Client::start(move |event| {
            if let Some(explorer) = heard.borrow().upgrade() {
                super::report(explorer.hear(event));
            }
        });
        let line = client.clone();
        let ask = Rc::new(move |command| line.send(command));
        let explorer = Rc::new(Self {
            client,
            hero: Hero::new(moved)?,
            latent: LatentChapter::new(ask, moved)?,
            state: RefCell::new(state),
            card: RefCell::default(),
            latent_near: Cell::new(false),
            guests: RefCell::default(),
            digits_asked: Cell::new(false),
            held_out: RefCell::default(),
            encoding: RefCell::default(),
            replaced: Cell::new(0),
            points: RefCell::default(),
            asked: Cell::new(0),
        });
        this.replace(Rc::downgrade(&explorer));
        explorer.open();
        let point = explorer.state.borrow().point;
        explorer.set_point(point)?;
        explorer.latent.set_scatter(&explorer.state.borrow().latent);
        let weak = Rc::downgrade(&explorer);
        near::once_near(&dom::element("latent")?, move || {
            if let Some(explorer) = weak.upgrade() {
                explorer.latent_near.set(true);
                explorer.open_latent();
            }
        })?;
        Ok(explorer)
    }

    fn open(&self) {
        self.client.send(Command::OpenPretrained { weights: files::weights() });
        if !self.guests.borrow().is_empty() {
            self.open_digits();
        }
        if self.latent_near.get() {
            self.open_latent();
        }
    }

    /// Has a chapter hear this worker from now on; it is told at once of what is already here.
    pub fn join(&self, guest: Rc<dyn Guest>) -> Result<(), PageError> {
        self.guests.borrow_mut().push(guest.clone());
        self.open_digits();
        if let Some(card) = self.card.borrow().as_ref() {
            guest.model_arrived(card);
        }
        if let Some(held_out) = self.held_out() {
            guest.hear(&Event::HeldOut((*held_out).clone()))?;
        }
        let encoding = self.encoding.borrow().clone();
        encoding.map_or(Ok(()), |encoding| guest.hear(&Event::Encoded(encoding)))
    }

    /// Says a command to the worker.
    pub fn ask(&self, command: Command) {
        self.client.send(command);
    }

    /// The held-out digits, once they are here.
    pub fn held_out(&self) -> Option<Rc<HeldOut>> {
        self.held_out.borrow().clone()
    }

    fn open_digits(&self) {
        if !self.digits_asked.replace(true) {
            self.client.send(Command::OpenDigits { train: None, held_out: files::held_out() });
        }
    }

    fn open_latent(&self) {
        self.open_digits();
        if self.card.borrow().is_some() {
            self.latent.ask_all(&self.state.borrow());
        }
    }

    fn hear(&self, event: Event) -> Result<(), PageError> {
        let guests = self.guests.borrow().clone();
        guests.iter().try_for_each(|guest| guest.hear(&event))?;
        match event {
            Event::Model(card) => self.model_arrived(card),
            Event::HeldOut(held_out) => {
                let held_out = Rc::new(held_out);
                self.held_out.replace(Some(held_out.clone()));
                self.latent.set_held_out(held_out)?;
            }
            Event::Encoded(encoding) => {
                self.encoding.replace(Some(encoding.clone()));
                self.latent.set_encoding(encoding)?;
            }
            Event::Reconstructed(answer) => self.latent.reconstructed(&answer)?,
            Event::Decoded { slot, id, pixels } => self.decoded(slot, id, &pixels.0)?,
            Event::Fault(fault) => self.fault(&fault)?,
            // The lab's worker says these; this one trains nothing.
            Event::Ready { .. }
            | Event::Latent(_)
            | Event::TrainingData(_)
            | Event::Run(_)
            | Event::Progress(_)
            | Event::Embedding { .. }
            | Event::Galaxies(_)
            | Event::Som(_)
            | Event::Upload(_)
            | Event::Vae(_) => {}
        }
        Ok(())
    }

    fn model_arrived(&self, card: ModelCard) {
        let first = self.card.borrow().is_none();
        let complete = card.complete;
        self.card.replace(Some(card));
        if first {
            self.client.send(self.hero.grid());
            self.ask_point();
            if self.latent_near.get() {
                self.latent.ask_all(&self.state.borrow());
            }
        }
        let guests = self.guests.borrow().clone();
        if let Some(card) = self.card.borrow().as_ref() {
            guests.iter().for_each(|guest| guest.model_arrived(card));
        }
        if complete && self.held_out.borrow().is_some() {
            self.client.send(Command::EncodeHeldOut);
        }
    }

    fn decoded(&self, slot: Slot, id: u32, pixels: &[u8]) -> Result<(), PageError> {
        let Some(shape) = self.shape() else { return Ok(()) };
        match slot {
            Slot::HeroGrid => self.hero.show_grid(pixels, shape),
            Slot::Traversal => {
                let known = self.points.borrow().iter().find(|(asked, _)| *asked == id).map(|(_, z)| *z);
                self.points.borrow_mut().retain(|(asked, _)| *asked > id);
                if let Some(z) = known {
                    self.hero.show_digit(z, pixels, shape)?;
                    self.latent.show_digit(z, pixels, shape)?;
                }
            }
            _ => self.latent.decoded(slot, pixels, shape)?,
        }
        Ok(())
    }

    /// The shape of the model's images, once its decoder is here.
    pub fn shape(&self) -> Option<Shape> {
        Some(self.card.borrow().as_ref()?.input.into())
    }

    /// The marker, the sliders and the digit go to `z`.
    pub fn set_point(&self, z: [f32; 2]) -> Result<(), PageError> {
        self.state.borrow_mut().point = z;
        self.hero.show_point(z)?;
        self.latent.show_point(z)?;
        if self.card.borrow().is_some() {
            self.ask_point();
        }
        Ok(())
    }

    fn ask_point(&self) {
        let z = self.state.borrow().point;
        let id = self.asked.get().wrapping_add(1);
        self.asked.set(id);
        self.points.borrow_mut().push((id, z));
        self.client.send(Command::Decode { slot: Slot::Traversal, id, z: Floats(z.to_vec()) });
    }

    /// The choices of the chapter's figures changed.
    pub fn set_scatter(&self, state: &PageState) {
        self.state.replace(state.clone());
        self.latent.set_scatter(&state.latent);
    }

    pub fn set_grids(&self, state: &PageState) {
        self.state.replace(state.clone());
        if self.card.borrow().is_some() {
            self.latent.ask_grids(&state.latent_grids);
        }
    }

    pub fn draw_samples(&self, state: &PageState) {
        self.state.replace(state.clone());
        if self.card.borrow().is_some() {
            self.latent.ask_samples(state.draw);
        }
    }

    fn fault(&self, fault: &Fault) -> Result<(), PageError> {
        match fault.kind {
            FaultKind::Weights => {
                let words =
                    format!("The pretrained network is missing. {} Reload the page to try again.", fault.message);
                self.explain(&MODEL_FIGURES, &words)
            }
            FaultKind::Data => self.explain(
                &DATA_FIGURES,
                &format!("The held-out digits are missing. {} Reload the page to try again.", fault.message),
            ),
            FaultKind::Settings | FaultKind::Crashed => self.replace_worker(&fault.message),
        }
    }

    /// Puts a sentence in place of our own figures and of all guests'.
    fn explain(&self, figures: &[&str], words: &str) -> Result<(), PageError> {
        notices::put(figures, words)?;
        self.guests.borrow().iter().try_for_each(|guest| notices::put(guest.figures(), words))
    }

    fn replace_worker(&self, why: &str) -> Result<(), PageError> {
        let replaced = self.replaced.get() + 1;
        self.replaced.set(replaced);
        if replaced > REPLACEMENTS {
            let words = format!("{why} A new one stops too. Reload the page to try again.");
            return self.explain(&MODEL_FIGURES, &words);
        }
        self.card.replace(None);
        self.held_out.replace(None);
        self.encoding.replace(None);
        self.digits_asked.set(false);
        self.client.restart();
        self.open();
        Ok(())
    }
}
