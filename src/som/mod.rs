//! The self-organizing map (Kohonen 1982, 1990): a sheet of cells that is drawn into the data until neighbours on the sheet
//! are neighbours in the data.
//!
//! Slices in, vectors out; rows are colours, pixels, anything of fixed length. Nothing here knows candle, the browser or
//! a clock, and all randomness comes from [`crate::rng`].
//!
//! - [`map`]: the sheet and its weights; the best-matching unit of a row
//! - [`start`]: the weights before the first step
//! - [`trainer`]: trains a map, one row a step
//! - [`quality`]: quantization and topographic error, U-matrix
//! - [`cells`]: what lies in each cell: hits, medians, spread
//! - [`redshift`]: photometric redshift by the map, and how good it is

pub mod cells;
pub mod map;
pub mod quality;
pub mod redshift;
pub mod start;
pub mod trainer;
