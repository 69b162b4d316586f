//! The decoder: a point of latent space becomes the parameters of every pixel, p(x|z). Works without its encoder.

use candle_core::{Device, Tensor};

use super::fused::with;
use super::kernels::activation::Fused;
use super::kernels::bernoulli;
use super::layers::{Hidden, Linear, Supply, fused};
use super::{Architecture, Likelihood, ModelError};

/// Rows decoded at a time, which bounds the memory of a large grid.
const ROWS_AT_A_TIME: usize = 512;
/// From this many rows on, decoding to bytes is worth rounding the weights to fixed point.
const ROWS_IN_FIXED_POINT: usize = 24;

/// Hidden layers, then a linear one with one output per pixel.
#[derive(Debug)]
pub struct Decoder {
    architecture: Architecture,
    hidden: Hidden,
    logits: Linear,
}

impl Decoder {
    pub(super) fn build<E: From<candle_core::Error>>(
        architecture: &Architecture,
        supply: &mut Supply<E>,
    ) -> Result<Self, E> {
        let widths = &architecture.decoder;
        let last = widths.last().copied().unwrap_or(architecture.latent);
        Ok(Self {
            hidden: Hidden::build("decoder", architecture.latent, widths, architecture.activation, supply)?,
            logits: Linear::build(format!("decoder.{}", widths.len()), last, architecture.input.pixels(), supply)?,
            architecture: architecture.clone(),
        })
    }

    /// The whole network's architecture.
    pub fn architecture(&self) -> &Architecture {
        &self.architecture
    }

    /// Weights and biases of the decoder alone.
    pub fn parameters(&self) -> usize {
        self.architecture.decoder_parameters()
    }

    /// The last layer's output, `[batch, pixels]`, for `z`, `[batch, latent]`: logits of Bernoulli pixels, means of
    /// Gaussian ones.
    ///
    /// # Errors
    /// If `z` is not a dense matrix.
    pub fn logits(&self, z: &Tensor) -> Result<Tensor, ModelError> {
        let h = self.hidden.forward(z)?; // [batch, width]
        self.logits.forward(&h) // [batch, pixels]
    }

    /// E\[x|z\], `[batch, pixels]`, for `z`, `[batch, latent]`.
    ///
    /// # Errors
    /// As [`Self::logits`].
    pub fn mean(&self, z: &Tensor) -> Result<Tensor, ModelError> {
        let logits = self.logits(z)?; // [batch, pixels]
        Ok(match self.architecture.likelihood {
            Likelihood::Bernoulli => candle_nn::ops::sigmoid(&logits)?,
            Likelihood::Gaussian { .. } => logits,
        })
    }

    /// E\[x|z\] as bytes, `[rows, pixels]`, for `z`, `[rows, latent]` row by row.
    ///
    /// # Errors
    /// If `z` is not whole rows.
    pub fn decode_pixels(&self, z: &[f32]) -> Result<Vec<u8>, ModelError> {
        let latent = self.architecture.latent;
        if !z.len().is_multiple_of(latent) {
            return Err(ModelError::Input { expected: latent, found: z.len() % latent });
        }
        let mut pixels = Vec::with_capacity(z.len() / latent * self.architecture.input.pixels());
        if z.len() / latent >= ROWS_IN_FIXED_POINT
            && let Some(activation) = fused(self.architecture.activation)
        {
            self.pictures(z, activation, &mut pixels)?;
            return Ok(pixels);
        }
        for rows in z.chunks(ROWS_AT_A_TIME * latent) {
            let z = Tensor::from_slice(rows, (rows.len() / latent, latent), &Device::Cpu)?; // [rows, latent]
            with(&self.logits(&z)?, |logits| self.append_bytes(logits, &mut pixels))?;
        }
        Ok(pixels)
    }

    /// E\[x|z\] as bytes in fixed point, which may differ by one shade from that of [`Self::mean`].
    fn pictures(&self, z: &[f32], activation: Fused, pixels: &mut Vec<u8>) -> Result<(), ModelError> {
        let mut work = Default::default();
        for rows in z.chunks(ROWS_AT_A_TIME * self.architecture.latent) {
            let mut h = rows.to_vec(); // [rows, latent]
            for layer in self.hidden.layers() {
                h = layer.picture(&h, activation, &mut work)?; // [rows, width]
            }
            self.append_bytes(&self.logits.picture(&h, Fused::Identity, &mut work)?, pixels);
        }
        Ok(())
    }

    /// Appends E\[x|z\] as bytes, from the last layer's output, `[rows, pixels]`. What lies outside \[0, 1\], as a Gaussian
    /// mean may, is clipped.
    pub(super) fn append_bytes(&self, logits: &[f32], pixels: &mut Vec<u8>) {
        match self.architecture.likelihood {
            Likelihood::Bernoulli => bernoulli::append_mean_bytes(logits, pixels),
            Likelihood::Gaussian { .. } => pixels.extend(logits.iter().map(|&mean| (mean * 255.0 + 0.5) as u8)),
        }
    }

    pub(super) fn layers(&self) -> impl Iterator<Item = &Linear> {
        self.hidden.layers().chain([&self.logits])
    }
}
