//! Why an image is passed over.

pub const SHORTEST_SIDE: usize = 4;

/// Why an image cannot be used.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum Unfit {
    #[error("it has {width} × {height} pixels; images need at least {} a side", SHORTEST_SIDE)]
    TooSmall { width: usize, height: usize },
    #[error("it has no finite pixel")]
    NothingMeasured,
    #[error("all its pixels have the same value")]
    NoContrast,
}
