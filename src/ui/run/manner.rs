//! In what those who train differ: what Train begins, what Reset ends, and their sentences.

use crate::protocol::{Command, autoencoder, som};

/// What Train does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Train {
    /// Continues the run that is set up, or begins the one that the settings describe.
    Resumes,
    /// Begins anew at any time. The page also does so by itself, as soon as there are data.
    Anew,
    /// Starts over when nothing is running, and fetches only then what it trains on.
    Once,
}

/// One who trains.
#[derive(Debug)]
pub struct Manner {
    pub train: Train,
    /// Reset ends the worker, so that its memory goes too.
    pub reset_restarts: bool,
    /// A network that was trained beforehand is shown first.
    pub pretrained: bool,
    /// What Pause or Stop says to the worker.
    pub stop: Command,
    /// While data are fetched.
    pub loading: &'static str,
    /// While a new worker starts.
    pub afresh: &'static str,
    /// Which data or weights are missing.
    pub no_data: &'static str,
    pub no_weights: &'static str,
    /// What was done about a lost worker, and what to do.
    pub replaced: &'static str,
    /// What to do when it is not replaced any more.
    pub way_on: &'static str,
}

pub static LAB: Manner =
    digits("A new worker was started with your settings. Press Train to begin again.", "press Reset");

/// A run of a series, which has buttons of its own: Go on is its Train.
pub static SERIES: Manner =
    digits("A new worker was started. Go on trains this run afresh.", "train the series once more");

/// Who trains a run on digits as often as the person likes.
const fn digits(replaced: &'static str, way_on: &'static str) -> Manner {
    Manner {
        train: Train::Resumes,
        reset_restarts: true,
        pretrained: false,
        stop: Command::Pause,
        loading: "Loading digits …",
        afresh: "Starting afresh …",
        no_data: "The digits to train on are missing.",
        no_weights: "The digits to train on are missing.",
        replaced,
        way_on,
    }
}

pub static MAP: Manner = Manner {
    train: Train::Anew,
    reset_restarts: false,
    pretrained: false,
    stop: Command::Som(som::Command::Stop),
    loading: "Loading galaxies …",
    afresh: "Loading galaxies …",
    no_data: "The galaxies are missing.",
    no_weights: "The galaxies are missing.",
    replaced: "A new worker was started and trains the map afresh.",
    way_on: "open the page in another tab",
};

pub static AUTOENCODER: Manner = Manner {
    train: Train::Once,
    reset_restarts: false,
    pretrained: false,
    stop: Command::Autoencoder(autoencoder::Command::Stop),
    loading: "Fetching the training digits …",
    afresh: "Nothing is trained now.",
    no_data: "The held-out digits are missing.",
    no_weights: "The small networks are missing.",
    replaced: "A new worker was started: the figures come back by themselves, a training has to be started again.",
    way_on: "open the page in another tab",
};

pub static NOTEBOOK: Manner = Manner {
    train: Train::Resumes,
    reset_restarts: false,
    pretrained: true,
    stop: Command::Pause,
    loading: "Loading galaxies …",
    afresh: "Starting afresh …",
    no_data: "The galaxies are missing.",
    no_weights: "The pretrained network is missing.",
    replaced: "A new worker was started. Press Train to begin again; images of your own have to be chosen again.",
    way_on: "press Reset",
};
