//! Which images are held out, where the files say what is for training and what for tests.

use crate::data::count::thousands;
use crate::data::table::names::Split;
use crate::data::upload::FEWEST_IMAGES;

/// Fewer images are not trained on.
const FEWEST_TO_TRAIN: usize = FEWEST_IMAGES - 1;

/// A person's choice of the images to train on and to hold out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HeldOut {
    /// As the files say: all that is not for training.
    #[default]
    Named,
    /// All parts joined, and some of all held out.
    Joined,
    /// Only the images of this part.
    Only(Split),
}

/// What the files say of the parts of the data, and what was chosen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Splits {
    /// What can be chosen, in words; nothing where the files say nothing.
    pub options: Vec<(HeldOut, String)>,
    pub chosen: HeldOut,
    /// One an image; `None` where they are left to chance.
    pub held_out: Option<Vec<bool>>,
    /// The images that are used; `None` for all.
    pub only: Option<Vec<bool>>,
    /// Which are held out, in words; the saved program knows these.
    pub words: String,
}

impl Splits {
    /// Of the part that each image is said to be of; `by_table` if not by the names of files and folders alone.
    pub fn of(parts: &[Option<Split>], by_table: bool, chosen: HeldOut) -> Self {
        let count = |split: Split| parts.iter().filter(|part| **part == Some(split)).count();
        let all = [Split::Train, Split::Validation, Split::Test];
        let there: Vec<(Split, usize)> =
            all.into_iter().map(|split| (split, count(split))).filter(|(_, count)| *count > 0).collect();
        let held_out: Vec<bool> = parts.iter().map(|part| part.is_some_and(|part| part != Split::Train)).collect();
        let tests = held_out.iter().filter(|held_out| **held_out).count();
        if tests == 0 || tests == parts.len() {
            return Self { words: "every fifth".to_owned(), ..Self::default() };
        }
        let number = |count: usize| thousands(count as u64);
        let others: Vec<&str> =
            there.iter().filter(|(split, _)| *split != Split::Train).map(|(split, _)| split.words()).collect();
        let trained = parts.len() - tests;
        let mut joined = format!("all {} joined, every fifth held out", number(parts.len()));
        let mut options = Vec::new();
        if trained < FEWEST_TO_TRAIN {
            joined += &format!(" (the files leave {} to train on, too few)", number(trained));
        } else {
            let (trained, tests) = (number(trained), number(tests));
            let held_out = others.join(", ");
            options.push((
                HeldOut::Named,
                format!("as the files say: {trained} to train on, {tests} held out ({held_out})"),
            ));
        }
        options.push((HeldOut::Joined, joined));
        for (split, count) in there.into_iter().filter(|(_, count)| *count >= FEWEST_IMAGES) {
            let words = format!("only {} ({}), every fifth held out", split.words(), number(count));
            options.push((HeldOut::Only(split), words));
        }
        let chosen = if options.iter().any(|(option, _)| *option == chosen) { chosen } else { options[0].0 };
        let only = match chosen {
            HeldOut::Only(split) => Some(parts.iter().map(|part| *part == Some(split)).collect()),
            _ => None,
        };
        let words = match chosen {
            HeldOut::Joined => "every fifth of all".to_owned(),
            HeldOut::Only(split) => {
                format!("every fifth of {} alone{}", split.words(), if by_table { ", as a table says" } else { "" })
            }
            HeldOut::Named => if by_table { "as a table says" } else { "as named" }.to_owned(),
        };
        Self { options, chosen, held_out: (chosen == HeldOut::Named).then_some(held_out), only, words }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_held_out_joined_or_chosen() {
        let mut parts = vec![Some(Split::Train); 4];
        parts.extend([Some(Split::Test), None, Some(Split::Validation)]);
        let splits = Splits::of(&parts, false, HeldOut::Named);
        assert_eq!(splits.held_out, Some(vec![false, false, false, false, true, false, true]));
        assert_eq!(splits.options[0].1, "as the files say: 5 to train on, 2 held out (validation, test)");
        assert_eq!(splits.options.len(), 2, "no part is large enough alone");
        assert_eq!(Splits::of(&parts, false, HeldOut::Joined).held_out, None);
        let mut parts = vec![Some(Split::Test); 5];
        parts.extend([Some(Split::Train); 4]);
        let splits = Splits::of(&parts, false, HeldOut::Only(Split::Test));
        let only: Vec<bool> = (0..9).map(|index| index < 5).collect();
        assert_eq!((splits.options.len(), splits.only), (3, Some(only)));
        let few = Splits::of(&parts[..7], false, HeldOut::Named);
        assert_eq!((few.chosen, few.held_out), (HeldOut::Joined, None));
        assert_eq!(few.options[0].1, "all 7 joined, every fifth held out (the files leave 2 to train on, too few)");
        let nothing = Splits { words: "every fifth".into(), ..Splits::default() };
        assert_eq!(Splits::of(&[Some(Split::Test); 2], false, HeldOut::Named), nothing);
        assert_eq!(Splits::of(&[Some(Split::Train), None], true, HeldOut::Named), nothing);
        let words = |by_table, chosen| Splits::of(&parts, by_table, chosen).words;
        assert_eq!([false, true].map(|by_table| words(by_table, HeldOut::Named)), ["as named", "as a table says"]);
        assert_eq!(words(true, HeldOut::Joined), "every fifth of all");
        assert_eq!(words(false, HeldOut::Only(Split::Test)), "every fifth of test alone");
        assert_eq!(words(true, HeldOut::Only(Split::Test)), "every fifth of test alone, as a table says");
    }
}
