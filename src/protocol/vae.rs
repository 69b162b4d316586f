//! Messages of the chapter on variational autoencoders: draws from the prior, one digit looked at, its bound estimated.

use serde::{Deserialize, Serialize};

use super::{Bytes, Floats};

/// From the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Command {
    /// Decode this z; answered by [`Event::Decoded`].
    Decode { id: u32, z: Floats },
    /// Encode held-out image `index`, sample z with this noise, decode; answered by [`Event::Looked`].
    Look { id: u32, index: u32, eps: Floats },
    /// Estimate the bound of held-out image `index`, with samples drawn from `seed`; answered by several
    /// [`Event::Bound`]. The newest replaces one in progress.
    Bound { id: u32, index: u32, seed: u64 },
}

/// From the worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    Decoded { id: u32, pixels: Bytes },
    Looked(SampledPassage),
    Bound(Bound),
}

/// One image passing through the network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SampledPassage {
    pub id: u32,
    pub index: u32,
    /// `[latent]`, as are the two that follow.
    pub mu: Floats,
    pub sigma: Floats,
    /// μ + σ ε.
    pub z: Floats,
    /// E\[x|z\].
    pub pixels: Bytes,
    /// −log p(x|z), nats.
    pub reconstruction: f32,
    /// Nats, one value a latent dimension.
    pub kl: Floats,
}

/// How far the estimates of one image's bound have come.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bound {
    pub id: u32,
    pub index: u32,
    /// KL(q(z|x) ‖ p(z)) by its formula, nats.
    pub kl: f64,
    /// ln p(x|z), ln p(z), ln q(z|x) of the first samples, `[samples, 3]`; empty until all of them are drawn, and sent once.
    pub samples: Floats,
    /// The importance-weighted bounds so far.
    pub weighted: Vec<Weighted>,
    /// log p(x) by integration over the latent plane, nats: only for two latent dimensions, and only at the end.
    pub evidence: Option<f64>,
    /// Units of work done, and to do.
    pub done: u32,
    pub of: u32,
}

/// L_K, nats.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Weighted {
    pub k: u32,
    pub mean: f64,
    /// Standard error.
    pub error: f64,
}
