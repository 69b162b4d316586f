//! Pictures in PNG, JPEG and WebP files, decoded to the numbers that the files hold: the same in every browser.
//!
//! All 16 bits of a sample count, no colour profile and no gamma is applied, and a picture that is transparent lies over black.
//! Of an animation the first frame is taken. Whether the announced size is bearable is for [`super::picture`] to say beforehand.

mod jpeg;
mod png;
mod webp;

pub use jpeg::JpegError;

use super::Shape;
use super::turn::Turn;

/// Why a picture is not decoded.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum DecodeError {
    #[error("it begins like {0}, and is damaged or cut short")]
    Damaged(&'static str),
    #[error(transparent)]
    Jpeg(#[from] JpegError),
}

/// A decoded picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Decoded {
    pub width: usize,
    pub height: usize,
    /// 1 grey, 3 red, green and blue.
    pub channels: usize,
    /// `[height, width, channels]`, 0 black to 255 white; between whole numbers where the file has 16 bits or opacity.
    pub values: Vec<f32>,
}

/// The picture in a file of a kind that [`super::picture::kind`] names, upright as its EXIF data ask.
///
/// # Errors
///
/// If the file is damaged, cut short, or a JPEG of a rare kind.
pub fn decode(kind: &'static str, bytes: &[u8]) -> Result<Decoded, DecodeError> {
    let stored = match kind {
        "PNG" => png::decode(bytes).ok_or(DecodeError::Damaged(kind))?,
        "JPEG" => jpeg::decode(bytes)?,
        _ => webp::decode(bytes).ok_or(DecodeError::Damaged(kind))?,
    };
    Ok(stored.without_needless_colour().turned(Turn::of_file(bytes)))
}

impl Decoded {
    /// From samples from 0 to `full`: one or three, and perhaps an opacity, to a pixel.
    fn over_black(
        (width, height): (usize, usize),
        samples: impl Iterator<Item = f32>,
        (per_pixel, full): (usize, f32),
    ) -> Self {
        let channels = if per_pixel < 3 { 1 } else { 3 };
        let scale = 255.0 / full;
        let mut values = Vec::with_capacity(width * height * channels);
        if per_pixel == channels {
            values.extend(samples.map(|sample| sample * scale));
        } else {
            let mut pixel = [0.0; 4];
            for (index, sample) in samples.enumerate() {
                pixel[index % per_pixel] = sample;
                if index % per_pixel == channels {
                    values.extend(pixel[..channels].iter().map(|colour| colour * sample / full * scale));
                }
            }
        }
        Self { width, height, channels, values }
    }

    /// In grey, if all its colours are.
    fn without_needless_colour(mut self) -> Self {
        if self.channels == 3
            && self.values.as_chunks().0.iter().all(|[red, green, blue]| red == green && green == blue)
        {
            self.values = self.values.iter().step_by(3).copied().collect();
            self.channels = 1;
        }
        self
    }

    fn turned(self, turn: Turn) -> Self {
        let stored = Shape { height: self.height, width: self.width, channels: self.channels };
        let Shape { height, width, channels } = turn.shape(stored);
        Self { width, height, channels, values: turn.apply(self.values, stored) }
    }
}
