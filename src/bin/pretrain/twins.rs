//! Two small networks that differ in one thing: a plain autoencoder and a variational one of the same widths, data,
//! schedule and seed, for the figure on what an autoencoder cannot do.

use std::fmt::Write;
use std::time::Instant;

use latent_lab::model::weights::{self, Precision};
use latent_lab::model::{Activation, Architecture};

use crate::training::{Order, Outcome, Schedule, evaluation_rng, read};

const CARD: &str = "TWINS.md";
/// Hidden widths from the image on; the decoder mirrors them.
const HIDDEN: [usize; 2] = [36, 32];

/// Trains both and writes their weights and their card.
pub fn run(order: &Order) -> Outcome<()> {
    let (train, test) = (read(&order.data, "train")?, read(&order.data, "test")?);
    let schedule = Schedule {
        epochs: order.epochs.unwrap_or(12),
        batch: 128,
        peak_rate: 2e-3,
        rate_warm_up: 200,
        kl_warm_up: 2000,
        input_dropout: 0.0,
    };
    let mut rows = String::new();
    let mut parameters = 0;
    for (name, variational) in [("twin-plain", false), ("twin-variational", true)] {
        let architecture = Architecture {
            activation: Activation::Gelu,
            variational,
            ..Architecture::mirrored(train.shape, &HIDDEN, 2)
        };
        let mut trainer = schedule.trainer(&architecture, order.seed, &train)?;
        let began = Instant::now();
        schedule.train(&mut trainer, 1)?;
        let bytes = weights::to_safetensors(trainer.model(), Precision::F16, "MNIST")?;
        std::fs::write(order.out.join(format!("{name}.safetensors")), &bytes)?;
        let rounded = weights::from_safetensors(&bytes)?;
        let errors = rounded.errors(&test, 0..test.len())?;
        let terms = rounded.terms(&test, &evaluation_rng())?;
        parameters = parameters.max(rounded.parameters());
        writeln!(
            rows,
            "| `{name}.safetensors` | {} | {:.2} | {:.2} | {:.2} | {:.0} s |",
            bytes.len(),
            errors.squared(),
            errors.cross_entropy(),
            terms.kl,
            began.elapsed().as_secs_f64(),
        )?;
    }
    let card = format!(
        "# The twins\n\n\
         A plain and a variational autoencoder of handwritten digits, each with a code of two numbers, for the figure on the \
         holes of a latent space. Widths 784-{}-{}-2-{}-{}-784, gelu in its tanh form, Bernoulli pixels, at most {parameters} \
         parameters as f16. They share data, widths, schedule and seed; the variational one adds σ, ε and the KL term.\n\n\
         ```\ncargo run --release --bin prepare -- --full target/mnist\n\
         cargo run --release --bin pretrain -- twins --epochs {} --seed {}\n```\n\n\
         All 60,000 official training images, {} epochs of batches of {}; Adam, the learning rate rising to {} over {} steps \
         and falling along half a cosine to 0; the weight of the KL term rising from 0 to 1 over {} steps.\n\n\
         Of the rounded weights, on the 10,000 official test images, decoded from the posterior mean (the plain one's code):\n\n\
         | file | bytes | squared error | cross-entropy, nats | KL, nats | training |\n\
         | --- | --- | --- | --- | --- | --- |\n{rows}\n\
         Squared error and cross-entropy are summed over pixels in [0, 1], means over images. The files are read as \
         [mnist-vae.safetensors](README.md) is; the plain one has no `encoder.logvar`.\n\n\
         The weights are derived from MNIST (Yann LeCun and Corinna Cortes, CC BY-SA 3.0) and stay under that licence.\n",
        HIDDEN[0],
        HIDDEN[1],
        HIDDEN[1],
        HIDDEN[0],
        schedule.epochs,
        order.seed,
        schedule.epochs,
        schedule.batch,
        schedule.peak_rate,
        schedule.rate_warm_up,
        schedule.kl_warm_up,
    );
    println!("{card}");
    Ok(std::fs::write(order.out.join(CARD), card)?)
}
