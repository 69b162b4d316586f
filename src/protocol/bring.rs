//! Messages about a network that the person brings: weights in a file of theirs, in place of those that the page came with.

use serde::{Deserialize, Serialize};

use super::ModelCard;

/// From the page to the worker, with the file beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bring {
    /// Of the file.
    pub name: String,
    pub takes: Takes,
}

/// The images that can be shown to a network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Takes {
    /// Of this height, this width and so many channels.
    These([u32; 3]),
    /// Squares of any of these sizes, grey or in colour.
    Squares(Vec<u32>),
}

/// From the worker to the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// The network answers from now on; a run has ended.
    Brought(Brought),
    /// Why it does not: a sentence. The network before it stays.
    Unfit(String),
}

/// What was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brought {
    pub card: ModelCard,
    /// What the network is, and what of the file it does not use, in sentences.
    pub words: String,
}
