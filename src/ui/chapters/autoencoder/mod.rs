//! The chapter on autoencoders: its worker, the diagram, the curve of errors, and the holes of a latent space.

mod curve;
mod diagram;
mod holes;

use std::cell::RefCell;
use std::rc::Rc;

use web_sys::HtmlProgressElement;

use self::curve::Curve;
use self::diagram::Diagram;
use self::holes::Holes;
use crate::protocol::autoencoder::{self as protocol, Progress};
use crate::protocol::{Command, Event, Phase};
use crate::ui::dom::{self, Listener, PageError};
use crate::ui::page::chapter::Chapter;
use crate::ui::page::conduct::{Conduct, Ids, Trains, tell};
use crate::ui::page::explorer::Explorer;
use crate::ui::page::{files, own_worker, press};
use crate::ui::run::{AUTOENCODER, Input};
use crate::ui::turn::Contestant;
use crate::ui::words;

const CONTESTANT: Contestant = Contestant::new(Autoencoder::SECTION, "the autoencoder", "trains");

const FIGURES: [&str; 3] = ["autoencoder-diagram", "holes-plain-scatter", "holes-variational-scatter"];

static IDS: Ids = Ids {
    train: "autoencoder-train",
    stop: "autoencoder-stop",
    step: None,
    reset: None,
    phase: "autoencoder-phase",
    time_left: "autoencoder-time-left",
    notice: "autoencoder-notice",
    pending: None,
    figures: &FIGURES,
    sides: &[],
};

/// Sends a command of this chapter to its worker.
type Ask = Rc<dyn Fn(protocol::Command)>;

pub struct Autoencoder {
    conduct: Conduct,
    diagram: Rc<Diagram>,
    curve: Curve,
    holes: Rc<Holes>,
    progress: HtmlProgressElement,
    listeners: RefCell<Vec<Listener>>,
}

impl Trains for Autoencoder {
    fn conduct(&self) -> &Conduct {
        &self.conduct
    }

    fn open(&self) -> Result<bool, PageError> {
        self.conduct.send(Command::OpenDigits { train: None, held_out: files::held_out() });
        let [plain, variational] = files::twins();
        self.say(protocol::Command::OpenTwins { plain, variational });
        Ok(true)
    }

    /// Starts training at the chosen width; the digits for it are fetched first, if they are not here.
    fn configure(&self) -> Result<bool, PageError> {
        if !self.conduct.machine().has_loaded() {
            self.conduct.send(Command::OpenDigits { train: Some(files::training()), held_out: files::held_out() });
        }
        self.conduct.set_up();
        let (q, seed) = (self.curve.q(), self.curve.begin());
        self.say(protocol::Command::Train { q, seed });
        self.progress.set_value(0.0);
        Ok(true)
    }

    fn worker_gone(&self) -> Result<(), PageError> {
        self.diagram.own_gone()
    }
}

impl Chapter for Autoencoder {
    type Host = Explorer;
    const SECTION: &'static str = "autoencoder";

    /// Starts the chapter and its worker.
    fn start(_: &Rc<Explorer>) -> Result<Rc<Self>, PageError> {
        let (client, this) = own_worker::start("the autoencoder", Self::hear);
        let line = client.clone();
        let ask: Ask = Rc::new(move |command| line.send(Command::Autoencoder(command)));
        let chapter = Rc::new(Self {
            conduct: Conduct::new(&AUTOENCODER, &IDS, client),
            diagram: Diagram::new(ask.clone())?,
            curve: Curve::new()?,
            holes: Holes::new(ask)?,
            progress: dom::element("autoencoder-progress")?,
            listeners: RefCell::default(),
        });
        this.replace(Rc::downgrade(&chapter));
        chapter.listeners.replace(vec![
            press::slider("autoencoder-q", &chapter, |chapter, _| chapter.curve.choose())?,
            press::button("autoencoder-train", &chapter, |chapter| tell(&**chapter, Input::Train))?,
            press::button("autoencoder-stop", &chapter, |chapter| tell(&**chapter, Input::Stop))?,
        ]);
        Conduct::start(CONTESTANT, &chapter)?;
        Ok(chapter)
    }
}

impl Autoencoder {
    fn say(&self, command: protocol::Command) {
        self.conduct.send(Command::Autoencoder(command));
    }

    fn hear(&self, event: Event) -> Result<(), PageError> {
        match event {
            Event::HeldOut(held_out) => {
                let held_out = Rc::new(held_out);
                self.holes.set_held_out(held_out.clone());
                self.diagram.set_held_out(held_out)
            }
            Event::TrainingData(_) => tell(self, Input::Loaded),
            Event::Autoencoder(event) => self.hear_own(event),
            Event::Fault(fault) => tell(self, Input::Fault(fault.kind, fault.message)),
            Event::Ready { .. } => tell(self, Input::Ready),
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
            protocol::Event::Progress(progress) => self.show_progress(progress),
        }
    }

    fn show_progress(&self, progress: Progress) -> Result<(), PageError> {
        let training = progress.phase == Phase::Training;
        self.progress.set_value(f64::from(progress.epoch / progress.epochs.max(1) as f32));
        let left = if training { words::time_left(progress.seconds_left) } else { String::new() };
        dom::set_text("autoencoder-time-left", &left)?;
        self.curve.heard(&progress)?;
        self.diagram.own_changed(progress.squared.is_none())?;
        let run = self.conduct.machine().run();
        tell(self, Input::Progress { run, phase: progress.phase, begun: true })
    }
}
