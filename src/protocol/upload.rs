//! Messages of an upload: a person's own files are read by a worker of their own, looked at, and then taken or let go. That
//! worker is ended afterwards, and with it all it held; a file that stops it stops nothing else.

use serde::{Deserialize, Serialize};

use super::Bytes;

/// From the page to the upload's worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Command {
    /// Read the files that cross beside this message; their names, or paths in a folder, in the same order. Answered by
    /// [`Event::Reading`] while it lasts, then by [`Event::Read`] and [`Event::Preview`].
    Read { names: Vec<String> },
    /// Show the first images with this softening of the stretch; answered by [`Event::Preview`].
    Preview { softening: f32 },
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
