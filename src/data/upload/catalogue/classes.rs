//! Words as classes: few enough for the colours and shapes that tell them apart, and none of them lost.

use std::collections::BTreeMap;

use crate::data::table::profile::MOST_CLASSES;

/// The class of images that a table does not name, and that of classes that are too rare for one of their own.
const UNLABELLED: &str = "no label";
const OTHERS: &str = "other";

/// Images' classes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Classes {
    pub names: Vec<String>,
    /// Of each image, a place in `names`.
    pub of: Vec<f32>,
    /// So many rare ones share the name "other".
    pub joined: usize,
}

/// Classes in the order of their names; numbers by their value. Of more than seventy the most frequent keep their names.
pub fn classes(labels: &[Option<String>]) -> Classes {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    labels.iter().flatten().for_each(|label| *counts.entry(label).or_default() += 1);
    let unlabelled = labels.iter().any(Option::is_none);
    let room = MOST_CLASSES - usize::from(unlabelled);
    let mut frequent: Vec<(&str, usize)> = counts.into_iter().collect();
    let mut joined = 0;
    if frequent.len() > room {
        frequent.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        joined = frequent.len() - (room - 1);
        frequent.truncate(room - 1);
    }
    let mut names: Vec<String> = frequent.into_iter().map(|(name, _)| name.to_owned()).collect();
    names.sort();
    if names.iter().all(|name| name.parse::<f64>().is_ok()) {
        names.sort_by(|a, b| a.parse().unwrap_or(0.0_f64).total_cmp(&b.parse().unwrap_or(0.0)));
    }
    if joined > 0 {
        names.push(OTHERS.to_owned());
    }
    if unlabelled {
        names.push(UNLABELLED.to_owned());
    }
    let other = names.len().saturating_sub(1 + usize::from(unlabelled));
    let place = |label: &Option<String>| match label {
        Some(label) => names.iter().position(|name| name == label).unwrap_or(other),
        None => names.len() - 1,
    };
    let of = labels.iter().map(|label| place(label) as f32).collect();
    Classes { names, of, joined }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(labels: &[&str]) -> Classes {
        classes(&labels.iter().map(|label| (!label.is_empty()).then(|| (*label).to_owned())).collect::<Vec<_>>())
    }

    #[test]
    fn numbers_are_ordered_by_value_and_what_has_none_comes_last() {
        let found = of(&["10", "9", "", "9"]);
        assert_eq!(
            (found.names, found.of),
            (vec!["9".into(), "10".into(), "no label".into()], vec![1.0, 0.0, 2.0, 0.0])
        );
    }

    #[test]
    fn rare_classes_are_joined_and_counted() {
        let labels: Vec<String> = (0..72).flat_map(|class| vec![class.to_string(); 1 + class]).collect();
        let found = of(&labels.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!((found.names.len(), found.joined, found.names[69].as_str()), (70, 3, "other"));
        assert_eq!((found.of[0], found.of[labels.len() - 1]), (69.0, 68.0));
        assert_eq!(found.names[..2], ["3", "4"]);
    }
}
