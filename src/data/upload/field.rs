//! One large image of a person's own, as a field to cut stamps from. It stays as its file has it, and is read by rows.

use super::content::{self, Content, ContentError};
use crate::data::decode::{self, DecodeError, Decoded};
use crate::data::field::Plane;
use crate::data::field::wcs::{Wcs, WcsError};
use crate::data::stack::Stack;
use crate::data::table::Table;

/// An image with a shorter side is no field.
pub const SHORTEST_FIELD: u32 = 256;

/// Why a file is no field.
#[derive(Debug, thiserror::Error)]
pub enum FieldError {
    #[error(transparent)]
    Content(#[from] ContentError),
    #[error(transparent)]
    Decode(#[from] DecodeError),
    #[error("it holds no single image")]
    NoImage,
}

/// What a file of an upload is to a field.
pub enum Part {
    Field(Box<Field>),
    /// Perhaps of positions.
    Table(Table),
}

/// A large image. Of colours it is the mean.
pub struct Field {
    pixels: Pixels,
    width: usize,
    height: usize,
    /// The first row is the lowest, as in FITS.
    pub bottom_up: bool,
    /// Where it is on the sky.
    pub sky: Result<Wcs, WcsError>,
}

enum Pixels {
    Stack(Vec<u8>, Stack),
    Picture(Vec<f32>),
}

/// The field in a file, or a table.
///
/// # Errors
///
/// If it is neither.
pub fn open(name: &str, bytes: Vec<u8>) -> Result<Part, FieldError> {
    let (bytes, content) = content::open(name, bytes.into(), false)?;
    let (stack, sky) = match content {
        Content::Tables(tables) => {
            return tables.into_iter().next().map(|(_, table)| Part::Table(table)).ok_or(FieldError::NoImage);
        }
        Content::Picture(picture) => {
            return Ok(Part::Field(Box::new(Field::of_picture(decode::decode(picture.kind, &bytes)?))));
        }
        Content::Plane(stack) => (Some(stack), Err(WcsError::None)),
        Content::Stacks(stacks, _) => (stacks.into_iter().next().map(|(_, stack)| stack), Err(WcsError::None)),
        Content::Planes(fits) => match fits.planes.into_iter().find(|plane| !plane.is_auxiliary()) {
            Some(plane) => (Some(plane.stack), plane.sky),
            None => {
                let (_, table) = fits.tables.into_iter().next().ok_or(FieldError::NoImage)?;
                return Ok(Part::Table(table));
            }
        },
        Content::Archive(_) | Content::Values(_) => (None, Err(WcsError::None)),
    };
    let stack = stack.filter(|stack| stack.len() == 1).ok_or(FieldError::NoImage)?;
    let (width, height, bottom_up) = (stack.width(), stack.height(), stack.bottom_up);
    let pixels = Pixels::Stack(bytes.into_owned(), stack);
    Ok(Part::Field(Box::new(Field { pixels, width, height, bottom_up, sky })))
}

impl Field {
    fn of_picture(picture: Decoded) -> Self {
        let Decoded { width, height, channels, values } = picture;
        let grey = match channels {
            1 => values,
            several => values.chunks_exact(several).map(|pixel| pixel.iter().sum::<f32>() / several as f32).collect(),
        };
        Self { pixels: Pixels::Picture(grey), width, height, bottom_up: false, sky: Err(WcsError::None) }
    }
}

impl Plane for Field {
    fn width(&self) -> usize {
        self.width
    }

    fn height(&self) -> usize {
        self.height
    }

    fn read(&self, y: usize, x: usize, out: &mut [f32]) {
        match &self.pixels {
            Pixels::Stack(bytes, stack) => stack.read_row(bytes, y, x, out),
            Pixels::Picture(values) => {
                let first = y * self.width + x;
                out.copy_from_slice(&values[first..first + out.len()]);
            }
        }
    }
}
