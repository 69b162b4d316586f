//! What a worker knows and does, without the browser: commands in, events out, one unit of work a tick.

use std::collections::VecDeque;

use super::autoencoder::{Autoencoder, Digits};
use super::galaxies::{Arrived, Desk, Set, fitting};
use super::latent::LatentSpace;
use super::representation::Representation;
use super::run::Run;
use super::som::Maps;
use super::vae::{self, Parts, VaeWork};
use crate::data::Images;
use crate::data::catalogue::Catalogue;
use crate::data::measure;
use crate::latent::tsne::Tsne;
use crate::model::{Decoder, Vae};
use crate::protocol::autoencoder::Twin;
use crate::protocol::{
    self, Bytes, Command, Encoding, Event, Fault, FaultKind, Floats, HeldOut, ModelCard, Property, Reconstruction,
    RunSettings, Slot, TrainingData, latent,
};
use crate::rng::Rng;

/// t-SNE iterations, and how many of them one tick does.
const EMBEDDING_ITERATIONS: u32 = 500;
const EMBEDDING_STRIDE: u32 = 4;
/// An embedding is shown every so many iterations.
const EMBEDDING_SHOWN_EVERY: u32 = 20;

/// The pretrained model as it arrives: the decoder is of use before the encoder is here.
enum Pretrained {
    Nothing,
    Decoder(Decoder),
    Whole(Vae),
}

struct Embedding {
    id: u32,
    iteration: u32,
    tsne: Tsne,
}

/// A worker's state. `now` is the time in ms.
pub struct Session {
    now: fn() -> f64,
    queue: VecDeque<Command>,
    pretrained: Pretrained,
    training: Option<Images>,
    held_out: Option<Images>,
    /// Asked for before the images were here.
    waiting: Option<(u32, RunSettings)>,
    /// Train as soon as the run that waits is set up.
    eager: bool,
    run: Option<Run>,
    watched: Vec<f32>,
    embedding: Option<Embedding>,
    latent: LatentSpace,
    galaxies: Desk,
    maps: Maps,
    vae: VaeWork,
    autoencoder: Autoencoder,
    representation: Representation,
}

impl Session {
    pub fn new(now: fn() -> f64) -> Self {
        Self {
            now,
            queue: VecDeque::new(),
            pretrained: Pretrained::Nothing,
            training: None,
            held_out: None,
            waiting: None,
            eager: false,
            run: None,
            watched: Vec::new(),
            embedding: None,
            latent: LatentSpace::default(),
            galaxies: Desk::default(),
            maps: Maps::new(now),
            vae: VaeWork::default(),
            autoencoder: Autoencoder::default(),
            representation: Representation::default(),
        }
    }

    /// Takes a command for the next tick. A decode replaces an unanswered one of the same slot, and a run one that was not
    /// yet set up: the newest wins.
    pub fn push(&mut self, command: Command) {
        if let Some(slot) = answer_slot(&command) {
            self.queue.retain(|queued| answer_slot(queued) != Some(slot));
        }
        if let Command::Latent(latent::Command::Draw { .. }) = command {
            self.queue.retain(|queued| !matches!(queued, Command::Latent(latent::Command::Draw { .. })));
        }
        if let Command::Configure { .. } = command {
            self.queue.retain(|queued| !matches!(queued, Command::Configure { .. }));
        }
        self.queue.push_back(command);
    }

    /// Answers all commands, then does one unit of work. True while there is more to do.
    pub fn tick(&mut self, out: &mut Vec<Event>) -> bool {
        while let Some(command) = self.queue.pop_front() {
            if let Err(fault) = self.answer(command, out) {
                out.push(Event::Fault(fault));
            }
        }
        self.embed_some(out);
        self.train_some(out);
        let mapping = self.maps.tick(out);
        let latent = self.work_on_latent_space(out);
        if let Some(arrived) = self.galaxies.work(self.now, out) {
            self.galaxies_chosen(arrived, out);
        }
        self.with_vae(out, VaeWork::work);
        let autoencoder = self.autoencoder_works(out);
        let representation = self.representation_works(out);
        mapping
            || autoencoder
            || representation
            || self.embedding.is_some()
            || latent
            || self.galaxies.is_busy()
            || self.vae.is_busy()
            || !self.queue.is_empty()
            || self.run.as_ref().is_some_and(Run::is_training)
    }

    /// Training images for the latent chapter's neighbours are here.
    pub fn neighbours_arrived(&mut self, images: &Images) {
        self.latent.training_arrived(images);
    }

    /// A unit of the autoencoder chapter's work. True while there is more.
    fn autoencoder_works(&mut self, out: &mut Vec<Event>) -> bool {
        let digits = Digits { training: self.training.as_ref(), held_out: self.held_out.as_ref() };
        if self.autoencoder.has_work(&digits) {
            match self.autoencoder.work(&digits, (self.now)()) {
                Ok(event) => out.extend(event.map(Event::Autoencoder)),
                Err(fault) => out.push(Event::Fault(fault)),
            }
        }
        self.autoencoder.has_work(&digits)
    }

    /// A unit of the representation chapter's work. True while there is more.
    fn representation_works(&mut self, out: &mut Vec<Event>) -> bool {
        out.extend(self.representation.work(self.held_out.as_ref()).into_iter().map(Event::Representation));
        self.representation.has_work(self.held_out.as_ref())
    }

    /// One of the two small networks that differ only in being variational.
    pub fn twin_arrived(&mut self, twin: Twin, network: Vae) {
        self.autoencoder.twin_arrived(twin, network);
    }

    /// The decoder of a weights file that is still arriving.
    pub fn decoder_arrived(&mut self, decoder: Decoder, out: &mut Vec<Event>) {
        out.push(Event::Model(card(decoder.architecture(), decoder.parameters(), false)));
        self.pretrained = Pretrained::Decoder(decoder);
    }

    pub fn model_arrived(&mut self, model: Vae, out: &mut Vec<Event>) {
        out.push(Event::Model(card(model.architecture(), model.parameters(), true)));
        self.pretrained = Pretrained::Whole(model);
    }

    /// The digits are here: tells the page of them and begins a run that waited for them.
    pub fn digits_arrived(&mut self, training: Option<Images>, held_out: Images, out: &mut Vec<Event>) {
        out.push(Event::HeldOut(describe(&held_out)));
        self.held_out = Some(held_out);
        self.training_arrived(training, out);
    }

    pub fn hubble_arrived(&mut self, set: Set) {
        self.galaxies.hubble_arrived(set);
    }

    fn galaxies_chosen(&mut self, arrived: Arrived, out: &mut Vec<Event>) {
        out.push(Event::HeldOut(arrived.shown));
        self.held_out = Some(arrived.held_out);
        self.training_arrived(Some(arrived.training), out);
    }

    /// Tells of the images to train on, and begins a run that waited for them.
    fn training_arrived(&mut self, training: Option<Images>, out: &mut Vec<Event>) {
        if let Some(images) = training {
            let mut per_label = [0; 10];
            for &label in &images.labels {
                if let Some(count) = per_label.get_mut(usize::from(label)) {
                    *count += 1;
                }
            }
            out.push(Event::TrainingData(TrainingData { images: images.len() as u32, per_label }));
            self.training = Some(images);
        }
        if let Some((run, settings)) = self.waiting.take() {
            self.push(Command::Configure { run, settings });
            if std::mem::take(&mut self.eager) {
                self.push(Command::Train);
            }
        }
    }

    /// The catalogue of galaxy colours at `url` is here.
    pub fn catalogue_arrived(&mut self, url: &str, catalogue: &Catalogue, out: &mut Vec<Event>) {
        self.maps.catalogue_arrived(url, catalogue, out);
    }

    fn model(&self) -> Option<&Vae> {
        model(&self.run, &self.pretrained)
    }

    fn decoder(&self) -> Option<&Decoder> {
        match (&self.run, &self.pretrained) {
            (Some(run), _) => Some(run.model().decoder()),
            (None, Pretrained::Whole(model)) => Some(model.decoder()),
            (None, Pretrained::Decoder(decoder)) => Some(decoder),
            (None, Pretrained::Nothing) => None,
        }
    }

    fn answer(&mut self, command: Command, out: &mut Vec<Event>) -> Result<(), Fault> {
        match command {
            // Fetches are the browser's; `scope` answers them with the `…_arrived` calls.
            Command::OpenPretrained { .. } | Command::OpenDigits { .. } => {}
            Command::Configure { run, settings } => self.configure(run, settings, out)?,
            Command::Train if self.waiting.is_some() => self.eager = true,
            Command::Pause if self.waiting.is_some() => self.eager = false,
            Command::Train => {
                let now = (self.now)();
                self.with_run(|run| run.train(now));
                self.report(out);
            }
            Command::Pause => {
                self.with_run(Run::pause);
                self.report(out);
                self.picture(out)?;
            }
            Command::Step => {
                self.with_run(Run::single_step);
                self.report(out);
                self.picture(out)?;
            }
            Command::SetBeta(beta) => {
                // What was done at the old β is told as such, so that the curves mark the change where it happened.
                if self.run.as_ref().is_some_and(Run::has_news) {
                    self.report(out);
                }
                self.with_run(|run| run.set_beta(beta));
            }
            Command::SetLearningRate(rate) => self.with_run(|run| run.set_learning_rate(rate)),
            Command::SetEpochs(epochs) => self.with_run(|run| run.set_epochs(epochs)),
            Command::Decode { slot, id, z } => self.decode(slot, id, &z.0, out)?,
            Command::Reconstruct { slot, id, index } => self.reconstruct(slot, id, index, out)?,
            Command::EncodeHeldOut => self.encode_held_out(out)?,
            Command::Latent(command) => self.look_at_latent_space(command, out)?,
            Command::Watch { grid } => {
                self.watched = grid.0;
                self.watched_grid(out)?;
            }
            Command::Embed { id, seed, perplexity } => self.embed(id, seed, perplexity)?,
            Command::Galaxies(command) => self.galaxies(command, out)?,
            Command::Som(command) => self.maps.answer(command, out)?,
            // A worker of its own reads files, without a session.
            Command::Upload(_) => {}
            Command::Vae(command) => self.with_vae(out, |vae, parts| vae.answer(command, parts)),
            Command::Representation(command) => {
                out.extend(self.representation.answer(command).map(Event::Representation));
            }
            Command::Autoencoder(command) => {
                let digits = Digits { training: self.training.as_ref(), held_out: self.held_out.as_ref() };
                out.extend(self.autoencoder.answer(command, &digits)?.map(Event::Autoencoder));
            }
        }
        Ok(())
    }

    fn galaxies(&mut self, command: protocol::galaxies::Command, out: &mut Vec<Event>) -> Result<(), Fault> {
        use protocol::galaxies::Command;
        if matches!(command, Command::Choose(_) | Command::ShowPretrained) {
            self.run = None;
            self.embedding = None;
            self.waiting = None;
            self.eager = false;
        }
        if let Command::Choose(_) = command {
            (self.training, self.held_out) = (None, None);
        }
        // The desk looks at the network that it does not own.
        let mut desk = std::mem::take(&mut self.galaxies);
        let outcome = desk.answer(command, self.model(), out);
        self.galaxies = desk;
        outcome
    }

    /// The images on the scatter: the galaxies, or all that is held out.
    fn shown(&self) -> Option<&Images> {
        self.galaxies.shown().or(self.held_out.as_ref())
    }

    /// Lets the chapter on variational autoencoders work with what is here.
    fn with_vae(&mut self, out: &mut Vec<Event>, act: impl FnOnce(&mut VaeWork, Parts) -> vae::Outcome) {
        let mut vae = std::mem::take(&mut self.vae);
        let parts = Parts { decoder: self.decoder(), model: self.model(), images: self.held_out.as_ref() };
        match act(&mut vae, parts) {
            Ok(event) => out.extend(event.map(Event::Vae)),
            Err(error) => out.push(Event::Fault(model_fault(error))),
        }
        self.vae = vae;
    }

    fn with_run(&mut self, act: impl FnOnce(&mut Run)) {
        if let Some(run) = &mut self.run {
            act(run);
        }
    }

    fn configure(&mut self, id: u32, settings: RunSettings, out: &mut Vec<Event>) -> Result<(), Fault> {
        let (Some(training), Some(held_out)) = (&self.training, &self.held_out) else {
            self.waiting = Some((id, settings));
            return Ok(());
        };
        let run = Run::new(id, settings, training, held_out)
            .map_err(|error| Fault { kind: FaultKind::Settings, message: error.to_string() })?;
        out.push(Event::Run(run.started()));
        self.run = Some(run);
        self.embedding = None;
        self.report(out);
        self.picture(out)
    }

    fn train_some(&mut self, out: &mut Vec<Event>) {
        let Some(run) = &mut self.run else { return };
        if !run.is_training() {
            return;
        }
        run.batch();
        let now = (self.now)();
        let ended = !run.is_training();
        if ended || run.pace.report_is_due(now) {
            self.report(out);
        }
        let due = self.run.as_ref().is_some_and(|run| run.pace.picture_is_due(now));
        if (ended || due)
            && let Err(fault) = self.picture(out)
        {
            out.push(Event::Fault(fault));
        }
    }

    fn report(&mut self, out: &mut Vec<Event>) {
        let now = (self.now)();
        if let Some(run) = &mut self.run {
            out.push(Event::Progress(run.progress(now)));
        }
    }

    /// Where the held-out digits lie now, and the watched grid.
    fn picture(&mut self, out: &mut Vec<Event>) -> Result<(), Fault> {
        let began = (self.now)();
        self.encode_held_out(out)?;
        self.watched_grid(out)?;
        let ended = (self.now)();
        self.with_run(|run| run.pace.picture_done(began, ended));
        Ok(())
    }

    fn watched_grid(&self, out: &mut Vec<Event>) -> Result<(), Fault> {
        let latent = self.decoder().map_or(0, |decoder| decoder.architecture().latent);
        if self.watched.is_empty() || latent == 0 || !self.watched.len().is_multiple_of(latent) {
            return Ok(());
        }
        self.decode(Slot::LabManifold, 0, &self.watched, out)
    }

    fn decode(&self, slot: Slot, id: u32, z: &[f32], out: &mut Vec<Event>) -> Result<(), Fault> {
        let Some(decoder) = self.decoder() else { return Ok(()) };
        // A request made for a model of another size, overtaken by the new one.
        if !z.len().is_multiple_of(decoder.architecture().latent) {
            return Ok(());
        }
        let pixels = decoder.decode_pixels(z).map_err(model_fault)?;
        out.push(Event::Decoded { slot, id, pixels: Bytes(pixels) });
        Ok(())
    }

    fn reconstruct(&self, slot: Slot, id: u32, index: u32, out: &mut Vec<Event>) -> Result<(), Fault> {
        let Some(held_out) = self.shown() else { return Ok(()) };
        let Some(model) = fitting(self.model(), Some(held_out)) else { return Ok(()) };
        if index as usize >= held_out.len() {
            return Ok(());
        }
        let looked_at = model.reconstruct(held_out, index as usize).map_err(model_fault)?;
        out.push(Event::Reconstructed(Reconstruction {
            slot,
            id,
            index,
            pixels: Bytes(looked_at.pixels),
            reconstruction: looked_at.reconstruction,
            kl: looked_at.kl,
        }));
        Ok(())
    }

    fn encode_held_out(&mut self, out: &mut Vec<Event>) -> Result<(), Fault> {
        let Some(held_out) = self.shown() else { return Ok(()) };
        let Some(model) = fitting(self.model(), Some(held_out)) else { return Ok(()) };
        let (mu, logvar) = model.encode_images(held_out).map_err(model_fault)?;
        let latent = model.architecture().latent;
        self.latent.encoded(latent, &mu, &logvar);
        out.push(Event::Encoded(Encoding { latent: latent as u32, mu: Floats(mu), logvar: Floats(logvar) }));
        Ok(())
    }

    fn look_at_latent_space(&mut self, command: latent::Command, out: &mut Vec<Event>) -> Result<(), Fault> {
        let mut said = Vec::new();
        let model = model(&self.run, &self.pretrained);
        let outcome = self.latent.answer(command, model, self.held_out.as_ref(), &mut said);
        out.extend(said.into_iter().map(Event::Latent));
        outcome.map_err(model_fault)
    }

    fn work_on_latent_space(&mut self, out: &mut Vec<Event>) -> bool {
        let mut said = Vec::new();
        let outcome = self.latent.work(model(&self.run, &self.pretrained), &mut said);
        out.extend(said.into_iter().map(Event::Latent));
        outcome.unwrap_or_else(|error| {
            out.push(Event::Fault(model_fault(error)));
            false
        })
    }

    fn embed(&mut self, id: u32, seed: u64, perplexity: f32) -> Result<(), Fault> {
        let Some(held_out) = self.shown() else { return Ok(()) };
        let Some(model) = fitting(self.model(), Some(held_out)) else { return Ok(()) };
        let (mu, _) = model.encode_images(held_out).map_err(model_fault)?;
        let tsne = Tsne::new(&mu, model.architecture().latent, perplexity, &Rng::new(seed).split("t-SNE", 0));
        self.embedding = Some(Embedding { id, iteration: 0, tsne });
        Ok(())
    }

    fn embed_some(&mut self, out: &mut Vec<Event>) {
        let Some(embedding) = &mut self.embedding else { return };
        for _ in 0..EMBEDDING_STRIDE {
            embedding.tsne.step();
        }
        embedding.iteration += EMBEDDING_STRIDE;
        let done = embedding.iteration >= EMBEDDING_ITERATIONS;
        if done || embedding.iteration.is_multiple_of(EMBEDDING_SHOWN_EVERY) {
            out.push(Event::Embedding {
                id: embedding.id,
                iteration: embedding.iteration,
                iterations: EMBEDDING_ITERATIONS,
                points: Floats(embedding.tsne.points().to_vec()),
            });
        }
        if done {
            self.embedding = None;
        }
    }
}

/// The model that answers: that of the run, or the pretrained one once all of it is here.
fn model<'a>(run: &'a Option<Run>, pretrained: &'a Pretrained) -> Option<&'a Vae> {
    match (run, pretrained) {
        (Some(run), _) => Some(run.model()),
        (None, Pretrained::Whole(model)) => Some(model),
        _ => None,
    }
}

/// The slot a command's answer goes to, if it is one that a newer command of the same slot makes stale.
fn answer_slot(command: &Command) -> Option<Slot> {
    match command {
        Command::Decode { slot, .. } | Command::Reconstruct { slot, .. } => Some(*slot),
        _ => None,
    }
}

fn card(architecture: &crate::model::Architecture, parameters: usize, complete: bool) -> ModelCard {
    let shape = architecture.input;
    ModelCard {
        input: [shape.height as u32, shape.width as u32, shape.channels as u32],
        latent: architecture.latent as u32,
        parameters: parameters as u32,
        complete,
    }
}

fn describe(images: &Images) -> HeldOut {
    let shape = images.shape;
    HeldOut {
        shape: [shape.height as u32, shape.width as u32, shape.channels as u32],
        pixels: Bytes(images.pixels.clone()),
        labels: Bytes(images.labels.clone()),
        properties: properties(images),
    }
}

fn properties(images: &Images) -> Vec<Property> {
    let rows: Vec<Vec<measure::Measure>> = (0..images.len())
        .map(|index| measure::properties(images.image(index), images.shape.width, images.shape.height))
        .collect();
    let Some(first) = rows.first() else { return Vec::new() };
    first
        .iter()
        .enumerate()
        .map(|(column, measured)| Property {
            name: measured.name.to_owned(),
            unit: measured.unit.to_owned(),
            values: Floats(rows.iter().map(|row| row[column].value).collect()),
        })
        .collect()
}

fn model_fault(error: impl std::fmt::Display) -> Fault {
    Fault { kind: FaultKind::Settings, message: error.to_string() }
}
