//! The inner loops of a training step, over plain slices.
//!
//! What is not a matrix product is written in lanes of independent values and without branches, so that the compiler
//! turns it into SIMD instructions (simd128 in the browser, AVX natively) with no unsafe code. Nothing here knows tensors.

pub mod activation;
pub mod adam;
pub mod bernoulli;
mod dense;
pub mod elementary;
pub mod fixed;
pub mod gaussian;
pub mod multiply;
mod nonzero;
mod pack;
pub mod product;
mod sparse;
mod tile;
mod vector;
