//! The rows of BINARY and BINARY2: cells of the declared types one after the other, the highest byte first; in BINARY2 after a bit
//! for every column that says whether its cell is null.

use super::{Field, VotableError, damaged};
use crate::data::count::thousands;
use crate::data::number::{Number, Order};
use crate::data::table::{MOST_CELLS, MOST_ROWS};

/// Longer cells are cut.
const LONGEST_CELL: usize = 4096;

/// What a cell holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    one: One,
    /// So many of them; of those of a variable number, in each.
    count: usize,
    variable: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum One {
    Number(Number),
    Truth,
    /// Eight of them are a byte.
    Bit,
    Letter,
    WideLetter,
    Complex(Number),
}

impl Kind {
    /// The kind of a type and a size such as `8x*` in a VOTable's header; `None` if there is none such. Archives also write types
    /// that the standard does not have, by the names that they have elsewhere.
    pub fn of(datatype: &str, arraysize: &str) -> Option<Self> {
        let text = matches!(datatype, "string" | "unicodeString") && arraysize.is_empty();
        let one = match datatype {
            "boolean" => One::Truth,
            "bit" => One::Bit,
            "unsignedByte" => One::Number(Number::U8),
            "short" | "int16" => One::Number(Number::I16),
            "int" | "int32" | "unsignedShort" => One::Number(Number::I32),
            "long" | "int64" | "unsignedInt" => One::Number(Number::I64),
            "char" | "string" => One::Letter,
            "unicodeChar" | "unicodeString" => One::WideLetter,
            "float" | "float32" => One::Number(Number::F32),
            "double" | "float64" => One::Number(Number::F64),
            "floatComplex" => One::Complex(Number::F32),
            "doubleComplex" => One::Complex(Number::F64),
            _ => return None,
        };
        let variable = text || arraysize.contains('*');
        let mut count = 1_usize;
        for size in arraysize.split('x').map(str::trim).filter(|size| !size.is_empty() && !size.contains('*')) {
            count = count.checked_mul(size.parse().ok()?)?;
        }
        Some(Self { one, count, variable })
    }

    /// A cell as TABLEDATA has it, with truth values in words.
    pub fn read(self, cell: &str) -> &str {
        let is_truth = matches!(self.one, One::Truth | One::Bit) && self.count == 1 && !self.variable;
        if is_truth { truth(cell) } else { cell }
    }

    fn bytes(self, count: usize) -> Option<usize> {
        match self.one {
            One::Number(number) => count.checked_mul(number.size()),
            One::Truth | One::Letter => Some(count),
            One::Bit => Some(count.div_ceil(8)),
            One::WideLetter => count.checked_mul(2),
            One::Complex(number) => count.checked_mul(2 * number.size()),
        }
    }

    fn text(self, bytes: &[u8]) -> String {
        match self.one {
            One::Letter => cut(bytes),
            One::WideLetter => {
                let units: Vec<u16> = bytes
                    .chunks_exact(2)
                    .map(|two| u16::from_be_bytes([two[0], two[1]]))
                    .take_while(|unit| *unit != 0)
                    .collect();
                String::from_utf16_lossy(&units)
            }
            One::Truth => each(bytes, 1, |one| truth(&String::from_utf8_lossy(one)).to_owned()),
            // The standard has the first bit first; astropy writes the fourth.
            One::Bit if self.count == 1 => truth(if bytes.iter().any(|byte| *byte > 0) { "1" } else { "0" }).to_owned(),
            One::Bit => each(bytes, 1, |one| format!("{:08b}", one[0])),
            One::Number(number) | One::Complex(number) => each(bytes, number.size(), |one| written(number, one)),
        }
    }
}

/// A truth value in words; empty for an unknown one.
fn truth(cell: &str) -> &'static str {
    match cell.chars().next() {
        Some('T' | 't' | '1') => "True",
        Some('F' | 'f' | '0') => "False",
        _ => "",
    }
}

/// Texts of so many bytes each, with a space between them.
fn each(bytes: &[u8], size: usize, text: impl Fn(&[u8]) -> String) -> String {
    let all: Vec<String> = bytes.chunks_exact(size).take(LONGEST_CELL).map(text).collect();
    all.join(" ")
}

fn written(number: Number, bytes: &[u8]) -> String {
    if let Some(integer) = number.integer(Order::Big, bytes) {
        return integer.to_string();
    }
    let value = number.read(Order::Big, bytes);
    match number {
        _ if value.is_nan() => String::new(),
        Number::F32 => (value as f32).to_string(),
        _ => value.to_string(),
    }
}

/// A text of bytes up to a zero.
fn cut(bytes: &[u8]) -> String {
    let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len()).min(LONGEST_CELL);
    String::from_utf8_lossy(&bytes[..end]).into_owned()
}

/// Adds the rows in `bytes` to the fields, and tells how many there are.
pub fn read(bytes: &[u8], nulls: bool, fields: &mut [Field]) -> Result<usize, VotableError> {
    let kinds: Option<Vec<Kind>> = fields.iter().map(|field| field.kind).collect();
    let kinds = kinds.ok_or_else(|| damaged("a column has a type or a size that no column has"))?;
    let mut rest = bytes;
    let mut rows = 0;
    while !rest.is_empty() && !fields.is_empty() {
        if rows == MOST_ROWS || (rows * fields.len()) as u64 > MOST_CELLS * 8 {
            return Err(VotableError::TooManyRows);
        }
        let flags = if nulls { take(&mut rest, fields.len().div_ceil(8))? } else { &[] };
        for (index, (field, kind)) in fields.iter_mut().zip(&kinds).enumerate() {
            let times = if kind.variable { Number::U32.read(Order::Big, take(&mut rest, 4)?) as usize } else { 1 };
            let size = kind.count.checked_mul(times).and_then(|count| kind.bytes(count));
            let cell = take(&mut rest, size.ok_or_else(|| damaged("a cell is longer than the file"))?)?;
            let null = flags.get(index / 8).is_some_and(|byte| byte & (0x80 >> (index % 8)) != 0);
            let text = if null { String::new() } else { kind.text(cell) };
            field.cells.push(if field.null.as_deref() == Some(text.as_str()) { "" } else { &text });
        }
        rows += 1;
    }
    Ok(rows)
}

fn take<'a>(rest: &mut &'a [u8], size: usize) -> Result<&'a [u8], VotableError> {
    let (taken, after) = rest.split_at_checked(size).ok_or_else(|| {
        damaged(format!("a row needs {} bytes, {} are left", thousands(size as u64), thousands(rest.len() as u64)))
    })?;
    *rest = after;
    Ok(taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_products_with_at_most_one_that_varies() {
        let kind = |datatype, arraysize| Kind::of(datatype, arraysize);
        assert_eq!(kind("char", "8x*"), Some(Kind { one: One::Letter, count: 8, variable: true }));
        assert_eq!(kind("double", "2x3"), Some(Kind { one: One::Number(Number::F64), count: 6, variable: false }));
        assert_eq!(kind("int", ""), Some(Kind { one: One::Number(Number::I32), count: 1, variable: false }));
        assert_eq!(kind("char", "16*").map(|kind| kind.variable), Some(true));
        assert_eq!((kind("quad", ""), kind("int", "99999999999999999999x2"), kind("int", "x-3")), (None, None, None));
    }
}
