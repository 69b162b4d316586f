//! The notebook's run: its settings, its buttons, the network that was trained beforehand, and how far it is.

use web_sys::HtmlButtonElement;

use super::{Galaxies, inputs};
use crate::protocol::galaxies::{Choice, Command as Order, DataSet};
use crate::protocol::{Command, Floats, Phase, Progress};
use crate::settings::When;
use crate::ui::dom::{self, PageError};
use crate::ui::page::{files, own_worker};
use crate::ui::state::notebook::NOTEBOOK;
use crate::ui::words;

impl Galaxies {
    /// Tells a fresh worker where the data are and which are chosen.
    pub(super) fn open(&self) -> Result<(), PageError> {
        self.client.send(Command::OpenPretrained { weights: files::galaxy_weights() });
        self.order(files::galaxies());
        let settings = self.settings.read()?;
        let choice = settings.as_ref().map_or_else(Choice::default, |settings| settings.choice);
        if choice != Choice::default() {
            // The pretrained network takes no other images than those that the page opens with.
            self.shipped.set(false);
        }
        self.wanted.replace(settings);
        self.fetched.set(false);
        self.choose(choice);
        if !self.shipped.get() {
            self.configure()?;
        }
        Ok(())
    }

    /// Orders images, and fetches first what is fetched only when it is wanted.
    fn choose(&self, choice: Choice) {
        if choice.set == DataSet::Clothes && !self.fetched.replace(true) {
            self.order(files::clothes());
        }
        self.order(Order::Choose(choice));
    }

    /// A field was changed.
    pub(super) fn settings_changed(&self) -> Result<(), PageError> {
        let Some(settings) = self.settings.read()? else { return Ok(()) };
        let before = self.wanted.replace(Some(settings.clone()));
        self.show_layers()?;
        if before.as_ref().is_none_or(|before| before.choice != settings.choice) {
            self.shipped.set(false);
            self.choose(settings.choice);
            return self.configure();
        }
        let Some(before) = before else { return Ok(()) };
        own_worker::live(&before.run, &settings.run).into_iter().for_each(|change| self.client.send(change));
        if !NOTEBOOK.differs(When::Resets, &before, &settings) {
            return Ok(());
        }
        let begun = self.known.borrow().progress.as_ref().is_some_and(|progress| progress.step > 0);
        if !self.shipped.get() && !begun && !self.training.get() {
            return self.configure();
        }
        self.pause()?;
        self.pending.set(true);
        dom::set_hidden("galaxies-pending", false)
    }

    pub(super) fn show_layers(&self) -> Result<(), PageError> {
        let pixels = self.known.borrow().shape().map(|shape| shape.pixels() as u32);
        match (pixels, &*self.wanted.borrow()) {
            (Some(pixels), Some(settings)) => inputs::show_layers(pixels, &settings.run),
            _ => Ok(()),
        }
    }

    /// Draws a fresh network from the seed.
    pub(super) fn configure(&self) -> Result<(), PageError> {
        let Some(settings) = self.wanted.borrow().clone() else { return Ok(()) };
        self.shipped.set(false);
        if self.known.borrow().run.is_none() {
            // The pretrained network's numbers are not this run's.
            self.readings.clear()?;
        }
        self.run.set(self.run.get() + 1);
        self.pending.set(false);
        dom::set_hidden("galaxies-pending", true)?;
        self.lay_grid(settings.run.latent as usize)?;
        self.client.send(Command::Configure { run: self.run.get(), settings: settings.run });
        self.watch();
        Ok(())
    }

    pub(super) fn watch(&self) {
        self.client.send(Command::Watch { grid: Floats(self.manifold.z_rows()) });
    }

    pub(super) fn train(&self) -> Result<(), PageError> {
        self.turn.pressed();
        self.stop_explaining()?;
        self.stop_comparing()?;
        if self.pending.get() || self.shipped.get() {
            self.configure()?;
        }
        self.client.send(Command::Train);
        Ok(())
    }

    pub(super) fn pause(&self) -> Result<(), PageError> {
        if self.training.get() {
            self.client.send(Command::Pause);
        }
        Ok(())
    }

    pub(super) fn reset(&self) -> Result<(), PageError> {
        self.replaced.set(0);
        self.configure()
    }

    pub(super) fn show_pretrained(&self) -> Result<(), PageError> {
        let fits = self.card.borrow().as_ref().is_some_and(|card| {
            self.known.borrow().galaxies.as_ref().is_some_and(|galaxies| galaxies.shape == card.input)
        });
        if !fits {
            return self.notice("The pretrained network takes RGB images of 32 × 32 pixels: choose these first.");
        }
        self.shipped.set(true);
        self.pending.set(false);
        dom::set_hidden("galaxies-untrained", true)?;
        dom::set_hidden("galaxies-pending", true)?;
        self.known.borrow_mut().run = None;
        self.known.borrow_mut().progress = None;
        self.training.set(false);
        self.client.expect_events(false);
        self.order(Order::ShowPretrained);
        let latent = self.card.borrow().as_ref().map_or(2, |card| card.latent as usize);
        self.lay_grid(latent)?;
        self.watch();
        self.client.send(Command::EncodeHeldOut);
        dom::set_text(
            "galaxies-run-phase",
            "The network that was trained beforehand, on Gaussian pixels. Press Train for one of your own.",
        )?;
        self.readings.clear()?;
        self.follow()
    }

    pub(super) fn show_progress(&self, progress: Progress) -> Result<(), PageError> {
        self.readings.show(&progress)?;
        self.training.set(progress.phase == Phase::Training);
        self.client.expect_events(self.training.get());
        if let Phase::Diverged { why } = &progress.phase {
            self.notice(&words::sentence(why))?;
        } else {
            dom::set_hidden("galaxies-notice", true)?;
        }
        dom::set_hidden("galaxies-untrained", progress.step > 0)?;
        self.known.borrow_mut().progress = Some(progress);
        self.follow()
    }

    pub(super) fn show_buttons(&self) -> Result<(), PageError> {
        let set = |id: &str, disabled: bool| {
            dom::element::<HtmlButtonElement>(id).map(|button| button.set_disabled(disabled))
        };
        let ready = self.known.borrow().galaxies.is_some();
        // Pressed while it waits, it goes first.
        set("galaxies-train", self.training.get() && self.turn.sentence().is_none() || !ready)?;
        set("galaxies-pause", !self.training.get())?;
        set("galaxies-shipped", self.card.borrow().is_none())
    }
}
