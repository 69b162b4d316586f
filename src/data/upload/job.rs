//! What is left to read of a file: a picture, the rest of an archive, the rest of a stack of images.

use std::borrow::Cow;
use std::rc::Rc;

use super::name::{Name, Place};
use super::original::Original;
use crate::data::picture::Picture;
use crate::data::stack::Stack;
use crate::data::zip::Entry;

pub enum Job {
    Picture {
        name: String,
        picture: Picture,
        bytes: Vec<u8>,
    },
    /// The last of the entries is the next.
    Archive {
        name: String,
        bytes: Rc<Vec<u8>>,
        entries: Vec<Entry>,
        unpacked: u64,
    },
    Images(Images),
}

/// Bytes of a file: from a place in those that are held, which are an archive's where it stores a large file.
#[derive(Clone)]
pub struct Held {
    all: Rc<Vec<u8>>,
    from: usize,
}

impl Held {
    pub fn bytes(&self) -> &[u8] {
        &self.all[self.from..]
    }

    /// `bytes`, which are not copied where they lie in the archive `held`.
    pub fn new(bytes: Cow<[u8]>, held: Option<&Rc<Vec<u8>>>) -> Self {
        if let (Cow::Borrowed(part), Some(held)) = (&bytes, held) {
            let from = part.as_ptr().addr().wrapping_sub(held.as_ptr().addr());
            // They end before the archive does, whose directory is behind them.
            if held.get(from..).is_some_and(|rest| rest.len() >= part.len()) {
                return Self { all: held.clone(), from };
            }
        }
        Self { all: bytes.into_owned().into(), from: 0 }
    }
}

/// A stack of images, read one by one.
pub struct Images {
    pub file: String,
    /// Of the file's extensions, where it has several with images.
    part: Option<String>,
    bytes: Held,
    pub stack: Stack,
    sequence: u32,
    next: usize,
}

impl Job {
    pub fn archive(name: String, bytes: Rc<Vec<u8>>, mut entries: Vec<Entry>) -> Self {
        entries.reverse();
        Self::Archive { name, bytes, entries, unpacked: 0 }
    }

    /// Jobs for the stacks of a file, the first of them last, so that it is done first. `number` gives a stack of that
    /// name and as many images its [`Place::sequence`].
    pub fn stacks(
        name: &str,
        bytes: &Held,
        stacks: Vec<(Option<String>, Stack)>,
        mut number: impl FnMut(Option<&str>, usize) -> u32,
    ) -> Vec<Self> {
        let job = |(part, stack): (Option<String>, Stack)| {
            let sequence = number(part.as_deref(), stack.len());
            let file = name.to_owned();
            Self::Images(Images { file, part, bytes: bytes.clone(), stack, sequence, next: 0 })
        };
        let mut jobs: Vec<Self> = stacks.into_iter().map(job).collect();
        jobs.reverse();
        jobs
    }
}

impl Images {
    pub fn left(&self) -> u64 {
        (self.stack.len() - self.next) as u64
    }

    /// The next image.
    pub fn next(&mut self) -> Option<Original> {
        if self.next >= self.stack.len() {
            return None;
        }
        let index = self.next;
        self.next += 1;
        let number = (self.stack.len() > 1).then(|| format!("[{index}]"));
        let part = match (&self.part, number) {
            (Some(part), Some(number)) => Some(format!("{part}{number}")),
            (part, number) => part.clone().or(number),
        };
        let name = Name { file: self.file.clone(), part };
        let mut values = Vec::new();
        self.stack.read(self.bytes.bytes(), index, &mut values);
        let place = Place { sequence: self.sequence, index: index as u32 };
        Some(Original::from_values(name, place, &self.stack, values))
    }
}
