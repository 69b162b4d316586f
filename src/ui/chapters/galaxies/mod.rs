//! The problem notebook: its worker, the run under way, and the figures of its six problems.
//!
//! What is known lies in [`Known`], plain data, which every figure of the chapter reads. The run is ordered with the
//! training lab's commands; the chapter has a worker of its own. Others may give it images ([`Galaxies::set_own`]) and ask
//! for the network as files ([`Galaxies::ask_files`]).

mod generate;
mod inputs;
mod known;
mod linked;
mod measured;
mod settings;
mod table;
mod views;

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::{Rc, Weak};

use js_sys::Uint8Array;
use web_sys::{HtmlButtonElement, HtmlInputElement, HtmlOptionElement, HtmlProgressElement, HtmlSelectElement};

use self::generate::Generate;
use self::inputs::Inputs;
use self::known::Known;
use self::measured::Measured;
use self::settings::Settings;
use self::views::{Stability, Views};
use super::lab_readings::Readings;
use super::scatter_panel::{ScatterPanel, Subject};
use super::{Ask, REPLACEMENTS, files, notices};
use crate::latent::grid;
use crate::protocol::galaxies::{Choice, Command as Order, DataSet, Event as Told, Variant};
use crate::protocol::handin::Files;
use crate::protocol::{Command, Encoding, Event, Fault, FaultKind, Floats, HeldOut, ModelCard, Phase, Progress, Slot};
use crate::ui::client::Client;
use crate::ui::dom::{self, Listener, PageError};
use crate::ui::figures::{Manifold, ManifoldOptions, View, latent_name};
use crate::ui::near;
use crate::ui::state::ScatterChoice;
use crate::ui::state::galaxies::GalaxySettings;
use crate::ui::turn::Turn;
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
/// The manifold that is decoded while the network learns: tiles a side, outermost quantile.
const SIDE: usize = 12;
const QUANTILE: f64 = 0.01;
/// While it learns, the other pictures follow after so many ms.
const FOLLOW_EVERY: f64 = 2000.0;
/// Latent dimensions of problem 6's button.
const MORE: &str = "8";
/// Id of the slot for a comparison of sizes.
const SIZES: [u32; 3] = [16, 32, 64];

/// Hears the files of the network.
type Then = Box<dyn FnOnce(Files)>;

pub struct Galaxies {
    client: Rc<Client>,
    known: Rc<RefCell<Known>>,
    settings: Settings,
    wanted: RefCell<Option<GalaxySettings>>,
    scatter: ScatterPanel,
    scatter_choice: RefCell<ScatterChoice>,
    manifold: Manifold,
    readings: Readings,
    inputs: Rc<Inputs>,
    generate: Rc<Generate>,
    measured: Rc<Measured>,
    views: Views,
    stability: Stability,
    /// The network that was trained beforehand, once it is here.
    card: RefCell<Option<ModelCard>>,
    /// The pretrained network is shown, or would be were it here.
    shipped: Cell<bool>,
    run: Cell<u32>,
    training: Cell<bool>,
    pending: Cell<bool>,
    /// Number of the question that was asked last, of whatever kind.
    asked: Cell<u32>,
    variants: Cell<usize>,
    /// The table came near the screen, and is asked for with every network that is not training.
    table_near: Cell<bool>,
    tsne_near: Cell<bool>,
    followed: Cell<f64>,
    replaced: Cell<u32>,
    turn: OnceCell<Rc<Turn>>,
    /// Waits for the files that were asked for.
    files: RefCell<Option<Then>>,
    listeners: RefCell<Vec<Listener>>,
}

impl Galaxies {
    /// Starts a worker, fetches the galaxies and the pretrained network.
    pub fn start() -> Result<Rc<Self>, PageError> {
        // The worker's listener and the chapter know each other only through this.
        let this: Rc<RefCell<Weak<Self>>> = Rc::default();
        let heard = this.clone();
        let client = Client::start(move |event| {
            if let Some(chapter) = heard.borrow().upgrade() {
                super::report(chapter.hear(event));
            }
        });
        let line = client.clone();
        let ask: Ask = Rc::new(move |command| line.send(command));
        let known: Rc<RefCell<Known>> = Rc::default();
        let changed = this.clone();
        let manifold = ManifoldOptions { name: "Manifold of galaxies".to_owned(), ..ManifoldOptions::default() };
        let chapter = Rc::new(Self {
            client,
            settings: Settings::new(move || {
                if let Some(chapter) = changed.borrow().upgrade() {
                    super::report(chapter.settings_changed());
                }
            })?,
            wanted: RefCell::default(),
            scatter: ScatterPanel::new("galaxies", "Galaxies", Subject::Galaxy, Slot::LabHover, ask.clone())?,
            scatter_choice: RefCell::default(),
            manifold: Manifold::new(dom::element("galaxies-manifold")?, manifold)?,
            readings: Readings::new("galaxies-")?,
            inputs: Inputs::new(known.clone())?,
            generate: Generate::new(known.clone(), ask.clone())?,
            measured: Measured::new(known.clone(), ask.clone())?,
            views: Views::new(known.clone(), ask)?,
            stability: Stability::new(known.clone())?,
            known,
            card: RefCell::default(),
            shipped: Cell::new(true),
            run: Cell::new(0),
            training: Cell::new(false),
            pending: Cell::new(false),
            asked: Cell::new(0),
            variants: Cell::new(0),
            table_near: Cell::new(false),
            tsne_near: Cell::new(false),
            followed: Cell::new(0.0),
            replaced: Cell::new(0),
            turn: OnceCell::new(),
            files: RefCell::default(),
            listeners: RefCell::default(),
        });
        this.replace(Rc::downgrade(&chapter));
        chapter.listen()?;
        chapter.open()?;
        Ok(chapter)
    }

    /// Takes over images of the person's own and chooses them: an [`Order::Own`], encoded by the upload's worker.
    pub fn set_own(&self, encoded: &Uint8Array) -> Result<(), PageError> {
        self.client.pass_on(encoded);
        self.settings.choose_set("own")?;
        self.settings_changed()
    }

    /// Asks for the files of the network on the screen, with the galaxy picked in problem 2 as their example.
    pub fn ask_files(&self, then: impl FnOnce(Files) + 'static) -> Result<(), PageError> {
        let picked = dom::element::<HtmlInputElement>("galaxies-pick")?.value_as_number();
        self.files.replace(Some(Box::new(then)));
        self.order(Order::Save { index: (picked as u32).saturating_sub(1) });
        Ok(())
    }

    fn order(&self, order: Order) {
        self.client.send(Command::Galaxies(order));
    }

    fn listen(self: &Rc<Self>) -> Result<(), PageError> {
        let on = |id: &str, kind: &'static str, act: fn(&Self) -> Result<(), PageError>| {
            let weak = Rc::downgrade(self);
            dom::listen(&dom::element(id)?, kind, move |_| {
                super::report(weak.upgrade().map_or(Ok(()), |chapter| act(&chapter)));
            })
        };
        let mut listeners = vec![
            on("galaxies-train", "click", Self::train)?,
            on("galaxies-pause", "click", Self::pause)?,
            on("galaxies-reset", "click", Self::reset)?,
            on("galaxies-shipped", "click", Self::show_pretrained)?,
            on("galaxies-explain", "click", Self::explain)?,
            on("galaxies-explain-stop", "click", Self::stop)?,
            on("galaxies-embed", "click", |chapter| {
                chapter.views.ask_embedding();
                Ok(())
            })?,
            on("galaxies-eight", "click", |chapter| {
                chapter.settings.set("latent", MORE)?;
                chapter.settings_changed()?;
                chapter.train()
            })?,
            on("galaxies-compare", "click", Self::compare)?,
            on("galaxies-compare-stop", "click", Self::stop)?,
        ];
        for id in ["colour", "point-mean", "point-sampled", "ellipses", "prior", "axis-x", "axis-y"] {
            listeners.push(on(&format!("galaxies-{id}"), "change", Self::view_changed)?);
        }
        self.listeners.replace(listeners);
        let weak = Rc::downgrade(self);
        self.turn.get_or_init(|| {
            Turn::new(move || {
                if let Some(chapter) = weak.upgrade() {
                    super::report(chapter.give_way());
                }
            })
        });
        let near = |id: &str, act: fn(&Self) -> Result<(), PageError>| {
            let weak = Rc::downgrade(self);
            near::once_near(&dom::element(id)?, move || {
                super::report(weak.upgrade().map_or(Ok(()), |chapter| act(&chapter)));
            })
        };
        near("galaxies-table", |chapter| {
            chapter.table_near.set(true);
            if chapter.known.borrow().encoding.is_some() { chapter.explain() } else { Ok(()) }
        })?;
        near("galaxies-view-tsne", |chapter| {
            chapter.tsne_near.set(true);
            chapter.views.ask_embedding();
            Ok(())
        })
    }

    /// Tells a fresh worker where the data are and which are chosen.
    fn open(&self) -> Result<(), PageError> {
        self.client.send(Command::OpenPretrained { weights: files::galaxy_weights() });
        self.order(files::galaxies());
        let settings = self.settings.read()?;
        let choice = settings.as_ref().map_or_else(Choice::default, |settings| settings.choice);
        self.wanted.replace(settings);
        self.order(Order::Choose(choice));
        if !self.shipped.get() {
            self.configure()?;
        }
        Ok(())
    }

    /// A field was changed.
    fn settings_changed(&self) -> Result<(), PageError> {
        let Some(settings) = self.settings.read()? else { return Ok(()) };
        let before = self.wanted.replace(Some(settings.clone()));
        self.show_layers()?;
        if before.as_ref().is_none_or(|before| before.choice != settings.choice) {
            self.shipped.set(false);
            self.order(Order::Choose(settings.choice));
            return self.configure();
        }
        let Some(before) = before.map(|before| before.run) else { return Ok(()) };
        let run = settings.run;
        if run.beta != before.beta {
            self.client.send(Command::SetBeta(run.beta));
        }
        if run.learning_rate != before.learning_rate {
            self.client.send(Command::SetLearningRate(run.learning_rate));
        }
        if run.epochs != before.epochs {
            self.client.send(Command::SetEpochs(run.epochs));
        }
        let same = crate::protocol::RunSettings {
            beta: before.beta,
            learning_rate: before.learning_rate,
            epochs: before.epochs,
            ..run.clone()
        };
        if same == before {
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

    /// Draws a fresh network from the seed.
    fn configure(&self) -> Result<(), PageError> {
        let Some(settings) = self.wanted.borrow().clone() else { return Ok(()) };
        self.shipped.set(false);
        self.run.set(self.run.get() + 1);
        self.pending.set(false);
        dom::set_hidden("galaxies-pending", true)?;
        self.lay_grid(settings.run.latent as usize)?;
        self.client.send(Command::Configure { run: self.run.get(), settings: settings.run });
        self.watch();
        Ok(())
    }

    fn watch(&self) {
        self.client.send(Command::Watch { grid: Floats(self.manifold.z_rows()) });
    }

    fn train(&self) -> Result<(), PageError> {
        if let Some(turn) = self.turn.get() {
            turn.take();
        }
        self.order(Order::Stop);
        if self.pending.get() || self.shipped.get() {
            self.configure()?;
        }
        self.client.send(Command::Train);
        Ok(())
    }

    fn pause(&self) -> Result<(), PageError> {
        if self.training.get() {
            self.client.send(Command::Pause);
        }
        Ok(())
    }

    /// Another chapter begins to train.
    fn give_way(&self) -> Result<(), PageError> {
        self.pause()?;
        self.stop()
    }

    fn reset(&self) -> Result<(), PageError> {
        self.replaced.set(0);
        self.configure()
    }

    fn show_pretrained(&self) -> Result<(), PageError> {
        let fits = self.card.borrow().as_ref().is_some_and(|card| {
            self.known.borrow().galaxies.as_ref().is_some_and(|galaxies| galaxies.shape == card.input)
        });
        if !fits {
            return self.notice("The pretrained network takes RGB images of 32 × 32 pixels: choose these first.");
        }
        self.shipped.set(true);
        self.pending.set(false);
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
            "The network that was trained beforehand. Press Train for one of your own.",
        )?;
        dom::set_text("galaxies-run-time-left", "")?;
        self.show_buttons()
    }

    /// Lays the live manifold on the plane that the scatter shows.
    fn lay_grid(&self, latent: usize) -> Result<(), PageError> {
        let axis = grid::inverse_cdf_axis(SIDE, QUANTILE, 1.0 - QUANTILE);
        let [x, y] = self.axes(latent)?;
        self.manifold.set_plane((x, y), &vec![0.0; latent]);
        self.manifold.set_grid(&axis, &axis);
        Ok(())
    }

    /// The two latent dimensions that are looked at.
    fn axes(&self, latent: usize) -> Result<[usize; 2], PageError> {
        let chosen = |id: &str| dom::element::<HtmlSelectElement>(id).map(|select| select.value().parse().ok());
        let (x, y) = (chosen("galaxies-axis-x")?.unwrap_or(0), chosen("galaxies-axis-y")?.unwrap_or(1));
        Ok(if x == y || x.max(y) >= latent { [0, 1] } else { [x, y] })
    }

    /// Colour, points or axes of the scatter were changed.
    fn view_changed(&self) -> Result<(), PageError> {
        let checked = |id: &str| dom::element::<HtmlInputElement>(id).map(|input| input.checked());
        let colour = dom::element::<HtmlSelectElement>("galaxies-colour")?.value();
        let choice = ScatterChoice {
            colour: Some(colour.clone()),
            sampled: checked("galaxies-point-sampled")?,
            ellipses: checked("galaxies-ellipses")?,
            prior: checked("galaxies-prior")?,
        };
        self.scatter.set_choice(&choice);
        self.scatter_choice.replace(choice);
        self.views.set_colour(&colour);
        self.stability.set_colour(&colour);
        let latent = self.known.borrow().latent();
        if latent > 0 {
            let [x, y] = self.axes(latent)?;
            self.scatter.set_view(View::Pair(x, y));
            self.lay_grid(latent)?;
            self.watch();
            self.show_network()?;
        }
        Ok(())
    }

    fn hear(&self, event: Event) -> Result<(), PageError> {
        match event {
            Event::Model(card) if card.complete => {
                self.card.replace(Some(card));
                self.images_or_model_arrived()?;
            }
            Event::HeldOut(galaxies) => self.galaxies_arrived(galaxies)?,
            Event::TrainingData(_) => self.images_or_model_arrived()?,
            Event::Run(started) if started.run == self.run.get() => {
                self.readings.start(&started);
                self.known.borrow_mut().run = Some(started);
            }
            Event::Progress(progress) if progress.run == self.run.get() && !self.shipped.get() => {
                self.show_progress(progress)?;
            }
            Event::Encoded(encoding) => self.encoded(encoding)?,
            Event::Decoded { slot, pixels, .. } => self.decoded(slot, &pixels.0)?,
            Event::Reconstructed(answer) => self.scatter.reconstructed(&answer)?,
            Event::Embedding { id, iteration, iterations, points } => {
                self.views.embedding(id, iteration, iterations, points.0)?;
            }
            Event::Galaxies(told) => self.told(told)?,
            Event::Fault(fault) => self.fault(&fault)?,
            _ => {}
        }
        Ok(())
    }

    fn told(&self, told: Told) -> Result<(), PageError> {
        match told {
            Told::Chosen(chosen) => {
                self.settings.show_loaded(&chosen)?;
                self.known.borrow_mut().chosen = Some(chosen);
                self.wanted.replace(self.settings.read()?);
                dom::set_hidden("galaxies-data-error", true)?;
            }
            Told::Preparing { done, total } => {
                dom::set_text("galaxies-summary", &format!("Simulating galaxies: {done} of {total}"))?;
            }
            Told::Explained(table) if table.id == self.asked.get() => self.show_table(table)?,
            Told::Measured { id, pixels, properties } => self.measured.answered(id, &pixels.0, &properties)?,
            Told::Comparing { id, map, maps, epoch, epochs } if id == self.asked.get() => {
                self.stability.going(map, maps, epoch, epochs)?;
            }
            Told::Saved(files) => {
                if let Some(then) = self.files.take() {
                    then(files);
                }
            }
            Told::Map(map) if map.id == self.asked.get() => {
                self.known.borrow_mut().maps.push(map.clone());
                self.stability.arrived(&map, self.variants.get())?;
                self.client.expect_events(self.comparing());
            }
            _ => {}
        }
        Ok(())
    }

    /// A comparison is under way.
    fn comparing(&self) -> bool {
        self.known.borrow().maps.len() < self.variants.get()
    }

    /// Other images are shown from now on; a comparison on the ones before has lost its sense.
    fn galaxies_arrived(&self, galaxies: HeldOut) -> Result<(), PageError> {
        if self.comparing() {
            self.stop()?;
        }
        if self.variants.replace(0) > 0 || !self.known.borrow().maps.is_empty() {
            self.stability.clear()?;
            self.stability.show_busy(false)?;
        }
        let galaxies = Rc::new(galaxies);
        {
            let mut known = self.known.borrow_mut();
            known.galaxies = Some(galaxies.clone());
            known.encoding = None;
            known.table = None;
            known.maps.clear();
        }
        self.inputs.show()?;
        self.generate.offer()?;
        self.scatter.set_held_out(galaxies)?;
        self.show_layers()?;
        self.view_changed()
    }

    fn show_layers(&self) -> Result<(), PageError> {
        let pixels = self.known.borrow().shape().map(|shape| shape.pixels() as u32);
        match (pixels, &*self.wanted.borrow()) {
            (Some(pixels), Some(settings)) => inputs::show_layers(pixels, &settings.run),
            _ => Ok(()),
        }
    }

    /// Shows the pretrained network once it and the images are here.
    fn images_or_model_arrived(&self) -> Result<(), PageError> {
        let here = self.card.borrow().is_some() && self.known.borrow().galaxies.is_some();
        self.show_buttons()?;
        if here && self.shipped.get() { self.show_pretrained() } else { Ok(()) }
    }

    fn encoded(&self, encoding: Encoding) -> Result<(), PageError> {
        let rows = encoding.mu.0.len() / (encoding.latent as usize).max(1);
        if rows != self.known.borrow().count() {
            return Ok(());
        }
        let latent = encoding.latent as usize;
        if self.known.borrow().latent() != latent {
            self.offer_axes(latent)?;
        }
        self.known.borrow_mut().encoding = Some(Rc::new(encoding.clone()));
        self.scatter.set_encoding(encoding)?;
        let due = dom::now() - self.followed.get() > FOLLOW_EVERY;
        if !self.training.get() || due { self.show_network() } else { Ok(()) }
    }

    /// Asks for and draws all that follows from the network on the screen, but the live figures.
    fn show_network(&self) -> Result<(), PageError> {
        let latent = self.known.borrow().latent();
        if latent == 0 {
            return Ok(());
        }
        self.followed.set(dom::now());
        let axes = self.axes(latent)?;
        self.generate.ask_all(axes)?;
        self.measured.ask_again()?;
        self.views.show(axes);
        if self.known.borrow().maps.is_empty() && self.variants.get() == 0 {
            self.stability.show_present(axes)?;
            self.stability.show_busy(false)?;
        }
        if self.training.get() {
            return Ok(());
        }
        if self.tsne_near.get() {
            self.views.ask_embedding();
        }
        if self.table_near.get() && !self.comparing() { self.explain() } else { Ok(()) }
    }

    fn offer_axes(&self, latent: usize) -> Result<(), PageError> {
        for (id, default) in [("galaxies-axis-x", "0"), ("galaxies-axis-y", "1")] {
            let select: HtmlSelectElement = dom::element(id)?;
            options(&select, (0..latent).map(|axis| (axis.to_string(), latent_name(axis))))?;
            select.set_value(default);
        }
        dom::set_hidden("galaxies-axes-row", latent <= 2)?;
        self.scatter.set_view(View::Pair(0, 1));
        Ok(())
    }

    fn decoded(&self, slot: Slot, pixels: &[u8]) -> Result<(), PageError> {
        let Some(shape) = self.known.borrow().shape() else { return Ok(()) };
        if !pixels.len().is_multiple_of(shape.pixels().max(1)) {
            return Ok(());
        }
        if slot == Slot::LabManifold {
            self.manifold.set_pixels(pixels, shape);
            return Ok(());
        }
        self.generate.decoded(slot, pixels, shape)
    }

    fn show_progress(&self, progress: Progress) -> Result<(), PageError> {
        self.readings.show(&progress)?;
        self.training.set(progress.phase == Phase::Training);
        self.client.expect_events(self.training.get());
        if let Phase::Diverged { why } = &progress.phase {
            self.notice(&words::sentence(why))?;
        } else {
            dom::set_hidden("galaxies-notice", true)?;
        }
        self.known.borrow_mut().progress = Some(progress);
        self.show_buttons()
    }

    fn show_buttons(&self) -> Result<(), PageError> {
        let set = |id: &str, disabled: bool| {
            dom::element::<HtmlButtonElement>(id).map(|button| button.set_disabled(disabled))
        };
        let ready = self.known.borrow().galaxies.is_some();
        set("galaxies-train", self.training.get() || !ready)?;
        set("galaxies-pause", !self.training.get())?;
        set("galaxies-shipped", self.card.borrow().is_none())
    }

    /// Begins the table of the network on the screen.
    fn explain(&self) -> Result<(), PageError> {
        let latent = self.known.borrow().latent();
        if latent == 0 {
            return Ok(());
        }
        self.asked.set(self.asked.get() + 1);
        let plane = self.axes(latent)?.map(|axis| axis as u32);
        self.known.borrow_mut().table = None;
        dom::set_hidden("galaxies-explain-stop", false)?;
        dom::set_hidden("galaxies-explain-progress", false)?;
        self.order(Order::Explain { id: self.asked.get(), plane });
        Ok(())
    }

    fn show_table(&self, table: crate::protocol::galaxies::Explained) -> Result<(), PageError> {
        let done = table.rows.len() as u32 == table.rows_total;
        let progress: HtmlProgressElement = dom::element("galaxies-explain-progress")?;
        progress.set_max(f64::from(table.rows_total));
        progress.set_value(table.rows.len() as f64);
        progress.set_hidden(done);
        dom::set_hidden("galaxies-explain-stop", done)?;
        let latent = self.known.borrow().latent();
        let plane = self.axes(latent)?;
        self.known.borrow_mut().table = Some(table);
        table::show(&self.known.borrow(), plane)
    }

    /// Ends the table or the comparison that is under way.
    fn stop(&self) -> Result<(), PageError> {
        self.order(Order::Stop);
        self.asked.set(self.asked.get() + 1);
        let comparing = self.comparing();
        self.variants.set(0);
        if comparing {
            dom::set_text("galaxies-compare-words", "Stopped.")?;
        }
        self.client.expect_events(self.training.get());
        self.stability.show_busy(false)?;
        dom::set_hidden("galaxies-explain-stop", true)?;
        dom::set_hidden("galaxies-explain-progress", true)
    }

    /// Trains again with other seeds, or at other sizes.
    fn compare(&self) -> Result<(), PageError> {
        let Some(settings) = self.wanted.borrow().clone() else { return Ok(()) };
        if let Some(turn) = self.turn.get() {
            turn.take();
        }
        self.pause()?;
        let chosen = dom::element::<HtmlSelectElement>("galaxies-seeds")?.value();
        let (seed, size) = (settings.run.seed, settings.choice.size);
        let variants: Vec<Variant> = match chosen.parse::<u64>() {
            Ok(seeds) => (0..seeds).map(|i| Variant { seed: seed + i, size }).collect(),
            Err(_) => SIZES.map(|size| Variant { seed, size }).to_vec(),
        };
        self.asked.set(self.asked.get() + 1);
        self.known.borrow_mut().maps.clear();
        self.stability.clear()?;
        self.stability.going(0, variants.len() as u32, 0.0, settings.run.epochs)?;
        self.variants.set(variants.len());
        self.client.expect_events(true);
        self.order(Order::Stop);
        self.order(Order::Compare { id: self.asked.get(), settings: settings.run, variants });
        Ok(())
    }

    fn fault(&self, fault: &Fault) -> Result<(), PageError> {
        let why = words::sentence(&fault.message);
        match fault.kind {
            // Without the pretrained network an untrained one is shown.
            FaultKind::Weights => self.configure(),
            FaultKind::Data if self.known.borrow().galaxies.is_none() => {
                notices::put(&FIGURES, &format!("The galaxies are missing. {why} Reload the page to try again."))?;
                dom::set_text("galaxies-run-phase", "Nothing to train on.")
            }
            FaultKind::Data | FaultKind::Settings => {
                self.stability.show_busy(false)?;
                self.notice(&why)
            }
            FaultKind::Crashed => self.replace_worker(&why),
        }
    }

    fn replace_worker(&self, why: &str) -> Result<(), PageError> {
        let replaced = self.replaced.get() + 1;
        self.replaced.set(replaced);
        self.training.set(false);
        self.variants.set(0);
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

    fn notice(&self, words: &str) -> Result<(), PageError> {
        dom::set_text("galaxies-notice", words)?;
        dom::set_hidden("galaxies-notice", false)
    }
}

/// Shows a slider's value in text beside it and returns it.
fn slider(id: &str, text: impl Fn(f64) -> String) -> Result<f64, PageError> {
    let value = dom::element::<HtmlInputElement>(id)?.value_as_number();
    dom::set_text(&format!("{id}-value"), &text(value))?;
    Ok(value)
}

/// Offers these values and texts, unless they are offered already; keeps what was chosen where it can.
fn options(select: &HtmlSelectElement, offered: impl Iterator<Item = (String, String)>) -> Result<(), PageError> {
    let offered: Vec<(String, String)> = offered.collect();
    let chosen = select.value();
    let before = select.text_content().unwrap_or_default();
    if before == offered.iter().map(|(_, text)| text.as_str()).collect::<String>() {
        return Ok(());
    }
    select.set_text_content(None);
    for (value, text) in &offered {
        let option: HtmlOptionElement = dom::create("option")?;
        option.set_value(value);
        option.set_text(text);
        dom::append(select, &option)?;
    }
    if offered.iter().any(|(value, _)| *value == chosen) {
        select.set_value(&chosen);
    }
    Ok(())
}
