//! NumPy's array files (format versions 1 to 3): a Python dictionary of type, order and shape, then the numbers or texts.
//!
//! Of images: `[height, width]`, `[images, height, width]`, `[images, height, width, channels]`, or with the channels before
//! the height as in PyTorch. A three-dimensional array whose last size is 3 or 4 and whose others are larger is one colour
//! image. All else is values, one or a row of them per image: `[images]`, `[images, 1]`, `[images, columns]`, and every text.

use super::number::{Number, Order, u16_at, u32_at};
use super::stack::{Array, SHORTEST_SIDE, Sizes, Stack, StackError, Strides};
use super::table::{Cells, Column, MOST_CELLS, MOST_COLUMNS, Table, cells_of};

const MAGIC: &[u8] = b"\x93NUMPY";
/// NumPy itself refuses longer headers unless told otherwise.
const LONGEST_HEADER: usize = 10_000;
/// Longer texts are refused, in characters.
const LONGEST_TEXT: usize = 4096;

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
    #[error("it holds {0}")]
    Kind(&'static str),
    #[error(
        "it holds values of the type {0}; integers of 8 to 64 bits, floats of 16 to 64 bits, truth values and texts are read"
    )]
    Type(String),
    #[error("its array has the shape {0}, which is neither images nor one row of values an image")]
    Shape(String),
    #[error(
        "its array has the shape {0}: more than {MOST_COLUMNS} values a row are no table here; if they are images, save x.reshape(-1, height, width)"
    )]
    Wide(String),
    #[error(transparent)]
    Stack(#[from] StackError),
}

/// What an array is made of.
#[derive(Clone, Copy)]
enum Kind {
    Number(Number, Order),
    /// So many bytes, of an encoding that ends with zeros.
    Bytes(usize),
    /// So many characters of four bytes.
    Text(usize, Order),
}

impl Kind {
    fn size(self) -> usize {
        match self {
            Self::Number(number, _) => number.size(),
            Self::Bytes(length) => length,
            Self::Text(length, _) => 4 * length,
        }
    }
}

pub fn is_npy(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC)
}

/// The array in a file.
///
/// # Errors
///
/// If the bytes are not NPY, or hold neither images nor one row of values an image of a type that is read.
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
    let kind = kind(value_of(header, "descr").ok_or(NpyError::Missing("the type of its values"))?)?;
    let fortran = value_of(header, "fortran_order").ok_or(NpyError::Missing("the order of its values"))?;
    let shape = shape(value_of(header, "shape").ok_or(NpyError::Missing("the shape of its array"))?)?;
    array(bytes, start, kind, fortran.starts_with("True"), &shape)
}

fn array(bytes: &[u8], start: usize, kind: Kind, fortran: bool, shape: &[u64]) -> Result<Array, NpyError> {
    let refused = || NpyError::Shape(words(shape));
    let strides = strides(shape, fortran).ok_or_else(refused)?;
    let (number, order) = match (kind, shape) {
        (Kind::Number(number, order), [_, _, ..]) if !shape[1..].iter().all(|size| *size == 1) => (number, order),
        _ => return values(bytes, start, kind, shape, &strides).map(Array::Values),
    };
    let long = |size: u64| size >= SHORTEST_SIDE;
    // Which dimension of the array is which of the images.
    let (image, row, column, channel) = match *shape {
        [_, _] => (None, 0, 1, None),
        [height, width, 3 | 4] if height > 4 && width > 4 => (None, 0, 1, Some(2)),
        [_, height, width] if long(height) && long(width) => (Some(0), 1, 2, None),
        [_, height, width, 1 | 3 | 4] if long(height) && long(width) => (Some(0), 1, 2, Some(3)),
        [_, 1 | 3 | 4, height, width] if long(height) && long(width) => (Some(0), 2, 3, Some(1)),
        _ => return Err(refused()),
    };
    let size = |dimension: Option<usize>| dimension.map_or(1, |dimension| shape[dimension]);
    let stride = |dimension: Option<usize>| dimension.map_or(0, |dimension| strides[dimension]);
    let sizes = Sizes { images: size(image), height: shape[row], width: shape[column], channels: size(channel) };
    let apart = Strides { image: stride(image), row: strides[row], column: strides[column], channel: stride(channel) };
    let stack = Stack::new(bytes, start, (number, order), sizes, apart)?;
    match shape {
        [_, _] => Array::plane(stack, bytes).ok_or_else(|| NpyError::Wide(words(shape))),
        _ => Ok(Array::Images(stack)),
    }
}

/// One row of values an image: `[images]`, or `[images, columns]` of whatever else has only one value.
fn values(bytes: &[u8], start: usize, kind: Kind, shape: &[u64], strides: &[u64]) -> Result<Table, NpyError> {
    let columns = shape.get(1).copied().unwrap_or(1);
    if shape.iter().skip(2).any(|size| *size != 1) {
        return Err(NpyError::Shape(words(shape)));
    }
    if columns > MOST_COLUMNS as u64 {
        return Err(NpyError::Wide(words(shape)));
    }
    let rows = shape[0];
    let numbers = bytes.get(start..).unwrap_or_default();
    let announced = rows.saturating_mul(columns).saturating_mul(kind.size() as u64);
    if rows.saturating_mul(columns) > MOST_CELLS || announced > numbers.len() as u64 {
        return Err(StackError::Short { announced, found: numbers.len() as u64 }.into());
    }
    let apart = strides.get(1).copied().unwrap_or(0);
    let column = |column: u64| {
        let place = move |row: u64| (row * strides[0] + column * apart) as usize * kind.size();
        let all = (0..rows).map(|row| &numbers[place(row)..place(row) + kind.size()]);
        let cells = match kind {
            Kind::Number(number, order) => cells_of(number, order, all),
            Kind::Bytes(_) => {
                Cells::text(all.map(|bytes| String::from_utf8_lossy(bytes).trim_end_matches('\0').to_owned()))
            }
            Kind::Text(_, order) => Cells::text(all.map(|bytes| text(order, bytes))),
        };
        Column { cells, ..Column::default() }
    };
    Ok(Table::of((0..columns).map(column).collect()))
}

/// Characters of four bytes each, up to the zeros at their end.
fn text(order: Order, bytes: &[u8]) -> String {
    let code = |four: &[u8]| Number::U32.read(order, four) as u32;
    let all: String = bytes.chunks_exact(4).map(|four| char::from_u32(code(four)).unwrap_or('\u{fffd}')).collect();
    all.trim_end_matches('\0').to_owned()
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

fn kind(value: &str) -> Result<Kind, NpyError> {
    let quote = value.chars().next().filter(|first| matches!(first, '\'' | '"'));
    let Some(name) = quote.and_then(|quote| value[1..].split(quote).next()) else {
        return Err(NpyError::Kind(
            "a record with several fields; save each field as an array of its own, or the table as CSV",
        ));
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
        "u8" => Number::U64,
        "i8" => Number::I64,
        "f2" => Number::F16,
        "f4" => Number::F32,
        "f8" => Number::F64,
        other => return other_kind(other, order),
    };
    Ok(Kind::Number(number, order))
}

/// Texts, and what is refused by its name.
fn other_kind(name: &str, order: Order) -> Result<Kind, NpyError> {
    let length = |rest: &str| rest.parse().ok().filter(|length| (1..=LONGEST_TEXT).contains(length));
    let kind = match name.split_at_checked(1) {
        Some(("S", rest)) => length(rest).map(Kind::Bytes),
        Some(("U", rest)) => length(rest).map(|length| Kind::Text(length, order)),
        Some(("O", _)) => {
            return Err(NpyError::Kind(
                "Python objects, which could run programs; save numbers, or texts as x.astype(str)",
            ));
        }
        // What NumPy writes for ml_dtypes' bfloat16, of which it knows but the size.
        Some(("V", "2")) => {
            return Err(NpyError::Kind("raw values of two bytes, as bfloat16 is saved; save x.astype('float32')"));
        }
        Some(("V", _)) => {
            return Err(NpyError::Kind("raw bytes without a type; save numbers, as with x.astype('float32')"));
        }
        Some(("c", _)) => {
            return Err(NpyError::Kind("complex numbers; save abs(x), or their real and imaginary parts"));
        }
        Some(("M" | "m", _)) => return Err(NpyError::Kind("dates or times; save x.astype(str)")),
        _ => None,
    };
    kind.ok_or_else(|| NpyError::Type(name.chars().take(20).collect()))
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
