//! The lab's run: what its machine has set up, and the settings that it takes.

use web_sys::File;

use super::{FIGURES, Lab};
use crate::protocol::{Command, Floats};
use crate::ui::dom::PageError;
use crate::ui::page::conduct::{Conduct, Ids, Trains, tell};
use crate::ui::page::{files, own_worker};
use crate::ui::run::{Input, Side};
use crate::ui::state::PageState;

pub static IDS: Ids = Ids {
    train: "train",
    stop: "pause",
    step: Some("step"),
    reset: Some("reset"),
    phase: "run-phase",
    time_left: "run-time-left",
    notice: "lab-notice",
    pending: Some("lab-pending"),
    figures: &FIGURES,
    sides: &[(Side::Embedding, "lab-embedding-text")],
};

impl Trains for Lab {
    fn conduct(&self) -> &Conduct {
        &self.conduct
    }

    /// Sends a fresh worker where the digits are and which run to set up.
    fn open(&self) -> Result<bool, PageError> {
        self.conduct.send(Command::OpenDigits { train: Some(files::training()), held_out: files::held_out() });
        self.configure()
    }

    fn configure(&self) -> Result<bool, PageError> {
        let settings = self.state.borrow().run.clone();
        self.lay_grid(settings.latent);
        let run = self.conduct.set_up();
        match self.returning.take() {
            Some(files) => self.conduct.client.send_files(&Command::Resume { run, settings }, &files),
            None => self.conduct.send(Command::Configure { run, settings }),
        }
        self.conduct.send(Command::Watch { grid: Floats(self.manifold.z_rows()) });
        Ok(true)
    }
}

impl Lab {
    /// Applies a setting that the run adopts while it trains.
    ///
    /// # Errors
    /// Fails if the page lacks one of the lab's elements.
    pub fn live_setting(&self, state: &PageState) -> Result<(), PageError> {
        let before = self.state.replace(state.clone()).run;
        let changes = own_worker::live(&before, &state.run);
        changes.into_iter().try_for_each(|change| tell(self, Input::Live(change)))
    }

    /// Has a run of the shelf go on; the state has its settings already.
    ///
    /// # Errors
    /// Fails if the page lacks one of the lab's elements.
    pub fn go_on(&self, files: [File; 2]) -> Result<(), PageError> {
        self.returning.replace(Some(files));
        let told = tell(self, Input::GoOn);
        // Without a worker it was not set up.
        self.returning.take();
        told
    }

    /// Applies a setting that needs a new run.
    ///
    /// # Errors
    /// Fails if the page lacks one of the lab's elements.
    pub fn new_run(&self, state: &PageState) -> Result<(), PageError> {
        self.state.replace(state.clone());
        tell(self, Input::Fresh)
    }
}
