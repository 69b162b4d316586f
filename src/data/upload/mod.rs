//! A person's own files become one set of square images with properties: gathered a step at a time, looked at, then taken.
//!
//! ```text
//! let mut gathering = Gathering::default();
//! gathering.add("stamps.zip", bytes);
//! while gathering.step() {}
//! gathering.settle();
//! show(gathering.summary());
//! let own = gathering.take(32, true, softening);
//! ```
//!
//! Nothing here knows a browser or a file system. What cannot be read is passed over and named; the rest is kept.

mod catalogue;
mod content;
mod job;
mod kept;
mod planes;
mod summary;

use std::borrow::Cow;

use catalogue::Catalogue;
pub use catalogue::{
    Choices, ColumnChoice, ColumnFound, HeldOut, Property, Splits, TableChoice, TableFound, Text, Used,
};
pub use content::LARGEST_FILE;
use content::{Content, ContentError};
use job::Job;
use kept::{Kept, Unfit};
pub use kept::{LARGEST_SIDE, MOST_IMAGES, SHORTEST_SIDE};
use planes::Planes;
pub use planes::SCIENCE;
pub use summary::{Skipped, Summary};

use std::rc::Rc;

use super::fits::Fits;
use super::{Images, Shape};
use crate::data::decode::{self, DecodeError};
use crate::data::picture::Picture;
use crate::data::zip::{self, ZipError};

/// Fewer images are not taken: one in five is held out, and the rest must have one to learn from.
pub const FEWEST_IMAGES: usize = 5;
/// Pixels a side of a set.
const SIDES: [usize; 3] = [16, 32, LARGEST_SIDE];
/// All the files of an archive together may unpack to at most this many bytes.
const MOST_UNPACKED: u64 = 4 << 30;

/// Why a file or an image was passed over.
#[derive(Debug, thiserror::Error)]
enum Refusal {
    #[error(transparent)]
    Content(#[from] ContentError),
    #[error(transparent)]
    Zip(#[from] ZipError),
    #[error(transparent)]
    Unfit(#[from] Unfit),
    #[error(transparent)]
    Undecoded(#[from] DecodeError),
    #[error("the archive unpacks to more than {} GB; this and what follows is not opened", MOST_UNPACKED >> 30)]
    Bomb,
    #[error("{0}")]
    Part(String),
}

/// The files of one upload, as far as they were read.
#[derive(Default)]
pub struct Gathering {
    jobs: Vec<Job>,
    kept: Vec<Kept>,
    catalogue: Catalogue,
    choices: Choices,
    planes: Planes,
    skipped: Vec<Skipped>,
    /// Images, or files of archives, past the limit.
    beyond: u64,
}

/// What was taken from the files.
#[derive(Clone, Debug, PartialEq)]
pub struct Own {
    /// Their labels are all 0: classes are properties.
    pub images: Images,
    /// File names, or places in files.
    pub names: Vec<String>,
    pub properties: Vec<Property>,
    pub texts: Vec<Text>,
    /// Which images the files say are not for training; `None` where they say nothing, or the person joined them.
    pub held_out: Option<Vec<bool>>,
}

impl Gathering {
    /// Of FITS files, the extensions of this name are taken; empty for the science.
    pub fn of_plane(name: &str) -> Self {
        Self { planes: Planes { wanted: name.to_owned(), ..Planes::default() }, ..Self::default() }
    }

    /// The planes that FITS files have, and how many images are in each.
    pub fn planes(&self) -> Vec<(String, usize)> {
        self.planes.found.iter().map(|(name, images)| (name.clone(), *images)).collect()
    }

    /// Takes a file; its images are read by the steps that follow.
    pub fn add(&mut self, name: &str, bytes: &[u8]) {
        self.open(name.to_owned(), bytes, false);
    }

    /// Lists a file that could not even be read.
    pub fn skip(&mut self, name: &str, why: &str) {
        self.skipped.push(Skipped { name: name.to_owned(), why: why.to_owned() });
    }

    fn refuse(&mut self, name: &str, why: &Refusal) {
        self.skip(name, &why.to_string());
    }

    fn open(&mut self, name: String, bytes: &[u8], inside: bool) {
        let (bytes, content) = match content::open(&name, bytes, inside) {
            Ok(opened) => opened,
            Err(error) => return self.refuse(&name, &error.into()),
        };
        self.take_content(name, bytes, content);
    }

    fn take_content(&mut self, name: String, bytes: Cow<[u8]>, content: Content) {
        match content {
            Content::Picture(picture) => self.jobs.push(Job::Picture { name, picture, bytes: bytes.into_owned() }),
            Content::Archive(entries) => self.jobs.push(Job::archive(name, bytes.into_owned(), entries)),
            Content::Stacks(stacks, skipped) => {
                for (part, why) in skipped {
                    self.refuse(&format!("{name}, {part}"), &Refusal::Part(why));
                }
                let number = |part: Option<&str>, images| self.catalogue.add_sequence(&name, part, images);
                self.jobs.extend(Job::stacks(&name, bytes.into_owned().into(), stacks, number));
            }
            Content::Plane(stack) => {
                let bytes = Rc::new(bytes.into_owned());
                let sequence = self.catalogue.add_sequence(&name, None, 1);
                self.catalogue.add_plane(sequence, stack.clone(), bytes.clone());
                self.jobs.extend(Job::stacks(&name, bytes, vec![(None, stack)], |_, _| sequence));
            }
            Content::Values(table) => self.catalogue.add_array(name, table),
            Content::Planes(Fits { planes, tables, mut skipped }) => {
                for (part, table) in tables {
                    self.catalogue.add_table(format!("{name}, {part}"), table);
                }
                let (taken, left) = self.planes.chosen(planes);
                skipped.extend(left);
                let several = taken.len() > 1;
                let stacks = taken.into_iter().map(|plane| (several.then_some(plane.name), plane.stack)).collect();
                self.take_content(name, bytes, Content::Stacks(stacks, skipped));
            }
            Content::Tables(tables) => {
                for (part, table) in tables {
                    let name = part.map_or_else(|| name.clone(), |part| format!("{name}, {part}"));
                    self.catalogue.add_table(name, table);
                }
            }
        }
    }

    /// Reads one image or opens one file of an archive; false when nothing is left to read of what was added.
    pub fn step(&mut self) -> bool {
        match self.jobs.pop() {
            None => return false,
            Some(Job::Picture { .. }) if self.is_full() => self.beyond += 1,
            Some(Job::Picture { name, picture, bytes }) => self.picture(name, picture, &bytes),
            Some(Job::Archive { name, bytes, entries, unpacked }) => self.next_entry(name, bytes, entries, unpacked),
            Some(Job::Images(stack)) => self.next_image(stack),
        }
        true
    }

    fn is_full(&self) -> bool {
        self.kept.len() >= MOST_IMAGES
    }

    fn next_entry(&mut self, name: String, bytes: Vec<u8>, mut entries: Vec<zip::Entry>, unpacked: u64) {
        let Some(entry) = entries.pop() else { return };
        let path = format!("{name}/{}", entry.name);
        let unpacked = unpacked + entry.unpacked;
        if unpacked > MOST_UNPACKED {
            return self.refuse(&path, &Refusal::Bomb);
        }
        if self.is_full() {
            self.beyond += 1;
        } else if !entry.is_furniture() {
            match zip::unpack(&bytes, &entry) {
                Ok(file) => {
                    // What it holds is read before the rest of the archive.
                    self.jobs.push(Job::Archive { name, bytes, entries, unpacked });
                    return self.open(path, &file, true);
                }
                Err(error) => self.refuse(&path, &error.into()),
            }
        }
        self.jobs.push(Job::Archive { name, bytes, entries, unpacked });
    }

    fn next_image(&mut self, mut images: job::Images) {
        if self.is_full() {
            self.beyond += images.left();
            return;
        }
        let Some((name, place, values)) = images.next() else { return };
        match Kept::from_values(name.clone(), place, &images.stack, &values) {
            Ok(kept) => self.kept.push(kept),
            Err(error) => self.refuse(&name.to_string(), &error.into()),
        }
        self.jobs.push(Job::Images(images));
    }

    fn picture(&mut self, name: String, picture: Picture, bytes: &[u8]) {
        let kept = match decode::decode(picture.kind, bytes) {
            Ok(pixels) => Kept::from_picture(name.clone(), &pixels).map_err(Refusal::Unfit),
            Err(error) => Err(error.into()),
        };
        match kept {
            Ok(kept) => self.kept.push(kept),
            Err(error) => self.refuse(&name, &error),
        }
    }

    /// Images kept and files or images passed over so far.
    pub fn counts(&self) -> (usize, usize) {
        (self.kept.len(), self.skipped.len())
    }

    /// Decides what arrays are and which images they tell of, once all files are read.
    pub fn settle(&mut self) {
        self.catalogue.settle(&mut self.kept);
    }

    /// What a person chose for the tables.
    pub fn choose(&mut self, choices: Choices) {
        self.choices = choices;
    }

    /// What becomes of the tables.
    pub fn used(&self) -> Used {
        self.catalogue.used(&self.kept, &self.choices)
    }

    /// What the files hold.
    pub fn summary(&self) -> Summary {
        summary::of(&self.kept, &self.skipped, self.beyond, &self.used())
    }

    /// The first `count` images as `[images, side, side, 3]`.
    pub fn preview(&self, count: usize, side: usize, softening: f32) -> Vec<u8> {
        self.kept.iter().take(count).flat_map(|kept| kept.pixels(side, 3, softening)).collect()
    }

    /// The smallest of the sizes on offer that loses nothing, and whether any image has colour.
    pub fn natural_shape(&self) -> (usize, bool) {
        let largest = self.kept.iter().map(Kept::side).max().unwrap_or(LARGEST_SIDE);
        let side = SIDES.into_iter().find(|side| *side >= largest).unwrap_or(LARGEST_SIDE);
        (side, self.kept.iter().any(|kept| kept.channels == 3))
    }

    /// All images as squares of `side` pixels, in colour or grey, measured values stretched with this softening.
    pub fn take(&self, side: usize, colour: bool, softening: f32) -> Own {
        let channels = if colour { 3 } else { 1 };
        let Used { mut properties, mut texts, splits, .. } = self.used();
        let kept: Vec<&Kept> = some(&self.kept.iter().collect::<Vec<_>>(), splits.only.as_deref());
        for property in &mut properties {
            property.values = some(&property.values, splits.only.as_deref());
        }
        for text in &mut texts {
            text.cells = some(&text.cells, splits.only.as_deref());
        }
        let pixels = kept.iter().flat_map(|kept| kept.pixels(side, channels, softening)).collect();
        let shape = Shape { height: side, width: side, channels };
        Own {
            images: Images { shape, pixels, labels: vec![0; kept.len()] },
            names: kept.iter().map(|kept| kept.name()).collect(),
            properties,
            texts,
            held_out: splits.held_out,
        }
    }
}

/// Those that `only` holds for, or all.
fn some<T: Clone>(all: &[T], only: Option<&[bool]>) -> Vec<T> {
    match only {
        Some(only) => all.iter().zip(only).filter(|(_, only)| **only).map(|(one, _)| one.clone()).collect(),
        None => all.to_vec(),
    }
}
