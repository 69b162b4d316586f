//! The worker with the pretrained model of digits. Chapters join it as [`Served`] when they come near the screen, and receive
//! everything that it reports.

use super::{Ask, files, notices};
use std::cell::{Cell, OnceCell, RefCell};
use std::rc::{Rc, Weak};

use web_sys::File;

use crate::data::Shape;
use crate::protocol::bring::{self, Bring, Brought, Takes};
use crate::protocol::{self, Command, Encoding, Event, Fault, FaultKind, HeldOut, ModelCard};
use crate::ui::client::Client;
use crate::ui::dom::{self, PageError};
use crate::ui::near::{self, Later};
use crate::ui::panic;
use crate::ui::run::{Lost, Recovery};
use crate::ui::weak::{hears, with};
use crate::ui::words;

/// What is done about a lost worker, and what the person has to do.
const REPLACED: &str =
    "A new one was started: the figures that it draws for answer again in a moment, and nothing needs to be done.";
/// How long after that, in ms, the sentence is removed.
const READ_IN: i32 = 20_000;

/// A chapter whose figures this worker serves.
pub trait Served {
    /// The model is here: first its decoder, then all of it (`complete`); and again after a worker was replaced.
    fn model_arrived(&self, card: &ModelCard);
    /// The worker said something. A guest looks only at what it asked for.
    ///
    /// # Errors
    /// Fails if a figure cannot show it.
    fn hear(&self, event: &Event) -> Result<(), PageError>;
    /// The figures that show a sentence when the weights cannot be loaded.
    fn figures(&self) -> &'static [&'static str];
    /// Those of them that show one when the digits cannot be loaded.
    fn figures_of_digits(&self) -> &'static [&'static str] {
        self.figures()
    }
}

pub struct Explorer {
    this: Weak<Self>,
    client: OnceCell<Rc<Client>>,
    /// The worker knows where the model is.
    opened: Cell<bool>,
    card: RefCell<Option<ModelCard>>,
    guests: RefCell<Vec<Rc<dyn Served>>>,
    /// Some guest needs the digits.
    digits_wanted: Cell<bool>,
    /// They were asked for, of this worker.
    digits_asked: Cell<bool>,
    held_out: RefCell<Option<Rc<HeldOut>>>,
    encoding: RefCell<Option<Encoding>>,
    recovery: RefCell<Recovery>,
    /// Removes the sentence about a worker that was replaced.
    read: RefCell<Option<Later>>,
    /// Chapters in view, whose requests are answered first.
    in_view: RefCell<Vec<protocol::Guest>>,
}

impl Explorer {
    /// The worker is started for its first guest, and knows from then on which of these `chapters` are in view.
    ///
    /// # Errors
    /// Fails if the page lacks one of the chapters.
    pub fn new(chapters: &[protocol::Guest]) -> Result<Rc<Self>, PageError> {
        let explorer = Rc::new_cyclic(|this| Self {
            this: this.clone(),
            client: OnceCell::new(),
            opened: Cell::new(false),
            card: RefCell::default(),
            guests: RefCell::default(),
            digits_wanted: Cell::new(false),
            digits_asked: Cell::new(false),
            held_out: RefCell::default(),
            encoding: RefCell::default(),
            recovery: RefCell::default(),
            read: RefCell::default(),
            in_view: RefCell::default(),
        });
        for chapter in chapters.iter().copied() {
            let report = hears(&explorer, move |explorer: &Rc<Self>, seen| {
                explorer.in_view.borrow_mut().retain(|other| *other != chapter);
                if seen {
                    explorer.in_view.borrow_mut().push(chapter);
                }
                explorer.tell_view();
            });
            near::while_seen(&dom::element(chapter.section())?, report)?;
        }
        Ok(explorer)
    }

    fn tell_view(&self) {
        if self.opened.get() {
            self.ask(Command::InView(self.in_view.borrow().clone()));
        }
    }

    fn client(&self) -> &Rc<Client> {
        self.client.get_or_init(|| {
            let weak = self.this.clone();
            let hear = move |event| with(&weak, |explorer: &Rc<Self>| explorer.hear(event));
            Client::with_file(files::weights(), "the pretrained network", hear)
        })
    }

    fn open(&self) {
        self.opened.set(true);
        self.tell_view();
        self.open_own();
        if self.digits_wanted.get() {
            self.open_digits();
        }
    }

    /// Passes this worker's events to a chapter from now on, and fetches the digits for it.
    ///
    /// # Errors
    /// Fails if the guest cannot show what is already here.
    pub fn join(&self, guest: Rc<dyn Served>) -> Result<(), PageError> {
        self.open_digits();
        self.admit(guest)
    }

    /// Passes this worker's events to a figure that needs no digits from now on, and at once what is already here.
    ///
    /// # Errors
    /// Fails if the guest cannot show what is already here.
    pub fn admit(&self, guest: Rc<dyn Served>) -> Result<(), PageError> {
        self.guests.borrow_mut().push(guest.clone());
        if !self.opened.get() {
            self.open();
        }
        if let Some(card) = self.card.borrow().as_ref() {
            guest.model_arrived(card);
        }
        let held_out = self.held_out.borrow().clone();
        if let Some(held_out) = held_out {
            guest.hear(&Event::HeldOut((*held_out).clone()))?;
        }
        let encoding = self.encoding.borrow().clone();
        encoding.map_or(Ok(()), |encoding| guest.hear(&Event::Encoded(encoding)))
    }

    /// Sends a command to the worker.
    pub fn ask(&self, command: Command) {
        self.client().send(command);
    }

    /// The same, for a figure to keep.
    pub fn line(&self) -> Ask {
        let weak = self.this.clone();
        Rc::new(move |command| with(&weak, |explorer| explorer.ask(command)))
    }

    /// Has the held-out digits fetched, and encoded as soon as model and digits are here.
    pub fn open_digits(&self) {
        self.digits_wanted.set(true);
        if !self.digits_asked.replace(true) {
            self.ask(Command::OpenDigits { train: None, held_out: files::held_out() });
        }
    }

    /// Has the worker take a network of the person's in place of the page's own.
    pub fn bring(&self, file: &File) {
        let Shape { height, width, channels } = Shape::DIGIT;
        let takes = Takes::These([height as u32, width as u32, channels as u32]);
        self.client().send_files(&Command::Bring(Bring { name: file.name(), takes }), std::slice::from_ref(file));
    }

    /// Has the worker take the page's own network again.
    pub fn open_own(&self) {
        self.ask(Command::OpenPretrained { weights: files::weights() });
    }

    fn model(&self, card: &ModelCard) -> Result<(), PageError> {
        self.card.replace(Some(card.clone()));
        self.guests().iter().for_each(|guest| guest.model_arrived(card));
        self.encode();
        self.read.borrow().as_ref().filter(|_| card.complete).map_or(Ok(()), Later::ask)
    }

    fn hear(&self, event: Event) -> Result<(), PageError> {
        match &event {
            Event::Model(card) | Event::Bring(bring::Event::Brought(Brought { card, .. })) => self.model(card)?,
            Event::HeldOut(held_out) => {
                self.held_out.replace(Some(Rc::new(held_out.clone())));
                self.encode();
            }
            Event::Encoded(encoding) => drop(self.encoding.replace(Some(encoding.clone()))),
            Event::Fault(fault) => self.fault(fault)?,
            _ => {}
        }
        self.guests().iter().try_for_each(|guest| guest.hear(&event))
    }

    fn guests(&self) -> Vec<Rc<dyn Served>> {
        self.guests.borrow().clone()
    }

    fn encode(&self) {
        let complete = self.card.borrow().as_ref().is_some_and(|card| card.complete);
        if complete && self.held_out.borrow().is_some() {
            self.ask(Command::EncodeHeldOut);
        }
    }

    fn fault(&self, fault: &Fault) -> Result<(), PageError> {
        match fault.kind {
            FaultKind::Weights => {
                let words = format!("The pretrained network is missing. {} {}", fault.message, words::ANOTHER_TAB);
                self.explain(&words)
            }
            FaultKind::Data => {
                let words = format!("The held-out digits are missing. {} {}", fault.message, words::ANOTHER_TAB);
                self.guests().iter().try_for_each(|guest| notices::put(guest.figures_of_digits(), &words))
            }
            FaultKind::Settings | FaultKind::Crashed => self.worker_lost(&words::sentence(&fault.message)),
        }
    }

    /// Puts a sentence in place of all guests' figures.
    fn explain(&self, words: &str) -> Result<(), PageError> {
        self.guests().iter().try_for_each(|guest| notices::put(guest.figures(), words))
    }

    /// Says what happened at the top of the page, so that the figures stay as they are while another worker starts.
    fn worker_lost(&self, why: &str) -> Result<(), PageError> {
        let lost = self.recovery.borrow_mut().lost(why, REPLACED, "open the page in another tab");
        let words = match lost {
            Lost::Replace(words) => words,
            Lost::GiveUp(words) => {
                self.read.take();
                panic::show(&words);
                return self.explain(&words);
            }
        };
        panic::show(&words);
        self.read.replace(Some(Later::new(READ_IN, move || panic::withdraw(&words))));
        self.card.replace(None);
        self.held_out.replace(None);
        self.encoding.replace(None);
        self.digits_asked.set(false);
        self.client().restart();
        self.open();
        Ok(())
    }
}
