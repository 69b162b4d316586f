//! The trainer: owns a network, its optimizer and its place in the shuffled images.

use std::sync::Arc;

use candle_core::{Tensor, Var};

use super::TrainError;
use super::adam::Adam;
use super::good::Good;
use crate::data::{Images, augment};
use crate::model::{Architecture, ModelError, Terms, Vae, loss};
use crate::rng::Rng;

/// The settings of a run besides its network and its images.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hyper {
    /// Images per step.
    pub batch: usize,
    pub learning_rate: f64,
    /// Weight of the KL term.
    pub beta: f32,
    /// Of the network's first weights, the shuffles and ε.
    pub seed: u64,
}

/// A run of training.
pub struct Trainer {
    pub(super) hyper: Hyper,
    pub(super) weight_decay: f64,
    pub(super) input_dropout: f32,
    pub(super) augmentation: bool,
    pub(super) step: u64,
    pub(super) vae: Vae,
    pub(super) parameters: Vec<Var>,
    pub(super) adam: Adam,
    pub(super) good: Good,
    images: Arc<Images>,
    rng: Rng,
    /// The order of the images in the epoch of this number.
    order: Option<(u64, Vec<u32>)>,
    /// A step that is partly done.
    under_way: Option<UnderWay>,
}

/// A step in progress, with the settings that it began with.
enum UnderWay {
    Measured(Measured, Hyper),
    Differentiated(Terms, Hyper),
}

impl Trainer {
    /// A fresh network, drawn from the seed.
    ///
    /// # Errors
    /// If there are no images or they do not fit the network, a setting is out of range, or the architecture cannot be built.
    pub fn new(architecture: &Architecture, hyper: Hyper, images: Arc<Images>) -> Result<Self, TrainError> {
        let vae = Vae::new(architecture, &Rng::new(hyper.seed).split("parameters", 0))?;
        let adam = Adam::new(&parameters(&vae));
        Self::assemble(vae, hyper, adam, Good::new(None), images)
    }

    pub(super) fn assemble(
        vae: Vae,
        mut hyper: Hyper,
        adam: Adam,
        good: Good,
        images: Arc<Images>,
    ) -> Result<Self, TrainError> {
        if images.is_empty() {
            return Err(TrainError::NoImages);
        }
        if images.shape.pixels() != vae.architecture().input.pixels() {
            let (expected, found) = (vae.architecture().input.pixels(), images.shape.pixels());
            return Err(ModelError::Input { expected, found }.into());
        }
        if hyper.batch == 0 {
            return Err(TrainError::Settings("a batch needs at least one image"));
        }
        if !hyper.beta.is_finite() || !hyper.learning_rate.is_finite() {
            return Err(TrainError::Settings("β and the learning rate must be numbers"));
        }
        hyper.batch = hyper.batch.min(images.len());
        let rng = Rng::new(hyper.seed);
        Ok(Self {
            hyper,
            weight_decay: 0.0,
            input_dropout: 0.0,
            augmentation: false,
            step: 0,
            parameters: parameters(&vae),
            vae,
            adam,
            good,
            images,
            rng,
            order: None,
            under_way: None,
        })
    }

    /// One batch: forward, backward, one update of Adam. Returns the batch's terms before the update.
    ///
    /// An epoch is every image once in a fresh order, except those at its end that do not fill a batch.
    ///
    /// # Errors
    /// A run that diverges returns [`TrainError::Diverged`] and is back at its last good parameters.
    pub fn step(&mut self) -> Result<Terms, TrainError> {
        loop {
            if let Some(terms) = self.part()? {
                return Ok(terms);
            }
        }
    }

    /// [`Self::step`] in three parts, for callers that must not block: forward, backward, and the update, which
    /// returns the terms. Between them the network is as it was before the step.
    ///
    /// # Errors
    /// As [`Self::step`].
    pub fn part(&mut self) -> Result<Option<Terms>, TrainError> {
        let hyper = self.hyper;
        self.under_way = Some(match self.under_way.take() {
            None => {
                let x = self.batch()?; // [batch, pixels]
                let seen = self.seen(&x)?; // [batch, pixels]
                let mut noise = self.rng.split("epsilon", self.step);
                UnderWay::Measured(Measured::new(&self.vae, &seen, &x, &mut noise, hyper.beta)?, hyper)
            }
            Some(UnderWay::Measured(measured, hyper)) => {
                measured.objective.backward()?;
                UnderWay::Differentiated(measured.terms, hyper)
            }
            Some(UnderWay::Differentiated(terms, hyper)) => return self.update(terms, hyper).map(Some),
        });
        Ok(None)
    }

    /// Discards the parts of an incomplete step: the next one starts over with the same images.
    pub fn abandon_step(&mut self) {
        self.under_way = None;
    }

    fn update(&mut self, terms: Terms, hyper: Hyper) -> Result<Terms, TrainError> {
        let objective = terms.reconstruction + hyper.beta * terms.kl;
        if let Some(what) = self.good.judge(self.step, terms.reconstruction, objective, &self.parameters, &self.adam)? {
            return self.diverged(what);
        }
        let largest = self.adam.update(&self.vae, hyper.learning_rate, self.weight_decay)?;
        if let Some(what) = Good::judge_parameters(largest) {
            return self.diverged(what);
        }
        self.step += 1;
        Ok(terms)
    }

    fn diverged(&mut self, what: &'static str) -> Result<Terms, TrainError> {
        self.good.restore(&self.parameters, &mut self.adam)?;
        Err(TrainError::Diverged { step: self.step + 1, what })
    }

    /// The images of the current step, `[batch, pixels]`.
    fn batch(&mut self) -> Result<Tensor, TrainError> {
        let batches = self.batches_per_epoch() as u64;
        let (epoch, place) = (self.step / batches, (self.step % batches) as usize);
        let order = match self.order.take() {
            Some((number, order)) if number == epoch => order,
            _ => self.rng.split("order", epoch).permutation(self.images.len()),
        };
        let start = place * self.hyper.batch;
        let mut pixels = Vec::with_capacity(self.hyper.batch * self.images.shape.pixels());
        let chosen = order[start..start + self.hyper.batch].iter().map(|&index| index as usize);
        self.images.gather(chosen, &mut pixels);
        if self.augmentation {
            let (shape, mut rng) = (self.images.shape, self.rng.split("symmetry", self.step));
            for image in pixels.chunks_exact_mut(shape.pixels()) {
                augment::transform(image, shape, rng.below(augment::SYMMETRIES));
            }
        }
        self.order = Some((epoch, order));
        Ok(self.vae.tensor(pixels)?)
    }

    /// What the encoder sees of the images, `[batch, pixels]` both.
    fn seen(&self, x: &Tensor) -> Result<Tensor, TrainError> {
        if self.input_dropout == 0.0 {
            return Ok(x.clone());
        }
        let mut rng = self.rng.split("dropout", self.step);
        let scale = 1.0 / (1.0 - self.input_dropout);
        let mut pixels = x.flatten_all()?.to_vec1::<f32>()?;
        for pixel in &mut pixels {
            *pixel *= if rng.uniform() < self.input_dropout { 0.0 } else { scale };
        }
        Ok(self.vae.tensor(pixels)?)
    }

    pub fn model(&self) -> &Vae {
        &self.vae
    }

    pub fn hyper(&self) -> Hyper {
        self.hyper
    }

    /// Batches done.
    pub fn step_count(&self) -> u64 {
        self.step
    }

    pub fn batches_per_epoch(&self) -> usize {
        self.images.len() / self.hyper.batch
    }

    /// Images to train on.
    pub fn image_count(&self) -> usize {
        self.images.len()
    }

    /// Images in a batch: the batch size, or all images if they are fewer.
    pub fn last_batch_size(&self) -> usize {
        self.hyper.batch
    }

    /// Takes effect on the next step.
    pub fn set_beta(&mut self, beta: f32) {
        self.hyper.beta = beta;
    }

    /// Takes effect on the next step.
    pub fn set_learning_rate(&mut self, learning_rate: f64) {
        self.hyper.learning_rate = learning_rate;
    }

    /// Decoupled decay of the weights, per unit of learning rate; 0 at first. Takes effect on the next step.
    pub fn set_weight_decay(&mut self, weight_decay: f64) {
        self.weight_decay = weight_decay;
    }

    /// Whether each image of a batch is turned and mirrored by a symmetry of the square, drawn afresh; not at first. Images
    /// that are not square stay as they are. Takes effect on the next step.
    pub fn set_augmentation(&mut self, augmentation: bool) {
        self.augmentation = augmentation;
    }

    /// Share of the pixels that the encoder does not see in training (the others are scaled up to compensate); 0 at
    /// first. What is to be reconstructed is always the whole image. Takes effect on the next step.
    pub fn set_input_dropout(&mut self, share: f32) {
        self.input_dropout = share.clamp(0.0, 0.99);
    }
}

/// A forward pass: numbers for display, and the objective for the backward pass.
pub(super) struct Measured {
    terms: Terms,
    pub objective: Tensor,
}

impl Measured {
    /// `seen` goes in, `x` is to be reconstructed, both `[batch, pixels]`.
    pub fn new(vae: &Vae, seen: &Tensor, x: &Tensor, rng: &mut Rng, beta: f32) -> Result<Self, ModelError> {
        let posterior = vae.encode(seen)?;
        let z = posterior.sample(posterior.noise(rng))?; // [batch, latent]
        let logits = vae.decode_logits(&z)?; // [batch, pixels]
        let reconstruction = loss::reconstruction(vae.architecture().likelihood, &logits, x)?; // []
        let kl = loss::kl(&posterior)?; // []
        let terms = Terms {
            reconstruction: reconstruction.to_scalar()?,
            kl: kl.to_scalar()?,
            kl_per_dimension: loss::kl_per_dimension(&posterior)?,
        };
        Ok(Self { terms, objective: (reconstruction + (kl * f64::from(beta))?)? })
    }
}

fn parameters(vae: &Vae) -> Vec<Var> {
    vae.named_parameters().into_iter().map(|(_, parameter)| parameter.clone()).collect()
}
