//! The page as a whole: one state, changed in one place, mirrored to the address and handed to the chapters.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use super::place::Place;
use crate::settings::{Figure, When};
use crate::ui::chapters::FIRST;
use crate::ui::controls::Controls;
use crate::ui::dom::{self, PageError};
use crate::ui::near::Later;
use crate::ui::page::chapter::{self, Chapters, Page};
use crate::ui::page::class_link::{self, ClassLink};
use crate::ui::page::dropped;
use crate::ui::page::explorer::Explorer;
use crate::ui::state::{Change, PageState};
use crate::ui::weak::{calls, hears};
use crate::ui::{address, panic, spoken};

/// The address follows the state this many ms later, since browsers limit how often it may change.
const ADDRESS_AFTER: i32 = 250;

thread_local! {
    /// The page lives as long as its tab.
    static APP: OnceCell<Rc<App>> = const { OnceCell::new() };
}

struct App {
    state: RefCell<PageState>,
    explorer: Rc<Explorer>,
    chapters: Chapters,
    controls: OnceCell<Controls>,
    place: OnceCell<Rc<Place>>,
    address: OnceCell<Later>,
    class_link: OnceCell<Rc<ClassLink>>,
}

/// Brings the page to life.
pub fn start() {
    panic::install();
    match App::open() {
        Ok(app) => APP.with(|cell| drop(cell.set(app))),
        Err(error) => panic::show(&error.to_string()),
    }
}

impl App {
    fn open() -> Result<Rc<Self>, PageError> {
        dom::name_build(crate::BUILD)?;
        let (state, mut notes) = address::read();
        notes.extend(class_link::leave_out()?);
        let app = Rc::new(Self {
            state: RefCell::new(state.clone()),
            explorer: chapter::explorer(&FIRST)?,
            chapters: Chapters::default(),
            controls: OnceCell::new(),
            place: OnceCell::new(),
            address: OnceCell::new(),
            class_link: OnceCell::new(),
        });
        if !notes.is_empty() {
            panic::show(&format!("The address is not taken as it stands. {}", notes.join(" ")));
        }
        let write = || {
            calls(&app, |app: &Rc<Self>| {
                let section = app.place.get().and_then(|place| place.section());
                address::write(&app.state.borrow(), section.as_deref())
            })
        };
        // Each is set here for the first time, so its place is free.
        let _ = app.address.set(Later::new(ADDRESS_AFTER, write()));
        let _ = app.class_link.set(ClassLink::bind(write())?);
        let page: Rc<dyn Page> = app.clone();
        app.chapters.follow(&page, &FIRST)?;
        let _ = app.controls.set(Controls::bind(&state, hears(&app, |app, what| app.apply(what)))?);
        let _ = app.place.set(Place::follow(calls(&app, |app| app.write_address()))?);
        spoken::start()?;
        dropped::nothing_elsewhere()?;
        Ok(app)
    }

    fn write_address(&self) -> Result<(), PageError> {
        self.address.get().map_or(Ok(()), Later::ask)
    }

    fn apply(&self, what: Change) -> Result<(), PageError> {
        let when = self.state.borrow_mut().apply(what);
        let state = self.state.borrow().clone();
        if let Some(when) = when {
            self.chapters.changed(when, &state)?;
        }
        // No control but the figures' own shows the point, which moves with every frame of a drag.
        if let (Some(controls), false) = (self.controls.get(), when == Some(When::Shows(Figure::Point))) {
            controls.show(&state)?;
        }
        self.write_address()
    }
}

impl Page for App {
    fn explorer(&self) -> &Rc<Explorer> {
        &self.explorer
    }

    fn state(&self) -> PageState {
        self.state.borrow().clone()
    }

    fn change(&self, what: Change) -> Result<(), PageError> {
        self.apply(what)
    }

    fn limit_images(&self, loaded: u32) -> Result<(), PageError> {
        self.state.borrow_mut().limit_images(loaded);
        self.controls.get().map_or(Ok(()), |controls| controls.set_loaded(loaded, &self.state.borrow()))
    }
}
