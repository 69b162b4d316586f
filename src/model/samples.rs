//! One image under the model, sample by sample of z: the terms of its evidence lower bound, and p(x, z) anywhere.

use candle_core::{Device, Tensor};

use super::{ModelError, Vae, loss};
use crate::data::Images;
use crate::rng::Rng;

/// An image and its posterior q(z|x), from which samples are taken.
#[derive(Clone, Debug)]
pub struct Sampled {
    x: Tensor,
    /// `[latent]`.
    pub mu: Vec<f32>,
    /// ln σ², `[latent]`.
    pub logvar: Vec<f32>,
}

/// What each of some samples of z contributes, nats.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SampleTerms {
    /// ln p(x|z), summed over pixels, `[rows]`.
    pub likelihood: Vec<f64>,
    /// ln p(z), summed over latent dimensions, `[rows]`.
    pub prior: Vec<f64>,
    /// ln q(z|x), summed over latent dimensions, `[rows]`.
    pub posterior: Vec<f64>,
}

impl Vae {
    /// Image `index`, encoded.
    ///
    /// # Errors
    /// If the pixels are not whole images of the network's size, or the network is a plain autoencoder, without a posterior.
    pub fn sampled(&self, images: &Images, index: usize) -> Result<Sampled, ModelError> {
        let mut pixels = Vec::new();
        images.gather([index], &mut pixels);
        let x = self.tensor(pixels)?; // [1, pixels]
        let posterior = self.encode(&x)?;
        let refusal = || ModelError::Architecture("a plain autoencoder has no posterior to sample".to_owned());
        let logvar = posterior.logvar.ok_or_else(refusal)?;
        Ok(Sampled { x, mu: posterior.mu.flatten_all()?.to_vec1()?, logvar: logvar.flatten_all()?.to_vec1()? })
    }

    /// −log p(x|z), nats, summed over pixels, for each row of `z`, `[rows, latent]`.
    ///
    /// # Errors
    /// If `z` is not whole rows.
    pub fn reconstructions(&self, of: &Sampled, z: &[f32]) -> Result<Vec<f64>, ModelError> {
        let latent = self.architecture().latent;
        if !z.len().is_multiple_of(latent) {
            return Err(ModelError::Input { expected: latent, found: z.len() % latent });
        }
        let rows = z.len() / latent;
        let logits = self.decode_logits(&Tensor::from_slice(z, (rows, latent), &Device::Cpu)?)?; // [rows, pixels]
        let row = |index| {
            let logits = logits.narrow(0, index, 1)?; // [1, pixels]
            Ok(f64::from(loss::reconstruction(self.architecture().likelihood, &logits, &of.x)?.to_scalar::<f32>()?))
        };
        (0..rows).map(row).collect()
    }

    /// `rows` samples of z from q(z|x), with ε from `rng`, and what each contributes.
    ///
    /// # Errors
    /// As [`Self::reconstructions`].
    pub fn sample_terms(&self, of: &Sampled, rows: usize, rng: &mut Rng) -> Result<SampleTerms, ModelError> {
        let latent = of.mu.len();
        let mut eps = vec![0.0; rows * latent];
        rng.fill_normal(&mut eps);
        let sigma: Vec<f32> = of.logvar.iter().map(|logvar| (0.5 * logvar).exp()).collect();
        let z: Vec<f32> = eps.iter().enumerate().map(|(i, eps)| of.mu[i % latent] + sigma[i % latent] * eps).collect();
        let likelihood = self.reconstructions(of, &z)?.into_iter().map(|nats| -nats).collect();
        // ln q(z|x) = ln N(ε; 0, I) − Σ ln σ.
        let spread = 0.5 * of.logvar.iter().map(|logvar| f64::from(*logvar)).sum::<f64>();
        Ok(SampleTerms {
            likelihood,
            prior: z.chunks_exact(latent).map(log_standard_normal).collect(),
            posterior: eps.chunks_exact(latent).map(|eps| log_standard_normal(eps) - spread).collect(),
        })
    }
}

/// ln N(z; 0, I).
fn log_standard_normal(z: &[f32]) -> f64 {
    -0.5 * z.iter().map(|z| f64::from(*z).powi(2) + std::f64::consts::TAU.ln()).sum::<f64>()
}
