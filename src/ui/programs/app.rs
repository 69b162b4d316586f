//! The page as a whole: one state, changed in one place, mirrored to the address and handed to the chapters it concerns.

use crate::ui::page::{Tell, explorer::Explorer, report, runs::Runs};
use std::cell::{Cell, OnceCell, RefCell};
use std::rc::{Rc, Weak};

use web_sys::Element;

use super::point::PointFigures;
use crate::protocol::Guest;
use crate::ui::chapters::lab::Lab;
use crate::ui::chapters::latent;
use crate::ui::controls::Controls;
use crate::ui::dom::{self, PageError};
use crate::ui::near::{self, Later};
use crate::ui::state::{Change, Chapter, Effect, PageState, Place};
use crate::ui::{address, panic};

/// The address follows the state after so many ms, since browsers limit how often it may change.
const ADDRESS_AFTER: i32 = 250;

thread_local! {
    /// The page lives as long as its tab.
    static APP: OnceCell<Rc<App>> = const { OnceCell::new() };
}

struct App {
    state: RefCell<PageState>,
    explorer: Rc<Explorer>,
    point: OnceCell<Rc<PointFigures>>,
    lab: OnceCell<Rc<Lab>>,
    path: OnceCell<Rc<latent::Path>>,
    controls: OnceCell<Controls>,
    /// The chapter in the middle of the screen, once the person has moved.
    chapter: Cell<Option<Chapter>>,
    address: OnceCell<Later>,
}

/// Brings the page to life.
pub fn start() {
    panic::install();
    match App::open() {
        Ok(app) => APP.with(|cell| drop(cell.set(app))),
        Err(error) => panic::tell(&error.to_string()),
    }
}

impl App {
    fn open() -> Result<Rc<Self>, PageError> {
        dom::name_build(crate::BUILD)?;
        let (state, notes) = address::read();
        let app = Rc::new(Self {
            state: RefCell::new(state.clone()),
            explorer: Explorer::new(&[Guest::Intro, Guest::Latent])?,
            point: OnceCell::new(),
            lab: OnceCell::new(),
            path: OnceCell::new(),
            controls: OnceCell::new(),
            chapter: Cell::new(None),
            address: OnceCell::new(),
        });
        if !notes.is_empty() {
            panic::tell(&format!("Parts of the address were left out. {}", notes.join(" ")));
        }
        let weak = Rc::downgrade(&app);
        let later = Later::new(ADDRESS_AFTER, move || {
            if let Some(app) = weak.upgrade() {
                report(address::write(&app.state.borrow(), app.chapter.get().map(Chapter::id)));
            }
        });
        // Set here for the first time, so it is taken.
        let _ = app.address.set(later);
        let weak = Rc::downgrade(&app);
        let moved: Tell<[f32; 2]> = Rc::new(move |z| change(&weak, Change::Point(z)));
        let _ = app.point.set(PointFigures::start(&app.explorer, state.clone(), &moved)?);
        let weak = Rc::downgrade(&app);
        let controls = Controls::bind(&state, move |what| change(&weak, what))?;
        let _ = app.controls.set(controls);
        app.start_lab_when_near()?;
        app.join_latent_when_near()?;
        app.follow_chapters()?;
        Ok(app)
    }

    fn start_lab_when_near(self: &Rc<Self>) -> Result<(), PageError> {
        let weak = Rc::downgrade(self);
        near::once_near(&dom::element("mnist")?, move || {
            let Some(app) = weak.upgrade() else { return };
            let state = app.state.borrow().clone();
            let loaded = Rc::downgrade(&app);
            let loaded = move |images| {
                if let Some(app) = loaded.upgrade() {
                    report(app.images_loaded(images));
                }
            };
            let runs = match Runs::new() {
                Ok(runs) => runs,
                Err(error) => return report(Err(error)),
            };
            let lab = Lab::start(state, loaded, move |run, point| report(runs.add(run, point)));
            match lab {
                Ok(lab) => drop(app.lab.set(lab)),
                Err(error) => report(Err(error)),
            }
        })
    }

    fn join_latent_when_near(self: &Rc<Self>) -> Result<(), PageError> {
        let weak = Rc::downgrade(self);
        latent::join_when_near(&self.explorer, move |ask| {
            let Some(app) = weak.upgrade() else { return Ok(()) };
            let told = weak.clone();
            let moved: Tell<[u32; 2]> = Rc::new(move |ends| change(&told, Change::Path(ends)));
            let path = latent::Path::new(ask, app.state.borrow().path, &moved)?;
            app.explorer.join(path.clone())?;
            // Joined once, so its place is free.
            let _ = app.path.set(path);
            Ok(())
        })
    }

    fn images_loaded(&self, images: u32) -> Result<(), PageError> {
        self.state.borrow_mut().limit_images(images);
        match self.controls.get() {
            Some(controls) => controls.set_loaded(images, &self.state.borrow()),
            None => Ok(()),
        }
    }

    fn follow_chapters(self: &Rc<Self>) -> Result<(), PageError> {
        let sections =
            Chapter::ALL.iter().map(|chapter| dom::element(chapter.id())).collect::<Result<Vec<Element>, _>>()?;
        let weak = Rc::downgrade(self);
        near::on_middle(&sections, move |index| {
            if let (Some(app), Some(chapter)) = (weak.upgrade(), Chapter::ALL.get(index)) {
                report(app.show_chapter(*chapter));
            }
        })
    }

    fn show_chapter(&self, chapter: Chapter) -> Result<(), PageError> {
        // The page opens on its first chapter, or on that of its address: neither needs to be written.
        let opened = self.chapter.replace(Some(chapter)).is_none();
        for other in Chapter::ALL {
            let link: Element = dom::element(&format!("nav-{}", other.id()))?;
            if other == chapter {
                dom::set_attribute(&link, "aria-current", "true")?;
            } else {
                dom::remove_attribute(&link, "aria-current")?;
            }
        }
        if opened { Ok(()) } else { self.write_address() }
    }

    fn write_address(&self) -> Result<(), PageError> {
        self.address.get().map_or(Ok(()), Later::ask)
    }

    fn apply(&self, what: Change) -> Result<(), PageError> {
        let effect = self.state.borrow_mut().apply(what);
        let state = self.state.borrow().clone();
        if let Some(lab) = self.lab.get() {
            match effect {
                Effect::NextBatch => lab.live_setting(&state),
                Effect::NewRun => lab.new_run(&state)?,
                Effect::Scatter(Place::Lab) => lab.set_scatter(&state)?,
                Effect::Manifold(Place::Lab) => lab.set_grid(&state),
                _ => {}
            }
        }
        if let Some(point) = self.point.get() {
            match effect {
                Effect::Scatter(Place::Latent) => point.set_scatter(&state),
                Effect::Manifold(Place::Latent) => point.set_grids(&state),
                Effect::Point => point.set_point(state.point)?,
                Effect::Samples => point.draw_samples(&state),
                _ => {}
            }
        }
        if let (Effect::Path, Some(path)) = (effect, self.path.get()) {
            path.set_ends(state.path)?;
        }
        // No control but the figures' own shows the point, which moves with every frame of a drag.
        if let (Some(controls), false) = (self.controls.get(), effect == Effect::Point) {
            controls.show(&state)?;
        }
        self.write_address()
    }
}

fn change(app: &Weak<App>, what: Change) {
    if let Some(app) = app.upgrade() {
        report(app.apply(what));
    }
}
