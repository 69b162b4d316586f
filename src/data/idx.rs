//! The IDX format of MNIST: a magic number, the sizes of the dimensions, then the values, all big-endian.
//!
//! Reads plain or gzipped bytes and trusts no header: every size is checked against the bytes that are there.

use std::io::Read;

use flate2::read::MultiGzDecoder;

use super::{Images, Shape};

/// More decompressed bytes than this are refused: 20 times the full MNIST.
const LIMIT: u64 = 1 << 30;

const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];
const UNSIGNED_BYTES: u8 = 0x08;

/// Why bytes are not the IDX file they should be.
#[derive(Debug, thiserror::Error)]
pub enum IdxError {
    #[error("the file is damaged or cut short: its gzip data cannot be unpacked")]
    Gzip(#[source] std::io::Error),
    #[error("the file is larger than this page accepts")]
    TooLarge,
    #[error("this is not an IDX file of {wanted}: it should begin with {expected:02x?}, not {found:02x?}")]
    Magic { wanted: &'static str, expected: [u8; 4], found: Vec<u8> },
    #[error("the file announces images of {height} × {width} pixels, which cannot be")]
    Shape { height: u32, width: u32 },
    #[error("the file is damaged or cut short: its header announces {announced} bytes of {what}, but {found} follow")]
    Length { what: &'static str, announced: u64, found: u64 },
    #[error("there are {images} images but {labels} labels")]
    Unmatched { images: usize, labels: usize },
}

/// Grey images and their labels.
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

/// The bytes of a file that may be gzipped.
pub(super) fn unpacked(file: &[u8]) -> Result<Vec<u8>, IdxError> {
    if !file.starts_with(&GZIP_MAGIC) {
        return Ok(file.to_vec());
    }
    let mut bytes = Vec::new();
    MultiGzDecoder::new(file).take(LIMIT + 1).read_to_end(&mut bytes).map_err(IdxError::Gzip)?;
    if bytes.len() as u64 > LIMIT { Err(IdxError::TooLarge) } else { Ok(bytes) }
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
