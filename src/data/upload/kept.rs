//! One image of the upload: a small square of it, as shades or as values that a stretch makes visible.
//!
//! Values stay as they are: what is measured of an image is measured of them, whatever stretch shows it.

use super::framing::{Cut, Framing};
use super::name::{Name, Place};
use super::original::{Kind, Original};
use super::unfit::Unfit;
use crate::data::morphology::{self, Found};
use crate::data::resample::central_square;
use crate::data::stretch::Levels;
use crate::data::{Shape, grey};

/// More images are counted and not kept: 10,000 of 64 × 64 pixels take 164 MB as values, 41 MB as shades.
pub const MOST_IMAGES: usize = 10_000;

/// Which values of a set are shades as they are, white at 1; the others are stretched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shades {
    /// Floating point numbers of arrays.
    pub floats: bool,
    /// Pictures of more than 8 bits.
    pub pictures: bool,
}

/// An image of the upload.
pub struct Kept {
    /// The file's path, in its folder or archive.
    pub file: String,
    /// Which image of the file it is, where that has several: the name of an extension, a number, or both.
    pub part: Option<String>,
    /// In its file: width and height.
    pub size: (u32, u32),
    pub place: Option<Place>,
    /// 1 grey, 3 colour.
    pub channels: usize,
    pub kind: Kind,
    side: usize,
    /// Pixels of the file in one that is kept.
    scale: f32,
    pixels: Pixels,
}

enum Pixels {
    Bytes(Vec<u8>),
    Values(Vec<f32>, Levels),
}

impl Kept {
    /// The square of an image that `framing` asks for.
    ///
    /// # Errors
    ///
    /// If the image is too small or shows nothing.
    pub fn new(image: &Original, framing: &Framing) -> Result<Self, Unfit> {
        let Cut { values, side, scale } = framing.cut(&image.values, image.shape)?;
        if !values.iter().any(|value| value.is_finite()) {
            return Err(Unfit::NothingMeasured);
        }
        let pixels = if image.kind == Kind::Bytes {
            Pixels::Bytes(values.iter().map(|white| byte(*white)).collect())
        } else {
            let levels = Levels::of(&values).ok_or(Unfit::NoContrast)?;
            Pixels::Values(values, levels)
        };
        let Original { name, size, place, kind, shape, .. } = image;
        let (file, part) = (name.file.clone(), name.part.clone());
        Ok(Self { file, part, size: *size, place: *place, channels: shape.channels, kind: *kind, side, scale, pixels })
    }

    /// The file and the part of it.
    pub fn name(&self) -> String {
        Name { file: self.file.clone(), part: self.part.clone() }.to_string()
    }

    /// Pixels a side, as it is kept.
    pub fn side(&self) -> usize {
        self.side
    }

    /// Bytes of memory that its pixels take.
    pub fn bytes(&self) -> usize {
        match &self.pixels {
            Pixels::Bytes(shades) => shades.len(),
            Pixels::Values(values, _) => 4 * values.len(),
        }
    }

    /// Its values need a stretch to become shades.
    pub fn is_measured(&self, shades: Shades) -> bool {
        match self.kind {
            Kind::Bytes => false,
            Kind::Fine => !shades.pictures,
            Kind::Floats { .. } => !shades.floats,
            Kind::Physical => true,
        }
    }

    fn shape(&self) -> Shape {
        Shape { height: self.side, width: self.side, channels: self.channels }
    }

    /// As it is kept, white at 1 or in the file's unit.
    fn values(&self) -> Vec<f32> {
        match &self.pixels {
            Pixels::Bytes(shades) => shades.iter().map(|shade| f32::from(*shade) / 255.0).collect(),
            Pixels::Values(values, _) => values.clone(),
        }
    }

    /// What is measured of it, of its linear values; lengths in its own pixels.
    pub fn found(&self) -> Found {
        let values = self.values();
        if matches!(self.kind, Kind::Bytes | Kind::Fine) {
            morphology::find_in_shades(&values, self.shape())
        } else {
            morphology::find_in_values(&values, self.shape())
        }
    }

    /// Pixels of the file in one that is kept.
    pub fn scale(&self) -> f32 {
        self.scale
    }

    /// `[side, side, channels]` as bytes, for 1 or 3 channels.
    pub fn pixels(&self, side: usize, channels: usize, softening: f32, rule: Shades) -> Vec<u8> {
        let measured = self.is_measured(rule);
        let shades: Vec<f32> = match &self.pixels {
            Pixels::Bytes(shades) => shades.iter().map(|shade| f32::from(*shade)).collect(),
            Pixels::Values(values, levels) if measured => {
                values.iter().map(|value| f32::from(levels.shade(*value, softening))).collect()
            }
            Pixels::Values(values, _) => values.iter().map(|white| f32::from(byte(*white))).collect(),
        };
        let shrunk = central_square(&shades, self.shape(), side);
        let byte = |shade: f32| (shade + 0.5) as u8;
        match (self.channels, channels) {
            (1, 3) => shrunk.into_iter().flat_map(|shade| [byte(shade); 3]).collect(),
            (3, 1) => shrunk.chunks_exact(3).map(|rgb| byte(grey(rgb))).collect(),
            _ => shrunk.into_iter().map(byte).collect(),
        }
    }
}

/// A shade from 0 to 255 of a white from 0 to 1; what has no value is black.
fn byte(white: f32) -> u8 {
    // The cast cuts at both ends.
    (white * 255.0).round() as u8
}
