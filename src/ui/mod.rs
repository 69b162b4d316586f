//! The page: its state, the workers it talks to, its controls and figures.
//!
//! The pure parts compile natively and are tested there; all that touches the browser is wasm only. Nothing here names
//! candle: the page's program stays small and paints while the worker's program loads.

#[cfg(target_arch = "wasm32")]
mod address;
#[cfg(target_arch = "wasm32")]
mod chapters;
#[cfg(target_arch = "wasm32")]
mod client;
pub mod colour;
pub mod colouring;
#[cfg(target_arch = "wasm32")]
mod controls;
pub mod dimensions;
#[cfg(target_arch = "wasm32")]
pub mod dom;
#[cfg(target_arch = "wasm32")]
pub mod figures;
#[cfg(target_arch = "wasm32")]
mod near;
#[cfg(target_arch = "wasm32")]
mod news;
#[cfg(target_arch = "wasm32")]
mod page;
#[cfg(target_arch = "wasm32")]
mod panels;
#[cfg(target_arch = "wasm32")]
mod panic;
pub mod plot;
#[cfg(target_arch = "wasm32")]
mod programs;
pub mod run;
pub mod series;
pub mod shelf;
pub mod spoken;
pub mod state;
#[cfg(target_arch = "wasm32")]
pub mod theme;
pub mod turn;
#[cfg(target_arch = "wasm32")]
mod waits;
#[cfg(target_arch = "wasm32")]
mod weak;
pub mod words;

#[cfg(target_arch = "wasm32")]
pub use programs::{start, start_lecture};
