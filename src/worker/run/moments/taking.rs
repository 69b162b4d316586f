//! A moment of a run taken a piece at a time, before the next batch: evaluated, if that was not just done, which gives its codes too,
//! but of the digits that the run keeps alone.

use super::Moment;
use crate::data::Images;
use crate::protocol::{Bytes, Floats, HeldOutPoint};
use crate::train::TrainError;
use crate::worker::evaluating::Evaluating;
use crate::worker::posteriors::Posteriors;
use crate::worker::run::Run;

/// A moment of which something is still missing.
#[derive(Default)]
pub(in crate::worker::run) struct Taking {
    evaluating: Option<Evaluating>,
    held_out: Option<HeldOutPoint>,
    /// As they were evaluated.
    evaluated: Posteriors,
    codes: Posteriors,
}

impl Taking {
    /// Of a run that was just evaluated, with these codes.
    pub fn evaluated(codes: Posteriors) -> Self {
        Self { evaluated: codes, ..Self::default() }
    }
}

impl Run {
    /// The batches after which it can be looked at, and how many such moments are kept at most.
    pub fn moments(&self) -> (Vec<u32>, usize) {
        (self.moments.steps(), self.moments.most())
    }

    /// As it was nearest to so many batches; nothing if no moment is kept.
    pub fn moment(&self, step: u32) -> Option<&Moment> {
        self.moments.near(step)
    }

    pub(in crate::worker::run) fn lacks_moment(&self) -> bool {
        self.measured && self.moments.lacks(self.trainer.step_count(), self.trainer.batches_per_epoch() as u64)
    }

    /// A piece of the moment that is due; true when it is whole, and nothing if none is due. `shown` are the images on the scatter.
    ///
    /// # Errors
    /// If it cannot be had; then no more moments are taken.
    pub fn take_some(&mut self, shown: &Images) -> Result<Option<bool>, TrainError> {
        let goes_on = self.evaluating.is_none() && (self.steps > 0 || self.is_training());
        let begun = self.taking.take();
        let Some(taking) = begun.or_else(|| (goes_on && self.lacks_moment()).then(Taking::default)) else {
            return Ok(None);
        };
        let taken = self.go_on_taking(taking, shown);
        if taken.is_err() {
            self.moments = super::Moments::default();
        }
        taken.map(Some)
    }

    fn go_on_taking(&mut self, mut taking: Taking, shown: &Images) -> Result<bool, TrainError> {
        let (step, model) = (self.trainer.step_count() as u32, self.trainer.model());
        let just_now = || self.history.held_out.last().filter(|point| point.step == step).cloned();
        let Some(held_out) = taking.held_out.take().or_else(just_now) else {
            let mut evaluating = taking.evaluating.take().unwrap_or_else(|| Evaluating::new(false));
            if evaluating.some(model, &self.held_out, self.settings.seed)? {
                taking.evaluating = Some(evaluating);
            } else {
                taking.held_out = Some(evaluating.point(step));
                taking.evaluated = evaluating.into_codes();
            }
            self.taking = Some(taking);
            return Ok(false);
        };
        // The run keeps all digits: what was evaluated is what is shown.
        if taking.evaluated.done() == shown.len() {
            taking.codes = std::mem::take(&mut taking.evaluated);
        }
        if taking.codes.done() < shown.len() && taking.codes.some(model, shown)? {
            self.taking = Some(Taking { held_out: Some(held_out), ..taking });
            return Ok(false);
        }
        let Taking { codes, .. } = taking;
        let moment = Moment {
            step,
            training: self.training_mean(),
            held_out,
            mu: Floats(codes.mu),
            logvar: Floats(codes.logvar),
            decoder: Bytes(model.decoder().to_half()?),
        };
        self.moments.put(moment);
        Ok(true)
    }
}
