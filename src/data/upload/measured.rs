//! What is measured of the images of an upload: of their linear values, before any stretch.

use super::kept::Kept;
use crate::data::measure::Measure;

/// Lengths of a stamp are given in pixels of one with this side, whatever its own.
const STAMP_SIDE: f32 = 32.0;

/// The measures of one image.
#[derive(Clone, Debug, PartialEq)]
pub struct Measured {
    /// In pixels of a stamp of 32 × 32, and in pixels of the file.
    pub stamp: Vec<Measure>,
    pub file: Vec<Measure>,
    /// What stood in the way, in words; empty if nothing did.
    pub flags: String,
}

impl Measured {
    pub fn of(image: &Kept) -> Self {
        let found = image.found();
        Self {
            stamp: found.measures(STAMP_SIDE / image.side() as f32),
            file: found.measures(image.scale()),
            flags: found.flags.words(),
        }
    }
}
