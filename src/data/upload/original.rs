//! An image as its file has it, before anything is cut: its values, and of what kind they are.

use super::name::{Name, Place};
use crate::data::decode::Decoded;
use crate::data::resample::{Window, window};
use crate::data::{Shape, Stack};

/// What values mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Shades of 8 bits, white at 1.
    Bytes,
    /// Shades of a picture with more bits, or of one that is partly transparent, white at 1.
    Fine,
    /// Floating point numbers of an array; `unit` if all of this image lie in \[0, 1\].
    Floats { unit: bool },
    /// Measured values in a unit of their own: FITS, and arrays of integers of more than 8 bits.
    Physical,
}

/// An image.
pub struct Original {
    pub name: Name,
    /// In its file: width and height.
    pub size: (u32, u32),
    pub place: Option<Place>,
    /// Of 1 or 3 channels.
    pub shape: Shape,
    /// `[height, width, channels]`; NaN where there is none.
    pub values: Vec<f32>,
    pub kind: Kind,
}

impl Original {
    /// An image of a stack, with all its values.
    pub fn from_values(name: Name, place: Place, stack: &Stack, mut values: Vec<f32>) -> Self {
        let mut shape = Shape { height: stack.height(), width: stack.width(), channels: stack.channels() };
        // The opacity of a fourth channel is left out.
        if let channels @ (2 | 4) = shape.channels {
            values = values.chunks_exact(channels).flat_map(|pixel| &pixel[..channels - 1]).copied().collect();
            shape.channels = channels - 1;
        }
        values.iter_mut().filter(|value| value.is_infinite()).for_each(|value| *value = f32::NAN);
        let kind = match stack.shades {
            Some(full) => {
                values.iter_mut().for_each(|value| *value *= full as f32 / 255.0);
                Kind::Bytes
            }
            None if stack.is_array_of_floats() => {
                let unit = values.iter().all(|value| value.is_nan() || (0.0..=1.0).contains(value));
                Kind::Floats { unit }
            }
            None => Kind::Physical,
        };
        let size = (shape.width as u32, shape.height as u32);
        Self { name, size, place: Some(place), shape, values, kind }
    }

    /// A picture.
    pub fn from_picture(file: String, picture: Decoded) -> Self {
        let Decoded { width, height, channels, mut values } = picture;
        let kind = if values.iter().all(|shade| shade.fract() == 0.0) { Kind::Bytes } else { Kind::Fine };
        values.iter_mut().for_each(|shade| *shade /= 255.0);
        let shape = Shape { height, width, channels };
        let size = (width as u32, height as u32);
        Self { name: Name { file, part: None }, size, place: None, shape, values, kind }
    }

    /// The same image with at most `most` pixels along its longer side.
    pub fn reduced(self, most: usize) -> Self {
        let Shape { height, width, channels } = self.shape;
        let longer = height.max(width);
        if longer <= most {
            return self;
        }
        let shrunk = |size: usize| (size * most).div_ceil(longer);
        let (tall, wide) = (shrunk(height), shrunk(width));
        let values = window(&self.values, self.shape, Window { top: 0, left: 0, height, width }, tall, wide);
        Self { values, shape: Shape { height: tall, width: wide, channels }, ..self }
    }
}
