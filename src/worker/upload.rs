//! The upload's worker: reads files one at a time, and makes one set of what it kept. It holds
//! the files, not their bytes, so that it can read them again where images are to be cut otherwise. It is a program of its own,
//! without candle, which is loaded when files are chosen.

use std::cell::{Cell, RefCell};

use js_sys::{ArrayBuffer, Date, Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::File;

mod field;
mod tables;

use super::messages::{self, post, post_beside};
use super::own_set::own_set;
use crate::data::turn::Turn;
use crate::data::upload::{Framing, Gathering, LARGEST_FILE, Scale, too_large};
use crate::protocol::upload::{Command, Event, Findings, Look};
use crate::protocol::{self, Bytes, Fault, FaultKind, galaxies};

/// The page hears of progress at most so often, ms.
const TELL_EVERY: f64 = 100.0;
/// Bytes of a file that are asked for at once.
const PIECE: f64 = 16_777_216.0;
/// Pixels a side of an image of the preview.
const PREVIEW_SIDE: usize = 48;

thread_local! {
    static GATHERING: RefCell<Gathering> = RefCell::default();
    /// The files of the upload, and their names.
    static FILES: RefCell<Vec<(String, File)>> = RefCell::default();
    /// The planes of FITS files that were taken.
    static PLANE: RefCell<String> = RefCell::default();
    /// The reading that was begun last: any with another number is over.
    static READING: Cell<u32> = Cell::default();
    /// The crop of that reading left out images which another would not.
    static CROPPED: Cell<bool> = Cell::default();
}

/// Begins to listen.
pub fn start(build: &str) {
    messages::listen(build, |message| {
        if let Some((protocol::Command::Upload(command), files)) = messages::command(message) {
            hear(command, files);
        }
    });
}

/// Answers a command; `files` came beside it.
fn hear(command: Command, files: Vec<File>) {
    match command {
        Command::Read { names, look } => {
            FILES.set(names.into_iter().zip(files).collect());
            spawn_local(read(look));
        }
        Command::Preview(look) if is_to_be_read(&look) => spawn_local(read(look)),
        Command::Preview(look) => preview(&look),
        Command::Choose(choices) => {
            GATHERING.with_borrow_mut(|gathering| gathering.choose(tables::chosen(choices, &gathering.used())));
            say_tables();
        }
        Command::Take(look) => spawn_local(take(look)),
        Command::Field(command) => field::hear(command, files),
    }
}

/// Other planes are wanted than were read; or a crop left some images out, and now another is looked at.
fn is_to_be_read(look: &Look) -> bool {
    PLANE.with_borrow(|plane| *plane != look.plane) || CROPPED.get() && !is_framed(look)
}

/// The images are cut as `look` asks for.
fn is_framed(look: &Look) -> bool {
    GATHERING.with_borrow(|gathering| gathering.framing() == framing(look))
}

/// Reads the files, and says what is in them.
async fn read(look: Look) {
    if gather(&look).await {
        say_found(&look, None);
    }
}

/// Says what was read, and shows the first images; `note` is said last of the images.
fn say_found(look: &Look, note: Option<String>) {
    let (summary, planes, shades) =
        GATHERING.with_borrow(|gathering| (gathering.summary(), gathering.planes(), gathering.doubtful()));
    say(Event::Read(Findings {
        images: summary.images,
        field: summary.field(),
        shades,
        planes: planes.into_iter().map(|(name, images)| (name, images as u32)).collect(),
        lines: summary.lines().into_iter().chain(note).collect(),
        skipped: summary.skipped.iter().map(|skipped| format!("{}: {}.", skipped.name, skipped.why)).collect(),
        skipped_words: summary.skipped_words(),
    }));
    say_tables();
    preview(look);
}

fn say_tables() {
    say(Event::Tables(tables::written(GATHERING.with_borrow(Gathering::used))));
}

/// Reads the files, and keeps of their images what `look` asks for. Whether it came to its end: another reading takes its place.
async fn gather(look: &Look) -> bool {
    let this = READING.get() + 1;
    READING.set(this);
    CROPPED.set(false);
    PLANE.set(look.plane.clone());
    // What was chosen for the tables is so for the same files read again.
    let choices = GATHERING.with_borrow(|gathering| gathering.choices().clone());
    let mut gathering = Gathering::new(framing(look), &look.plane);
    gathering.choose(choices);
    gathering.set_scale(scale(look));
    GATHERING.set(gathering);
    let files = FILES.with_borrow(Clone::clone);
    let of = files.len() as u32;
    let mut told = 0.0;
    let mut arriving = files.first().map(|(_, file)| piece(file, 0.0));
    for (index, (name, file)) in files.iter().enumerate() {
        let first = arriving.take();
        // The browser fetches the next file while this one is worked on.
        arriving = files.get(index + 1).map(|(_, file)| piece(file, 0.0));
        let bytes = bytes(file, first).await;
        if READING.get() != this {
            return false;
        }
        match bytes {
            Ok(bytes) => GATHERING.with_borrow_mut(|gathering| gathering.add(name, bytes)),
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
    true
}

fn framing(look: &Look) -> Framing {
    let turn = Turn::from_exif(look.turn).unwrap_or_default();
    Framing { crop: look.crop, on_object: look.on_object, side: look.side as usize, turn }
}

fn scale(look: &Look) -> Scale {
    match look.shades {
        None => Scale::Guessed,
        Some(true) => Scale::Shades,
        Some(false) => Scale::Measured,
    }
}

/// A piece of a file, on its way. A failure is kept until it is waited for.
fn piece(file: &File, from: f64) -> JsFuture {
    let end = (from + PIECE).min(file.size());
    let piece = file.slice_with_f64_and_f64(from, end);
    JsFuture::from(piece.map_or_else(|error| Promise::reject(&error), |piece| piece.array_buffer()))
}

/// A file's bytes, piece by piece, so that no second copy of a large one is ever held. The first piece may be on its way.
async fn bytes(file: &File, mut next: Option<JsFuture>) -> Result<Vec<u8>, String> {
    let unread = |_| "the browser could not read it: it may be a folder, or have been moved".to_owned();
    // A size that a browser gives is a whole number.
    if file.size() > LARGEST_FILE as f64 {
        let first: ArrayBuffer = next.unwrap_or_else(|| piece(file, 0.0)).await.map_err(unread)?.unchecked_into();
        return Err(too_large(file.size() as u64, &Uint8Array::new(&first).to_vec()).to_string());
    }
    let mut bytes = vec![0; file.size() as usize];
    let mut at = 0;
    loop {
        let arriving = next.take().unwrap_or_else(|| piece(file, at as f64));
        let buffer: ArrayBuffer = arriving.await.map_err(unread)?.unchecked_into();
        let arrived = Uint8Array::new(&buffer);
        let end = at + arrived.length() as usize;
        let Some(place) = bytes.get_mut(at..end) else { return Err(unread(JsValue::NULL)) };
        arrived.copy_to(place);
        if end == bytes.len() {
            return Ok(bytes);
        }
        if end == at {
            return Err(unread(JsValue::NULL));
        }
        at = end;
    }
}

fn preview(look: &Look) {
    let (pixels, measured) = GATHERING.with_borrow_mut(|gathering| {
        gathering.set_scale(scale(look));
        let pixels = gathering.preview_cut(&framing(look), look.marked, PREVIEW_SIDE, look.softening);
        (pixels, gathering.any_measured())
    });
    say(Event::Preview { side: PREVIEW_SIDE as u32, pixels: Bytes(pixels), measured });
}

/// Makes the set; the files are read again if images are to be cut otherwise than they were.
async fn take(look: Look) {
    if !is_framed(&look) {
        let images = || GATHERING.with_borrow(Gathering::counts).0;
        let before = images();
        if !gather(&look).await {
            return;
        }
        let left = images();
        if left < before {
            // What a crop leaves nothing of is not dropped unsaid.
            CROPPED.set(true);
            let note = format!(
                "Cut like this, {left} of the {before} images can be used: those passed over are named below. Choose another crop, or use these."
            );
            return say_found(&look, Some(note));
        }
    }
    let mut told = Date::now();
    GATHERING.with_borrow_mut(|gathering| {
        gathering.set_scale(scale(&look));
        while gathering.measure() {
            if Date::now() - told > TELL_EVERY {
                told = Date::now();
                let (images, of) = gathering.measured();
                say(Event::Measuring { images: images as u32, of: of as u32 });
            }
        }
    });
    let own = GATHERING.with_borrow(|gathering| {
        let (side, colour) = gathering.natural_shape();
        gathering.take(side, colour, look.softening)
    });
    let shape = own.images.shape;
    // Among other files it is not the whole set that was cut so.
    let cut = FILES.with_borrow(|files| match files.as_slice() {
        [(name, file)] => field::cut_as(name, file.size()),
        _ => None,
    });
    let taken = Event::Taken { images: own.images.len() as u32, side: shape.width as u32, colour: shape.channels == 3 };
    let command = protocol::Command::Galaxies(galaxies::Command::Own(own_set(own, &look, cut)));
    match protocol::encode(&command) {
        Ok(set) => post_beside(&protocol::Event::Upload(taken), &set),
        Err(error) => post(&protocol::Event::Fault(Fault { kind: FaultKind::Data, message: error.to_string() })),
    }
}

fn say(event: Event) {
    post(&protocol::Event::Upload(event));
}
