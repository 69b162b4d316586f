//! Where each kept image is in the files: by name, and by its place in a stack.

use std::collections::HashMap;

use super::Sequence;
use crate::data::table::names::{Found, Index, Split, folder, split_of};
use crate::data::table::pairing;
use crate::data::upload::kept::Kept;
use crate::data::upload::name::Place;

/// What rows of tables find images by.
pub struct Places {
    pub images: usize,
    /// Files, and images of files of several, with the images that each stands for.
    entries: Vec<(String, Vec<usize>)>,
    index: Index,
    by_place: HashMap<Place, usize>,
    names: Vec<String>,
    /// Numbers of images of the stacks, as in their files.
    lengths: Vec<usize>,
    /// Files with images.
    pub files: usize,
    splits: Vec<Option<Split>>,
}

impl Places {
    pub(super) fn new(kept: &[Kept], sequences: &[Sequence]) -> Self {
        let mut entries: Vec<(String, Vec<usize>)> = Vec::new();
        let mut places: HashMap<String, usize> = HashMap::new();
        let mut enter = |entries: &mut Vec<(String, Vec<usize>)>, name: &str, image: usize| {
            let place = *places.entry(name.to_owned()).or_insert_with(|| {
                entries.push((name.to_owned(), Vec::new()));
                entries.len() - 1
            });
            entries[place].1.push(image);
        };
        for (index, image) in kept.iter().enumerate() {
            enter(&mut entries, &image.file, index);
        }
        let files = entries.len();
        for (index, image) in kept.iter().enumerate().filter(|(_, image)| image.part.is_some()) {
            enter(&mut entries, &image.name(), index);
        }
        let split = |image: &Kept| {
            let stack = image.place.and_then(|place| sequences.get(place.sequence as usize));
            let said = stack.and_then(|stack| pairing::split_in(&stack.name));
            said.or_else(|| folder(&image.file).split('/').rev().find_map(split_of))
        };
        Self {
            images: kept.len(),
            index: Index::new(entries.iter().map(|(name, _)| name.as_str())),
            entries,
            by_place: kept.iter().enumerate().filter_map(|(index, image)| Some((image.place?, index))).collect(),
            names: kept.iter().map(Kept::name).collect(),
            lengths: sequences.iter().map(|stack| stack.images).collect(),
            files,
            splits: kept.iter().map(split).collect(),
        }
    }

    pub fn find(&self, cell: &str, folder: &str) -> Found {
        self.index.find(cell, folder)
    }

    /// The images of an entry that was found, and its name.
    pub fn images_of(&self, entry: usize) -> &[usize] {
        self.entries.get(entry).map_or(&[], |(_, images)| images)
    }

    pub fn name_of(&self, entry: usize) -> &str {
        self.entries.get(entry).map_or("", |(name, _)| name)
    }

    /// What an image is called.
    pub fn image(&self, image: usize) -> &str {
        self.names.get(image).map_or("", String::as_str)
    }

    pub fn at(&self, place: Place) -> Option<usize> {
        self.by_place.get(&place).copied()
    }

    /// The image of each of so many rows in order: of the only stack that has as many, or of all images. `None` if neither is so many.
    pub fn in_order(&self, rows: usize) -> Option<Vec<Option<usize>>> {
        let mut stacks = self.lengths.iter().enumerate().filter(|(_, length)| **length == rows && rows > 1);
        match (stacks.next(), stacks.next()) {
            (Some((stack, _)), None) => {
                let place = |index| Place { sequence: stack as u32, index: index as u32 };
                Some((0..rows).map(|index| self.at(place(index))).collect())
            }
            _ => (self.images == rows && rows > 0).then(|| (0..rows).map(Some).collect()),
        }
    }

    /// The part of the data that each image's file or folder says.
    pub fn splits(&self) -> Vec<Option<Split>> {
        self.splits.clone()
    }
}
