//! The self-organizing map (Kohonen 1982, 1990): a sheet of cells that is drawn into the data until neighbours on the sheet
//! are neighbours in the data.
//!
//! Slices in, vectors out; rows are colours, pixels, anything of fixed length. Nothing here knows candle, the browser or
//! a clock, and all randomness comes from [`crate::rng`].
//!
//! - [`lattice`]: the sheet of cells
//! - [`map`]: the weights of its cells
//! - [`neighbourhood`]: how far the cells around one of them are pulled
//! - [`search`]: the best-matching unit of a row
//! - [`start`]: the weights before the first step
//! - [`trainer`]: trains a map, one row per step
//! - [`evaluation`]: quantization and topographic error, and photometric redshifts, some rows at a time
//! - [`quality`]: the U-matrix
//! - [`cells`]: what lies in each cell: hits, medians, spread
//! - [`redshift`]: the accuracy of photometric redshifts

pub mod cells;
pub mod evaluation;
pub mod lattice;
pub mod map;
pub mod neighbourhood;
pub mod quality;
pub mod redshift;
pub mod search;
pub mod start;
pub mod trainer;
