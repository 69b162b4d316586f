//! Messages of an upload: a person's own files are read by a worker of their own, looked at, and then taken or let go. That
//! worker is ended afterwards, and with it all it held; a file that stops it stops nothing else.

use serde::{Deserialize, Serialize};

use super::Bytes;

/// From the page to the upload's worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Command {
    /// Read the files that cross beside this message; their names, or paths in a folder, in the same order. Answered by
    /// [`Event::Reading`] while it lasts, then by [`Event::Read`], [`Event::Tables`] and [`Event::Preview`].
    Read { names: Vec<String> },
    /// Show the first images with this softening of the stretch; answered by [`Event::Preview`].
    Preview { softening: f32 },
    /// Use the tables so; answered by [`Event::Tables`].
    Choose(Choices),
    /// Make one set of all images; answered by [`Event::Taken`], with the set beside it.
    Take { softening: f32 },
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
    /// The first images, `[images, side, side, 3]`.
    Preview {
        side: u32,
        pixels: Bytes,
    },
    /// The set crosses beside this message, as the encoded [`super::galaxies::Command::Own`], and is never decoded by the page.
    Taken {
        images: u32,
        side: u32,
        colour: bool,
    },
}

/// What the files hold, in sentences.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Findings {
    pub images: u32,
    /// There are measured values, which the stretch concerns.
    pub measured: bool,
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
