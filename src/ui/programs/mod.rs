//! The page's two programs: which chapters each has, and what they share.
//!
//! In the first, [`app`] owns the state and hands every change to the chapters it concerns; the hero and the chapter on latent
//! space share a point of latent space ([`point`]). In the second, which is loaded later, [`lecture`] holds all other
//! chapters. Nothing else knows the chapters.

mod app;
mod lecture;
mod point;

pub use app::start;
pub use lecture::start as start_lecture;
