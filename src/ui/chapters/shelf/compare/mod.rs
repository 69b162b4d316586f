//! Two to four runs side by side: their curves in one plot, their maps and manifolds on the same axes, and all their numbers.

mod curves;
mod maps;
mod numbers;

use std::cell::RefCell;
use std::rc::Rc;

use self::curves::RunCurves;
use self::maps::Maps;
use crate::protocol::shelf::Record;
use crate::ui::dom::{self, Listener, PageError};
use crate::ui::page::press;
use crate::ui::plot::drawing::Ink;
use crate::ui::shelf::Row;

/// Runs side by side, at most.
pub const MOST: usize = 4;

/// The colour of a run in the curves.
const INKS: [Ink; MOST] = [Ink::HeldOut, Ink::Mark, Ink::Plain, Ink::Training];

/// A run that is compared.
pub type Compared = (Row, Record);

pub struct Comparison {
    runs: RefCell<Vec<Compared>>,
    curves: Rc<RunCurves>,
    maps: Rc<Maps>,
    listeners: RefCell<Vec<Listener>>,
}

impl Comparison {
    pub fn new() -> Result<Rc<Self>, PageError> {
        let comparison = Rc::new(Self {
            runs: RefCell::default(),
            curves: RunCurves::new()?,
            maps: Maps::new()?,
            listeners: RefCell::default(),
        });
        comparison.listeners.replace(vec![
            press::choice("shelf-curve", &comparison, |comparison| comparison.draw())?,
            press::choice("shelf-align", &comparison, |comparison| comparison.draw())?,
        ]);
        Ok(comparison)
    }

    /// Shows these runs; fewer than two are no comparison.
    pub fn show(&self, runs: Vec<Compared>) -> Result<(), PageError> {
        if *self.runs.borrow() == runs {
            return Ok(());
        }
        self.runs.replace(runs);
        let few = self.runs.borrow().len() < 2;
        dom::set_hidden("shelf-compare", few)?;
        if few { Ok(()) } else { self.draw() }
    }

    fn draw(&self) -> Result<(), PageError> {
        let runs = self.runs.borrow();
        self.curves.show(&runs)?;
        self.maps.show(&runs)?;
        numbers::show(&runs)
    }
}
