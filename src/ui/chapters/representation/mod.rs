//! The chapter on representation: a sheet of galaxies in pixel space, and the same digits three ways. A guest of the worker
//! with the pretrained model.

mod sheet;
mod space;
mod ways;

use std::rc::Rc;

use self::sheet::SheetFigure;
use self::ways::Ways;
use crate::protocol::representation as protocol;
use crate::protocol::{Command, Event, ModelCard};
use crate::ui::dom::PageError;
use crate::ui::page::explorer::{Explorer, Guest};

const FIGURES: [&str; 1] = ["ways-learned"];

/// Says a command of this chapter to its worker.
type Ask = Rc<dyn Fn(protocol::Command)>;

pub struct Representation {
    sheet: Rc<SheetFigure>,
    ways: Rc<Ways>,
}

/// Starts the chapter as a guest of this worker.
pub fn join(explorer: &Rc<Explorer>) -> Result<(), PageError> {
    let line = explorer.line();
    let ask: Ask = Rc::new(move |command| line(Command::Representation(command)));
    let chapter = Rc::new(Representation { sheet: SheetFigure::new(ask.clone())?, ways: Ways::new(ask)? });
    chapter.sheet.open();
    explorer.join(chapter)
}

impl Guest for Representation {
    fn model_arrived(&self, _card: &ModelCard) {}

    fn hear(&self, event: &Event) -> Result<(), PageError> {
        match event {
            Event::HeldOut(held_out) => self.ways.set_held_out(Rc::new(held_out.clone())),
            Event::Encoded(encoding) if encoding.latent == 2 => self.ways.set_codes(&encoding.mu.0),
            Event::Representation(event) => match event {
                protocol::Event::Sheet(sheet) => self.sheet.set_sheet(sheet),
                protocol::Event::Galaxy(galaxy) => self.sheet.set_galaxy(galaxy),
                protocol::Event::Plane(plane) => self.ways.set_plane(plane),
                protocol::Event::Classified(found) => self.ways.set_classified(found),
                protocol::Event::Clustered(found) => self.ways.set_clustered(found),
                protocol::Event::Judged(judged) => self.ways.set_judged(*judged),
            },
            _ => Ok(()),
        }
    }

    fn figures(&self) -> &'static [&'static str] {
        &FIGURES
    }
}
