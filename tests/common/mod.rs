//! Small image sets for tests.

use latent_lab::data::{Images, Shape};
use latent_lab::rng::Rng;

/// `count` images of 6 × 6 with a bright column at its label, and noise.
pub fn bars(count: usize, seed: u64) -> Images {
    let mut rng = Rng::new(seed);
    let labels: Vec<u8> = (0..count).map(|index| (index % 6) as u8).collect();
    let mut pixels = Vec::new();
    for &label in &labels {
        for pixel in 0..36 {
            let ink = if pixel % 6 == usize::from(label) { 210.0 } else { 15.0 };
            pixels.push((ink + 40.0 * rng.uniform()) as u8);
        }
    }
    Images { shape: Shape { height: 6, width: 6, channels: 1 }, pixels, labels }
}
