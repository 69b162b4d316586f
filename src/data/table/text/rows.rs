//! Rows of cells, one after the other, from text with a known separator.

use super::TextError;
use crate::data::table::MOST_COLUMNS;

/// Stands for any number of spaces and tabs.
pub const SPACES: char = ' ';

pub struct Rows<'a> {
    text: &'a str,
    at: usize,
    line: usize,
    separator: char,
}

impl<'a> Rows<'a> {
    /// Rows from byte `at` on, which is the beginning of line `line`.
    pub fn new(text: &'a str, at: usize, line: usize, separator: char) -> Self {
        Self { text, at, line, separator }
    }

    /// The next row that is not empty, and the line it begins on.
    pub fn next_row(&mut self) -> Result<Option<(usize, Vec<String>)>, TextError> {
        while self.at < self.text.len() {
            let line = self.line;
            let mut cells = self.row()?;
            if self.separator == '|' {
                without_frame(&mut cells);
            }
            if cells.iter().any(|cell| !cell.trim().is_empty()) || cells.len() > 1 && self.separator != '|' {
                return Ok(Some((line, cells)));
            }
        }
        Ok(None)
    }

    fn row(&mut self) -> Result<Vec<String>, TextError> {
        let mut cells = Vec::new();
        loop {
            self.skip_spaces();
            let (cell, ended) = self.cell()?;
            // Spaces at the end of a line begin no cell.
            let nothing = self.separator == SPACES && ended && cell.is_empty() && !cells.is_empty();
            // A row has no more cells than bytes, and is refused later if it has more than the header.
            if cells.len() <= MOST_COLUMNS + 2 && !nothing {
                cells.push(cell);
            }
            if ended {
                return Ok(cells);
            }
        }
    }

    fn skip_spaces(&mut self) {
        if self.separator == SPACES {
            let rest = &self.text[self.at..];
            self.at += rest.len() - rest.trim_start_matches([' ', '\t']).len();
        }
    }

    fn separates(&self, character: char) -> bool {
        character == self.separator || self.separator == SPACES && character == '\t'
    }

    /// The next cell, and whether the row ends with it.
    fn cell(&mut self) -> Result<(String, bool), TextError> {
        let began = self.line;
        let mut cell = String::new();
        let mut quoted = false;
        let mut was_quoted = false;
        while let Some(character) = self.text[self.at..].chars().next() {
            self.at += character.len_utf8();
            self.line += usize::from(character == '\n');
            match character {
                '"' if quoted && self.text[self.at..].starts_with('"') => {
                    self.at += 1;
                    cell.push('"');
                }
                '"' if quoted => quoted = false,
                '"' if !was_quoted && cell.trim().is_empty() => {
                    cell.clear();
                    (quoted, was_quoted) = (true, true);
                }
                '\r' if !quoted && self.text[self.at..].starts_with('\n') => {}
                '\n' | '\r' if !quoted => return Ok((cell, true)),
                other if !quoted && self.separates(other) => return Ok((cell, false)),
                other => cell.push(other),
            }
        }
        if quoted { Err(TextError::Quote(began)) } else { Ok((cell, true)) }
    }
}

/// Bars at both ends of a line stand around cells, not between them.
fn without_frame(cells: &mut Vec<String>) {
    if cells.len() > 2 && cells[0].trim().is_empty() && cells[cells.len() - 1].trim().is_empty() {
        cells.pop();
        cells.remove(0);
    }
}
