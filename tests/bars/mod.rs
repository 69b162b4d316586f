//! Digits for a worker's session.

use latent_lab::data::{Images, Shape};
use latent_lab::rng::Rng;

/// Ten classes of 8 × 8 bars with noise: easy to learn, quick to train on.
pub fn bars(count: usize, seed: u64) -> Images {
    let mut rng = Rng::new(seed);
    let shape = Shape { height: 8, width: 8, channels: 1 };
    let labels: Vec<u8> = (0..count).map(|index| (index % 10) as u8).collect();
    let pixels = labels
        .iter()
        .flat_map(|&label| (0..64).map(move |pixel| if pixel % 8 == usize::from(label) % 8 { 220.0 } else { 10.0 }))
        .map(|ink: f32| (ink + 20.0 * rng.uniform()) as u8)
        .collect();
    Images { shape, pixels, labels }
}
