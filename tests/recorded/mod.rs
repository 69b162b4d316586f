//! A short run on the shipped digits and what the native program measured in it, so that the browser's program can be
//! held to the same numbers.

use std::sync::Arc;

use latent_lab::data::{Images, Shape, idx};
use latent_lab::model::Architecture;
use latent_lab::rng::Rng;
use latent_lab::train::{Hyper, Trainer};

/// Reconstruction and KL, nats per image: of batches 1, 5, 10, 15, 20, and then of the first 200 held-out digits.
pub const RECORDED: [[f32; 2]; 6] = [
    [647.8792, 0.1316115],
    [598.95337, 0.100016326],
    [554.0987, 0.08799351],
    [509.99146, 0.08892715],
    [468.40213, 0.251775],
    [458.02283, 0.33592188],
];

pub fn held_out() -> Images {
    idx::labelled(
        include_bytes!("../../static/data/mnist-test-images.idx3-ubyte.gz"),
        include_bytes!("../../static/data/mnist-test-labels.idx1-ubyte.gz"),
    )
    .unwrap()
}

fn training() -> Images {
    idx::labelled(
        include_bytes!("../../static/data/mnist-train-images.idx3-ubyte.gz"),
        include_bytes!("../../static/data/mnist-train-labels.idx1-ubyte.gz"),
    )
    .unwrap()
}

/// The run that was recorded, once more.
pub fn run() -> (Trainer, Vec<[f32; 2]>) {
    let shape = Shape { height: 28, width: 28, channels: 1 };
    let architecture = Architecture::mirrored(shape, &[64], 2);
    let hyper = Hyper { batch: 100, learning_rate: 1e-3, beta: 1.0, seed: 0 };
    let mut trainer = Trainer::new(&architecture, hyper, Arc::new(training().take(1000))).unwrap();
    let mut measured = Vec::new();
    for batch in 1..=20 {
        let terms = trainer.step().unwrap();
        if batch == 1 || batch % 5 == 0 {
            measured.push([terms.reconstruction, terms.kl]);
        }
    }
    let terms = trainer.model().terms(&held_out().take(200), &Rng::new(0)).unwrap();
    measured.push([terms.reconstruction, terms.kl]);
    (trainer, measured)
}

/// Each number within one part in a thousand of the recorded one.
#[track_caller]
pub fn assert_as_recorded(measured: &[[f32; 2]]) {
    let close = |a: f32, b: f32| (a - b).abs() <= 1e-3 * b.abs();
    let all = measured.iter().flatten().zip(RECORDED.as_flattened()).all(|(&a, &b)| close(a, b));
    assert!(all && measured.len() == RECORDED.len(), "recorded {RECORDED:?}\nmeasured {measured:?}");
}
