//! What every figure draws with: canvases in layers, axes and rasters.
//!
//! `drawing`, `scale`, `decimate`, `index`, `geometry` and `raster` know nothing of the browser. Only `axes` and
//! `backend` know plotters, and only `surface`, `readback` and `frame` know canvases
//! and the browser's frames.

#[cfg(target_arch = "wasm32")]
pub mod axes;
#[cfg(target_arch = "wasm32")]
mod backend;
pub mod decimate;
pub mod drawing;
#[cfg(target_arch = "wasm32")]
mod frame;
pub mod geometry;
pub mod index;
pub mod raster;
#[cfg(target_arch = "wasm32")]
pub mod readback;
pub mod scale;
#[cfg(target_arch = "wasm32")]
pub mod surface;
