//! The problem notebook: its worker, the current run, and the figures of its six problems.
//!
//! What is known lies in [`Known`], plain data, which every figure of the chapter reads. The run is ordered with the
//! training lab's commands; the chapter has a worker of its own. Others may give it images ([`Galaxies::set_own`]) and ask
//! for the network as files ([`Galaxies::ask_files`]).

mod brought;
mod columns;
mod fields;
mod generate;
mod handin;
mod hear;
mod inputs;
mod known;
mod linked;
mod listen;
mod measured;
mod notebook;
mod pictures;
mod plane;
mod questions;
mod returned;
mod run;
mod settings;
mod table;
mod upload;
mod upload_choices;
mod views;

use crate::ui::page::chapter::Chapter;
use crate::ui::page::{
    Ask,
    conduct::Conduct,
    kept::{self, Outbox},
    own_worker, report,
};
use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use js_sys::Uint8Array;
use web_sys::{File, HtmlInputElement};

use self::generate::Generate;
use self::inputs::Inputs;
use self::known::Known;
use self::measured::Measured;
pub use self::notebook::Notebook;
use self::settings::Settings;
use self::views::{Stability, Views};
use crate::protocol::galaxies::Command as Order;
use crate::protocol::handin::Files;
use crate::protocol::{Command, ModelCard, Slot};
use crate::ui::dom::{self, Listener, PageError};
use crate::ui::figures::{Manifold, ManifoldOptions};
use crate::ui::near::Later;
use crate::ui::panels::{
    bring::Bring,
    readings::Readings,
    scatter_panel::{ScatterPanel, Subject},
    scrub::Scrub,
};
use crate::ui::run::NOTEBOOK;
use crate::ui::shelf::Home;
use crate::ui::state::ScatterChoice;
use crate::ui::state::notebook::NotebookSettings;
use crate::ui::turn::Contestant;
use crate::ui::weak::{calls, with};

const CONTESTANT: Contestant = Contestant::new(Notebook::SECTION, "the problem notebook", "is at work");

/// What follows when the run is looked back at.
const FOLLOW: &str = "Maps, decoded and measured images, table and numbers";
/// How long a moment is looked at before what takes long is asked of it, ms.
const LOOKED_AT: i32 = 600;

/// Receives the files of the network.
type Then = Box<dyn FnOnce(Files)>;

pub struct Galaxies {
    conduct: Conduct,
    known: Rc<RefCell<Known>>,
    settings: Settings,
    wanted: RefCell<Option<NotebookSettings>>,
    scatter: ScatterPanel,
    scatter_choice: RefCell<ScatterChoice>,
    manifold: Manifold,
    readings: Readings,
    scrub: Rc<Scrub>,
    /// Asks what takes long of the moment that is looked back at, once it is looked at for a while.
    rests: OnceCell<Later>,
    inputs: Rc<Inputs>,
    generate: Rc<Generate>,
    measured: Rc<Measured>,
    views: Views,
    stability: Stability,
    /// The network that was trained beforehand, once it is here.
    card: RefCell<Option<ModelCard>>,
    /// The worker was asked to fetch the clothes.
    fetched: Cell<bool>,
    /// Images of the person's own came that are not chosen yet: the same choice as before then means other images.
    renewed: Cell<bool>,
    /// Number of the table that was asked for last, and of the comparison.
    asked: Cell<u32>,
    compared: Cell<u32>,
    /// Trainings of the comparison.
    variants: Cell<usize>,
    /// The table came near the screen, and is asked for with every network that is not training.
    table_near: Cell<bool>,
    tsne_near: Cell<bool>,
    /// When the other pictures last followed a run, ms.
    followed: Cell<f64>,
    /// Waits for the files that were asked for.
    files: RefCell<Option<Then>>,
    bring: OnceCell<Bring>,
    kept: Outbox,
    /// A run of the shelf that is to be set up next.
    returning: RefCell<Option<[File; 2]>>,
    /// The network beside the run is the person's.
    brought: Cell<bool>,
    listeners: RefCell<Vec<Listener>>,
}

impl Galaxies {
    /// Starts a worker, fetches the galaxies and the pretrained network.
    fn new() -> Result<Rc<Self>, PageError> {
        let (client, this) = own_worker::start("the notebook", Self::hear);
        let line = client.clone();
        let ask: Ask = Rc::new(move |command| line.send(command));
        let known: Rc<RefCell<Known>> = Rc::default();
        let changed = this.clone();
        let manifold = ManifoldOptions { name: "Manifold of galaxies".to_owned(), ..ManifoldOptions::default() };
        let chapter = Rc::new(Self {
            conduct: Conduct::new(&NOTEBOOK, &run::IDS, client),
            settings: Settings::new(move || {
                if let Some(chapter) = changed.borrow().upgrade() {
                    report(chapter.settings_changed());
                }
            })?,
            wanted: RefCell::default(),
            scatter: ScatterPanel::new("galaxies", "Galaxies", Subject::Galaxy, Slot::LabHover, ask.clone())?,
            scatter_choice: RefCell::default(),
            manifold: Manifold::new(dom::element("galaxies-manifold")?, manifold)?,
            readings: Readings::new("galaxies-")?,
            scrub: Scrub::new("galaxies", " the run on galaxies", FOLLOW, ask.clone())?,
            rests: OnceCell::new(),
            inputs: Inputs::new(known.clone())?,
            generate: Generate::new(known.clone(), ask.clone())?,
            measured: Measured::new(known.clone(), ask.clone())?,
            views: Views::new(known.clone(), ask)?,
            stability: Stability::new(known.clone())?,
            known,
            card: RefCell::default(),
            fetched: Cell::new(false),
            renewed: Cell::new(false),
            asked: Cell::new(0),
            compared: Cell::new(0),
            variants: Cell::new(0),
            table_near: Cell::new(false),
            tsne_near: Cell::new(false),
            followed: Cell::new(0.0),
            files: RefCell::default(),
            bring: OnceCell::new(),
            kept: Outbox::new(Home::Notebook)?,
            returning: RefCell::default(),
            brought: Cell::new(false),
            listeners: RefCell::default(),
        });
        this.replace(Rc::downgrade(&chapter));
        // Set here for the first time, so its place is free.
        let _ = chapter.bring.set(Bring::new("galaxies", &chapter, Self::bring_network, Self::open_shipped)?);
        let _ = chapter.rests.set(Later::new(LOOKED_AT, calls(&chapter, |chapter| chapter.ask_slowly())));
        chapter.listen()?;
        Conduct::start(CONTESTANT, &chapter)?;
        let weak = Rc::downgrade(&chapter);
        let returned = kept::on_return(Home::Notebook, move |row, files| {
            with(&weak, |chapter| row.notebook().map_or(Ok(()), |settings| chapter.go_on(settings, files)));
        })?;
        chapter.listeners.borrow_mut().extend(returned);
        Ok(chapter)
    }

    /// Takes over images of the person's own and chooses them: an [`Order::Own`], encoded by the upload's worker.
    fn set_own(&self, encoded: &Uint8Array) -> Result<(), PageError> {
        self.conduct.client.pass_on(encoded);
        self.renewed.set(true);
        self.settings.choose_set("own")?;
        self.settings_changed()
    }

    /// Asks for the files of the network on the screen, with the galaxy picked in problem 2 as their example.
    fn ask_files(&self, then: impl FnOnce(Files) + 'static) -> Result<(), PageError> {
        let picked = dom::element::<HtmlInputElement>("galaxies-pick")?.value_as_number();
        self.files.replace(Some(Box::new(then)));
        self.order(Order::Save { index: (picked as u32).saturating_sub(1) });
        Ok(())
    }

    fn order(&self, order: Order) {
        self.conduct.send(Command::Galaxies(order));
    }
}
