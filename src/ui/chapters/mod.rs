//! The chapters: each wires its figures to what a worker says and to the page's state.
//!
//! A chapter knows the page's plumbing ([`super::page`]), the panels and the figures; it must not know another chapter, nor
//! which program it is in. None of them draws.

pub mod autoencoder;
pub mod galaxies;
pub mod hero;
pub mod lab;
pub mod latent;
pub mod representation;
pub mod som;
pub mod vae;
