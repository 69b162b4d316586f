//! A property as the colours of a map show it: a number as categories, or a class whose names are numbers on a scale. No browser.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::data::table::profile::MOST_CLASSES;
use crate::protocol::{Floats, Property};

/// How a person wants a property to be coloured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ColourAs {
    /// A class by its classes, a number on a scale.
    #[default]
    Itself,
    Classes,
    Scale,
}

/// The category of images that have no number.
const NONE: &str = "no value";

/// The property as it is to be shown, and a sentence where that is not what was asked for or not all of it.
pub fn shown(property: &Property, how: ColourAs) -> (Cow<'_, Property>, Option<String>) {
    let is_class = !property.classes.is_empty();
    let (made, words) = match how {
        ColourAs::Classes if !is_class => as_classes(property),
        ColourAs::Scale if is_class => as_scale(property),
        _ => return (Cow::Borrowed(property), None),
    };
    (made.map_or(Cow::Borrowed(property), Cow::Owned), words)
}

/// A class for each of its values, in their order.
fn as_classes(property: &Property) -> (Option<Property>, Option<String>) {
    let missing = property.values.0.iter().any(|value| !value.is_finite());
    let room = MOST_CLASSES - usize::from(missing);
    let mut different: BTreeSet<i64> = BTreeSet::new();
    for value in property.values.0.iter().filter(|value| value.is_finite()) {
        different.insert(key(*value));
        if different.len() > room {
            let words = format!(
                "{} has more than {room} different values, too many for categories: it stays on a scale.",
                property.name
            );
            return (None, Some(words));
        }
    }
    let keys: Vec<i64> = different.into_iter().collect();
    let mut classes = vec![String::new(); keys.len()];
    let mut place = |value: &f32| {
        let place = keys.binary_search(&key(*value)).unwrap_or(keys.len());
        if let Some(class) = classes.get_mut(place).filter(|class| class.is_empty()) {
            *class = format!("{} {}", value + 0.0, property.unit).trim_end().replace('-', "−");
        }
        place as f32
    };
    let values = Floats(property.values.0.iter().map(&mut place).collect());
    if missing {
        classes.push(NONE.to_owned());
    }
    (Some(Property { values, classes, unit: String::new(), period: 0.0, name: property.name.clone() }), None)
}

/// The numbers that its classes are called; a class that is called something else has none.
fn as_scale(property: &Property) -> (Option<Property>, Option<String>) {
    let number = |name: &String| name.replace('−', "-").parse::<f32>().ok().filter(|number| number.is_finite());
    let numbers: Vec<Option<f32>> = property.classes.iter().map(number).collect();
    if numbers.iter().flatten().count() < 2 {
        let words =
            format!("The classes of {} are no numbers, so they have no scale: it stays a class.", property.name);
        return (None, Some(words));
    }
    let others: Vec<String> = property
        .classes
        .iter()
        .zip(&numbers)
        .filter(|(_, number)| number.is_none())
        .map(|(name, _)| format!("“{name}”"))
        .collect();
    let words = match others.as_slice() {
        [] => None,
        [name] => Some(format!("Images of the class {name} have no number and are grey.")),
        _ => Some(format!("Images of the classes {} have no number and are grey.", others.join(", "))),
    };
    let value = |class: &f32| numbers.get(*class as usize).copied().flatten().unwrap_or(f32::NAN);
    let values = Floats(property.values.0.iter().map(value).collect());
    (Some(Property { values, classes: Vec::new(), ..property.clone() }), words)
}

/// Equal for equal numbers, in their order.
fn key(value: f32) -> i64 {
    // −0 is 0.
    let bits = i64::from((value + 0.0).to_bits() as i32);
    if bits < 0 { i64::from(i32::MIN) - bits } else { bits }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(values: &[f32]) -> Property {
        Property { name: "Arms".into(), unit: "°".into(), values: Floats(values.to_vec()), ..Property::default() }
    }

    fn class(names: &[&str], values: &[f32]) -> Property {
        let classes = names.iter().map(|name| (*name).to_owned()).collect();
        Property { name: "Type".into(), classes, values: Floats(values.to_vec()), ..Property::default() }
    }

    #[test]
    fn nothing_changes_where_nothing_is_asked_for() {
        let (a, b) = (number(&[1.0, 2.0]), class(&["1", "2"], &[0.0, 1.0]));
        for (property, how) in
            [(&a, ColourAs::Itself), (&a, ColourAs::Scale), (&b, ColourAs::Itself), (&b, ColourAs::Classes)]
        {
            assert_eq!(shown(property, how), (Cow::Borrowed(property), None));
        }
    }

    #[test]
    fn a_number_of_few_values_has_a_category_for_each_in_their_order() {
        let property = number(&[2.5, -1.0, 0.0, -0.0, 2.5, -3.0]);
        let (made, words) = shown(&property, ColourAs::Classes);
        assert_eq!(made.classes, ["−3 °", "−1 °", "0 °", "2.5 °"]);
        assert_eq!((made.values.0.as_slice(), words), ([3.0, 1.0, 2.0, 2.0, 3.0, 0.0].as_slice(), None));
    }

    #[test]
    fn images_without_a_number_have_a_category_of_their_own() {
        let property = number(&[4.0, f32::NAN]);
        let (made, _) = shown(&property, ColourAs::Classes);
        assert_eq!((made.classes.len(), made.classes[1].as_str(), made.values.0[1]), (2, "no value", 1.0));
    }

    #[test]
    fn seventy_values_are_categories_and_more_are_refused_in_words() {
        let many = |count: usize| number(&(0..count).map(|i| i as f32).collect::<Vec<_>>());
        assert_eq!(shown(&many(70), ColourAs::Classes).0.classes.len(), 70);
        let property = many(71);
        let (made, words) = shown(&property, ColourAs::Classes);
        assert_eq!(*made, property);
        assert!(words.unwrap().contains("Arms has more than 70 different values"));
    }

    #[test]
    fn classes_called_numbers_go_on_a_scale_and_others_do_not() {
        let property = class(&["−1", "10", "other"], &[1.0, 0.0, 2.0]);
        let (made, words) = shown(&property, ColourAs::Scale);
        assert!(made.classes.is_empty() && made.values.0[2].is_nan());
        assert_eq!(made.values.0[..2], [10.0, -1.0]);
        assert_eq!(words.unwrap(), "Images of the class “other” have no number and are grey.");
        let words = class(&["spiral", "other"], &[0.0, 1.0]);
        let (made, sentence) = shown(&words, ColourAs::Scale);
        assert_eq!(*made, words);
        assert!(sentence.unwrap().contains("are no numbers"));
    }
}
