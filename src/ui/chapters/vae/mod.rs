//! The chapter on variational autoencoders: six figures, each of which is made when it comes near the screen.
//!
//! Three of them speak to the explorer's worker about one held-out digit; the other three need no network. Each keeps its
//! own choices. Nothing here draws.

mod bound;
mod dial;
mod divergence;
mod gradient;
mod prior;
mod rate;
mod shapes;
mod walk;

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use crate::data::Shape;
use crate::latent::rate::RatePoint;
use crate::protocol::{self, Event, HeldOut, ModelCard, vae};
use crate::ui::dom::{self, Listener, PageError};
use crate::ui::near;
use crate::ui::page::chapter::Chapter;
use crate::ui::page::explorer::{Explorer, Served};
use crate::ui::page::{Ask, Tell, report, runs};
use crate::ui::weak::{calls, hears};
use bound::Bound;
use divergence::Divergence;
use gradient::Gradient;
use prior::Prior;
use rate::Rate;
use walk::Walk;

/// The figures that need the worker.
const FIGURES: [&str; 5] = ["vae-prior", "vae-plane", "vae-close", "vae-forms", "vae-weighted"];

pub struct VaeChapter {
    ask: Ask,
    prior: OnceCell<Rc<Prior>>,
    walk: OnceCell<Rc<Walk>>,
    divergence: OnceCell<Rc<Divergence>>,
    bound: OnceCell<Rc<Bound>>,
    gradient: OnceCell<Rc<Gradient>>,
    rate: OnceCell<Rc<Rate>>,
    shape: Cell<Option<Shape>>,
    /// All of the network is here, not its decoder alone.
    complete: Cell<bool>,
    held_out: RefCell<Option<Rc<HeldOut>>>,
    /// The digit that is looked at.
    digit: Cell<u32>,
    /// Runs of the lab that arrived before the figure was there.
    runs: RefCell<Vec<(u32, RatePoint)>>,
    told: OnceCell<Listener>,
}

impl Chapter for VaeChapter {
    type Host = Explorer;
    const SECTION: &'static str = "vae";
    const GUESTS: &'static [protocol::Guest] = &[protocol::Guest::Vae];

    fn start(explorer: &Rc<Explorer>) -> Result<Rc<Self>, PageError> {
        let chapter = Rc::new(Self {
            ask: explorer.line(),
            prior: OnceCell::new(),
            walk: OnceCell::new(),
            divergence: OnceCell::new(),
            bound: OnceCell::new(),
            gradient: OnceCell::new(),
            rate: OnceCell::new(),
            shape: Cell::new(None),
            complete: Cell::new(false),
            held_out: RefCell::default(),
            digit: Cell::new(walk::FIRST_DIGIT),
            runs: RefCell::default(),
            told: OnceCell::new(),
        });
        chapter.when_near("vae-prior", Self::make_prior)?;
        chapter.when_near("vae-diagram", Self::make_walk)?;
        chapter.when_near("vae-kl-line", Self::make_divergence)?;
        chapter.when_near("vae-forms", Self::make_bound)?;
        chapter.when_near("vae-estimators", Self::make_gradient)?;
        chapter.when_near("vae-rate", Self::make_rate)?;
        let _ = chapter.told.set(runs::hear(hears(&chapter, |chapter, (run, point)| chapter.add_run(run, point)))?);
        explorer.join(chapter.clone())?;
        Ok(chapter)
    }
}

impl VaeChapter {
    fn when_near(self: &Rc<Self>, id: &str, make: fn(&Rc<Self>) -> Result<(), PageError>) -> Result<(), PageError> {
        near::once_near(&dom::element(id)?, calls(self, make))
    }

    // A figure is made once, so its cell is free.
    fn make_prior(self: &Rc<Self>) -> Result<(), PageError> {
        let _ = self.prior.set(Prior::new(self.ask.clone())?);
        self.begin_prior();
        Ok(())
    }

    fn make_walk(self: &Rc<Self>) -> Result<(), PageError> {
        let chosen: Tell<u32> = Rc::new(hears(self, |chapter, digit| {
            chapter.digit.set(digit);
            if let Some(bound) = chapter.bound.get() {
                bound.set_digit(digit);
            }
        }));
        let _ = self.walk.set(Walk::new(self.ask.clone(), chosen)?);
        self.begin_walk()
    }

    fn make_divergence(self: &Rc<Self>) -> Result<(), PageError> {
        let _ = self.divergence.set(Divergence::new()?);
        Ok(())
    }

    fn make_bound(self: &Rc<Self>) -> Result<(), PageError> {
        let _ = self.bound.set(Bound::new(self.ask.clone(), self.digit.get())?);
        self.begin_bound();
        Ok(())
    }

    fn make_gradient(self: &Rc<Self>) -> Result<(), PageError> {
        let _ = self.gradient.set(Gradient::new()?);
        Ok(())
    }

    fn make_rate(self: &Rc<Self>) -> Result<(), PageError> {
        let rate = Rate::new()?;
        for (run, point) in self.runs.take() {
            rate.add(run, point)?;
        }
        let _ = self.rate.set(rate);
        Ok(())
    }

    /// Lets every figure begin that is there and has what it needs.
    fn begin(&self) -> Result<(), PageError> {
        self.begin_prior();
        self.begin_walk()?;
        self.begin_bound();
        Ok(())
    }

    fn begin_prior(&self) {
        if let (Some(prior), Some(shape)) = (self.prior.get(), self.shape.get()) {
            prior.begin(shape);
        }
    }

    fn begin_walk(&self) -> Result<(), PageError> {
        match (self.walk.get(), self.digits()) {
            (Some(walk), Some((held_out, shape))) => walk.begin(held_out, shape),
            _ => Ok(()),
        }
    }

    fn begin_bound(&self) {
        if let (Some(bound), Some(_)) = (self.bound.get(), self.digits()) {
            bound.begin();
        }
    }

    /// The digits, once all of the network is here to encode them.
    fn digits(&self) -> Option<(Rc<HeldOut>, Shape)> {
        let held_out = self.held_out.borrow().clone().filter(|_| self.complete.get())?;
        Some((held_out, self.shape.get()?))
    }

    /// A run of the lab stands still: its point goes on the plot, in place of an earlier one of the same run.
    fn add_run(&self, run: u32, point: RatePoint) -> Result<(), PageError> {
        match self.rate.get() {
            Some(rate) => rate.add(run, point),
            None => {
                self.runs.borrow_mut().push((run, point));
                Ok(())
            }
        }
    }
}

impl Served for VaeChapter {
    fn model_arrived(&self, card: &ModelCard) {
        self.shape.set(Some(card.input.into()));
        self.complete.set(card.complete);
        report(self.begin());
    }

    fn hear(&self, event: &Event) -> Result<(), PageError> {
        match event {
            Event::HeldOut(held_out) => {
                self.held_out.replace(Some(Rc::new(held_out.clone())));
                self.begin()
            }
            Event::Vae(vae::Event::Decoded { id, pixels }) => {
                self.prior.get().map_or(Ok(()), |prior| prior.decoded(*id, &pixels.0))
            }
            Event::Vae(vae::Event::Looked(looked)) => self.walk.get().map_or(Ok(()), |walk| walk.looked(looked)),
            Event::Vae(vae::Event::Bound(heard)) => self.bound.get().map_or(Ok(()), |bound| bound.heard(heard)),
            _ => Ok(()),
        }
    }

    fn figures(&self) -> &'static [&'static str] {
        &FIGURES
    }
}
