//! Tables as text: a header, then a row a line, cells separated by comma, semicolon or tab (RFC 4180 quotes).
//!
//! The `csv` crate splits a quoted cell that follows a space, takes a quote that does not end for the end of the table, and bounds
//! no row's number of cells.

use super::count::thousands;

/// A longer table is refused.
const MOST_BYTES: usize = 64 << 20;
const MOST_ROWS: usize = 200_000;
const MOST_COLUMNS: usize = 256;

/// Why text is not a table.
#[derive(Debug, thiserror::Error)]
pub enum CsvError {
    #[error("the table is larger than {} MB, which is more than this page accepts", MOST_BYTES >> 20)]
    TooLarge,
    #[error("the table has more than {} rows", thousands(MOST_ROWS as u64))]
    TooManyRows,
    #[error("the table has more than {MOST_COLUMNS} columns")]
    TooManyColumns,
    #[error("the table is written in UTF-16; save it as UTF-8")]
    Utf16,
    #[error("this is not a table in text: it holds bytes that no text has")]
    Binary,
    #[error("the table has no row under its header")]
    Empty,
    #[error("line {line} of the table has {found} cells, its header has {expected}")]
    Ragged { line: usize, expected: usize, found: usize },
    #[error("a quoted cell that begins on line {0} of the table does not end")]
    Quote(usize),
}

/// Cells of text under named columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    pub columns: Vec<String>,
    /// Each as long as `columns`.
    pub rows: Vec<Vec<String>>,
    /// A comma in a number is its decimal point, since it does not separate cells.
    pub decimal_comma: bool,
}

impl Table {
    /// The number in a cell: NaN if it is empty or says that there is none, `None` if it is no number.
    pub fn number(&self, cell: &str) -> Option<f64> {
        let cell = cell.trim();
        if ["", "nan", "na", "n/a", "null", "none", "-"].contains(&cell.to_ascii_lowercase().as_str()) {
            return Some(f64::NAN);
        }
        if self.decimal_comma { cell.replace(',', ".").parse().ok() } else { cell.parse().ok() }
    }
}

/// The table in the bytes of a file.
///
/// # Errors
///
/// If the bytes are no table in text, rows differ in length, or there is more than is read.
pub fn read(bytes: &[u8]) -> Result<Table, CsvError> {
    if bytes.len() > MOST_BYTES {
        return Err(CsvError::TooLarge);
    }
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(CsvError::Utf16);
    }
    if bytes.contains(&0) {
        return Err(CsvError::Binary);
    }
    let text = String::from_utf8_lossy(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes));
    let separator = separator(&text);
    let mut columns: Option<Vec<String>> = None;
    let mut rows = Vec::new();
    for (line, cells) in (Rows { text: &text, at: 0, line: 1, separator }).flatten_rows()? {
        match &columns {
            None if cells.len() > MOST_COLUMNS => return Err(CsvError::TooManyColumns),
            None => columns = Some(cells.into_iter().map(|cell| cell.trim().to_owned()).collect()),
            Some(columns) if cells.len() != columns.len() => {
                return Err(CsvError::Ragged { line, expected: columns.len(), found: cells.len() });
            }
            Some(_) => rows.push(cells),
        }
    }
    match columns {
        Some(columns) if !rows.is_empty() => Ok(Table { columns, rows, decimal_comma: separator != ',' }),
        _ => Err(CsvError::Empty),
    }
}

/// The one of the three that the header has most of, outside quotes.
fn separator(text: &str) -> char {
    let mut counts = [(',', 0), (';', 0), ('\t', 0)];
    let mut quoted = false;
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    for character in first.chars() {
        quoted ^= character == '"';
        if let Some((_, count)) = counts.iter_mut().find(|(separator, _)| *separator == character && !quoted) {
            *count += 1;
        }
    }
    // The last of equals wins, so the comma comes last.
    counts.reverse();
    counts.iter().max_by_key(|(_, count)| *count).map_or(',', |(separator, _)| *separator)
}

struct Rows<'a> {
    text: &'a str,
    at: usize,
    line: usize,
    separator: char,
}

impl Rows<'_> {
    /// All rows that are not empty, with the line each begins on.
    fn flatten_rows(mut self) -> Result<Vec<(usize, Vec<String>)>, CsvError> {
        let mut rows = Vec::new();
        while self.at < self.text.len() {
            let line = self.line;
            let cells = self.row()?;
            let blank = matches!(cells.as_slice(), [only] if only.trim().is_empty());
            if blank {
                continue;
            }
            // The header is a row too.
            if rows.len() > MOST_ROWS {
                return Err(CsvError::TooManyRows);
            }
            rows.push((line, cells));
        }
        Ok(rows)
    }

    fn row(&mut self) -> Result<Vec<String>, CsvError> {
        let mut cells = Vec::new();
        loop {
            let (cell, ended) = self.cell()?;
            // A row has no more cells than bytes, and is refused later if it has more than the header.
            if cells.len() <= MOST_COLUMNS {
                cells.push(cell);
            }
            if ended {
                return Ok(cells);
            }
        }
    }

    /// The next cell, and whether the row ends with it.
    fn cell(&mut self) -> Result<(String, bool), CsvError> {
        let began = self.line;
        let mut cell = String::new();
        let mut quoted = false;
        while let Some(character) = self.text[self.at..].chars().next() {
            self.at += character.len_utf8();
            self.line += usize::from(character == '\n');
            match character {
                '"' if quoted && self.text[self.at..].starts_with('"') => {
                    self.at += 1;
                    cell.push('"');
                }
                '"' if quoted => quoted = false,
                '"' if cell.trim().is_empty() => {
                    cell.clear();
                    quoted = true;
                }
                '\r' if !quoted && self.text[self.at..].starts_with('\n') => {}
                '\n' | '\r' if !quoted => return Ok((cell, true)),
                other if other == self.separator && !quoted => return Ok((cell, false)),
                other => cell.push(other),
            }
        }
        if quoted { Err(CsvError::Quote(began)) } else { Ok((cell, true)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<Vec<String>> {
        read(text.as_bytes()).unwrap().rows
    }

    #[test]
    fn quotes_keep_separators_lines_and_quotes() {
        let text = "\u{feff}file,note\r\n\"a,b.png\",\"he said \"\"hi\"\"\"\r\nc.png,\"two\nlines\"\r\n\r\n";
        assert_eq!(rows(text), [["a,b.png", "he said \"hi\""], ["c.png", "two\nlines"]]);
    }

    #[test]
    fn a_quote_may_follow_a_space() {
        assert_eq!(rows("file, note\na.png, \"one, two\"\n"), [["a.png", "one, two"]]);
    }

    #[test]
    fn semicolons_bring_decimal_commas() {
        let table = read(b"name;size\na;3,5\nb;\n").unwrap();
        assert_eq!(table.number(&table.rows[0][1]), Some(3.5));
        assert!(table.number(&table.rows[1][1]).unwrap().is_nan());
        assert_eq!(read(b"name\tx\na\t1\n").unwrap().columns, ["name", "x"]);
        let table = read(b"name,x\na,1.5\nb,word\n").unwrap();
        assert_eq!((table.number("1.5"), table.number("word")), (Some(1.5), None));
    }

    #[test]
    fn what_is_no_table_is_refused_in_words() {
        let complaint = |bytes: &[u8]| read(bytes).unwrap_err().to_string();
        assert!(complaint(b"").contains("no row"));
        assert!(complaint(b"a,b\n").contains("no row"));
        assert!(complaint(b"a,b\n1,2,3\n").contains("line 2 of the table has 3 cells"));
        assert!(complaint(b"a,b\n1,\"2\n").contains("begins on line 2"));
        assert!(complaint(b"a,b\n\0,2\n").contains("no text"));
        assert!(complaint(b"\xff\xfea\0").contains("UTF-16"));
    }
}
