//! One run of the training lab: a trainer, its held-out evaluations and what is not yet reported. It advances a unit at a
//! time: a batch or a part of it, or some images of an evaluation. Knows neither messages nor figures.

use std::collections::VecDeque;
use std::sync::Arc;

mod keeping;
mod moments;
mod reporting;

use self::keeping::{Keep, fingerprint};
pub use self::moments::Moment;
use self::moments::{Moments, Taking};
use super::evaluating::Evaluating;
use super::pace::Pace;
use super::units;
use crate::data::Images;
use crate::model::{Activation, Architecture, Likelihood, Terms, Vae};
use crate::protocol::shelf::History;
use crate::protocol::{HeldOutPoint, LossTerms, Phase, RunSettings};
use crate::train::{Hyper, TrainError, Trainer};

/// Images on which the untrained network's training loss is measured.
const FIRST_LOOK: usize = 1000;

/// A run, paused at batch 0 when made.
pub struct Run {
    id: u32,
    settings: RunSettings,
    trainer: Trainer,
    held_out: Images,
    images: u32,
    /// Of these images.
    fingerprint: u64,
    phase: Phase,
    pub pace: Pace,
    /// The last epoch's batches, for the mean that is shown.
    recent: VecDeque<LossTerms>,
    /// 0 before the first look.
    untrained: LossTerms,
    /// The first training images, till they were looked at.
    first_look: Images,
    evaluating: Option<Evaluating>,
    measured: bool,
    /// Single batches that were asked for.
    steps: u32,
    unreported: Vec<LossTerms>,
    evaluations: Vec<HeldOutPoint>,
    speed: f32,
    /// All that was reported or will be.
    history: History,
    keep: Keep,
    moments: Moments,
    taking: Option<Taking>,
}

impl Run {
    /// Draws the network from the seed; its first units evaluate it, on the held-out images of the kept digits too.
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
        let fingerprint = fingerprint(&kept);
        let mut trainer = Trainer::new(&architecture, hyper, Arc::new(kept))?;
        trainer.set_augmentation(settings.augment);
        let evaluating = Some(Evaluating::new(true));
        Ok(Self { first_look, evaluating, fingerprint, ..Self::paused(id, settings, trainer, held_out) })
    }

    /// A run with nothing to report, and its images and network as they are in the trainer.
    fn paused(id: u32, settings: RunSettings, trainer: Trainer, held_out: Images) -> Self {
        Self {
            id,
            images: trainer.image_count() as u32,
            fingerprint: 0,
            first_look: held_out.take(0),
            held_out,
            phase: Phase::Paused,
            pace: Pace::default(),
            recent: VecDeque::new(),
            untrained: LossTerms { reconstruction: 0.0, kl: 0.0 },
            evaluating: None,
            measured: false,
            steps: 0,
            unreported: Vec::new(),
            evaluations: Vec::new(),
            speed: 0.0,
            history: History { beta: vec![(0, settings.beta)], ..History::default() },
            keep: Keep::default(),
            moments: Moments::default(),
            taking: None,
            settings,
            trainer,
        }
    }

    pub fn id(&self) -> u32 {
        self.id
    }

    pub fn model(&self) -> &Vae {
        self.trainer.model()
    }

    /// As they are now: some change while it trains.
    pub fn settings(&self) -> &RunSettings {
        &self.settings
    }

    /// Batches done, in epochs.
    pub fn epoch(&self) -> f32 {
        self.epoch_of(self.trainer.step_count())
    }

    /// So many batches, in epochs.
    pub fn epoch_of(&self, step: u64) -> f32 {
        step as f32 / self.trainer.batches_per_epoch() as f32
    }

    pub fn is_training(&self) -> bool {
        self.phase == Phase::Training
    }

    /// It trains, or something that was begun is not yet done.
    pub fn is_learning(&self) -> bool {
        self.is_training() || self.evaluating.is_some() || self.steps > 0
    }

    /// There is a unit to do: it learns, or rests and is not kept yet.
    pub fn is_busy(&self) -> bool {
        self.is_learning() || self.taking.is_some() || self.is_being_kept() || self.is_unkept()
    }

    /// The network was evaluated once, so that there are numbers to report.
    pub fn is_measured(&self) -> bool {
        self.measured
    }

    /// There are batches that were not reported.
    pub fn has_news(&self) -> bool {
        !self.unreported.is_empty()
    }

    /// Continues training; epochs beyond those set are added when all of them are done.
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
            self.trainer.abandon_step();
            // It is taken when the run goes on.
            self.taking = None;
        }
    }

    /// Nothing more is asked of it: what was begun is given up.
    pub fn rest(&mut self) {
        self.pause();
        (self.steps, self.evaluating, self.taking) = (0, None, None);
    }

    pub fn set_beta(&mut self, beta: f32) {
        self.settings.beta = beta;
        self.trainer.set_beta(beta);
        let step = self.trainer.step_count() as u32;
        self.history.beta.retain(|(since, _)| *since < step);
        if self.history.beta.last().is_none_or(|(_, last)| *last != beta) {
            self.history.beta.push((step, beta));
        }
    }

    pub fn set_learning_rate(&mut self, rate: f64) {
        self.settings.learning_rate = rate;
        self.trainer.set_learning_rate(rate);
    }

    pub fn set_epochs(&mut self, epochs: u32) {
        self.settings.epochs = epochs;
    }

    /// One batch and an evaluation, for the Step button.
    pub fn single_step(&mut self) {
        if !matches!(self.phase, Phase::Diverged { .. }) {
            self.phase = Phase::Paused;
            self.steps += 1;
        }
    }

    /// One unit. At the end of an epoch it evaluates; after the last one, or when it diverges, the run ends. True when there
    /// is something new to report: an evaluation, or an end.
    pub fn unit(&mut self) -> bool {
        let outcome = match self.evaluating.take() {
            Some(evaluating) => self.evaluate_some(evaluating),
            None if self.steps > 0 || self.is_training() => self.batch().map(|()| false),
            None => Ok(false),
        };
        outcome.unwrap_or_else(|error| {
            self.phase = Phase::Diverged { why: error.to_string() };
            self.steps = 0;
            true
        })
    }

    /// A batch, or a part of it.
    fn batch(&mut self) -> Result<(), TrainError> {
        let Some(terms) = units::trained(&mut self.trainer)? else { return Ok(()) };
        let terms = loss_terms(&terms);
        self.pace.batch_done(self.trainer.last_batch_size() as u32);
        self.unreported.push(terms);
        self.history.reconstruction.0.push(terms.reconstruction);
        self.history.kl.0.push(terms.kl);
        self.recent.push_back(terms);
        if self.recent.len() > self.trainer.batches_per_epoch() {
            self.recent.pop_front();
        }
        let single = self.steps > 0;
        self.steps = self.steps.saturating_sub(1);
        let epoch_ends = self.trainer.step_count().is_multiple_of(self.trainer.batches_per_epoch() as u64);
        if single || epoch_ends || self.trainer.step_count() >= self.last_step() {
            self.evaluating = Some(Evaluating::new(false));
        }
        Ok(())
    }

    /// True when the evaluation is whole.
    fn evaluate_some(&mut self, mut evaluating: Evaluating) -> Result<bool, TrainError> {
        let images = if evaluating.first_look { &self.first_look } else { &self.held_out };
        if evaluating.some(self.trainer.model(), images, self.settings.seed)? {
            self.evaluating = Some(evaluating);
            return Ok(false);
        }
        if evaluating.first_look {
            (self.untrained, _) = evaluating.means();
            self.first_look = self.first_look.take(0);
            self.evaluating = Some(Evaluating::new(false));
            return Ok(false);
        }
        let step = self.trainer.step_count();
        self.measured = true;
        let point = evaluating.point(step as u32);
        self.history.held_out.push(point.clone());
        self.evaluations.push(point);
        if self.is_training() && step >= self.last_step() {
            self.phase = Phase::Finished;
        }
        self.taking = self.lacks_moment().then(|| Taking::evaluated(evaluating.into_codes()));
        Ok(true)
    }

    fn last_step(&self) -> u64 {
        u64::from(self.settings.epochs) * self.trainer.batches_per_epoch() as u64
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

fn loss_terms(terms: &Terms) -> LossTerms {
    LossTerms { reconstruction: terms.reconstruction, kl: terms.kl }
}
