//! Who trains: one chapter of the page at a time, so that no two compete for the machine.
//!
//! [`rules`] decides whose turn it is, on plain data; `Turn` is a chapter's part in it. The page's two programs share no
//! memory, so each wish crosses as an event of the window, and everyone arrives at the same decision by the same rules: there is
//! no arbiter that could be missing or crash. It must not know who the contestants are.

pub mod rules;

#[cfg(target_arch = "wasm32")]
mod contender;

#[cfg(target_arch = "wasm32")]
pub use contender::Turn;
pub use rules::Contestant;
