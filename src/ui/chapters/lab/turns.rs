//! The lab takes turns with the other figures that train: with its run and its t-SNE, which are the work of one worker.

use super::Lab;
use crate::ui::dom::{self, PageError};

impl Lab {
    /// Wants the turn for as long as the worker is at work.
    pub(super) fn follow(&self) {
        self.turn.follow(self.training.get() || self.embeds.get());
    }

    /// Says why the lab does not go on, in the line of all that waits.
    pub(super) fn show_turn(&self) -> Result<(), PageError> {
        if let Some(sentence) = self.turn.sentence() {
            if self.training.get() {
                dom::set_text("run-phase", &sentence)?;
                dom::set_text("run-time-left", "")?;
            }
            if self.embeds.get() {
                dom::set_text("lab-embedding-text", &sentence)?;
            }
        }
        self.show_buttons()
    }

    /// The worker does nothing any more.
    pub(super) fn end_work(&self) {
        self.training.set(false);
        self.embeds.set(false);
        self.follow();
    }
}
