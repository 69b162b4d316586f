//! Word of the lab's runs, from the page's program to the chapter that plots them, which may be loaded later.

use super::report;
use std::cell::RefCell;
use std::rc::Rc;

use crate::latent::rate::RatePoint;
use crate::ui::dom::{Listener, PageError};
use crate::ui::news;

const RESTED: &str = "latent-lab-run";
const WANTED: &str = "latent-lab-runs-wanted";

/// The runs that stood still after an epoch or more, each with its last evaluation.
pub struct Runs {
    rested: Rc<RefCell<Vec<(u32, RatePoint)>>>,
    _wanted: Listener,
}

impl Runs {
    /// Tells all runs again to whoever comes later.
    pub fn new() -> Result<Self, PageError> {
        let rested: Rc<RefCell<Vec<(u32, RatePoint)>>> = Rc::default();
        let runs = rested.clone();
        let wanted = news::on(WANTED, move |_| {
            report(runs.borrow().iter().try_for_each(|(run, point)| tell(*run, point)));
        })?;
        Ok(Self { rested, _wanted: wanted })
    }

    pub fn add(&self, run: u32, point: RatePoint) -> Result<(), PageError> {
        let told = tell(run, &point);
        let mut rested = self.rested.borrow_mut();
        rested.retain(|(other, _)| *other != run);
        rested.push((run, point));
        told
    }
}

fn tell(run: u32, point: &RatePoint) -> Result<(), PageError> {
    let head = [f64::from(run), f64::from(point.beta), f64::from(point.distortion)];
    let numbers: Vec<f64> = head.into_iter().chain(point.kl_per_dimension.iter().map(|kl| f64::from(*kl))).collect();
    news::tell(RESTED, &numbers)
}

/// Hears of every run, those before it too, until the listener is dropped.
pub fn hear(plot: impl Fn(u32, RatePoint) + 'static) -> Result<Listener, PageError> {
    let listener = news::on(RESTED, move |numbers| {
        if let [run, beta, distortion, kl @ ..] = numbers {
            let kl_per_dimension = kl.iter().map(|kl| *kl as f32).collect();
            plot(*run as u32, RatePoint { beta: *beta as f32, kl_per_dimension, distortion: *distortion as f32 });
        }
    })?;
    news::tell(WANTED, &[])?;
    Ok(listener)
}
