//! Moments of a run that one can look back at: what its figures and numbers show then. Their bytes go to the shelf behind those
//! of the trainer. When a moment is taken, `taking` says; how many are kept and which, `schedule`.

mod schedule;
mod taking;

use serde::{Deserialize, Serialize};

pub(super) use self::taking::Taking;
use crate::model::{Architecture, Decoder};
use crate::protocol::{Bytes, Floats, HeldOutPoint, LossTerms};
use crate::train::TrainError;

/// The first bytes of a state that has moments, then the version, and how long the trainer's part is. One without them is the
/// trainer's alone, and begins otherwise.
const FORMAT: &[u8; 18] = b"latent-lab moments";
/// Raised whenever [`Moment`] changes.
const VERSION: u16 = 1;

const DAMAGED: TrainError = TrainError::Unfit("its earlier moments are damaged");

/// A run as it was after some batches.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Moment {
    /// Batches done.
    pub step: u32,
    /// Mean over the last epoch's worth of batches.
    pub training: LossTerms,
    pub held_out: HeldOutPoint,
    /// Of the images on the scatter, `[images, latent]` each.
    pub mu: Floats,
    pub logvar: Floats,
    /// In 16 bits.
    pub decoder: Bytes,
}

/// In ascending order; empty if nobody wants any.
#[derive(Default)]
pub(super) struct Moments {
    kept: Vec<Moment>,
    most: usize,
}

impl Moments {
    /// For a network like this, with so many images on its scatter.
    pub fn of(architecture: &Architecture, images: usize) -> Self {
        let codes = 2 * size_of::<f32>() * architecture.latent * images;
        // The numbers, a KL for each dimension among them.
        let numbers = 64 + size_of::<f32>() * architecture.latent;
        Self { kept: Vec::new(), most: schedule::most(codes + numbers + Decoder::half_size(architecture)) }
    }

    pub fn most(&self) -> usize {
        self.most
    }

    pub fn steps(&self) -> Vec<u32> {
        self.kept.iter().map(|moment| moment.step).collect()
    }

    pub fn latest(&self) -> Option<&Moment> {
        self.kept.last()
    }

    /// The moment nearest to so many batches.
    pub fn near(&self, step: u32) -> Option<&Moment> {
        self.kept.iter().min_by_key(|moment| moment.step.abs_diff(step))
    }

    fn lacks(&self, step: u64, batches_per_epoch: u64) -> bool {
        let new = self.latest().is_none_or(|last| u64::from(last.step) < step);
        self.most > 0 && new && schedule::is_due(step, batches_per_epoch)
    }

    fn put(&mut self, moment: Moment) {
        self.kept.push(moment);
        if self.kept.len() > self.most
            && let Some(place) = schedule::dispensable(&self.steps())
        {
            self.kept.remove(place);
        }
    }

    /// Bytes of all, nearly.
    pub fn size(&self) -> usize {
        let codes = |moment: &Moment| size_of::<f32>() * (moment.mu.0.len() + moment.logvar.0.len());
        self.kept.iter().map(|moment| moment.decoder.0.len() + codes(moment)).sum()
    }

    /// The bytes of a trainer with these moments behind it.
    pub fn behind(&self, trainer: Vec<u8>) -> Result<Vec<u8>, TrainError> {
        if self.kept.is_empty() {
            return Ok(trainer);
        }
        let mut bytes = Vec::with_capacity(trainer.len() + self.size() + self.size() / 100 + 1024);
        bytes.extend(FORMAT);
        bytes.extend(VERSION.to_le_bytes());
        bytes.extend((trainer.len() as u64).to_le_bytes());
        bytes.extend(trainer);
        postcard::to_extend(&self.kept, bytes).map_err(|_| TrainError::Unfit("its earlier moments cannot be written"))
    }

    /// Takes the moments of a run that was kept, from the bytes that [`split`] found of them: none if it was kept without.
    ///
    /// # Errors
    /// If they are not of such a network with so many images.
    pub fn read(&mut self, bytes: &[u8], architecture: &Architecture, images: usize) -> Result<(), TrainError> {
        if bytes.is_empty() {
            return Ok(());
        }
        let Ok((kept, [])) = postcard::take_from_bytes::<Vec<Moment>>(bytes) else { return Err(DAMAGED) };
        let fits = |moment: &Moment| {
            let codes = architecture.latent * images;
            [moment.mu.0.len(), moment.logvar.0.len()] == [codes; 2]
                && moment.held_out.kl_per_dimension.0.len() == architecture.latent
                && moment.decoder.0.len() == Decoder::half_size(architecture)
        };
        let ascending = kept.windows(2).all(|pair| pair[0].step < pair[1].step);
        if !ascending || kept.len() > self.most || !kept.iter().all(fits) {
            return Err(TrainError::Unfit("its earlier moments are not of its network"));
        }
        self.kept = kept;
        Ok(())
    }
}

/// A state's two parts: the trainer's, and that of the moments behind it.
///
/// # Errors
/// If the moments are of another version.
pub(super) fn split(state: &[u8]) -> Result<(&[u8], &[u8]), TrainError> {
    let Some(rest) = state.strip_prefix(FORMAT) else { return Ok((state, &[])) };
    let (version, rest) = rest.split_first_chunk().ok_or(DAMAGED)?;
    if u16::from_le_bytes(*version) != VERSION {
        return Err(TrainError::Unfit("its earlier moments were kept by another version of this page"));
    }
    let (length, rest) = rest.split_first_chunk().ok_or(DAMAGED)?;
    let length = usize::try_from(u64::from_le_bytes(*length)).map_err(|_| DAMAGED)?;
    rest.split_at_checked(length).ok_or(DAMAGED)
}
