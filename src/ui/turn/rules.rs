//! Whose turn it is to train, as plain rules. They know neither the page nor its workers, nor which contestants there are.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// A chapter that trains or computes for long, in a worker of its own. It introduces itself with every wish, so that
/// nobody needs to know all of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contestant {
    /// The id of its section.
    pub section: Cow<'static, str>,
    /// What it is called in a sentence, and what it does there.
    name: Cow<'static, str>,
    does: Cow<'static, str>,
}

impl Contestant {
    /// As in "Waits while `name` `does`".
    pub const fn new(section: &'static str, name: &'static str, does: &'static str) -> Self {
        Self { section: Cow::Borrowed(section), name: Cow::Borrowed(name), does: Cow::Borrowed(does) }
    }
}

/// One who wants the turn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Wish {
    pub who: Contestant,
    /// Its chapter is in view.
    pub seen: bool,
    /// The person started it, not the page.
    pub asked: bool,
    /// When it was started, ms on the page's clock.
    pub since: f64,
}

impl Wish {
    /// In view goes before out of view, then the person's wish before the page's own, then the later before the earlier. A tie
    /// is broken by name, so that everyone agrees.
    fn goes_before(&self, other: &Self) -> bool {
        let rank = |wish: &Self| (wish.seen, wish.asked);
        let by_name = || self.who.section.cmp(&other.who.section);
        rank(self).cmp(&rank(other)).then(self.since.total_cmp(&other.since)).then_with(by_name).is_gt()
    }

    /// What someone says who waits for this one.
    pub fn sentence(&self) -> String {
        let Contestant { name, does, .. } = &self.who;
        let place = if self.seen { " in view" } else { "" };
        format!("Waits while {name}{place} {does}; goes on by itself.")
    }
}

/// What is sent to everyone: whose wish it is, and the wish, if there is one.
pub type Announcement = (Contestant, Option<Wish>);

/// All who want the turn now.
#[derive(Default)]
pub struct Wishes(Vec<Wish>);

impl Wishes {
    /// `who` wants this, or nothing more, from now on.
    pub fn set(&mut self, who: &Contestant, wish: Option<Wish>) {
        self.0.retain(|other| other.who != *who);
        self.0.extend(wish);
    }

    /// Whose turn it is.
    pub fn holder(&self) -> Option<&Wish> {
        self.0.iter().reduce(|best, wish| if wish.goes_before(best) { wish } else { best })
    }

    /// The one that `who` waits for; none if it has the turn or does not want it.
    pub fn ahead_of(&self, who: &Contestant) -> Option<&Wish> {
        let wants = self.0.iter().any(|wish| wish.who == *who);
        self.holder().filter(|holder| wants && holder.who != *who)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::{decode, encode};

    const SEEN: bool = true;
    const ASKED: bool = true;

    const MAP: Contestant = Contestant::new("som", "the map of colours", "trains");
    const AUTOENCODER: Contestant = Contestant::new("autoencoder", "the autoencoder", "trains");
    const LAB: Contestant = Contestant::new("mnist", "the training lab", "trains");
    const NOTEBOOK: Contestant = Contestant::new("galaxies", "the problem notebook", "is at work");

    fn wish(who: Contestant, seen: bool, asked: bool, since: f64) -> Wish {
        Wish { who, seen, asked, since }
    }

    fn announced<'a>(wishes: impl IntoIterator<Item = &'a Wish>) -> Wishes {
        let mut all = Wishes::default();
        wishes.into_iter().for_each(|wish| all.set(&wish.who, Some(wish.clone())));
        all
    }

    fn holder(wishes: &[Wish]) -> Option<Contestant> {
        // In whatever order they arrive.
        announced(wishes.iter().rev().chain(wishes)).holder().map(|wish| wish.who.clone())
    }

    #[test]
    fn the_one_in_view_wins_whoever_began() {
        let map = wish(MAP, SEEN, !ASKED, 1.0);
        let lab = wish(LAB, !SEEN, ASKED, 2.0);
        assert_eq!(holder(&[map, lab]), Some(MAP));
    }

    #[test]
    fn of_two_alike_in_view_the_last_that_the_person_started_wins() {
        for seen in [SEEN, !SEEN] {
            let (lab, map) = (wish(LAB, seen, ASKED, 1.0), wish(MAP, seen, ASKED, 2.0));
            assert_eq!(holder(&[lab.clone(), map.clone()]), Some(MAP));
            let by_itself = Wish { asked: !ASKED, ..map };
            assert_eq!(holder(&[lab, by_itself]), Some(LAB));
        }
    }

    #[test]
    fn one_alone_goes_on_out_of_view() {
        let wishes = announced(&[wish(NOTEBOOK, !SEEN, !ASKED, 0.0)]);
        assert_eq!(wishes.ahead_of(&NOTEBOOK), None);
        assert_eq!(wishes.ahead_of(&LAB), None);
    }

    #[test]
    fn who_waits_goes_on_when_the_other_ends_or_is_out_of_view() {
        let (lab, map) = (wish(LAB, !SEEN, ASKED, 1.0), wish(MAP, SEEN, ASKED, 2.0));
        let mut wishes = announced([&lab, &map]);
        assert_eq!(wishes.ahead_of(&LAB), Some(&map));
        // Scrolled away from the map, which the lab is not in view for: the map continues.
        wishes.set(&MAP, Some(Wish { seen: !SEEN, ..map }));
        assert_eq!(wishes.ahead_of(&LAB).map(|ahead| &ahead.who), Some(&MAP));
        wishes.set(&LAB, Some(Wish { seen: SEEN, ..lab }));
        assert_eq!(wishes.ahead_of(&LAB), None);
        assert_eq!(wishes.ahead_of(&MAP).map(|ahead| &ahead.who), Some(&LAB));
        wishes.set(&LAB, None);
        assert_eq!(wishes.ahead_of(&MAP), None);
    }

    #[test]
    fn some_one_always_has_the_turn_and_only_one() {
        for bits in 0..1 << 8 {
            let flag = |i: usize| bits >> i & 1 == 1;
            let all = [MAP, AUTOENCODER, LAB, NOTEBOOK];
            // All at the same moment: the tie is broken too, and in whatever order they arrive.
            let mut i = 0..;
            let wanted = all.clone().map(|who| {
                let i = i.next().unwrap();
                wish(who, flag(2 * i), flag(2 * i + 1), 5.0)
            });
            let (wishes, reversed) = (announced(&wanted), announced(wanted.iter().rev()));
            assert_eq!(all.iter().filter(|who| wishes.ahead_of(who).is_none()).count(), 1);
            assert_eq!(wishes.holder(), reversed.holder());
        }
    }

    #[test]
    fn wishes_cross_as_they_are() {
        for wanted in [Some(wish(MAP, SEEN, !ASKED, 12.5)), None] {
            let announced: Announcement = (MAP, wanted);
            assert_eq!(decode::<Announcement>(&encode(&announced).unwrap()).unwrap(), announced);
        }
        assert!(decode::<Announcement>(&[]).is_err());
        assert!(decode::<Announcement>(&[9, 1, 1, 1, 1]).is_err());
    }

    #[test]
    fn the_sentence_names_the_one_who_trains() {
        let map = wish(MAP, SEEN, ASKED, 0.0);
        assert_eq!(map.sentence(), "Waits while the map of colours in view trains; goes on by itself.");
        let notebook = wish(NOTEBOOK, !SEEN, ASKED, 0.0);
        assert_eq!(notebook.sentence(), "Waits while the problem notebook is at work; goes on by itself.");
    }
}
