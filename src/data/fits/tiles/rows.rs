//! The rows of the table: where each tile's packed bytes lie, and its scale.

use super::TilesError;
use crate::data::fits::bintable::parsed;
use crate::data::fits::{FitsError, Header};
use crate::data::number::{Number, Order};

/// A cell of every row: where it begins, and its numbers.
#[derive(Clone, Copy)]
struct Place {
    begin: usize,
    code: u8,
    /// Of an array of variable length: bytes of one of its numbers.
    element: usize,
}

pub struct Rows<'a> {
    data: &'a [u8],
    heap: &'a [u8],
    width: usize,
    pub count: usize,
    columns: Vec<(String, Place)>,
}

impl<'a> Rows<'a> {
    pub fn read(header: &Header, data: &'a [u8]) -> Result<Self, TilesError> {
        let whole = |key: &str| {
            let value = header.integer(key)?.and_then(|value| usize::try_from(value).ok());
            value.ok_or_else(|| FitsError::Keyword(key.to_owned()))
        };
        let (width, count) = (whole("NAXIS1")?, whole("NAXIS2")?);
        let size = width.checked_mul(count).filter(|size| *size <= data.len()).ok_or(TilesError::Damaged)?;
        let heap = if header.integer("THEAP")?.is_some() { whole("THEAP")? } else { size };
        let mut columns = Vec::new();
        let mut begin = 0_usize;
        for number in 1..=whole("TFIELDS")?.min(999) {
            let key = format!("TFORM{number}");
            let form = header.text(&key).unwrap_or_default();
            let Some((parts, size)) = parsed(&form) else { return Err(FitsError::Keyword(key).into()) };
            let element = match form.bytes().skip_while(u8::is_ascii_digit).nth(1) {
                Some(b'I') => 2,
                Some(b'J' | b'E') => 4,
                Some(b'K' | b'D') => 8,
                _ => 1,
            };
            let name = header.text(&format!("TTYPE{number}")).unwrap_or_default().to_ascii_uppercase();
            columns.push((name, Place { begin, code: parts.code, element }));
            begin = begin.checked_add(size).filter(|end| *end <= width).ok_or(TilesError::Damaged)?;
        }
        Ok(Self { data, heap: data.get(heap..).ok_or(TilesError::Damaged)?, width, count, columns })
    }

    fn cell(&self, row: usize, name: &str) -> Option<(Place, &'a [u8])> {
        let (_, place) = self.columns.iter().find(|(column, _)| column == name)?;
        self.data.get(row * self.width + place.begin..(row + 1) * self.width).map(|cell| (*place, cell))
    }

    pub fn has(&self, name: &str) -> bool {
        self.columns.iter().any(|(column, _)| column == name)
    }

    /// The bytes of an array of variable length; empty if there is none.
    pub fn array(&self, row: usize, name: &str) -> Result<&'a [u8], TilesError> {
        let Some((place, cell)) = self.cell(row, name) else { return Ok(&[]) };
        let number = if place.code == b'Q' { Number::I64 } else { Number::I32 };
        let part = |index: usize| {
            let value = number.integer(Order::Big, cell.get(index * number.size()..)?)?;
            usize::try_from(value).ok()
        };
        let (count, begin) = part(0).zip(part(1)).ok_or(TilesError::Damaged)?;
        let end = count.checked_mul(place.element).and_then(|size| size.checked_add(begin));
        end.and_then(|end| self.heap.get(begin..end)).ok_or(TilesError::Damaged)
    }

    /// A number of a row; `None` without such a column.
    pub fn number(&self, row: usize, name: &str) -> Option<f64> {
        let (place, cell) = self.cell(row, name)?;
        let number = match place.code {
            b'B' => Number::U8,
            b'I' => Number::I16,
            b'J' => Number::I32,
            b'K' => Number::I64,
            b'E' => Number::F32,
            b'D' => Number::F64,
            _ => return None,
        };
        Some(number.read(Order::Big, cell))
    }
}
