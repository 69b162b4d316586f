//! Tables of FITS files (Pence et al. 2010, section 7): binary ones, and those in text.
//!
//! Integers stay exact, with the offset that makes them unsigned too. What TNULL names has no value. Short vectors become a column
//! for each of their places; arrays of variable length, bits and complex numbers are left out and named.

use super::{FitsError, Header};
use crate::data::number::{Number, Order};
use crate::data::table::value::value;
use crate::data::table::{Cells, Column, MOST_CELLS, MOST_COLUMNS, MOST_ROWS, Table, cells_of};

/// Longer vectors are left out.
const LONGEST_VECTOR: usize = 16;

/// What TFORM says of a column of a binary table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Form {
    repeat: usize,
    pub(super) code: u8,
}

/// The table of `NAXIS1` bytes by `NAXIS2` rows in `data`, binary or in text.
///
/// # Errors
///
/// If the header contradicts itself, or the table is larger than those that are read.
pub fn read(header: &Header, data: &[u8], width: u64, rows: u64) -> Result<Table, FitsError> {
    if header.text("ZTABLE").is_some_and(|value| value == "T") {
        return Err(FitsError::Table("it is compressed; unpack it with funpack".to_owned()));
    }
    let count = header.integer("TFIELDS")?.and_then(|count| usize::try_from(count).ok()).unwrap_or(0);
    if count > MOST_COLUMNS || rows > MOST_ROWS as u64 || rows.saturating_mul(count as u64) > 8 * MOST_CELLS {
        return Err(FitsError::Table(format!("{count} columns and {rows} rows are more than are read")));
    }
    // Not more than the bytes that are there.
    let rows: Vec<&[u8]> =
        if width == 0 { Vec::new() } else { data.chunks_exact(width as usize).take(rows as usize).collect() };
    let mut table = Table::default();
    let text = header.text("XTENSION").is_some_and(|kind| kind == "TABLE");
    let mut begin = 0_usize;
    for number in 1..=count {
        let form = header.text(&format!("TFORM{number}")).unwrap_or_default();
        let named = header.text(&format!("TTYPE{number}")).filter(|name| !name.is_empty());
        let column = Named {
            name: named.unwrap_or_else(|| format!("column {number}")),
            unit: header.text(&format!("TUNIT{number}")).unwrap_or_default(),
            null: header.text(&format!("TNULL{number}")),
            scale: header.real(&format!("TSCAL{number}"))?.unwrap_or(1.0),
            zero: header.real(&format!("TZERO{number}"))?.unwrap_or(0.0),
        };
        if text {
            column.add_text(&mut table, header, number, &form, &rows)?;
            continue;
        }
        let Some((form, size)) = parsed(&form) else {
            return Err(FitsError::Keyword(format!("TFORM{number}")));
        };
        let end = begin.checked_add(size).filter(|end| *end as u64 <= width);
        let end = end.ok_or_else(|| FitsError::Keyword(format!("TFORM{number}")))?;
        let cells: Vec<&[u8]> = rows.iter().map(|row| &row[begin..end]).collect();
        column.add(&mut table, form, &cells);
        begin = end;
    }
    table.columns.truncate(MOST_COLUMNS);
    Ok(table)
}

/// A format such as `3E` or `12A`, and the bytes of a cell.
pub(super) fn parsed(form: &str) -> Option<(Form, usize)> {
    let digits = form.bytes().take_while(u8::is_ascii_digit).count();
    let repeat = if digits == 0 { 1 } else { form[..digits].parse().ok()? };
    let code = *form.as_bytes().get(digits)?;
    let size = match code {
        b'L' | b'B' | b'A' => repeat,
        b'X' => usize::div_ceil(repeat, 8),
        b'I' => usize::checked_mul(repeat, 2)?,
        b'J' | b'E' => usize::checked_mul(repeat, 4)?,
        b'K' | b'D' | b'C' | b'P' => usize::checked_mul(repeat, 8)?,
        b'M' | b'Q' => usize::checked_mul(repeat, 16)?,
        _ => return None,
    };
    Some((Form { repeat, code }, size))
}

/// A column's keywords.
struct Named {
    name: String,
    unit: String,
    null: Option<String>,
    scale: f64,
    zero: f64,
}

impl Named {
    fn push(&self, table: &mut Table, name: String, cells: Cells) {
        table.columns.push(Column { name, unit: self.unit.clone(), cells });
    }

    /// Adds what the cells of a binary table hold.
    fn add(&self, table: &mut Table, form: Form, cells: &[&[u8]]) {
        if form.repeat == 0 {
            return self.leave_out(table, "nothing");
        }
        let number = match form.code {
            b'A' => {
                let text = |cell: &&[u8]| {
                    let end = cell.iter().position(|byte| *byte == 0).unwrap_or(cell.len());
                    String::from_utf8_lossy(&cell[..end]).trim_end().to_owned()
                };
                return self.push(table, self.name.clone(), Cells::text(cells.iter().map(text)));
            }
            b'L' => Number::Bool,
            b'B' => Number::U8,
            b'I' => Number::I16,
            b'J' => Number::I32,
            b'K' => Number::I64,
            b'E' => Number::F32,
            b'D' => Number::F64,
            _ => return self.leave_out(table, "arrays of variable length, bits or complex numbers"),
        };
        if form.repeat > LONGEST_VECTOR || table.columns.len() + form.repeat > MOST_COLUMNS {
            return self.leave_out(table, "vectors that are too long to be columns");
        }
        for place in 0..form.repeat {
            let at = place * number.size();
            let own = cells.iter().map(|cell| &cell[at..at + number.size()]);
            let name = if form.repeat == 1 { self.name.clone() } else { format!("{} {}", self.name, place + 1) };
            self.push(table, name, self.values(number, own));
        }
    }

    fn values<'a>(&self, number: Number, cells: impl Iterator<Item = &'a [u8]> + Clone) -> Cells {
        if number == Number::Bool {
            let truth = |cell: &[u8]| match cell.first() {
                Some(b'T') => "True",
                Some(b'F') => "False",
                _ => "",
            };
            return Cells::text(cells.map(truth));
        }
        if number.is_float() {
            let read = |cell: &[u8]| self.zero + self.scale * number.read(Order::Big, cell);
            return if (self.zero, self.scale) == (0.0, 1.0) {
                cells_of(number, Order::Big, cells)
            } else {
                Cells::Numbers(cells.map(read).collect())
            };
        }
        let null: Option<i128> = self.null.as_deref().and_then(|null| null.parse().ok());
        let stored = |cell: &[u8]| number.integer(Order::Big, cell).filter(|stored| Some(*stored) != null);
        if self.scale != 1.0 || self.zero.fract() != 0.0 || self.zero.abs() > 1e19 {
            let scaled = |cell: &[u8]| stored(cell).map_or(f64::NAN, |stored| self.zero + self.scale * stored as f64);
            return Cells::Numbers(cells.map(scaled).collect());
        }
        Cells::integers(cells.map(|cell| stored(cell).map(|stored| stored + self.zero as i128)))
    }

    fn leave_out(&self, table: &mut Table, why: &str) {
        table.notes.push(format!("the column “{}” is left out: it holds {why}", self.name));
    }

    /// Adds what the cells of a table in text hold: from the character TBCOL on, as many as TFORM says.
    fn add_text(
        &self,
        table: &mut Table,
        header: &Header,
        number: usize,
        form: &str,
        rows: &[&[u8]],
    ) -> Result<(), FitsError> {
        let wrong = |key: &str| FitsError::Keyword(format!("{key}{number}"));
        let begin = header.integer(&format!("TBCOL{number}"))?.and_then(|at| usize::try_from(at.checked_sub(1)?).ok());
        let begin = begin.ok_or_else(|| wrong("TBCOL"))?;
        let width = form.get(1..).and_then(|rest| rest.split('.').next()?.parse::<usize>().ok());
        let end = width.and_then(|width| begin.checked_add(width)).ok_or_else(|| wrong("TFORM"))?;
        let cell = |row: &&[u8]| {
            let text =
                String::from_utf8_lossy(row.get(begin..end.min(row.len())).unwrap_or_default()).trim().to_owned();
            if self.null.as_deref() == Some(text.as_str()) { String::new() } else { text }
        };
        let cells = if (self.zero, self.scale) == (0.0, 1.0) {
            Cells::text(rows.iter().map(cell))
        } else {
            let scaled =
                |row| value(&cell(row), false).number().map_or(f64::NAN, |stored| self.zero + self.scale * stored);
            Cells::Numbers(rows.iter().map(scaled).collect())
        };
        self.push(table, self.name.clone(), cells);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(cards: &[&str], data: &[u8], width: u64, rows: u64) -> Result<Table, FitsError> {
        let cards: String = cards.iter().map(|card| format!("{card:<80}")).collect();
        read(&Header(cards.as_bytes()), data, width, rows)
    }

    #[test]
    fn numbers_in_text_are_scaled_and_keep_what_is_missing() {
        let cards = ["XTENSION= 'TABLE   '", "TFIELDS =  1", "TFORM1  = 'F6.2'", "TBCOL1  =  1", "TNULL1  = '-99'"];
        let scaled = [&cards[..], &["TSCAL1  =  2.0", "TZERO1  =  0.5"]].concat();
        let found = table(&scaled, b" 17.25   -99  1.5 ", 6, 3).unwrap();
        let Cells::Numbers(numbers) = &found.columns[0].cells else { panic!("{found:?}") };
        assert!(numbers[0] == 35.0 && numbers[1].is_nan() && numbers[2] == 3.5, "{numbers:?}");
    }

    #[test]
    fn headers_that_make_no_sense_are_refused_and_columns_of_nothing_left_out() {
        let text = ["XTENSION= 'TABLE   '", "TFIELDS =  1", "TFORM1  = 'A1'", "TBCOL1  = -9223372036854775808"];
        assert!(matches!(table(&text, b"a", 1, 1), Err(FitsError::Keyword(key)) if key == "TBCOL1"));
        let empty = ["TFIELDS =  2", "TFORM1  = '0A'", "TTYPE1  = 'none'", "TFORM2  = '1B'"];
        let found = table(&empty, &[7], 1, 1).unwrap();
        assert_eq!((found.columns.len(), found.notes.len()), (1, 1));
        assert!(found.notes[0].contains("“none”"), "{:?}", found.notes);
    }

    #[test]
    fn a_compressed_table_says_how_to_unpack_it() {
        let cards = ["XTENSION= 'BINTABLE'", "ZTABLE  = T", "TFIELDS =  1", "TFORM1  = '1QB(10)'"];
        assert!(table(&cards, &[0; 16], 16, 1).unwrap_err().to_string().contains("funpack"));
    }

    #[test]
    fn formats_say_the_bytes_of_a_cell() {
        let form = |text| parsed(text).map(|(form, size)| (form.repeat, form.code, size));
        assert_eq!(form("E"), Some((1, b'E', 4)));
        assert_eq!(form("3D"), Some((3, b'D', 24)));
        assert_eq!(form("12A"), Some((12, b'A', 12)));
        assert_eq!(form("11X"), Some((11, b'X', 2)));
        assert_eq!(form("1PE(20)"), Some((1, b'P', 8)));
        assert_eq!((form("Z"), form(""), form("99999999999999999999D")), (None, None, None));
    }
}
