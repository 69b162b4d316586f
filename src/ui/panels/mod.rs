//! Figures, with their controls and readings, that more than one chapter has.
//!
//! They must not know the chapters; each is told which elements of the page are its own.

pub mod digit_at;
pub mod plane;
pub mod readings;
pub mod scatter_panel;
