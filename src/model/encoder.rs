//! The encoder: an image becomes a Gaussian in latent space, q(z|x) = N(μ, diag σ²).

use candle_core::{Tensor, Var};

use super::layers::{Hidden, Linear, Supply};
use super::{Architecture, ModelError};

/// q(z|x). A plain autoencoder's has no variance: it is the point μ.
#[derive(Clone, Debug)]
pub struct Posterior {
    /// `[batch, latent]`.
    pub mu: Tensor,
    /// ln σ², `[batch, latent]`.
    pub logvar: Option<Tensor>,
}

impl Posterior {
    /// z = μ + σ ε with standard normal `eps`, `[batch, latent]` (the reparameterization of Kingma and Welling 2013).
    pub fn sample(&self, eps: &Tensor) -> Result<Tensor, ModelError> {
        let Some(logvar) = &self.logvar else { return Ok(self.mu.clone()) };
        let sigma = (logvar * 0.5)?.exp()?; // [batch, latent]
        Ok((&self.mu + (sigma * eps)?)?) // [batch, latent]
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
    pub fn forward(&self, x: &Tensor) -> Result<Posterior, ModelError> {
        let h = self.hidden.forward(x)?; // [batch, width]
        let logvar = self.logvar.as_ref().map(|head| head.forward(&h)).transpose()?; // [batch, latent]
        Ok(Posterior { mu: self.mu.forward(&h)?, logvar })
    }

    pub(super) fn visit<'a>(&'a self, parameters: &mut Vec<(String, &'a Var)>) {
        self.hidden.visit(parameters);
        self.mu.visit(parameters);
        if let Some(head) = &self.logvar {
            head.visit(parameters);
        }
    }
}
