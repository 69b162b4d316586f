//! What stands before a table's header: comments, SkyServer's `#Table1`, Excel's `sep=;`, the header of ECSV (Aldcroft 2013,
//! astropy's APE 6), headers that are comments themselves, and SExtractor's numbered ones.

use super::rows::{Rows, SPACES};
use crate::data::table::value::{Value, value};
use crate::data::table::{Column, MOST_COLUMNS};

/// Lines and bytes before the table, and what they say.
#[derive(Default)]
pub struct Preamble<'a> {
    /// Where the table begins: its first byte, and the lines before it.
    pub end: usize,
    pub lines: usize,
    /// Said outright.
    pub separator: Option<char>,
    pub notes: Vec<String>,
    /// Without their signs.
    comments: Vec<&'a str>,
    ecsv: bool,
}

impl<'a> Preamble<'a> {
    pub fn of(text: &'a str) -> Self {
        let mut preamble = Self::default();
        for line in text.split_inclusive('\n') {
            let said = line.trim();
            let separator = said.to_lowercase().strip_prefix("sep=").and_then(|rest| rest.chars().next());
            if let Some(separator) = separator.filter(|_| preamble.lines == 0) {
                preamble.separator = Some(separator);
            } else if let Some(comment) = said.strip_prefix('#') {
                preamble.comments.push(comment);
            } else if !said.is_empty() {
                break;
            }
            preamble.end += line.len();
            preamble.lines += 1;
        }
        preamble.ecsv = preamble.comments.first().is_some_and(|first| first.trim().starts_with("%ECSV"));
        if preamble.ecsv {
            let said = preamble.comments.iter().find_map(|comment| comment.trim().strip_prefix("delimiter:"));
            let comma = said.is_some_and(|said| said.contains(','));
            preamble.separator = Some(if comma { ',' } else { SPACES });
        }
        preamble
    }

    /// The header, if it is among the comments; `first` is the first row after them.
    pub fn header(&self, first: &[String], separator: char) -> Option<Vec<String>> {
        let is_number = |cell: &String| matches!(value(cell, false), Value::Number(_));
        if self.ecsv || !first.iter().any(is_number) {
            return None;
        }
        self.numbered(first.len()).or_else(|| {
            let last = self.comments.last()?.trim();
            let (_, cells) = Rows::new(last, 0, 1, separator).next_row().ok()??;
            (cells.len() == first.len() && !cells.iter().any(is_number)).then_some(cells)
        })
    }

    /// Names from lines such as `#   3 X_IMAGE   Object position along x   [pixel]`; the columns that a vector has beyond its first
    /// follow its line, those of the last too.
    fn numbered(&self, columns: usize) -> Option<Vec<String>> {
        let lines = self.comments.iter().map(|comment| {
            let mut words = comment.split_whitespace();
            let number: usize = words.next()?.parse().ok()?;
            let name = words.next()?;
            let unit = comment.trim_end().strip_suffix(']').and_then(|rest| rest.rsplit_once('['));
            Some((number, name, unit.map_or(String::new(), |(_, unit)| format!(" [{unit}]"))))
        });
        let lines: Vec<(usize, &str, String)> = lines.collect::<Option<_>>()?;
        let mut names: Vec<String> = Vec::new();
        for (line, (number, name, unit)) in lines.iter().enumerate() {
            let next = lines.get(line + 1).map_or(columns + 1, |(next, ..)| *next);
            if *number != names.len() + 1 || next <= *number || next > MOST_COLUMNS + 1 {
                return None;
            }
            names.push(format!("{name}{unit}"));
            names.extend((number + 1..next).map(|place| format!("{name} ({place}){unit}")));
        }
        (names.len() == columns).then_some(names)
    }

    /// Gives the columns the units that an ECSV header says.
    pub fn add_units(&self, columns: &mut [Column]) {
        if !self.ecsv {
            return;
        }
        let header = self.comments.join("\n");
        for entry in header.split("\n - ").skip(1) {
            let (Some(name), Some(unit)) = (said(entry, "name"), said(entry, "unit")) else { continue };
            if let Some(column) = columns.iter_mut().find(|column| column.name == name) {
                unit.clone_into(&mut column.unit);
            }
        }
    }
}

/// The value of a key in a mapping of YAML on one line or several.
fn said<'e>(entry: &'e str, key: &str) -> Option<&'e str> {
    let find = |before: &str| entry.find(&format!("{before}{key}: ")).map(|at| at + before.len() + key.len() + 2);
    let at = ["{", ", ", ",\n   ", "\n   "].iter().find_map(|before| find(before));
    let at = at.or_else(|| entry.strip_prefix(key)?.strip_prefix(": ").map(|_| key.len() + 2))?;
    let rest = &entry[at..];
    let quoted = ['\'', '"'].into_iter().find_map(|quote| rest.strip_prefix(quote)?.split(quote).next());
    Some(quoted.unwrap_or_else(|| rest.split([',', '}', '\n']).next().unwrap_or_default().trim()))
}
