//! News of the runs of the lab and of series, to the chapter that plots them, which may be loaded later.

use super::report;
use std::cell::RefCell;
use std::rc::Rc;

use crate::latent::rate::RatePoint;
use crate::protocol::Progress;
use crate::ui::dom::{Listener, PageError};
use crate::ui::news;

const RESTED: &str = "latent-lab-run";
const WANTED: &str = "latent-lab-runs-wanted";

/// Runs of a series are numbered from here on, apart from those of the lab.
pub const FIRST_OF_SERIES: u32 = 1_000_001;

/// Where a run stands in the plane of rate and distortion, if it was just evaluated and has learned anything.
pub fn point(progress: &Progress) -> Option<RatePoint> {
    let point = progress.held_out.last().filter(|point| point.step > 0)?;
    Some(RatePoint {
        beta: progress.beta,
        kl_per_dimension: point.kl_per_dimension.0.clone(),
        distortion: point.terms.reconstruction,
    })
}

/// The runs that have come to rest after an epoch or more, each with its last evaluation.
pub struct Runs {
    rested: Rc<RefCell<Vec<(u32, RatePoint)>>>,
    _wanted: Listener,
}

impl Runs {
    /// Sends all runs again to a chapter that is loaded later.
    ///
    /// # Errors
    /// Fails if the browser refuses a listener.
    pub fn new() -> Result<Self, PageError> {
        let rested: Rc<RefCell<Vec<(u32, RatePoint)>>> = Rc::default();
        let runs = rested.clone();
        let wanted =
            news::on(WANTED, move |()| report(runs.borrow().iter().try_for_each(|run| news::send(RESTED, run))))?;
        Ok(Self { rested, _wanted: wanted })
    }

    /// Sends a run to all listeners, in place of what was sent of it before.
    ///
    /// # Errors
    /// Fails if the browser refuses the event.
    pub fn add(&self, run: u32, point: RatePoint) -> Result<(), PageError> {
        let run = (run, point);
        let sent = news::send(RESTED, &run);
        let mut rested = self.rested.borrow_mut();
        rested.retain(|(other, _)| *other != run.0);
        rested.push(run);
        sent
    }
}

/// Calls `plot` with every run, earlier ones too, until the listener is dropped.
///
/// # Errors
/// Fails if the browser refuses a listener.
pub fn hear(plot: impl Fn((u32, RatePoint)) + 'static) -> Result<Listener, PageError> {
    let listener = news::on(RESTED, plot)?;
    news::send(WANTED, &())?;
    Ok(listener)
}
