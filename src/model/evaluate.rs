//! What a finished network says about whole image sets, in plain numbers.

use candle_core::{Device, Tensor};

use super::fused::with;
use super::{Decoder, ModelError, Posterior, Vae, loss};
use crate::data::Images;
use crate::rng::Rng;

/// Images evaluated at a time, which bounds the memory of a large set.
const IMAGES_AT_A_TIME: usize = 500;

/// The two parts of the negative ELBO, nats per image, means over images.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Terms {
    /// Summed over pixels.
    pub reconstruction: f32,
    /// Summed over latent dimensions.
    pub kl: f32,
    /// One value per latent dimension.
    pub kl_per_dimension: Vec<f32>,
}

impl Terms {
    /// The negative evidence lower bound.
    pub fn nelbo(&self) -> f32 {
        self.reconstruction + self.kl
    }
}

/// An image as the network sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct Looked {
    /// The decoded posterior mean, `[pixels]`.
    pub pixels: Vec<u8>,
    /// −log p(x|μ), nats, summed over pixels.
    pub reconstruction: f32,
    /// Nats, summed over latent dimensions.
    pub kl: f32,
}

impl Vae {
    /// The posterior means and log variances of all `images`, `[images, latent]` each.
    ///
    /// A plain autoencoder's codes have the log variance −∞: they are points.
    ///
    /// # Errors
    /// If the images are of another size than the network's.
    pub fn encode_images(&self, images: &Images) -> Result<(Vec<f32>, Vec<f32>), ModelError> {
        let latent = self.architecture().latent;
        let mut mu = Vec::with_capacity(images.len() * latent);
        let mut logvar = Vec::with_capacity(images.len() * latent);
        self.in_batches(images, |_, x| add_codes(&self.encode(x)?, &mut mu, &mut logvar))?;
        Ok((mu, logvar))
    }

    /// E\[x|z\] as bytes, `[rows, pixels]`, for `z`, `[rows, latent]` row by row.
    ///
    /// # Errors
    /// If `z` is not whole rows.
    pub fn decode_pixels(&self, z: &[f32]) -> Result<Vec<u8>, ModelError> {
        self.decoder().decode_pixels(z)
    }

    /// The terms over all `images`, with one ε per image drawn from `rng`. Zero for no images.
    ///
    /// # Errors
    /// If the images are of another size than the network's.
    pub fn terms(&self, images: &Images, rng: &Rng) -> Result<Terms, ModelError> {
        self.terms_and_codes(images, rng).map(|(terms, ..)| terms)
    }

    /// The same with the posterior means and log variances that they are of, as [`Vae::encode_images`] has them.
    ///
    /// # Errors
    /// If the images are of another size than the network's.
    pub fn terms_and_codes(&self, images: &Images, rng: &Rng) -> Result<(Terms, Vec<f32>, Vec<f32>), ModelError> {
        let latent = self.architecture().latent;
        let (mut mu, mut logvar) = (Vec::new(), Vec::new());
        let mut reconstruction = 0.0;
        let mut kl = vec![0.0; latent];
        self.in_batches(images, |index, x| {
            let posterior = self.encode(x)?;
            add_codes(&posterior, &mut mu, &mut logvar)?;
            let z = posterior.sample(posterior.noise(&mut rng.split("epsilon", index)))?; // [batch, latent]
            let logits = self.decode_logits(&z)?; // [batch, pixels]
            let weight = x.dim(0)? as f64;
            reconstruction += weight * scalar(&loss::reconstruction(self.architecture().likelihood, &logits, x)?)?;
            for (sum, mean) in kl.iter_mut().zip(loss::kl_per_dimension(&posterior)?) {
                *sum += weight * f64::from(mean);
            }
            Ok(())
        })?;
        let count = images.len().max(1) as f64;
        let terms = Terms {
            reconstruction: (reconstruction / count) as f32,
            kl: (kl.iter().sum::<f64>() / count) as f32,
            kl_per_dimension: kl.into_iter().map(|sum| (sum / count) as f32).collect(),
        };
        Ok((terms, mu, logvar))
    }

    /// Image `index` encoded and its posterior mean decoded.
    ///
    /// # Errors
    /// If the pixels are not whole images of the network's size.
    pub fn reconstruct(&self, images: &Images, index: usize) -> Result<Looked, ModelError> {
        let mut pixels = Vec::new();
        images.gather([index], &mut pixels);
        let x = self.tensor(pixels)?; // [1, pixels]
        self.decoder().looked(&x, &self.encode(&x)?)
    }

    /// Images as the network takes them, `[images, pixels]`.
    pub(crate) fn tensor(&self, pixels: Vec<f32>) -> Result<Tensor, ModelError> {
        let size = self.architecture().input.pixels();
        if !pixels.len().is_multiple_of(size) {
            return Err(ModelError::Input { expected: size, found: pixels.len() });
        }
        let count = pixels.len() / size;
        Ok(Tensor::from_vec(pixels, (count, size), &Device::Cpu)?)
    }

    fn in_batches(
        &self,
        images: &Images,
        mut act: impl FnMut(u64, &Tensor) -> Result<(), ModelError>,
    ) -> Result<(), ModelError> {
        let expected = self.architecture().input.pixels();
        if images.shape.pixels() != expected {
            return Err(ModelError::Input { expected, found: images.shape.pixels() });
        }
        let starts = (0..images.len()).step_by(IMAGES_AT_A_TIME);
        for (index, start) in starts.enumerate() {
            let mut pixels = Vec::new();
            images.gather(start..images.len().min(start + IMAGES_AT_A_TIME), &mut pixels);
            act(index as u64, &self.tensor(pixels)?)?;
        }
        Ok(())
    }
}

impl Decoder {
    /// Image `index`, as [`Vae::reconstruct`] has it, by its code alone: `mu` and `logvar`, `[latent]` each.
    ///
    /// # Errors
    /// If the pixels are not whole images of the network's size, or the code is of another.
    pub fn reconstruct(
        &self,
        images: &Images,
        index: usize,
        (mu, logvar): (&[f32], &[f32]),
    ) -> Result<Looked, ModelError> {
        let (latent, size) = (self.architecture().latent, self.architecture().input.pixels());
        let mut pixels = Vec::new();
        images.gather([index], &mut pixels);
        for (expected, found) in [(size, pixels.len()), (latent, mu.len()), (latent, logvar.len())] {
            if expected != found {
                return Err(ModelError::Input { expected, found });
            }
        }
        let row = |values: &[f32]| Tensor::from_slice(values, (1, values.len()), &Device::Cpu);
        let posterior = Posterior { mu: row(mu)?, logvar: Some(row(logvar)?) };
        self.looked(&row(&pixels)?, &posterior)
    }

    /// `x`, `[1, pixels]`, beside its decoded posterior mean.
    fn looked(&self, x: &Tensor, posterior: &Posterior) -> Result<Looked, ModelError> {
        let logits = self.logits(&posterior.mu)?; // [1, pixels]
        let mut pixels = Vec::new();
        with(&logits, |logits| self.append_bytes(logits, &mut pixels))?;
        Ok(Looked {
            pixels,
            reconstruction: scalar(&loss::reconstruction(self.architecture().likelihood, &logits, x)?)? as f32,
            kl: scalar(&loss::kl(posterior)?)? as f32,
        })
    }
}

/// A plain autoencoder's codes have the log variance −∞.
fn add_codes(posterior: &Posterior, mu: &mut Vec<f32>, logvar: &mut Vec<f32>) -> Result<(), ModelError> {
    mu.extend(values(&posterior.mu)?);
    match &posterior.logvar {
        Some(tensor) => logvar.extend(values(tensor)?),
        None => logvar.resize(mu.len(), f32::NEG_INFINITY),
    }
    Ok(())
}

fn values(tensor: &Tensor) -> Result<Vec<f32>, ModelError> {
    Ok(tensor.flatten_all()?.to_vec1()?)
}

fn scalar(tensor: &Tensor) -> Result<f64, ModelError> {
    Ok(f64::from(tensor.to_scalar::<f32>()?))
}
