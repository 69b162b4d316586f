//! Matrix products in fixed point, for pictures: their 256 shades need no more than twelve bits of every factor.
//!
//! A row of values is kept as whole numbers from −2047 to 2047 and one scale. Products of pairs are summed exactly, in 32
//! bits, which is four times the work per instruction that `f32` products do. What is lost is the rounding of the factors.

use super::vector::{Shorts, Sums};

/// The largest whole number of a value.
const MOST: f32 = 2047.0;
/// Whole numbers in one [`Shorts`]; rows are padded to a multiple of it with zeros.
const LANES: usize = 8;
/// At most this many products of two whole numbers never overflow 32 bits: 512 · 2047² < 2³¹.
const DEPTH: usize = 512;
/// Rows of the left and of the right operand in one block.
const LEFT: usize = 4;
const RIGHT: usize = 2;

/// A matrix `[rows, k]` in fixed point.
#[derive(Default)]
pub struct Fixed {
    k: usize,
    /// `[rows, padded k]`
    values: Vec<[i16; LANES]>,
    /// What 1 stands for in each row, `[rows]`.
    scales: Vec<f32>,
}

impl Fixed {
    /// Rounds `values` `[rows, k]`, replacing what was held. A row with a value that is not finite becomes NaN.
    pub fn round(&mut self, values: &[f32], k: usize) {
        self.k = k;
        self.values.clear();
        self.scales.clear();
        for row in values.chunks_exact(k.max(1)) {
            // As bits, since the order of positive numbers is that of their bits, and NaN is above them all.
            let largest = f32::from_bits(row.iter().fold(0, |largest, value| largest.max(value.abs().to_bits())));
            let scale = if largest.is_finite() { largest / MOST } else { f32::NAN };
            let inverse = if largest > 0.0 && largest.is_finite() { MOST / largest } else { 0.0 };
            self.scales.push(scale);
            let (whole, rest) = row.as_chunks::<LANES>();
            self.values.extend(whole.iter().map(|values| values.map(|value| nearest(value * inverse))));
            if !rest.is_empty() {
                let mut last = [0; LANES];
                last.iter_mut().zip(rest).for_each(|(last, value)| *last = nearest(value * inverse));
                self.values.push(last);
            }
        }
    }

    fn row(&self, row: usize) -> &[[i16; LANES]] {
        let width = self.k.div_ceil(LANES);
        &self.values[row * width..(row + 1) * width]
    }

    fn rows(&self) -> usize {
        self.scales.len()
    }
}

/// The nearest whole number of a value within ±2047; any number for NaN.
#[inline(always)]
fn nearest(value: f32) -> i16 {
    // Adding 1.5 · 2²³ leaves the rounded value in the low bits.
    const ROUND: f32 = 12_582_912.0;
    (value + ROUND).to_bits() as i16
}

/// `c = a bᵀ` for a `[m, k]`, b `[n, k]`, c `[m, n]`.
pub fn times_transposed(a: &Fixed, b: &Fixed, c: &mut [f32]) {
    let n = b.rows();
    // A few rows of b at a time stay in the first-level cache while all of a passes by.
    const BLOCK: usize = 8 * RIGHT;
    for start in (0..n).step_by(BLOCK) {
        for i in (0..a.rows()).step_by(LEFT) {
            for j in (start..n.min(start + BLOCK)).step_by(RIGHT) {
                if i + LEFT <= a.rows() && j + RIGHT <= n {
                    for (row, dots) in block(a, b, i, j).into_iter().enumerate() {
                        c[(i + row) * n + j..][..RIGHT].copy_from_slice(&dots);
                    }
                } else {
                    for row in i..a.rows().min(i + LEFT) {
                        for column in j..n.min(j + RIGHT) {
                            let sum = dots([a.row(row)], [b.row(column)])[0][0];
                            c[row * n + column] = sum * (a.scales[row] * b.scales[column]);
                        }
                    }
                }
            }
        }
    }
}

/// The scalar products of [`LEFT`] rows from `i` with [`RIGHT`] rows from `j`.
#[inline(always)]
fn block(a: &Fixed, b: &Fixed, i: usize, j: usize) -> [[f32; RIGHT]; LEFT] {
    let left: [_; LEFT] = std::array::from_fn(|row| a.row(i + row));
    let right: [_; RIGHT] = std::array::from_fn(|row| b.row(j + row));
    let sums = dots(left, right);
    std::array::from_fn(|row| {
        std::array::from_fn(|column| sums[row][column] * (a.scales[i + row] * b.scales[j + column]))
    })
}

/// The sums of products of whole numbers, exact within each [`DEPTH`] of them.
#[inline(always)]
fn dots<const M: usize, const N: usize>(left: [&[[i16; LANES]]; M], right: [&[[i16; LANES]]; N]) -> [[f32; N]; M] {
    let length = left[0].len();
    let mut totals = [[0.0; N]; M];
    for start in (0..length).step_by(DEPTH / LANES) {
        let end = length.min(start + DEPTH / LANES);
        let left = left.map(|row| &row[start..end]);
        let right = right.map(|row| &row[start..end]);
        let mut sums = [[Sums::ZERO; N]; M];
        for step in 0..end - start {
            let factors: [Shorts; N] = std::array::from_fn(|column| Shorts::load(&right[column][step]));
            for (sums, row) in sums.iter_mut().zip(left) {
                let value = Shorts::load(&row[step]);
                for (sum, factor) in sums.iter_mut().zip(factors) {
                    *sum = sum.plus_products(value, factor);
                }
            }
        }
        for (totals, sums) in totals.iter_mut().zip(sums) {
            totals.iter_mut().zip(sums).for_each(|(total, sum)| *total += sum.sum() as f32);
        }
    }
    totals
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matrix(rows: usize, columns: usize, seed: f32) -> Vec<f32> {
        (0..rows * columns).map(|index| (index as f32 * seed).sin()).collect()
    }

    fn fixed(values: &[f32], k: usize) -> Fixed {
        let mut fixed = Fixed::default();
        fixed.round(values, k);
        fixed
    }

    #[test]
    fn odd_sizes_agree_with_double_precision() {
        for (m, n, k) in [(1, 1, 1), (4, 8, 16), (5, 9, 7), (7, 17, 513), (13, 3, 1030), (64, 20, 65)] {
            let (a, b) = (matrix(m, k, 0.37), matrix(n, k, 0.71));
            let mut c = vec![f32::NAN; m * n];
            times_transposed(&fixed(&a, k), &fixed(&b, k), &mut c);
            for (index, &value) in c.iter().enumerate() {
                let (i, j) = (index / n, index % n);
                let truth: f64 = (0..k).map(|step| f64::from(a[i * k + step]) * f64::from(b[j * k + step])).sum();
                // Each factor is rounded to a quarter of a thousandth of the largest one.
                let bound = 2.0 * 0.5 / 2047.0 * (k as f64).sqrt();
                assert!((f64::from(value) - truth).abs() < bound, "{m} {n} {k} {index}: {value} {truth}");
            }
        }
    }

    #[test]
    fn the_largest_numbers_do_not_overflow() {
        let k = 2000;
        let ones = vec![1.0; k];
        let mut c = [0.0];
        times_transposed(&fixed(&ones, k), &fixed(&ones, k), &mut c);
        assert!((c[0] - k as f32).abs() < 1e-2, "{}", c[0]);
    }

    #[test]
    fn zeros_stay_zero_and_nan_is_not_hidden() {
        let mut c = [1.0, 1.0];
        times_transposed(&fixed(&[0.0; 3], 3), &fixed(&[1.0, 2.0, 3.0, f32::INFINITY, 0.0, 0.0], 3), &mut c);
        assert_eq!(c[0], 0.0);
        assert!(c[1].is_nan());
    }
}
