//! Figures, with their controls and readings, that more than one chapter has.
//!
//! They must not know the chapters; each is given the elements of the page that are its own.

pub mod bring;
pub mod digit_at;
pub mod dimension_choice;
pub mod plane;
pub mod readings;
pub mod scatter_panel;
pub mod scrub;
