//! The galaxy run: a VAE of the deep field's galaxies, of two dimensions unless more are asked for, compared with the best
//! linear model of as many.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use latent_lab::data::galaxies::{GalaxySet, Region};
use latent_lab::data::{Images, Shape, augment};
use latent_lab::model::{Activation, Architecture, Likelihood};
use latent_lab::train::Trainer;

use crate::galaxy_measures::{SIGMA, linear, score};
use crate::galaxy_report::{self, Choice, Recipe};
use crate::training::{Order, Outcome, Schedule};

/// Training galaxies below this share of the image's height chose the settings; in the end they are trained on too.
const CHOOSING_BELOW: f32 = 0.78 * 872.0;

const TOLD_EVERY: u64 = 50;

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
    let mut trainer = recipe.schedule.trainer(&recipe.architecture, seed, images)?;
    trainer.set_augmentation(true);
    trainer.set_weight_decay(recipe.weight_decay);
    recipe.schedule.train(&mut trainer, TOLD_EVERY)?;
    trainer.model().standardize(&augment::all(images))?;
    Ok(trainer)
}
