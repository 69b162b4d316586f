//! The page's voice, for those who hear it: one polite live region, in which what changes elsewhere is said at a pace that can
//! be followed. `index.html` marks the lines that are said; nothing else needs to know of it.

pub mod pace;
#[cfg(target_arch = "wasm32")]
mod region;

#[cfg(target_arch = "wasm32")]
pub use region::start;
