//! A run of the shelf that goes on in the notebook: its images first, then the run where it was left.

use web_sys::{File, HtmlOptionElement};

use super::Galaxies;
use crate::protocol::galaxies::DataSet;
use crate::ui::dom::{self, PageError};
use crate::ui::page::conduct::tell;
use crate::ui::run::Input;
use crate::ui::state::notebook::NotebookSettings;

impl Galaxies {
    /// Has a run go on with these settings, where its record and the state of its trainer say.
    pub(super) fn go_on(&self, settings: NotebookSettings, files: [File; 2]) -> Result<(), PageError> {
        let own = settings.choice.set == DataSet::Own;
        if own && dom::element::<HtmlOptionElement>("galaxies-own-option")?.disabled() {
            return self.conduct.notice(
                "That run was trained on images of your own, which the page does not keep. Choose the same images below and press Go on once more.",
            );
        }
        self.stop_explaining()?;
        self.stop_comparing()?;
        self.settings.show(&settings)?;
        let before = self.wanted.replace(Some(settings.clone()));
        self.show_layers()?;
        self.returning.replace(Some(files));
        if before.is_none_or(|before| before.choice != settings.choice) {
            self.settings.keep_count();
            tell(self, Input::Data)?;
        }
        let told = tell(self, Input::GoOn);
        // Without a worker it was not set up.
        self.returning.take();
        told
    }
}
