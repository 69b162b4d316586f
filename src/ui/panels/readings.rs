//! What a lab reports of a run in numbers: the curves, the readings beside them, the time left.

use std::cell::{Cell, RefCell};

use web_sys::HtmlProgressElement;

use crate::protocol::moments::Numbers;
use crate::protocol::{HeldOutPoint, LossTerms, Phase, Progress, RunStarted};
use crate::ui::dimensions::kl_per_dimension;
use crate::ui::dom::{self, PageError};
use crate::ui::figures::{Curves, CurvesOptions, latent_name};
use crate::ui::words;

/// What stands beside the curves.
const NUMBERS: [&str; 8] = [
    "out-epoch",
    "out-training-elbo",
    "out-held-out-elbo",
    "out-reconstruction",
    "out-kl",
    "out-images-per-second",
    "lab-kl-dimensions",
    "run-time-left",
];

pub struct Readings {
    /// Of the elements' ids; the training lab's have none.
    prefix: &'static str,
    curves: Curves,
    progress: HtmlProgressElement,
    /// β when last heard; a change of it is marked on the curves.
    beta: Cell<f32>,
    /// The numbers of the run as it is: epoch, training, held out.
    live: RefCell<Option<(f32, LossTerms, Option<HeldOutPoint>)>>,
    /// Those of an earlier moment are shown.
    past: Cell<bool>,
}

impl Readings {
    /// # Errors
    /// Fails if the page lacks one of their elements.
    pub fn new(prefix: &'static str) -> Result<Self, PageError> {
        let id = |part: &str| format!("{prefix}{part}");
        Ok(Self {
            prefix,
            curves: Curves::new(dom::element(&id("lab-curves"))?, CurvesOptions::default())?,
            progress: dom::element(&id("run-progress"))?,
            beta: Cell::new(f32::NAN),
            live: RefCell::default(),
            past: Cell::new(false),
        })
    }

    /// Empties the curves for a new run.
    pub fn start(&self, started: &RunStarted) {
        self.curves.start(started.batches_per_epoch);
        self.beta.set(started.settings.beta);
        self.live.replace(None);
        self.past.set(false);
    }

    /// Leaves nothing of the run before, where a network is shown that is not trained here.
    ///
    /// # Errors
    /// Fails if the page lacks one of their elements.
    pub fn clear(&self) -> Result<(), PageError> {
        self.curves.start(1);
        self.progress.set_value(0.0);
        for number in NUMBERS {
            self.set_text(number, "")?;
        }
        Ok(())
    }

    /// Shows how far a run has come.
    ///
    /// # Errors
    /// Fails if the page lacks one of their elements.
    pub fn show(&self, progress: &Progress) -> Result<(), PageError> {
        self.push_curves(progress);
        self.show_numbers(progress)?;
        self.progress.set_max(f64::from(progress.epoch.max(progress.epochs as f32)));
        self.progress.set_value(f64::from(progress.epoch));
        let training = progress.phase == Phase::Training;
        let left = if training { words::time_left(progress.seconds_left) } else { String::new() };
        self.set_text("run-time-left", &left)?;
        self.set_text("run-phase", &words::phase(progress))
    }

    fn push_curves(&self, progress: &Progress) {
        let batches = progress.batch_kl.0.len() as u32;
        let first = (progress.step + 1).saturating_sub(batches);
        if progress.beta != self.beta.get() {
            self.beta.set(progress.beta);
            self.curves.mark_beta(first.saturating_sub(1), progress.beta);
        }
        if batches > 0 {
            self.curves.push_training(first, &progress.batch_reconstruction.0, &progress.batch_kl.0);
        }
        for point in &progress.held_out {
            self.curves.push_held_out(point.step, point.terms.reconstruction, point.terms.kl);
        }
    }

    fn show_numbers(&self, progress: &Progress) -> Result<(), PageError> {
        let before = self.live.take().and_then(|(.., held_out)| held_out);
        let held_out = progress.held_out.last().cloned().or(before);
        self.live.replace(Some((progress.epoch, progress.training, held_out)));
        self.set_text("out-images-per-second", &format!("{:.0}", progress.images_per_second))?;
        if self.past.get() { Ok(()) } else { self.show_live() }
    }

    fn show_live(&self) -> Result<(), PageError> {
        let live = self.live.borrow();
        let Some((epoch, training, held_out)) = &*live else { return Ok(()) };
        self.show_terms(*epoch, *training, held_out.as_ref())
    }

    fn show_terms(&self, epoch: f32, training: LossTerms, held_out: Option<&HeldOutPoint>) -> Result<(), PageError> {
        self.set_text("out-epoch", &words::epoch(epoch))?;
        self.set_text("out-training-elbo", &words::nats(training.elbo()))?;
        held_out.map_or(Ok(()), |point| self.show_held_out(point))
    }

    /// Shows the numbers of an earlier moment, and where on the curves it is, whatever comes; or those of the run as it is again.
    ///
    /// # Errors
    /// Fails if the page lacks one of their elements.
    pub fn look_back(&self, numbers: Option<&Numbers>) -> Result<(), PageError> {
        self.past.set(numbers.is_some());
        self.curves.mark_moment(numbers.map(|numbers| numbers.step));
        match numbers {
            Some(numbers) => self.show_terms(numbers.epoch, numbers.training, Some(&numbers.held_out)),
            None => self.show_live(),
        }
    }

    /// What a network costs on the held-out images.
    ///
    /// # Errors
    /// Fails if the page lacks one of their elements.
    pub fn show_held_out(&self, point: &HeldOutPoint) -> Result<(), PageError> {
        self.set_text("out-held-out-elbo", &words::nats(point.terms.elbo()))?;
        self.set_text("out-reconstruction", &words::nats(point.terms.reconstruction))?;
        self.set_text("out-kl", &words::nats(point.terms.kl))?;
        let kl: Vec<f64> = point.kl_per_dimension.0.iter().copied().map(f64::from).collect();
        self.set_text("lab-kl-dimensions", &kl_per_dimension(&kl, latent_name))
    }

    fn set_text(&self, id: &str, text: &str) -> Result<(), PageError> {
        dom::set_text(&format!("{}{id}", self.prefix), text)
    }
}
