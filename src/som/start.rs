//! Where a map begins: the weights of its cells before the first row is shown.

use super::map::Lattice;
use crate::latent::pca::Pca;
use crate::rng::Rng;

/// The weights before the first step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// Rows of the data, picked at random.
    Random,
    /// The plane of the first two principal components, ±2σ, the longer side of the sheet along the first.
    Pca,
}

impl Start {
    /// Weights `[cells, dimensions]` for `rows` `[n, dimensions]`; the seed picks the random ones.
    pub fn weights(self, lattice: Lattice, rows: &[f32], dimensions: usize, seed: u64) -> Vec<f32> {
        match self {
            Self::Random => random_start(lattice, rows, dimensions, &Rng::new(seed)),
            Self::Pca => pca_start(lattice, rows, dimensions),
        }
    }
}

fn random_start(lattice: Lattice, rows: &[f32], d: usize, rng: &Rng) -> Vec<f32> {
    let mut rng = rng.split("start", 0);
    let n = rows.len() / d;
    (0..lattice.cells())
        .flat_map(|_| {
            let row = rng.below(n);
            rows[row * d..(row + 1) * d].iter().copied()
        })
        .collect()
}

fn pca_start(lattice: Lattice, rows: &[f32], d: usize) -> Vec<f32> {
    let pca = Pca::fit(rows, d, 2);
    let spread: Vec<f32> = pca.variances().iter().map(|v| 2.0 * v.sqrt() as f32).collect();
    // From −1 at the first of `length` cells to 1 at the last.
    let along = |place: usize, length: usize| {
        if length > 1 { 2.0 * place as f32 / (length - 1) as f32 - 1.0 } else { 0.0 }
    };
    let mut plane = Vec::with_capacity(lattice.cells() * pca.len());
    for cell in 0..lattice.cells() {
        let (column, row) = lattice.place(cell);
        let (u, v) = (along(column, lattice.columns), along(row, lattice.rows));
        let (long, short) = if lattice.columns >= lattice.rows { (u, v) } else { (v, u) };
        plane.extend([long, short].iter().zip(&spread).map(|(place, spread)| place * spread));
    }
    pca.reconstruct(&plane)
}
