//! The image behind the table: its shape and its tiles, each unpacked and put in its place.

use flate2::bufread::MultiGzDecoder;
use std::io::Read;

use super::quantized::{Dither, Scale};
use super::rows::Rows;
use super::{TilesError, hcompress, pixel_list, rice};
use crate::data::fits::{FitsError, Header, number};
use crate::data::number::{Number, Order};

/// Images of more dimensions are not unpacked.
const MOST_AXES: usize = 8;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Algorithm {
    Rice { block: usize, bytes: usize },
    Gzip { shuffled: bool },
    Hcompress { smooth: bool },
    PixelList,
    Stored,
}

pub struct Tiled<'a> {
    rows: Rows<'a>,
    algorithm: Algorithm,
    number: Number,
    bits: i64,
    /// Of the image and of a tile, the first the one that varies fastest.
    size: Vec<usize>,
    tile: Vec<usize>,
    dither: Dither,
    /// Scale and zero for all rows, where no column has them.
    scale: (Option<f64>, Option<f64>),
    /// The stored integer without a value, where no column has it.
    blank: Option<i64>,
}

fn whole(header: &Header, key: &str) -> Result<Option<usize>, TilesError> {
    let value = header.integer(key)?;
    let wrong = || FitsError::Keyword(key.to_owned());
    value.map(|value| usize::try_from(value).map_err(|_| wrong().into())).transpose()
}

impl<'a> Tiled<'a> {
    pub fn read(header: &Header, data: &'a [u8]) -> Result<Self, TilesError> {
        let missing = |key: &str| FitsError::Keyword(key.to_owned());
        let bits = header.integer("ZBITPIX")?.ok_or_else(|| missing("ZBITPIX"))?;
        let axes = whole(header, "ZNAXIS")?.filter(|axes| (1..=MOST_AXES).contains(axes));
        let axes = axes.ok_or_else(|| missing("ZNAXIS"))?;
        let (mut size, mut tile) = (Vec::new(), Vec::new());
        for axis in 1..=axes {
            let length = whole(header, &format!("ZNAXIS{axis}"))?.filter(|length| *length > 0);
            size.push(length.ok_or_else(|| missing("ZNAXIS"))?);
            let usual = if axis == 1 { size[0] } else { 1 };
            tile.push(whole(header, &format!("ZTILE{axis}"))?.unwrap_or(usual).clamp(1, size[axis - 1]));
        }
        Ok(Self {
            rows: Rows::read(header, data)?,
            algorithm: Algorithm::of(header)?,
            number: number(bits)?,
            bits,
            size,
            tile,
            dither: Dither::of(header)?,
            scale: (header.real("ZSCALE")?, header.real("ZZERO")?),
            blank: header.integer("ZBLANK")?.or(header.integer("BLANK")?),
        })
    }

    /// Bytes of the whole image.
    pub fn bytes(&self) -> Option<usize> {
        self.size.iter().try_fold(self.number.size(), |bytes, length| bytes.checked_mul(*length))
    }

    /// Of the largest tile; not more than the image has.
    pub fn numbers_in_tile(&self) -> usize {
        self.tile.iter().product()
    }

    /// The cards of an image extension that differ from the table's.
    pub fn cards(&self) -> Vec<String> {
        let mut cards = vec!["XTENSION= 'IMAGE   '".to_owned(), format!("BITPIX  = {}", self.bits)];
        cards.push(format!("NAXIS   = {}", self.size.len()));
        cards.extend(
            self.size.iter().enumerate().map(|(axis, length)| format!("{:<8}= {length}", format!("NAXIS{}", axis + 1))),
        );
        if let Some(blank) = self.blank.filter(|_| !self.number.is_float()) {
            cards.push(format!("BLANK   = {blank}"));
        }
        cards
    }

    /// The image's numbers as a file holds them.
    pub fn unpacked(&self) -> Result<Vec<u8>, TilesError> {
        let counts: Vec<usize> = self.size.iter().zip(&self.tile).map(|(size, tile)| size.div_ceil(*tile)).collect();
        let tiles = counts.iter().try_fold(1_usize, |tiles, count| tiles.checked_mul(*count));
        if tiles != Some(self.rows.count) {
            return Err(TilesError::Damaged);
        }
        let mut image = vec![0; self.bytes().ok_or(TilesError::TooLarge)?];
        for row in 0..self.rows.count {
            let mut rest = row;
            let (mut begin, mut shape) = (Vec::new(), Vec::new());
            for (axis, count) in counts.iter().enumerate() {
                begin.push(rest % count * self.tile[axis]);
                shape.push(self.tile[axis].min(self.size[axis] - begin[axis]));
                rest /= count;
            }
            let bytes = self.tile(row, &shape)?;
            self.place(&mut image, &bytes, &begin, &shape);
        }
        Ok(image)
    }

    /// Copies a tile, line by line.
    fn place(&self, image: &mut [u8], tile: &[u8], begin: &[usize], shape: &[usize]) {
        let line = shape[0] * self.number.size();
        for (index, bytes) in tile.chunks_exact(line).enumerate() {
            let (mut rest, mut at, mut stride) = (index, begin[0], self.size[0]);
            for axis in 1..shape.len() {
                at += (begin[axis] + rest % shape[axis]) * stride;
                stride *= self.size[axis];
                rest /= shape[axis];
            }
            let at = at * self.number.size();
            image[at..at + line].copy_from_slice(bytes);
        }
    }

    /// The numbers of a tile as a file holds them.
    fn tile(&self, row: usize, shape: &[usize]) -> Result<Vec<u8>, TilesError> {
        let count: usize = shape.iter().product();
        let exact = |bytes: Vec<u8>| {
            if bytes.len() == count * self.number.size() { Ok(bytes) } else { Err(TilesError::Damaged) }
        };
        let packed = self.rows.array(row, "COMPRESSED_DATA")?;
        if packed.is_empty() {
            // What could not be made into integers without loss.
            let gzipped = self.rows.array(row, "GZIP_COMPRESSED_DATA")?;
            let stored = self.rows.array(row, "UNCOMPRESSED_DATA")?;
            return exact(if gzipped.is_empty() { stored.to_vec() } else { gunzipped(gzipped, count * 8)? });
        }
        let in_rows = self.rows.has("ZSCALE");
        let quantized = self.number.is_float() && (in_rows || self.scale.0.is_some());
        let integers = match self.algorithm {
            Algorithm::Stored if !quantized => return exact(packed.to_vec()),
            Algorithm::Gzip { shuffled } => {
                let bytes = gunzipped(packed, count * 8)?;
                let bytes = if shuffled { unshuffled(&bytes, count) } else { bytes };
                if !quantized && bytes.len() == count * self.number.size() {
                    return Ok(bytes);
                }
                integers(&bytes, count)?
            }
            Algorithm::Stored => integers(packed, count)?,
            Algorithm::Rice { block, bytes } => rice::unpacked(packed, count, block, bytes)?,
            Algorithm::Hcompress { smooth } => hcompress::unpacked(packed, shape, smooth)?,
            Algorithm::PixelList => pixel_list::unpacked(packed, count)?,
        };
        if !quantized {
            return Ok(self.stored(&integers));
        }
        let scale = Scale {
            scale: self.rows.number(row, "ZSCALE").or(self.scale.0).unwrap_or(1.0),
            zero: self.rows.number(row, "ZZERO").or(self.scale.1).unwrap_or(0.0),
            blank: self.rows.number(row, "ZBLANK").map(|blank| blank as i64).or(self.blank),
        };
        Ok(self.dither.values(row, &integers, scale, self.number))
    }

    fn stored(&self, integers: &[i32]) -> Vec<u8> {
        match self.number {
            Number::U8 => integers.iter().map(|value| *value as u8).collect(),
            Number::I16 => integers.iter().flat_map(|value| (*value as i16).to_be_bytes()).collect(),
            Number::I64 => integers.iter().flat_map(|value| i64::from(*value).to_be_bytes()).collect(),
            Number::F32 => integers.iter().flat_map(|value| (*value as f32).to_be_bytes()).collect(),
            Number::F64 => integers.iter().flat_map(|value| f64::from(*value).to_be_bytes()).collect(),
            _ => integers.iter().flat_map(|value| value.to_be_bytes()).collect(),
        }
    }
}

impl Algorithm {
    fn of(header: &Header) -> Result<Self, TilesError> {
        // Parameters are pairs of keywords; astropy writes a truth value where others write a number.
        let parameter = |name: &str| -> Result<Option<usize>, TilesError> {
            let found = (1..=99).find(|index| header.text(&format!("ZNAME{index}")).is_some_and(|text| text == name));
            let Some(key) = found.map(|index| format!("ZVAL{index}")) else { return Ok(None) };
            match header.text(&key).as_deref() {
                Some("T") => Ok(Some(1)),
                Some("F") => Ok(Some(0)),
                _ => Ok(header.real(&key)?.map(|value| value as usize)),
            }
        };
        let name = header.text("ZCMPTYPE").unwrap_or_default();
        match name.as_str() {
            "RICE_1" | "RICE_ONE" => {
                let (block, bytes) = (parameter("BLOCKSIZE")?.unwrap_or(32), parameter("BYTEPIX")?.unwrap_or(4));
                if block == 0 || ![1, 2, 4].contains(&bytes) {
                    return Err(TilesError::Algorithm(format!("{name} in numbers of {bytes} bytes")));
                }
                Ok(Self::Rice { block, bytes })
            }
            "GZIP_1" => Ok(Self::Gzip { shuffled: false }),
            "GZIP_2" => Ok(Self::Gzip { shuffled: true }),
            "HCOMPRESS_1" => Ok(Self::Hcompress { smooth: parameter("SMOOTH")?.is_some_and(|smooth| smooth > 0) }),
            "PLIO_1" => Ok(Self::PixelList),
            "NOCOMPRESS" => Ok(Self::Stored),
            _ => Err(TilesError::Algorithm(name)),
        }
    }
}

/// What is gzipped in `packed`, at most `most` bytes.
fn gunzipped(packed: &[u8], most: usize) -> Result<Vec<u8>, TilesError> {
    let mut bytes = Vec::new();
    let mut unpacking = MultiGzDecoder::new(packed).take(most as u64 + 1);
    unpacking.read_to_end(&mut bytes).map_err(|_| TilesError::Damaged)?;
    if bytes.len() > most { Err(TilesError::Damaged) } else { Ok(bytes) }
}

/// `count` numbers whose first bytes came first, then their second bytes, and so on.
fn unshuffled(bytes: &[u8], count: usize) -> Vec<u8> {
    let size = bytes.len() / count;
    (0..count * size).map(|place| bytes[place % size * count + place / size]).collect()
}

/// Stored integers, of as many bytes as there are for each.
fn integers(bytes: &[u8], count: usize) -> Result<Vec<i32>, TilesError> {
    let number = match bytes.len().checked_div(count) {
        Some(1) => Number::U8,
        Some(2) => Number::I16,
        Some(4) => Number::I32,
        _ => return Err(TilesError::Damaged),
    };
    let numbers = bytes.chunks_exact(number.size()).take(count);
    Ok(numbers.map(|bytes| number.read(Order::Big, bytes) as i32).collect())
}
