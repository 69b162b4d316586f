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
mod companions;
mod content;
pub mod cutting;
pub mod field;
mod framing;
mod job;
mod kept;
mod looks;
mod mark;
mod measured;
mod name;
mod original;
mod planes;
mod showing;
mod summary;
mod unfit;

use std::borrow::Cow;

use catalogue::Catalogue;
pub use catalogue::{
    Choices, ColumnChoice, ColumnFound, HeldOut, Property, Splits, TableChoice, TableFound, Text, Used,
};
use content::{Content, ContentError};
pub use content::{LARGEST_FILE, too_large};
pub use framing::{Framing, LARGEST_SIDE, USUAL_SIDE};
use job::{Held, Job};
use kept::Kept;
pub use kept::MOST_IMAGES;
pub use measured::Measured;
use original::Original;
use planes::Planes;
pub use planes::SCIENCE;
pub use showing::{Own, Scale};
pub use summary::{Skipped, Summary};
pub use unfit::SHORTEST_SIDE;
use unfit::Unfit;

use std::rc::Rc;

use crate::data::decode::{self, DecodeError};
use crate::data::fits::Fits;
use crate::data::picture::Picture;
use crate::data::zip::{self, ZipError};

/// Fewer images are not taken: one in five is held out, and the rest must have one to learn from.
pub const FEWEST_IMAGES: usize = 5;
/// Kept images take at most this many bytes: the set is made beside them, and then as a message, in a tab that has little more
/// than a gigabyte. 10,000 images of 128 × 128 shades in grey fit, or of 64 × 64 in colour.
const MOST_BYTES: usize = 400 << 20;
/// So many of the first images are also kept as they were, to preview how others would be cut.
const PREVIEWED: usize = 24;
/// With at most this many pixels a side.
const PREVIEWED_SIDE: usize = 424;
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
    #[error(
        "it has {width} × {height} pixels, too many for an image among others; it can only be a field to cut stamps from"
    )]
    Vast { width: usize, height: usize },
    #[error("{0}")]
    Part(String),
}

/// The files of one upload, as far as they were read.
#[derive(Default)]
pub struct Gathering {
    framing: Framing,
    scale: Scale,
    jobs: Vec<Job>,
    kept: Vec<Kept>,
    /// Bytes that their pixels take.
    bytes: usize,
    /// The first of them, as they were.
    first: Vec<Original>,
    /// Of the first of the images kept, as many as were measured so far.
    measured: Vec<Measured>,
    catalogue: Catalogue,
    choices: Choices,
    planes: Planes,
    skipped: Vec<Skipped>,
    /// Images, or files of archives, past the limit.
    beyond: u64,
    /// Width and height of an image that is too large to be kept, if it is the only one of its file.
    vast: Option<(u32, u32)>,
}

impl Gathering {
    /// For images that are cut so; of FITS files, the extensions named `plane` are taken, the science where that is empty.
    pub fn new(framing: Framing, plane: &str) -> Self {
        Self { framing, planes: Planes { wanted: plane.to_owned(), ..Planes::default() }, ..Self::default() }
    }

    pub fn framing(&self) -> Framing {
        self.framing
    }

    /// The planes that FITS files have, and how many images are in each.
    pub fn planes(&self) -> Vec<(String, usize)> {
        self.planes.found.iter().map(|(name, images)| (name.clone(), *images)).collect()
    }

    /// Takes a file; its images are read by the steps that follow.
    pub fn add<'a>(&mut self, name: &str, bytes: impl Into<Cow<'a, [u8]>>) {
        self.open(name.to_owned(), bytes.into(), None);
    }

    /// Lists a file that could not even be read.
    pub fn skip(&mut self, name: &str, why: &str) {
        self.skipped.push(Skipped { name: name.to_owned(), why: why.to_owned() });
    }

    fn refuse(&mut self, name: &str, why: &Refusal) {
        self.skip(name, &why.to_string());
    }

    /// `archive` is what holds the bytes, if they are not a file's own.
    fn open(&mut self, name: String, bytes: Cow<[u8]>, archive: Option<&Rc<Vec<u8>>>) {
        let (bytes, content) = match content::open(&name, bytes, archive.is_some()) {
            Ok(opened) => opened,
            Err(error) => return self.refuse(&name, &error.into()),
        };
        // The archive stays for as long as a part of it is held: worth it where that is most of it.
        let archive = archive.filter(|archive| 2 * bytes.len() > archive.len());
        self.take_content(name, bytes, content, archive);
    }

    fn take_content(&mut self, name: String, bytes: Cow<[u8]>, content: Content, archive: Option<&Rc<Vec<u8>>>) {
        match content {
            Content::Picture(picture) => self.jobs.push(Job::Picture { name, picture, bytes: bytes.into_owned() }),
            Content::Archive(entries) => self.jobs.push(Job::archive(name, bytes.into_owned().into(), entries)),
            Content::Stacks(stacks, skipped) => {
                for (part, why) in skipped {
                    self.refuse(&format!("{name}, {part}"), &Refusal::Part(why));
                }
                let number = |part: Option<&str>, images| self.catalogue.add_sequence(&name, part, images);
                self.jobs.extend(Job::stacks(&name, &Held::new(bytes, archive), stacks, number));
            }
            Content::Plane(stack) => {
                let bytes = Held::new(bytes, archive);
                let sequence = self.catalogue.add_sequence(&name, None, 1);
                self.catalogue.add_plane(sequence, stack.clone(), bytes.clone());
                self.jobs.extend(Job::stacks(&name, &bytes, vec![(None, stack)], |_, _| sequence));
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
                self.take_content(name, bytes, Content::Stacks(stacks, skipped), archive);
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
        self.kept.len() >= MOST_IMAGES || self.bytes >= MOST_BYTES
    }

    fn next_entry(&mut self, name: String, bytes: Rc<Vec<u8>>, mut entries: Vec<zip::Entry>, unpacked: u64) {
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
                    self.jobs.push(Job::Archive { name, bytes: bytes.clone(), entries, unpacked });
                    return self.open(path, file, Some(&bytes));
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
        if images.stack.is_vast() {
            let (width, height) = (images.stack.width(), images.stack.height());
            self.vast = Some((width as u32, height as u32)).filter(|_| images.left() == 1);
            return self.refuse(&images.file, &Refusal::Vast { width, height });
        }
        let Some(image) = images.next() else { return };
        self.keep(image);
        self.jobs.push(Job::Images(images));
    }

    fn keep(&mut self, image: Original) {
        match Kept::new(&image, &self.framing) {
            Ok(kept) => {
                self.bytes += kept.bytes();
                self.kept.push(kept);
                if self.first.len() < PREVIEWED {
                    self.first.push(image.reduced(PREVIEWED_SIDE));
                }
            }
            Err(error) => self.refuse(&image.name.to_string(), &error.into()),
        }
    }

    fn picture(&mut self, name: String, picture: Picture, bytes: &[u8]) {
        match decode::decode(picture.kind, bytes) {
            Ok(pixels) => self.keep(Original::from_picture(name, pixels)),
            Err(error) => self.refuse(&name, &error.into()),
        }
    }

    /// Images kept and files or images passed over so far.
    pub fn counts(&self) -> (usize, usize) {
        (self.kept.len(), self.skipped.len())
    }

    /// Decides what arrays are and which images they tell of, once all files are read.
    pub fn settle(&mut self) {
        self.pass_over_companions();
        self.catalogue.settle(&mut self.kept);
        self.first.retain(|image| image.place.is_none() || self.kept.iter().any(|kept| kept.place == image.place));
    }

    pub fn choices(&self) -> &Choices {
        &self.choices
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
        let vast = self.vast.filter(|_| self.kept.is_empty());
        Summary { vast, ..summary::of((&self.kept, self.rule()), &self.skipped, self.beyond, &self.used()) }
    }
}
