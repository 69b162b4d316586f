//! One run of a series: its worker, its machine, its panel. What it has come to, it tells the series.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use super::Series;
use super::panel::Panel;
use crate::latent::rate::RatePoint;
use crate::protocol::shelf::Kept;
use crate::protocol::{Command, Event, FaultKind, Progress, Slot};
use crate::settings::RunSettings;
use crate::ui::client::Client;
use crate::ui::dom::{Listener, PageError};
use crate::ui::page::{files, runs};
use crate::ui::run::{Effect, Input, Machine, Phase, Place, SERIES};
use crate::ui::series::Stand;
use crate::ui::weak::hears;

pub struct One {
    series: Weak<Series>,
    /// From 0.
    pub place: usize,
    /// On the shelf and in the plot of rates.
    number: u32,
    settings: RunSettings,
    pub panel: Panel,
    machine: RefCell<Machine>,
    /// From when it has a place until what it came to is kept.
    client: RefCell<Option<Rc<Client>>>,
    evaluated: RefCell<Option<RatePoint>>,
    stand: Cell<Stand>,
    _buttons: [Listener; 2],
}

impl One {
    /// `buttons` are the listeners at the panel's buttons.
    pub fn new(
        series: &Rc<Series>,
        (place, number): (usize, u32),
        settings: RunSettings,
        panel: Panel,
        buttons: [Listener; 2],
    ) -> Self {
        Self {
            series: Rc::downgrade(series),
            place,
            number,
            settings,
            panel,
            machine: RefCell::new(Machine::new(&SERIES)),
            client: RefCell::default(),
            evaluated: RefCell::default(),
            stand: Cell::new(Stand::Waits),
            _buttons: buttons,
        }
    }

    pub fn stand(&self) -> Stand {
        self.stand.get()
    }

    /// It is to go on, once it gets a place.
    pub fn waits(&self) -> Result<(), PageError> {
        self.stand.set(Stand::Waits);
        self.panel.stands(Stand::Waits)
    }

    /// It has a place: it begins, or goes on.
    pub fn train(self: &Rc<Self>, waits: Option<String>) -> Result<(), PageError> {
        self.stand.set(Stand::Trains);
        self.panel.say("Starts …");
        self.panel.stands(Stand::Trains)?;
        if self.client.borrow().is_none() {
            self.client.replace(Some(Client::start("a run of the series", hears(self, Self::hear))));
            self.tell(Input::Start)?;
        }
        self.tell(Input::Train)?;
        if waits.is_some() { self.hold(waits) } else { Ok(()) }
    }

    /// Something else has the turn, and this is why it waits; or it goes on.
    pub fn hold(&self, waits: Option<String>) -> Result<(), PageError> {
        let Some(client) = self.client.borrow().clone() else { return Ok(()) };
        client.hold(waits.is_some());
        self.panel.say(waits.as_deref().unwrap_or_default());
        self.tell(waits.map_or(Input::GoesOn, Input::MustWait)).map(|_| ())
    }

    pub fn pause(&self) -> Result<(), PageError> {
        self.tell(Input::Stop)?;
        self.stands(Stand::Paused)
    }

    /// It ends where it is; what it has come to is kept.
    pub fn stop(&self) -> Result<(), PageError> {
        // One that rests is kept already, and one without an epoch is not kept.
        let ends = self.stand.get() != Stand::Trains || self.evaluated.borrow().is_none();
        self.tell(Input::Stop)?;
        self.stands(Stand::Stopped)?;
        if ends {
            self.end();
        }
        Ok(())
    }

    /// Ends its worker.
    pub fn end(&self) {
        if let Some(client) = self.client.take() {
            client.end();
        }
    }

    fn stands(&self, stand: Stand) -> Result<(), PageError> {
        if self.stand.get().is_over() {
            return Ok(());
        }
        self.stand.set(stand);
        self.panel.stands(stand)?;
        self.series.upgrade().map_or(Ok(()), |series| series.stands(self.place, stand))
    }

    fn hear(self: &Rc<Self>, event: Event) -> Result<(), PageError> {
        match event {
            Event::HeldOut(held_out) => self.panel.held_out(&held_out),
            Event::Progress(progress) if progress.run == self.machine.borrow().run() => self.progress(&progress)?,
            Event::Encoded(encoding) => {
                self.panel.encoded(encoding, self.settings.digits);
                self.series.upgrade().inspect(|series| series.draw(self.place));
            }
            Event::Decoded { slot: Slot::LabManifold, pixels, .. } => self.panel.decoded(&pixels.0)?,
            Event::Kept(kept) => self.keep(kept)?,
            Event::Fault(fault) => self.fault(fault.kind, fault.message)?,
            Event::Ready { .. } => {
                self.tell(Input::Ready)?;
            }
            _ => {}
        }
        Ok(())
    }

    fn progress(&self, progress: &Progress) -> Result<(), PageError> {
        self.panel.progress(progress);
        if let Some(point) = runs::point(progress) {
            self.evaluated.replace(Some(point));
        }
        self.tell(Input::progress(progress))?;
        let phase = self.machine.borrow().phase();
        let rests = matches!(phase, Phase::Paused | Phase::Ended | Phase::Diverged);
        if let (true, Some(series), Some(point)) = (rests, self.series.upgrade(), self.evaluated.borrow().clone()) {
            series.rested(self.number, point)?;
        }
        match (phase, self.stand.get()) {
            (Phase::Ended | Phase::Diverged, _) => self.stands(Stand::Ended),
            // What was pressed while the run was being set up.
            (Phase::Idle, Stand::Trains) => self.tell(Input::Train).map(|_| ()),
            (Phase::Running | Phase::Waiting, Stand::Paused | Stand::Stopped) => self.tell(Input::Stop).map(|_| ()),
            (Phase::Running, _) => {
                self.panel.say("");
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn keep(&self, kept: Kept) -> Result<(), PageError> {
        let beside = self.client.borrow().as_ref().and_then(|client| client.take_beside());
        let sent =
            self.series.upgrade().map_or(Ok(()), |series| series.keep(&Kept { run: self.number, ..kept }, beside));
        if self.stand.get().is_over() && !self.machine.borrow().is_training() {
            self.end();
        }
        sent
    }

    fn fault(&self, kind: FaultKind, message: String) -> Result<(), PageError> {
        let replaced = self.tell(Input::Fault(kind, message))?;
        let phase = self.machine.borrow().phase();
        match phase {
            Phase::Lost if replaced => self.stands(Stand::Paused),
            Phase::Lost | Phase::Missing => self.stands(Stand::Lost),
            Phase::Idle if kind == FaultKind::Settings => self.stands(Stand::Lost),
            _ => Ok(()),
        }
    }

    /// True if a lost worker was replaced.
    fn tell(&self, input: Input) -> Result<bool, PageError> {
        let effects = self.machine.borrow_mut().take(input);
        let client = self.client.borrow().clone();
        let replaced = effects.contains(&Effect::Restart);
        for effect in effects {
            match (effect, &client) {
                (Effect::Open, Some(client)) => {
                    client.send(Command::OpenDigits { train: Some(files::training()), held_out: files::held_out() });
                    self.configure(client);
                }
                (Effect::Configure, Some(client)) => self.configure(client),
                (Effect::Send(command), Some(client)) => client.send(command),
                (Effect::Restart, Some(client)) => client.restart(),
                // How it stands is in its numbers.
                (Effect::Say(Place::Notice | Place::Figures, words), _) => self.panel.say(&words),
                _ => {}
            }
        }
        if let Some(client) = client {
            client.expect_events(self.machine.borrow().owes_events());
        }
        Ok(replaced)
    }

    fn configure(&self, client: &Client) {
        let (run, settings) = (self.machine.borrow_mut().set_up(), self.settings.clone());
        client.send(Command::Configure { run, settings });
        client.send(Command::Watch { grid: Panel::grid(self.settings.latent) });
    }
}
