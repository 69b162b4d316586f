//! Images as a file holds them: where each number lies, so that one image is decoded when it is wanted and never all at once.

use super::count::thousands;
use super::number::{Number, Order};
use super::table::{Column, MOST_CELLS, MOST_COLUMNS, Table, cells_of};

/// An image with a longer side is refused: nothing on this page is larger than a field, and a header may lie.
pub const LONGEST_SIDE: u64 = 16_384;
/// An image with more values is refused.
pub const MOST_VALUES: u64 = 1 << 28;
/// An image with more is only read by rows: as a whole, as 32-bit numbers, it alone would take 256 MB.
const MOST_AT_ONCE: u64 = 1 << 26;
/// A file that announces more images is refused.
pub const MOST_IMAGES: u64 = 10_000_000;

/// Why images of these sizes are not read.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum StackError {
    #[error("it announces images of {height} × {width} pixels, which have no content")]
    NoPixels { height: u64, width: u64 },
    #[error(
        "its images have {height} × {width} pixels: more than {LONGEST_SIDE} a side, or 268 million in all, are not read"
    )]
    TooLarge { height: u64, width: u64 },
    #[error("it announces {} images, more than a file can hold", thousands(*.0))]
    TooMany(u64),
    #[error("it is damaged or cut short: {announced} bytes of pixels are announced, {found} are there", announced = thousands(*.announced), found = thousands(*.found))]
    Short { announced: u64, found: u64 },
}

/// What a file of one array holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Array {
    Images(Stack),
    /// An image, or one row of values an image: that depends on what comes with it.
    Plane(Stack),
    /// One row per image.
    Values(Table),
}

/// An image with a shorter side is none, and one so many times as long as it is wide is hardly one.
pub const SHORTEST_SIDE: u64 = 4;
const LONGEST_SHAPE: u64 = 8;

impl Array {
    /// An array of two dimensions, which is a table for certain where it cannot be an image; `None` if it is too large for one.
    pub fn plane(stack: Stack, bytes: &[u8]) -> Option<Self> {
        let Sizes { height, width, .. } = stack.sizes;
        let (short, long) = (height.min(width), height.max(width));
        if short >= SHORTEST_SIDE && long <= short.saturating_mul(LONGEST_SHAPE) {
            return Some(Self::Plane(stack));
        }
        stack.table(bytes).map(Self::Values)
    }
}

/// Sizes of the images of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sizes {
    pub images: u64,
    pub height: u64,
    pub width: u64,
    pub channels: u64,
}

/// How far it is from a number to the next, in numbers, along each dimension.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Strides {
    pub image: u64,
    pub row: u64,
    pub column: u64,
    pub channel: u64,
}

/// Where the images of a file lie in its bytes. Its numbers are `zero + scale · (what is stored)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Stack {
    sizes: Sizes,
    strides: Strides,
    start: usize,
    number: Number,
    order: Order,
    pub zero: f64,
    pub scale: f64,
    /// This stored integer stands for "no value".
    pub blank: Option<i64>,
    /// The first row of the file is the lowest of the image, as in FITS.
    pub bottom_up: bool,
    /// Shades as they are, for instance 8-bit greys; otherwise measured values, which need a stretch to be seen.
    pub shades: Option<f64>,
    /// Its values are measured ones by the nature of the file, whatever they look like.
    pub physical: bool,
}

impl Stack {
    /// Images whose numbers begin at byte `start` of `bytes` and lie in it without gaps, in the order that `strides` says.
    ///
    /// # Errors
    ///
    /// If the sizes are none of images, or the bytes are fewer than they need.
    pub fn new(
        bytes: &[u8],
        start: usize,
        (number, order): (Number, Order),
        sizes: Sizes,
        strides: Strides,
    ) -> Result<Self, StackError> {
        let Sizes { images, height, width, channels } = sizes;
        if height == 0 || width == 0 || channels == 0 {
            return Err(StackError::NoPixels { height, width });
        }
        if height > LONGEST_SIDE || width > LONGEST_SIDE || channels > 4 || height * width * channels > MOST_VALUES {
            return Err(StackError::TooLarge { height, width });
        }
        if images > MOST_IMAGES {
            return Err(StackError::TooMany(images));
        }
        // At most 10⁷ · 2²⁸ · 8: no overflow.
        let announced = images * height * width * channels * number.size() as u64;
        let found = bytes.len().saturating_sub(start) as u64;
        if announced > found {
            return Err(StackError::Short { announced, found });
        }
        let shades = match number {
            Number::Bool => Some(255.0),
            Number::U8 => Some(1.0),
            _ => None,
        };
        let plain = Self {
            sizes,
            strides,
            start,
            number,
            order,
            zero: 0.0,
            scale: 1.0,
            blank: None,
            bottom_up: false,
            shades,
            physical: false,
        };
        Ok(plain)
    }

    /// Images one after the other, each row by row, the channels of a pixel together.
    ///
    /// # Errors
    ///
    /// As [`Self::new`].
    pub fn packed(bytes: &[u8], start: usize, kind: (Number, Order), sizes: Sizes) -> Result<Self, StackError> {
        let row = sizes.width.saturating_mul(sizes.channels);
        let strides = Strides { image: sizes.height.saturating_mul(row), row, column: sizes.channels, channel: 1 };
        Self::new(bytes, start, kind, sizes, strides)
    }

    pub fn len(&self) -> usize {
        self.sizes.images as usize
    }

    pub fn is_empty(&self) -> bool {
        self.sizes.images == 0
    }

    pub fn height(&self) -> usize {
        self.sizes.height as usize
    }

    pub fn width(&self) -> usize {
        self.sizes.width as usize
    }

    /// It is too large to be read as a whole.
    pub fn is_vast(&self) -> bool {
        let Sizes { height, width, channels, .. } = self.sizes;
        height * width * channels > MOST_AT_ONCE
    }

    pub fn channels(&self) -> usize {
        self.sizes.channels as usize
    }

    /// It holds floating point numbers that may be shades or not: FITS says what its values are, an array does not.
    pub fn is_array_of_floats(&self) -> bool {
        self.number.is_float() && !self.physical
    }

    /// The values of image `index`, `[height, width, channels]`, into `out`, replacing what it held. What the file marks as
    /// having no value is NaN. There is nothing beyond the last image, whose sizes the bytes need not justify.
    pub fn read(&self, bytes: &[u8], index: usize, out: &mut Vec<f32>) {
        out.clear();
        if index >= self.len() {
            return;
        }
        let Sizes { height, width, channels, .. } = self.sizes;
        out.reserve((height * width * channels) as usize);
        let first = index as u64 * self.strides.image;
        for row in 0..height {
            let row = if self.bottom_up { height - 1 - row } else { row };
            for column in 0..width {
                let pixel = first + row * self.strides.row + column * self.strides.column;
                for channel in 0..channels {
                    out.push(self.value(bytes, pixel + channel * self.strides.channel));
                }
            }
        }
    }

    /// The only image as a table: a row of values where the image has a row of pixels. `None` if it is too large for one.
    pub fn table(&self, bytes: &[u8]) -> Option<Table> {
        let Sizes { height, width, .. } = self.sizes;
        if width > MOST_COLUMNS as u64 || height * width > MOST_CELLS {
            return None;
        }
        let column = |column: u64| {
            let at = move |row| row * self.strides.row + column * self.strides.column;
            let cells = cells_of(self.number, self.order, (0..height).map(|row| self.bytes_at(bytes, at(row))));
            Column { cells, ..Column::default() }
        };
        Some(Table::of((0..width).map(column).collect()))
    }

    fn bytes_at<'a>(&self, bytes: &'a [u8], place: u64) -> &'a [u8] {
        let at = (place as usize).saturating_mul(self.number.size()).saturating_add(self.start);
        bytes.get(at..).unwrap_or_default()
    }

    /// Values of row `row` of the first image, as the file orders them, from column `column` on, into all of `out`: of several
    /// channels their mean.
    pub fn read_row(&self, bytes: &[u8], row: usize, column: usize, out: &mut [f32]) {
        let first = row as u64 * self.strides.row + column as u64 * self.strides.column;
        let channels = self.sizes.channels;
        for (pixel, value) in out.iter_mut().enumerate() {
            let place = first + pixel as u64 * self.strides.column;
            *value = match channels {
                1 => self.value(bytes, place),
                _ => {
                    let each = (0..channels).map(|channel| self.value(bytes, place + channel * self.strides.channel));
                    each.sum::<f32>() / channels as f32
                }
            };
        }
    }

    fn value(&self, bytes: &[u8], place: u64) -> f32 {
        let stored = self.number.read(self.order, self.bytes_at(bytes, place));
        if self.blank.is_some_and(|blank| stored == blank as f64) {
            return f32::NAN;
        }
        (self.zero + self.scale * stored) as f32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZES: Sizes = Sizes { images: 2, height: 2, width: 3, channels: 1 };
    const BYTES: [u8; 12] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];

    #[test]
    fn an_image_is_read_row_by_row_or_from_the_bottom_up() {
        let mut stack = Stack::packed(&BYTES, 0, (Number::U8, Order::Big), SIZES).unwrap();
        let mut values = Vec::new();
        stack.read(&BYTES, 1, &mut values);
        assert_eq!(values, [6.0, 7.0, 8.0, 9.0, 10.0, 11.0]);
        stack.bottom_up = true;
        (stack.zero, stack.scale, stack.blank) = (100.0, 2.0, Some(1));
        stack.read(&BYTES, 0, &mut values);
        assert_eq!(values[..3], [106.0, 108.0, 110.0]);
        assert!(values[4].is_nan());
    }

    #[test]
    fn no_memory_is_taken_for_an_image_that_is_not_there() {
        let sizes = Sizes { images: 0, height: 2303, width: 13_055, channels: 1 };
        let stack = Stack::packed(&BYTES, 0, (Number::U8, Order::Big), sizes).unwrap();
        let mut values = Vec::new();
        stack.read(&BYTES, 0, &mut values);
        assert_eq!(values.capacity(), 0);
    }

    #[test]
    fn what_the_bytes_do_not_hold_is_refused() {
        let stack = |sizes| Stack::packed(&BYTES, 0, (Number::U8, Order::Big), sizes);
        let huge = u64::MAX;
        assert!(matches!(stack(Sizes { images: 3, ..SIZES }), Err(StackError::Short { announced: 18, found: 12 })));
        assert!(matches!(stack(Sizes { images: huge, ..SIZES }), Err(StackError::TooMany(_))));
        assert!(matches!(stack(Sizes { height: huge, ..SIZES }), Err(StackError::TooLarge { .. })));
        assert!(matches!(stack(Sizes { channels: huge, ..SIZES }), Err(StackError::TooLarge { .. })));
        assert!(matches!(stack(Sizes { width: 0, ..SIZES }), Err(StackError::NoPixels { .. })));
    }
}
