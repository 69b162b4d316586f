//! The terms of the negative ELBO, in nats: −ELBO = E\[−log p(x|z)\] + KL(q(z|x) ‖ p(z)).
//!
//! Sums over pixels and latent dimensions, one value an image; means over a batch are the caller's.

use candle_core::{D, Tensor};

use super::{Likelihood, ModelError, Posterior};

/// −log p(x|z) of each image, `[batch]`, from the decoder's output and the images, both `[batch, pixels]`.
pub fn reconstruction(likelihood: Likelihood, logits: &Tensor, x: &Tensor) -> Result<Tensor, ModelError> {
    match likelihood {
        Likelihood::Bernoulli => bernoulli(logits, x),
        Likelihood::Gaussian { sigma } => gaussian(f64::from(sigma), logits, x),
    }
}

/// Σ relu(l) − x l + ln(1 + e^−|l|): the cross-entropy of a Bernoulli pixel with logit l, finite for any finite l.
fn bernoulli(logits: &Tensor, x: &Tensor) -> Result<Tensor, ModelError> {
    let softplus = ((logits.abs()?.neg()?.exp()? + 1.0)?.log()? + logits.relu()?)?; // [batch, pixels]
    Ok((softplus - (x * logits)?)?.sum(D::Minus1)?) // [batch]
}

/// Σ (x − m)² / 2σ² + ½ ln 2πσ².
fn gaussian(sigma: f64, mean: &Tensor, x: &Tensor) -> Result<Tensor, ModelError> {
    let constant = 0.5 * (2.0 * std::f64::consts::PI * sigma * sigma).ln() * x.dim(D::Minus1)? as f64;
    let squares = (x - mean)?.sqr()?.sum(D::Minus1)?; // [batch]
    Ok(squares.affine(0.5 / (sigma * sigma), constant)?) // [batch]
}

/// KL(N(μ, σ²) ‖ N(0, 1)) = ½ (μ² + σ² − 1 − ln σ²) of every image and latent dimension, `[batch, latent]`.
///
/// Zero for a plain autoencoder, which has no distribution to compare.
pub fn kl(posterior: &Posterior) -> Result<Tensor, ModelError> {
    let Some(logvar) = &posterior.logvar else { return Ok(posterior.mu.zeros_like()?) };
    let spread = ((logvar.exp()? - 1.0)? - logvar)?; // [batch, latent]
    Ok(((posterior.mu.sqr()? + spread)? * 0.5)?) // [batch, latent]
}
