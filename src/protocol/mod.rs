//! Every message between the page and a worker, as plain typed data.
//!
//! A message crosses as one transferred buffer of postcard bytes ([`encode`], [`decode`]). Nothing here knows the
//! browser, candle or the page, so both programs and the native tests share it.

pub mod autoencoder;
pub mod galaxies;
mod guest;
pub mod handin;
pub mod latent;
pub mod representation;
pub mod som;
pub mod upload;
pub mod vae;

use serde::{Deserialize, Serialize, de::DeserializeOwned};

pub use guest::Guest;

/// A block of `f32` values, little-endian on the wire, so that thousands of points cost one copy.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Floats(pub Vec<f32>);

/// A block of bytes (grey pixels, labels) that crosses as one copy.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bytes(#[serde(with = "serde_bytes")] pub Vec<u8>);

impl Serialize for Floats {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let bytes: Vec<u8> = self.0.iter().flat_map(|value| value.to_le_bytes()).collect();
        serializer.serialize_bytes(&bytes)
    }
}

impl<'de> Deserialize<'de> for Floats {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let bytes: Vec<u8> = serde_bytes::deserialize(deserializer)?;
        if !bytes.len().is_multiple_of(4) {
            return Err(serde::de::Error::custom("a block of floats whose length is not a multiple of 4"));
        }
        Ok(Self(bytes.chunks_exact(4).map(|c| f32::from_le_bytes([c[0], c[1], c[2], c[3]])).collect()))
    }
}

/// Where an image set lies: two IDX files, each plain or gzipped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    pub images: String,
    pub labels: String,
}

/// What defines a run in the training lab. Same settings, same curves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunSettings {
    /// Dimensions of z, 1–16.
    pub latent: u32,
    /// Widths of the encoder's hidden layers; the decoder mirrors them.
    pub hidden: Vec<u32>,
    /// Training images to use, taken after the digits to keep.
    pub images: u32,
    /// Bit d set: digit d is kept.
    pub digits: u16,
    pub batch: u32,
    pub learning_rate: f64,
    /// Weight of the KL term.
    pub beta: f32,
    pub seed: u64,
    pub epochs: u32,
    /// Every image is seen in one of its 8 symmetries, drawn anew each time. Not for digits.
    pub augment: bool,
    /// Standard deviation of a Gaussian pixel about the decoder's mean; 0: pixels are Bernoulli.
    pub pixel_sigma: f32,
}

impl Default for RunSettings {
    fn default() -> Self {
        Self {
            latent: 2,
            hidden: vec![256],
            images: 5000,
            digits: 0x3ff,
            batch: 128,
            learning_rate: 1e-3,
            beta: 1.0,
            seed: 0,
            epochs: 30,
            augment: false,
            pixel_sigma: 0.0,
        }
    }
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
    Train,
    Pause,
    /// One batch.
    Step,
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
    /// Put aside all that goes on for long, or take it up again; answers are given all the same. What is paused stays so.
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
}

/// From a worker to the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// The worker listens. `build` must equal the page's own.
    Ready {
        build: String,
    },
    Model(ModelCard),
    TrainingData(TrainingData),
    HeldOut(HeldOut),
    Run(RunStarted),
    Progress(Progress),
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
    /// Measured on the pixels, one value an image.
    pub properties: Vec<Property>,
}

/// A property of each image: measured, or the class that it belongs to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Property {
    pub name: String,
    pub unit: String,
    pub values: Floats,
    /// Of a class: what its values 0, 1, … are called, at most ten of them. Empty for a number.
    pub classes: Vec<String>,
}

/// A run was set up and its network drawn from the seed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunStarted {
    pub run: u32,
    pub settings: RunSettings,
    /// Training images in the run, after the digits to keep.
    pub images: u32,
    pub batches_per_epoch: u32,
    pub parameters: u32,
}

/// The two parts of the negative ELBO, nats per image.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct LossTerms {
    /// Summed over pixels, mean over images.
    pub reconstruction: f32,
    /// Summed over latent dimensions, mean over images.
    pub kl: f32,
}

impl LossTerms {
    /// The evidence lower bound, E\[log p(x|z)\] − KL, whatever β is.
    pub fn elbo(self) -> f32 {
        -(self.reconstruction + self.kl)
    }
}

/// What the run is doing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Phase {
    Paused,
    Training,
    /// All epochs are done.
    Finished,
    /// The loss or a parameter stopped being a number; the last good parameters are kept.
    Diverged {
        why: String,
    },
}

/// A held-out evaluation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HeldOutPoint {
    /// Batches done when it was measured.
    pub step: u32,
    pub terms: LossTerms,
    /// Nats, one value a latent dimension.
    pub kl_per_dimension: Floats,
}

/// How far a run has come; its batches and evaluations since the last such event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    pub run: u32,
    pub phase: Phase,
    /// Batches done since the run began.
    pub step: u32,
    /// `step` in epochs.
    pub epoch: f32,
    /// Epochs after which the run ends; more than its settings said if it was trained on.
    pub epochs: u32,
    pub beta: f32,
    /// Mean over the last epoch's worth of batches (at step 0, the untrained network on the first training images).
    pub training: LossTerms,
    /// One value per batch done since the last event, the last of them batch number `step`.
    pub batch_reconstruction: Floats,
    pub batch_kl: Floats,
    pub held_out: Vec<HeldOutPoint>,
    pub images_per_second: f32,
    pub seconds_left: f32,
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
