//! How far reconstructions are from their images, in the two measures by which the page compares networks.

use std::ops::Range;

use super::fused::with;
use super::{ModelError, Vae, loss};
use crate::data::Images;

/// Sums over some images, so that a large set can be measured a part at a time.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Errors {
    images: usize,
    squared: f64,
    cross_entropy: f64,
}

impl Errors {
    pub fn add(&mut self, other: Self) {
        self.images += other.images;
        self.squared += other.squared;
        self.cross_entropy += other.cross_entropy;
    }

    /// Σ (x − x′)² over the pixels of an image in \[0, 1\], mean over images.
    pub fn squared(&self) -> f64 {
        self.squared / self.images.max(1) as f64
    }

    /// −log p(x|z), nats: summed over the pixels of an image, mean over images.
    pub fn cross_entropy(&self) -> f64 {
        self.cross_entropy / self.images.max(1) as f64
    }
}

impl Vae {
    /// The errors of the images `part`, each decoded from its posterior mean (a plain autoencoder's code).
    ///
    /// # Errors
    /// If the pixels are not whole images of the network's size.
    pub fn errors(&self, images: &Images, part: Range<usize>) -> Result<Errors, ModelError> {
        let part = part.start..part.end.min(images.len());
        let mut pixels = Vec::new();
        images.gather(part.clone(), &mut pixels);
        if pixels.is_empty() {
            return Ok(Errors::default());
        }
        let x = self.tensor(pixels)?; // [part, pixels]
        let mu = self.encode(&x)?.mu; // [part, latent]
        let likelihood = self.architecture().likelihood;
        let cross_entropy: f32 = loss::reconstruction(likelihood, &self.decode_logits(&mu)?, &x)?.to_scalar()?;
        let mean = self.decode_mean(&mu)?; // [part, pixels]
        let squared = with(&x, |x| with(&mean, |mean| squared(x, mean)))??;
        Ok(Errors { images: part.len(), squared, cross_entropy: f64::from(cross_entropy) * part.len() as f64 })
    }
}

/// Σ (a − b)².
fn squared(a: &[f32], b: &[f32]) -> f64 {
    a.iter().zip(b).map(|(a, b)| f64::from(a - b).powi(2)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Shape;
    use crate::model::Architecture;
    use crate::rng::Rng;

    #[test]
    fn parts_add_up_to_the_whole_and_to_the_terms() {
        let shape = Shape { height: 2, width: 3, channels: 1 };
        let images = Images { shape, pixels: (0..30).map(|i| (i * 8) as u8).collect(), labels: vec![0; 5] };
        let architecture = Architecture { variational: false, ..Architecture::mirrored(shape, &[4], 2) };
        let vae = Vae::new(&architecture, &Rng::new(1)).unwrap();
        let whole = vae.errors(&images, 0..9).unwrap();
        let mut sum = vae.errors(&images, 0..2).unwrap();
        sum.add(vae.errors(&images, 2..5).unwrap());
        assert_eq!(sum.images, 5);
        assert!((whole.squared() - sum.squared()).abs() < 1e-6);
        // A plain autoencoder has no ε: its terms are those of its codes.
        let terms = vae.terms(&images, &Rng::new(0)).unwrap();
        assert!((whole.cross_entropy() - f64::from(terms.reconstruction)).abs() < 1e-4);
        let (codes, _) = vae.encode_images(&images).unwrap();
        let decoded = vae.decode_pixels(&codes).unwrap();
        let by_bytes = |(a, b): (&u8, &u8)| (f64::from(*a) / 255.0 - f64::from(*b) / 255.0).powi(2);
        let direct = images.pixels.iter().zip(&decoded).map(by_bytes).sum::<f64>() / 5.0;
        assert!((whole.squared() - direct).abs() < 0.02, "{} {direct}", whole.squared());
        assert_eq!(vae.errors(&images, 5..5).unwrap(), Errors::default());
    }
}
