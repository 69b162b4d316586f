//! One image of the upload: a square of at most 64 pixels a side, as shades or as measured values that are still unstretched.

use std::fmt;

use crate::data::decode::Decoded;
use crate::data::resample::central_square;
use crate::data::stack::Stack;
use crate::data::stretch::Levels;
use crate::data::{Shape, grey};

/// More images are counted and not kept: 10,000 of 64 × 64 pixels take 164 MB as measured values, 41 MB as shades.
pub const MOST_IMAGES: usize = 10_000;
/// Larger images are kept with this many pixels a side: nothing on the page trains on more.
pub const LARGEST_SIDE: usize = 64;
/// Smaller images are refused.
pub const SHORTEST_SIDE: usize = 4;

/// Why an image cannot be used.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum Unfit {
    #[error("it has {width} × {height} pixels; images need at least {SHORTEST_SIDE} a side")]
    TooSmall { width: usize, height: usize },
    #[error("it has no finite pixel")]
    NothingMeasured,
    #[error("all its pixels have the same value")]
    NoContrast,
}

/// What an image is called: its file, and which image of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    pub file: String,
    pub part: Option<String>,
}

impl fmt::Display for Name {
    /// As in Python for an image of an array, "cube.fits[2]"; after a comma for an extension, "a.fits, extension 1 (SCI)".
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        match &self.part {
            None => out.write_str(&self.file),
            Some(number) if number.starts_with('[') => write!(out, "{}{number}", self.file),
            Some(part) => write!(out, "{}, {part}", self.file),
        }
    }
}

/// The place of an image in its file: which stack of all, and which image of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    pub sequence: u32,
    pub index: u32,
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
    side: usize,
    pixels: Pixels,
}

enum Pixels {
    Shades(Vec<u8>),
    Measured(Vec<f32>, Levels),
}

impl Kept {
    /// An image of a stack, with all its values.
    ///
    /// # Errors
    ///
    /// If the image is too small or shows nothing.
    pub fn from_values(name: Name, place: Place, stack: &Stack, values: &[f32]) -> Result<Self, Unfit> {
        let shape = Shape { height: stack.height(), width: stack.width(), channels: stack.channels() };
        let finite: Vec<f32>;
        let values = if values.iter().any(|value| value.is_infinite()) {
            finite = values.iter().map(|value| if value.is_finite() { *value } else { f32::NAN }).collect();
            &finite
        } else {
            values
        };
        let (side, mut square) = reduced(values, shape)?;
        // The opacity of a fourth channel is left out.
        let mut channels = shape.channels;
        if channels == 4 || channels == 2 {
            let kept = channels - 1;
            square = square.chunks_exact(channels).flat_map(|pixel| &pixel[..kept]).copied().collect();
            channels = kept;
        }
        if !square.iter().any(|value| value.is_finite()) {
            return Err(Unfit::NothingMeasured);
        }
        let pixels = match stack.shades {
            Some(full) => Pixels::Shades(square.iter().map(|shade| (shade * full as f32).round() as u8).collect()),
            None => {
                let levels = Levels::of(&square).ok_or(Unfit::NoContrast)?;
                Pixels::Measured(square, levels)
            }
        };
        let size = (shape.width as u32, shape.height as u32);
        Ok(Self { file: name.file, part: name.part, size, place: Some(place), channels, side, pixels })
    }

    /// A picture.
    ///
    /// # Errors
    ///
    /// If the picture is too small.
    pub fn from_picture(file: String, picture: &Decoded) -> Result<Self, Unfit> {
        let &Decoded { width, height, channels, ref values } = picture;
        let (side, square) = reduced(values, Shape { height, width, channels })?;
        let shades = square.iter().map(|shade| shade.round() as u8).collect();
        let size = (width as u32, height as u32);
        Ok(Self { file, part: None, size, place: None, channels, side, pixels: Pixels::Shades(shades) })
    }

    /// The file and the part of it.
    pub fn name(&self) -> String {
        Name { file: self.file.clone(), part: self.part.clone() }.to_string()
    }

    /// Pixels a side, as it is kept.
    pub fn side(&self) -> usize {
        self.side
    }

    /// Its values need a stretch to become shades.
    pub fn is_measured(&self) -> bool {
        matches!(self.pixels, Pixels::Measured(..))
    }

    /// `[side, side, channels]` in shades, for 1 or 3 channels.
    pub fn pixels(&self, side: usize, channels: usize, softening: f32) -> Vec<u8> {
        let shades: Vec<f32> = match &self.pixels {
            Pixels::Shades(shades) => shades.iter().map(|shade| f32::from(*shade)).collect(),
            Pixels::Measured(values, levels) => {
                values.iter().map(|value| f32::from(levels.shade(*value, softening))).collect()
            }
        };
        let shape = Shape { height: self.side, width: self.side, channels: self.channels };
        let shrunk = central_square(&shades, shape, side);
        let byte = |shade: f32| (shade + 0.5) as u8;
        match (self.channels, channels) {
            (1, 3) => shrunk.into_iter().flat_map(|shade| [byte(shade); 3]).collect(),
            (3, 1) => shrunk.chunks_exact(3).map(|rgb| byte(grey(rgb))).collect(),
            _ => shrunk.into_iter().map(byte).collect(),
        }
    }
}

/// The central square, with at most [`LARGEST_SIDE`] pixels a side.
fn reduced(values: &[f32], shape: Shape) -> Result<(usize, Vec<f32>), Unfit> {
    let Shape { height, width, .. } = shape;
    let side = height.min(width).min(LARGEST_SIDE);
    if side < SHORTEST_SIDE {
        return Err(Unfit::TooSmall { width, height });
    }
    Ok((side, central_square(values, shape, side)))
}
