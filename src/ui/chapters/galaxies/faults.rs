//! What is done and said when the notebook's worker has no images, refuses a setting, or stops.

use super::Galaxies;
use crate::protocol::galaxies::DataSet;
use crate::protocol::{Fault, FaultKind};
use crate::ui::dom::{self, PageError};
use crate::ui::page::{REPLACEMENTS, notices};
use crate::ui::words;

const FIGURES: [&str; 16] = [
    "galaxies-bytes",
    "galaxies-wall",
    "galaxies-scatter",
    "galaxies-manifold",
    "galaxies-lab-curves",
    "galaxies-measured",
    "galaxies-measured-strip",
    "galaxies-uniform",
    "galaxies-inverse",
    "galaxies-decoded",
    "galaxies-samples",
    "galaxies-between",
    "galaxies-view-pair",
    "galaxies-view-pca",
    "galaxies-view-tsne",
    "galaxies-loss",
];

impl Galaxies {
    pub(super) fn fault(&self, fault: &Fault) -> Result<(), PageError> {
        let why = words::sentence(&fault.message);
        match fault.kind {
            // Without the pretrained network an untrained one is shown.
            FaultKind::Weights => self.configure(),
            FaultKind::Data if self.known.borrow().galaxies.is_none() => {
                notices::put(&FIGURES, &format!("The galaxies are missing. {why} Reload the page to try again."))?;
                dom::set_text("galaxies-run-phase", "Nothing to train on.")
            }
            FaultKind::Data | FaultKind::Settings => {
                // What did not arrive is fetched again when it is chosen again.
                self.fetched.set(false);
                self.stop_comparing()?;
                self.notice(&why)
            }
            FaultKind::Crashed => self.replace_worker(&why),
        }
    }

    pub(super) fn replace_worker(&self, why: &str) -> Result<(), PageError> {
        let replaced = self.replaced.get() + 1;
        self.replaced.set(replaced);
        self.training.set(false);
        self.variants.set(0);
        self.explains.set(false);
        self.embeds.set(false);
        self.follow()?;
        if replaced > REPLACEMENTS {
            let words = format!("{why} A new worker stops too: reload the page to try again.");
            notices::put(&FIGURES, &words)?;
            return self.notice(&words);
        }
        self.client.restart();
        self.card.replace(None);
        // The old worker's images are gone with it.
        if self.wanted.borrow().as_ref().is_some_and(|settings| settings.choice.set == DataSet::Own) {
            self.settings.choose_set("hubble")?;
        }
        self.open()?;
        self.show_buttons()?;
        self.notice(&format!("{why} A new worker was started. Press Train to begin again."))
    }
}
