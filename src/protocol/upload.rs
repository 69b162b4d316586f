//! Messages of an upload: a person's own files are read by a worker of their own, looked at, and then taken or let go. That
//! worker is ended afterwards, and with it all it held; a file that stops it stops nothing else.

use serde::{Deserialize, Serialize};

use super::{Bytes, field};

/// From the page to the upload's worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Command {
    /// Read the files that cross beside this message; their names, or paths in a folder, in the same order. Answered by
    /// [`Event::Reading`] while it lasts, then by [`Event::Read`], [`Event::Tables`] and [`Event::Preview`].
    Read { names: Vec<String>, look: Look },
    /// Show the first images so; answered by [`Event::Preview`], and before that as [`Command::Read`] is if other planes are
    /// wanted than were read.
    Preview(Look),
    /// Use the tables so; answered by [`Event::Tables`].
    Choose(Choices),
    /// Make one set of all images; answered by [`Event::Measuring`] while it lasts and [`Event::Taken`], with the set beside it.
    /// Where images must be cut otherwise than they were, the files are read again.
    Take(Look),
    /// Of one large image.
    Field(field::Command),
}

/// How the images are cut and shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Look {
    /// Of the stretch of measured values.
    pub softening: f32,
    /// Whether values that may be either are shades, or measured; `None` for what the values suggest.
    pub shades: Option<bool>,
    /// Side of the square that is cut, as a share of the image's.
    pub crop: f32,
    /// About the brightest object near the middle, not the middle.
    pub on_object: bool,
    /// Pixels a side at most.
    pub side: u32,
    /// One of EXIF's eight orientations, applied to what is upright by the file's own.
    pub turn: u16,
    /// The extensions of FITS files that are taken; empty for the science.
    pub plane: String,
    /// Outline on the preview what is measured.
    pub marked: bool,
}

impl Default for Look {
    fn default() -> Self {
        let (shades, plane) = (None, String::new());
        Self { softening: 0.1, shades, crop: 1.0, on_object: false, side: 64, turn: 1, plane, marked: false }
    }
}

/// From the upload's worker to the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    Reading {
        files: u32,
        of: u32,
        images: u32,
        skipped: u32,
    },
    Read(Findings),
    Tables(Tables),
    /// The first images, `[images, side, side, 3]`; whether a stretch concerns any image of all.
    Preview {
        side: u32,
        pixels: Bytes,
        measured: bool,
    },
    Measuring {
        images: u32,
        of: u32,
    },
    /// The set crosses beside this message, as the encoded [`super::galaxies::Command::Own`], and is never decoded by the page.
    Taken {
        images: u32,
        side: u32,
        colour: bool,
    },
    Field(field::Event),
}

/// What the files hold, in sentences.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Findings {
    pub images: u32,
    /// Width and height of the one image, where it is large enough to be a field.
    pub field: Option<(u32, u32)>,
    /// Of values that may be shades or measured ones, whether they are taken for shades; `None` if there are none.
    pub shades: Option<bool>,
    /// The planes that FITS files have, and the images in each.
    pub planes: Vec<(String, u32)>,
    /// The first of them says how many images can be used.
    pub lines: Vec<String>,
    /// What was passed over, a sentence each; how many it was, in words.
    pub skipped: Vec<String>,
    pub skipped_words: String,
}

/// The tables and arrays of values that came with the images, and what becomes of them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Tables {
    pub tables: Vec<Table>,
    /// What images can be held out, in words, and the one that is chosen; nothing where there is no choice.
    pub splits: Vec<String>,
    pub split: u32,
}

/// A table, and what becomes of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Table {
    pub name: String,
    /// Which of its rows belong to images.
    pub sentence: String,
    /// Whether its rows are taken in the order of the images; `None` where that is not on offer.
    pub by_order: Option<bool>,
    pub columns: Vec<Column>,
}

/// A column, looked at before it is used.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Column {
    pub name: String,
    /// Empty if the file says none.
    pub unit: String,
    pub kind: String,
    pub missing: u32,
    /// Of numbers: least, median, most.
    pub range: Option<[f64; 3]>,
    /// Of anything else: the cells that come most often.
    pub values: String,
    /// Numbers that are proposed to stand for "no value"; empty if there are none.
    pub sentinels: String,
    pub choice: ColumnChoice,
    /// What is to be known of its use; may be empty.
    pub note: String,
}

/// What a column is used for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnChoice {
    /// A place in [`crate::data::table::Role::ALL`].
    pub role: u8,
    /// The numbers that were proposed to stand for "no value" are measurements.
    pub keep_sentinels: bool,
}

/// What the person chose for all tables, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choices {
    pub tables: Vec<TableChoice>,
    /// A place among [`Tables::splits`].
    pub split: u32,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableChoice {
    pub by_order: bool,
    pub columns: Vec<ColumnChoice>,
}
