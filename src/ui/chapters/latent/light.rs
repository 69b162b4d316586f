//! First light: the hero draws with the page's own small decoder, a few milliseconds at a time, until the worker has the network.
//! Whether that is so, its owner knows.

use std::cell::RefCell;
use std::rc::Rc;

use super::hero::Hero;
use crate::data::Shape;
use crate::latent::small_decoder::SmallDecoder;
use crate::ui::dom::{self, PageError};

/// The page's thread draws for no longer than this at once, in ms, and one tile.
const PIECE: f64 = 6.0;

#[derive(Default)]
pub struct Light {
    decoder: RefCell<Option<Rc<SmallDecoder>>>,
    /// The hero's tiles so far.
    pixels: RefCell<Vec<u8>>,
}

impl Light {
    /// It can draw from now on. A decoder of other pictures than the hero's is not taken.
    pub fn set(&self, decoder: SmallDecoder) {
        if (decoder.latent(), decoder.pixels()) == (2, Shape::DIGIT.pixels()) {
            self.decoder.replace(Some(Rc::new(decoder)));
        }
    }

    /// Draws the digit at `z`, if it can.
    pub fn show_digit(&self, hero: &Hero, z: &[f32]) -> Result<(), PageError> {
        let decoder = self.decoder.borrow().clone();
        decoder.map_or(Ok(()), |decoder| hero.show_digit(z, &decoder.decode_pixels(z), Shape::DIGIT))
    }

    /// Decodes some more of the hero's tiles, and shows them once all are there: then there is nothing more to do, and false.
    pub fn show_some(&self, hero: &Hero) -> bool {
        let Some(decoder) = self.decoder.borrow().clone() else { return false };
        let began = dom::now();
        let points = hero.points();
        let mut pixels = self.pixels.borrow_mut();
        for z in points.chunks_exact(decoder.latent()).skip(pixels.len() / decoder.pixels()) {
            pixels.extend(decoder.decode_pixels(z));
            if dom::now() - began > PIECE {
                return true;
            }
        }
        hero.show_grid(&pixels, Shape::DIGIT);
        false
    }

    /// The worker draws from now on: what was kept goes.
    pub fn end(&self) {
        self.decoder.take();
        self.pixels.take();
    }
}
