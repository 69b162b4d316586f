//! The training lab: its worker, the run under way, and what of it is on the screen.

mod chapter;
mod faults;
mod hear;
mod point;
mod run;
mod turns;
mod view;
mod wall;

use crate::ui::page::chapter::Chapter;
use crate::ui::page::{Ask, own_worker, press};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

use web_sys::HtmlProgressElement;

use self::point::LabPoint;
use self::run::Buttons;
use self::wall::Wall;
use crate::latent::rate::RatePoint;
use crate::protocol::{RunStarted, Slot};
use crate::ui::client::Client;
use crate::ui::dom::{self, Listener, PageError};
use crate::ui::figures::{Manifold, ManifoldOptions};
use crate::ui::panels::{
    readings::Readings,
    scatter_panel::{ScatterPanel, Subject},
};
use crate::ui::state::PageState;
use crate::ui::turn::{Contestant, Turn};
use crate::ui::weak::with;

const CONTESTANT: Contestant = Contestant::new(Lab::SECTION, "the training lab", "trains");

const FIGURES: [&str; 3] = ["lab-scatter", "lab-manifold", "lab-curves"];

pub struct Lab {
    client: Rc<Client>,
    scatter: ScatterPanel,
    manifold: Manifold,
    point: LabPoint,
    wall: Rc<Wall>,
    readings: Readings,
    buttons: Buttons,
    embedding: HtmlProgressElement,
    state: RefCell<PageState>,
    /// The run that was asked for last; what is said of an earlier one is not shown.
    run: Cell<u32>,
    started: RefCell<Option<RunStarted>>,
    /// Batches done when last heard.
    step: Cell<u32>,
    training: Cell<bool>,
    /// The settings differ from the run on the screen; the next Train or Step begins a new one.
    pending: Cell<bool>,
    embedded: Cell<u32>,
    /// A t-SNE is under way.
    embeds: Cell<bool>,
    replaced: Cell<u32>,
    loaded: RefCell<Box<dyn Fn(u32)>>,
    rested: Box<dyn Fn(u32, RatePoint)>,
    /// The run's last evaluation.
    evaluated: RefCell<Option<RatePoint>>,
    turn: Turn,
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
        let (client, this) = own_worker::start(Self::hear);
        let line = client.clone();
        let ask: Ask = Rc::new(move |command| line.send(command));
        let manifold =
            ManifoldOptions { name: "Manifold of the run".to_owned(), marker: true, ..ManifoldOptions::default() };
        let lab = Rc::new(Self {
            client,
            scatter: ScatterPanel::new(
                "lab",
                "Held-out digits of the run",
                Subject::Digit,
                Slot::LabHover,
                ask.clone(),
            )?,
            manifold: Manifold::new(dom::element("lab-manifold")?, manifold)?,
            point: LabPoint::new(ask)?,
            wall: Wall::new()?,
            readings: Readings::new("")?,
            buttons: Buttons::find()?,
            embedding: dom::element("lab-embedding-progress")?,
            state: RefCell::new(state),
            run: Cell::new(0),
            started: RefCell::default(),
            step: Cell::new(0),
            training: Cell::new(false),
            pending: Cell::new(false),
            embedded: Cell::new(0),
            embeds: Cell::new(false),
            replaced: Cell::new(0),
            loaded: RefCell::new(Box::new(loaded)),
            rested: Box::new(rested),
            evaluated: RefCell::default(),
            turn: Turn::default(),
            listeners: RefCell::default(),
        });
        this.replace(Rc::downgrade(&lab));
        lab.listen()?;
        lab.turn.join(CONTESTANT, &lab.client, &lab, Self::show_turn)?;
        lab.scatter.set_choice(&lab.state.borrow().lab);
        lab.open();
        Ok(lab)
    }

    fn listen(self: &Rc<Self>) -> Result<(), PageError> {
        self.listeners.replace(vec![
            press::button("train", self, |lab| lab.train())?,
            press::button("pause", self, |lab| lab.pause())?,
            press::button("step", self, |lab| lab.step())?,
            press::button("reset", self, |lab| lab.reset())?,
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
