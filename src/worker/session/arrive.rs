//! What a session is given: networks and data that the browser's side fetched.

use super::{Pretrained, Session};
use crate::data::Images;
use crate::data::catalogue::Catalogue;
use crate::data::measure::{self, Measure};
use crate::model::{Architecture, Decoder, Vae};
use crate::protocol::autoencoder::Twin;
use crate::protocol::{Bytes, Command, Event, Floats, HeldOut, ModelCard, Property, TrainingData};
use crate::worker::galaxies::{Arrived, Measuring as MeasuringSet};

/// Digits measured in one unit of work.
const MEASURED_AT_A_TIME: usize = 100;

/// Measures of the first of the held-out digits.
#[derive(Default)]
pub(super) struct Measuring {
    rows: Vec<Vec<Measure>>,
}

impl Session {
    /// The decoder of a weights file that is still arriving.
    pub fn decoder_arrived(&mut self, decoder: Decoder, out: &mut Vec<Event>) {
        out.push(Event::Model(card(decoder.architecture(), decoder.parameters(), false)));
        self.pretrained = Pretrained::Decoder(decoder);
    }

    pub fn model_arrived(&mut self, model: Vae, out: &mut Vec<Event>) {
        out.push(Event::Model(card(model.architecture(), model.parameters(), true)));
        self.pretrained = Pretrained::Whole(model);
    }

    /// The digits are here: begins a run that waited for them, and tells the page of them when they are measured.
    pub fn digits_arrived(&mut self, training: Option<Images>, held_out: Images, out: &mut Vec<Event>) {
        self.measuring = Some(Measuring::default());
        self.held_out = Some(held_out);
        self.training_arrived(training, out);
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

    /// Training images for the latent chapter's neighbours are here.
    pub fn neighbours_arrived(&mut self, images: &Images) {
        self.latent.training_arrived(images);
    }

    /// One of the two small networks that differ only in being variational.
    pub fn twin_arrived(&mut self, twin: Twin, network: Vae) {
        self.autoencoder.twin_arrived(twin, network);
    }

    /// Measures some of the digits that arrived, and tells the page of them after the last.
    pub(super) fn measure_some(&mut self, out: &mut Vec<Event>) {
        let (Some(mut measuring), Some(images)) = (self.measuring.take(), &self.held_out) else { return };
        let done = measuring.rows.len();
        let part = done..images.len().min(done + MEASURED_AT_A_TIME);
        let shape = images.shape;
        measuring.rows.extend(part.map(|index| measure::properties(images.image(index), shape.width, shape.height)));
        if measuring.rows.len() < images.len() {
            self.measuring = Some(measuring);
        } else {
            out.push(Event::HeldOut(describe(images, &measuring.rows)));
        }
    }

    /// Images that were fetched for the galaxy lab are here.
    pub fn set_arrived(&mut self, images: MeasuringSet) {
        self.galaxies.set_arrived(images);
    }

    pub(super) fn galaxies_chosen(&mut self, arrived: Arrived, out: &mut Vec<Event>) {
        out.push(Event::HeldOut(arrived.shown));
        self.held_out = Some(arrived.held_out);
        self.training_arrived(Some(arrived.training), out);
    }

    /// The catalogue of galaxy colours at `url` is here.
    pub fn catalogue_arrived(&mut self, url: &str, catalogue: &Catalogue, out: &mut Vec<Event>) {
        self.maps.catalogue_arrived(url, catalogue, out);
    }
}

fn card(architecture: &Architecture, parameters: usize, complete: bool) -> ModelCard {
    let shape = architecture.input;
    ModelCard {
        input: [shape.height as u32, shape.width as u32, shape.channels as u32],
        latent: architecture.latent as u32,
        parameters: parameters as u32,
        complete,
    }
}

fn describe(images: &Images, measures: &[Vec<Measure>]) -> HeldOut {
    let shape = images.shape;
    HeldOut {
        shape: [shape.height as u32, shape.width as u32, shape.channels as u32],
        pixels: Bytes(images.pixels.clone()),
        labels: Bytes(images.labels.clone()),
        properties: properties(measures),
    }
}

fn properties(rows: &[Vec<Measure>]) -> Vec<Property> {
    let Some(first) = rows.first() else { return Vec::new() };
    first
        .iter()
        .enumerate()
        .map(|(column, measured)| Property {
            name: measured.name.to_owned(),
            unit: measured.unit.to_owned(),
            values: Floats(rows.iter().map(|row| row[column].value).collect()),
            classes: Vec::new(),
        })
        .collect()
}
