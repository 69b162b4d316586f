//! The IDX format of MNIST: a magic number, the sizes of the dimensions, then the values, all big-endian.
//!
//! Reads plain or gzipped bytes and trusts no header: every size is checked against the bytes that are there.

use super::count::thousands;
use super::gzip::{self, GzipError};
use super::number::{Number, Order};
use super::stack::{Array, Sizes, Stack, StackError};
use super::table::Table;
use super::{Images, Shape};

/// More decompressed bytes than this are refused: 20 times the full MNIST.
pub const LIMIT: u64 = 1 << 30;

const UNSIGNED_BYTES: u8 = 0x08;

/// Why bytes are not the IDX file they should be.
#[derive(Debug, thiserror::Error)]
pub enum IdxError {
    #[error(transparent)]
    Gzip(#[from] GzipError),
    #[error("this is not an IDX file of {wanted}: it should begin with {expected:02x?}, not {found:02x?}")]
    Magic { wanted: &'static str, expected: [u8; 4], found: Vec<u8> },
    #[error("the file announces images of {height} × {width} pixels, which cannot be")]
    Shape { height: u32, width: u32 },
    #[error("the file is damaged or cut short: its header announces {announced} bytes of {what}, but {found} follow", announced = thousands(*.announced), found = thousands(*.found))]
    Length { what: &'static str, announced: u64, found: u64 },
    #[error("there are {} images but {} labels", thousands(*.images as u64), thousands(*.labels as u64))]
    Unmatched { images: usize, labels: usize },
    #[error("its array has {0} dimensions; images have 2 to 4, a column of values has 1")]
    Dimensions(u8),
    #[error("its array has the shape ({height}, {width}), which is neither an image nor a table that is read here")]
    Plane { height: u64, width: u64 },
    #[error(transparent)]
    Stack(#[from] StackError),
}

/// Grey images and their labels.
///
/// # Errors
///
/// If a file is not of its kind, or the two disagree on how many images there are.
pub fn labelled(images_file: &[u8], labels_file: &[u8]) -> Result<Images, IdxError> {
    let (shape, pixels) = images(images_file)?;
    let labels = labels(labels_file)?;
    let count = pixels.len() / shape.pixels();
    if count != labels.len() {
        return Err(IdxError::Unmatched { images: count, labels: labels.len() });
    }
    Ok(Images { shape, pixels, labels })
}

/// The shape and the pixels, `[images, height, width]`, of an IDX3 file of bytes.
///
/// # Errors
///
/// If the bytes are not such a file, or are cut short.
pub fn images(file: &[u8]) -> Result<(Shape, Vec<u8>), IdxError> {
    let mut bytes = unpacked(file)?;
    let [count, height, width] = dimensions(&bytes, "images")?;
    if height == 0 || width == 0 || height > 4096 || width > 4096 {
        return Err(IdxError::Shape { height, width });
    }
    // At most 2^32 · 2^24: no overflow.
    let announced = u64::from(count) * u64::from(height) * u64::from(width);
    bytes.drain(..16);
    expect_length("pixels", announced, bytes.len())?;
    Ok((Shape { height: height as usize, width: width as usize, channels: 1 }, bytes))
}

/// The shape and the pixels, `[images, height, width, channels]`, of an IDX4 file of bytes.
///
/// # Errors
///
/// If the bytes are not such a file, or are cut short.
pub fn colour_images(file: &[u8]) -> Result<(Shape, Vec<u8>), IdxError> {
    let mut bytes = unpacked(file)?;
    let [count, height, width, channels] = dimensions(&bytes, "colour images")?;
    if height == 0 || width == 0 || height > 4096 || width > 4096 || !(1..=4).contains(&channels) {
        return Err(IdxError::Shape { height, width });
    }
    // At most 2^32 · 2^24 · 4: no overflow.
    let announced = u64::from(count) * u64::from(height) * u64::from(width) * u64::from(channels);
    bytes.drain(..20);
    expect_length("pixels", announced, bytes.len())?;
    Ok((Shape { height: height as usize, width: width as usize, channels: channels as usize }, bytes))
}

/// The values of an IDX1 file of bytes.
///
/// # Errors
///
/// If the bytes are not such a file, or are cut short.
pub fn labels(file: &[u8]) -> Result<Vec<u8>, IdxError> {
    let mut bytes = unpacked(file)?;
    let [count] = dimensions(&bytes, "labels")?;
    bytes.drain(..8);
    expect_length("labels", u64::from(count), bytes.len())?;
    Ok(bytes)
}

/// An IDX file of bytes with the given sizes of dimensions.
pub fn write(dimensions: &[u32], values: &[u8]) -> Vec<u8> {
    let mut file = vec![0, 0, UNSIGNED_BYTES, dimensions.len() as u8];
    file.extend(dimensions.iter().flat_map(|size| size.to_be_bytes()));
    file.extend_from_slice(values);
    file
}

/// Do bytes begin as an IDX file of any kind does?
pub fn is_idx(bytes: &[u8]) -> bool {
    matches!(bytes, [0, 0, kind, 1..=8, ..] if number(*kind).is_some())
}

/// The array of an IDX file of any kind, which is not packed: `[height, width]`, `[images, height, width]`,
/// `[images, height, width, channels]`, or one value per image.
///
/// # Errors
///
/// If the bytes are not IDX, or hold neither images nor one value per image.
pub fn array(bytes: &[u8]) -> Result<Array, IdxError> {
    let &[0, 0, kind, rank, ..] = bytes else { return Err(foreign(bytes)) };
    let number = number(kind).ok_or_else(|| foreign(bytes))?;
    let start = 4 + 4 * usize::from(rank);
    let Some(sizes) = bytes.get(4..start) else {
        return Err(IdxError::Length { what: "header", announced: start as u64, found: bytes.len() as u64 });
    };
    let sizes: Vec<u64> =
        sizes.chunks_exact(4).map(|size| u64::from(u32::from_be_bytes([size[0], size[1], size[2], size[3]]))).collect();
    let sizes = match *sizes.as_slice() {
        [count] => {
            let announced = count * number.size() as u64;
            expect_length("values", announced, bytes.len() - start)?;
            let values = bytes[start..].chunks_exact(number.size()).map(|bytes| number.read(Order::Big, bytes));
            return Ok(Array::Values(Table::numbers(values.collect())));
        }
        [height, width] => {
            let sizes = Sizes { images: 1, height, width, channels: 1 };
            let stack = Stack::packed(bytes, start, (number, Order::Big), sizes)?;
            return Array::plane(stack, bytes).ok_or(IdxError::Plane { height, width });
        }
        [images, height, width] => Sizes { images, height, width, channels: 1 },
        [images, height, width, channels] => Sizes { images, height, width, channels },
        _ => return Err(IdxError::Dimensions(rank)),
    };
    Ok(Array::Images(Stack::packed(bytes, start, (number, Order::Big), sizes)?))
}

fn number(kind: u8) -> Option<Number> {
    match kind {
        UNSIGNED_BYTES => Some(Number::U8),
        0x09 => Some(Number::I8),
        0x0b => Some(Number::I16),
        0x0c => Some(Number::I32),
        0x0d => Some(Number::F32),
        0x0e => Some(Number::F64),
        _ => None,
    }
}

fn foreign(bytes: &[u8]) -> IdxError {
    let found = bytes[..bytes.len().min(4)].to_vec();
    IdxError::Magic { wanted: "images", expected: [0, 0, UNSIGNED_BYTES, 3], found }
}

/// The bytes of a file that may be gzipped.
pub(super) fn unpacked(file: &[u8]) -> Result<Vec<u8>, IdxError> {
    Ok(gzip::unpacked(file, LIMIT)?.into_owned())
}

fn dimensions<const N: usize>(bytes: &[u8], wanted: &'static str) -> Result<[u32; N], IdxError> {
    let expected = [0, 0, UNSIGNED_BYTES, N as u8];
    let magic = &bytes[..bytes.len().min(4)];
    if magic != expected {
        return Err(IdxError::Magic { wanted, expected, found: magic.to_vec() });
    }
    let header = 4 + 4 * N;
    let Some(sizes) = bytes.get(4..header) else {
        return Err(IdxError::Length { what: "header", announced: header as u64, found: bytes.len() as u64 });
    };
    let mut dimensions = [0; N];
    for (dimension, size) in dimensions.iter_mut().zip(sizes.chunks_exact(4)) {
        *dimension = u32::from_be_bytes([size[0], size[1], size[2], size[3]]);
    }
    Ok(dimensions)
}

fn expect_length(what: &'static str, announced: u64, found: usize) -> Result<(), IdxError> {
    let found = found as u64;
    if announced == found { Ok(()) } else { Err(IdxError::Length { what, announced, found }) }
}
