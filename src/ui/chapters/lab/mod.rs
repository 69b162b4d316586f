//! The training lab: its worker, the current run, and what of it is on the screen.

mod chapter;
mod hear;
mod point;
mod run;
mod view;
mod wall;

use crate::ui::page::chapter::Chapter;
use crate::ui::page::{
    Ask,
    conduct::{Conduct, tell},
    kept::Outbox,
    own_worker, press,
};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

use web_sys::{File, HtmlProgressElement};

use self::point::LabPoint;
use self::wall::Wall;
use crate::latent::rate::RatePoint;
use crate::protocol::{RunStarted, Slot};
use crate::ui::dom::{self, Listener, PageError};
use crate::ui::figures::{Manifold, ManifoldOptions};
use crate::ui::panels::{
    readings::Readings,
    scatter_panel::{ScatterPanel, Subject},
    scrub::Scrub,
};
use crate::ui::run::{Input, LAB};
use crate::ui::shelf::Home;
use crate::ui::state::PageState;
use crate::ui::turn::Contestant;
use crate::ui::weak::with;

const CONTESTANT: Contestant = Contestant::new(Lab::SECTION, "the training lab", "trains");

const FIGURES: [&str; 3] = ["lab-scatter", "lab-manifold", "lab-curves"];

pub struct Lab {
    conduct: Conduct,
    scatter: ScatterPanel,
    manifold: Manifold,
    point: LabPoint,
    wall: Rc<Wall>,
    scrub: Rc<Scrub>,
    readings: Readings,
    embedding: HtmlProgressElement,
    state: RefCell<PageState>,
    started: RefCell<Option<RunStarted>>,
    /// The t-SNE that was asked for last.
    embedded: Cell<u32>,
    loaded: Box<dyn Fn(u32)>,
    rested: Box<dyn Fn(u32, RatePoint)>,
    kept: Outbox,
    /// A run of the shelf that is to be set up next.
    returning: RefCell<Option<[File; 2]>>,
    /// The run's last evaluation.
    evaluated: RefCell<Option<RatePoint>>,
    listeners: RefCell<Vec<Listener>>,
}

impl Lab {
    /// Starts a worker, fetches the digits and shows an untrained network. `loaded` hears how many training images there are,
    /// `rested` of every run that stands still after an epoch or more: its number and its last evaluation.
    fn new(
        state: PageState,
        loaded: impl Fn(u32) + 'static,
        rested: impl Fn(u32, RatePoint) + 'static,
    ) -> Result<Rc<Self>, PageError> {
        let (client, this) = own_worker::start("the training lab", Self::hear);
        let line = client.clone();
        let ask: Ask = Rc::new(move |command| line.send(command));
        let manifold =
            ManifoldOptions { name: "Manifold of the run".to_owned(), marker: true, ..ManifoldOptions::default() };
        let lab = Rc::new(Self {
            conduct: Conduct::new(&LAB, &run::IDS, client),
            scatter: ScatterPanel::new(
                "lab",
                "Held-out digits of the run",
                Subject::Digit,
                Slot::LabHover,
                ask.clone(),
            )?,
            manifold: Manifold::new(dom::element("lab-manifold")?, manifold)?,
            point: LabPoint::new(ask.clone())?,
            scrub: Scrub::new("lab", "", "Scatter, manifold, traversal and numbers", ask)?,
            wall: Wall::new()?,
            readings: Readings::new("")?,
            embedding: dom::element("lab-embedding-progress")?,
            state: RefCell::new(state),
            started: RefCell::default(),
            embedded: Cell::new(0),
            loaded: Box::new(loaded),
            rested: Box::new(rested),
            kept: Outbox::new(Home::Lab)?,
            returning: RefCell::default(),
            evaluated: RefCell::default(),
            listeners: RefCell::default(),
        });
        this.replace(Rc::downgrade(&lab));
        lab.listen()?;
        lab.scatter.set_choice(&lab.state.borrow().lab);
        Conduct::start(CONTESTANT, &lab)?;
        Ok(lab)
    }

    fn listen(self: &Rc<Self>) -> Result<(), PageError> {
        self.listeners.replace(vec![
            press::button("train", self, |lab| tell(&**lab, Input::Train))?,
            press::button("pause", self, |lab| tell(&**lab, Input::Stop))?,
            press::button("step", self, |lab| tell(&**lab, Input::Step))?,
            press::button("reset", self, |lab| tell(&**lab, Input::Reset))?,
        ]);
        let weak = Rc::downgrade(self);
        self.point.on_input(move |z| {
            with(&weak, |lab| {
                lab.manifold.set_marker(z);
                lab.point.decode();
            });
        });
        let weak = Rc::downgrade(self);
        self.manifold.on_drag(move |z| with(&weak, |lab| lab.point.set_z(z)));
        Ok(())
    }
}
