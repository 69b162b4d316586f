//! The curve of the chapter on autoencoders: held-out error against the width of the bottleneck, beside PCA's.

use std::fmt::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use latent_lab::data::Images;
use latent_lab::data::bottleneck::{EPOCHS, HEADER, HIDDEN, IMAGES, TRAINED, WIDEST};
use latent_lab::latent::pca::Pca;
use latent_lab::train::bottleneck;

use crate::training::{Order, Outcome, read};

/// The digits that the page has: the curve and the point that a reader adds must be of the same ones.
const DATA: &str = "static/data";
const TABLE: &str = "bottleneck.csv";
const CARD: &str = "BOTTLENECK.md";

/// Measures PCA of every width, trains the autoencoders, and writes the table and its card.
pub fn run(order: &Order) -> Outcome<()> {
    let data = Path::new(DATA);
    let (train, test) = (read(data, "train")?.take(IMAGES), read(data, "test")?);
    let epochs = order.epochs.unwrap_or(u64::from(EPOCHS));
    let began = Instant::now();
    let linear = principal(&train, &test);
    let mut table = format!("{HEADER}\n");
    for (q, pca) in (1..=WIDEST).zip(linear) {
        if !TRAINED.contains(&q) {
            writeln!(table, "{q},{pca:.3},,")?;
            continue;
        }
        let mut trainer = bottleneck::trainer(q, order.seed, &train)?;
        for _ in 0..epochs * trainer.batches_per_epoch() as u64 {
            trainer.step()?;
        }
        let errors = trainer.model().errors(&test, 0..test.len())?;
        println!("q {q:2}  PCA {pca:6.3}  {errors:?}  {:.0} s", began.elapsed().as_secs_f64());
        writeln!(table, "{q},{pca:.3},{:.3},{:.3}", errors.squared(), errors.cross_entropy())?;
    }
    std::fs::write(order.out.join(TABLE), table)?;
    Ok(std::fs::write(order.out.join(CARD), card(order, epochs, test.len(), began.elapsed()))?)
}

/// The squared error of `test` on the first 1, 2, … principal components of `train`.
fn principal(train: &Images, test: &Images) -> Vec<f64> {
    let pixels = train.shape.pixels();
    let rows = |images: &Images| {
        let mut rows = Vec::new();
        images.gather(0..images.len(), &mut rows);
        rows // [images, pixels]
    };
    let pca = Pca::fit(&rows(train), pixels, WIDEST);
    let test = rows(test);
    let centred = |(value, mean): (&f32, &f64)| (f64::from(*value) - mean).powi(2);
    let mut left: f64 = test.chunks_exact(pixels).flat_map(|row| row.iter().zip(pca.mean())).map(centred).sum();
    let along = pca.project(&test); // [images, components]
    let images = (test.len() / pixels) as f64;
    (0..pca.len())
        .map(|component| {
            left -= along.iter().skip(component).step_by(pca.len()).map(|a| f64::from(*a).powi(2)).sum::<f64>();
            left / images
        })
        .collect()
}

fn card(order: &Order, epochs: u64, held_out: usize, elapsed: Duration) -> String {
    format!(
        "# {TABLE}\n\n\
         Reconstruction error of held-out digits against the number q of values in the code, for the chapter on \
         autoencoders.\n\n\
         ```\ncargo run --release --bin pretrain -- bottleneck --epochs {epochs} --seed {}\n```\n\n\
         For q of {}: a plain autoencoder 784-{HIDDEN}-q-{HIDDEN}-784 (relu, Bernoulli pixels, no prior and \
         no noise), trained on cross-entropy for {epochs} epochs of batches of 128 over the first {IMAGES} training digits of \
         `static/data`, Adam at 1e-3. For every q from 1 to {WIDEST}: the projection on the first q principal components of the \
         same digits. Measured on the {held_out} held-out digits of `static/data`. {:.0} s on one thread.\n\n\
         | column | meaning |\n| --- | --- |\n\
         | `q` | values in the code |\n\
         | `pca_squared_error` | squared error summed over pixels in [0, 1], mean over digits, of the projection |\n\
         | `autoencoder_squared_error` | the same of the autoencoder |\n\
         | `autoencoder_cross_entropy` | −log p(x\\|z) in nats, summed over pixels, mean over digits; a projection has none, \
         since its pixels are no probabilities |\n\n\
         The autoencoders are not shipped: the page trains one of any width afresh, by the same code.\n",
        order.seed,
        TRAINED.map(|q| q.to_string()).join(", "),
        elapsed.as_secs_f64(),
    )
}
