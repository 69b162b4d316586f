//! The terms of the negative ELBO, in nats: −ELBO = E\[−log p(x|z)\] + KL(q(z|x) ‖ p(z)).
//!
//! Sums over pixels and latent dimensions, means over the batch.

use candle_core::{D, Tensor};

use super::fused::{Bernoulli, KullbackLeibler};
use super::{Likelihood, ModelError, Posterior};

/// −log p(x|z), a scalar, from the decoder's output and the images, both `[batch, pixels]`.
///
/// Bernoulli: Σ relu(l) − x l + ln(1 + e^−|l|), finite for any finite logit l.
///
/// # Errors
/// Bernoulli pixels refuse tensors that are not dense matrices, Gaussian ones shapes that do not match.
pub fn reconstruction(likelihood: Likelihood, logits: &Tensor, x: &Tensor) -> Result<Tensor, ModelError> {
    match likelihood {
        Likelihood::Bernoulli => Ok(logits.apply_op2(x, Bernoulli::default())?),
        Likelihood::Gaussian { sigma } => gaussian(f64::from(sigma), logits, x),
    }
}

/// Σ (x − m)² / 2σ² + ½ ln 2πσ².
fn gaussian(sigma: f64, mean: &Tensor, x: &Tensor) -> Result<Tensor, ModelError> {
    let constant = 0.5 * (2.0 * std::f64::consts::PI * sigma * sigma).ln() * x.dim(D::Minus1)? as f64;
    let squares = (x - mean)?.sqr()?.sum(D::Minus1)?; // [batch]
    Ok(squares.affine(0.5 / (sigma * sigma), constant)?.mean_all()?) // []
}

/// KL(N(μ, σ²) ‖ N(0, 1)) = ½ Σ (μ² + σ² − 1 − ln σ²), a scalar; 0 for a plain autoencoder, which has no distribution to
/// compare.
///
/// # Errors
/// If the two are not dense matrices.
pub fn kl(posterior: &Posterior) -> Result<Tensor, ModelError> {
    match &posterior.logvar {
        Some(logvar) => Ok(posterior.mu.apply_op2(logvar, KullbackLeibler)?),
        None => Ok(Tensor::zeros((), posterior.mu.dtype(), posterior.mu.device())?),
    }
}

/// [`kl`] of each latent dimension, `[latent]`, in plain numbers.
///
/// # Errors
/// If μ is not a matrix.
pub fn kl_per_dimension(posterior: &Posterior) -> Result<Vec<f32>, ModelError> {
    let (batch, latent) = posterior.mu.dims2()?;
    let mut sums = vec![0.0; latent];
    if let Some(logvar) = &posterior.logvar {
        let (mu, logvar) = (posterior.mu.flatten_all()?.to_vec1::<f32>()?, logvar.flatten_all()?.to_vec1::<f32>()?);
        for (index, (&mu, &logvar)) in mu.iter().zip(&logvar).enumerate() {
            sums[index % latent] += super::kernels::gaussian::kl(&[mu], &[logvar]);
        }
    }
    Ok(sums.into_iter().map(|sum| (sum / batch as f64) as f32).collect())
}
