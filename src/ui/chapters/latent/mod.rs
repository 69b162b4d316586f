//! The pretrained model's latent space: the hero, which opens the page, and the chapter on latent space visualizations. Both
//! show one point of that space, wherever it is moved.

mod cloud;
mod codes;
mod drawing;
mod figures;
mod hero;
mod path;

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use self::codes::PriorFit;
use self::drawing::Sketch;
use self::figures::Figures;
use self::hero::Hero;
use self::path::Path;
use crate::data::Shape;
use crate::protocol::{self, Event, ModelCard, Slot};
use crate::settings::{Figure, When};
use crate::ui::dom::{self, PageError};
use crate::ui::near;
use crate::ui::page::Tell;
use crate::ui::page::chapter::{Chapter, Page};
use crate::ui::page::explorer::{Explorer, Served};
use crate::ui::panels::digit_at::DigitAt;
use crate::ui::state::{Change, PageState};
use crate::ui::weak::{calls, hears};

pub struct Latent {
    hero: Hero,
    figures: Figures,
    path: OnceCell<Rc<Path>>,
    explorer: Rc<Explorer>,
    state: RefCell<PageState>,
    shape: Cell<Option<Shape>>,
    /// The decoder arrived before the rest of the model.
    decoder_here: Cell<bool>,
    /// The chapter on latent space has come near the screen.
    near: Cell<bool>,
    asked: DigitAt,
}

impl Chapter for Latent {
    type Host = dyn Page;
    const SECTION: &'static str = "latent";
    const GUESTS: &'static [protocol::Guest] = &[protocol::Guest::Intro, protocol::Guest::Latent];
    /// For the hero, which is there first.
    const AT_ONCE: bool = true;

    fn start(page: &Rc<dyn Page>) -> Result<Rc<Self>, PageError> {
        let explorer = page.explorer();
        let moved: Tell<[f32; 2]> = Rc::new(hears(page, |page, z| page.change(Change::Point(z))));
        let chapter = Rc::new(Self {
            hero: Hero::new(&moved)?,
            figures: Figures::new(explorer.line(), &moved)?,
            path: OnceCell::new(),
            explorer: explorer.clone(),
            state: RefCell::new(page.state()),
            shape: Cell::new(None),
            decoder_here: Cell::new(false),
            near: Cell::new(false),
            asked: DigitAt::new(explorer.line()),
        });
        chapter.show_point()?;
        chapter.figures.set_scatter(&chapter.state.borrow().latent);
        explorer.admit(chapter.clone())?;
        near::once_near(&dom::element(Self::SECTION)?, calls(&chapter, |chapter| chapter.come_near()))?;
        chapter.join_when_near(page)?;
        Ok(chapter)
    }

    fn changed(&self, when: When, state: &PageState) -> Result<(), PageError> {
        self.state.replace(state.clone());
        let here = self.shape.get().is_some();
        match when {
            When::Shows(Figure::LatentScatter) => self.figures.set_scatter(&state.latent),
            When::Shows(Figure::LatentManifolds) if here => self.figures.ask_grids(&state.latent_grids),
            When::Shows(Figure::Samples) if here => self.figures.ask_samples(state.draw),
            When::Shows(Figure::Point) => return self.show_point(),
            When::Shows(Figure::Path) => return self.path.get().map_or(Ok(()), |path| path.set_ends(state.path)),
            _ => {}
        }
        Ok(())
    }
}

impl Latent {
    /// Has the figures of codes, paths and drawings join the worker, each when it comes near the screen.
    fn join_when_near(self: &Rc<Self>, page: &Rc<dyn Page>) -> Result<(), PageError> {
        let chosen: Tell<[u32; 2]> = Rc::new(hears(page, |page, ends| page.change(Change::Path(ends))));
        let explorer = page.explorer();
        let line = explorer.clone();
        let path = calls(self, move |chapter| {
            let path = Path::new(line.line(), chapter.state.borrow().path, &chosen)?;
            // Made once, so its place is free.
            let _ = chapter.path.set(path.clone());
            line.join(path)
        });
        near::once_near(&dom::element("latent-path-plane")?, path)?;
        let codes = calls(explorer, |explorer| explorer.join(PriorFit::new(explorer.line())?));
        near::once_near(&dom::element("latent-prior-fit")?, codes)?;
        let sketch = calls(explorer, |explorer| explorer.join(Sketch::new(explorer.line())?));
        near::once_near(&dom::element("latent-pad")?, sketch)
    }

    fn come_near(&self) -> Result<(), PageError> {
        self.near.set(true);
        self.explorer.open_digits();
        if self.shape.get().is_some() {
            self.figures.ask_all(&self.state.borrow());
            self.ask_point();
        }
        self.figures.show_point(self.state.borrow().point)
    }

    fn decoded(&self, slot: Slot, id: u32, pixels: &[u8]) -> Result<(), PageError> {
        let Some(shape) = self.shape.get() else { return Ok(()) };
        match slot {
            Slot::HeroGrid => self.hero.show_grid(pixels, shape),
            Slot::Traversal => {
                if let Some(z) = self.asked.answered(id) {
                    self.hero.show_digit(&z, pixels, shape)?;
                    if self.near.get() {
                        self.figures.show_digit(&z, pixels, shape)?;
                    }
                }
            }
            _ => self.figures.decoded(slot, pixels, shape)?,
        }
        Ok(())
    }

    /// The marker, the sliders and the digit go to the state's point.
    fn show_point(&self) -> Result<(), PageError> {
        let z = self.state.borrow().point;
        // First the question, so that the worker decodes while the page draws.
        if self.shape.get().is_some() {
            self.ask_point();
        }
        self.hero.show_point(z)?;
        if self.near.get() { self.figures.show_point(z) } else { Ok(()) }
    }

    fn ask_point(&self) {
        let z = self.state.borrow().point;
        self.asked.ask(&z);
    }
}

impl Served for Latent {
    fn model_arrived(&self, card: &ModelCard) {
        self.shape.set(Some(card.input.into()));
        // The decoder is enough for all that these figures decode: what follows it adds nothing to them.
        if self.decoder_here.replace(!card.complete) && card.complete {
            return;
        }
        self.explorer.ask(self.hero.grid());
        self.ask_point();
        if self.near.get() {
            self.figures.ask_all(&self.state.borrow());
        }
    }

    fn hear(&self, event: &Event) -> Result<(), PageError> {
        match event {
            Event::HeldOut(held_out) => self.figures.set_held_out(Rc::new(held_out.clone())),
            Event::Encoded(encoding) => self.figures.set_encoding(encoding.clone()),
            Event::Reconstructed(answer) => self.figures.reconstructed(answer),
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

/// A number as programs read it, with a hyphen for its minus and none before 0.
fn plain(value: f32, places: usize) -> String {
    let text = format!("{value:.places$}");
    match text.strip_prefix('-') {
        Some(rest) if rest.chars().all(|digit| matches!(digit, '0' | '.')) => rest.to_owned(),
        _ => text,
    }
}
