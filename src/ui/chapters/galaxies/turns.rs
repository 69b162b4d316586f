//! The notebook takes turns with the other figures that train: with its run, its comparison, its table and its t-SNE, which
//! are all the work of one worker.

use super::Galaxies;
use crate::ui::dom::{self, PageError};

impl Galaxies {
    /// Wants the turn for as long as the worker is at work.
    pub(super) fn follow(&self) -> Result<(), PageError> {
        let busy = self.training.get() || self.comparing() || self.explains.get() || self.embeds.get();
        self.turn.follow(busy);
        self.show_turn()
    }

    /// Says why it does not go on, in the line of all that waits.
    pub(super) fn show_turn(&self) -> Result<(), PageError> {
        self.show_buttons()?;
        let sentence = self.turn.sentence();
        let waits = if self.explains.get() { sentence.as_deref() } else { None };
        dom::set_text("galaxies-explain-words", waits.unwrap_or_default())?;
        let Some(sentence) = sentence else { return Ok(()) };
        if self.training.get() {
            dom::set_text("galaxies-run-phase", &sentence)?;
            dom::set_text("galaxies-run-time-left", "")?;
        }
        if self.comparing() {
            dom::set_text("galaxies-compare-words", &sentence)?;
        }
        if self.embeds.get() {
            dom::set_text("galaxies-embed-words", &sentence)?;
        }
        Ok(())
    }
}
