//! What an image is called, and where in its file it is.

use std::fmt;

/// What an image is called: its file, and which image of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    pub file: String,
    pub part: Option<String>,
}

impl fmt::Display for Name {
    /// As in Python for an image of an array, `cube.fits[2]`; after a comma for an extension, `a.fits, extension 1 (SCI)`.
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        match &self.part {
            None => out.write_str(&self.file),
            Some(number) if number.starts_with('[') => write!(out, "{}{number}", self.file),
            Some(part) => write!(out, "{}, {part}", self.file),
        }
    }
}

/// The place of an image in its file: which stack of all, and which image of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    pub sequence: u32,
    pub index: u32,
}
