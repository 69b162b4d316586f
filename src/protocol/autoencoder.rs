//! What the chapter on autoencoders and its worker say to each other.

use serde::{Deserialize, Serialize};

use super::{Bytes, Floats, Phase};

/// One of the two small networks that differ only in being variational.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Twin {
    Plain,
    Variational,
}

/// Whose code the diagram shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Network {
    /// The plain twin.
    #[default]
    Shipped,
    /// The one that is, or was last, trained here.
    Own,
}

/// From the page to the worker. The held-out digits are opened as for any chapter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Command {
    /// Fetch both twins; each is answered by [`Event::Codes`] once the digits are there too.
    OpenTwins { plain: String, variational: String },
    /// Encode and decode held-out digit `index`; answered by [`Event::Looked`].
    Look { network: Network, index: u32 },
    /// Decode a place on a twin's plane; answered by [`Event::Decoded`].
    Decode { twin: Twin, z: [f32; 2] },
    /// Train a plain autoencoder with a code of `q` numbers, once the training digits are here; answered by many
    /// [`Event::Progress`].
    Train { q: u32, seed: u64 },
    /// Stop the training where it is, and measure it.
    Stop,
}

/// From the worker to the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    Codes(TwinCodes),
    Looked(Passage),
    Decoded(Decoded),
    Progress(Progress),
}

/// Where the held-out digits lie on a twin's plane.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TwinCodes {
    pub twin: Twin,
    /// Codes, or posterior means, `[digits, 2]`.
    pub codes: Floats,
    /// Natural log of the variance, `[digits, 2]`; −∞ for points.
    pub logvar: Floats,
    /// Median distance of a code to its nearest other code.
    pub spacing: f32,
    /// The middle of the largest hole among the codes.
    pub hole: [f32; 2],
}

/// A held-out digit's way through a network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Passage {
    pub network: Network,
    pub index: u32,
    /// Widths of all layers, image to image.
    pub widths: Vec<u32>,
    pub code: Floats,
    /// Of the reconstruction.
    pub pixels: Bytes,
    /// Squared error, summed over pixels in \[0, 1\].
    pub squared: f32,
}

/// A place on a twin's plane.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Decoded {
    pub twin: Twin,
    pub z: [f32; 2],
    pub pixels: Bytes,
    /// To the nearest code, in units of z.
    pub distance: f32,
    /// Squared error of the most similar held-out digit, summed over pixels in \[0, 1\].
    pub unlike: f32,
    /// The index of that digit.
    pub digit: u32,
}

/// The progress of a training run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    pub q: u32,
    pub seed: u64,
    /// [`Phase::Paused`] means that it was stopped and measured.
    pub phase: Phase,
    pub epoch: f32,
    pub epochs: u32,
    pub seconds_left: f32,
    /// Held-out squared error, summed over pixels, mean over digits: of the end of the last epoch, or of the end.
    pub squared: Option<f32>,
}
