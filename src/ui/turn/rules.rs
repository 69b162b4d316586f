//! Whose turn it is to train, as plain rules. They know neither the page nor its workers.

/// Who trains or reckons for long anywhere on the page, each in a worker of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trainer {
    Map,
    Autoencoder,
    Lab,
    Notebook,
}

impl Trainer {
    const ALL: [Self; 4] = [Self::Map, Self::Autoencoder, Self::Lab, Self::Notebook];

    /// The id of its chapter's section.
    pub fn section(self) -> &'static str {
        match self {
            Self::Map => "som",
            Self::Autoencoder => "autoencoder",
            Self::Lab => "mnist",
            Self::Notebook => "galaxies",
        }
    }

    /// What it is called, and what it does.
    fn words(self) -> [&'static str; 2] {
        match self {
            Self::Map => ["the map of colours", "trains"],
            Self::Autoencoder => ["the autoencoder", "trains"],
            Self::Lab => ["the training lab", "trains"],
            Self::Notebook => ["the problem notebook", "is at work"],
        }
    }
}

/// One who wants the turn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wish {
    pub who: Trainer,
    /// Its chapter is in view.
    pub seen: bool,
    /// The person started it, not the page.
    pub asked: bool,
    /// When it was started, ms on the page's clock.
    pub since: f64,
}

impl Wish {
    /// The wish as plain numbers, or that there is none; [`heard`] reads them.
    pub fn told(who: Trainer, wish: Option<Self>) -> [f64; 5] {
        let flag = |of: fn(&Self) -> bool| f64::from(u8::from(wish.as_ref().is_some_and(of)));
        [
            who as u8 as f64,
            flag(|_| true),
            flag(|wish| wish.seen),
            flag(|wish| wish.asked),
            wish.map_or(0.0, |w| w.since),
        ]
    }

    /// In view goes before out of view, then the person's wish before the page's own, then the later before the earlier.
    fn goes_before(&self, other: &Self) -> bool {
        let rank = |wish: &Self| (wish.seen, wish.asked);
        rank(self).cmp(&rank(other)).then(self.since.total_cmp(&other.since)).is_gt()
    }

    /// Said by one who waits for this.
    pub fn sentence(&self) -> String {
        let [name, does] = self.who.words();
        let place = if self.seen { " in view" } else { "" };
        format!("Waits while {name}{place} {does}; goes on by itself.")
    }
}

/// Whose wish is told by these numbers, and the wish if there is one.
pub fn heard(numbers: &[f64]) -> Option<(Trainer, Option<Wish>)> {
    let [who, wants, seen, asked, since] = *numbers else { return None };
    let who = *Trainer::ALL.get(who as usize)?;
    Some((who, (wants > 0.0).then_some(Wish { who, seen: seen > 0.0, asked: asked > 0.0, since })))
}

/// All who want the turn now.
#[derive(Default)]
pub struct Wishes(Vec<Wish>);

impl Wishes {
    /// `who` wants this, or nothing more, from now on.
    pub fn set(&mut self, who: Trainer, wish: Option<Wish>) {
        self.0.retain(|other| other.who != who);
        self.0.extend(wish);
    }

    /// Whose turn it is.
    pub fn holder(&self) -> Option<&Wish> {
        self.0.iter().reduce(|best, wish| if wish.goes_before(best) { wish } else { best })
    }

    /// The one that `who` waits for; none if it has the turn or does not want it.
    pub fn ahead_of(&self, who: Trainer) -> Option<&Wish> {
        let wants = self.0.iter().any(|wish| wish.who == who);
        self.holder().filter(|holder| wants && holder.who != who)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEEN: bool = true;
    const ASKED: bool = true;

    fn wish(who: Trainer, seen: bool, asked: bool, since: f64) -> Wish {
        Wish { who, seen, asked, since }
    }

    fn holder(wishes: &[Wish]) -> Option<Trainer> {
        let mut all = Wishes::default();
        // In whatever order they are told.
        for wish in wishes.iter().rev().chain(wishes) {
            all.set(wish.who, Some(*wish));
        }
        all.holder().map(|wish| wish.who)
    }

    #[test]
    fn the_one_in_view_wins_whoever_began() {
        let map = wish(Trainer::Map, SEEN, !ASKED, 1.0);
        let lab = wish(Trainer::Lab, !SEEN, ASKED, 2.0);
        assert_eq!(holder(&[map, lab]), Some(Trainer::Map));
    }

    #[test]
    fn of_two_alike_in_view_the_last_that_the_person_started_wins() {
        for seen in [SEEN, !SEEN] {
            let (lab, map) = (wish(Trainer::Lab, seen, ASKED, 1.0), wish(Trainer::Map, seen, ASKED, 2.0));
            assert_eq!(holder(&[lab, map]), Some(Trainer::Map));
            let by_itself = Wish { asked: !ASKED, ..map };
            assert_eq!(holder(&[lab, by_itself]), Some(Trainer::Lab));
        }
    }

    #[test]
    fn one_alone_goes_on_out_of_view() {
        let mut wishes = Wishes::default();
        wishes.set(Trainer::Notebook, Some(wish(Trainer::Notebook, !SEEN, !ASKED, 0.0)));
        assert_eq!(wishes.ahead_of(Trainer::Notebook), None);
        assert_eq!(wishes.ahead_of(Trainer::Lab), None);
    }

    #[test]
    fn who_waits_goes_on_when_the_other_ends_or_is_out_of_view() {
        let mut wishes = Wishes::default();
        let (lab, map) = (wish(Trainer::Lab, !SEEN, ASKED, 1.0), wish(Trainer::Map, SEEN, ASKED, 2.0));
        wishes.set(lab.who, Some(lab));
        wishes.set(map.who, Some(map));
        assert_eq!(wishes.ahead_of(Trainer::Lab), Some(&map));
        // Scrolled away from the map, which the lab is not in view for: the map goes on.
        wishes.set(map.who, Some(Wish { seen: !SEEN, ..map }));
        assert_eq!(wishes.ahead_of(Trainer::Lab).map(|ahead| ahead.who), Some(Trainer::Map));
        wishes.set(lab.who, Some(Wish { seen: SEEN, ..lab }));
        assert_eq!(wishes.ahead_of(Trainer::Lab), None);
        assert_eq!(wishes.ahead_of(Trainer::Map).map(|ahead| ahead.who), Some(Trainer::Lab));
        wishes.set(lab.who, None);
        assert_eq!(wishes.ahead_of(Trainer::Map), None);
    }

    #[test]
    fn some_one_always_has_the_turn_and_only_one() {
        for bits in 0..1 << 8 {
            let flag = |i: usize| bits >> i & 1 == 1;
            let mut wishes = Wishes::default();
            for (i, who) in Trainer::ALL.into_iter().enumerate() {
                // All at the same moment: the tie is broken too.
                wishes.set(who, Some(wish(who, flag(2 * i), flag(2 * i + 1), 5.0)));
            }
            let free = Trainer::ALL.into_iter().filter(|who| wishes.ahead_of(*who).is_none()).count();
            assert_eq!(free, 1);
        }
    }

    #[test]
    fn wishes_cross_as_numbers() {
        for who in Trainer::ALL {
            let wanted = Some(wish(who, SEEN, !ASKED, 12.5));
            assert_eq!(heard(&Wish::told(who, wanted)), Some((who, wanted)));
            assert_eq!(heard(&Wish::told(who, None)), Some((who, None)));
        }
        assert_eq!(heard(&[]), None);
        assert_eq!(heard(&[9.0, 1.0, 1.0, 1.0, 1.0]), None);
    }

    #[test]
    fn the_sentence_names_the_one_who_trains() {
        let map = wish(Trainer::Map, SEEN, ASKED, 0.0);
        assert_eq!(map.sentence(), "Waits while the map of colours in view trains; goes on by itself.");
        let notebook = wish(Trainer::Notebook, !SEEN, ASKED, 0.0);
        assert_eq!(notebook.sentence(), "Waits while the problem notebook is at work; goes on by itself.");
    }
}
