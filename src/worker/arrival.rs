//! Files that were fetched, as what they are.

use crate::data::Images;
use crate::data::catalogue::Catalogue;
use crate::data::galaxies::GalaxySet;
use crate::model::{Decoder, Vae};
use crate::protocol::autoencoder::Twin;

pub enum Arrival {
    /// The decoder of weights that are still arriving.
    Decoder(Decoder),
    Network(Vae),
    Digits {
        training: Option<Images>,
        held_out: Images,
    },
    /// Training digits in which a drawing's neighbours are looked for.
    Neighbours(Images),
    Twin(Twin, Vae),
    Catalogue(Catalogue),
    /// The deep field's galaxies, by region: those to train on, those held out.
    Galaxies(Vec<GalaxySet>),
    Clothes {
        training: Images,
        held_out: Images,
    },
}
