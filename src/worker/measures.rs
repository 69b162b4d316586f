//! Rows of measures as the properties that messages carry. Knows no model and no browser.

use std::collections::BTreeMap;

use crate::data::measure::Measure;
use crate::data::table::profile::MOST_CLASSES;
use crate::data::{Shape, morphology};
use crate::protocol::{Floats, Property};

/// Lengths measured on a stamp are given in pixels of a stamp of this side, whatever its own.
const STAMP_SIDE: f32 = 32.0;

/// What is measured on each of these stamps, `[images, shape]`, as they are: lengths in units of the stamp.
pub fn measured(pixels: &[u8], shape: Shape) -> Vec<Property> {
    let rows: Vec<Vec<Measure>> = pixels
        .chunks_exact(shape.pixels().max(1))
        .map(|stamp| morphology::measure_stamp(stamp, shape, stamp_scale(shape.width)))
        .collect();
    columns(&rows).into_iter().map(in_stamp).collect()
}

/// Units of length in a pixel of a stamp of this width.
pub fn stamp_scale(width: usize) -> f32 {
    STAMP_SIDE / width.max(1) as f32
}

/// What is measured on a stamp, called so.
pub fn in_stamp(property: Property) -> Property {
    let name = match property.name.as_str() {
        "Half-light radius" => "Radius in stamp".to_owned(),
        "Brightness" => "Light in stamp".to_owned(),
        _ => property.name,
    };
    let unit = if property.unit == "px" { "px of 32".to_owned() } else { property.unit };
    Property { name, unit, ..property }
}

/// What of the measures is not the same in the original image as in the stamp.
pub fn in_original(property: &Property) -> bool {
    matches!(property.name.as_str(), "Half-light radius" | "Brightness")
}

/// Rows of measures as one property a column; one that none of the images has is left out.
pub fn columns(rows: &[Vec<Measure>]) -> Vec<Property> {
    let Some(first) = rows.first() else { return Vec::new() };
    let property = |column: usize| Property {
        name: first[column].name.to_owned(),
        unit: first[column].unit.to_owned(),
        values: Floats(rows.iter().map(|row| row[column].value).collect()),
        classes: Vec::new(),
        period: period(first[column].name),
    };
    let any = |property: &Property| property.values.0.iter().any(|value| value.is_finite());
    (0..first.len()).map(property).filter(any).collect()
}

/// Degrees after which a measure or a factor of this name repeats; 0 if it is no direction.
pub fn period(name: &str) -> f32 {
    if ["Position angle", "Arm phase"].contains(&name) { 180.0 } else { 0.0 }
}

/// Words of each image as classes, the most frequent first and the rarest together; nothing if there are no words at all.
pub fn classes(name: &str, words: &[String]) -> Option<Property> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    words.iter().for_each(|word| *counts.entry(word).or_default() += 1);
    if counts.keys().all(|word| word.is_empty()) {
        return None;
    }
    let mut order: Vec<&str> = counts.keys().copied().collect();
    order.sort_by_key(|word| std::cmp::Reverse(counts[word]));
    let named = if order.len() > MOST_CLASSES { MOST_CLASSES - 1 } else { order.len() };
    let place = |word: &String| order.iter().position(|other| other == word).unwrap_or(named).min(named) as f32;
    let said = |word: &&str| if word.is_empty() { "nothing".to_owned() } else { (*word).to_owned() };
    let mut classes: Vec<String> = order[..named].iter().map(said).collect();
    if order.len() > named {
        classes.push("something rarer".to_owned());
    }
    let values = Floats(words.iter().map(place).collect());
    Some(Property { name: name.to_owned(), unit: String::new(), values, classes, period: 0.0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_classes_by_how_frequent_they_are() {
        let words = ["", "round", "", "round, cut", ""].map(str::to_owned);
        let property = classes("Flags", &words).unwrap();
        assert_eq!(property.classes, ["nothing", "round", "round, cut"]);
        assert_eq!(property.values.0, [0.0, 1.0, 0.0, 2.0, 0.0]);
        assert_eq!(classes("Flags", &["".to_owned()]), None);
        let many: Vec<String> = (0..75).map(|index| format!("{index:02}")).collect();
        let property = classes("Flags", &many).unwrap();
        assert_eq!((property.classes.len(), property.values.0[74]), (70, 69.0));
        assert_eq!(property.classes[69], "something rarer");
    }
}
