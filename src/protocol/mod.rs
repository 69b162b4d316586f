//! Every message between the page and a worker, as plain typed data.
//!
//! A message crosses as one transferred buffer of postcard bytes ([`encode`], [`decode`]). Nothing here knows the
//! browser, candle or the page, so both programs and the native tests share it.

pub mod autoencoder;
mod blocks;
pub mod bring;
pub mod field;
pub mod galaxies;
mod guest;
pub mod handin;
pub mod latent;
pub mod moments;
pub mod representation;
mod run;
pub mod shelf;
pub mod som;
pub mod upload;
pub mod vae;

use serde::{Deserialize, Serialize, de::DeserializeOwned};

pub use blocks::{Bytes, Floats};
pub use guest::Guest;
pub use run::{HeldOutPoint, LossTerms, Phase, Progress, RunStarted};

pub use crate::settings::RunSettings;

/// Where an image set lies: two IDX files, each plain or gzipped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    pub images: String,
    pub labels: String,
}

/// Which figure asked for a decode. A newer request of the same slot replaces an unanswered older one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Slot {
    Hero,
    HeroGrid,
    Traversal,
    Uniform,
    InverseCdf,
    Samples,
    Path,
    Hover,
    LabManifold,
    LabHover,
    Interpolation,
}

/// From the page to a worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Command {
    /// Fetch pretrained weights; answered by [`Event::Model`] (twice when the decoder is ready before the encoder).
    OpenPretrained {
        weights: String,
    },
    /// The network in the file beside this message answers from now on, if it fits; answered by [`Event::Bring`].
    Bring(bring::Bring),
    /// Fetch digits; answered by [`Event::HeldOut`] and, if `train` is given, [`Event::TrainingData`].
    OpenDigits {
        train: Option<Source>,
        held_out: Source,
    },
    /// Build a fresh model for a run and evaluate it; answered by [`Event::Run`], [`Event::Progress`], [`Event::Encoded`].
    Configure {
        run: u32,
        settings: RunSettings,
    },
    /// Go on with a kept run of these settings, whose record and state are the files beside this message; answered as
    /// [`Command::Configure`], with the progress of all its batches.
    Resume {
        run: u32,
        settings: RunSettings,
    },
    Train,
    Pause,
    /// One batch.
    Step,
    /// Show the run as it was nearest to so many batches, or as it is now; answered by [`Event::LookedBack`], [`Event::Encoded`]
    /// and the watched grid. What is decoded or reconstructed from then on is of that moment; training and stepping end it.
    LookBack {
        id: u32,
        step: Option<u32>,
    },
    /// These take effect on the next batch.
    SetBeta(f32),
    SetLearningRate(f64),
    SetEpochs(u32),
    /// Decode `z`, row-major `[rows, latent]`; answered by [`Event::Decoded`].
    Decode {
        slot: Slot,
        id: u32,
        z: Floats,
    },
    /// Encode held-out image `index` and decode its posterior mean; answered by [`Event::Reconstructed`].
    Reconstruct {
        slot: Slot,
        id: u32,
        index: u32,
    },
    /// Encode all held-out images; answered by [`Event::Encoded`].
    EncodeHeldOut,
    /// While training, decode this grid of z (`[rows, latent]`, empty: none) at every picture, as [`Slot::LabManifold`].
    Watch {
        grid: Floats,
    },
    /// For the chapter on latent space.
    Latent(latent::Command),
    /// t-SNE of the held-out posterior means; answered by several [`Event::Embedding`].
    Embed {
        id: u32,
        seed: u64,
        perplexity: f32,
    },
    /// Suspend all long work, or resume it; questions are answered all the same. What is paused stays paused.
    Hold(bool),
    /// These guests of the worker are in view: what they ask is answered before what others ask.
    InView(Vec<Guest>),
    Galaxies(galaxies::Command),
    Som(som::Command),
    Upload(upload::Command),
    /// The chapter on variational autoencoders.
    Vae(vae::Command),
    Autoencoder(autoencoder::Command),
    Representation(representation::Command),
    /// Ask again for the files that are late.
    FetchAgain,
}

/// From a worker to the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// The worker listens. `build` must equal the page's own.
    Ready {
        build: String,
    },
    Model(ModelCard),
    Bring(bring::Event),
    TrainingData(TrainingData),
    HeldOut(HeldOut),
    Run(RunStarted),
    Progress(Progress),
    /// A run that reached an epoch, as it is now.
    Kept(shelf::Kept),
    Moments(moments::Moments),
    LookedBack(moments::LookedBack),
    Encoded(Encoding),
    Decoded {
        slot: Slot,
        id: u32,
        pixels: Bytes,
    },
    Reconstructed(Reconstruction),
    Embedding {
        id: u32,
        iteration: u32,
        iterations: u32,
        points: Floats,
    },
    Latent(latent::Event),
    Galaxies(galaxies::Event),
    Upload(upload::Event),
    Autoencoder(autoencoder::Event),
    Representation(representation::Event),
    Fault(Fault),
    Som(som::Event),
    Vae(vae::Event),
    /// A file that was asked for is late, or is not any more.
    Late {
        file: String,
        late: bool,
    },
    /// The answer to a message without content.
    Alive,
}

/// What a loaded model is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelCard {
    /// Height, width, channels.
    pub input: [u32; 3],
    pub latent: u32,
    pub parameters: u32,
    /// False while only the decoder has arrived.
    pub complete: bool,
}

/// The training images that were loaded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrainingData {
    pub images: u32,
    /// Images per label 0–9.
    pub per_label: [u32; 10],
}

/// The held-out images, for hover, labels and colour.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HeldOut {
    /// Height, width, channels.
    pub shape: [u32; 3],
    /// `[images, height, width, channels]`, 0 black to 255 white.
    pub pixels: Bytes,
    pub labels: Bytes,
    /// Measured on the pixels, one value per image.
    pub properties: Vec<Property>,
}

/// A property of each image: measured, or the class that it belongs to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Property {
    pub name: String,
    pub unit: String,
    pub values: Floats,
    /// Of a class: what its values 0, 1, … are called, at most seventy of them. Empty for a number.
    pub classes: Vec<String>,
    /// Of an angle: degrees after which it repeats, 180 for the direction of an axis. 0 for anything else.
    pub period: f32,
}

/// Posterior parameters of all held-out images under the current model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Encoding {
    pub latent: u32,
    /// `[images, latent]`.
    pub mu: Floats,
    /// Natural log of the variance, `[images, latent]`.
    pub logvar: Floats,
}

/// A held-out image, encoded and decoded again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reconstruction {
    pub slot: Slot,
    pub id: u32,
    pub index: u32,
    pub pixels: Bytes,
    /// Nats, at the posterior mean.
    pub reconstruction: f32,
    pub kl: f32,
}

/// Something went wrong in a worker, in words for the person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    pub kind: FaultKind,
    /// One or two sentences: what happened and what to do.
    pub message: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FaultKind {
    /// The weights could not be fetched or read.
    Weights,
    /// The images could not be fetched or read.
    Data,
    /// The settings cannot be run.
    Settings,
    /// The worker panicked; it must be replaced.
    Crashed,
}

/// A message that cannot be read back, such as one from a worker of another build.
#[derive(Debug, thiserror::Error)]
#[error("a message between the page and its worker could not be read: {0}")]
pub struct ProtocolError(#[from] postcard::Error);

/// A message as bytes, ready to be transferred.
pub fn encode<T: Serialize>(message: &T) -> Result<Vec<u8>, ProtocolError> {
    Ok(postcard::to_allocvec(message)?)
}

/// The message in the bytes of [`encode`].
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ProtocolError> {
    Ok(postcard::from_bytes(bytes)?)
}
