//! Messages about a whole field: one large image in which sources are found and from which stamps are cut.

use serde::{Deserialize, Serialize};

use super::Bytes;

/// From the page to the upload's worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Command {
    /// Read the files that cross beside this message, one of which is the field and one perhaps a table of positions; measure
    /// its sky, and find. Answered as [`Command::Find`] is, or by [`Event::Failed`].
    Open { names: Vec<String>, search: Search },
    /// Find sources anew, or this once the field is read. Answered by [`Event::Working`] while it lasts, then by [`Event::Found`] or [`Event::Failed`].
    Find(Search),
    /// End what is under way; answered by [`Event::Stopped`].
    Stop,
    /// Stamps of this many half-light radii; answered by [`Event::Found`], at once or by what is under way.
    Draw { radii: f32 },
    /// Cut them; answered by [`Event::Working`] and [`Event::Stamps`].
    Cut { radii: f32 },
}

/// What to find.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Search {
    /// In standard deviations of the sky.
    pub threshold: f32,
    /// Pixels.
    pub least_area: u32,
    /// A share of the light of sources that touch.
    pub contrast: f32,
    /// Side of a stamp in half-light radii.
    pub radii: f32,
    /// Take the positions of the table, where there is one.
    pub listed: bool,
}

/// From the upload's worker to the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    Working {
        stage: Stage,
        /// Of the stage, 0 to 1.
        done: f32,
        /// Sources found so far, or stamps cut.
        count: u32,
    },
    Found(Found),
    Stopped {
        /// The field was read before: there is something to search.
        read: bool,
    },
    /// A sentence.
    Failed(String),
    /// The stamps cross beside this message, as a file of this name that an upload takes.
    Stamps {
        name: String,
        /// What was left out, in a sentence; may be empty.
        words: String,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    Sky,
    Search,
    Cut,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Found {
    /// Stamps that will be cut.
    pub stamps: u32,
    pub sources: u32,
    /// Sentences.
    pub lines: Vec<String>,
    /// There is a table that may have positions.
    pub table: bool,
    /// The field, small, with circles about the sources: `[height, width, 3]`.
    pub width: u32,
    pub height: u32,
    pub pixels: Bytes,
}
