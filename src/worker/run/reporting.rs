//! What is said of a run: how it began, and how far it has come.

use super::Run;
use crate::protocol::{Floats, LossTerms, Progress, RunSettings, RunStarted};

impl Run {
    pub fn started(&self) -> RunStarted {
        RunStarted {
            run: self.id,
            settings: RunSettings {
                beta: self.history.beta.first().map_or(self.settings.beta, |(_, beta)| *beta),
                ..self.settings.clone()
            },
            images: self.images,
            batches_per_epoch: self.trainer.batches_per_epoch() as u32,
            parameters: self.trainer.model().parameters() as u32,
        }
    }

    /// How far the run has come; empties what was not reported.
    pub fn progress(&mut self, now: f64) -> Progress {
        if !self.unreported.is_empty() {
            self.speed = self.pace.close_interval(now);
        }
        let step = self.trainer.step_count();
        let batches_left = self.last_step().saturating_sub(step) as f32;
        let batch = self.images as f32 / self.trainer.batches_per_epoch() as f32;
        let unreported = std::mem::take(&mut self.unreported);
        Progress {
            run: self.id,
            phase: self.phase.clone(),
            step: step as u32,
            epoch: self.epoch(),
            epochs: self.settings.epochs,
            beta: self.settings.beta,
            training: self.training_mean(),
            batch_reconstruction: Floats(unreported.iter().map(|terms| terms.reconstruction).collect()),
            batch_kl: Floats(unreported.iter().map(|terms| terms.kl).collect()),
            held_out: std::mem::take(&mut self.evaluations),
            images_per_second: self.speed,
            seconds_left: if self.speed > 0.0 { batches_left * batch / self.speed } else { 0.0 },
        }
    }

    pub(super) fn training_mean(&self) -> LossTerms {
        if self.recent.is_empty() {
            return self.untrained;
        }
        let count = self.recent.len() as f64;
        let mean = |part: fn(&LossTerms) -> f32| {
            (self.recent.iter().map(|terms| f64::from(part(terms))).sum::<f64>() / count) as f32
        };
        LossTerms { reconstruction: mean(|terms| terms.reconstruction), kl: mean(|terms| terms.kl) }
    }
}
