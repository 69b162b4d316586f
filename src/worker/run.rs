//! One run of the training lab: a trainer, its held-out evaluations and what was not yet reported.

use std::collections::VecDeque;
use std::sync::Arc;

use super::pace::Pace;
use crate::data::Images;
use crate::model::{Activation, Architecture, Likelihood, Terms, Vae};
use crate::protocol::{Floats, HeldOutPoint, LossTerms, Phase, Progress, RunSettings, RunStarted};
use crate::rng::Rng;
use crate::train::{Hyper, TrainError, Trainer};

/// The untrained network's training loss is measured on so many images.
const FIRST_LOOK: usize = 1000;

/// A run, paused at batch 0 when made.
pub struct Run {
    id: u32,
    settings: RunSettings,
    trainer: Trainer,
    held_out: Images,
    images: u32,
    phase: Phase,
    pub pace: Pace,
    /// The last epoch's batches, for the mean that is shown.
    recent: VecDeque<LossTerms>,
    untrained: LossTerms,
    unreported: Vec<LossTerms>,
    evaluations: Vec<HeldOutPoint>,
    speed: f32,
}

impl Run {
    /// Draws the network from the seed and evaluates it once on the held-out images of the kept digits.
    pub fn new(id: u32, settings: RunSettings, training: &Images, held_out: &Images) -> Result<Self, TrainError> {
        let kept = training.filter_labels(settings.digits).take(settings.images as usize);
        let held_out = held_out.filter_labels(settings.digits);
        let architecture = architecture(&settings, &kept);
        let hyper = Hyper {
            batch: settings.batch as usize,
            learning_rate: settings.learning_rate,
            beta: settings.beta,
            seed: settings.seed,
        };
        let first_look = kept.take(FIRST_LOOK);
        let images = kept.len() as u32;
        let mut trainer = Trainer::new(&architecture, hyper, Arc::new(kept))?;
        trainer.set_augmentation(settings.augment);
        let untrained = loss_terms(&trainer.model().terms(&first_look, &evaluation_rng(settings.seed))?);
        let mut run = Self {
            id,
            settings,
            trainer,
            held_out,
            images,
            phase: Phase::Paused,
            pace: Pace::default(),
            recent: VecDeque::new(),
            untrained,
            unreported: Vec::new(),
            evaluations: Vec::new(),
            speed: 0.0,
        };
        run.evaluate()?;
        Ok(run)
    }

    pub fn started(&self) -> RunStarted {
        RunStarted {
            run: self.id,
            settings: self.settings.clone(),
            images: self.images,
            batches_per_epoch: self.trainer.batches_per_epoch() as u32,
            parameters: self.trainer.model().parameters() as u32,
        }
    }

    pub fn model(&self) -> &Vae {
        self.trainer.model()
    }

    /// Batches done, in epochs.
    pub fn epoch(&self) -> f32 {
        self.trainer.step_count() as f32 / self.trainer.batches_per_epoch() as f32
    }

    pub fn is_training(&self) -> bool {
        self.phase == Phase::Training
    }

    /// There are batches that were not reported.
    pub fn has_news(&self) -> bool {
        !self.unreported.is_empty()
    }

    /// Goes on training; more epochs than set are added when all of them are done.
    pub fn train(&mut self, now: f64) {
        if matches!(self.phase, Phase::Diverged { .. }) {
            return;
        }
        if self.trainer.step_count() >= self.last_step() {
            self.settings.epochs += self.settings.epochs.max(1);
        }
        self.phase = Phase::Training;
        self.pace.start(now);
    }

    pub fn pause(&mut self) {
        if self.is_training() {
            self.phase = Phase::Paused;
        }
    }

    pub fn set_beta(&mut self, beta: f32) {
        self.settings.beta = beta;
        self.trainer.set_beta(beta);
    }

    pub fn set_learning_rate(&mut self, rate: f64) {
        self.settings.learning_rate = rate;
        self.trainer.set_learning_rate(rate);
    }

    pub fn set_epochs(&mut self, epochs: u32) {
        self.settings.epochs = epochs;
    }

    /// One batch; evaluates at the end of an epoch, and ends the run after the last one or when it diverges.
    pub fn batch(&mut self) {
        if let Err(error) = self.try_batch() {
            self.phase = Phase::Diverged { why: error.to_string() };
        } else if self.trainer.step_count() >= self.last_step() {
            self.phase = Phase::Finished;
        }
    }

    /// One batch and an evaluation, for the Step button.
    pub fn single_step(&mut self) {
        if matches!(self.phase, Phase::Diverged { .. }) {
            return;
        }
        self.phase = Phase::Paused;
        let evaluations = self.evaluations.len();
        let outcome = self.try_batch();
        let outcome = match outcome {
            Ok(()) if self.evaluations.len() == evaluations => self.evaluate(),
            other => other,
        };
        if let Err(error) = outcome {
            self.phase = Phase::Diverged { why: error.to_string() };
        }
    }

    fn try_batch(&mut self) -> Result<(), TrainError> {
        let terms = loss_terms(&self.trainer.step()?);
        self.pace.batch_done(self.trainer.last_batch_size() as u32);
        self.unreported.push(terms);
        self.recent.push_back(terms);
        if self.recent.len() > self.trainer.batches_per_epoch() {
            self.recent.pop_front();
        }
        if self.trainer.step_count().is_multiple_of(self.trainer.batches_per_epoch() as u64) {
            self.evaluate()
        } else {
            Ok(())
        }
    }

    fn evaluate(&mut self) -> Result<(), TrainError> {
        let terms = self.trainer.model().terms(&self.held_out, &evaluation_rng(self.settings.seed))?;
        self.evaluations.push(HeldOutPoint {
            step: self.trainer.step_count() as u32,
            terms: loss_terms(&terms),
            kl_per_dimension: Floats(terms.kl_per_dimension),
        });
        Ok(())
    }

    fn last_step(&self) -> u64 {
        u64::from(self.settings.epochs) * self.trainer.batches_per_epoch() as u64
    }

    /// How far the run has come; empties what was not reported.
    pub fn progress(&mut self, now: f64) -> Progress {
        if !self.unreported.is_empty() {
            self.speed = self.pace.report(now);
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

    fn training_mean(&self) -> LossTerms {
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

/// The lab's network: relu, the decoder mirroring the encoder.
fn architecture(settings: &RunSettings, images: &Images) -> Architecture {
    let encoder: Vec<usize> = settings.hidden.iter().map(|&width| width as usize).collect();
    Architecture {
        input: images.shape,
        decoder: encoder.iter().rev().copied().collect(),
        encoder,
        latent: settings.latent as usize,
        activation: Activation::Relu,
        likelihood: match settings.pixel_sigma {
            0.0 => Likelihood::Bernoulli,
            sigma => Likelihood::Gaussian { sigma },
        },
        variational: true,
    }
}

/// The same ε at every evaluation of a run, so that its curve shows the network and not the noise.
fn evaluation_rng(seed: u64) -> Rng {
    Rng::new(seed).split("evaluation", 0)
}

fn loss_terms(terms: &Terms) -> LossTerms {
    LossTerms { reconstruction: terms.reconstruction, kl: terms.kl }
}
