//! VOTable (IVOA Recommendation 1.5, Demleitner et al. 2025; 1.0 to 1.4 are read too): TABLEDATA, BINARY and BINARY2.
//!
//! Cells become text: long integers stay exact, and a value that the file declares null is empty. FITS inside a VOTable, streams
//! that lie elsewhere, and packed ones are refused by name.

mod binary;

use std::borrow::Cow;
use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use self::binary::Kind;
use super::cells::Texts;
use super::{Cells, Column, MOST_CELLS, MOST_COLUMNS, MOST_ROWS, Table};
use crate::data::count::thousands;

/// A longer file is refused.
const MOST_BYTES: usize = 256 << 20;

/// Of a server's words, so many characters are passed on.
const LONGEST_REFUSAL: usize = 300;

/// Why bytes are not a VOTable that is read.
#[derive(Debug, thiserror::Error)]
pub enum VotableError {
    #[error("the VOTable is larger than {} MB, which is more than this page accepts", MOST_BYTES >> 20)]
    TooLarge,
    #[error("the VOTable has more than {} rows", thousands(MOST_ROWS as u64))]
    TooManyRows,
    #[error("the VOTable has more than {MOST_COLUMNS} columns")]
    TooManyColumns,
    #[error("the VOTable is damaged or cut short: {0}")]
    Damaged(String),
    #[error(
        "its data are {0}, which is not read; save the VOTable as TABLEDATA, BINARY or BINARY2 with all in one file"
    )]
    Elsewhere(&'static str),
    #[error("the VOTable has no row")]
    Empty,
    #[error("it has no table, but what a server answered: “{0}”")]
    Refused(String),
}

/// A column as the header declares it.
#[derive(Clone)]
struct Field {
    name: String,
    unit: String,
    /// None for a type or a size that no column has: as text it can be read all the same.
    kind: Option<Kind>,
    null: Option<String>,
    cells: Texts,
}

pub fn is_votable(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(4096)];
    let begins = head.trim_ascii_start();
    let begins = begins.strip_prefix(b"\xef\xbb\xbf").unwrap_or(begins);
    begins.starts_with(b"<")
        && head.windows(8).any(|word| word == b"VOTABLE ".as_slice() || word == b"VOTABLE>".as_slice())
}

/// The tables of a file that have rows, with their names.
///
/// # Errors
///
/// If the file is damaged, has no rows, more than are read, or data of a kind that is not read.
pub fn read(bytes: &[u8]) -> Result<Vec<(Option<String>, Table)>, VotableError> {
    if bytes.len() > MOST_BYTES {
        return Err(VotableError::TooLarge);
    }
    let text = String::from_utf8_lossy(bytes);
    let mut reading = Reading::default();
    let mut reader = Reader::from_str(&text);
    loop {
        match reader.read_event().map_err(damaged)? {
            Event::Start(tag) => reading.start(&tag)?,
            Event::Empty(tag) => {
                reading.start(&tag)?;
                reading.end(tag.local_name().as_ref())?;
            }
            Event::End(tag) => reading.end(tag.local_name().as_ref())?,
            Event::Text(text) => reading.text.push_str(&text),
            Event::CData(text) => reading.text.push_str(&text),
            Event::GeneralRef(entity) => {
                let named = quick_xml::escape::resolve_predefined_entity(&entity).map(str::to_owned);
                let character = entity.resolve_char_ref().map_err(damaged)?.map(String::from);
                reading.text.push_str(&character.or(named).unwrap_or_default());
            }
            Event::Eof => break,
            _ => {}
        }
    }
    if reading.depth > 0 {
        return Err(VotableError::Damaged("it ends within its table".to_owned()));
    }
    match reading.refusal {
        _ if !reading.tables.is_empty() => Ok(reading.tables),
        Some(why) => Err(VotableError::Refused(why)),
        None => Err(VotableError::Empty),
    }
}

fn damaged(error: impl std::fmt::Display) -> VotableError {
    VotableError::Damaged(error.to_string())
}

/// What was read so far.
#[derive(Default)]
struct Reading {
    tables: Vec<(Option<String>, Table)>,
    name: Option<String>,
    id: Option<String>,
    fields: Vec<Field>,
    /// Those of the tables with an ID, which another may have too.
    declared: BTreeMap<String, Vec<Field>>,
    /// What stands for no value in the columns with an ID, which others may name.
    nulls_of: BTreeMap<String, String>,
    /// The last of them is not closed.
    in_field: bool,
    rows: usize,
    /// Cells of the row so far.
    cell: usize,
    text: String,
    /// The table's data have one null bit a column before each row.
    nulls: Option<bool>,
    /// Elements that are open.
    depth: usize,
    /// The element INFO in which a server says that it failed is open.
    failing: bool,
    /// What it says.
    refusal: Option<String>,
}

impl Reading {
    fn start(&mut self, tag: &BytesStart) -> Result<(), VotableError> {
        self.depth += 1;
        self.text.clear();
        let attribute = |name: &str| -> Result<Option<String>, VotableError> {
            let found = tag.try_get_attribute(name).map_err(damaged)?;
            found
                .map(|found| found.normalized_value(XmlVersion::Implicit1_0).map(Cow::into_owned).map_err(damaged))
                .transpose()
        };
        match tag.local_name().as_ref() {
            "TABLE" => {
                let like = attribute("ref")?.and_then(|like| self.declared.get(&like));
                (self.fields, self.rows) = (like.cloned().unwrap_or_default(), 0);
                self.id = attribute("ID")?;
                self.name = attribute("name")?.or_else(|| self.id.clone());
            }
            "DATA" => {
                if let Some(id) = self.id.take() {
                    self.declared.insert(id, self.fields.clone());
                }
            }
            "INFO" => {
                let status = attribute("name")?.is_some_and(|name| name.eq_ignore_ascii_case("QUERY_STATUS"));
                self.failing = status && attribute("value")?.is_some_and(|value| value.eq_ignore_ascii_case("ERROR"));
            }
            "FIELD" => {
                if self.fields.len() == MOST_COLUMNS {
                    return Err(VotableError::TooManyColumns);
                }
                let kind =
                    Kind::of(&attribute("datatype")?.unwrap_or_default(), &attribute("arraysize")?.unwrap_or_default());
                self.in_field = true;
                self.fields.push(Field {
                    name: attribute("name")?.or(attribute("ID")?).unwrap_or_default(),
                    unit: attribute("unit")?.unwrap_or_default(),
                    kind,
                    null: None,
                    cells: Texts::default(),
                });
            }
            "VALUES" => {
                let like = attribute("ref")?.and_then(|like| self.nulls_of.get(&like).cloned());
                let null = attribute("null")?.or(like);
                if let (Some(id), Some(null)) = (attribute("ID")?, &null) {
                    self.nulls_of.insert(id, null.clone());
                }
                let in_field = self.in_field;
                if let Some(field) = self.fields.last_mut().filter(|_| in_field) {
                    field.null = null;
                }
            }
            "TR" => {
                self.rows += 1;
                self.cell = 0;
                if self.rows > MOST_ROWS || (self.rows * self.fields.len()) as u64 > MOST_CELLS * 8 {
                    return Err(VotableError::TooManyRows);
                }
            }
            "BINARY" => self.nulls = Some(false),
            "BINARY2" => self.nulls = Some(true),
            "FITS" => return Err(VotableError::Elsewhere("a FITS file")),
            "STREAM" if attribute("href")?.is_some() => return Err(VotableError::Elsewhere("in another file")),
            "STREAM" if attribute("encoding")?.is_none_or(|encoding| encoding != "base64") => {
                return Err(VotableError::Elsewhere("packed"));
            }
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, tag: &str) -> Result<(), VotableError> {
        self.depth = self.depth.saturating_sub(1);
        match tag {
            "INFO" if std::mem::take(&mut self.failing) => {
                self.refusal = Some(self.text.trim().chars().take(LONGEST_REFUSAL).collect());
            }
            "FIELD" => self.in_field = false,
            "TD" => {
                let cell = self.text.trim();
                if let Some(field) = self.fields.get_mut(self.cell) {
                    let read = |kind: Kind| kind.read(cell);
                    let null = field.null.as_deref() == Some(cell);
                    field.cells.push(if null { "" } else { field.kind.map_or(cell, read) });
                }
                self.cell += 1;
            }
            "TR" => {
                if self.cell > self.fields.len() {
                    return Err(damaged(format!(
                        "row {} has {} cells for {} columns",
                        self.rows,
                        self.cell,
                        self.fields.len()
                    )));
                }
                // Cells may be left out at a row's end.
                self.fields[self.cell..].iter_mut().for_each(|field| field.cells.push(""));
            }
            "STREAM" => {
                if let Some(nulls) = self.nulls.take() {
                    self.text.retain(|letter| !letter.is_ascii_whitespace());
                    let bytes = STANDARD.decode(&self.text).map_err(damaged)?;
                    self.rows = binary::read(&bytes, nulls, &mut self.fields)?;
                }
            }
            "TABLE" if self.rows > 0 && !self.fields.is_empty() => {
                let odd = self.fields.iter().filter(|field| field.kind.is_none());
                let notes = odd.map(|field| {
                    format!("the column “{}” has a type that no column has, and is read as text", field.name)
                });
                let notes = notes.collect();
                let column =
                    |field: Field| Column { name: field.name, unit: field.unit, cells: Cells::Text(field.cells) };
                let columns = std::mem::take(&mut self.fields).into_iter().map(column).collect();
                self.tables.push((self.name.take(), Table { notes, ..Table::of(columns) }));
            }
            _ => {}
        }
        self.text.clear();
        Ok(())
    }
}
