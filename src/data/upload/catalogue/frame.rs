//! One table, or the arrays that together are one, and the images that its rows belong to.

use std::collections::BTreeSet;

use super::places::Places;
use super::{ColumnChoice, TableChoice};
use crate::data::count::thousands;
use crate::data::field::places::has_places;
use crate::data::table::names::{Found, folder};
use crate::data::table::pairing::{Pair, base, split_in};
use crate::data::table::profile::{Kind, Profile, profile};
use crate::data::table::{Role, Table};
use crate::data::upload::name::Place;

/// Ambiguous cells that are named.
const NAMED: usize = 3;

pub struct Frame {
    pub name: String,
    pub table: Table,
    /// As proposed, of each column.
    pub profiles: Vec<Profile>,
    /// Of its file, or of the first of those joined.
    folder: String,
    origin: Origin,
}

enum Origin {
    Table,
    /// Arrays of this name, and the stacks that their rows go through in order.
    Arrays {
        base: String,
        stacks: Vec<(u32, String, usize)>,
    },
    /// An array that belongs to one of these stacks.
    Ambiguous(Vec<String>),
    /// An array that no stack is as long as.
    Loose,
}

/// The images of the rows.
pub struct Rows {
    /// Of each row; empty where it is not used.
    pub images: Vec<Vec<usize>>,
    /// The end of a sentence that begins with the table's name.
    pub words: String,
    /// The column that names the files.
    pub by: Option<usize>,
    /// Rows may be taken in the order of the images, and whether they are; `None` where that is not on offer.
    pub by_order: Option<bool>,
    pub used: bool,
}

impl Frame {
    pub fn of_table(name: String, table: Table) -> Self {
        Self { folder: folder(&name).to_owned(), name, table, profiles: Vec::new(), origin: Origin::Table }
    }

    /// An array, of which `pair` says which of the `stacks` it belongs to.
    pub fn of_array(name: &str, table: Table, pair: Pair, stacks: &[(&str, usize)]) -> Self {
        let origin = match pair {
            Pair::One(stack) => {
                let (file, length) = stacks[stack];
                Origin::Arrays { base: base(name), stacks: vec![(stack as u32, file.to_owned(), length)] }
            }
            Pair::None => Origin::Loose,
            Pair::Several(several) => {
                Origin::Ambiguous(several.into_iter().map(|stack| stacks[stack].0.to_owned()).collect())
            }
        };
        Self { name: name.to_owned(), table, profiles: Vec::new(), folder: folder(name).to_owned(), origin }
    }

    /// Both are arrays of the same values, for different parts of the data.
    pub fn continues_as(&self, other: &Self) -> bool {
        let (Origin::Arrays { base, stacks }, Origin::Arrays { base: same, stacks: more }) =
            (&self.origin, &other.origin)
        else {
            return false;
        };
        let apart = more.iter().all(|(stack, _, _)| stacks.iter().all(|(other, _, _)| other != stack));
        base == same
            && apart
            && self.folder == other.folder
            && self.table.columns.len() == other.table.columns.len()
            && split_in(&other.name).is_some()
    }

    /// Puts the other's rows after its own.
    pub fn join(&mut self, other: Self) {
        self.name = format!("{} and {}", self.name, other.name);
        for (column, more) in self.table.columns.iter_mut().zip(&other.table.columns) {
            column.cells = std::mem::take(&mut column.cells).followed_by(&more.cells);
        }
        if let (Origin::Arrays { stacks, .. }, Origin::Arrays { stacks: more, .. }) = (&mut self.origin, other.origin) {
            stacks.extend(more);
        }
    }

    /// Looks at all columns, and finds the one whose cells name the images.
    pub fn propose(&mut self, places: &Places) {
        if !matches!(self.origin, Origin::Table) {
            self.table = std::mem::take(&mut self.table).without_one_hot();
            let name = match &self.origin {
                Origin::Arrays { base, .. } => base.clone(),
                _ => base(&self.name),
            };
            self.table.name_columns(&name);
        }
        let comma = self.table.decimal_comma;
        self.profiles = self.table.columns.iter().map(|column| profile(column, comma, false)).collect();
        if matches!(self.origin, Origin::Table) {
            // A few words or numbers that come again and again may be the names of files by chance.
            let may_name = |column: &usize| {
                let profile = &self.profiles[*column];
                let share = profile.share_distinct();
                match profile.kind {
                    Kind::Text | Kind::Digits => share >= 0.5,
                    Kind::Whole => share >= 0.9,
                    _ => false,
                }
            };
            let all: Vec<usize> = (0..self.profiles.len()).filter(may_name).collect();
            if let Some((best, named)) = self.best(&all, places) {
                // Small whole numbers, as counts are, name files that are called 1 or 17 by chance.
                let profile = &self.profiles[best];
                let by_chance = profile.kind == Kind::Whole
                    && !profile.names
                    && 2 * named < profile.rows
                    && 2 * named < places.images;
                if !by_chance {
                    self.profiles[best].role = Role::Id;
                }
            }
        }
    }

    /// The one of the columns that names most files, and how many; of equals one that looks like names, then the first.
    fn best(&self, columns: &[usize], places: &Places) -> Option<(usize, usize)> {
        let folder = folder(&self.name);
        let hits = |column: usize| {
            let cells = &self.table.columns[column].cells;
            let mut found = BTreeSet::new();
            for row in 0..cells.len() {
                match places.find(&cells.get(row), folder) {
                    Found::Nothing => {}
                    Found::One(entry) => drop(found.insert(entry)),
                    Found::Several(entries) => found.extend(entries),
                }
            }
            found.len()
        };
        let counted = columns.iter().rev().map(|&column| (hits(column), self.profiles[column].names, column));
        counted
            .max_by_key(|(hits, names, _)| (*hits, *names))
            .filter(|(hits, _, _)| *hits > 0)
            .map(|(hits, _, column)| (column, hits))
    }

    pub fn role(&self, choice: &TableChoice, column: usize) -> Role {
        let proposed = self.profiles.get(column).map_or(Role::LeaveOut, |profile| profile.role);
        column_choice(choice, column).role.unwrap_or(proposed)
    }

    /// Finds each row's images.
    pub fn rows(&self, choice: &TableChoice, places: &Places) -> Rows {
        match &self.origin {
            Origin::Arrays { stacks, .. } => self.rows_of_stacks(stacks, places),
            Origin::Ambiguous(stacks) => self.unused(format!(
                "it may belong to {}, which have as many images: give it a name that says to which, as y_train and y_test go with x_train and x_test. It is left out",
                either(stacks)
            )),
            Origin::Loose => self.rows_by_order(choice, places, "it belongs to no stack of images"),
            Origin::Table => {
                let ids: Vec<usize> =
                    (0..self.table.columns.len()).filter(|&column| self.role(choice, column) == Role::Id).collect();
                if let Some((by, _)) = self.best(&ids, places) {
                    return self.rows_by_name(by, places);
                }
                let names = |column: &&usize| self.profiles[**column].names && !self.profiles[**column].counts_rows();
                match ids.iter().find(names).filter(|_| places.files > 1) {
                    Some(&column) => self.unused(format!(
                        "its column “{}” looks like names, but none of them is that of an image: “{}” is none, “{}” would be one. So the table is left out",
                        self.table.columns[column].name,
                        self.table.columns[column].cells.get(0),
                        places.name_of(0)
                    )),
                    None => self.rows_by_order(choice, places, "no row names a file of the images"),
                }
            }
        }
    }

    fn unused(&self, words: String) -> Rows {
        Rows { images: Vec::new(), words, by: None, by_order: None, used: false }
    }

    fn rows_of_stacks(&self, stacks: &[(u32, String, usize)], places: &Places) -> Rows {
        let each = stacks.iter().flat_map(|(sequence, _, length)| {
            (0..*length).map(move |index| Place { sequence: *sequence, index: index as u32 })
        });
        let images = each.map(|place| places.at(place).into_iter().collect()).collect();
        let names: Vec<&str> = stacks.iter().map(|(_, name, _)| name.as_str()).collect();
        let words = format!("{} rows, in the order of the images of {}", self.count(), names.join(" and "));
        Rows { images, words, by: None, by_order: None, used: true }
    }

    fn rows_by_order(&self, choice: &TableChoice, places: &Places, why: &str) -> Rows {
        let Some(order) = places.in_order(self.table.rows()) else {
            if places.images < 2 && has_places(&self.table) {
                return self.unused(format!(
                    "its {} rows have positions, which say where stamps are cut from a large image",
                    self.count()
                ));
            }
            let words = format!(
                "{why}, and it has {} rows for {} images, so it is left out",
                self.count(),
                thousands(places.images as u64)
            );
            return self.unused(words);
        };
        let ends: Vec<&str> =
            [order.first(), order.last()].into_iter().flatten().flatten().map(|image| places.image(*image)).collect();
        let ends = match *ends.as_slice() {
            [first, last] => format!(" (the first is {first}, the last {last})"),
            _ => String::new(),
        };
        if !choice.by_order {
            let words = format!(
                "{why}. Its {} rows are as many as the images{ends}: if they are in the same order, say so below. Until then it is left out",
                self.count()
            );
            return Rows { by_order: Some(false), ..self.unused(words) };
        }
        let images = order.into_iter().map(|image| image.into_iter().collect()).collect();
        let words = format!("its {} rows are taken in the order of the images, as you chose{ends}", self.count());
        Rows { images, words, by: None, by_order: Some(true), used: true }
    }

    fn rows_by_name(&self, by: usize, places: &Places) -> Rows {
        let cells = &self.table.columns[by].cells;
        let mut taken = vec![false; places.images];
        let (mut unknown, mut repeated, mut ambiguous, mut examples) = (0, 0, 0, Vec::new());
        let mut images = Vec::with_capacity(cells.len());
        for row in 0..cells.len() {
            let cell = cells.get(row);
            let found = match places.find(&cell, folder(&self.name)) {
                Found::One(entry) => places.images_of(entry).to_vec(),
                Found::Nothing => {
                    unknown += 1;
                    Vec::new()
                }
                Found::Several(entries) => {
                    ambiguous += 1;
                    if examples.len() < NAMED {
                        let names: Vec<String> =
                            entries.iter().map(|entry| places.name_of(*entry).to_owned()).collect();
                        examples.push(format!("“{cell}” ({})", either(&names)));
                    }
                    Vec::new()
                }
            };
            if !found.is_empty() && found.iter().all(|image| taken[*image]) {
                repeated += 1;
                images.push(Vec::new());
                continue;
            }
            found.iter().for_each(|image| taken[*image] = true);
            images.push(found);
        }
        let count = taken.iter().filter(|taken| **taken).count();
        let [count, all, unknown, repeated, ambiguous] =
            [count, places.images, unknown, repeated, ambiguous].map(|count| (count, thousands(count as u64)));
        let mut words = format!(
            "{} of {} images matched by file name in the column “{}”",
            count.1, all.1, self.table.columns[by].name
        );
        if unknown.0 > 0 {
            words += &format!("; rows that name no image: {}", unknown.1);
        }
        if repeated.0 > 0 {
            words += &format!("; rows that name an image once more, of which the first counts: {}", repeated.1);
        }
        if ambiguous.0 > 0 {
            words += &format!(
                "; rows that fit several files alike and are left out: {}, such as {}. Write the folder before the file’s name",
                ambiguous.1,
                examples.join(", ")
            );
        }
        Rows { images, words, by: Some(by), by_order: None, used: true }
    }

    fn count(&self) -> String {
        thousands(self.table.rows() as u64)
    }
}

/// What was chosen for a column.
pub fn column_choice(choice: &TableChoice, column: usize) -> ColumnChoice {
    choice.columns.get(column).copied().unwrap_or_default()
}

/// `a or b`; of more than three, how many others.
fn either(names: &[String]) -> String {
    match names {
        [all @ .., last] if names.len() <= NAMED && !all.is_empty() => format!("{} or {last}", all.join(", ")),
        [first, second, ..] if names.len() > NAMED => format!("{first}, {second} or {} others", names.len() - 2),
        _ => names.join(", "),
    }
}
