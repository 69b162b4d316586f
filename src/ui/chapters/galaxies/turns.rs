//! The notebook takes turns with the other figures that train: with its run, its comparison, its table and its t-SNE, which
//! are all the work of one worker.

use std::rc::Rc;

use super::Galaxies;
use crate::ui::dom::{self, PageError};
use crate::ui::turn::{Trainer, Turn};

impl Galaxies {
    pub(super) fn take_turns(self: &Rc<Self>) -> Result<(), PageError> {
        let weak = Rc::downgrade(self);
        let turn = Turn::join(Trainer::Notebook, self.client.clone(), move || {
            if let Some(chapter) = weak.upgrade() {
                super::super::report(chapter.show_turn());
            }
        })?;
        // Set here for the first time, so it is taken.
        let _ = self.turn.set(turn);
        Ok(())
    }

    pub(super) fn with_turn(&self, act: impl FnOnce(&Turn)) {
        if let Some(turn) = self.turn.get() {
            act(turn);
        }
    }

    /// Wants the turn for as long as the worker is at work.
    pub(super) fn follow(&self) -> Result<(), PageError> {
        let busy = self.training.get() || self.comparing() || self.explains.get() || self.embeds.get();
        self.with_turn(|turn| turn.follow(busy));
        self.show_turn()
    }

    pub(super) fn waiting(&self) -> Option<String> {
        self.turn.get().and_then(|turn| turn.sentence())
    }

    /// Says why it does not go on, in the line of all that waits.
    fn show_turn(&self) -> Result<(), PageError> {
        self.show_buttons()?;
        let sentence = self.waiting();
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
