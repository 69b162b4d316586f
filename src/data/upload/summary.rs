//! What an upload holds, in numbers and sentences, before any of it is used.

use std::collections::BTreeMap;

use super::FEWEST_IMAGES;
use super::catalogue::Used;
use super::field::SHORTEST_FIELD;
use super::kept::{Kept, MOST_IMAGES, Shades};
use super::looks;
use crate::data::count::thousands;

/// At most this many of the files passed over are named; the rest are counted.
const NAMED: usize = 100;
/// At most this many sizes are told apart.
const SIZES: usize = 5;

/// A file or an image that was passed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    pub name: String,
    /// The end of a sentence that begins with the name.
    pub why: String,
}

/// What the files hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    pub images: u32,
    /// Width, height and how many, the most frequent first.
    pub sizes: Vec<(u32, u32, u32)>,
    /// Images of sizes that are not among these.
    pub other_sizes: u32,
    /// Some image is not square.
    pub oblong: bool,
    /// Width and height of the only image, where it is too large to be kept.
    pub vast: Option<(u32, u32)>,
    /// Images in colour.
    pub colour: u32,
    /// Images that come from PNG, JPEG and WebP files.
    pub pictures: u32,
    /// Images of measured values, which the stretch concerns.
    pub measured: u32,
    /// A sentence for each kind of image that shows little.
    pub looks: Vec<String>,
    pub skipped: Vec<Skipped>,
    /// Passed over and not named.
    pub also_skipped: u32,
    /// Images, or files of archives, past the limit.
    pub beyond: u64,
    /// A sentence for each table or column of values.
    pub tables: Vec<String>,
    pub properties: Vec<String>,
}

impl Summary {
    /// The size of the only image, if it is a field rather than a stamp.
    pub fn field(&self) -> Option<(u32, u32)> {
        let &[(width, height, 1)] = self.sizes.as_slice() else { return self.vast };
        (width.min(height) >= SHORTEST_FIELD).then_some((width, height))
    }

    /// The summary of the images in sentences; the first says how many can be used.
    pub fn lines(&self) -> Vec<String> {
        if self.images == 0 {
            let words = match self.vast {
                Some(_) => "One image can be read, too large for one among others: cut stamps from it.",
                None => "None of these files holds an image that can be used.",
            };
            return vec![words.to_owned()];
        }
        let count =
            |count: u32| if count == 1 { "1 image".to_owned() } else { format!("{} images", thousands(count.into())) };
        let mut lines = vec![if self.field().is_some() {
            format!(
                "{} can be read: cut stamps from it, or choose at least {FEWEST_IMAGES}, all of them at once.",
                count(self.images)
            )
        } else if (self.images as usize) < FEWEST_IMAGES {
            format!(
                "{} can be read, and at least {FEWEST_IMAGES} are needed: choose more, all of them at once.",
                count(self.images)
            )
        } else {
            format!("{} can be used.", count(self.images))
        }];
        let sizes: Vec<String> = self
            .sizes
            .iter()
            .map(|(width, height, images)| format!("{} of {width} × {height}", thousands(u64::from(*images))))
            .collect();
        let others = if self.other_sizes > 0 {
            format!(", {} of other sizes", thousands(self.other_sizes.into()))
        } else {
            String::new()
        };
        lines.push(format!("Pixels: {}{others}.", sizes.join(", ")));
        if self.oblong {
            lines.push("Of an image that is not square, the square in its middle is taken.".to_owned());
        }
        if self.colour > 0 && self.colour < self.images {
            lines.push(format!("{} in colour, the others grey.", count(self.colour)));
        }
        if self.pictures > 0 {
            lines.push(
                "Pictures have the numbers of their files, all 16 bits where there are 16: no colour profile and no gamma is \
                 applied, and what is transparent lies over black."
                    .to_owned(),
            );
        }
        if self.measured > 0 {
            lines.push(format!("{} of measured values: what is measured is measured on these as they are; the stretch below makes what is shown and trained on.", count(self.measured)));
        }
        lines.extend(self.looks.iter().cloned());
        if self.beyond > 0 {
            let [beyond, limit] = [self.beyond, MOST_IMAGES as u64].map(thousands);
            lines.push(format!("{beyond} more are left out: {limit} images are kept at most, and fewer of large ones, since a tab has little memory."));
        }
        lines
    }

    /// How much was passed over.
    pub fn skipped_words(&self) -> String {
        let all = self.skipped.len() as u32 + self.also_skipped;
        let named = if self.also_skipped > 0 { format!(", the first {NAMED} of them") } else { String::new() };
        format!("{} passed over, and why{named}", thousands(all.into()))
    }
}

pub fn of((kept, rule): (&[Kept], Shades), skipped: &[Skipped], beyond: u64, used: &Used) -> Summary {
    let mut counts: BTreeMap<(u32, u32), u32> = BTreeMap::new();
    for image in kept {
        *counts.entry(image.size).or_default() += 1;
    }
    let mut sizes: Vec<_> = counts.into_iter().map(|((width, height), count)| (width, height, count)).collect();
    sizes.sort_by_key(|(_, _, count)| std::cmp::Reverse(*count));
    let other_sizes = sizes.iter().skip(SIZES).map(|(_, _, count)| count).sum();
    sizes.truncate(SIZES);
    let count = |is: &dyn Fn(&Kept) -> bool| kept.iter().filter(|image| is(image)).count() as u32;
    Summary {
        images: kept.len() as u32,
        sizes,
        other_sizes,
        oblong: kept.iter().any(|image| image.size.0 != image.size.1),
        vast: None,
        colour: count(&|image| image.channels == 3),
        pictures: count(&|image| image.place.is_none()),
        measured: count(&|image| image.is_measured(rule)),
        looks: looks::sentences(kept, rule),
        skipped: skipped.iter().take(NAMED).cloned().collect(),
        also_skipped: skipped.len().saturating_sub(NAMED) as u32,
        beyond,
        tables: used.tables.iter().map(|table| table.sentence.clone()).collect(),
        properties: used.properties.iter().map(|property| property.name.clone()).collect(),
    }
}
