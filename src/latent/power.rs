//! The leading eigenvectors of a covariance too large to be formed, by subspace iteration in short steps.
//!
//! Knows nothing of what the rows are; [`super::pca`] centres them and keeps the result.

use super::eigen;
use crate::rng::Rng;

/// Extra directions carried along so that the wanted ones converge fast.
const EXTRA: usize = 8;
const MOST_ITERATIONS: usize = 200;
/// Multiplications in one step, so that it takes a few ms.
const MULTIPLICATIONS: usize = 4_000_000;

/// Subspace iteration with Rayleigh–Ritz: Q ← orthonormal basis of C Q, until the wanted Ritz values settle.
pub struct BlockPower {
    wanted: usize,
    dimensions: usize,
    /// `[width, dimensions]`.
    basis: Vec<f64>,
    values: Vec<f64>,
    iterations: usize,
    /// C times the basis so far, `[width, dimensions]`, and how many rows are in it.
    image: Vec<f64>,
    passed: usize,
}

impl BlockPower {
    pub fn new(dimensions: usize, wanted: usize) -> Self {
        let width = (wanted + EXTRA.max(wanted)).min(dimensions);
        let mut rng = Rng::new(0).split("pca", 0);
        let mut basis: Vec<f64> = (0..width * dimensions).map(|_| f64::from(rng.normal())).collect();
        orthonormalize(&mut basis, dimensions);
        Self { wanted, dimensions, basis, values: vec![0.0; width], iterations: 0, image: Vec::new(), passed: 0 }
    }

    /// Part of a pass over centred rows `[n, dimensions]`, and after its last part an iteration; false when the values
    /// have settled, or after 200 iterations.
    pub fn step(&mut self, centred: &[f64], divisor: f64) -> bool {
        if self.iterations == MOST_ITERATIONS {
            return false;
        }
        let (d, width) = (self.dimensions, self.values.len());
        let rows = centred.len() / d;
        let end = rows.min(self.passed + (MULTIPLICATIONS / (2 * d * width)).max(1));
        self.image.resize(width * d, 0.0);
        apply_covariance(&centred[self.passed * d..end * d], d, &self.basis, divisor, &mut self.image);
        self.passed = end;
        if end < rows {
            return true;
        }
        self.passed = 0;
        self.iterations += 1;
        let image = std::mem::take(&mut self.image);
        let mut ritz = vec![0.0; width * width];
        for i in 0..width {
            for j in 0..width {
                ritz[i * width + j] = dot(&self.basis[i * d..(i + 1) * d], &image[j * d..(j + 1) * d]);
            }
        }
        let (now, turn) = eigen::symmetric(ritz, width);
        self.basis = combine(&turn, &self.basis, width, d);
        let next = combine(&turn, &image, width, d); // C times the Ritz vectors
        // |C v − λ v| bounds the error of λ, and over the gap that of v.
        let residual = (0..self.wanted).fold(0.0f64, |worst, i| {
            let part = |k: usize| (next[k] - now[i] * self.basis[k]).powi(2);
            worst.max((i * d..(i + 1) * d).map(part).sum::<f64>().sqrt())
        });
        self.values = now;
        if residual <= 1e-7 * self.values[0] || residual.is_nan() {
            self.iterations = MOST_ITERATIONS;
            return false;
        }
        self.basis = next;
        orthonormalize(&mut self.basis, d);
        true
    }

    /// The eigenvalues and eigenvectors `[width, dimensions]`, largest first.
    pub fn found(&self) -> (Vec<f64>, Vec<f64>) {
        let mut basis = self.basis.clone();
        basis.chunks_exact_mut(self.dimensions).for_each(eigen::fix_sign);
        (self.values.clone(), basis)
    }
}

/// Adds C Q for the columns of Q given as rows of `basis` `[width, d]`: Xᵀ(X Q)/divisor, over some of the rows of X.
fn apply_covariance(centred: &[f64], d: usize, basis: &[f64], divisor: f64, image: &mut [f64]) {
    for row in centred.chunks_exact(d) {
        for (q, out) in basis.chunks_exact(d).zip(image.chunks_exact_mut(d)) {
            let along = dot(row, q) / divisor;
            out.iter_mut().zip(row).for_each(|(out, x)| *out += along * x);
        }
    }
}

/// `turn` `[width, width]` times `rows` `[width, d]`.
fn combine(turn: &[f64], rows: &[f64], width: usize, d: usize) -> Vec<f64> {
    let mut out = vec![0.0; width * d];
    for (weights, out) in turn.chunks_exact(width).zip(out.chunks_exact_mut(d)) {
        for (weight, row) in weights.iter().zip(rows.chunks_exact(d)) {
            out.iter_mut().zip(row).for_each(|(out, x)| *out += weight * x);
        }
    }
    out
}

/// Gram–Schmidt, twice for accuracy; a row that depends on those before it becomes an axis that does not.
fn orthonormalize(rows: &mut [f64], d: usize) {
    let width = rows.len() / d;
    for i in 0..width {
        let (before, rest) = rows.split_at_mut(i * d);
        let row = &mut rest[..d];
        let mut spare = 0;
        loop {
            let length = dot(row, row).sqrt();
            let scale = if length > 0.0 { 1.0 / length } else { 0.0 };
            row.iter_mut().for_each(|x| *x *= scale);
            for _ in 0..2 {
                for other in before.chunks_exact(d) {
                    let along = dot(other, row);
                    row.iter_mut().zip(other).for_each(|(x, o)| *x -= along * o);
                }
            }
            let left = dot(row, row).sqrt();
            if left > 1e-10 {
                row.iter_mut().for_each(|x| *x /= left);
                break;
            }
            if spare == d {
                break;
            }
            row.fill(0.0);
            row[spare] = 1.0;
            spare += 1;
        }
    }
}

/// Four running sums, so that the compiler can use SIMD.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0; 4];
    let (a4, b4) = (a.chunks_exact(4), b.chunks_exact(4));
    let rest: f64 = a4.remainder().iter().zip(b4.remainder()).map(|(a, b)| a * b).sum();
    for (a, b) in a4.zip(b4) {
        for k in 0..4 {
            sums[k] += a[k] * b[k];
        }
    }
    sums[0] + sums[1] + sums[2] + sums[3] + rest
}
