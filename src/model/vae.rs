//! The whole network: an encoder and a decoder that share an architecture.

use candle_core::{Tensor, Var};

use super::layers::{Linear, Supply, draw};
use super::{Architecture, Decoder, Encoder, ModelError, Posterior};
use crate::rng::Rng;

/// A variational (or plain) autoencoder.
#[derive(Debug)]
pub struct Vae {
    encoder: Encoder,
    decoder: Decoder,
}

impl Vae {
    /// A fresh network: weights drawn from `rng`, biases 0.
    ///
    /// # Errors
    /// If the architecture cannot be built.
    pub fn new(architecture: &Architecture, rng: &Rng) -> Result<Self, ModelError> {
        architecture.check()?;
        Self::build(architecture, &mut |name, shape| Ok(draw(architecture, rng, name, shape)))
    }

    pub(super) fn build<E: From<candle_core::Error>>(
        architecture: &Architecture,
        supply: &mut Supply<E>,
    ) -> Result<Self, E> {
        Ok(Self { decoder: Decoder::build(architecture, supply)?, encoder: Encoder::build(architecture, supply)? })
    }

    pub fn architecture(&self) -> &Architecture {
        self.decoder.architecture()
    }

    pub fn decoder(&self) -> &Decoder {
        &self.decoder
    }

    pub fn encoder(&self) -> &Encoder {
        &self.encoder
    }

    /// Weights and biases.
    pub fn parameters(&self) -> usize {
        self.architecture().parameters()
    }

    /// q(z|x) of `x`, `[batch, pixels]` in \[0, 1\].
    ///
    /// # Errors
    /// If `x` is not a dense matrix.
    pub fn encode(&self, x: &Tensor) -> Result<Posterior, ModelError> {
        self.encoder.forward(x)
    }

    /// The decoder's last layer, `[batch, pixels]`, for `z`, `[batch, latent]`.
    ///
    /// # Errors
    /// If `z` is not a dense matrix.
    pub fn decode_logits(&self, z: &Tensor) -> Result<Tensor, ModelError> {
        self.decoder.logits(z)
    }

    /// E\[x|z\], `[batch, pixels]`, for `z`, `[batch, latent]`.
    ///
    /// # Errors
    /// If `z` is not a dense matrix.
    pub fn decode_mean(&self, z: &Tensor) -> Result<Tensor, ModelError> {
        self.decoder.mean(z)
    }

    /// Every layer, in a fixed order.
    pub(crate) fn layers(&self) -> Vec<&Linear> {
        self.decoder.layers().chain(self.encoder.layers()).collect()
    }

    /// Every parameter by its name in a weights file, in a fixed order.
    pub fn named_parameters(&self) -> Vec<(String, &Var)> {
        let both = |layer| {
            let layer: &Linear = layer;
            let weight = (format!("{}.weight", layer.name()), layer.weight());
            [weight, (format!("{}.bias", layer.name()), layer.bias())]
        };
        self.layers().into_iter().flat_map(both).collect()
    }
}
