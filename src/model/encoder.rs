//! The encoder: an image becomes a Gaussian in latent space, q(z|x) = N(μ, diag σ²).

use candle_core::Tensor;

use super::fused::Reparameterize;
use super::layers::{Hidden, Linear, Supply};
use super::{Architecture, ModelError};
use crate::rng::Rng;

/// q(z|x). A plain autoencoder's has no variance: it is the point μ.
#[derive(Clone, Debug)]
pub struct Posterior {
    /// `[batch, latent]`.
    pub mu: Tensor,
    /// ln σ², `[batch, latent]`.
    pub logvar: Option<Tensor>,
}

impl Posterior {
    /// z = μ + σ ε, `[batch, latent]`, with standard normal `eps`, row by row (the reparameterization of Kingma and
    /// Welling 2013).
    ///
    /// # Errors
    /// If `eps` is not as long as μ.
    pub fn sample(&self, eps: Vec<f32>) -> Result<Tensor, ModelError> {
        let Some(logvar) = &self.logvar else { return Ok(self.mu.clone()) };
        let expected = self.mu.elem_count();
        if eps.len() != expected {
            return Err(ModelError::Input { expected, found: eps.len() });
        }
        Ok(self.mu.apply_op2(logvar, Reparameterize { eps })?) // [batch, latent]
    }

    /// As many standard normal numbers as [`Posterior::sample`] needs.
    pub fn noise(&self, rng: &mut Rng) -> Vec<f32> {
        let mut eps = vec![0.0; self.mu.elem_count()];
        rng.fill_normal(&mut eps);
        eps
    }
}

/// Hidden layers, then one linear head for μ and, in a variational autoencoder, one for ln σ².
#[derive(Debug)]
pub struct Encoder {
    hidden: Hidden,
    mu: Linear,
    logvar: Option<Linear>,
}

impl Encoder {
    pub(super) fn build<E: From<candle_core::Error>>(
        architecture: &Architecture,
        supply: &mut Supply<E>,
    ) -> Result<Self, E> {
        let pixels = architecture.input.pixels();
        let last = architecture.encoder.last().copied().unwrap_or(pixels);
        let latent = architecture.latent;
        Ok(Self {
            hidden: Hidden::build("encoder", pixels, &architecture.encoder, architecture.activation, supply)?,
            mu: Linear::build("encoder.mu".to_owned(), last, latent, supply)?,
            logvar: match architecture.variational {
                true => Some(Linear::build("encoder.logvar".to_owned(), last, latent, supply)?),
                false => None,
            },
        })
    }

    /// q(z|x) of `x`, `[batch, pixels]` in \[0, 1\].
    ///
    /// # Errors
    /// If `x` is not a dense matrix.
    pub fn forward(&self, x: &Tensor) -> Result<Posterior, ModelError> {
        let h = self.hidden.forward(x)?; // [batch, width]
        let logvar = self.logvar.as_ref().map(|head| head.forward(&h)).transpose()?; // [batch, latent]
        Ok(Posterior { mu: self.mu.forward(&h)?, logvar })
    }

    pub(super) fn layers(&self) -> impl Iterator<Item = &Linear> {
        self.hidden.layers().chain([&self.mu]).chain(&self.logvar)
    }
}
