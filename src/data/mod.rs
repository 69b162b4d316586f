//! Data sets as values over bytes: what an image set is and how it is read. Knows no model, no browser and no file system.
//!
//! [`upload`] gathers a person's own files; the formats it reads have a module each.

pub mod augment;
pub mod bottleneck;
pub mod catalogue;
pub mod clothes;
pub mod count;
pub mod decode;
pub mod drawing;
pub mod field;
pub mod fits;
pub mod galaxies;
pub mod gzip;
pub mod idx;
mod images;
pub mod measure;
pub mod morphology;
pub mod npy;
pub mod number;
pub mod picture;
pub mod resample;
mod segment;
mod stack;
pub mod stretch;
pub mod synthetic;
pub mod table;
pub mod turn;
pub mod upload;
pub mod web_page;
pub mod zip;

pub use images::{Images, Shape, grey};
pub use stack::{Array, Stack, StackError};
