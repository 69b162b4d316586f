//! A run that a reload ended in mid-training is offered where it was trained.

use std::rc::Rc;

use super::{Shelf, words};
use crate::protocol::Phase;
use crate::ui::dom::{self, PageError};
use crate::ui::shelf::Home;

impl Shelf {
    /// The last run of this tab, if it was not at its end when the page was left.
    pub(super) fn offer_ended(&self) -> Result<(), PageError> {
        let known = self.known.borrow();
        let mine = known
            .iter()
            .filter_map(|(key, row)| Some((key, row.as_ref().ok()?)))
            .filter(|(_, row)| row.tab == self.tab);
        let last = mine.max_by(|(_, a), (_, b)| a.at.total_cmp(&b.at));
        let Some((key, row)) = last.filter(|(_, row)| row.phase == Phase::Training) else {
            return Ok(());
        };
        let words = format!(
            "A run was in training when this page was left: {}, kept at epoch {} of {}.",
            row.title(),
            words::epochs(row.epoch),
            row.settings.epochs
        );
        self.offered.replace(Some((row.home, key.clone())));
        dom::set_text(&format!("{}-words", place(row.home)), &words)?;
        dom::set_hidden(place(row.home), false)
    }

    pub(super) fn take_offer(self: &Rc<Self>) -> Result<(), PageError> {
        let offered = self.offered.borrow().clone();
        self.withdraw_offer()?;
        offered.map_or(Ok(()), |(_, key)| self.go_on(key))
    }

    pub(super) fn withdraw_offer(&self) -> Result<(), PageError> {
        match self.offered.take() {
            Some((home, _)) => dom::set_hidden(place(home), true),
            None => Ok(()),
        }
    }
}

/// The id of the offer.
fn place(home: Home) -> &'static str {
    match home {
        Home::Lab => "lab-offer",
        Home::Notebook => "galaxies-offer",
    }
}
