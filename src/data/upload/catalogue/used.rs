//! What the tables come to: a property or a text for every image, and for each table what became of it.

use super::TableChoice;
use super::classes::classes;
use super::frame::{Frame, Rows, column_choice};
use super::splits::Splits;
use crate::data::count::thousands;
use crate::data::table::Role;
use crate::data::table::names::{Split, split_of};
use crate::data::table::profile::{Kind, MOST_CLASSES, Profile, profile};
use crate::data::table::value::Value;

/// More properties than this are not used.
pub const MOST_PROPERTIES: usize = 32;
/// Values of a column of words that are named.
const NAMED: usize = 4;
/// Longer headings are cut.
const LONGEST_NAME: usize = 60;

/// A property of every image, from a table or an array.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Property {
    pub name: String,
    pub unit: String,
    /// NaN where the files have none.
    pub values: Vec<f32>,
    /// What the values 0, 1, … of a class are called; empty for a number.
    pub classes: Vec<String>,
    /// Of an angle: degrees after which it repeats; 0 for anything else.
    pub period: f32,
}

/// What names every image, exactly as the file has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    pub name: String,
    /// Empty where the files have none.
    pub cells: Vec<String>,
}

/// A table, and what becomes of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TableFound {
    pub name: String,
    /// Which of its rows belong to images, in a sentence.
    pub sentence: String,
    /// Whether its rows are taken in the order of the images; `None` where that is not on offer.
    pub by_order: Option<bool>,
    pub columns: Vec<ColumnFound>,
}

/// A column, and what becomes of it.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnFound {
    pub name: String,
    pub unit: String,
    pub kind: Kind,
    pub missing: usize,
    pub least_median_most: Option<[f64; 3]>,
    /// Of a column of words: those that come most often, with how often.
    pub values: String,
    /// Numbers that look as if they stood for "no value", with how often they come; empty where there are none.
    pub sentinels: String,
    pub keep_sentinels: bool,
    pub role: Role,
    /// What is to be known of its use; empty for nothing.
    pub note: String,
}

/// What the tables come to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Used {
    images: usize,
    pub properties: Vec<Property>,
    pub texts: Vec<Text>,
    pub tables: Vec<TableFound>,
    pub splits: Splits,
}

impl Used {
    pub fn new(images: usize) -> Self {
        Self { images, ..Self::default() }
    }

    /// Takes a table's columns as `choice` says for the images that its rows belong to.
    pub fn add(&mut self, frame: &Frame, choice: &TableChoice, rows: &Rows, splits: &mut [Option<Split>]) {
        let mut columns = Vec::new();
        for index in 0..frame.table.columns.len() {
            let keep = column_choice(choice, index).keep_sentinels;
            let again = keep.then(|| profile(&frame.table.columns[index], frame.table.decimal_comma, true));
            let profile = again.as_ref().unwrap_or(&frame.profiles[index]);
            let role = frame.role(choice, index);
            let note = if rows.used {
                let column = Taken { frame, rows, index, profile, keep };
                self.take(&column, role, splits)
            } else {
                String::new()
            };
            columns.push(found(frame, index, profile, keep, role, note));
        }
        let notes: String = frame.table.notes.iter().map(|note| format!("; {note}")).collect();
        self.tables.push(TableFound {
            name: frame.name.clone(),
            sentence: format!("{}: {}{notes}.", frame.name, rows.words),
            by_order: rows.by_order,
            columns,
        });
    }

    /// Uses a column, and says what is to be known of that.
    fn take(&mut self, column: &Taken, role: Role, splits: &mut [Option<Split>]) -> String {
        let mut notes = column.notes(role);
        if role.is_property() && self.properties.len() == MOST_PROPERTIES {
            notes.push(format!("not used: {MOST_PROPERTIES} properties are the most; leave out another one for it"));
        } else if role == Role::Class {
            let found = classes(
                &column.spread(self.images, |row| (column.value(row) != Value::Missing).then(|| column.cell(row))),
            );
            if found.joined > 0 {
                notes.push(format!(
                    "more than {MOST_CLASSES} classes: the {} rarest are together called “other”",
                    thousands(found.joined as u64)
                ));
            }
            let property = Property { values: found.of, classes: found.names, ..self.property(column, role) };
            self.properties.push(property);
        } else if role.is_property() {
            let degrees = column.profile.radians && role != Role::Number;
            let number =
                |row| column.value(row).number().map(|value| if degrees { value.to_degrees() } else { value } as f32);
            let values =
                column.spread(self.images, number).into_iter().map(|value| value.unwrap_or(f32::NAN)).collect();
            let property = Property { values, ..self.property(column, role) };
            self.properties.push(property);
        } else if role == Role::Id {
            let cells = column.spread(self.images, |row| Some(column.cell(row)).filter(|cell| !cell.is_empty()));
            let cells = cells.into_iter().map(Option::unwrap_or_default).collect();
            let name = self.free_name(column.name());
            self.texts.push(Text { name, cells });
        } else if role == Role::Split {
            for (image, split) in column.spread(self.images, |row| split_of(&column.cell(row))).into_iter().enumerate()
            {
                splits[image] = split.or(splits[image]);
            }
        }
        notes.join("; ")
    }

    fn property(&self, column: &Taken, role: Role) -> Property {
        let unit = if role.period() > 0.0 { "°" } else { &column.frame.table.columns[column.index].unit };
        let unit = if role == Role::Class { "" } else { unit };
        Property {
            name: self.free_name(column.name()),
            unit: unit.to_owned(),
            period: role.period(),
            ..Property::default()
        }
    }

    /// `name`, or `name 2` and so on if another property or text has it.
    fn free_name(&self, name: &str) -> String {
        let mut short: String = name.chars().take(LONGEST_NAME).collect();
        if short.len() < name.len() {
            short.push('…');
        }
        let taken = |name: &str| {
            self.properties.iter().any(|other| other.name == name) || self.texts.iter().any(|other| other.name == name)
        };
        let mut free = short.clone();
        let mut number = 1;
        while taken(&free) {
            number += 1;
            free = format!("{short} {number}");
        }
        free
    }
}

/// A column that is used.
struct Taken<'a> {
    frame: &'a Frame,
    rows: &'a Rows,
    index: usize,
    profile: &'a Profile,
    keep: bool,
}

impl Taken<'_> {
    fn name(&self) -> &str {
        &self.frame.table.columns[self.index].name
    }

    fn cell(&self, row: usize) -> String {
        self.frame.table.columns[self.index].cells.get(row).into_owned()
    }

    /// A cell's value, in which what stands for "no value" is missing.
    fn value(&self, row: usize) -> Value {
        let value = self.frame.table.columns[self.index].cells.value(row, self.frame.table.decimal_comma);
        match value {
            Value::Number(number) if !self.keep && self.profile.is_sentinel(number) => Value::Missing,
            value => value,
        }
    }

    /// What each image gets from the first row that is its own.
    fn spread<T: Clone>(&self, images: usize, value: impl Fn(usize) -> Option<T>) -> Vec<Option<T>> {
        let mut spread: Vec<Option<T>> = vec![None; images];
        for (row, own) in self.rows.images.iter().enumerate().filter(|(_, own)| !own.is_empty()) {
            let value = value(row);
            own.iter()
                .filter(|image| spread[**image].is_none())
                .copied()
                .collect::<Vec<_>>()
                .into_iter()
                .for_each(|image| spread[image].clone_from(&value));
        }
        spread
    }

    fn notes(&self, role: Role) -> Vec<String> {
        let mut notes = Vec::new();
        let Profile { words, word, .. } = self.profile;
        if *words > 0 && role != Role::LeaveOut && role != Role::Id {
            let cells = if *words == 1 { "cell is no number" } else { "cells are no numbers" };
            let counts = if *words == 1 { "counts" } else { "count" };
            notes.push(format!("{} {cells} (“{word}”) and {counts} as missing", thousands(*words as u64)));
        }
        if !self.profile.kind.is_number() && matches!(role, Role::Number | Role::HalfTurn | Role::FullTurn) {
            notes.push("words have no number and count as missing".to_owned());
        }
        if self.profile.radians && role.period() > 0.0 {
            notes.push("in radians, turned into degrees".to_owned());
        }
        if role == Role::LeaveOut {
            notes.extend(self.why_left_out());
        }
        if self.rows.by == Some(self.index) {
            notes.push("rows are matched by it".to_owned());
        }
        notes
    }

    fn why_left_out(&self) -> Option<String> {
        let Profile { kind, distinct, .. } = *self.profile;
        match kind {
            Kind::Empty => Some("it has no value".to_owned()),
            _ if distinct == 1 => Some("it is the same everywhere".to_owned()),
            _ if kind.is_number() => match self.profile.least_median_most {
                None => Some("it has no value".to_owned()),
                Some([least, _, most]) if least == most => Some("it is the same wherever it has a value".to_owned()),
                Some(_) => None,
            },
            Kind::Text if self.profile.numbers > 0 || is_like_a_number(&self.profile.word) => {
                let Profile { numbers, word, .. } = self.profile;
                let told = thousands((self.profile.rows - self.profile.missing) as u64);
                let numbers = thousands(*numbers as u64);
                Some(format!("only {numbers} of its {told} cells can be read as numbers, and “{word}” cannot"))
            }
            Kind::Text | Kind::Digits if distinct == self.profile.rows - self.profile.missing => {
                Some("it is different everywhere".to_owned())
            }
            Kind::Text | Kind::Digits if 2 * distinct > self.profile.rows - self.profile.missing => {
                Some("its texts hardly repeat".to_owned())
            }
            Kind::Text | Kind::Digits if distinct > MOST_CLASSES => {
                Some(format!("{} different texts are too many for classes", thousands(distinct as u64)))
            }
            _ => None,
        }
    }
}

fn found(frame: &Frame, index: usize, profile: &Profile, keep: bool, role: Role, note: String) -> ColumnFound {
    let column = &frame.table.columns[index];
    let sentinels: usize = profile.sentinels.iter().map(|(_, count)| count).sum();
    let named: Vec<String> = profile
        .sentinels
        .iter()
        .map(|(value, count)| format!("{value} ({}×)", thousands(*count as u64)).replace('-', "−"))
        .collect();
    ColumnFound {
        name: column.name.clone(),
        unit: column.unit.clone(),
        kind: profile.kind,
        missing: profile.missing + profile.words + if keep { 0 } else { sentinels },
        least_median_most: profile.least_median_most,
        values: if profile.kind.is_number() { String::new() } else { values(profile) },
        sentinels: named.join(", "),
        keep_sentinels: keep,
        role,
        note,
    }
}

/// Digits with other signs: `<0.5`, `10%`.
fn is_like_a_number(word: &str) -> bool {
    word.contains(|letter: char| letter.is_ascii_digit()) && !word.contains(char::is_alphabetic)
}

/// The cells that come most often, or how many different ones there are.
fn values(profile: &Profile) -> String {
    let number = |count: usize| thousands(count as u64);
    let Some((first, most)) = profile.frequent.first() else { return String::new() };
    if *most == 1 && profile.distinct > 1 {
        return format!("{} different, such as {}", number(profile.distinct), shortened(first));
    }
    let named = profile.frequent.iter().take(NAMED);
    let mut values: Vec<String> =
        named.map(|(cell, count)| format!("{} ({})", shortened(cell), number(*count))).collect();
    if profile.distinct > NAMED {
        values.push(format!("and {} others", number(profile.distinct - NAMED)));
    }
    values.join(", ")
}

fn shortened(cell: &str) -> String {
    if cell.chars().count() <= 24 { cell.to_owned() } else { cell.chars().take(23).chain(['…']).collect() }
}
