//! Galaxy images as they came, and as they are prepared for a run.

use crate::data::measure::Measure;
use crate::data::{Images, Shape, morphology, resample};
use crate::protocol::galaxies::Choice;
use crate::protocol::{Floats, Property};
use crate::rng::Rng;
use crate::worker::prepared::Prepared;

/// More galaxies than this are not drawn and not asked about one by one; they are trained on all the same.
const MOST_SHOWN: usize = 2000;
/// In sets that are not split by region, every nth image is held out.
const HELD_OUT_EVERY: usize = 5;
/// Lengths measured on a stamp are given in pixels of a stamp of this side, whatever its own.
const STAMP_SIDE: f32 = 32.0;

/// Images at the size they came in, and what is known of each.
pub struct Set {
    pub images: Images,
    pub held_out: Vec<bool>,
    pub properties: Vec<Property>,
    /// How many of the properties, from the first on, are true factors.
    pub factors: u32,
}

impl Set {
    /// At the size and in the channels of `choice`.
    pub fn prepare(&self, choice: Choice) -> Prepared {
        let plain = if choice.colour { self.images.clone() } else { self.images.in_grey() };
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
            shown: all.select(shown),
        }
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

/// What is measured on each of these stamps, `[images, shape]`, as they are: lengths in units of the stamp.
pub fn measured(pixels: &[u8], shape: Shape) -> Vec<Property> {
    let rows: Vec<Vec<Measure>> = pixels
        .chunks_exact(shape.pixels().max(1))
        .map(|stamp| morphology::measure_stamp(stamp, shape, stamp_scale(shape)))
        .collect();
    columns(&rows).into_iter().map(in_stamp).collect()
}

/// Units of length in a pixel of a stamp.
pub fn stamp_scale(shape: Shape) -> f32 {
    STAMP_SIDE / shape.width.max(1) as f32
}

/// What is measured on a stamp, called so.
pub fn in_stamp(property: Property) -> Property {
    let name = match property.name.as_str() {
        "Half-light radius" => "Radius in stamp".to_owned(),
        "Brightness" => "Light in stamp".to_owned(),
        _ => property.name,
    };
    let unit = if property.unit == "px" { "px of 32".to_owned() } else { property.unit };
    Property { name, unit, ..property }
}

/// Rows of measures as one property a column; one that none of the images has is left out.
pub fn columns(rows: &[Vec<Measure>]) -> Vec<Property> {
    let Some(first) = rows.first() else { return Vec::new() };
    let property = |column: usize| Property {
        name: first[column].name.to_owned(),
        unit: first[column].unit.to_owned(),
        values: Floats(rows.iter().map(|row| row[column].value).collect()),
        classes: Vec::new(),
        period: period(first[column].name),
    };
    let any = |property: &Property| property.values.0.iter().any(|value| value.is_finite());
    (0..first.len()).map(property).filter(any).collect()
}

/// Degrees after which a measure or a factor of this name repeats; 0 if it is no direction.
pub fn period(name: &str) -> f32 {
    if ["Position angle", "Arm phase"].contains(&name) { 180.0 } else { 0.0 }
}
