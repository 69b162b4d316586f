//! Properties and labels for the images: rows of tables found by file name, columns of values by their order.

use std::collections::{BTreeSet, HashMap};

use super::kept::{Kept, Place};
use crate::data::csv::Table;

/// More properties than this are left out.
const MOST_PROPERTIES: usize = 32;
/// Labels are told apart by colours, of which there are ten.
const MOST_CLASSES: usize = 10;
/// The class of images that a table does not name.
const UNLABELLED: &str = "no label";
/// What columns of labels are called, or have in their names.
const LABEL_NAMES: [&str; 3] = ["label", "class", "morphology"];

/// A property of every image, from a table or an array.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    pub name: String,
    pub values: Vec<f32>,
}

/// Tables and columns as they came, and the stacks that columns may belong to.
#[derive(Default)]
pub struct Catalogue {
    tables: Vec<(String, Table)>,
    columns: Vec<(String, Vec<f64>)>,
    /// File and number of images of each stack.
    sequences: Vec<(String, usize)>,
}

/// Properties and labels of the kept images, and what was matched, in sentences.
#[derive(Default)]
pub struct Matched {
    pub properties: Vec<Column>,
    pub labels: Vec<u8>,
    pub classes: Vec<String>,
    pub sentences: Vec<String>,
}

impl Catalogue {
    pub fn add_table(&mut self, name: String, table: Table) {
        self.tables.push((name, table));
    }

    pub fn add_column(&mut self, name: String, values: Vec<f64>) {
        self.columns.push((name, values));
    }

    /// The number by which a [`Place`] names this stack.
    pub fn add_sequence(&mut self, file: &str, images: usize) -> u32 {
        self.sequences.push((file.to_owned(), images));
        self.sequences.len() as u32 - 1
    }

    /// Finds each image's row and values.
    pub fn matched(&self, kept: &[Kept]) -> Matched {
        let mut matched = Matched { labels: vec![0; kept.len()], ..Matched::default() };
        let places = places(kept);
        for (name, table) in &self.tables {
            match rows_by_name(table, &places).or_else(|| rows_by_order(table, kept.len())) {
                Some(rows) => matched.add_table(name, table, &rows, kept.len()),
                None => matched.sentences.push(format!(
                    "{name}: no row names a file of the images, and it has {} rows for {} images, so it is left out.",
                    table.rows.len(),
                    kept.len()
                )),
            }
        }
        for (name, values) in &self.columns {
            match self.sequence(name, values.len()) {
                Some(sequence) => matched.add_column(name, values, kept, sequence),
                None => matched.sentences.push(format!(
                    "{name}: a column of {} values, as many as no stack of images has, so it is left out.",
                    values.len()
                )),
            }
        }
        matched
    }

    /// The stack with as many images as a column has values; one of the same archive is preferred.
    fn sequence(&self, column: &str, length: usize) -> Option<u32> {
        let folder = |name: &str| name.rsplit_once('/').map(|(folder, _)| folder.to_owned());
        let fits = |(index, (_, images)): &(usize, &(String, usize))| (*images == length).then_some(*index);
        let beside = self.sequences.iter().enumerate().filter(|(_, (file, _))| folder(file) == folder(column));
        let found = beside.clone().find_map(|place| fits(&place));
        found.or_else(|| self.sequences.iter().enumerate().find_map(|place| fits(&place))).map(|index| index as u32)
    }
}

/// Which kept image belongs to each row.
struct Rows {
    /// The column that names the files, if any.
    by: Option<usize>,
    images: Vec<Vec<usize>>,
}

/// The images that go by a name: whole path, file name, or file name without its ending, in small letters. One of several in a
/// file also goes by the name of the file, and by that with its part.
fn places(kept: &[Kept]) -> HashMap<String, Vec<usize>> {
    let mut places: HashMap<String, Vec<usize>> = HashMap::new();
    for (index, image) in kept.iter().enumerate() {
        for name in names(&image.file).into_iter().chain(names(&image.name())) {
            let found = places.entry(name).or_default();
            if found.last() != Some(&index) {
                found.push(index);
            }
        }
    }
    places
}

fn names(path: &str) -> [String; 3] {
    let whole = path.trim().trim_start_matches("./").replace('\\', "/").to_lowercase();
    let file = whole.rsplit('/').next().unwrap_or(&whole).to_owned();
    let stem = file.rsplit_once('.').filter(|(_, end)| end.len() <= 5).map_or(&*file, |(stem, _)| stem).to_owned();
    [whole, file, stem]
}

fn is_label_name(heading: &str) -> bool {
    let heading = heading.to_lowercase();
    LABEL_NAMES.iter().any(|name| heading.contains(name))
}

fn rows_by_name(table: &Table, places: &HashMap<String, Vec<usize>>) -> Option<Rows> {
    // The most exact of the three names that is known.
    let find = |cell: &str| names(cell).iter().find_map(|name| places.get(name)).cloned().unwrap_or_default();
    let hits = |column: usize| table.rows.iter().filter(|row| !find(&row[column]).is_empty()).count();
    // A column of small numbers may happen to name stems such as "1.png"; of equals the first wins.
    let best = (0..table.columns.len()).rev().max_by_key(|&column| hits(column))?;
    if hits(best) == 0 {
        return None;
    }
    let images = table.rows.iter().map(|row| find(&row[best])).collect();
    Some(Rows { by: Some(best), images })
}

fn rows_by_order(table: &Table, images: usize) -> Option<Rows> {
    let images = (table.rows.len() == images).then(|| (0..images).map(|index| vec![index]).collect())?;
    Some(Rows { by: None, images })
}

impl Matched {
    fn add_table(&mut self, name: &str, table: &Table, rows: &Rows, images: usize) {
        let mut found = vec![false; images];
        rows.images.iter().flatten().for_each(|&image| found[image] = true);
        let before = self.properties.len();
        let mut labelled = None;
        for (column, heading) in table.columns.iter().enumerate().filter(|(column, _)| rows.by != Some(*column)) {
            let cells = || table.rows.iter().map(|row| row[column].as_str());
            let numbers: Option<Vec<f64>> = cells().map(|cell| table.number(cell)).collect();
            let classes: BTreeSet<&str> = cells().map(str::trim).filter(|cell| !cell.is_empty()).collect();
            let called_label = is_label_name(heading);
            let is_label = self.classes.is_empty()
                && (called_label || numbers.is_none())
                && (2..=MOST_CLASSES).contains(&classes.len());
            if is_label {
                let labels: Vec<Option<String>> = spread(&rows.images, images, |row| {
                    Some(table.rows[row][column].trim().to_owned()).filter(|cell| !cell.is_empty())
                });
                self.set_labels(&labels);
                labelled = Some(heading.clone());
            } else if let Some(numbers) = numbers
                && self.properties.len() < MOST_PROPERTIES
            {
                let values = spread(&rows.images, images, |row| Some(numbers[row] as f32));
                let values = values.into_iter().map(|value| value.unwrap_or(f32::NAN)).collect();
                self.properties.push(Column { name: self.free_name(heading), values });
            }
        }
        let how = match rows.by {
            Some(column) => format!("matched by file name in the column “{}”", table.columns[column]),
            None => "matched by order, since no row names a file".to_owned(),
        };
        let count = found.iter().filter(|found| **found).count();
        let unused = rows.images.iter().filter(|images| images.is_empty()).count();
        let mut sentence = format!("{name}: {count} of {images} images {how}");
        if unused > 0 {
            sentence += &format!("; rows that name no image: {unused}");
        }
        sentence += &match self.properties.len() - before {
            1 => "; 1 property".to_owned(),
            count => format!("; {count} properties"),
        };
        if let Some(heading) = labelled {
            sentence += &format!(", labels from “{heading}”");
        }
        self.sentences.push(sentence + ".");
    }

    fn add_column(&mut self, name: &str, values: &[f64], kept: &[Kept], sequence: u32) {
        let heading = names(name)[2].clone();
        let of = |image: &Kept| {
            let Place { index, .. } = image.place.filter(|place| place.sequence == sequence)?;
            values.get(index as usize).copied()
        };
        let classes: BTreeSet<i64> = values.iter().take(100_000).map(|value| *value as i64).collect();
        let whole = values.iter().all(|value| value.fract() == 0.0 && value.abs() < 1e9);
        // As arrays of classes are called in Python.
        let called_label = is_label_name(&heading) || ["y", "target"].contains(&heading.as_str());
        let mut used_as = "a property";
        if self.classes.is_empty() && called_label && whole && (2..=MOST_CLASSES).contains(&classes.len()) {
            let labels: Vec<Option<String>> =
                kept.iter().map(|image| of(image).map(|value| format!("{value}"))).collect();
            self.set_labels(&labels);
            used_as = "the labels";
        } else if self.properties.len() < MOST_PROPERTIES {
            let values = kept.iter().map(|image| of(image).unwrap_or(f64::NAN) as f32).collect();
            self.properties.push(Column { name: self.free_name(&heading), values });
        }
        self.sentences.push(format!("{name}: {} values, taken in order as {used_as}.", values.len()));
    }

    /// Classes in the order of their names; numbers by their value.
    fn set_labels(&mut self, labels: &[Option<String>]) {
        let mut classes: Vec<String> =
            labels.iter().flatten().cloned().collect::<BTreeSet<_>>().into_iter().take(MOST_CLASSES).collect();
        if classes.iter().all(|class| class.parse::<f64>().is_ok()) {
            classes.sort_by(|a, b| a.parse().unwrap_or(0.0_f64).total_cmp(&b.parse().unwrap_or(0.0)));
        }
        if labels.iter().any(Option::is_none) {
            classes.truncate(MOST_CLASSES - 1);
            classes.push(UNLABELLED.to_owned());
        }
        let last = classes.len().saturating_sub(1);
        let index = |label: &Option<String>| {
            let found = label.as_ref().and_then(|label| classes.iter().position(|class| class == label));
            found.unwrap_or(last) as u8
        };
        self.labels = labels.iter().map(index).collect();
        self.classes = classes;
    }

    /// `name`, or `name 2` and so on if another property has it.
    fn free_name(&self, name: &str) -> String {
        let name: String = name.chars().take(40).collect();
        let taken = |name: &str| self.properties.iter().any(|column| column.name == name);
        let mut free = name.clone();
        let mut number = 1;
        while taken(&free) {
            number += 1;
            free = format!("{name} {number}");
        }
        free
    }
}

/// What each image gets from the first row that is its own.
fn spread<T>(rows: &[Vec<usize>], images: usize, value: impl Fn(usize) -> Option<T>) -> Vec<Option<T>> {
    let mut spread: Vec<Option<T>> = (0..images).map(|_| None).collect();
    for (row, own) in rows.iter().enumerate() {
        for &image in own {
            if spread[image].is_none() {
                spread[image] = value(row);
            }
        }
    }
    spread
}
