//! What a session is given: networks and data that the browser's side fetched.

use super::Session;
use crate::data::Images;
use crate::data::measure::{self, Measure};
use crate::model::{Architecture, weights};
use crate::protocol::{Bytes, Event, Floats, HeldOut, ModelCard, Property, Source};
use crate::worker::arrival::Arrival;
use crate::worker::fetches::{File, Purpose, Wanted, labelled, name, network, no_data, no_weights};
use crate::worker::shared::Pretrained;

/// Digits measured in one unit of work.
const MEASURED_AT_A_TIME: usize = 100;

/// Measures of the first of the held-out digits.
#[derive(Default)]
pub(super) struct Measuring {
    rows: Vec<Vec<Measure>>,
}

impl Session {
    /// The first bytes of files that [`Self::fetches`] asked for.
    pub fn files_begun(&mut self, number: u32, bytes: &[u8], out: &mut Vec<Event>) -> bool {
        let begun = self.shared.fetches.begun(number, bytes);
        let enough = begun.is_some();
        if let Some(arrival) = begun {
            self.arrived(arrival, out);
        }
        enough
    }

    /// Files that [`Self::fetches`] asked for, or a sentence that says why they did not come.
    pub fn files_arrived(&mut self, number: u32, files: Result<Vec<Vec<u8>>, String>, out: &mut Vec<Event>) {
        match self.shared.fetches.arrived(number, files) {
            Some(Ok(arrival)) => self.arrived(arrival, out),
            Some(Err(missing)) => out.push(missing),
            None => {}
        }
        self.shared.news = true;
    }

    /// What files were, or what a program without a browser has at hand.
    pub fn arrived(&mut self, arrival: Arrival, out: &mut Vec<Event>) {
        match arrival {
            Arrival::Decoder(decoder) => {
                out.push(Event::Model(card(decoder.architecture(), decoder.parameters(), false)));
                self.shared.pretrained = Pretrained::Decoder(decoder);
            }
            Arrival::Network(model) => {
                out.push(Event::Model(card(model.architecture(), model.parameters(), true)));
                self.shared.pretrained = Pretrained::Whole(model);
            }
            // The page hears of the digits when they are measured.
            Arrival::Digits { training, held_out } => {
                self.measuring = Some(Measuring::default());
                self.shared.held_out = Some(held_out);
                if let Some(images) = training {
                    self.shared.train_on(images, out);
                }
            }
            mut other => {
                for work in &mut self.works {
                    match work.arrived(other, &self.shared, out) {
                        Some(back) => other = back,
                        None => break,
                    }
                }
            }
        }
        self.shared.news = true;
    }

    pub(super) fn open_pretrained(&mut self, url: String) {
        let file = name(&url);
        self.shared.fetches.ask(Wanted {
            purpose: Purpose::Network,
            files: vec![File::plain(url)],
            read: Box::new(move |files| network(&file, files).map(Arrival::Network)),
            // Faults of the file are reported once, when all of it is here.
            partly: Some(|bytes| weights::decoder_from_prefix(bytes).ok().flatten().map(Arrival::Decoder)),
            missing: no_weights,
        });
    }

    pub(super) fn open_digits(&mut self, train: Option<Source>, held_out: Source) {
        let purpose = if train.is_some() { Purpose::Training } else { Purpose::HeldOut };
        let sources: Vec<Source> = [held_out].into_iter().chain(train).collect();
        let urls: Vec<String> = sources.iter().map(|source| source.images.clone()).collect();
        self.shared.fetches.ask(Wanted {
            purpose,
            files: sources.into_iter().flat_map(File::labelled).collect(),
            read: Box::new(move |files| {
                let mut sets = urls.iter().zip(files.chunks(2)).map(|(url, files)| labelled(url, files));
                let held_out = sets.next().unwrap_or_else(|| Err("No digits came.".to_owned()))?;
                Ok(Arrival::Digits { training: sets.next().transpose()?, held_out })
            }),
            partly: None,
            missing: no_data,
        });
    }

    /// Measures some of the digits that arrived, and reports them to the page after the last.
    pub(super) fn measure_some(&mut self, out: &mut Vec<Event>) {
        let (Some(mut measuring), Some(images)) = (self.measuring.take(), &self.shared.held_out) else { return };
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
}

pub(super) fn card(architecture: &Architecture, parameters: usize, complete: bool) -> ModelCard {
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
            ..Property::default()
        })
        .collect()
}
