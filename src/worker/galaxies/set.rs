//! Galaxy images as they came, and as they are prepared for a run.

use super::align::aligned;
use crate::data::{Images, Shape, resample};
use crate::protocol::galaxies::{Align, Choice};
use crate::protocol::{Floats, Property};
use crate::rng::Rng;
use crate::worker::prepared::{About, Everything, Prepared};

/// More galaxies than this are not drawn and not asked about one by one; they are trained on all the same.
const MOST_SHOWN: usize = 2000;
/// In sets that are not split by region, every nth image is held out.
const HELD_OUT_EVERY: usize = 5;

/// Images at the size they came in, and what is known of each.
pub struct Set {
    pub images: Images,
    pub held_out: Vec<bool>,
    pub properties: Vec<Property>,
    /// How many of the properties, from the first on, were not measured but said of the images.
    pub told: usize,
    /// How many of these are true factors.
    pub factors: u32,
    pub about: About,
}

impl Set {
    /// At the size and in the channels of `choice`.
    pub fn prepare(&self, choice: Choice) -> Prepared {
        // A column of the person's may be called as a measure is.
        let measured = self.properties.get(self.told..).unwrap_or_default();
        let images = aligned(&self.images, measured, choice.align);
        let plain = if choice.colour { images } else { images.in_grey() };
        let mut all = resample::resized(&plain, choice.size as usize);
        all.labels = self.held_out.iter().map(|held_out| u8::from(*held_out)).collect();
        let part = |held_out: bool| (0..all.len()).filter(move |index| self.held_out[*index] == held_out);
        let order: Vec<usize> = part(false).chain(part(true)).collect();
        let shown: Vec<usize> = some(order.len(), MOST_SHOWN).into_iter().map(|place| order[place]).collect();
        let pick = |property: &Property| Property {
            values: Floats(shown.iter().map(|index| property.values.0[*index]).collect()),
            ..property.clone()
        };
        Prepared {
            choice,
            properties: self.properties.iter().map(pick).collect(),
            factors: self.factors,
            training: all.select(part(false)),
            held_out: all.select(part(true)),
            shown: all.select(shown.iter().copied()),
            all: Everything {
                held_out: self.held_out.clone(),
                shown,
                properties: self.properties.clone(),
                about: About { preparation: self.preparation(choice, all.shape), ..self.about.clone() },
            },
        }
    }

    /// How the images of `choice` were made of files, in names and values.
    fn preparation(&self, choice: Choice, shape: Shape) -> Vec<(String, String)> {
        let Align { level, centre, size, light } = choice.align;
        let taken = [(level, "angle"), (centre, "place"), (size, "size"), (light, "light")];
        let taken: Vec<&str> = taken.iter().filter(|(is, _)| *is).map(|(_, word)| *word).collect();
        let taken = if taken.is_empty() { "nothing".to_owned() } else { taken.join(", ") };
        let channels = if shape.channels == 3 { "red, green, blue" } else { "grey" };
        let own = [
            ("size", format!("{} x {}", shape.height, shape.width)),
            ("channels", channels.to_owned()),
            ("taken away", taken),
        ];
        self.about.preparation.iter().cloned().chain(own.map(|(name, value)| (name.to_owned(), value))).collect()
    }
}

/// At most `most` of `count` indices, in order, drawn at random: images often repeat their classes in a rhythm, with which
/// equal steps would coincide.
pub fn some(count: usize, most: usize) -> Vec<usize> {
    let order = Rng::new(0).split("some", 0).permutation(count);
    let mut drawn: Vec<usize> = order.into_iter().take(most).map(|index| index as usize).collect();
    drawn.sort_unstable();
    drawn
}

/// Which of the images are held out, in a set that is not split by region.
pub fn every_nth(count: usize) -> Vec<bool> {
    (0..count).map(|index| index % HELD_OUT_EVERY == HELD_OUT_EVERY - 1).collect()
}
