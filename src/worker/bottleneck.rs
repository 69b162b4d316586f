//! The training of one bottleneck, a batch or a part of it per unit, and its error on the held-out digits.

use super::pace::Pace;
use super::units;
use crate::data::Images;
use crate::data::bottleneck::EPOCHS;
use crate::model::{Errors, Vae};
use crate::protocol::Phase;
use crate::protocol::autoencoder::Progress;
use crate::train::{TrainError, Trainer, bottleneck};

/// Held-out digits measured in one unit of work.
const MEASURED_AT_A_TIME: usize = 50;

pub struct Training {
    q: u32,
    seed: u64,
    trainer: Trainer,
    pace: Pace,
    phase: Phase,
    /// The phase once the error is measured, if it is not to continue.
    ending: Option<Phase>,
    /// How many held-out digits are measured, and their errors.
    measuring: Option<(usize, Errors)>,
    squared: Option<f32>,
    speed: f32,
}

impl Training {
    pub fn new(q: u32, seed: u64, images: &Images, now: f64) -> Result<Self, TrainError> {
        let mut pace = Pace::default();
        pace.start(now);
        Ok(Self {
            q,
            seed,
            trainer: bottleneck::trainer(q as usize, seed, images)?,
            pace,
            phase: Phase::Training,
            ending: None,
            measuring: None,
            squared: None,
            speed: 0.0,
        })
    }

    pub fn model(&self) -> &Vae {
        self.trainer.model()
    }

    pub fn is_running(&self) -> bool {
        self.phase == Phase::Training
    }

    pub fn is_ending(&self) -> bool {
        self.ending.is_some()
    }

    /// After a time in which nothing was done.
    pub fn go_on(&mut self, now: f64) {
        self.pace.start(now);
    }

    /// Measures what there is and ends.
    pub fn stop(&mut self) {
        if self.is_running() && self.ending.is_none() {
            self.ending = Some(Phase::Paused);
            self.measuring = Some((0, Errors::default()));
        }
    }

    /// One unit: a batch, or some held-out digits. Says how far it is when that is due.
    pub fn work(&mut self, held_out: &Images, now: f64) -> Option<Progress> {
        if !self.is_running() {
            return None;
        }
        let news = match self.measuring.take() {
            Some((done, errors)) => self.measure(held_out, done, errors),
            None => self.batch().map(|()| false),
        };
        let news = news.unwrap_or_else(|error| {
            self.phase = Phase::Diverged { why: error.to_string() };
            true
        });
        (news || self.pace.report_is_due(now)).then(|| self.progress(now))
    }

    fn batch(&mut self) -> Result<(), TrainError> {
        if units::trained(&mut self.trainer)?.is_none() {
            return Ok(());
        }
        self.pace.batch_done(self.trainer.last_batch_size() as u32);
        if self.trainer.step_count().is_multiple_of(self.trainer.batches_per_epoch() as u64) {
            self.measuring = Some((0, Errors::default()));
            if self.trainer.step_count() >= self.last_step() {
                self.ending = Some(Phase::Finished);
            }
        }
        Ok(())
    }

    /// True when the last digit is measured.
    fn measure(&mut self, held_out: &Images, done: usize, mut errors: Errors) -> Result<bool, TrainError> {
        let end = (done + MEASURED_AT_A_TIME).min(held_out.len());
        errors.add(self.trainer.model().errors(held_out, done..end)?);
        if end < held_out.len() {
            self.measuring = Some((end, errors));
            return Ok(false);
        }
        self.squared = Some(errors.squared() as f32);
        if let Some(phase) = self.ending.take() {
            self.phase = phase;
        }
        Ok(true)
    }

    fn last_step(&self) -> u64 {
        u64::from(EPOCHS) * self.trainer.batches_per_epoch() as u64
    }

    fn progress(&mut self, now: f64) -> Progress {
        self.speed = self.pace.close_interval(now);
        let (done, last) = (self.trainer.step_count(), self.last_step());
        let images_left = last.saturating_sub(done) as f32 * self.trainer.last_batch_size() as f32;
        Progress {
            q: self.q,
            seed: self.seed,
            phase: self.phase.clone(),
            epoch: done as f32 / self.trainer.batches_per_epoch() as f32,
            epochs: EPOCHS,
            seconds_left: if self.speed > 0.0 { images_left / self.speed } else { 0.0 },
            squared: self.squared,
        }
    }
}
