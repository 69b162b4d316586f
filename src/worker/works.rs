//! The one list of what a worker does for chapters.
//!
//! A chapter that needs a worker writes a [`Work`] and puts it into this list; its messages are a variant of the protocol's
//! `Command` and `Event`. No other file of the worker knows it.

use super::autoencoder::Autoencoder;
use super::galaxies::Desk;
use super::latent::LatentSpace;
use super::representation::Representation;
use super::som::Maps;
use super::vae::VaeWork;
use super::work::Work;

/// All work for chapters. Where several have some, they take turns in this order.
pub fn all() -> Vec<Box<dyn Work>> {
    vec![
        Box::<Maps>::default(),
        Box::<Desk>::default(),
        Box::<LatentSpace>::default(),
        Box::<VaeWork>::default(),
        Box::<Autoencoder>::default(),
        Box::<Representation>::default(),
    ]
}
