//! What the chapter on latent space and the worker with the pretrained model say to each other.

use serde::{Deserialize, Serialize};

use super::{Bytes, Floats, Source};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Command {
    /// Look at the codes of all held-out images; answered by [`Event::Marginals`] and, a little later, [`Event::Quality`].
    /// Not answered before the images are encoded.
    Survey,
    /// Fetch training images and encode them, so that drawings have neighbours among them too; answered by several
    /// [`Event::Training`], or by [`Event::TrainingMissing`].
    OpenTraining { source: Source },
    /// Encode a drawing, `[side, side]` row by row, 0 paper to 255 ink; answered by [`Event::Drawn`].
    Draw { id: u32, ink: Bytes },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// One per latent dimension.
    Marginals(Vec<Marginals>),
    Quality(Quality),
    Drawn(Drawn),
    /// This many of the training images are encoded.
    Training {
        encoded: u32,
        images: u32,
    },
    /// Why the training images could not be fetched or read, as a sentence.
    TrainingMissing(String),
}

/// How one latent dimension of the held-out images is distributed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Marginals {
    /// Of the posterior means.
    pub means: Histogram,
    /// Of z drawn from the posteriors, several draws per image.
    pub samples: Histogram,
}

/// A histogram with its moments.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Histogram {
    /// Ascending, in units of z, one more than there are bins.
    pub edges: Floats,
    /// Probability density in each bin.
    pub densities: Floats,
    pub mean: f32,
    /// Standard deviation.
    pub deviation: f32,
    /// KL(histogram ‖ N(0, 1)), nats.
    pub kl: f32,
}

/// The quality of the latent space, on the held-out images.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Quality {
    /// Leave-one-out accuracy of a vote of the ten nearest posterior means, 0–1.
    pub accuracy: f32,
    /// The same in the plane of the images' first two principal components.
    pub pca_accuracy: f32,
    /// Variance of the posterior mean, one value a latent dimension.
    pub variances: Floats,
    /// Latent dimensions whose variance counts as active.
    pub active: u32,
    /// Mean, nats, one value a latent dimension.
    pub kl: Floats,
}

/// A drawing as the network sees it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Drawn {
    pub id: u32,
    /// The drawing prepared as MNIST was, `[28, 28]`; empty if nothing was drawn.
    pub digit: Bytes,
    /// `[latent]` each; natural log of the variance.
    pub mu: Floats,
    pub logvar: Floats,
    /// The decoded posterior mean, `[28, 28]`.
    pub pixels: Bytes,
    /// Nats, at the posterior mean, summed over pixels.
    pub reconstruction: f32,
    /// Nats, summed over latent dimensions.
    pub kl: f32,
    /// The held-out images whose posterior means are nearest, nearest first.
    pub nearest: Vec<u32>,
    /// The nearest training images, once all of them are encoded.
    pub learned: Neighbours,
}

/// Images that the page does not have, nearest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Neighbours {
    pub labels: Bytes,
    /// `[images, 28, 28]`.
    pub pixels: Bytes,
}
