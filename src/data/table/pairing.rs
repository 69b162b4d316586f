//! Which stack of images an array of values belongs to: by their names, and by length alone only if there is no choice.

use super::angle::words;
use super::names::{Split, folder, split_of};

/// What arrays are called for being images or values, or for how they are stored.
const PLAIN: [&str; 24] = [
    "x", "y", "image", "images", "img", "imgs", "data", "pixels", "stamps", "label", "labels", "target", "targets",
    "class", "classes", "idx", "idx1", "idx3", "idx4", "ubyte", "npy", "npz", "gz", "arr",
];

/// Where an array's values go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pair {
    /// The stack's place.
    One(usize),
    /// No stack has as many images, or those that have are of another part of the data.
    None,
    /// These fit as well as one another.
    Several(Vec<usize>),
}

/// The stack, of those with their names and numbers of images, that `length` values called `name` belong to.
pub fn pair(name: &str, length: usize, stacks: &[(&str, usize)]) -> Pair {
    let part = split_in(name);
    let own = distinctive(name);
    let score = |stack: &str| {
        let other = split_in(stack);
        let alike = distinctive(stack).iter().filter(|word| own.contains(word)).count();
        (part.is_none() || part == other).then_some((folder(stack) == folder(name), part == other, alike))
    };
    let scored: Vec<_> = stacks
        .iter()
        .enumerate()
        .filter(|(_, (_, images))| *images == length)
        .filter_map(|(place, (stack, _))| Some((score(stack)?, place)))
        .collect();
    let Some(best) = scored.iter().map(|(score, _)| *score).max() else { return Pair::None };
    let found: Vec<usize> = scored.iter().filter(|(score, _)| *score == best).map(|(_, place)| *place).collect();
    match *found.as_slice() {
        [one] => Pair::One(one),
        _ => Pair::Several(found),
    }
}

/// The part of the data that a file's own name says it is.
pub fn split_in(name: &str) -> Option<Split> {
    file_words(name).iter().find_map(|word| split_of(word))
}

/// A file's name without its ending and without the part of the data: `y` for `set.npz/y_train.npy`.
pub fn base(name: &str) -> String {
    let words: Vec<String> = file_words(name).into_iter().filter(|word| split_of(word).is_none()).collect();
    if words.is_empty() { file_words(name).join(" ") } else { words.join(" ") }
}

fn file_words(name: &str) -> Vec<String> {
    let file = name.rsplit('/').next().unwrap_or(name);
    let stem = super::names::stem(file);
    words(stem.strip_suffix("-ubyte").unwrap_or(&stem)).into_iter().filter(|word| !word.starts_with("idx")).collect()
}

fn distinctive(name: &str) -> Vec<String> {
    file_words(name).into_iter().filter(|word| !PLAIN.contains(&word.as_str()) && split_of(word).is_none()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_decide_between_stacks_of_the_same_length() {
        let mnist = [("train-images-idx3-ubyte.gz", 60), ("t10k-images-idx3-ubyte.gz", 60)];
        assert_eq!(pair("train-labels-idx1-ubyte.gz", 60, &mnist), Pair::One(0));
        assert_eq!(pair("t10k-labels-idx1-ubyte.gz", 60, &mnist), Pair::One(1));
        assert_eq!(pair("labels.npy", 60, &mnist), Pair::Several(vec![0, 1]));
        let archive = [("set.npz/x_train.npy", 60), ("set.npz/x_test.npy", 60)];
        assert_eq!(pair("set.npz/y_test.npy", 60, &archive), Pair::One(1));
        let stems = [("a/galaxies_images.npy", 60), ("a/stars_images.npy", 60)];
        assert_eq!(pair("a/stars_labels.npy", 60, &stems), Pair::One(1));
        let archives = [("a.npz/images.npy", 60), ("b.npz/images.npy", 60)];
        assert_eq!(pair("b.npz/labels.npy", 60, &archives), Pair::One(1));
    }

    #[test]
    fn a_length_that_only_one_stack_has_is_enough() {
        assert_eq!(pair("radius.npy", 6, &[("images.npy", 6), ("more.npy", 7)]), Pair::One(0));
        assert_eq!(pair("radius.npy", 5, &[("images.npy", 6)]), Pair::None);
        assert_eq!(pair("y_train.npy", 6, &[("x_test.npy", 6)]), Pair::None);
    }

    #[test]
    fn the_base_of_a_name_is_what_its_parts_share() {
        assert_eq!((base("set.npz/y_train.npy"), base("y_test.npy")), ("y".into(), "y".into()));
        assert_eq!(base("train-labels-idx1-ubyte"), "labels");
        assert_eq!(base("radius.npy"), "radius");
        assert_eq!(base("train.npy"), "train");
    }
}
