//! What a column holds, and what it is proposed to be used for: looked at before any of it is used.

use std::collections::HashMap;

use super::angle::{self, words};
use super::digits::{Digits, is_rounded};
use super::role::Role;
use super::sentinel;
use super::value::Value;
use super::{Cells, Column, names};

/// More classes are told apart by no colours and shapes: the most frequent ones keep their names, and the rest share one.
pub const MOST_CLASSES: usize = 70;
/// Texts that are so few are classes if any of them repeats; of more, each must come twice on average.
const FEW: usize = 10;
/// Cells that are looked at for what they are written like, and said: the most frequent.
const FREQUENT: usize = 10;
/// Of cells with something in them, this share must be numbers for a column of numbers.
const NUMBERS: f64 = 0.8;
/// And this share must differ for a column of names.
const DISTINCT: f64 = 0.9;
/// Different cells beyond these are not counted: a column that has as many counts as one that hardly repeats itself.
const MOST_DISTINCT: usize = 100_000;

/// What cells are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Empty,
    Text,
    /// Identifiers written with digits: too long for a number, or with zeros in front.
    Digits,
    Whole,
    Real,
    Truth,
}

impl Kind {
    pub fn words(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Text => "text",
            Self::Digits => "digits, kept as text",
            Self::Whole => "whole numbers",
            Self::Real => "numbers",
            Self::Truth => "yes or no",
        }
    }

    pub fn is_number(self) -> bool {
        matches!(self, Self::Whole | Self::Real)
    }
}

/// What a column holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    pub kind: Kind,
    pub rows: usize,
    /// Cells that say that there is no value.
    pub missing: usize,
    /// Cells that are numbers, whatever the column is.
    pub numbers: usize,
    /// Words among numbers, which count as missing too, and the first of them; in a column that is none of numbers, 0 and the first.
    pub words: usize,
    pub word: String,
    pub distinct: usize,
    /// Of what is no number: the cells that come most often, and how often.
    pub frequent: Vec<(String, usize)>,
    /// Of numbers, without those that stand for "no value".
    pub least_median_most: Option<[f64; 3]>,
    /// Numbers that are proposed to stand for "no value", and how often each comes.
    pub sentinels: Vec<(f64, usize)>,
    /// An angle that is written in radians.
    pub radians: bool,
    /// The proposal.
    pub role: Role,
    /// It looks as if it named files or objects.
    pub names: bool,
    /// Whole numbers that hardly repeat and a 32-bit floating point number would round.
    rounded: bool,
    /// Each number is the one before and one.
    rising: bool,
}

/// Looks at all cells of a column. `keep_sentinels` takes numbers such as −99 for measurements.
pub fn profile(column: &Column, decimal_comma: bool, keep_sentinels: bool) -> Profile {
    let rows = column.cells.len();
    let (mut missing, mut words, mut word, mut numbers) = (0, 0, String::new(), Vec::new());
    let mut counts: HashMap<String, usize> = HashMap::new();
    let mut digits = Digits::default();
    for row in 0..rows {
        let value = column.cells.value(row, decimal_comma);
        if value == Value::Missing {
            missing += 1;
            continue;
        }
        let cell = column.cells.get(row);
        digits.look(&cell, matches!(column.cells, Cells::Text(_)));
        match value {
            Value::Number(number) => numbers.push(number),
            _ => {
                words += 1;
                if word.is_empty() {
                    word = cell.to_string();
                }
            }
        }
        if counts.len() < MOST_DISTINCT || counts.contains_key(cell.as_ref()) {
            *counts.entry(cell.into_owned()).or_default() += 1;
        }
    }
    let told = numbers.len() + words;
    let kind = kind(&counts, &numbers, told, digits.are_names(told));
    let mut profile = Profile {
        kind,
        rows,
        missing,
        numbers: numbers.len(),
        words: 0,
        word,
        distinct: counts.len(),
        frequent: Vec::new(),
        least_median_most: None,
        sentinels: Vec::new(),
        radians: false,
        role: Role::LeaveOut,
        names: false,
        rounded: false,
        rising: missing + words == 0 && numbers.windows(2).all(|pair| pair[1] == pair[0] + 1.0),
    };
    if kind.is_number() {
        profile.rounded = kind == Kind::Whole && !digits.others && numbers.iter().copied().any(is_rounded);
        profile.words = words;
        profile.sentinels = sentinel::proposed(&numbers);
        if !keep_sentinels {
            numbers.retain(|number| !profile.is_sentinel(*number));
        }
        numbers.sort_by(f64::total_cmp);
        profile.least_median_most =
            (!numbers.is_empty()).then(|| [numbers[0], median(&numbers), numbers[numbers.len() - 1]]);
    }
    let mut frequent: Vec<(String, usize)> = counts.into_iter().collect();
    frequent.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    frequent.truncate(FREQUENT);
    profile.frequent = frequent;
    profile.rounded &= profile.hardly_repeats();
    profile.names = looks_like_names(column, &profile, told, digits.longest);
    propose(column, &mut profile);
    profile
}

impl Profile {
    /// This number is proposed to stand for "no value".
    pub fn is_sentinel(&self, number: f64) -> bool {
        self.sentinels.iter().any(|(sentinel, _)| *sentinel == number)
    }

    /// Different cells as a share of those with something in them, as far as they were counted.
    pub fn share_distinct(&self) -> f64 {
        self.distinct as f64 / (self.rows - self.missing).clamp(1, MOST_DISTINCT) as f64
    }

    /// Few cells come twice, but for those that say "none" among identifiers, such as −1, 0 or −9999.
    fn hardly_repeats(&self) -> bool {
        let all = self.rows - self.missing;
        let (mut told, mut distinct) = (all, self.distinct);
        if matches!(self.kind, Kind::Digits | Kind::Whole) {
            let none = |(cell, count): &&(String, usize)| *count > 1 && (cell.starts_with('-') || cell == "0");
            for (_, count) in self.frequent.iter().filter(none) {
                (told, distinct) = (told - count, distinct - 1);
            }
        }
        // Beside more of these than others it is a class with a number for each.
        2 * told >= all && distinct as f64 >= DISTINCT * told.min(MOST_DISTINCT) as f64
    }

    /// Numbers of rows from the first on, from 0 or 1: the order of the images, not a name of theirs.
    pub fn counts_rows(&self) -> bool {
        self.kind == Kind::Whole
            && self.rising
            && self.least_median_most.is_some_and(|[least, ..]| least == 0.0 || least == 1.0)
    }
}

fn kind(counts: &HashMap<String, usize>, numbers: &[f64], told: usize, digits: bool) -> Kind {
    let truth = |cell: &String| ["true", "false", "t", "f", "yes", "no"].contains(&cell.to_lowercase().as_str());
    if told == 0 {
        Kind::Empty
    } else if digits {
        Kind::Digits
    } else if numbers.len() as f64 >= NUMBERS * told as f64 {
        let whole = numbers.iter().all(|number| number.fract() == 0.0 && number.abs() < 9e15);
        if whole { Kind::Whole } else { Kind::Real }
    } else if counts.len() <= 2 && counts.keys().all(truth) {
        Kind::Truth
    } else {
        Kind::Text
    }
}

/// Of sorted numbers.
fn median(numbers: &[f64]) -> f64 {
    let middle = numbers.len() / 2;
    if numbers.len() % 2 == 1 { numbers[middle] } else { 0.5 * (numbers[middle - 1] + numbers[middle]) }
}

/// Words of the headings of classes.
const CLASS_WORDS: [&str; 15] = [
    "label",
    "labels",
    "class",
    "classes",
    "morphology",
    "morph",
    "target",
    "targets",
    "y",
    "ans",
    "type",
    "category",
    "kind",
    "species",
    "digit",
];
/// Words of the headings of names.
const NAME_WORDS: [&str; 18] = [
    "id",
    "ids",
    "objid",
    "name",
    "names",
    "file",
    "files",
    "filename",
    "filenames",
    "path",
    "image",
    "object",
    "source",
    "designation",
    "asset",
    "stamp",
    "iauname",
    "identifier",
];
const SPLIT_WORDS: [&str; 8] = ["split", "splits", "set", "subset", "partition", "usage", "part", "fold"];

pub fn is_class_name(name: &str) -> bool {
    words(name)
        .iter()
        .any(|word| CLASS_WORDS.contains(&word.as_str()) || word.contains("label") || word.contains("morpholog"))
}

fn looks_like_names(column: &Column, profile: &Profile, told: usize, longest: usize) -> bool {
    if !profile.hardly_repeats() || told < 2 || matches!(profile.kind, Kind::Real | Kind::Truth | Kind::Empty) {
        return false;
    }
    let of_all = |is: fn(&str) -> bool| profile.frequent.iter().all(|(cell, _)| is(cell));
    if of_all(names::has_ending) {
        return true;
    }
    let named = words(&column.name)
        .iter()
        .any(|word| NAME_WORDS.contains(&word.as_str()) || word.len() > 3 && word.ends_with("id"));
    let coded = |cell: &str| cell.contains(|c: char| c.is_ascii_digit()) && cell.contains(char::is_alphabetic);
    let long = longest >= 10 && (profile.kind != Kind::Whole || profile.rounded);
    named || profile.kind == Kind::Digits || long || profile.kind == Kind::Text && told > 4 && of_all(coded)
}

fn propose(column: &Column, profile: &mut Profile) {
    let known_split = |(cell, _): &(String, usize)| names::split_of(cell).is_some();
    let splits = words(&column.name).iter().any(|word| SPLIT_WORDS.contains(&word.as_str()))
        && profile.distinct > 1
        && profile.frequent.iter().all(known_split);
    // What is different everywhere sorts nothing.
    let told = profile.rows - profile.missing;
    let repeats = if profile.distinct <= FEW { profile.distinct < told } else { 2 * profile.distinct <= told };
    let few = (2..=MOST_CLASSES).contains(&profile.distinct) && repeats;
    let class_name = is_class_name(&column.name);
    profile.role = match profile.kind {
        Kind::Empty => Role::LeaveOut,
        Kind::Text if splits => Role::Split,
        _ if profile.names => Role::Id,
        Kind::Truth | Kind::Text | Kind::Digits if few || class_name && profile.distinct > 1 => Role::Class,
        Kind::Truth | Kind::Text | Kind::Digits => Role::LeaveOut,
        Kind::Whole if class_name && profile.distinct > 1 => Role::Class,
        Kind::Whole if profile.rounded => Role::Id,
        Kind::Whole | Kind::Real => number_role(column, profile),
    };
}

fn number_role(column: &Column, profile: &mut Profile) -> Role {
    let Some([least, _, most]) = profile.least_median_most else { return Role::LeaveOut };
    if least == most && profile.missing + profile.words == 0 && profile.rows > 1 {
        return Role::LeaveOut;
    }
    match angle::of(&column.name, &column.unit, least, most) {
        Some(angle) => {
            profile.radians = angle.radians;
            if angle.half_turn { Role::HalfTurn } else { Role::FullTurn }
        }
        None => Role::Number,
    }
}

#[cfg(test)]
mod tests;
