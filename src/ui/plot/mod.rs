//! What every figure draws with: canvases in layers, axes and rasters.
//!
//! `drawing`, `scale`, `decimate`, `index`, `geometry`, `glyph`, `size` and `raster` know nothing of the browser. Only `axes` and
//! `backend` know plotters, and only `paragraph`, `surface`, `layer`, `readback`, `room`, `place`, `screen` and `frame` know canvases, the screen
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
pub mod glyph;
pub mod index;
#[cfg(target_arch = "wasm32")]
mod layer;
pub mod paragraph;
#[cfg(target_arch = "wasm32")]
pub mod place;
pub mod raster;
#[cfg(target_arch = "wasm32")]
pub mod readback;
#[cfg(target_arch = "wasm32")]
pub mod room;
pub mod scale;
#[cfg(target_arch = "wasm32")]
mod screen;
pub mod size;
#[cfg(target_arch = "wasm32")]
pub mod surface;
