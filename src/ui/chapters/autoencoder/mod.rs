//! The chapter on autoencoders: its worker, the diagram, the curve of errors, and the holes of a latent space.

mod curve;
mod diagram;
mod holes;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use web_sys::{HtmlButtonElement, HtmlProgressElement};

use self::curve::Curve;
use self::diagram::Diagram;
use self::holes::Holes;
use crate::protocol::autoencoder::{self as protocol, Progress};
use crate::protocol::{Command, Event, Fault, FaultKind, Phase};
use crate::ui::client::Client;
use crate::ui::dom::{self, Listener, PageError};
use crate::ui::page::chapter::Chapter;
use crate::ui::page::explorer::Explorer;
use crate::ui::page::{REPLACEMENTS, files, notices, own_worker, press};
use crate::ui::turn::{Contestant, Turn};
use crate::ui::words;

const CONTESTANT: Contestant = Contestant::new(Autoencoder::SECTION, "the autoencoder", "trains");

const FIGURES: [&str; 3] = ["autoencoder-diagram", "holes-plain-scatter", "holes-variational-scatter"];

/// Says a command of this chapter to its worker.
type Ask = Rc<dyn Fn(protocol::Command)>;

pub struct Autoencoder {
    client: Rc<Client>,
    diagram: Rc<Diagram>,
    curve: Curve,
    holes: Rc<Holes>,
    turn: Turn,
    train: HtmlButtonElement,
    stop: HtmlButtonElement,
    progress: HtmlProgressElement,
    training: Cell<bool>,
    /// The training digits were asked for, of this worker.
    digits_asked: Cell<bool>,
    replaced: Cell<u32>,
    listeners: RefCell<Vec<Listener>>,
}

impl Chapter for Autoencoder {
    type Host = Explorer;
    const SECTION: &'static str = "autoencoder";

    /// Starts the chapter and its worker.
    fn start(_: &Rc<Explorer>) -> Result<Rc<Self>, PageError> {
        let (client, this) = own_worker::start(Self::hear);
        let line = client.clone();
        let ask: Ask = Rc::new(move |command| line.send(Command::Autoencoder(command)));
        let chapter = Rc::new(Self {
            client,
            diagram: Diagram::new(ask.clone())?,
            curve: Curve::new()?,
            holes: Holes::new(ask)?,
            turn: Turn::default(),
            train: dom::element("autoencoder-train")?,
            stop: dom::element("autoencoder-stop")?,
            progress: dom::element("autoencoder-progress")?,
            training: Cell::new(false),
            digits_asked: Cell::new(false),
            replaced: Cell::new(0),
            listeners: RefCell::default(),
        });
        this.replace(Rc::downgrade(&chapter));
        chapter.turn.join(CONTESTANT, &chapter.client, &chapter, Self::show_turn)?;
        chapter.listeners.replace(vec![
            press::slider("autoencoder-q", &chapter, |chapter, _| chapter.curve.choose())?,
            press::button("autoencoder-train", &chapter, |chapter| chapter.begin())?,
            press::button("autoencoder-stop", &chapter, |chapter| {
                chapter.say(protocol::Command::Stop);
                Ok(())
            })?,
        ]);
        chapter.open();
        chapter.show_buttons();
        Ok(chapter)
    }
}

impl Autoencoder {
    fn say(&self, command: protocol::Command) {
        self.client.send(Command::Autoencoder(command));
    }

    /// Tells a fresh worker what it needs.
    fn open(&self) {
        self.client.send(Command::OpenDigits { train: None, held_out: files::held_out() });
        let [plain, variational] = files::twins();
        self.say(protocol::Command::OpenTwins { plain, variational });
    }

    fn begin(&self) -> Result<(), PageError> {
        let waited = self.turn.sentence().is_some();
        self.turn.pressed();
        if waited {
            // It goes on where it was.
            return Ok(());
        }
        if !self.digits_asked.replace(true) {
            self.client.send(Command::OpenDigits { train: Some(files::training()), held_out: files::held_out() });
        }
        let (q, seed) = (self.curve.q(), self.curve.begin());
        self.say(protocol::Command::Train { q, seed });
        self.client.expect_events(true);
        self.training.set(true);
        self.show_buttons();
        self.progress.set_value(0.0);
        dom::set_text("autoencoder-phase", "Fetching the training digits …")
    }

    fn show_turn(&self) -> Result<(), PageError> {
        self.show_buttons();
        let Some(sentence) = self.turn.sentence() else { return Ok(()) };
        dom::set_text("autoencoder-phase", &sentence)?;
        dom::set_text("autoencoder-time-left", "")
    }

    fn show_buttons(&self) {
        // Pressed while it waits, it goes first.
        self.train.set_disabled(self.training.get() && self.turn.sentence().is_none());
        self.stop.set_disabled(!self.training.get());
    }

    fn hear(&self, event: Event) -> Result<(), PageError> {
        match event {
            Event::HeldOut(held_out) => {
                let held_out = Rc::new(held_out);
                self.holes.set_held_out(held_out.clone());
                self.diagram.set_held_out(held_out)
            }
            Event::Autoencoder(event) => self.hear_own(event),
            Event::Fault(fault) => self.fault(&fault),
            _ => Ok(()),
        }
    }

    fn hear_own(&self, event: protocol::Event) -> Result<(), PageError> {
        match event {
            protocol::Event::Codes(codes) => {
                self.holes.set_codes(codes);
                self.diagram.look();
                Ok(())
            }
            protocol::Event::Looked(looked) => self.diagram.looked(&looked),
            protocol::Event::Decoded(decoded) => self.holes.decoded(&decoded),
            protocol::Event::Progress(progress) => self.show_progress(&progress),
        }
    }

    fn show_progress(&self, progress: &Progress) -> Result<(), PageError> {
        let training = progress.phase == Phase::Training;
        self.training.set(training);
        self.client.expect_events(training);
        self.show_buttons();
        self.progress.set_value(f64::from(progress.epoch / progress.epochs.max(1) as f32));
        let left = if training { words::time_left(progress.seconds_left) } else { String::new() };
        dom::set_text("autoencoder-time-left", &left)?;
        self.curve.heard(progress)?;
        self.diagram.own_changed(progress.squared.is_none())?;
        self.turn.follow(training);
        self.show_turn()
    }

    fn fault(&self, fault: &Fault) -> Result<(), PageError> {
        let again = format!("{} Reload the page to try again.", fault.message);
        match fault.kind {
            FaultKind::Weights => notices::put(&FIGURES, &format!("The small networks are missing. {again}")),
            // The held-out digits were there before: only the training digits can be lacking.
            FaultKind::Data if self.training.get() => {
                self.digits_asked.set(false);
                self.end_training(&again)
            }
            FaultKind::Data => notices::put(&FIGURES, &format!("The held-out digits are missing. {again}")),
            FaultKind::Settings => self.end_training(&fault.message),
            FaultKind::Crashed => self.replace_worker(&fault.message),
        }
    }

    fn end_training(&self, why: &str) -> Result<(), PageError> {
        self.training.set(false);
        self.client.expect_events(false);
        self.turn.follow(false);
        self.show_buttons();
        dom::set_text("autoencoder-time-left", "")?;
        dom::set_text("autoencoder-phase", why)
    }

    fn replace_worker(&self, why: &str) -> Result<(), PageError> {
        let replaced = self.replaced.get() + 1;
        self.replaced.set(replaced);
        self.turn.follow(false);
        if replaced > REPLACEMENTS {
            return notices::put(&FIGURES, &format!("{why} A new one stops too. Reload the page to try again."));
        }
        self.digits_asked.set(false);
        self.client.restart();
        self.open();
        self.diagram.own_gone()?;
        if self.training.get() { self.end_training(&format!("{why} Start the training again.")) } else { Ok(()) }
    }
}
