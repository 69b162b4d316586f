//! The page's two programs. Each starts the chapters of its list as they come near, and knows none of them by name.
//!
//! In the first, [`app`] owns the state and hands every change to its chapters; [`place`] knows which chapter the person
//! is reading. The second, [`lecture`], is loaded later.

mod app;
mod lecture;
mod place;

pub use app::start;
pub use lecture::start as start_lecture;
