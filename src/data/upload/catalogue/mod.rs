//! What is told of the images: tables and arrays as they came, the images their rows belong to, and what is made of them.
//!
//! [`Catalogue::settle`] is called once all is read; what is decided after that can be changed by the person's [`Choices`].

mod classes;
mod frame;
mod places;
mod splits;
mod used;

use self::frame::Frame;
use self::places::Places;
pub use self::splits::{HeldOut, Splits};
pub use self::used::{ColumnFound, Property, TableFound, Text, Used};
use super::job::Held;
use super::kept::Kept;
use crate::data::stack::Stack;
use crate::data::table::pairing::{self, Pair};
use crate::data::table::{Role, Table};

/// Tables and arrays as they came, and the stacks that arrays may belong to.
#[derive(Default)]
pub struct Catalogue {
    sources: Vec<Source>,
    sequences: Vec<Sequence>,
    planes: Vec<Plane>,
    frames: Vec<Frame>,
}

struct Source {
    name: String,
    table: Table,
    /// Without names in it, for a stack of images beside it.
    array: bool,
}

/// A stack of images.
struct Sequence {
    /// Of its file, and with it that of its part if the file has several.
    name: String,
    images: usize,
}

/// An array that is either an image, which was kept as such, or a table.
struct Plane {
    sequence: u32,
    stack: Stack,
    bytes: Held,
}

/// What a person chose for the tables; the proposals hold where nothing is said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choices {
    /// In the order of [`Used::tables`].
    pub tables: Vec<TableChoice>,
    pub held_out: HeldOut,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableChoice {
    /// Rows belong to the images in their order.
    pub by_order: bool,
    pub columns: Vec<ColumnChoice>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ColumnChoice {
    pub role: Option<Role>,
    /// Numbers such as −99 are measurements.
    pub keep_sentinels: bool,
}

impl Catalogue {
    pub fn add_table(&mut self, name: String, table: Table) {
        self.sources.push(Source { name, table, array: false });
    }

    pub fn add_array(&mut self, name: String, table: Table) {
        self.sources.push(Source { name, table, array: true });
    }

    /// The number by which a [`Place`](super::name::Place) names this stack.
    pub fn add_sequence(&mut self, file: &str, part: Option<&str>, images: usize) -> u32 {
        let name = part.map_or_else(|| file.to_owned(), |part| format!("{file}, {part}"));
        self.sequences.push(Sequence { name, images });
        self.sequences.len() as u32 - 1
    }

    /// Says of a stack of one image that it may be a table instead.
    pub fn add_plane(&mut self, sequence: u32, stack: Stack, bytes: Held) {
        self.planes.push(Plane { sequence, stack, bytes });
    }

    /// Decides what the arrays are and which stack they belong to. Images that turn out to be tables are taken out of `kept`.
    pub fn settle(&mut self, kept: &mut Vec<Kept>) {
        self.planes_to_tables(kept);
        let sources = std::mem::take(&mut self.sources);
        let stacks: Vec<(&str, usize)> =
            self.sequences.iter().map(|stack| (stack.name.as_str(), stack.images)).collect();
        for source in sources {
            let frame = if source.array {
                let pair = pairing::pair(&source.name, source.table.rows(), &stacks);
                Frame::of_array(&source.name, source.table, pair, &stacks)
            } else {
                Frame::of_table(source.name, source.table)
            };
            match self.frames.iter_mut().find(|other| other.continues_as(&frame)) {
                Some(first) => first.join(frame),
                None => self.frames.push(frame),
            }
        }
        let places = Places::new(kept, &self.sequences);
        self.frames.iter_mut().for_each(|frame| frame.propose(&places));
    }

    /// Pairs nothing with the stacks of a file whose images are not taken.
    pub fn pass_over(&mut self, file: &str) {
        self.sequences.iter_mut().filter(|stack| stack.name == file).for_each(|stack| stack.images = 0);
    }

    fn planes_to_tables(&mut self, kept: &mut Vec<Kept>) {
        let mut tables = Vec::new();
        for plane in std::mem::take(&mut self.planes) {
            let own = plane.sequence as usize;
            let rows = plane.stack.height();
            let stacks: Vec<(&str, usize)> = self
                .sequences
                .iter()
                .filter(|stack| stack.images == rows && stack.images > 1)
                .map(|stack| (stack.name.as_str(), stack.images))
                .collect();
            if pairing::pair(&self.sequences[own].name, rows, &stacks) == Pair::None {
                continue;
            }
            if let Some(table) = plane.stack.table(plane.bytes.bytes()) {
                tables.push(plane.sequence);
                self.add_array(self.sequences[own].name.clone(), table);
                // So that nothing is paired with it.
                self.sequences[own].images = 0;
            }
        }
        kept.retain(|image| image.place.is_none_or(|place| !tables.contains(&place.sequence)));
    }

    /// What becomes of the tables and arrays with these choices.
    pub fn used(&self, kept: &[Kept], choices: &Choices) -> Used {
        let places = Places::new(kept, &self.sequences);
        let mut used = Used::new(kept.len());
        let mut splits = places.splits();
        for (index, frame) in self.frames.iter().enumerate() {
            let choice = choices.tables.get(index).cloned().unwrap_or_default();
            let rows = frame.rows(&choice, &places);
            used.add(frame, &choice, &rows, &mut splits);
        }
        used.splits = Splits::of(&splits, splits != places.splits(), choices.held_out);
        used
    }
}
