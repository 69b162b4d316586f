//! A finished network's latent space moved and scaled to sit on the prior, which changes no picture.

use candle_core::Tensor;

use super::{ModelError, Vae};
use crate::data::Images;

impl Vae {
    /// Replaces z by (z − m) / s, one m and s per dimension, in the encoder's heads and the decoder's first layer. What is
    /// decoded from an image stays the same; m, the mean of the posterior means of `images`, and s² = mean of
    /// (μ − m)² + σ² minimize their KL term, so that the ELBO can only rise.
    ///
    /// A briefly trained network is not there yet: where the likelihood is sharp, the KL term pulls weakly.
    ///
    /// # Errors
    /// If the images are of another size than the network's.
    pub fn standardize(&self, images: &Images) -> Result<(), ModelError> {
        let latent = self.architecture().latent;
        let (mu, logvar) = self.encode_images(images)?; // [images, latent] both
        if images.is_empty() || !self.architecture().variational {
            return Ok(());
        }
        let count = images.len() as f64;
        let mut mean = vec![0.0; latent];
        for (index, mu) in mu.iter().enumerate() {
            mean[index % latent] += f64::from(*mu) / count;
        }
        let mut square = vec![0.0; latent];
        for (index, (mu, logvar)) in mu.iter().zip(&logvar).enumerate() {
            let away = f64::from(*mu) - mean[index % latent];
            square[index % latent] += (away * away + f64::from(*logvar).exp()) / count;
        }
        let scale: Vec<f32> = square.iter().map(|square| square.sqrt() as f32).collect();
        let mean: Vec<f32> = mean.iter().map(|mean| *mean as f32).collect();
        self.change_latent(&mean, &scale)
    }

    fn change_latent(&self, mean: &[f32], scale: &[f32]) -> Result<(), ModelError> {
        let latent = scale.len();
        // The decoder's weights, `[outputs, latent]`, as they were: its new bias needs them.
        let mut decoder = Vec::new();
        let change = |name: &str, act: &mut dyn FnMut(&mut Vec<f32>)| -> Result<(), ModelError> {
            for (_, parameter) in self.named_parameters().into_iter().filter(|(found, _)| found == name) {
                let mut values = parameter.flatten_all()?.to_vec1::<f32>()?;
                act(&mut values);
                parameter.set(&Tensor::from_vec(values, parameter.shape(), parameter.device())?)?;
            }
            Ok(())
        };
        change("encoder.mu.weight", &mut |values| {
            let inputs = values.len() / latent;
            values.iter_mut().enumerate().for_each(|(index, value)| *value /= scale[index / inputs]);
        })?;
        change("encoder.mu.bias", &mut |values| {
            values.iter_mut().zip(mean).zip(scale).for_each(|((value, mean), scale)| *value = (*value - mean) / scale);
        })?;
        change("encoder.logvar.bias", &mut |values| {
            values.iter_mut().zip(scale).for_each(|(value, scale)| *value -= 2.0 * scale.ln());
        })?;
        change("decoder.0.weight", &mut |values| {
            decoder.clone_from(values);
            values.iter_mut().enumerate().for_each(|(index, value)| *value *= scale[index % latent]);
        })?;
        change("decoder.0.bias", &mut |values| {
            for (value, weights) in values.iter_mut().zip(decoder.chunks_exact(latent)) {
                *value += weights.iter().zip(mean).map(|(weight, mean)| weight * mean).sum::<f32>();
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Shape;
    use crate::model::{Activation, Architecture};
    use crate::rng::Rng;

    #[test]
    fn pictures_stay_and_the_kl_falls() {
        let shape = Shape { height: 4, width: 4, channels: 1 };
        let pixels: Vec<u8> = (0..16 * 30).map(|index: usize| (index * index % 251) as u8).collect();
        let images = Images { shape, pixels, labels: vec![0; 30] };
        for widths in [&[9, 5][..], &[]] {
            let architecture =
                Architecture { activation: Activation::Gelu, ..Architecture::mirrored(shape, widths, 3) };
            let vae = Vae::new(&architecture, &Rng::new(1)).unwrap();
            let decoded = |vae: &Vae| vae.decode_pixels(&vae.encode_images(&images).unwrap().0).unwrap();
            let (pictures, before) = (decoded(&vae), vae.terms(&images, &Rng::new(2)).unwrap());
            vae.standardize(&images).unwrap();
            let after = vae.terms(&images, &Rng::new(2)).unwrap();
            assert!(after.kl < before.kl, "{} {}", after.kl, before.kl);
            assert!((after.reconstruction - before.reconstruction).abs() < 1e-3 * before.reconstruction);
            assert!(decoded(&vae).iter().zip(&pictures).all(|(a, b)| a.abs_diff(*b) <= 1));
            let (mu, _) = vae.encode_images(&images).unwrap();
            let mean: f32 = mu.iter().step_by(3).sum::<f32>() / 30.0;
            assert!(mean.abs() < 1e-4, "{mean}");
        }
    }
}
