//! The pretrained model's latent space: the hero, which opens the page, and the chapter on latent space visualizations. Both
//! show one point of that space, wherever it is moved.

mod cloud;
mod codes;
mod drawing;
mod figures;
mod hero;
mod light;
mod path;

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use web_sys::File;

use self::codes::PriorFit;
use self::drawing::Sketch;
use self::figures::Figures;
use self::hero::Hero;
use self::light::Light;
use self::path::Path;
use crate::data::Shape;
use crate::latent::small_decoder::SmallDecoder;
use crate::protocol::{self, Event, ModelCard, Slot, bring};
use crate::settings::{Figure, When};
use crate::ui::dom::{self, PageError};
use crate::ui::near::{self, Later};
use crate::ui::page::Tell;
use crate::ui::page::chapter::{Chapter, Page};
use crate::ui::page::explorer::{Explorer, Served};
use crate::ui::page::first_light;
use crate::ui::page::report;
use crate::ui::panels::{bring::Bring, digit_at::DigitAt};
use crate::ui::state::{Change, PageState};
use crate::ui::weak::{calls, hears, with};

/// The worker is not kept waiting for the first light longer than this, in ms.
const PATIENCE: i32 = 3_000;

pub struct Latent {
    hero: Hero,
    /// Draws for the hero until the model is here.
    light: Light,
    /// The worker was asked for the model.
    joined: Cell<bool>,
    patience: OnceCell<Later>,
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
    /// All dimensions of the shared point; the state has the first two, which alone are in the address.
    z: RefCell<Vec<f32>>,
    bring: OnceCell<Bring>,
    /// A network of the person's is shown.
    brought: Cell<bool>,
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
            light: Light::default(),
            joined: Cell::new(false),
            patience: OnceCell::new(),
            figures: Figures::new(explorer.line(), &moved)?,
            path: OnceCell::new(),
            explorer: explorer.clone(),
            state: RefCell::new(page.state()),
            shape: Cell::new(None),
            decoder_here: Cell::new(false),
            near: Cell::new(false),
            asked: DigitAt::new(explorer.line()),
            z: RefCell::new(vec![0.0; 2]),
            bring: OnceCell::new(),
            brought: Cell::new(false),
        });
        // Set here for the first time, so its place is free.
        let _ = chapter.bring.set(Bring::new(Self::SECTION, &chapter, Self::bring_network, Self::show_own)?);
        let slid = hears(&chapter, move |chapter: &Rc<Self>, z: Vec<f32>| chapter.slide(z, &moved));
        chapter.figures.on_slide(move |z| slid(z.to_vec()));
        chapter.show_point()?;
        chapter.figures.set_scatter(&chapter.state.borrow().latent);
        chapter.begin()?;
        near::once_near(&dom::element(Self::SECTION)?, calls(&chapter, Self::come_near))?;
        chapter.join_when_near(page)?;
        Ok(chapter)
    }

    fn changed(&self, when: When, state: &PageState) -> Result<(), PageError> {
        self.state.replace(state.clone());
        let here = self.shape.get().is_some();
        match when {
            When::Shows(Figure::LatentScatter) => self.figures.set_scatter(&state.latent),
            When::Shows(Figure::LatentManifolds) if here => self.figures.ask_grids(&state.latent_grids),
            When::Shows(Figure::Samples) if here => self.figures.ask_samples(state.draw, self.latent()),
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

    /// Draws with the page's own decoder, and has the worker start after that: it loads longest.
    fn begin(self: &Rc<Self>) -> Result<(), PageError> {
        let patience = self.patience.get_or_init(|| Later::new(PATIENCE, calls(self, Self::join)));
        patience.ask()?;
        let weak = Rc::downgrade(self);
        wasm_bindgen_futures::spawn_local(async move {
            if let (Some(decoder), Some(chapter)) = (first_light::small_decoder().await, weak.upgrade()) {
                report(chapter.draw_at_once(decoder));
            }
            while weak.upgrade().is_some_and(|chapter| chapter.light.show_some(&chapter.hero)) {
                report(first_light::breath().await);
            }
            with(&weak, Self::join);
        });
        Ok(())
    }

    fn draw_at_once(&self, decoder: SmallDecoder) -> Result<(), PageError> {
        if self.shape.get().is_some() {
            return Ok(());
        }
        self.light.set(decoder);
        self.light.show_digit(&self.hero, &self.point())
    }

    /// Has the worker start and take the model, once.
    fn join(self: &Rc<Self>) -> Result<(), PageError> {
        if self.joined.replace(true) { Ok(()) } else { self.explorer.admit(self.clone()) }
    }

    fn come_near(self: &Rc<Self>) -> Result<(), PageError> {
        self.near.set(true);
        self.join()?;
        self.explorer.open_digits();
        if self.shape.get().is_some() {
            self.figures.ask_all(&self.state.borrow(), self.latent());
            self.ask_point();
        }
        self.figures.show_point(&self.point())
    }

    fn latent(&self) -> usize {
        self.z.borrow().len()
    }

    /// The shared point, all its dimensions.
    fn point(&self) -> Vec<f32> {
        let mut z = self.z.borrow_mut();
        z.iter_mut().zip(self.state.borrow().point).for_each(|(z, shared)| *z = shared);
        z.clone()
    }

    /// The person moved a slider: the plane of the grids goes through the point.
    fn slide(&self, z: Vec<f32>, moved: &Tell<[f32; 2]>) -> Result<(), PageError> {
        let (Some(first), Some(second)) = (z.first().copied(), z.get(1).copied()) else { return Ok(()) };
        let beside = self.z.borrow().get(2..) != z.get(2..);
        self.z.replace(z);
        if beside {
            self.set_base()?;
            self.figures.ask_grids(&self.state.borrow().latent_grids);
            self.explorer.ask(self.hero.grid());
            return self.show_point();
        }
        moved([first, second]);
        Ok(())
    }

    fn set_base(&self) -> Result<(), PageError> {
        let z = self.point();
        self.hero.set_base(&z);
        self.figures.set_base(&z)
    }

    fn bring_network(&self, file: File) -> Result<(), PageError> {
        self.explorer.bring(&file);
        Ok(())
    }

    fn show_own(&self) -> Result<(), PageError> {
        self.explorer.open_own();
        Ok(())
    }

    fn say_of_network(&self, event: &bring::Event) -> Result<(), PageError> {
        self.brought.set(self.brought.get() || matches!(event, bring::Event::Brought(_)));
        self.bring.get().map_or(Ok(()), |panel| panel.heard(event))
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
        let z = self.point();
        // First the question, so that the worker decodes while the page draws.
        if self.shape.get().is_some() {
            self.ask_point();
        } else {
            self.light.show_digit(&self.hero, &z)?;
        }
        self.hero.show_point(&z)?;
        if self.near.get() { self.figures.show_point(&z) } else { Ok(()) }
    }

    fn ask_point(&self) {
        self.asked.ask(&self.point());
    }
}

impl Served for Latent {
    fn model_arrived(&self, card: &ModelCard) {
        self.shape.set(Some(card.input.into()));
        self.light.end();
        if card.complete {
            report(dom::name_network());
        }
        let latent = card.latent as usize;
        if latent != self.latent() {
            self.z.replace(vec![0.0; latent]);
            report(self.set_base());
        }
        // The decoder is enough for all that these figures decode: what follows it adds nothing to them.
        if self.decoder_here.replace(!card.complete) && card.complete {
            return;
        }
        self.explorer.ask(self.hero.grid());
        self.ask_point();
        if self.near.get() {
            self.figures.ask_all(&self.state.borrow(), latent);
        }
    }

    fn hear(&self, event: &Event) -> Result<(), PageError> {
        match event {
            Event::HeldOut(held_out) => self.figures.set_held_out(Rc::new(held_out.clone())),
            Event::Encoded(encoding) => self.figures.set_encoding(encoding.clone()),
            Event::Reconstructed(answer) => self.figures.reconstructed(answer),
            Event::Decoded { slot, id, pixels } => self.decoded(*slot, *id, &pixels.0),
            Event::Bring(said) => self.say_of_network(said),
            Event::Model(card) if card.complete && self.brought.replace(false) => {
                let words = "The page’s own network is shown again.";
                self.bring.get().map_or(Ok(()), |panel| panel.gone(words))
            }
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
