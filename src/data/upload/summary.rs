//! What an upload holds, in numbers and sentences, before any of it is used.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::catalogue::Matched;
use super::kept::Kept;

/// So many of the passed over are named; the rest are counted.
const NAMED: usize = 100;
/// So many sizes are told apart.
const SIZES: usize = 5;

/// A file or an image that was passed over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skipped {
    pub name: String,
    /// The end of a sentence that begins with the name.
    pub why: String,
}

/// What the files hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    pub images: u32,
    /// Width, height and how many, the most frequent first.
    pub sizes: Vec<(u32, u32, u32)>,
    /// Images of sizes that are not among these.
    pub other_sizes: u32,
    /// Images in colour.
    pub colour: u32,
    /// Images of measured values, which the stretch concerns.
    pub measured: u32,
    pub skipped: Vec<Skipped>,
    /// Passed over and not named.
    pub also_skipped: u32,
    /// Images, or files of archives, past the limit.
    pub beyond: u64,
    /// A sentence for each table or column of values.
    pub tables: Vec<String>,
    pub properties: Vec<String>,
    pub classes: Vec<String>,
}

pub fn of(kept: &[Kept], skipped: &[Skipped], beyond: u64, matched: &Matched) -> Summary {
    let mut counts: BTreeMap<(u32, u32), u32> = BTreeMap::new();
    for image in kept {
        *counts.entry(image.size).or_default() += 1;
    }
    let mut sizes: Vec<_> = counts.into_iter().map(|((width, height), count)| (width, height, count)).collect();
    sizes.sort_by_key(|(_, _, count)| std::cmp::Reverse(*count));
    let other_sizes = sizes.iter().skip(SIZES).map(|(_, _, count)| count).sum();
    sizes.truncate(SIZES);
    let count = |is: fn(&Kept) -> bool| kept.iter().filter(|image| is(image)).count() as u32;
    Summary {
        images: kept.len() as u32,
        sizes,
        other_sizes,
        colour: count(|image| image.channels == 3),
        measured: count(Kept::is_measured),
        skipped: skipped.iter().take(NAMED).cloned().collect(),
        also_skipped: skipped.len().saturating_sub(NAMED) as u32,
        beyond,
        tables: matched.sentences.clone(),
        properties: matched.properties.iter().map(|column| column.name.clone()).collect(),
        classes: matched.classes.clone(),
    }
}
