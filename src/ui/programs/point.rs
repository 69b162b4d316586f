//! The hero and the chapter on latent space, which share one point of latent space.

use crate::ui::page::{
    Ask, Tell,
    explorer::{Explorer, Guest},
    report,
};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

use crate::data::Shape;
use crate::protocol::{Event, ModelCard, Slot};
use crate::ui::chapters::hero::Hero;
use crate::ui::chapters::latent::LatentChapter;
use crate::ui::dom::{self, PageError};
use crate::ui::near;
use crate::ui::panels::digit_at::DigitAt;
use crate::ui::state::PageState;

pub struct PointFigures {
    hero: Hero,
    latent: LatentChapter,
    ask: Ask,
    state: RefCell<PageState>,
    shape: Cell<Option<Shape>>,
    /// The decoder came before the rest of this worker's model.
    decoder_here: Cell<bool>,
    /// The chapter on latent space has come near the screen.
    latent_near: Cell<bool>,
    asked: DigitAt,
}

impl PointFigures {
    /// `moved` hears of the point that the person drags or slides to.
    pub fn start(explorer: &Rc<Explorer>, state: PageState, moved: &Tell<[f32; 2]>) -> Result<Rc<Self>, PageError> {
        let figures = Rc::new(Self {
            hero: Hero::new(moved)?,
            latent: LatentChapter::new(explorer.line(), moved)?,
            ask: explorer.line(),
            state: RefCell::new(state),
            shape: Cell::new(None),
            decoder_here: Cell::new(false),
            latent_near: Cell::new(false),
            asked: DigitAt::new(explorer.line()),
        });
        let point = figures.state.borrow().point;
        figures.set_point(point)?;
        figures.latent.set_scatter(&figures.state.borrow().latent);
        explorer.admit(figures.clone())?;
        let (weak, explorer) = (Rc::downgrade(&figures), Rc::downgrade(explorer));
        near::once_near(&dom::element("latent")?, move || {
            let (Some(figures), Some(explorer)) = (weak.upgrade(), explorer.upgrade()) else { return };
            figures.latent_near.set(true);
            explorer.open_digits();
            let state = figures.state.borrow().clone();
            report(figures.latent.show_point(state.point));
            if figures.shape.get().is_some() {
                figures.latent.ask_all(&state);
                figures.ask_point();
            }
        })?;
        Ok(figures)
    }

    fn decoded(&self, slot: Slot, id: u32, pixels: &[u8]) -> Result<(), PageError> {
        let Some(shape) = self.shape.get() else { return Ok(()) };
        match slot {
            Slot::HeroGrid => self.hero.show_grid(pixels, shape),
            Slot::Traversal => {
                if let Some(z) = self.asked.answered(id) {
                    self.hero.show_digit(&z, pixels, shape)?;
                    if self.latent_near.get() {
                        self.latent.show_digit(&z, pixels, shape)?;
                    }
                }
            }
            _ => self.latent.decoded(slot, pixels, shape)?,
        }
        Ok(())
    }

    /// The marker, the sliders and the digit go to `z`.
    pub fn set_point(&self, z: [f32; 2]) -> Result<(), PageError> {
        self.state.borrow_mut().point = z;
        // First the question, so that the worker decodes while the page draws.
        if self.shape.get().is_some() {
            self.ask_point();
        }
        self.hero.show_point(z)?;
        if self.latent_near.get() { self.latent.show_point(z) } else { Ok(()) }
    }

    fn ask_point(&self) {
        let z = self.state.borrow().point;
        self.asked.ask(&z);
    }

    /// The choices of the chapter's figures changed.
    pub fn set_scatter(&self, state: &PageState) {
        self.state.replace(state.clone());
        self.latent.set_scatter(&state.latent);
    }

    pub fn set_grids(&self, state: &PageState) {
        self.state.replace(state.clone());
        if self.shape.get().is_some() {
            self.latent.ask_grids(&state.latent_grids);
        }
    }

    pub fn draw_samples(&self, state: &PageState) {
        self.state.replace(state.clone());
        if self.shape.get().is_some() {
            self.latent.ask_samples(state.draw);
        }
    }
}

impl Guest for PointFigures {
    fn model_arrived(&self, card: &ModelCard) {
        self.shape.set(Some(card.input.into()));
        // The decoder is enough for all that these figures decode: what follows it adds nothing to them.
        if self.decoder_here.replace(!card.complete) && card.complete {
            return;
        }
        (self.ask)(self.hero.grid());
        self.ask_point();
        if self.latent_near.get() {
            self.latent.ask_all(&self.state.borrow());
        }
    }

    fn hear(&self, event: &Event) -> Result<(), PageError> {
        match event {
            Event::HeldOut(held_out) => self.latent.set_held_out(Rc::new(held_out.clone())),
            Event::Encoded(encoding) => self.latent.set_encoding(encoding.clone()),
            Event::Reconstructed(answer) => self.latent.reconstructed(answer),
            Event::Decoded { slot, id, pixels } => self.decoded(*slot, *id, &pixels.0),
            _ => Ok(()),
        }
    }

    fn figures(&self) -> &'static [&'static str] {
        &[
            "hero-manifold",
            "hero-digit",
            "latent-scatter",
            "latent-uniform",
            "latent-inverse",
            "latent-digit",
            "latent-samples",
        ]
    }

    fn figures_of_digits(&self) -> &'static [&'static str] {
        &["latent-scatter"]
    }
}
