//! The worker with the pretrained model, and the two chapters it serves.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use super::hero::Hero;
use super::latent::LatentChapter;
use super::{REPLACEMENTS, Tell, files, notices};
use crate::protocol::{Command, Event, Fault, FaultKind, Floats, ModelCard, Slot};
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

pub struct Pretrained {
    client: Rc<Client>,
    hero: Hero,
    latent: LatentChapter,
    state: RefCell<PageState>,
    card: RefCell<Option<ModelCard>>,
    /// The chapter on latent space has come near the screen.
    latent_near: Cell<bool>,
    images_here: Cell<bool>,
    replaced: Cell<u32>,
    /// The z of the decode that was asked for last, so that a picture is described by its own point.
    points: RefCell<Vec<(u32, [f32; 2])>>,
    asked: Cell<u32>,
}

impl Pretrained {
    /// `moved` hears of the point that the person drags or slides to.
    pub fn start(state: PageState, moved: &Tell<[f32; 2]>) -> Result<Rc<Self>, PageError> {
        // Figures and worker know each other only through this; what is said before it is set cannot happen.
        let this: Rc<RefCell<Weak<Self>>> = Rc::default();
        let heard = this.clone();
        let client = Client::start(move |event| {
            if let Some(pretrained) = heard.borrow().upgrade() {
                super::report(pretrained.hear(event));
            }
        });
        let line = client.clone();
        let ask = Rc::new(move |command| line.send(command));
        let pretrained = Rc::new(Self {
            client,
            hero: Hero::new(moved)?,
            latent: LatentChapter::new(ask, moved)?,
            state: RefCell::new(state),
            card: RefCell::default(),
            latent_near: Cell::new(false),
            images_here: Cell::new(false),
            replaced: Cell::new(0),
            points: RefCell::default(),
            asked: Cell::new(0),
        });
        this.replace(Rc::downgrade(&pretrained));
        pretrained.open();
        let point = pretrained.state.borrow().point;
        pretrained.set_point(point)?;
        pretrained.latent.set_scatter(&pretrained.state.borrow().latent);
        let weak = Rc::downgrade(&pretrained);
        near::once_near(&dom::element("latent")?, move || {
            if let Some(pretrained) = weak.upgrade() {
                pretrained.latent_near.set(true);
                pretrained.open_latent();
            }
        })?;
        Ok(pretrained)
    }

    fn open(&self) {
        self.client.send(Command::OpenPretrained { weights: files::weights() });
        if self.latent_near.get() {
            self.open_latent();
        }
    }

    fn open_latent(&self) {
        self.client.send(Command::OpenDigits { train: None, held_out: files::held_out() });
        if self.card.borrow().is_some() {
            self.latent.ask_all(&self.state.borrow());
        }
    }

    fn hear(&self, event: Event) -> Result<(), PageError> {
        match event {
            Event::Model(card) => self.model_arrived(card),
            Event::HeldOut(held_out) => {
                self.images_here.set(true);
                self.latent.set_held_out(Rc::new(held_out))?;
            }
            Event::Encoded(encoding) => self.latent.set_encoding(encoding)?,
            Event::Reconstructed(answer) => self.latent.reconstructed(&answer)?,
            Event::Decoded { slot, id, pixels } => self.decoded(slot, id, &pixels.0)?,
            Event::Fault(fault) => self.fault(&fault)?,
            // The lab's worker says these; this one trains nothing.
            Event::Ready { .. }
            | Event::TrainingData(_)
            | Event::Run(_)
            | Event::Progress(_)
            | Event::Embedding { .. } => {}
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
        if complete && self.images_here.get() {
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

    fn shape(&self) -> Option<(usize, usize)> {
        let [height, width, _] = self.card.borrow().as_ref()?.input;
        Some((height as usize, width as usize))
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
                notices::put(&MODEL_FIGURES, &words)
            }
            FaultKind::Data => notices::put(
                &DATA_FIGURES,
                &format!("The held-out digits are missing. {} Reload the page to try again.", fault.message),
            ),
            FaultKind::Settings | FaultKind::Crashed => self.replace_worker(&fault.message),
        }
    }

    fn replace_worker(&self, why: &str) -> Result<(), PageError> {
        let replaced = self.replaced.get() + 1;
        self.replaced.set(replaced);
        if replaced > REPLACEMENTS {
            return notices::put(&MODEL_FIGURES, &format!("{why} A new one stops too. Reload the page to try again."));
        }
        self.card.replace(None);
        self.images_here.set(false);
        self.client.restart();
        self.open();
        Ok(())
    }
}
