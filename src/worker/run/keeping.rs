//! A run kept, and taken up again where it was: when it is due, what is written of it, and a run made of that.

use std::collections::VecDeque;
use std::sync::Arc;

use super::moments::{self, Moments};
use super::{Run, architecture};
use crate::data::Images;
use crate::latent::grid;
use crate::model::{ModelError, Vae};
use crate::protocol::galaxies::Choice;
use crate::protocol::shelf::{Codes, Record, Tiles};
use crate::protocol::{Bytes, Floats, LossTerms, Phase, Progress};
use crate::train::{TrainError, Trainer};
use crate::worker::posteriors::Posteriors;
use crate::worker::units;

/// A run that trains is kept at the ends of epochs, ms apart at least: what a reload can lose. A network of more than so many
/// bytes, with its optimizer, is kept the more rarely the larger it is.
const AT_LEAST: f64 = 5000.0;
const MANY_BYTES: f64 = 8e6;
/// Tiles a side of the picture of a manifold, of small images and of large ones.
const TILES: usize = 10;
const FEW_TILES: usize = 6;
/// Values of an image that is large.
const LARGE: usize = 1500;
/// The quantiles of the prior at the outermost tiles.
const QUANTILES: (f64, f64) = (0.01, 0.99);

/// Whether a run is kept as it is now.
#[derive(Default)]
pub(super) struct Keep {
    /// Someone takes what is kept.
    wanted: bool,
    /// Batches done when it was kept last, and the time, ms.
    step: Option<u64>,
    at: Option<f64>,
    under_way: Option<Keeping>,
}

/// What of it is shown on the shelf, made a piece at a time while nothing is learned.
#[derive(Default)]
struct Keeping {
    codes: Posteriors,
    pixels: Vec<u8>,
}

impl Run {
    /// Has it kept from now on, and moments with `shown` images on its scatter: someone takes what is made for that.
    pub fn want_kept(&mut self, shown: usize) {
        self.keep.wanted = true;
        if self.moments.most() == 0 {
            self.moments = Moments::of(self.trainer.model().architecture(), shown);
        }
    }

    /// It is to be kept, has reached an epoch, and rests at a batch at which it was not kept.
    pub fn is_unkept(&self) -> bool {
        self.keep.wanted
            && !self.is_learning()
            && self.taking.is_none()
            && self.reached_an_epoch()
            && self.keep.step != Some(self.trainer.step_count())
    }

    pub fn is_being_kept(&self) -> bool {
        self.keep.under_way.is_some()
    }

    fn reached_an_epoch(&self) -> bool {
        self.measured && self.trainer.step_count() >= self.trainer.batches_per_epoch() as u64
    }

    /// `evaluated`: it has just come to the end of an epoch.
    pub fn keep_if_due(&mut self, now: f64, evaluated: bool) {
        // A parameter and its two moments, four bytes each.
        let apart = AT_LEAST * (12.0 * self.trainer.model().parameters() as f64 / MANY_BYTES).max(1.0);
        let due = self.keep.at.is_none_or(|at| now - at >= apart);
        if self.keep.wanted && evaluated && due && self.is_training() && self.reached_an_epoch() {
            (self.keep.under_way, self.keep.at) = (Some(Keeping::default()), Some(now));
        }
    }

    /// A piece of what is to be kept; the record and the trainer's state when it is whole. `shown` are the images on its
    /// scatter, `choice` those of the notebook.
    pub fn keep_some(
        &mut self,
        shown: &Images,
        choice: Option<Choice>,
    ) -> Result<Option<(Record, Vec<u8>)>, TrainError> {
        let mut keeping = self.keep.under_way.take().unwrap_or_default();
        let taken = self.moments.latest().filter(|moment| u64::from(moment.step) == self.trainer.step_count());
        if let Some(moment) = taken.filter(|_| !keeping.codes.has_begun()) {
            keeping.codes = Posteriors::known(moment.mu.0.clone(), moment.logvar.0.clone(), shown.len());
        }
        if !self.is_training() {
            self.keep.step = Some(self.trainer.step_count());
        }
        let model = self.trainer.model();
        let more = if keeping.codes.done() < shown.len() {
            keeping.codes.some(model, shown)?;
            true
        } else {
            keeping.tiles(model)?
        };
        if more {
            self.keep.under_way = Some(keeping);
            return Ok(None);
        }
        self.keep.step = Some(self.trainer.step_count());
        let state = self.trainer.save()?;
        // They are most of the bytes: while it trains, what a reload can lose is kept without them.
        let state = if self.is_training() { state } else { self.moments.behind(state)? };
        Ok(Some((self.record(keeping, shown, choice), state)))
    }

    fn record(&self, keeping: Keeping, shown: &Images, choice: Option<Choice>) -> Record {
        let (shape, latent) = (shown.shape, self.trainer.model().architecture().latent);
        let mut settings = self.settings.clone();
        if choice.is_some() {
            // The notebook wants as many as there are, at first without knowing how many.
            settings.images = self.images;
        }
        Record {
            settings,
            choice,
            images: self.images,
            fingerprint: self.fingerprint,
            batches_per_epoch: self.trainer.batches_per_epoch() as u32,
            parameters: self.trainer.model().parameters() as u32,
            step: self.trainer.step_count() as u32,
            phase: self.phase.clone(),
            training: self.training_mean(),
            history: self.history.clone(),
            codes: Codes { latent: latent as u32, mu: Floats(keeping.codes.mu), labels: Bytes(shown.labels.clone()) },
            tiles: Tiles {
                columns: side(shape.pixels()) as u32,
                shape: [shape.height as u32, shape.width as u32, shape.channels as u32],
                pixels: Bytes(keeping.pixels),
            },
        }
    }

    /// The run of a record and of its trainer's state, paused where it was kept, with `shown` images on its scatter.
    ///
    /// # Errors
    /// If the two do not belong together, or to these images.
    pub fn resume(
        id: u32,
        record: Record,
        state: &[u8],
        training: &Images,
        held_out: &Images,
        shown: usize,
    ) -> Result<Self, TrainError> {
        let settings = record.settings;
        let kept = training.filter_labels(settings.digits).take(settings.images as usize);
        if fingerprint(&kept) != record.fingerprint {
            return Err(TrainError::Unfit("it was trained on other images"));
        }
        let expected = architecture(&settings, &kept);
        let (state, earlier) = moments::split(state)?;
        let trainer = Trainer::resume(state, Arc::new(kept))?;
        let fits = *trainer.model().architecture() == expected
            && trainer.step_count() == u64::from(record.step)
            && trainer.batches_per_epoch() == record.batches_per_epoch as usize;
        if !fits {
            return Err(TrainError::Unfit("its settings and its network differ"));
        }
        let mut moments = Moments::of(&expected, shown);
        moments.read(earlier, &expected, shown)?;
        let (step, held_out) = (trainer.step_count(), held_out.filter_labels(settings.digits));
        let mut run = Self::paused(id, settings, trainer, held_out);
        (run.measured, run.fingerprint) = (true, record.fingerprint);
        run.recent = recent(&record.history.reconstruction, &record.history.kl, record.batches_per_epoch as usize);
        run.history = record.history;
        run.moments = moments;
        run.keep.step = Some(step);
        Ok(run)
    }

    /// All that a run which was taken up again has done, a report for each β; of a fresh run nothing.
    pub fn replay(&mut self, now: f64) -> Vec<Progress> {
        let history = &self.history;
        if history.reconstruction.0.is_empty() {
            return Vec::new();
        }
        let ends = history.beta.iter().skip(1).map(|(step, _)| *step).chain([u32::MAX]);
        let spans: Vec<(u32, u32, f32)> =
            history.beta.iter().zip(ends).map(|((from, beta), to)| (*from, to, *beta)).collect();
        let now = self.progress(now);
        let step = now.step;
        let part = |(from, to, beta): (u32, u32, f32)| {
            let (to, last) = (to.min(step), to >= step);
            let batches = from as usize..to as usize;
            let within = |point: &u32| (*point > from || from == 0) && *point <= to;
            Progress {
                step: to,
                beta,
                batch_reconstruction: Floats(self.history.reconstruction.0[batches.clone()].to_vec()),
                batch_kl: Floats(self.history.kl.0[batches].to_vec()),
                held_out: self.history.held_out.iter().filter(|point| within(&point.step)).cloned().collect(),
                phase: if last { now.phase.clone() } else { Phase::Paused },
                ..now.clone()
            }
        };
        spans.into_iter().map(part).collect()
    }
}

impl Keeping {
    /// Decodes as many tiles more as one unit takes; true while there are more.
    fn tiles(&mut self, model: &Vae) -> Result<bool, ModelError> {
        let architecture = model.architecture();
        let (latent, pixels) = (architecture.latent, architecture.input.pixels());
        let axis = grid::inverse_cdf_axis(side(pixels), QUANTILES.0, QUANTILES.1);
        let vertical = if latent > 1 { axis.clone() } else { vec![0.0] };
        let z = grid::rows(&axis, &vertical, (0, 1), &vec![0.0; latent]);
        let done = self.pixels.len() / pixels * latent;
        let end = z.len().min(done + units::decoded(architecture) * latent);
        self.pixels.extend(model.decoder().decode_pixels(&z[done..end])?);
        Ok(end < z.len())
    }
}

fn side(pixels: usize) -> usize {
    if pixels > LARGE { FEW_TILES } else { TILES }
}

/// The last epoch's batches.
fn recent(reconstruction: &Floats, kl: &Floats, batches: usize) -> VecDeque<LossTerms> {
    let terms = reconstruction
        .0
        .iter()
        .zip(&kl.0)
        .map(|(reconstruction, kl)| LossTerms { reconstruction: *reconstruction, kl: *kl });
    terms.skip(kl.0.len().saturating_sub(batches)).collect()
}

/// Tells images from others: a run that goes on must see those that it was trained on. Eight bytes at a time, since a run may
/// have 47 million.
pub(super) fn fingerprint(images: &Images) -> u64 {
    const START: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0100_0000_01b3;
    let mix = |hash: u64, word: u64| (hash ^ word).wrapping_mul(PRIME).rotate_left(29);
    let (words, rest) = images.pixels.as_chunks::<8>();
    let hash = words.iter().fold(mix(START, images.len() as u64), |hash, word| mix(hash, u64::from_le_bytes(*word)));
    rest.iter().fold(hash, |hash, byte| mix(hash, u64::from(*byte)))
}
