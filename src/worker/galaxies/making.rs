//! Sets in the making: galaxies simulated and images measured one at a time, so that nothing waits for all of them.

use super::set::{Set, every_nth};
use crate::data::galaxies::GalaxySet;
use crate::data::measure::Measure;
use crate::data::upload::FEWEST_IMAGES;
use crate::data::{Images, Shape, clothes, morphology, synthetic};
use crate::protocol::galaxies::{Choice, DataSet, OwnSet};
use crate::protocol::{Floats, Property};
use crate::worker::measures::{columns, in_original, in_stamp, period, stamp_scale};
use crate::worker::prepared::About;

/// Sides of own images, pixels.
const LARGEST_SIDE: u32 = 128;

/// Images that are here, but not yet measured.
pub struct Measuring {
    which: DataSet,
    images: Images,
    held_out: Vec<bool>,
    /// What came with the images; it is listed first.
    told: Vec<Property>,
    /// Original pixels in a pixel of each stamp, where that is known.
    scales: Vec<f32>,
    places: Vec<Property>,
    /// As they are, and in the original image's pixels.
    stamps: Vec<Vec<Measure>>,
    originals: Vec<Vec<Measure>>,
    /// What was measured of the values that the images were made of.
    measured: Option<Vec<Property>>,
    about: About,
}

impl Measuring {
    /// The galaxies of the deep field, by region: those to train on, those held out.
    ///
    /// A stamp is scaled to its galaxy's size, so what an astronomer calls the size is not in the picture: it stands beside
    /// what is measured on the stamp, and so does the place in the image.
    pub fn hubble(regions: &[GalaxySet]) -> Self {
        let shape = regions.first().map_or(Shape { height: 0, width: 0, channels: 0 }, |set| set.images.shape);
        let mut images = Images { shape, pixels: Vec::new(), labels: Vec::new() };
        let (mut held_out, mut scales, mut places) = (Vec::new(), Vec::new(), Vec::new());
        for (part, set) in regions.iter().enumerate() {
            for index in 0..set.images.len() {
                images.pixels.extend_from_slice(set.images.image(index));
                images.labels.push(0);
                scales.push(set.scale(index));
                held_out.push(part > 0);
                places.push(set.places[index]);
            }
        }
        let place = |name: &str, values: Vec<f32>| Property {
            name: name.to_owned(),
            unit: "px".to_owned(),
            values: Floats(values),
            ..Property::default()
        };
        let places = vec![
            place("Place in the image, x", places.iter().map(|place| place.x).collect()),
            place("Place in the image, y", places.iter().map(|place| place.y).collect()),
        ];
        Self { scales, places, ..Self::new(DataSet::Hubble, images, held_out, Vec::new()) }
    }

    /// Fashion-MNIST: its own split, and the class before what is measured, since the measures were made for galaxies.
    pub fn clothes(training: &Images, held_out: &Images) -> Self {
        let labels = training.labels.iter().chain(&held_out.labels);
        let class = Property {
            name: "Class".to_owned(),
            unit: String::new(),
            values: Floats(labels.map(|label| f32::from(*label)).collect()),
            classes: clothes::CLASSES.map(str::to_owned).to_vec(),
            period: 0.0,
        };
        let count = training.len() + held_out.len();
        let pixels = [training.pixels.as_slice(), &held_out.pixels].concat();
        let images = Images { shape: training.shape, pixels, labels: vec![0; count] };
        let split = (0..count).map(|index| index >= training.len()).collect();
        Self::new(DataSet::Clothes, images, split, vec![class])
    }

    /// The person's own images.
    pub fn own(own: OwnSet) -> Result<Self, String> {
        let [height, width, channels] = own.shape;
        if height != width || height == 0 || height > LARGEST_SIDE || !matches!(channels, 1 | 3) {
            return Err(format!("own images must be square, at most {LARGEST_SIDE} pixels a side, grey or RGB"));
        }
        let shape = Shape { height: height as usize, width: width as usize, channels: channels as usize };
        let count = own.pixels.0.len() / shape.pixels();
        if count < FEWEST_IMAGES {
            return Err(format!("{count} images are too few: at least {FEWEST_IMAGES} are needed"));
        }
        let mut pixels = own.pixels.0;
        pixels.truncate(count * shape.pixels());
        let fits = |property: &Property| property.values.0.len() == count;
        let told = own.properties.into_iter().filter(fits).collect();
        let measured: Vec<Property> = own.measured.into_iter().filter(fits).collect();
        let images = Images { shape, pixels, labels: vec![0; count] };
        let said: Vec<bool> = own.held_out.0.iter().map(|held_out| *held_out > 0).collect();
        let both = said.len() == count && said.contains(&true) && said.contains(&false);
        let named = |names: &Vec<String>| names.len() == count;
        let new = Self::new(DataSet::Own, images, if both { said } else { every_nth(count) }, told);
        Ok(Self {
            measured: Some(measured).filter(|measured| !measured.is_empty()),
            about: About {
                names: Some(own.names).filter(named).unwrap_or_default(),
                texts: own.texts.into_iter().filter(|text| text.cells.len() == count).collect(),
                preparation: own.preparation,
            },
            ..new
        })
    }

    fn new(which: DataSet, images: Images, held_out: Vec<bool>, told: Vec<Property>) -> Self {
        let (scales, places, stamps, originals) = Default::default();
        let (measured, about) = Default::default();
        Self { which, images, held_out, told, scales, places, stamps, originals, measured, about }
    }

    pub fn which(&self) -> DataSet {
        self.which
    }

    /// Measures one more; true while there are more to measure.
    pub fn one(&mut self) -> bool {
        if self.measured.is_some() {
            return false;
        }
        let (index, shape) = (self.stamps.len(), self.images.shape);
        if index < self.images.len() {
            let stamp = self.images.image(index);
            self.stamps.push(morphology::measure_stamp(stamp, shape, stamp_scale(shape.width)));
            if let Some(scale) = self.scales.get(index) {
                self.originals.push(morphology::measure_stamp(stamp, shape, *scale));
            }
        }
        self.stamps.len() < self.images.len()
    }

    pub fn set(self) -> Set {
        let mut properties = self.told;
        let told = properties.len();
        properties.extend(columns(&self.stamps).into_iter().map(in_stamp));
        properties.extend(columns(&self.originals).into_iter().filter(in_original));
        properties.extend(self.places);
        properties.extend(self.measured.unwrap_or_default());
        Set { images: self.images, held_out: self.held_out, properties, told, factors: 0, about: self.about }
    }
}

/// Simulated galaxies in the making.
pub struct Making {
    choice: Choice,
    pixels: Vec<u8>,
    factors: Vec<Vec<f32>>,
    stamps: Vec<Vec<Measure>>,
}

impl Making {
    pub fn new(choice: Choice) -> Self {
        Self { choice, pixels: Vec::new(), factors: Vec::new(), stamps: Vec::new() }
    }

    pub fn choice(&self) -> &Choice {
        &self.choice
    }

    pub fn done(&self) -> u32 {
        self.factors.len() as u32
    }

    fn shape(&self) -> Shape {
        let side = self.choice.size as usize;
        Shape { height: side, width: side, channels: if self.choice.colour { 3 } else { 1 } }
    }

    /// Makes and measures one more; true while there are more to make.
    pub fn one(&mut self) -> bool {
        if self.done() < self.choice.count {
            let (index, shape) = (self.factors.len() as u64, self.shape());
            let (galaxy, pixels) = synthetic::simulate(index, shape.width, shape.channels, self.choice.seed);
            self.stamps.push(morphology::measure_stamp(&pixels, shape, stamp_scale(shape.width)));
            self.pixels.extend(pixels);
            self.factors.push(galaxy.factors().to_vec());
        }
        self.done() < self.choice.count
    }

    /// What was made, its true factors first among the properties.
    pub fn set(self) -> Set {
        let (shape, count) = (self.shape(), self.factors.len());
        let factor = |(column, (name, unit)): (usize, &(&str, &str))| Property {
            name: format!("True {}", lower_first(name)),
            unit: (*unit).to_owned(),
            values: Floats(self.factors.iter().map(|row| row[column]).collect()),
            period: period(name),
            ..Property::default()
        };
        let mut properties: Vec<Property> = synthetic::FACTORS.iter().enumerate().map(factor).collect();
        properties.extend(columns(&self.stamps).into_iter().map(in_stamp));
        Set {
            images: Images { shape, pixels: self.pixels, labels: vec![0; count] },
            held_out: every_nth(count),
            properties,
            told: synthetic::FACTORS.len(),
            factors: synthetic::FACTORS.len() as u32,
            about: About::default(),
        }
    }
}

fn lower_first(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}
