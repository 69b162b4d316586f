//! The chapter on self-organizing maps: its worker, the current training, and the cell that is marked.

mod cell;
mod controls;
mod panels;
mod redshifts;

use crate::ui::page::chapter::Chapter;
use crate::ui::page::conduct::{Conduct, Ids, Trains, tell};
use crate::ui::page::explorer::Explorer;
use crate::ui::page::{files, own_worker, press};
use std::cell::RefCell;
use std::rc::Rc;

use web_sys::HtmlProgressElement;

use self::cell::CellFigures;
use self::controls::Controls;
use self::panels::Panels;
use self::redshifts::Redshifts;
use crate::protocol::{Command, Event, Phase, som};
use crate::ui::dom::{self, Listener, PageError};
use crate::ui::run::{Input, MAP};
use crate::ui::turn::Contestant;
use crate::ui::words;

const CONTESTANT: Contestant = Contestant::new(SomChapter::SECTION, "the map of colours", "trains");

const FIGURES: [&str; 7] =
    ["som-colour", "som-magnitude", "som-redshift", "som-sheet", "som-spectrum", "som-histogram", "som-photoz"];

static IDS: Ids = Ids {
    train: "som-train",
    stop: "som-stop",
    step: None,
    reset: None,
    phase: "som-phase",
    time_left: "som-time-left",
    notice: "som-notice",
    pending: None,
    figures: &FIGURES,
    sides: &[],
};

pub struct SomChapter {
    conduct: Conduct,
    controls: Controls,
    panels: Panels,
    cell: CellFigures,
    redshifts: Redshifts,
    progress: HtmlProgressElement,
    listeners: RefCell<Vec<Listener>>,
}

impl Trains for SomChapter {
    fn conduct(&self) -> &Conduct {
        &self.conduct
    }

    fn open(&self) -> Result<bool, PageError> {
        self.conduct.send(Command::Som(som::Command::Open { url: files::colours(&self.controls.data.value()) }));
        self.configure()
    }

    /// Every training run starts over, with the settings as they are.
    fn configure(&self) -> Result<bool, PageError> {
        let Some(form) = self.controls.settings()? else { return Ok(false) };
        self.conduct.send(Command::Som(som::Command::Train { run: self.conduct.set_up(), settings: form.map }));
        Ok(true)
    }
}

impl Chapter for SomChapter {
    type Host = Explorer;
    const SECTION: &'static str = "som";

    /// Starts a worker, which fetches the catalogue and trains a first, small map.
    fn start(_: &Rc<Explorer>) -> Result<Rc<Self>, PageError> {
        let (client, this) = own_worker::start("the map", Self::hear);
        let pointed = this.clone();
        let mark = Rc::new(move |cell| {
            if let Some(chapter) = pointed.borrow().upgrade() {
                chapter.mark(cell);
            }
        });
        let chapter = Rc::new(Self {
            conduct: Conduct::new(&MAP, &IDS, client),
            controls: Controls::bind()?,
            panels: Panels::new(mark)?,
            cell: CellFigures::new()?,
            redshifts: Redshifts::new()?,
            progress: dom::element("som-progress")?,
            listeners: RefCell::default(),
        });
        this.replace(Rc::downgrade(&chapter));
        chapter.listeners.replace(vec![
            press::button("som-train", &chapter, |chapter| tell(&**chapter, Input::Train))?,
            press::button("som-stop", &chapter, |chapter| tell(&**chapter, Input::Stop))?,
            press::choice("som-data", &chapter, |chapter| tell(&**chapter, Input::Data))?,
        ]);
        Conduct::start(CONTESTANT, &chapter)?;
        Ok(chapter)
    }
}

impl SomChapter {
    fn mark(&self, cell: u32) {
        self.panels.mark(cell);
        self.conduct.send(Command::Som(som::Command::Look { cell }));
    }

    fn hear(&self, event: Event) -> Result<(), PageError> {
        match event {
            Event::Som(som::Event::Catalogue(catalogue)) => self.catalogue_arrived(catalogue),
            Event::Som(som::Event::Progress(progress)) => {
                if progress.run == self.run() {
                    self.show_progress(&progress)
                } else {
                    Ok(())
                }
            }
            Event::Som(som::Event::Picture(picture)) if picture.run == self.run() => self.show_picture(picture),
            Event::Som(som::Event::Cell(cell)) if cell.run == self.run() => {
                self.cell.show(&cell, self.panels.place(cell.cell))
            }
            Event::Fault(fault) => tell(self, Input::Fault(fault.kind, fault.message)),
            Event::Ready { .. } => tell(self, Input::Ready),
            _ => Ok(()),
        }
    }

    fn run(&self) -> u32 {
        self.conduct.machine().run()
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
        tell(self, Input::Loaded)
    }

    fn show_progress(&self, progress: &som::Progress) -> Result<(), PageError> {
        self.progress.set_max(f64::from(progress.steps.max(1)));
        self.progress.set_value(f64::from(progress.step));
        let epoch = f64::from(progress.step) * f64::from(progress.epochs) / f64::from(progress.steps.max(1));
        let words = match (progress.training, progress.step == progress.steps) {
            (true, _) => format!("Epoch {epoch:.1} of {}, radius {:.1} cells.", progress.epochs, progress.radius),
            (false, true) if progress.epochs == 1 => "Trained for 1 epoch.".to_owned(),
            (false, true) => format!("Trained for {} epochs.", progress.epochs),
            (false, false) => format!("Stopped after {epoch:.1} epochs. Train map begins anew."),
        };
        dom::set_text("som-phase", &words)?;
        dom::set_text("som-time-left", &words::time_left(progress.seconds_left))?;
        let phase = match (progress.training, progress.step == progress.steps) {
            (true, _) => Phase::Training,
            (false, true) => Phase::Finished,
            (false, false) => Phase::Paused,
        };
        tell(self, Input::Progress { run: progress.run, phase, begun: true })
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
        self.conduct.send(Command::Som(som::Command::Look { cell }));
        Ok(())
    }
}
