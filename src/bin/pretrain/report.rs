//! What a run leaves behind: weights, a picture, a record of its results.

use std::path::Path;
use std::time::Duration;

use latent_lab::data::Images;
use latent_lab::latent::{grid, metrics, small_decoder};
use latent_lab::model::weights::{self, Precision};
use latent_lab::model::{Activation, Likelihood, Terms, Vae};

use crate::training::{Order, Outcome, Schedule, evaluation_rng};

const WEIGHTS: &str = "mnist-vae.safetensors";
const PICTURE: &str = "mnist-manifold.png";
const DECODER: &str = "mnist-decoder.f16";

/// Tiles a side and the outermost quantile of the picture: the page lays its axes over it.
const SIDE: usize = 20;
const QUANTILE: f64 = 0.01;
/// Greys of the picture: as good as 256 to the eye, and a third smaller.
const GREYS: f32 = 48.0;

/// The neighbours that vote, the training means among which they are, the test images that are judged.
const NEIGHBOURS: usize = 10;
const MEANS: usize = 5000;
const JUDGED: usize = 2000;

/// Writes the rounded weights, and measures and draws what they do.
pub fn ship(
    order: &Order,
    schedule: &Schedule,
    vae: &Vae,
    train: &Images,
    test: &Images,
    elapsed: Duration,
) -> Outcome<()> {
    let bytes = weights::to_safetensors(vae, Precision::F16, "MNIST")?;
    let rounded = weights::from_safetensors(&bytes)?;
    let terms = rounded.terms(test, &evaluation_rng())?;
    let accuracy = neighbours_accuracy(&rounded, &train.take(MEANS), &test.take(JUDGED))?;
    let card = card(order, schedule, &rounded, &terms, accuracy, bytes.len(), elapsed);
    println!("{card}");
    std::fs::write(order.out.join(WEIGHTS), &bytes)?;
    std::fs::write(order.out.join("README.md"), card)?;
    write_decoder(&rounded, &order.out)?;
    draw(&rounded, &order.out)
}

/// Draws the picture of the weights that are there.
pub fn redraw(order: &Order) -> Outcome<()> {
    draw(&weights::from_safetensors(&std::fs::read(order.out.join(WEIGHTS))?)?, &order.out)
}

/// Writes the small decoder of the weights that are there.
pub fn extract(order: &Order) -> Outcome<()> {
    write_decoder(&weights::from_safetensors(&std::fs::read(order.out.join(WEIGHTS))?)?, &order.out)
}

/// The page's own decoder takes the file as it is: gelu in its tanh form, Bernoulli pixels.
fn write_decoder(vae: &Vae, folder: &Path) -> Outcome<()> {
    let architecture = vae.architecture();
    if (architecture.activation, architecture.likelihood) != (Activation::Gelu, Likelihood::Bernoulli) {
        return Err("the page's own decoder knows gelu in its tanh form and Bernoulli pixels only".into());
    }
    let pixels = architecture.input.pixels();
    let widths: Vec<usize> =
        [architecture.latent].into_iter().chain(architecture.decoder.iter().copied()).chain([pixels]).collect();
    let mut values = Vec::new();
    for layer in 0..widths.len() - 1 {
        for part in ["bias", "weight"] {
            let name = format!("decoder.{layer}.{part}");
            let (_, parameter) =
                vae.named_parameters().into_iter().find(|(found, _)| *found == name).ok_or("a layer is missing")?;
            values.push(parameter.flatten_all()?.to_vec1::<f32>()?);
        }
    }
    std::fs::write(folder.join(DECODER), small_decoder::to_bytes(&widths, values.iter().map(Vec::as_slice))?)?;
    Ok(())
}

fn neighbours_accuracy(vae: &Vae, train: &Images, test: &Images) -> Outcome<f64> {
    let ((means, _), (queries, _)) = (vae.encode_images(train)?, vae.encode_images(test)?);
    let latent = vae.architecture().latent;
    Ok(metrics::knn_accuracy(&means, &train.labels, &queries, &test.labels, latent, NEIGHBOURS))
}

fn draw(vae: &Vae, folder: &Path) -> Outcome<()> {
    let shape = vae.architecture().input;
    let axis = grid::inverse_cdf_axis(SIDE, QUANTILE, 1.0 - QUANTILE);
    let tiles = vae.decode_pixels(&grid::rows(&axis, &axis, (0, 1), &[0.0, 0.0]))?; // [side · side, height, width]
    let (width, height) = (SIDE * shape.width, SIDE * shape.height);
    let mut picture = vec![0; width * height];
    for (index, tile) in tiles.chunks_exact(shape.pixels()).enumerate() {
        let (left, top) = (index % SIDE * shape.width, index / SIDE * shape.height);
        for (row, line) in tile.chunks_exact(shape.width).enumerate() {
            let start = (top + row) * width + left;
            picture[start..start + shape.width].copy_from_slice(line);
        }
    }
    let step = 255.0 / (GREYS - 1.0);
    picture.iter_mut().for_each(|grey| *grey = ((f32::from(*grey) / step).round() * step).round() as u8);
    let file = std::fs::File::create(folder.join(PICTURE))?;
    let mut encoder = png::Encoder::new(file, width as u32, height as u32);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::High);
    encoder.set_filter(png::Filter::NoFilter);
    encoder.write_header()?.write_image_data(&picture)?;
    Ok(())
}

fn card(
    order: &Order,
    schedule: &Schedule,
    vae: &Vae,
    terms: &Terms,
    accuracy: f64,
    bytes: usize,
    elapsed: Duration,
) -> String {
    let widths = |widths: &[usize]| widths.iter().map(|width| format!("{width}-")).collect::<String>();
    let architecture = vae.architecture();
    let Schedule { epochs, batch, peak_rate, rate_warm_up, kl_warm_up, input_dropout } = schedule;
    format!(
        "# mnist-vae.safetensors\n\n\
         A variational autoencoder of handwritten digits with a two-dimensional latent space, for the page's first figure \
         and its chapter on latent space.\n\n\
         Encoder 784-{}(μ, ln σ²), z of {} dimensions, decoder 2-{}784 giving the logits of Bernoulli pixels; gelu in its \
         tanh form; {} parameters as f16, {bytes} bytes.\n\n\
         ## How it was made\n\n\
         ```\ncargo run --release --bin prepare -- --full target/mnist\n\
         cargo run --release --bin pretrain -- mnist --epochs {epochs} --seed {}\n```\n\n\
         All 60,000 official training images, {epochs} epochs of batches of {batch}, one ε an image. Adam (β₁ 0.9, β₂ 0.999); \
         the learning rate rises to {peak_rate} over {rate_warm_up} steps and falls along half a cosine to 0; the weight of \
         the KL term rises from 0 to 1 over {kl_warm_up} steps; the encoder does not see {:.0} % of the pixels in training, \
         chosen afresh for every image. No weight decay, no averaging of weights, no augmentation. {:.0} s on one thread.\n\n\
         ## Results\n\n\
         Of the rounded weights in the file, on the 10,000 official test images, which chose nothing: widths and schedule \
         were chosen on the last 5,000 training images, by runs of another implementation, one of which was also scored on \
         the test images. Grey \
         pixels are taken as Bernoulli means; cross-entropy summed over pixels, KL summed over latent dimensions, mean over \
         images, one ε an image.\n\n\
         | quantity | value |\n| --- | --- |\n\
         | negative ELBO | {:.2} nats |\n| reconstruction | {:.2} nats |\n| KL | {:.2} nats |\n\
         | 10-nearest-neighbour accuracy of the posterior means (first {MEANS} training means, first {JUDGED} test images) | \
         {accuracy:.4} |\n\n\
         The record of the reference run, which compares the training code with another implementation, is in \
         [REFERENCE.md](REFERENCE.md).\n\n\
         ## Reading the file\n\n\
         safetensors; weights are `[out, in]`. `encoder.0` … `encoder.{}`, `encoder.mu`, `encoder.logvar` (natural logarithm \
         of the variance); `decoder.0` … `decoder.{}`, the last giving logits. Input: 28 × 28 grey values in [0, 1], row by \
         row, white ink on black. The strings `dataset`, `input`, `latent`, `activation`, `gelu` and `likelihood` are in the \
         file's metadata.\n\n\
         `mnist-decoder.f16` holds the decoder alone, the same numbers, for the page's first figure, which draws with it before the rest \
         is there: the number of widths and the widths as little-endian 16-bit integers, then for each layer the biases and the \
         weights `[out, in]` as little-endian f16. `cargo run --release --bin pretrain -- decoder` takes it out of the weights \
         again.\n\n\
         `mnist-manifold.png` shows E[x|z] decoded from these weights on a {SIDE} × {SIDE} grid of z at evenly spaced \
         quantiles of the prior, {QUANTILE} to {}, z₁ to the right and z₂ upwards.\n\n\
         ## Licence\n\n\
         The weights are derived from MNIST (Yann LeCun and Corinna Cortes, CC BY-SA 3.0) and stay under that licence.\n",
        widths(&architecture.encoder),
        architecture.latent,
        widths(&architecture.decoder),
        vae.parameters(),
        order.seed,
        100.0 * input_dropout,
        elapsed.as_secs_f64(),
        terms.nelbo(),
        terms.reconstruction,
        terms.kl,
        architecture.encoder.len() - 1,
        architecture.decoder.len(),
        1.0 - QUANTILE,
    )
}

/// Writes the record of the reference run: the test terms after some epochs.
pub fn record_reference(order: &Order, rows: &[(u64, Terms)], elapsed: Duration) -> Outcome<()> {
    let row = |(epoch, terms): &(u64, Terms)| {
        format!("| {epoch} | {:.2} | {:.2} | {:.2} |\n", terms.nelbo(), terms.reconstruction, terms.kl)
    };
    let record = format!(
        "# The reference run\n\n\
         784-400-2 (relu, Bernoulli pixels, the decoder mirroring the encoder), Adam 1e-3, batches of 128, β = 1, the first \
         5,000 training images of MNIST; the 10,000 official test images, nats per image, one ε an image. An independent \
         implementation in JAX gave a negative ELBO of 230.98 after 1 epoch, 188.91 after 5, 177.54 after 10 and 167.12 after \
         30; ours must lie within 2 nats of the last.\n\n\
         ```\ncargo run --release --bin prepare -- --full target/mnist\n\
         cargo run --release --bin pretrain -- reference --seed {}\n```\n\n\
         | epoch | negative ELBO | reconstruction | KL |\n| --- | --- | --- | --- |\n{}\n\
         {:.0} s on one thread.\n",
        order.seed,
        rows.iter().map(row).collect::<String>(),
        elapsed.as_secs_f64(),
    );
    println!("{record}");
    Ok(std::fs::write(order.out.join("REFERENCE.md"), record)?)
}
