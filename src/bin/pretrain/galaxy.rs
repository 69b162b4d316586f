//! The galaxy run: a VAE of the deep field's galaxies, of two dimensions unless more are asked for, held against the best
//! linear model of as many.

use std::f64::consts::PI;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use latent_lab::data::galaxies::{GalaxySet, Region};
use latent_lab::data::{Images, Shape, augment};
use latent_lab::latent::pca::Pca;
use latent_lab::model::{Activation, Architecture, Likelihood, Terms, Vae};
use latent_lab::train::{Hyper, Trainer};

use crate::galaxy_report;
use crate::runs::{Order, Outcome, Schedule, evaluation_rng, one_epoch, tell};

/// Training galaxies below this share of the image's height chose the settings; in the end they are trained on too.
const CHOOSING_BELOW: f32 = 0.78 * 872.0;

const TOLD_EVERY: u64 = 50;

/// Standard deviation of a pixel about its mean.
pub const SIGMA: f32 = 0.07;

/// The galaxy model's settings beside its schedule.
pub struct Recipe {
    pub architecture: Architecture,
    pub schedule: Schedule,
    pub weight_decay: f64,
}

/// What the training galaxies that were kept back for it said of the settings.
pub struct Choice {
    /// How many were trained on, and how many chose.
    pub galaxies: (usize, usize),
    pub score: Score,
    pub linear: Linear,
}

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

pub fn galaxy(order: &Order) -> Outcome<()> {
    let training = read(&order.data, Region::Train)?;
    let held_out = read(&order.data, Region::HeldOut)?;
    let recipe = recipe(training.images.shape, order);
    let (rest, choosing) = split(&training);
    let judge = |trainer: &Trainer| score(trainer.model(), &choosing);
    let chosen = judge(&train(&recipe, order.seed, &rest)?)?;
    let components = recipe.architecture.latent;
    let chosen_linear = linear(&rest, &choosing, components, SIGMA);
    let began = Instant::now();
    let trainer = train(&recipe, order.seed, &training.images)?;
    galaxy_report::ship(
        order,
        &recipe,
        trainer.model(),
        &training.images,
        &held_out.images,
        &Choice { galaxies: (rest.len(), choosing.len()), score: chosen, linear: chosen_linear },
        began.elapsed(),
    )
}

fn recipe(input: Shape, order: &Order) -> Recipe {
    Recipe {
        architecture: Architecture {
            activation: Activation::Gelu,
            likelihood: Likelihood::Gaussian { sigma: SIGMA },
            ..Architecture::mirrored(input, &[128, 64], order.latent)
        },
        schedule: Schedule {
            epochs: order.epochs.unwrap_or(400),
            batch: 64,
            peak_rate: 3e-3,
            rate_warm_up: 50,
            kl_warm_up: 500,
            input_dropout: 0.1,
        },
        weight_decay: 0.05,
    }
}

/// The galaxies of a region, and how far down in the image each is, pixels.
struct Set {
    images: Arc<Images>,
    rows: Vec<f32>,
}

fn read(folder: &Path, region: Region) -> Outcome<Set> {
    let file = |name: String| {
        let path = folder.join(name);
        std::fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))
    };
    let images = file(format!("galaxies-{}-images.idx4-ubyte.gz", region.name()))?;
    let set = GalaxySet::read(&images, &file("galaxies.csv.gz".to_owned())?, region)?;
    let rows = set.places.iter().map(|place| place.y).collect();
    Ok(Set { images: Arc::new(set.images), rows })
}

/// The galaxies that are trained on while settings are chosen, and those that choose.
fn split(set: &Set) -> (Arc<Images>, Arc<Images>) {
    let part = |below: bool| (0..set.rows.len()).filter(move |&index| (set.rows[index] > CHOOSING_BELOW) == below);
    (Arc::new(set.images.select(part(false))), Arc::new(set.images.select(part(true))))
}

/// A fresh network trained by the recipe.
fn train(recipe: &Recipe, seed: u64, images: &Arc<Images>) -> Outcome<Trainer> {
    let schedule = &recipe.schedule;
    let hyper = Hyper { batch: schedule.batch, learning_rate: 0.0, beta: 0.0, seed };
    let mut trainer = Trainer::new(&recipe.architecture, hyper, images.clone())?;
    trainer.set_augmentation(true);
    trainer.set_input_dropout(schedule.input_dropout);
    trainer.set_weight_decay(recipe.weight_decay);
    let began = Instant::now();
    let total = schedule.epochs * trainer.batches_per_epoch() as u64;
    for epoch in 1..=schedule.epochs {
        let mean = one_epoch(&mut trainer, |trainer| {
            let t = trainer.step_count() + 1;
            trainer.set_learning_rate(schedule.rate(t, total));
            trainer.set_beta(schedule.beta(t));
        })?;
        if epoch % TOLD_EVERY == 0 {
            tell(epoch, &mean, began.elapsed());
        }
    }
    trainer.model().standardize(&augment::all(images))?;
    Ok(trainer)
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
