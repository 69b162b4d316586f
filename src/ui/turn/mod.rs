//! Who trains: one figure of the page at a time, so that two never fight for the machine.
//!
//! [`rules`] says whose turn it is and is plain; [`Turn`] is one who takes turns. The page's two programs share no memory, so
//! each wish crosses as an event of the window, and everyone comes to the same end by the same rules: there is no one in
//! the middle who could be missing or die.

pub mod rules;

#[cfg(target_arch = "wasm32")]
mod contender;

#[cfg(target_arch = "wasm32")]
pub use contender::Turn;
pub use rules::Contestant;
