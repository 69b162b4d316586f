//! Data sets as values over bytes: what an image set is and how it is read. Knows no model, no browser and no file system.

pub mod augment;
pub mod drawing;
pub mod galaxies;
pub mod idx;
mod images;
pub mod measure;
pub mod morphology;
pub mod synthetic;

pub use images::{Images, Shape};
