//! Which images are held out, where the files say what is for training and what for tests.

use crate::data::count::thousands;
use crate::data::table::names::Split;
use crate::data::upload::FEWEST_IMAGES;

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
}

impl Splits {
    /// Of the part that each image is said to be of.
    pub fn of(parts: &[Option<Split>], chosen: HeldOut) -> Self {
        let count = |split: Split| parts.iter().filter(|part| **part == Some(split)).count();
        let all = [Split::Train, Split::Validation, Split::Test];
        let there: Vec<(Split, usize)> =
            all.into_iter().map(|split| (split, count(split))).filter(|(_, count)| *count > 0).collect();
        let held_out: Vec<bool> = parts.iter().map(|part| part.is_some_and(|part| part != Split::Train)).collect();
        let tests = held_out.iter().filter(|held_out| **held_out).count();
        if tests == 0 || tests == parts.len() {
            return Self::default();
        }
        let number = |count: usize| thousands(count as u64);
        let others: Vec<&str> =
            there.iter().filter(|(split, _)| *split != Split::Train).map(|(split, _)| split.words()).collect();
        let named = format!(
            "as the files say: {} to train on, {} held out ({})",
            number(parts.len() - tests),
            number(tests),
            others.join(", ")
        );
        let joined = format!("all {} joined, every fifth held out", number(parts.len()));
        let mut options = vec![(HeldOut::Named, named), (HeldOut::Joined, joined)];
        for (split, count) in there.into_iter().filter(|(_, count)| *count >= FEWEST_IMAGES) {
            let words = format!("only {} ({}), every fifth held out", split.words(), number(count));
            options.push((HeldOut::Only(split), words));
        }
        let chosen = if options.iter().any(|(option, _)| *option == chosen) { chosen } else { HeldOut::Named };
        let only = match chosen {
            HeldOut::Only(split) => Some(parts.iter().map(|part| *part == Some(split)).collect()),
            _ => None,
        };
        Self { options, chosen, held_out: (chosen == HeldOut::Named).then_some(held_out), only }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_held_out_joined_or_chosen() {
        let parts = [Some(Split::Train), Some(Split::Test), None, Some(Split::Validation)];
        let splits = Splits::of(&parts, HeldOut::Named);
        assert_eq!(splits.held_out, Some(vec![false, true, false, true]));
        assert_eq!(splits.options[0].1, "as the files say: 2 to train on, 2 held out (validation, test)");
        assert_eq!(splits.options.len(), 2, "no part is large enough alone");
        assert_eq!(Splits::of(&parts, HeldOut::Joined).held_out, None);
        let mut parts = vec![Some(Split::Test); 5];
        parts.push(Some(Split::Train));
        let splits = Splits::of(&parts, HeldOut::Only(Split::Test));
        assert_eq!((splits.options.len(), splits.only), (3, Some(vec![true, true, true, true, true, false])));
        assert_eq!(Splits::of(&[Some(Split::Test); 2], HeldOut::Named), Splits::default());
        assert_eq!(Splits::of(&[Some(Split::Train), None], HeldOut::Named), Splits::default());
    }
}
