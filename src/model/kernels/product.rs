//! Matrix products for the shapes of a training step, as the browser does them.
//!
//! Three layouts, all row-major and dense, are all a dense layer needs: x Wᵀ forward, g W for the gradient of its input, gᵀ x
//! for that of its weights. Four of five pixels of a digit are 0, and every other value behind a relu: where an operand
//! has zeros enough, its products with them are left out.
//!
//! Each value is summed in an order that depends on k alone, so that the same numbers give the same bits however they are
//! cut into tiles and whatever is left out. x Wᵀ: four sums of every fourth product, (s₀ + s₁) + (s₂ + s₃), plus the sum of the
//! products beyond the last whole four. The other two: sums of 512 products each, added one after the other.

use super::nonzero;
use super::{dense, sparse};

/// Buffers, kept between calls.
#[derive(Default)]
pub struct Workspace {
    dense: dense::Workspace,
    sparse: sparse::Workspace,
}

/// `c = a bᵀ` for a `[m, k]`, b `[n, k]`, c `[m, n]`.
pub fn times_transposed(a: &[f32], b: &[f32], c: &mut [f32], n: usize, k: usize, work: &mut Workspace) {
    if k == 0 || c.is_empty() {
        c.fill(0.0);
    } else if cost(a, n) < 1.0 && finite(b) {
        sparse::times_transposed(a, b, c, n, k, &mut work.sparse);
    } else {
        dense::times_transposed(a, b, c, n, k, &mut work.dense);
    }
}

/// `c = a b` for a `[m, k]`, b `[k, n]`, c `[m, n]`.
pub fn times(a: &[f32], b: &[f32], c: &mut [f32], n: usize, k: usize, work: &mut Workspace) {
    if k == 0 || c.is_empty() {
        c.fill(0.0);
    } else if cost(a, n) < 1.0 && finite(b) {
        sparse::times(a, b, c, n, k, &mut work.sparse);
    } else {
        dense::times(a, b, c, n, k, &mut work.dense);
    }
}

/// `c = aᵀ b` for a `[k, m]`, b `[k, n]`, c `[m, n]`.
pub fn transposed_times(a: &[f32], b: &[f32], c: &mut [f32], n: usize, k: usize, work: &mut Workspace) {
    if k == 0 || c.is_empty() {
        return c.fill(0.0);
    }
    let (by_a, by_b) = (cost(a, n), cost(b, a.len() / k));
    if by_a < 1.0 && by_a <= by_b && finite(b) {
        sparse::transposed_times(a, b, c, n, k, &mut work.sparse);
    } else if by_b < 1.0 && finite(a) {
        sparse::transposed_times_zeros(a, b, c, n, k, &mut work.sparse);
    } else {
        dense::transposed_times(a, b, c, n, k, &mut work.dense);
    }
}

/// About what leaving out the zeros of `values` costs, if all products cost 1; the other operand has `columns` columns.
///
/// A product of a listed value takes 1.6 times as long as one of a tile, and takes [`sparse::COLUMNS`] columns at a time.
fn cost(values: &[f32], columns: usize) -> f32 {
    let columns = columns.next_multiple_of(sparse::COLUMNS) as f32 / columns as f32;
    1.6 * columns * nonzero::count(values) as f32 / values.len() as f32
}

/// Whether no value is infinite or NaN; 0 times such a one is not 0.
fn finite(values: &[f32]) -> bool {
    // As bits, since the order of positive numbers is that of their bits, with infinity and NaN above them all.
    values.iter().fold(0, |largest, value| largest.max(value.abs().to_bits())) < f32::INFINITY.to_bits()
}
