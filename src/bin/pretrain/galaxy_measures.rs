//! What the galaxies say of a model, and of the best linear one.

use std::f64::consts::PI;

use latent_lab::data::{Images, augment};
use latent_lab::latent::pca::Pca;
use latent_lab::model::{Terms, Vae};

use crate::training::{Outcome, evaluation_rng};

/// Standard deviation of a pixel about its mean.
pub const SIGMA: f32 = 0.07;

/// What a set of galaxies says of a model.
pub struct Score {
    pub terms: Terms,
    /// Of pixels in \[0, 1\], decoded from posterior means; the mean over pixels and galaxies.
    pub square_error: f64,
}

/// The linear model's part of the comparison.
pub struct Linear {
    /// As [`Score::square_error`], of the projection on the components.
    pub square_error: f64,
    /// −log p(x) of probabilistic PCA with the model's σ, nats per image.
    pub nats: f64,
}

/// How well `vae` does on `images`.
pub fn score(vae: &Vae, images: &Images) -> Outcome<Score> {
    let terms = vae.terms(images, &evaluation_rng())?;
    let (means, _) = vae.encode_images(images)?; // [images, latent]
    let decoded = vae.decode_pixels(&means)?; // [images, pixels]
    let squares = decoded.iter().zip(&images.pixels).map(|(a, b)| (f64::from(a.abs_diff(*b)) / 255.0).powi(2));
    Ok(Score { terms, square_error: squares.sum::<f64>() / images.pixels.len() as f64 })
}

/// Probabilistic PCA (Tipping and Bishop 1999) with `components` components, fitted on `train` in all its symmetries, on
/// `images`.
pub fn linear(train: &Images, images: &Images, components: usize, sigma: f32) -> Linear {
    let size = train.shape.pixels();
    let (eight, mut rows) = (augment::all(train), Vec::new());
    eight.gather(0..eight.len(), &mut rows); // [8 images, pixels]
    let pca = Pca::fit(&rows, size, components);
    images.gather(0..images.len(), &mut rows); // [images, pixels]
    let along = pca.project(&rows); // [images, components]
    let squares = rows.iter().zip(pca.reconstruct(&along)).map(|(a, b)| f64::from(a - b).powi(2)).sum::<f64>();
    let (variance, count) = (f64::from(sigma).powi(2), images.len() as f64);
    // C = U diag(max(λ, σ²)) Uᵀ along the components and σ² across them.
    let mut nats = 0.5 * size as f64 * (2.0 * PI * variance).ln() + 0.5 * squares / (variance * count);
    for (index, found) in pca.variances().iter().enumerate() {
        let eigenvalue = found.max(variance);
        let square: f64 = along.iter().skip(index).step_by(components).map(|a| f64::from(*a).powi(2)).sum();
        nats += 0.5 * (eigenvalue / variance).ln() + 0.5 * square / (eigenvalue * count);
    }
    Linear { square_error: squares / (count * size as f64), nats }
}
