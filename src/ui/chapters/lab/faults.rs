//! What is done and said when the lab's worker has no digits, refuses a setting, or stops.

use super::{FIGURES, Lab};
use crate::protocol::{Fault, FaultKind};
use crate::ui::dom::{self, PageError};
use crate::ui::page::{REPLACEMENTS, notices};
use crate::ui::words;

impl Lab {
    pub(super) fn fault(&self, fault: &Fault) -> Result<(), PageError> {
        match fault.kind {
            FaultKind::Data | FaultKind::Weights => {
                let words = format!(
                    "The digits to train on are missing. {} Reload the page to try again.",
                    words::sentence(&fault.message)
                );
                notices::put(&FIGURES, &words)?;
                for button in [&self.buttons.train, &self.buttons.step, &self.buttons.reset] {
                    button.set_disabled(true);
                }
                dom::set_text("run-phase", "Nothing to train on.")
            }
            FaultKind::Settings => self.notice(&words::sentence(&fault.message)),
            FaultKind::Crashed => self.replace_worker(&fault.message),
        }
    }

    fn replace_worker(&self, why: &str) -> Result<(), PageError> {
        let replaced = self.replaced.get() + 1;
        self.replaced.set(replaced);
        if replaced > REPLACEMENTS {
            self.end_work();
            self.show_buttons()?;
            let words = format!("{} A new worker stops too: reload the page to try again.", words::sentence(why));
            notices::put(&FIGURES, &words)?;
            return self.notice(&words);
        }
        self.restart()?;
        self.notice(&format!(
            "{} A new worker was started with your settings. Press Train to begin again.",
            words::sentence(why)
        ))
    }

    fn notice(&self, words: &str) -> Result<(), PageError> {
        dom::set_text("lab-notice", words)?;
        dom::set_hidden("lab-notice", false)
    }
}
