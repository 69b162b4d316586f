//! A run as the shelf keeps it: what defines it, what came of it and how it looks. Its network and optimizer are bytes of
//! their own beside it (`train`), of which this knows nothing.
//!
//! The bytes of a record name their format, so that another program's, or those of a later version, are refused in words.

use serde::{Deserialize, Serialize};

use super::galaxies::Choice;
use super::{Bytes, Floats, HeldOutPoint, LossTerms, Phase};
use crate::settings::RunSettings;

/// The first bytes of every record; what follows is the version, little-endian.
const FORMAT: &[u8; 14] = b"latent-lab run";
/// Raised whenever [`Record`] changes.
const VERSION: u16 = 2;

/// A worker's run, to be kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    pub run: u32,
    /// The bytes of [`Record::encode`].
    pub record: Bytes,
    /// The network and its optimizer; on the way to the page they cross beside the message, and this is empty.
    pub state: Bytes,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// As they were last; β as it was at first is in the history.
    pub settings: RunSettings,
    /// The notebook's images; none of a run on digits.
    pub choice: Option<Choice>,
    /// Training images, after the digits to keep.
    pub images: u32,
    /// Of their pixels: it goes on with these only.
    pub fingerprint: u64,
    pub batches_per_epoch: u32,
    pub parameters: u32,
    /// Batches done.
    pub step: u32,
    pub phase: Phase,
    /// Mean over the last epoch's worth of batches.
    pub training: LossTerms,
    pub history: History,
    pub codes: Codes,
    pub tiles: Tiles,
}

/// A run's losses, nats per image.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct History {
    /// Batch number `i + 1` is entry `i`.
    pub reconstruction: Floats,
    pub kl: Floats,
    pub held_out: Vec<HeldOutPoint>,
    /// β from so many batches on; the first from 0 on.
    pub beta: Vec<(u32, f32)>,
}

/// Where the held-out images lie.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Codes {
    pub latent: u32,
    /// Posterior means `[images, latent]`.
    pub mu: Floats,
    /// One a held-out image.
    pub labels: Bytes,
}

/// The decoder's means on a grid of z: the first two dimensions, all others at 0, the first row at the top.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Tiles {
    pub columns: u32,
    /// Height, width, channels of each.
    pub shape: [u32; 3],
    /// `[rows, columns, height, width, channels]`.
    pub pixels: Bytes,
}

/// Why bytes are no record that can be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    #[error("it is not a run of this page")]
    Foreign,
    #[error("it was kept by another version of this page (format {0}, here {VERSION})")]
    Version(u16),
    #[error("it is damaged")]
    Damaged,
}

impl Record {
    /// # Errors
    /// [`RecordError::Damaged`] if it cannot be written.
    pub fn encode(&self) -> Result<Vec<u8>, RecordError> {
        encode(self)
    }

    /// # Errors
    /// If the bytes are of another program, another version, or do not hold together.
    pub fn decode(bytes: &[u8]) -> Result<Self, RecordError> {
        let record: Self = decode(bytes)?;
        record.holds_together().then_some(record).ok_or(RecordError::Damaged)
    }

    /// Batches done, in epochs.
    pub fn epoch(&self) -> f32 {
        self.step as f32 / self.batches_per_epoch.max(1) as f32
    }

    /// The last evaluation.
    pub fn held_out(&self) -> Option<&HeldOutPoint> {
        self.history.held_out.last()
    }

    fn holds_together(&self) -> bool {
        let (history, codes, tiles) = (&self.history, &self.codes, &self.tiles);
        let [height, width, channels] = tiles.shape.map(u64::from);
        let tile = height.saturating_mul(width).saturating_mul(channels);
        history.reconstruction.0.len() == self.step as usize
            && history.kl.0.len() == self.step as usize
            && history.beta.first().is_some_and(|(step, _)| *step == 0)
            && history.beta.windows(2).all(|pair| pair[0].0 < pair[1].0)
            && history.beta.iter().all(|(step, _)| *step <= self.step)
            && codes.mu.0.len() as u64 == u64::from(codes.latent) * codes.labels.0.len() as u64
            && codes.latent > 0
            && self.batches_per_epoch > 0
            && tile.saturating_mul(u64::from(tiles.columns)) > 0
            && (tiles.pixels.0.len() as u64).is_multiple_of(tile.saturating_mul(u64::from(tiles.columns)))
    }
}

/// Plain data as bytes that name their format.
pub(crate) fn encode<T: Serialize>(what: &T) -> Result<Vec<u8>, RecordError> {
    let mut bytes = FORMAT.to_vec();
    bytes.extend(VERSION.to_le_bytes());
    postcard::to_extend(what, bytes).map_err(|_| RecordError::Damaged)
}

/// What is in the bytes of [`encode`], to the last.
pub(crate) fn decode<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Result<T, RecordError> {
    let rest = bytes.strip_prefix(FORMAT).ok_or(RecordError::Foreign)?;
    let (version, rest) = rest.split_first_chunk().ok_or(RecordError::Damaged)?;
    match u16::from_le_bytes(*version) {
        VERSION => {}
        other => return Err(RecordError::Version(other)),
    }
    match postcard::take_from_bytes(rest) {
        Ok((what, [])) => Ok(what),
        _ => Err(RecordError::Damaged),
    }
}
