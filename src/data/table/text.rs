//! Tables as text, in the dialects that spreadsheets, surveys and astronomers' programs write: a header, then a row a line.
//!
//! Cells are separated by comma, semicolon, tab, bar or spaces (RFC 4180 quotes), or stand below one another ([`ipac`]). What stands
//! before the header is [`preamble`]'s.
//! The `csv` crate splits a quoted cell that follows a space, takes a quote that does not end for the end of the table, and bounds
//! no row's number of cells.

mod ipac;
mod preamble;
mod rows;
mod separator;

use std::borrow::Cow;

use self::preamble::Preamble;
use self::rows::Rows;
use super::cells::{Cells, Texts};
use super::value::{Value, value};
use super::{Column, MOST_COLUMNS, MOST_ROWS, Table, names};
use crate::data::count::thousands;

/// A longer table is refused.
const MOST_BYTES: usize = 256 << 20;

/// Why text is not a table.
#[derive(Debug, thiserror::Error)]
pub enum TextError {
    #[error("the table is larger than {} MB, which is more than this page accepts", MOST_BYTES >> 20)]
    TooLarge,
    #[error("the table has more than {} rows", thousands(MOST_ROWS as u64))]
    TooManyRows,
    #[error("the table has more than {MOST_COLUMNS} columns")]
    TooManyColumns,
    #[error("this is not a table in text: it holds bytes that no text has")]
    Binary,
    #[error("the table has no row under its header")]
    Empty,
    #[error("line {line} of the table has {found} cells, its header has {expected}")]
    Ragged { line: usize, expected: usize, found: usize },
    #[error("a quoted cell that begins on line {0} of the table does not end")]
    Quote(usize),
}

/// The table in the bytes of a file.
///
/// # Errors
///
/// If the bytes are no table in text, rows differ in length, or there is more than is read.
pub fn read(bytes: &[u8]) -> Result<Table, TextError> {
    if bytes.len() > MOST_BYTES {
        return Err(TextError::TooLarge);
    }
    let text = decoded(bytes)?;
    if let Some(table) = ipac::read(&text) {
        return table;
    }
    let preamble = Preamble::of(&text);
    let separator = preamble.separator.unwrap_or_else(|| separator::of(&text[preamble.end..]));
    let mut rows = Rows::new(&text, preamble.end, preamble.lines + 1, separator);
    let Some((_, first)) = rows.next_row()? else { return Err(TextError::Empty) };
    let mut notes = preamble.notes.clone();
    let mut table = Building::default();
    if first.len() > MOST_COLUMNS {
        return Err(TextError::TooManyColumns);
    }
    // The rows that tell a header's manner are looked at before they are taken.
    let mut waiting = Vec::new();
    if let Some(header) = preamble.header(&first, separator) {
        table.head(header);
        waiting.push((preamble.lines + 1, first));
    } else if is_data(&first) {
        notes.push("it has no header, so its columns are numbered".to_owned());
        table.head((1..=first.len()).map(|number| format!("column {number}")).collect());
        waiting.push((preamble.lines + 1, first));
    } else {
        table.head(first);
        for _ in 0..2 {
            waiting.extend(rows.next_row()?);
        }
        // Rules under a header, and the units that VizieR puts between the two.
        if let [(_, units), (_, rule)] = &waiting[..]
            && is_rule(rule)
            && !is_rule(units)
        {
            table.units = units.clone();
            waiting.clear();
        }
        waiting.retain(|(_, row)| !is_rule(row));
    }
    for (line, row) in waiting {
        table.push(line, row)?;
    }
    while let Some((line, row)) = rows.next_row()? {
        table.push(line, row)?;
    }
    if table.comments > 0 {
        notes.push(format!("comments among its rows, passed over: {}", table.comments));
    }
    let mut columns = table.columns();
    preamble.add_units(&mut columns);
    if columns.first().is_none_or(|column| column.cells.is_empty()) {
        return Err(TextError::Empty);
    }
    Ok(Table { columns, decimal_comma: separator != ',', notes })
}

/// Text of UTF-8, of UTF-16 with its mark, or else of Windows' Western encoding.
fn decoded(bytes: &[u8]) -> Result<Cow<'_, str>, TextError> {
    let wide = |from: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes[2..].chunks_exact(2).map(|pair| from([pair[0], pair[1]])).collect();
        Cow::Owned(String::from_utf16_lossy(&units))
    };
    if bytes.starts_with(&[0xff, 0xfe]) {
        return Ok(wide(u16::from_le_bytes));
    }
    if bytes.starts_with(&[0xfe, 0xff]) {
        return Ok(wide(u16::from_be_bytes));
    }
    if bytes.contains(&0) {
        return Err(TextError::Binary);
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    Ok(match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(bytes.iter().map(|byte| char::from(*byte)).collect()),
    })
}

/// A row that no header is: a fraction among its cells, or the name of a file with an image; or numbers alone, but for the 0, 1, 2, …
/// that pandas calls columns.
fn is_data(row: &[String]) -> bool {
    let is_number = |cell: &String| matches!(value(cell, false), Value::Number(_));
    let fraction = |cell: &String| names::has_ending(cell) || cell.contains(['.', 'e', 'E']) && is_number(cell);
    let counted = row.len() > 1 && row.iter().enumerate().all(|(place, cell)| cell.trim() == place.to_string());
    row.iter().any(fraction) || !counted && row.iter().all(is_number)
}

/// A line of dashes under the columns, as Markdown, databases and VizieR have it.
fn is_rule(row: &[String]) -> bool {
    let dashes = |cell: &str| cell.len() > 1 && cell.bytes().all(|byte| matches!(byte, b'-' | b'=' | b':' | b'+'));
    let mut cells = row.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).peekable();
    cells.peek().is_some() && cells.all(dashes)
}

/// A table that rows are added to.
#[derive(Default)]
struct Building {
    headings: Vec<String>,
    units: Vec<String>,
    cells: Vec<Texts>,
    rows: usize,
    comments: usize,
}

impl Building {
    fn head(&mut self, headings: Vec<String>) {
        self.cells = headings.iter().map(|_| Texts::default()).collect();
        self.headings = headings;
    }

    fn push(&mut self, line: usize, mut row: Vec<String>) -> Result<(), TextError> {
        let expected = self.headings.len();
        if row.len() != expected && row[0].starts_with('#') {
            self.comments += 1;
            return Ok(());
        }
        if row.len() == expected + 1 {
            if row[expected].trim().is_empty() {
                // A separator at the end of each line but the header's.
                row.pop();
            } else if self.rows == 0 {
                // R names its rows under no heading.
                self.headings.insert(0, "row".to_owned());
                self.cells.insert(0, Texts::default());
            }
        }
        if row.len() != self.headings.len() {
            return Err(TextError::Ragged { line, expected, found: row.len() });
        }
        if self.rows == MOST_ROWS {
            return Err(TextError::TooManyRows);
        }
        self.rows += 1;
        self.cells.iter_mut().zip(&row).for_each(|(column, cell)| column.push(cell));
        Ok(())
    }

    fn columns(self) -> Vec<Column> {
        let units = self.units;
        let column = |(index, (heading, cells)): (usize, (String, Texts))| {
            let (name, unit) = named(&heading, index);
            let unit = units.get(index).map_or(unit, |unit| unit.trim().to_owned());
            Column { name, unit, cells: Cells::Text(cells) }
        };
        self.headings.into_iter().zip(self.cells).enumerate().map(column).collect()
    }
}

/// A heading without the unit that stands in brackets at its end, and that unit.
fn named(heading: &str, index: usize) -> (String, String) {
    let heading = heading.trim();
    let bracket = heading.strip_suffix(']').and_then(|rest| rest.rsplit_once('['));
    match bracket {
        Some((name, unit)) if !name.trim().is_empty() => (name.trim().to_owned(), unit.trim().to_owned()),
        _ if heading.is_empty() => (format!("column {}", index + 1), String::new()),
        _ => (heading.to_owned(), String::new()),
    }
}

#[cfg(test)]
mod tests;
