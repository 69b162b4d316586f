//! The chapter on self-organizing maps: its worker, the training under way, and the cell that is marked.

mod cell;
mod controls;
mod panels;
mod redshifts;

use crate::ui::page::chapter::Chapter;
use crate::ui::page::explorer::Explorer;
use crate::ui::page::{REPLACEMENTS, files, notices, own_worker};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

use web_sys::HtmlProgressElement;

use self::cell::CellFigures;
use self::controls::Controls;
use self::panels::Panels;
use self::redshifts::Redshifts;
use crate::protocol::{Command, Event, Fault, FaultKind, som};
use crate::ui::client::Client;
use crate::ui::dom::{self, Listener, PageError};
use crate::ui::turn::{Contestant, Turn};
use crate::ui::weak::hears;
use crate::ui::words;

const CONTESTANT: Contestant = Contestant::new(SomChapter::SECTION, "the map of colours", "trains");

const FIGURES: [&str; 7] =
    ["som-colour", "som-magnitude", "som-redshift", "som-sheet", "som-spectrum", "som-histogram", "som-photoz"];

pub struct SomChapter {
    client: Rc<Client>,
    controls: Controls,
    panels: Panels,
    cell: CellFigures,
    redshifts: Redshifts,
    progress: HtmlProgressElement,
    /// The training that was asked for last; what is said of an earlier one is not shown.
    run: Cell<u32>,
    replaced: Cell<u32>,
    turn: Turn,
    listeners: RefCell<Vec<Listener>>,
}

impl Chapter for SomChapter {
    type Host = Explorer;
    const SECTION: &'static str = "som";

    /// Starts a worker, which fetches the catalogue and trains a first, small map.
    fn start(_: &Rc<Explorer>) -> Result<Rc<Self>, PageError> {
        let (client, this) = own_worker::start(Self::hear);
        let pointed = this.clone();
        let mark = Rc::new(move |cell| {
            if let Some(chapter) = pointed.borrow().upgrade() {
                chapter.mark(cell);
            }
        });
        let chapter = Rc::new(Self {
            client,
            controls: Controls::bind()?,
            panels: Panels::new(mark)?,
            cell: CellFigures::new()?,
            redshifts: Redshifts::new()?,
            progress: dom::element("som-progress")?,
            run: Cell::new(0),
            replaced: Cell::new(0),
            turn: Turn::default(),
            listeners: RefCell::default(),
        });
        this.replace(Rc::downgrade(&chapter));
        chapter.listen()?;
        chapter.turn.join(CONTESTANT, &chapter.client, &chapter, Self::show_turn)?;
        chapter.open()?;
        Ok(chapter)
    }
}

impl SomChapter {
    fn listen(self: &Rc<Self>) -> Result<(), PageError> {
        self.listeners.replace(vec![
            dom::listen(&self.controls.train, "click", hears(self, |chapter, _| chapter.train()))?,
            dom::listen(&self.controls.stop, "click", hears(self, |chapter, _| chapter.stop()))?,
            dom::listen(&self.controls.data, "change", hears(self, |chapter, _| chapter.other_data()))?,
        ]);
        Ok(())
    }

    /// Says why the map does not go on, if it must wait.
    fn show_turn(&self) -> Result<(), PageError> {
        let Some(sentence) = self.turn.sentence() else { return Ok(()) };
        dom::set_text("som-phase", &sentence)?;
        dom::set_text("som-time-left", "")
    }

    fn open(&self) -> Result<(), PageError> {
        self.client.send(Command::Som(som::Command::Open { url: files::colours(&self.controls.data.value()) }));
        self.ask_training()
    }

    fn ask_training(&self) -> Result<(), PageError> {
        let Some(form) = self.controls.settings()? else { return Ok(()) };
        self.run.set(self.run.get() + 1);
        self.client.send(Command::Som(som::Command::Train { run: self.run.get(), settings: form.map }));
        Ok(())
    }

    fn train(&self) -> Result<(), PageError> {
        self.turn.pressed();
        self.ask_training()
    }

    fn stop(&self) -> Result<(), PageError> {
        self.client.send(Command::Som(som::Command::Stop));
        Ok(())
    }

    fn other_data(&self) -> Result<(), PageError> {
        notices::clear(&FIGURES)?;
        dom::set_text("som-phase", "Loading galaxies …")?;
        self.turn.pressed();
        self.open()
    }

    fn mark(&self, cell: u32) {
        self.panels.mark(cell);
        self.client.send(Command::Som(som::Command::Look { cell }));
    }

    fn hear(&self, event: Event) -> Result<(), PageError> {
        match event {
            Event::Som(som::Event::Catalogue(catalogue)) => self.catalogue_arrived(catalogue),
            Event::Som(som::Event::Progress(progress)) => {
                self.turn.follow(progress.training);
                if progress.run == self.run.get() { self.show_progress(&progress) } else { Ok(()) }
            }
            Event::Som(som::Event::Picture(picture)) if picture.run == self.run.get() => self.show_picture(picture),
            Event::Som(som::Event::Cell(cell)) if cell.run == self.run.get() => {
                self.cell.show(&cell, self.panels.place(cell.cell))
            }
            Event::Fault(fault) => self.fault(&fault),
            _ => Ok(()),
        }
    }

    fn catalogue_arrived(&self, catalogue: som::Catalogue) -> Result<(), PageError> {
        let [training, held_out] =
            [catalogue.training, catalogue.held_out].map(|galaxies| words::thousands(galaxies.into()));
        let words = format!("{training} galaxies to train on, {held_out} held out.");
        dom::set_text("som-galaxies", &words)?;
        let catalogue = Rc::new(catalogue);
        self.panels.set_catalogue(catalogue.clone());
        self.cell.set_catalogue(catalogue);
        self.redshifts.set_simulated(self.controls.data.value() == "deep");
        Ok(())
    }

    fn show_progress(&self, progress: &som::Progress) -> Result<(), PageError> {
        self.client.expect_events(progress.training);
        self.progress.set_max(f64::from(progress.steps.max(1)));
        self.progress.set_value(f64::from(progress.step));
        self.controls.train.set_disabled(false);
        self.controls.stop.set_disabled(!progress.training);
        let epoch = f64::from(progress.step) * f64::from(progress.epochs) / f64::from(progress.steps.max(1));
        let words = match (progress.training, progress.step == progress.steps) {
            (true, _) => format!("Epoch {epoch:.1} of {}, radius {:.1} cells.", progress.epochs, progress.radius),
            (false, true) if progress.epochs == 1 => "Trained for 1 epoch.".to_owned(),
            (false, true) => format!("Trained for {} epochs.", progress.epochs),
            (false, false) => format!("Stopped after {epoch:.1} epochs. Train map begins anew."),
        };
        dom::set_text("som-phase", &words)?;
        dom::set_text("som-time-left", &words::time_left(progress.seconds_left))?;
        dom::set_hidden("som-notice", true)?;
        self.show_turn()
    }

    fn show_picture(&self, picture: som::Picture) -> Result<(), PageError> {
        for (id, text) in [
            ("som-quantization", format!("{:.4}", picture.quantization_error)),
            ("som-topographic", format!("{:.3}", picture.topographic_error)),
            ("som-nmad", format!("{:.4}", picture.score.sigma_nmad)),
            ("som-outliers", format!("{:.2}", 100.0 * picture.score.outliers)),
        ] {
            dom::set_text(id, &text)?;
        }
        let words = match picture.last {
            true => "Measured on the map as it is now.".to_owned(),
            false => format!("Measured after {:.1} epochs.", picture.epoch),
        };
        dom::set_text("som-measured", &words)?;
        self.redshifts.show(&picture);
        let cell = self.panels.show(picture);
        self.client.send(Command::Som(som::Command::Look { cell }));
        Ok(())
    }

    fn fault(&self, fault: &Fault) -> Result<(), PageError> {
        match fault.kind {
            FaultKind::Data | FaultKind::Weights => {
                let why = words::sentence(&fault.message);
                notices::put(&FIGURES, &format!("The galaxies are missing. {why} Reload the page to try again."))?;
                self.controls.train.set_disabled(true);
                dom::set_text("som-phase", "Nothing to train on.")
            }
            FaultKind::Settings => self.notice(&words::sentence(&fault.message)),
            FaultKind::Crashed => self.replace_worker(&words::sentence(&fault.message)),
        }
    }

    fn replace_worker(&self, why: &str) -> Result<(), PageError> {
        let replaced = self.replaced.get() + 1;
        self.replaced.set(replaced);
        self.turn.follow(false);
        if replaced > REPLACEMENTS {
            let words = format!("{why} A new worker stops too: reload the page to try again.");
            self.controls.train.set_disabled(true);
            self.controls.stop.set_disabled(true);
            return notices::put(&FIGURES, &words);
        }
        self.client.restart();
        self.open()?;
        self.notice(&format!("{why} A new worker was started and trains the map afresh."))
    }

    fn notice(&self, words: &str) -> Result<(), PageError> {
        dom::set_text("som-notice", words)?;
        dom::set_hidden("som-notice", false)
    }
}
