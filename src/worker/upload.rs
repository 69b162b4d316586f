//! The upload's worker: reads files one at a time, and makes one set of what it kept.

use std::cell::RefCell;

use js_sys::{ArrayBuffer, Date, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::File;

mod tables;

use super::messages::{post, post_beside};
use crate::data::stretch::DEFAULT_SOFTENING;
use crate::data::upload::{Gathering, LARGEST_FILE, Own};
use crate::protocol::upload::{Command, Event, Findings};
use crate::protocol::{self, Bytes, Fault, FaultKind, Floats, Property, galaxies};

/// The page hears of progress at most so often, ms.
const TELL_EVERY: f64 = 100.0;
/// Images of the preview, and pixels a side of each.
const PREVIEWED: usize = 24;
const PREVIEW_SIDE: usize = 48;

thread_local! {
    static GATHERING: RefCell<Gathering> = RefCell::default();
}

/// Answers a command; `files` came beside it.
pub fn hear(command: Command, files: Vec<File>) {
    match command {
        Command::Read { names } => spawn_local(read(names, files)),
        Command::Preview { softening } => preview(softening),
        Command::Choose(choices) => {
            GATHERING.with_borrow_mut(|gathering| gathering.choose(tables::chosen(choices, &gathering.used())));
            say_tables();
        }
        Command::Take { softening } => take(softening),
    }
}

async fn read(names: Vec<String>, files: Vec<File>) {
    GATHERING.take();
    let of = files.len() as u32;
    let mut told = 0.0;
    for (index, (name, file)) in names.iter().zip(&files).enumerate() {
        match bytes(file).await {
            Ok(bytes) => GATHERING.with_borrow_mut(|gathering| gathering.add(name, &bytes)),
            Err(why) => GATHERING.with_borrow_mut(|gathering| gathering.skip(name, &why)),
        }
        while GATHERING.with_borrow_mut(Gathering::step) {
            if Date::now() - told > TELL_EVERY {
                told = Date::now();
                let (images, skipped) = GATHERING.with_borrow(Gathering::counts);
                say(Event::Reading { files: index as u32, of, images: images as u32, skipped: skipped as u32 });
            }
        }
    }
    GATHERING.with_borrow_mut(Gathering::settle);
    let summary = GATHERING.with_borrow(Gathering::summary);
    say(Event::Read(Findings {
        images: summary.images,
        measured: summary.measured > 0,
        lines: summary.lines(),
        skipped: summary.skipped.iter().map(|skipped| format!("{}: {}.", skipped.name, skipped.why)).collect(),
        skipped_words: summary.skipped_words(),
    }));
    say_tables();
    preview(DEFAULT_SOFTENING);
}

fn say_tables() {
    say(Event::Tables(tables::written(GATHERING.with_borrow(Gathering::used))));
}

async fn bytes(file: &File) -> Result<Vec<u8>, String> {
    // A size that a browser gives is a whole number.
    if file.size() > LARGEST_FILE as f64 {
        let (size, limit) = (file.size() / 1048576.0, LARGEST_FILE >> 20);
        return Err(format!("it has {size:.0} MB; files of up to {limit} MB are read"));
    }
    let unread = |_| "the browser could not read it: it may be a folder, or have been moved".to_owned();
    let buffer: ArrayBuffer = JsFuture::from(file.array_buffer()).await.map_err(unread)?.unchecked_into();
    Ok(Uint8Array::new(&buffer).to_vec())
}

fn preview(softening: f32) {
    let pixels = GATHERING.with_borrow(|gathering| gathering.preview(PREVIEWED, PREVIEW_SIDE, softening));
    say(Event::Preview { side: PREVIEW_SIDE as u32, pixels: Bytes(pixels) });
}

fn take(softening: f32) {
    let own = GATHERING.with_borrow(|gathering| {
        let (side, colour) = gathering.natural_shape();
        gathering.take(side, colour, softening)
    });
    let shape = own.images.shape;
    let taken = Event::Taken { images: own.images.len() as u32, side: shape.width as u32, colour: shape.channels == 3 };
    let command = protocol::Command::Galaxies(galaxies::Command::Own(own_set(own)));
    match protocol::encode(&command) {
        Ok(set) => post_beside(&protocol::Event::Upload(taken), &set),
        Err(error) => post(&protocol::Event::Fault(Fault { kind: FaultKind::Data, message: error.to_string() })),
    }
}

fn own_set(own: Own) -> galaxies::OwnSet {
    let shape = own.images.shape;
    let property = |property: crate::data::upload::Property| Property {
        name: property.name,
        unit: property.unit,
        values: Floats(property.values),
        classes: property.classes,
        period: property.period,
    };
    galaxies::OwnSet {
        shape: [shape.height as u32, shape.width as u32, shape.channels as u32],
        pixels: Bytes(own.images.pixels),
        properties: own.properties.into_iter().map(property).collect(),
        names: own.names,
        texts: own.texts.into_iter().map(|text| galaxies::Text { name: text.name, cells: text.cells }).collect(),
        held_out: Bytes(own.held_out.unwrap_or_default().into_iter().map(u8::from).collect()),
    }
}

fn say(event: Event) {
    post(&protocol::Event::Upload(event));
}
