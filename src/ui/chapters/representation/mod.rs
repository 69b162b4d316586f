//! The chapter on representation: a sheet of galaxies in pixel space, and the same digits three ways. A guest of the worker
//! with the pretrained model.

mod sheet;
mod space;
mod ways;

use std::rc::Rc;

use self::sheet::SheetFigure;
use self::ways::Ways;
use crate::protocol::{self, Command, Event, ModelCard, representation};
use crate::ui::dom::PageError;
use crate::ui::page::chapter::Chapter;
use crate::ui::page::explorer::{Explorer, Served};

const FIGURES: [&str; 1] = ["ways-learned"];

/// Sends a command of this chapter to its worker.
type Ask = Rc<dyn Fn(representation::Command)>;

pub struct Representation {
    sheet: Rc<SheetFigure>,
    ways: Rc<Ways>,
}

impl Chapter for Representation {
    type Host = Explorer;
    const SECTION: &'static str = "representation";
    const GUESTS: &'static [protocol::Guest] = &[protocol::Guest::Representation];

    fn start(explorer: &Rc<Explorer>) -> Result<Rc<Self>, PageError> {
        let line = explorer.line();
        let ask: Ask = Rc::new(move |command| line(Command::Representation(command)));
        let chapter = Rc::new(Self { sheet: SheetFigure::new(ask.clone())?, ways: Ways::new(ask)? });
        chapter.sheet.open();
        explorer.join(chapter.clone())?;
        Ok(chapter)
    }
}

impl Served for Representation {
    fn model_arrived(&self, _card: &ModelCard) {}

    fn hear(&self, event: &Event) -> Result<(), PageError> {
        match event {
            Event::HeldOut(held_out) => self.ways.set_held_out(Rc::new(held_out.clone())),
            Event::Encoded(encoding) if encoding.latent == 2 => self.ways.set_codes(&encoding.mu.0),
            Event::Representation(event) => match event {
                representation::Event::Sheet(sheet) => self.sheet.set_sheet(sheet),
                representation::Event::Galaxy(galaxy) => self.sheet.set_galaxy(galaxy),
                representation::Event::Plane(plane) => self.ways.set_plane(plane),
                representation::Event::Classified(found) => self.ways.set_classified(found),
                representation::Event::Clustered(found) => self.ways.set_clustered(found),
                representation::Event::Judged(judged) => self.ways.set_judged(*judged),
            },
            _ => Ok(()),
        }
    }

    fn figures(&self) -> &'static [&'static str] {
        &FIGURES
    }
}
