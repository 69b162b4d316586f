//! The notebook's run: its settings, its buttons, the network that was trained beforehand, and how far it is.

use web_sys::HtmlButtonElement;

use super::{Galaxies, inputs};
use crate::protocol::galaxies::{Choice, Command as Order, DataSet};
use crate::protocol::{Command, Fault, FaultKind, Floats, Progress};
use crate::settings::When;
use crate::ui::dom::{self, PageError};
use crate::ui::page::conduct::{Conduct, Ids, Trains, tell};
use crate::ui::page::{files, own_worker};
use crate::ui::run::{Input, Side};
use crate::ui::state::notebook::NOTEBOOK;

pub static IDS: Ids = Ids {
    train: "galaxies-train",
    stop: "galaxies-pause",
    step: None,
    reset: Some("galaxies-reset"),
    phase: "galaxies-run-phase",
    time_left: "galaxies-run-time-left",
    notice: "galaxies-notice",
    pending: Some("galaxies-pending"),
    figures: &[
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
    ],
    sides: &[(Side::Embedding, "galaxies-embed-words"), (Side::Comparison, "galaxies-compare-words")],
};

impl Trains for Galaxies {
    fn conduct(&self) -> &Conduct {
        &self.conduct
    }

    /// Sends a fresh worker where the data are and which are chosen.
    fn open(&self) -> Result<bool, PageError> {
        self.conduct.send(Command::OpenPretrained { weights: files::galaxy_weights() });
        self.order(files::galaxies());
        let settings = self.settings.read()?;
        let choice = settings.as_ref().map_or_else(Choice::default, |settings| settings.choice);
        self.wanted.replace(settings);
        self.fetched.set(false);
        self.choose(choice);
        // The pretrained network takes no other images than those that the page opens with.
        let own = choice != Choice::default() || !self.is_pretrained();
        if own { self.configure() } else { Ok(true) }
    }

    /// Draws a fresh network from the seed.
    fn configure(&self) -> Result<bool, PageError> {
        let Some(settings) = self.wanted.borrow().clone() else { return Ok(false) };
        if self.known.borrow().run.is_none() {
            // The pretrained network's numbers are not this run's.
            self.readings.clear()?;
        }
        self.lay_grid(settings.run.latent as usize)?;
        let (run, settings) = (self.conduct.set_up(), settings.run);
        match self.returning.take() {
            Some(files) => self.conduct.client.send_files(&Command::Resume { run, settings }, &files),
            None => self.conduct.send(Command::Configure { run, settings }),
        }
        self.watch();
        Ok(true)
    }

    fn choose_data(&self) -> Result<bool, PageError> {
        let choice = self.wanted.borrow().as_ref().map(|settings| settings.choice);
        choice.into_iter().for_each(|choice| self.choose(choice));
        // What was brought is shown when the images are here, and what returns is set up next.
        let comes = self.returning.borrow().is_some() || choice.is_some_and(|choice| self.keeps_network(choice));
        if comes { Ok(true) } else { self.configure() }
    }

    fn show_pretrained(&self) -> Result<(), PageError> {
        dom::set_hidden("galaxies-untrained", true)?;
        self.known.borrow_mut().run = None;
        self.known.borrow_mut().progress = None;
        self.scrub.start(1)?;
        self.order(Order::ShowPretrained);
        let latent = self.card.borrow().as_ref().map_or(2, |card| card.latent as usize);
        self.lay_grid(latent)?;
        self.watch();
        self.conduct.send(Command::EncodeHeldOut);
        let words = if self.brought.get() {
            "The network that you brought. Press Train for a fresh one with the settings below."
        } else {
            "The network that was trained beforehand, on Gaussian pixels. Press Train for one of your own."
        };
        dom::set_text("galaxies-run-phase", words)?;
        self.readings.clear()
    }

    fn worker_gone(&self) -> Result<(), PageError> {
        self.card.replace(None);
        self.forget_brought("The network that you brought is gone with its worker: bring it again.")?;
        let own = self.wanted.borrow().as_ref().is_some_and(|settings| settings.choice.set == DataSet::Own);
        if own { self.settings.choose_set("hubble") } else { Ok(()) }
    }

    fn settled(&self) -> Result<(), PageError> {
        dom::element::<HtmlButtonElement>("galaxies-shipped")?.set_disabled(self.card.borrow().is_none());
        let machine = self.conduct.machine();
        let waits = machine.waits().filter(|_| machine.has(Side::Table));
        dom::set_text("galaxies-explain-words", waits.unwrap_or_default())
    }
}

impl Galaxies {
    /// The pretrained network is shown, or would be were it here.
    pub(super) fn is_pretrained(&self) -> bool {
        self.conduct.machine().is_pretrained()
    }

    pub(super) fn is_training(&self) -> bool {
        self.conduct.machine().is_training()
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
        let renewed = settings.choice.set == DataSet::Own && self.renewed.replace(false);
        let Some(before) = before.filter(|before| before.choice == settings.choice && !renewed) else {
            return tell(self, Input::Data);
        };
        for change in own_worker::live(&before.run, &settings.run) {
            tell(self, Input::Live(change))?;
        }
        if NOTEBOOK.differs(When::Resets, &before, &settings) { tell(self, Input::Fresh) } else { Ok(()) }
    }

    pub(super) fn show_layers(&self) -> Result<(), PageError> {
        let pixels = self.known.borrow().shape().map(|shape| shape.pixels() as u32);
        match (pixels, &*self.wanted.borrow()) {
            (Some(pixels), Some(settings)) => inputs::show_layers(pixels, &settings.run),
            _ => Ok(()),
        }
    }

    pub(super) fn watch(&self) {
        self.conduct.send(Command::Watch { grid: Floats(self.manifold.z_rows()) });
    }

    pub(super) fn train(&self) -> Result<(), PageError> {
        self.stop_explaining()?;
        self.stop_comparing()?;
        tell(self, Input::Train)
    }

    /// Goes back to the network that was trained beforehand, if it takes the images that are chosen.
    pub(super) fn choose_pretrained(&self) -> Result<(), PageError> {
        if self.network_fits() {
            return tell(self, Input::Pretrained);
        }
        self.conduct.notice(&self.taken_images())
    }

    pub(super) fn show_progress(&self, progress: Progress) -> Result<(), PageError> {
        self.readings.show(&progress)?;
        dom::set_hidden("galaxies-untrained", progress.step > 0)?;
        let told = Input::progress(&progress);
        self.known.borrow_mut().progress = Some(progress);
        tell(self, told)
    }

    pub(super) fn fault(&self, fault: Fault) -> Result<(), PageError> {
        if matches!(fault.kind, FaultKind::Data | FaultKind::Settings) {
            // What did not arrive is fetched again when it is chosen again.
            self.fetched.set(false);
            self.stop_comparing()?;
        }
        tell(self, Input::Fault(fault.kind, fault.message))
    }
}
