//! Galaxy images as they came, and as they are prepared for a run.

use crate::data::galaxies::GalaxySet;
use crate::data::measure::Measure;
use crate::data::{Images, Shape, clothes, morphology, resample, synthetic};
use crate::protocol::galaxies::{Choice, OwnSet};
use crate::protocol::{Floats, Property};
use crate::rng::Rng;

/// More galaxies than this are not drawn and not asked about one by one; they are trained on all the same.
const MOST_SHOWN: usize = 2000;
/// Of the sets that are not split by region, every so many-th image is held out.
const HELD_OUT_EVERY: usize = 5;
/// Lengths measured on a stamp are given in pixels of a stamp with so many a side, whatever it has.
const STAMP_SIDE: f32 = 32.0;
/// Sides of own images, pixels.
const LARGEST_SIDE: u32 = 64;

/// Images at the size they came in, and what is known of each.
pub struct Set {
    pub images: Images,
    pub held_out: Vec<bool>,
    pub properties: Vec<Property>,
    /// How many of the properties, from the first on, are true factors.
    pub factors: u32,
}

/// A set at the size and in the channels of a choice.
pub struct Prepared {
    pub choice: Choice,
    /// Those trained on first, labelled 0; those held out labelled 1.
    pub shown: Images,
    /// Of those shown, in their order.
    pub properties: Vec<Property>,
    pub factors: u32,
    pub training: Images,
    pub held_out: Images,
}

impl Set {
    /// The galaxies of the deep field, by region: those to train on, those held out.
    ///
    /// A stamp is scaled to its galaxy's size, so what an astronomer calls the size is not in the picture: it stands beside
    /// what is measured on the stamp, and so does the place in the image.
    pub fn hubble(regions: &[GalaxySet]) -> Self {
        let shape = regions.first().map_or(Shape { height: 0, width: 0, channels: 0 }, |set| set.images.shape);
        let mut images = Images { shape, pixels: Vec::new(), labels: Vec::new() };
        let (mut held_out, mut original, mut places) = (Vec::new(), Vec::new(), Vec::new());
        for (part, set) in regions.iter().enumerate() {
            for index in 0..set.images.len() {
                let stamp = set.images.image(index);
                original.push(morphology::measure_stamp(stamp, shape, set.scale(index)));
                images.pixels.extend_from_slice(stamp);
                images.labels.push(0);
                held_out.push(part > 0);
                places.push(set.places[index]);
            }
        }
        let mut properties = measured(&images.pixels, shape);
        let whole = |property: &Property| matches!(property.name.as_str(), "Half-light radius" | "Brightness");
        properties.extend(columns(&original).into_iter().filter(whole));
        let place = |name: &str, values: Vec<f32>| Property {
            name: name.to_owned(),
            unit: "px".to_owned(),
            values: Floats(values),
            classes: Vec::new(),
        };
        properties.push(place("Place in the image, x", places.iter().map(|place| place.x).collect()));
        properties.push(place("Place in the image, y", places.iter().map(|place| place.y).collect()));
        Self { images, held_out, properties, factors: 0 }
    }

    /// Fashion-MNIST: its own split, and the class before what is measured, since the measures were made for galaxies.
    pub fn clothes(training: &Images, held_out: &Images) -> Self {
        let labels = training.labels.iter().chain(&held_out.labels);
        let mut properties = vec![Property {
            name: "Class".to_owned(),
            unit: String::new(),
            values: Floats(labels.map(|label| f32::from(*label)).collect()),
            classes: clothes::CLASSES.map(str::to_owned).to_vec(),
        }];
        let pixels = [training.pixels.as_slice(), &held_out.pixels].concat();
        properties.extend(measured(&pixels, training.shape));
        let count = training.len() + held_out.len();
        Self {
            images: Images { shape: training.shape, pixels, labels: vec![0; count] },
            held_out: (0..count).map(|index| index >= training.len()).collect(),
            properties,
            factors: 0,
        }
    }

    /// The person's own images.
    pub fn own(own: OwnSet) -> Result<Self, String> {
        let [height, width, channels] = own.shape;
        if height != width || height == 0 || height > LARGEST_SIDE || !matches!(channels, 1 | 3) {
            return Err(format!("own images must be square, at most {LARGEST_SIDE} pixels a side, grey or RGB"));
        }
        let shape = Shape { height: height as usize, width: width as usize, channels: channels as usize };
        let count = own.pixels.0.len() / shape.pixels();
        if count < HELD_OUT_EVERY {
            return Err(format!("{count} images are too few: at least {HELD_OUT_EVERY} are needed"));
        }
        let mut pixels = own.pixels.0;
        pixels.truncate(count * shape.pixels());
        let mut properties: Vec<Property> =
            own.properties.into_iter().filter(|property| property.values.0.len() == count).collect();
        properties.extend(measured(&pixels, shape));
        let images = Images { shape, pixels, labels: vec![0; count] };
        Ok(Self { images, held_out: every_so_many(count), properties, factors: 0 })
    }

    /// At the size and in the channels of `choice`.
    pub fn prepare(&self, choice: Choice) -> Prepared {
        let plain = if choice.colour { self.images.clone() } else { resample::grey(&self.images) };
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

/// At most so many of `count` indices, in order, drawn at random: images often stand in a rhythm of classes, which equal steps
/// would fall in with.
pub fn some(count: usize, most: usize) -> Vec<usize> {
    let order = Rng::new(0).split("some", 0).permutation(count);
    let mut drawn: Vec<usize> = order.into_iter().take(most).map(|index| index as usize).collect();
    drawn.sort_unstable();
    drawn
}

fn every_so_many(count: usize) -> Vec<bool> {
    (0..count).map(|index| index % HELD_OUT_EVERY == HELD_OUT_EVERY - 1).collect()
}

/// Simulated galaxies on their way.
pub struct Making {
    choice: Choice,
    pixels: Vec<u8>,
    factors: Vec<Vec<f32>>,
}

impl Making {
    pub fn new(choice: Choice) -> Self {
        Self { choice, pixels: Vec::new(), factors: Vec::new() }
    }

    pub fn choice(&self) -> &Choice {
        &self.choice
    }

    pub fn done(&self) -> u32 {
        self.factors.len() as u32
    }

    fn channels(&self) -> usize {
        if self.choice.colour { 3 } else { 1 }
    }

    /// Makes one more; true while there are more to make.
    pub fn one(&mut self) -> bool {
        if self.done() < self.choice.count {
            let (galaxy, pixels) = synthetic::simulate_one(
                self.factors.len() as u64,
                self.choice.size as usize,
                self.channels(),
                self.choice.seed,
            );
            self.pixels.extend(pixels);
            self.factors.push(galaxy.factors().to_vec());
        }
        self.done() < self.choice.count
    }

    /// What was made, its true factors first among the properties.
    pub fn set(self) -> Set {
        let size = self.choice.size as usize;
        let shape = Shape { height: size, width: size, channels: self.channels() };
        let count = self.factors.len();
        let factor = |(column, (name, unit)): (usize, &(&str, &str))| Property {
            name: format!("True {}", lower_first(name)),
            unit: (*unit).to_owned(),
            values: Floats(self.factors.iter().map(|row| row[column]).collect()),
            classes: Vec::new(),
        };
        let mut properties: Vec<Property> = synthetic::FACTORS.iter().enumerate().map(factor).collect();
        properties.extend(measured(&self.pixels, shape));
        Set {
            images: Images { shape, pixels: self.pixels, labels: vec![0; count] },
            held_out: every_so_many(count),
            properties,
            factors: synthetic::FACTORS.len() as u32,
        }
    }
}

fn lower_first(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

/// What is measured on each of these stamps, `[images, shape]`, as they are: lengths in units of the stamp.
pub fn measured(pixels: &[u8], shape: Shape) -> Vec<Property> {
    let scale = STAMP_SIDE / shape.width.max(1) as f32;
    let rows: Vec<Vec<Measure>> = pixels
        .chunks_exact(shape.pixels().max(1))
        .map(|stamp| morphology::measure_stamp(stamp, shape, scale))
        .collect();
    let in_stamp = |property: Property| {
        let name = match property.name.as_str() {
            "Half-light radius" => "Radius in stamp".to_owned(),
            "Brightness" => "Light in stamp".to_owned(),
            _ => property.name,
        };
        let unit = if property.unit == "px" { "px of 32".to_owned() } else { property.unit };
        Property { name, unit, ..property }
    };
    columns(&rows).into_iter().map(in_stamp).collect()
}

/// Rows of measures as one property a column; one that none of the images has is left out.
fn columns(rows: &[Vec<Measure>]) -> Vec<Property> {
    let Some(first) = rows.first() else { return Vec::new() };
    let property = |column: usize| Property {
        name: first[column].name.to_owned(),
        unit: first[column].unit.to_owned(),
        values: Floats(rows.iter().map(|row| row[column].value).collect()),
        classes: Vec::new(),
    };
    let any = |property: &Property| property.values.0.iter().any(|value| value.is_finite());
    (0..first.len()).map(property).filter(any).collect()
}
