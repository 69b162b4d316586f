//! The training lab: its worker, the run under way, and what of it is on the screen.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use web_sys::{HtmlButtonElement, HtmlProgressElement};

use super::lab_point::LabPoint;
use super::lab_readings::Readings;
use super::scatter_panel::{ScatterPanel, Subject};
use super::wall::Wall;
use super::{Ask, REPLACEMENTS, files, notices};
use crate::latent::{grid, pca::Pca, rate::RatePoint};
use crate::protocol::{Command, Event, Fault, FaultKind, Floats, Phase, Progress, RunSettings, RunStarted, Slot};
use crate::ui::client::Client;
use crate::ui::dom::{self, Listener, PageError};
use crate::ui::figures::{Manifold, ManifoldOptions, View as Shown};
use crate::ui::state::{GridKind, PageState, View};
use crate::ui::turn::{Trainer, Turn};
use crate::ui::words;

const FIGURES: [&str; 3] = ["lab-scatter", "lab-manifold", "lab-curves"];
/// Neighbours that t-SNE tries to keep, about.
const PERPLEXITY: f32 = 30.0;

pub struct Lab {
    client: Rc<Client>,
    scatter: ScatterPanel,
    manifold: Manifold,
    point: LabPoint,
    wall: Rc<Wall>,
    readings: Readings,
    buttons: Buttons,
    embedding: HtmlProgressElement,
    state: RefCell<PageState>,
    /// The run that was asked for last; what is said of an earlier one is not shown.
    run: Cell<u32>,
    started: RefCell<Option<RunStarted>>,
    /// Batches done when last heard.
    step: Cell<u32>,
    training: Cell<bool>,
    /// The settings differ from the run on the screen; the next Train or Step begins a new one.
    pending: Cell<bool>,
    embedded: Cell<u32>,
    /// A t-SNE is under way.
    embeds: Cell<bool>,
    replaced: Cell<u32>,
    loaded: RefCell<Box<dyn Fn(u32)>>,
    rested: Box<dyn Fn(u32, RatePoint)>,
    /// The run's last evaluation.
    evaluated: RefCell<Option<RatePoint>>,
    turn: Turn,
    listeners: RefCell<Vec<Listener>>,
}

struct Buttons {
    train: HtmlButtonElement,
    pause: HtmlButtonElement,
    step: HtmlButtonElement,
    reset: HtmlButtonElement,
}

impl Lab {
    /// Starts a worker, fetches the digits and shows an untrained network. `loaded` hears how many training images there are,
    /// `rested` of every run that stands still after an epoch or more: its number and its last evaluation.
    pub fn start(
        state: PageState,
        loaded: impl Fn(u32) + 'static,
        rested: impl Fn(u32, RatePoint) + 'static,
    ) -> Result<Rc<Self>, PageError> {
        // The worker's listener and the lab know each other only through this; nothing is heard before it is set.
        let this: Rc<RefCell<Weak<Self>>> = Rc::default();
        let heard = this.clone();
        let client = Client::start(move |event| {
            if let Some(lab) = heard.borrow().upgrade() {
                super::report(lab.hear(event));
            }
        });
        let line = client.clone();
        let ask: Ask = Rc::new(move |command| line.send(command));
        let manifold =
            ManifoldOptions { name: "Manifold of the run".to_owned(), marker: true, ..ManifoldOptions::default() };
        let lab = Rc::new(Self {
            client,
            scatter: ScatterPanel::new(
                "lab",
                "Held-out digits of the run",
                Subject::Digit,
                Slot::LabHover,
                ask.clone(),
            )?,
            manifold: Manifold::new(dom::element("lab-manifold")?, manifold)?,
            point: LabPoint::new(ask)?,
            wall: Wall::new()?,
            readings: Readings::new("")?,
            buttons: Buttons {
                train: dom::element("train")?,
                pause: dom::element("pause")?,
                step: dom::element("step")?,
                reset: dom::element("reset")?,
            },
            embedding: dom::element("lab-embedding-progress")?,
            state: RefCell::new(state),
            run: Cell::new(0),
            started: RefCell::default(),
            step: Cell::new(0),
            training: Cell::new(false),
            pending: Cell::new(false),
            embedded: Cell::new(0),
            embeds: Cell::new(false),
            replaced: Cell::new(0),
            loaded: RefCell::new(Box::new(loaded)),
            rested: Box::new(rested),
            evaluated: RefCell::default(),
            turn: Turn::default(),
            listeners: RefCell::default(),
        });
        this.replace(Rc::downgrade(&lab));
        lab.listen()?;
        lab.turn.join(Trainer::Lab, &lab.client, &lab, Self::show_turn)?;
        lab.scatter.set_choice(&lab.state.borrow().lab);
        lab.open();
        Ok(lab)
    }

    /// Wants the turn for as long as the worker is at work.
    fn follow(&self) {
        self.turn.follow(self.training.get() || self.embeds.get());
    }

    /// Says why the lab does not go on, in the line of all that waits.
    fn show_turn(&self) -> Result<(), PageError> {
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

    fn listen(self: &Rc<Self>) -> Result<(), PageError> {
        let press = |button: &HtmlButtonElement, act: fn(&Self) -> Result<(), PageError>| {
            let weak = Rc::downgrade(self);
            dom::listen(button, "click", move |_| {
                if let Some(lab) = weak.upgrade() {
                    super::report(act(&lab));
                }
            })
        };
        self.listeners.replace(vec![
            press(&self.buttons.train, Self::train)?,
            press(&self.buttons.pause, Self::pause)?,
            press(&self.buttons.step, Self::step)?,
            press(&self.buttons.reset, Self::reset)?,
        ]);
        let weak = Rc::downgrade(self);
        self.point.on_input(move |z| {
            if let Some(lab) = weak.upgrade() {
                lab.manifold.set_marker(z);
                lab.point.decode();
            }
        });
        let weak = Rc::downgrade(self);
        self.manifold.on_drag(move |z| {
            if let Some(lab) = weak.upgrade() {
                super::report(lab.point.set_z(z));
            }
        });
        Ok(())
    }

    /// Tells a fresh worker where the digits are and which run to set up.
    fn open(&self) {
        self.client.send(Command::OpenDigits { train: Some(files::training()), held_out: files::held_out() });
        self.configure();
    }

    fn configure(&self) {
        self.run.set(self.run.get() + 1);
        self.pending.set(false);
        let settings = self.state.borrow().run.clone();
        self.lay_grid(settings.latent);
        self.client.send(Command::Configure { run: self.run.get(), settings });
        self.client.send(Command::Watch { grid: Floats(self.manifold.z_rows()) });
    }

    fn train(&self) -> Result<(), PageError> {
        if self.pending.get() {
            self.configure();
        }
        self.turn.pressed();
        self.client.send(Command::Train);
        Ok(())
    }

    fn pause(&self) -> Result<(), PageError> {
        self.client.send(Command::Pause);
        Ok(())
    }

    fn step(&self) -> Result<(), PageError> {
        if self.pending.get() {
            self.configure();
        }
        self.client.send(Command::Step);
        Ok(())
    }

    /// Back to the start, with a new worker, so that the old one's memory goes too. The old pictures stay till there are new ones.
    fn reset(&self) -> Result<(), PageError> {
        self.replaced.set(0);
        self.restart()
    }

    fn restart(&self) -> Result<(), PageError> {
        self.end_work();
        self.client.restart();
        self.open();
        self.show_buttons()?;
        notices::clear(&FIGURES)?;
        dom::set_hidden("lab-notice", true)?;
        dom::set_text("run-phase", "Starting afresh …")
    }

    /// The worker does nothing any more.
    fn end_work(&self) {
        self.training.set(false);
        self.embeds.set(false);
        self.follow();
    }

    /// A setting that the run takes up while it trains.
    pub fn live_setting(&self, state: &PageState) {
        let before = self.state.replace(state.clone()).run;
        let RunSettings { beta, learning_rate, epochs, .. } = state.run;
        if beta != before.beta {
            self.client.send(Command::SetBeta(beta));
        }
        if learning_rate != before.learning_rate {
            self.client.send(Command::SetLearningRate(learning_rate));
        }
        if epochs != before.epochs {
            self.client.send(Command::SetEpochs(epochs));
        }
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

    pub fn set_scatter(&self, state: &PageState) -> Result<(), PageError> {
        self.state.replace(state.clone());
        self.scatter.set_choice(&state.lab);
        self.show_view()?;
        if state.lab_view.view == View::Tsne {
            self.turn.pressed();
        }
        Ok(())
    }

    pub fn set_grid(&self, state: &PageState) {
        self.state.replace(state.clone());
        let latent = self.started.borrow().as_ref().map_or(state.run.latent, |started| started.settings.latent);
        self.lay_grid(latent);
        self.client.send(Command::Watch { grid: Floats(self.manifold.z_rows()) });
    }

    fn lay_grid(&self, latent: u32) {
        let state = self.state.borrow();
        let choice = state.lab_grid;
        let side = choice.side as usize;
        let axis = match choice.kind {
            GridKind::Uniform => grid::uniform_axis(side, choice.range),
            GridKind::InverseCdf => {
                let quantile = f64::from(choice.quantile);
                grid::inverse_cdf_axis(side, quantile, 1.0 - quantile)
            }
        };
        let [x, y] = if state.run.latent == latent { state.lab_view.axes } else { [0, 1] };
        self.manifold.set_plane((x as usize, y as usize), &vec![0.0; latent as usize]);
        self.manifold.set_grid(&axis, &axis);
    }

    fn hear(&self, event: Event) -> Result<(), PageError> {
        match event {
            Event::TrainingData(data) => (self.loaded.borrow())(data.images),
            Event::HeldOut(held_out) => {
                let held_out = Rc::new(held_out);
                self.wall.set_held_out(held_out.clone())?;
                self.scatter.set_held_out(held_out)?;
            }
            Event::Run(started) => self.run_started(started)?,
            Event::Progress(progress) if progress.run == self.run.get() => self.show_progress(&progress)?,
            Event::Encoded(encoding) => {
                self.scatter.set_encoding(encoding)?;
                if self.state.borrow().lab_view.view == View::Pca {
                    self.show_view()?;
                }
            }
            Event::Decoded { slot: Slot::LabManifold, pixels, .. } => {
                if let Some(shape) = self.scatter.shape() {
                    self.manifold.set_pixels(&pixels.0, shape);
                    self.point.decode();
                }
            }
            Event::Decoded { slot: Slot::Traversal, id, pixels } => {
                if let Some(shape) = self.scatter.shape() {
                    self.point.decoded(id, &pixels.0, shape)?;
                }
            }
            Event::Reconstructed(answer) => self.scatter.reconstructed(&answer)?,
            Event::Embedding { id, iteration, iterations, points } if id == self.embedded.get() => {
                self.show_embedding(iteration, iterations, &points.0)?;
            }
            Event::Fault(fault) => self.fault(&fault)?,
            _ => {}
        }
        Ok(())
    }

    fn run_started(&self, started: RunStarted) -> Result<(), PageError> {
        if started.run != self.run.get() {
            return Ok(());
        }
        self.scatter.set_digits(started.settings.digits);
        self.readings.start(&started);
        self.point.set_dimensions(started.settings.latent as usize)?;
        self.manifold.set_marker(&self.point.z());
        self.step.set(0);
        self.evaluated.replace(None);
        self.started.replace(Some(started));
        dom::set_hidden("lab-pending", true)?;
        dom::set_hidden("lab-notice", true)?;
        self.show_view()
    }

    fn show_progress(&self, progress: &Progress) -> Result<(), PageError> {
        self.readings.show(progress)?;
        self.step.set(progress.step);
        self.training.set(progress.phase == Phase::Training);
        self.client.expect_events(self.training.get());
        if let Phase::Diverged { why } = &progress.phase {
            dom::set_text("lab-notice", &words::sentence(why))?;
            dom::set_hidden("lab-notice", false)?;
        }
        self.tell_point(progress);
        self.follow();
        self.show_turn()
    }

    fn tell_point(&self, progress: &Progress) {
        if let Some(point) = progress.held_out.last().filter(|point| point.step > 0) {
            self.evaluated.replace(Some(RatePoint {
                beta: progress.beta,
                kl_per_dimension: point.kl_per_dimension.0.clone(),
                distortion: point.terms.reconstruction,
            }));
        }
        let rests = matches!(progress.phase, Phase::Paused | Phase::Finished);
        if let (true, Some(point)) = (rests, self.evaluated.borrow().clone()) {
            (self.rested)(progress.run, point);
        }
    }

    fn show_buttons(&self) -> Result<(), PageError> {
        let training = self.training.get();
        // Pressed while it waits, it goes first.
        self.buttons.train.set_disabled(training && self.turn.sentence().is_none());
        self.buttons.pause.set_disabled(!training);
        Ok(())
    }

    /// Puts the chosen view of more than two dimensions on the axes.
    fn show_view(&self) -> Result<(), PageError> {
        let choice = self.state.borrow().lab_view;
        if choice.view != View::Tsne {
            self.end_embedding();
            dom::set_hidden("lab-embedding-row", true)?;
        }
        match choice.view {
            View::Pair => {
                let [x, y] = choice.axes.map(|axis| axis as usize);
                let latent = self.started.borrow().as_ref().map_or(2, |started| started.settings.latent as usize);
                self.scatter.set_view(Shown::Pair(x.min(latent - 1), y.min(latent - 1)));
            }
            View::Pca => {
                if let Some(view) =
                    self.scatter.means().and_then(|(means, latent)| Shown::principal(&Pca::fit(&means, latent, 2)))
                {
                    self.scatter.set_view(view);
                }
            }
            View::Tsne => self.ask_embedding()?,
        }
        Ok(())
    }

    /// What is still said of the last t-SNE is not heard.
    fn end_embedding(&self) {
        self.embedded.set(self.embedded.get() + 1);
        self.embeds.set(false);
        self.follow();
    }

    fn ask_embedding(&self) -> Result<(), PageError> {
        self.end_embedding();
        dom::set_hidden("lab-embedding-row", false)?;
        self.client.send(Command::Embed { id: self.embedded.get(), seed: 0, perplexity: PERPLEXITY });
        Ok(())
    }

    fn show_embedding(&self, iteration: u32, iterations: u32, points: &[f32]) -> Result<(), PageError> {
        self.embedding.set_max(f64::from(iterations));
        self.embedding.set_value(f64::from(iteration));
        dom::set_text("lab-embedding-text", &format!("t-SNE, step {iteration} of {iterations}"))?;
        let names = ["t-SNE 1".to_owned(), "t-SNE 2".to_owned()];
        self.scatter.set_view(Shown::Embedding { points: self.scatter.shown_rows(points), names });
        self.embeds.set(iteration < iterations);
        self.follow();
        self.show_turn()
    }

    fn fault(&self, fault: &Fault) -> Result<(), PageError> {
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
