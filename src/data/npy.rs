//! NumPy's array files (format versions 1 to 3): a Python dictionary of type, order and shape, then the numbers.
//!
//! Of images: `[height, width]`, `[images, height, width]`, `[images, height, width, channels]`, or with the channels before
//! the height as in PyTorch. A three-dimensional array whose last size is 3 or 4 and whose others are larger is one colour
//! image. A one-dimensional array is a column of values, one per image.

use super::number::{Number, Order, u16_at, u32_at};
use super::stack::{Array, Sizes, Stack, StackError, Strides};

const MAGIC: &[u8] = b"\x93NUMPY";
/// NumPy itself refuses longer headers unless told otherwise.
const LONGEST_HEADER: usize = 10_000;
/// A longer column of values is refused.
const LONGEST_COLUMN: u64 = 10_000_000;

/// Why bytes are not a NumPy array of images or values.
#[derive(Debug, thiserror::Error)]
pub enum NpyError {
    #[error("this is not a NumPy array file")]
    Foreign,
    #[error("version {0} of NumPy's format is not known here; versions 1 to 3 are")]
    Version(u8),
    #[error("it is damaged or cut short: its header is not whole")]
    Header,
    #[error("its header does not say {0}")]
    Missing(&'static str),
    #[error(
        "it holds values of the type {0}; integers of 8 to 64 bits, floats of 32 or 64 bits and truth values are read"
    )]
    Type(String),
    #[error("its array has the shape {0}, which is neither images nor one value an image")]
    Shape(String),
    #[error(transparent)]
    Stack(#[from] StackError),
}

pub fn is_npy(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC)
}

/// The array in a file.
///
/// # Errors
///
/// If the bytes are not NPY, or hold neither images nor one value an image of a type that is read.
pub fn read(bytes: &[u8]) -> Result<Array, NpyError> {
    if !is_npy(bytes) {
        return Err(NpyError::Foreign);
    }
    let version = *bytes.get(6).ok_or(NpyError::Header)?;
    let (length, begin) = match version {
        1 => (usize::from(u16_at(bytes, 8).ok_or(NpyError::Header)?), 10),
        2 | 3 => (u32_at(bytes, 8).ok_or(NpyError::Header)? as usize, 12),
        other => return Err(NpyError::Version(other)),
    };
    if length > LONGEST_HEADER {
        return Err(NpyError::Header);
    }
    let start = begin + length;
    let header = std::str::from_utf8(bytes.get(begin..start).ok_or(NpyError::Header)?).map_err(|_| NpyError::Header)?;
    let kind = number(value_of(header, "descr").ok_or(NpyError::Missing("the type of its values"))?)?;
    let fortran = value_of(header, "fortran_order").ok_or(NpyError::Missing("the order of its values"))?;
    let shape = shape(value_of(header, "shape").ok_or(NpyError::Missing("the shape of its array"))?)?;
    array(bytes, start, kind, fortran.starts_with("True"), &shape)
}

fn array(bytes: &[u8], start: usize, kind: (Number, Order), fortran: bool, shape: &[u64]) -> Result<Array, NpyError> {
    if let [count] = *shape {
        return column(bytes, start, kind, count).map(Array::Column);
    }
    // Which dimension of the array is which of the images.
    let (image, row, column, channel) = match *shape {
        [_, _] => (None, 0, 1, None),
        [height, width, 3 | 4] if height > 4 && width > 4 => (None, 0, 1, Some(2)),
        [_, _, _] => (Some(0), 1, 2, None),
        [_, _, _, 1 | 3 | 4] => (Some(0), 1, 2, Some(3)),
        [_, 1 | 3 | 4, _, _] => (Some(0), 2, 3, Some(1)),
        _ => return Err(NpyError::Shape(words(shape))),
    };
    let strides = strides(shape, fortran).ok_or_else(|| NpyError::Shape(words(shape)))?;
    let size = |dimension: Option<usize>| dimension.map_or(1, |dimension| shape[dimension]);
    let stride = |dimension: Option<usize>| dimension.map_or(0, |dimension| strides[dimension]);
    let sizes = Sizes { images: size(image), height: shape[row], width: shape[column], channels: size(channel) };
    let strides =
        Strides { image: stride(image), row: strides[row], column: strides[column], channel: stride(channel) };
    Ok(Array::Images(Stack::new(bytes, start, kind, sizes, strides)?))
}

fn column(bytes: &[u8], start: usize, (number, order): (Number, Order), count: u64) -> Result<Vec<f64>, NpyError> {
    let numbers = bytes.get(start..).unwrap_or_default();
    let announced = count.saturating_mul(number.size() as u64);
    if count > LONGEST_COLUMN || announced > numbers.len() as u64 {
        return Err(StackError::Short { announced, found: numbers.len() as u64 }.into());
    }
    let used = &numbers[..announced as usize];
    Ok(used.chunks_exact(number.size()).map(|bytes| number.read(order, bytes)).collect())
}

/// How far apart neighbours lie along each dimension; `None` if the array is larger than can be counted.
fn strides(shape: &[u64], fortran: bool) -> Option<Vec<u64>> {
    let mut strides = vec![0; shape.len()];
    let mut apart = 1_u64;
    let mut step = |dimension: usize| {
        strides[dimension] = apart;
        apart = apart.checked_mul(shape[dimension])?;
        Some(())
    };
    if fortran {
        (0..shape.len()).try_for_each(&mut step)?;
    } else {
        (0..shape.len()).rev().try_for_each(&mut step)?;
    }
    Some(strides)
}

/// The text after `'key':` in the header, without leading spaces.
fn value_of<'a>(header: &'a str, key: &str) -> Option<&'a str> {
    let after = ['\'', '"'].iter().find_map(|quote| {
        let quoted = format!("{quote}{key}{quote}");
        header.find(&quoted).map(|at| &header[at + quoted.len()..])
    })?;
    Some(after.trim_start().strip_prefix(':')?.trim_start())
}

fn number(value: &str) -> Result<(Number, Order), NpyError> {
    let quote = value.chars().next().filter(|first| matches!(first, '\'' | '"'));
    let Some(name) = quote.and_then(|quote| value[1..].split(quote).next()) else {
        return Err(NpyError::Type("of a record with several fields".to_owned()));
    };
    let (order, name) = match name.as_bytes().first() {
        Some(b'>') => (Order::Big, &name[1..]),
        Some(b'<' | b'|' | b'=') => (Order::Little, &name[1..]),
        _ => (Order::Little, name),
    };
    let number = match name {
        "b1" => Number::Bool,
        "u1" => Number::U8,
        "i1" => Number::I8,
        "u2" => Number::U16,
        "i2" => Number::I16,
        "u4" => Number::U32,
        "i4" => Number::I32,
        "i8" => Number::I64,
        "f4" => Number::F32,
        "f8" => Number::F64,
        other => return Err(NpyError::Type(other.chars().take(20).collect())),
    };
    Ok((number, order))
}

fn shape(value: &str) -> Result<Vec<u64>, NpyError> {
    let foreign = || NpyError::Missing("a shape that can be read");
    let inside = value.strip_prefix('(').and_then(|rest| rest.split_once(')')).ok_or_else(foreign)?.0;
    let sizes = inside.split(',').map(str::trim).filter(|size| !size.is_empty());
    let shape: Vec<u64> =
        sizes.map(|size| size.trim_end_matches('L').parse().map_err(|_| foreign())).collect::<Result<_, _>>()?;
    if shape.is_empty() || shape.len() > 8 { Err(NpyError::Shape(words(&shape))) } else { Ok(shape) }
}

fn words(shape: &[u64]) -> String {
    let sizes: Vec<String> = shape.iter().map(u64::to_string).collect();
    format!("({})", sizes.join(", "))
}
