//! The run: its worker, its settings, and the buttons that start and stop it.

use web_sys::HtmlButtonElement;

use super::{FIGURES, Lab};
use crate::protocol::{Command, Floats};
use crate::ui::dom::{self, PageError};
use crate::ui::page::{files, notices, own_worker};
use crate::ui::state::PageState;

pub struct Buttons {
    pub train: HtmlButtonElement,
    pub pause: HtmlButtonElement,
    pub step: HtmlButtonElement,
    pub reset: HtmlButtonElement,
}

impl Buttons {
    pub fn find() -> Result<Self, PageError> {
        Ok(Self {
            train: dom::element("train")?,
            pause: dom::element("pause")?,
            step: dom::element("step")?,
            reset: dom::element("reset")?,
        })
    }
}

impl Lab {
    /// Tells a fresh worker where the digits are and which run to set up.
    pub(super) fn open(&self) {
        self.client.send(Command::OpenDigits { train: Some(files::training()), held_out: files::held_out() });
        self.configure();
    }

    pub(super) fn configure(&self) {
        self.run.set(self.run.get() + 1);
        self.pending.set(false);
        let settings = self.state.borrow().run.clone();
        self.lay_grid(settings.latent);
        self.client.send(Command::Configure { run: self.run.get(), settings });
        self.client.send(Command::Watch { grid: Floats(self.manifold.z_rows()) });
    }

    pub(super) fn train(&self) -> Result<(), PageError> {
        if self.pending.get() {
            self.configure();
        }
        self.turn.pressed();
        self.client.send(Command::Train);
        Ok(())
    }

    pub(super) fn pause(&self) -> Result<(), PageError> {
        self.client.send(Command::Pause);
        Ok(())
    }

    pub(super) fn step(&self) -> Result<(), PageError> {
        if self.pending.get() {
            self.configure();
        }
        self.client.send(Command::Step);
        Ok(())
    }

    /// Back to the start, with a new worker, so that the old one's memory goes too. The old pictures stay till there are new ones.
    pub(super) fn reset(&self) -> Result<(), PageError> {
        self.replaced.set(0);
        self.restart()
    }

    pub(super) fn restart(&self) -> Result<(), PageError> {
        self.end_work();
        self.client.restart();
        self.open();
        self.show_buttons()?;
        notices::clear(&FIGURES)?;
        dom::set_hidden("lab-notice", true)?;
        dom::set_text("run-phase", "Starting afresh …")
    }

    /// A setting that the run takes up while it trains.
    pub fn live_setting(&self, state: &PageState) {
        let before = self.state.replace(state.clone()).run;
        own_worker::tell_live(&self.client, &before, &state.run);
    }

    /// A setting that asks for a new run. One that has not begun is set up anew at once; one that has stays on the screen, paused.
    pub fn new_run(&self, state: &PageState) -> Result<(), PageError> {
        self.state.replace(state.clone());
        if self.step.get() == 0 && !self.training.get() {
            self.configure();
            return Ok(());
        }
        self.client.send(Command::Pause);
        self.pending.set(true);
        dom::set_hidden("lab-pending", false)
    }

    pub(super) fn show_buttons(&self) -> Result<(), PageError> {
        let training = self.training.get();
        // Pressed while it waits, it goes first.
        self.buttons.train.set_disabled(training && self.turn.sentence().is_none());
        self.buttons.pause.set_disabled(!training);
        Ok(())
    }
}
