//! Files that a worker needs: asked for when a command is answered, and so never here before it; read when they are here.
//!
//! The browser's side takes each [`Fetch`] and hands back the bytes under its number. Nothing here knows the browser.

use super::arrival::Arrival;
use crate::data::{Images, idx};
use crate::model::{Vae, weights};
use crate::protocol::{Event, Fault, FaultKind, Source};

/// A file by its address, which is relative to the page.
pub struct File {
    pub url: String,
    /// Unpack it, if it is gzipped, up to this many bytes.
    pub unpacked: Option<u64>,
}

/// Files to fetch, one after another.
pub struct Fetch {
    pub number: u32,
    pub files: Vec<File>,
    /// The first bytes of the file are of use before the last are here.
    pub partly: bool,
}

/// What files are for. A later request replaces one for the same purpose that is still loading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The network that answers.
    Network,
    HeldOut,
    /// Digits to train on, and the held-out ones with them.
    Training,
    /// A chapter's own, by any name that no other has.
    Chapter(&'static str),
}

type Read = Box<dyn Fn(&[Vec<u8>]) -> Result<Arrival, String>>;
type Begin = fn(&[u8]) -> Option<Arrival>;

/// Files that a command asks for, and how they are read.
pub struct Wanted {
    pub purpose: Purpose,
    pub files: Vec<File>,
    pub read: Read,
    /// What the first bytes alone are good for.
    pub partly: Option<Begin>,
    /// What to say where they cannot be fetched or read, with a sentence that says why.
    pub missing: fn(String) -> Event,
}

struct Pending {
    number: u32,
    wanted: Wanted,
}

#[derive(Default)]
pub struct Fetches {
    last: u32,
    asked: Vec<Fetch>,
    pending: Vec<Pending>,
}

impl Fetches {
    pub fn ask(&mut self, wanted: Wanted) {
        self.last += 1;
        self.pending.retain(|pending| pending.wanted.purpose != wanted.purpose);
        let files = wanted.files.iter().map(|file| File { url: file.url.clone(), ..*file }).collect();
        self.asked.push(Fetch { number: self.last, files, partly: wanted.partly.is_some() });
        self.pending.push(Pending { number: self.last, wanted });
    }

    /// What was asked for since the last call.
    pub fn take(&mut self) -> Vec<Fetch> {
        std::mem::take(&mut self.asked)
    }

    /// A network that still loads is not wanted any more.
    pub fn forget_network(&mut self) {
        self.pending.retain(|pending| pending.wanted.purpose != Purpose::Network);
    }

    /// Files for this purpose are still loading.
    pub fn awaits(&self, purpose: Purpose) -> bool {
        self.pending.iter().any(|pending| pending.wanted.purpose == purpose)
    }

    /// What the first bytes of a file are, if they are enough.
    pub fn begun(&self, number: u32, bytes: &[u8]) -> Option<Arrival> {
        let pending = self.pending.iter().find(|pending| pending.number == number)?;
        pending.wanted.partly.and_then(|partly| partly(bytes))
    }

    /// What the files are, or what to say of them. None where others were asked for in their place meanwhile: of these the
    /// page will hear.
    pub fn arrived(&mut self, number: u32, files: Result<Vec<Vec<u8>>, String>) -> Option<Result<Arrival, Event>> {
        let place = self.pending.iter().position(|pending| pending.number == number)?;
        let wanted = self.pending.remove(place).wanted;
        Some(files.and_then(|files| (wanted.read)(&files)).map_err(wanted.missing))
    }
}

impl File {
    pub fn plain(url: String) -> Self {
        Self { url, unpacked: None }
    }

    /// The two files of a labelled set.
    pub fn labelled(source: Source) -> [Self; 2] {
        [source.images, source.labels].map(|url| Self { url, unpacked: Some(idx::LIMIT) })
    }
}

/// The images of [`File::labelled`].
///
/// # Errors
/// A sentence that names the file at `url`, where the bytes are not such a set.
pub fn labelled(url: &str, files: &[Vec<u8>]) -> Result<Images, String> {
    let [images, labels] = files else { return Err(format!("{} came without its labels.", name(url))) };
    idx::labelled(images, labels).map_err(|error| format!("{}: {error}", name(url)))
}

/// The network of the one file here, called `file`.
///
/// # Errors
/// A sentence that names the file, where the bytes are no weights.
pub fn network(file: &str, files: &[Vec<u8>]) -> Result<Vae, String> {
    let bytes = files.first().map(Vec::as_slice).unwrap_or_default();
    weights::from_safetensors(bytes).map_err(|error| format!("{file}: {error}"))
}

/// Weights that could not be fetched or read.
pub fn no_weights(message: String) -> Event {
    Event::Fault(Fault { kind: FaultKind::Weights, message })
}

/// Data that could not be fetched or read.
pub fn no_data(message: String) -> Event {
    Event::Fault(Fault { kind: FaultKind::Data, message })
}

/// The last part of an address, without its query.
pub fn name(url: &str) -> String {
    let path = url.split(['?', '#']).next().unwrap_or(url);
    path.rsplit('/').next().unwrap_or(path).to_owned()
}
