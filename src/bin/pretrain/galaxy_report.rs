//! What the galaxy run leaves behind: weights and their card.

use std::time::Duration;

use latent_lab::data::Images;
use latent_lab::model::weights::{self, Precision};
use latent_lab::model::{Architecture, Vae};

use crate::galaxy_measures::{Linear, SIGMA, Score, linear, score};
use crate::training::{Order, Outcome, Schedule};

const WEIGHTS: &str = "galaxy-vae.safetensors";
const CARD: &str = "GALAXY.md";
const DATASET: &str = "Hubble eXtreme Deep Field galaxies";

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

/// Writes the rounded weights, and measures what they do.
pub fn ship(
    order: &Order,
    recipe: &Recipe,
    vae: &Vae,
    train: &Images,
    held_out: &Images,
    choice: &Choice,
    elapsed: Duration,
) -> Outcome<()> {
    let bytes = weights::to_safetensors(vae, Precision::F16, DATASET)?;
    let rounded = weights::from_safetensors(&bytes)?;
    let found = score(&rounded, held_out)?;
    let beside = linear(train, held_out, recipe.architecture.latent, SIGMA);
    let results = [
        row("held-out region, this model", &found),
        linear_row("held-out region, probabilistic PCA", &beside),
        row("choosing part, the same recipe on the rest", &choice.score),
        linear_row("choosing part, probabilistic PCA on the rest", &choice.linear),
    ];
    let counts = [train.len(), held_out.len(), choice.galaxies.0, choice.galaxies.1];
    let card = card(order, recipe, &rounded, counts, &results.concat(), bytes.len(), elapsed);
    println!("{card}");
    std::fs::write(order.out.join(WEIGHTS), &bytes)?;
    Ok(std::fs::write(order.out.join(CARD), card)?)
}

fn row(name: &str, score: &Score) -> String {
    let terms = &score.terms;
    format!(
        "| {name} | {:.1} | {:.1} | {:.2} | {:.6} |\n",
        terms.nelbo(),
        terms.reconstruction,
        terms.kl,
        score.square_error
    )
}

fn linear_row(name: &str, linear: &Linear) -> String {
    format!("| {name} | {:.1} | | | {:.6} |\n", linear.nats, linear.square_error)
}

fn card(
    order: &Order,
    recipe: &Recipe,
    vae: &Vae,
    [train, held_out, rest, choosing]: [usize; 4],
    results: &str,
    bytes: usize,
    elapsed: Duration,
) -> String {
    let architecture = vae.architecture();
    let widths = |widths: &[usize]| widths.iter().map(|width| format!("{width}-")).collect::<String>();
    let (pixels, schedule) = (architecture.input.pixels(), &recipe.schedule);
    format!(
        "# {WEIGHTS}\n\n\
         A variational autoencoder of the galaxies of the Hubble eXtreme Deep Field with a {latent}-dimensional latent space, \
         for the galaxy notebook.\n\n\
         Encoder {pixels}-{}(μ, ln σ²), decoder {latent}-{}{pixels} giving the means of Gaussian pixels; gelu in its tanh \
         form; {} parameters as f16, {bytes} bytes.\n\n\
         ## How it was made\n\n\
         ```\ncargo run --release --bin pretrain -- galaxy --epochs {} --seed {} --latent {latent}\n```\n\n\
         {train} galaxies of the left four fifths of the image ([their provenance](../static/data/GALAXIES.md)), each turned \
         and mirrored afresh at every visit by one of the eight symmetries of the square: a galaxy's picture has no up and \
         no handedness to learn. {} epochs of batches of {}, one ε an image. Adam; the learning rate rises to {} over {} \
         steps and falls along half a cosine to 0; the weight of the KL term rises from 0 to 1 over {} steps; weight decay \
         {}; the encoder does not see {:.0} % of the pixel values. {:.0} s on one thread. \
         In the end z was moved and scaled, one number a dimension, to where the KL term of the training galaxies is least; \
         encoder and decoder took this up, so that no picture changed and the ELBO rose.\n\n\
         So few galaxies are easily learnt by heart. Settings were therefore chosen on the {choosing} training galaxies of \
         the lowest part of the image, by networks that saw only the other {rest}; this model was then trained once on all \
         {train}. The held-out region chose nothing.\n\n\
         ## Why Gaussian pixels\n\n\
         A pixel here is an amount of light with an error, not the chance of ink: p(x|z) is a Gaussian about the decoded mean \
         with the fixed σ = {SIGMA} (of white), near the root mean square of what is left over. Bernoulli pixels, whose \
         cross-entropy weighs the errors of dark pixels most and has no noise to set the scale of the KL term, were tried \
         on the choosing part with the same network and left a larger square error. The ELBO is then a density's: it can be \
         positive, and is not to be compared with that of digits.\n\n\
         ## Results\n\n\
         Of the rounded weights in the file, on the {held_out} galaxies of the right fifth of the image. Nats per image, summed \
         over pixels and latent dimensions, one ε an image; square error per pixel value in [0, 1], of galaxies decoded from \
         their posterior means. The linear model is probabilistic PCA (Tipping and Bishop 1999) with {latent} components and the \
         same σ, fitted on the training galaxies in all eight symmetries; its −log p(x) is exact, where a VAE's is an upper \
         bound.\n\n\
         | on | negative ELBO or −log p(x) | reconstruction | KL | mean square error |\n\
         | --- | --- | --- | --- | --- |\n{results}\n\
         So few dimensions hold little of a galaxy: what is decoded is smooth.\n\n\
         ## Reading the file\n\n\
         As MNIST's ([README.md](README.md)): safetensors, weights `[out, in]`. Input: 32 × 32 × 3 values in [0, 1], row by \
         row, red, green and blue of a pixel together. The strings `dataset`, `input`, `latent`, `activation`, `gelu`, \
         `likelihood` and `sigma` are in the file's metadata.\n\n\
         ## Licence\n\n\
         Derived from a public domain image (NASA, ESA and the HUDF09 team); the weights are in the public domain too.\n",
        widths(&architecture.encoder),
        widths(&architecture.decoder),
        vae.parameters(),
        schedule.epochs,
        order.seed,
        schedule.epochs,
        schedule.batch,
        schedule.peak_rate,
        schedule.rate_warm_up,
        schedule.kl_warm_up,
        recipe.weight_decay,
        100.0 * schedule.input_dropout,
        elapsed.as_secs_f64(),
        latent = architecture.latent,
    )
}
