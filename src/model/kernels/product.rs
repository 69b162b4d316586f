//! Matrix products for the shapes of a training step, written for simd128.
//!
//! Three layouts, all row-major and dense, are all a dense layer needs: x Wᵀ forward, g W for the gradient of its input, gᵀ x
//! for that of its weights. `x Wᵀ` walks both operands along k and needs no packing. The other two share a kernel over
//! packed panels: [`ROWS`] values of the left operand and [`COLUMNS`] of the right one for each k.
//!
//! Eight sums of four lanes are in flight: enough to hide the latency of an addition, and few enough for the fifteen
//! registers a browser gives a wasm function on x86-64.

use super::vector::{Vector, WIDTH};

const ROWS: usize = 4;
const COLUMNS: usize = 2 * WIDTH;
/// Steps of k in one pass, so that a packed panel of the right operand stays in the first-level cache.
const DEPTH: usize = 512;
/// Rows of the left and of the right operand in one block of [`times_transposed`].
const DOTS: usize = 4;
const ACROSS: usize = 2;

/// Buffers for packed operands, kept between calls.
#[derive(Default)]
pub struct Workspace {
    left: Vec<f32>,
    right: Vec<f32>,
}

/// `c = a bᵀ` for a `[m, k]`, b `[n, k]`, c `[m, n]`.
pub fn times_transposed(a: &[f32], b: &[f32], c: &mut [f32], n: usize, k: usize) {
    if k == 0 {
        return c.fill(0.0);
    }
    // A few rows of b at a time stay in the first-level cache while all of a passes by.
    const BLOCK: usize = 4 * ACROSS;
    for (block, b) in b.chunks(BLOCK * k).enumerate() {
        for (a, c) in a.chunks(DOTS * k).zip(c.chunks_mut(DOTS * n)) {
            for (group, b) in b.chunks(ACROSS * k).enumerate() {
                let column = block * BLOCK + group * ACROSS;
                if a.len() == DOTS * k && b.len() == ACROSS * k {
                    let dots = block_of_dots(a, b, k);
                    for (row, dots) in c.chunks_mut(n).zip(dots) {
                        row[column..column + ACROSS].copy_from_slice(&dots);
                    }
                } else {
                    for (row, a) in c.chunks_mut(n).zip(a.chunks(k)) {
                        for (out, b) in row[column..].iter_mut().zip(b.chunks(k)) {
                            *out = dot(a, b);
                        }
                    }
                }
            }
        }
    }
}

/// The scalar products of [`DOTS`] rows with [`ACROSS`] rows.
#[inline(always)]
fn block_of_dots(a: &[f32], b: &[f32], k: usize) -> [[f32; ACROSS]; DOTS] {
    let a: [&[f32]; DOTS] = std::array::from_fn(|row| &a[row * k..(row + 1) * k]);
    let b: [&[f32]; ACROSS] = std::array::from_fn(|row| &b[row * k..(row + 1) * k]);
    let ([a0, a1, a2, a3], [b0, b1]) =
        (a.map(|row| row.as_chunks::<WIDTH>().0), b.map(|row| row.as_chunks::<WIDTH>().0));
    let mut sums = [[Vector::ZERO; ACROSS]; DOTS];
    for (((((a0, a1), a2), a3), b0), b1) in a0.iter().zip(a1).zip(a2).zip(a3).zip(b0).zip(b1) {
        let b = [Vector::load(b0), Vector::load(b1)];
        for (sums, a) in sums.iter_mut().zip([a0, a1, a2, a3]) {
            let a = Vector::load(a);
            for (sum, b) in sums.iter_mut().zip(b) {
                *sum = sum.plus_product(a, b);
            }
        }
    }
    let whole = k / WIDTH * WIDTH;
    std::array::from_fn(|i| {
        std::array::from_fn(|j| {
            let rest: f32 = a[i][whole..].iter().zip(&b[j][whole..]).map(|(a, b)| a * b).sum();
            sums[i][j].sum() + rest
        })
    })
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<WIDTH>(), b.as_chunks::<WIDTH>());
    let mut sum = Vector::ZERO;
    for (a, b) in a.iter().zip(b) {
        sum = sum.plus_product(Vector::load(a), Vector::load(b));
    }
    sum.sum() + a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum::<f32>()
}

/// `c = a b` for a `[m, k]`, b `[k, n]`, c `[m, n]`.
pub fn times(a: &[f32], b: &[f32], c: &mut [f32], n: usize, k: usize, work: &mut Workspace) {
    if k == 0 {
        return c.fill(0.0);
    }
    let m = a.len() / k;
    panels(c, [m, n, k], work, b, |start, depth, left| {
        for (row, a) in a.chunks(k).enumerate() {
            let panel = &mut left[row / ROWS * ROWS * depth..];
            for (step, &value) in a[start..start + depth].iter().enumerate() {
                panel[step * ROWS + row % ROWS] = value;
            }
        }
    });
}

/// `c = aᵀ b` for a `[k, m]`, b `[k, n]`, c `[m, n]`.
pub fn transposed_times(a: &[f32], b: &[f32], c: &mut [f32], n: usize, k: usize, work: &mut Workspace) {
    if k == 0 {
        return c.fill(0.0);
    }
    let m = a.len() / k;
    panels(c, [m, n, k], work, b, |start, depth, left| {
        for (step, a) in a.chunks(m).skip(start).take(depth).enumerate() {
            for (panel, a) in left.chunks_mut(ROWS * depth).zip(a.chunks(ROWS)) {
                panel[step * ROWS..step * ROWS + a.len()].copy_from_slice(a);
            }
        }
    });
}

/// Sums products of packed panels into `c`; `pack_left(start, depth, panels)` packs the left operand's steps of k.
fn panels(
    c: &mut [f32],
    [m, n, k]: [usize; 3],
    work: &mut Workspace,
    b: &[f32],
    pack_left: impl Fn(usize, usize, &mut [f32]),
) {
    for start in (0..k).step_by(DEPTH) {
        let depth = DEPTH.min(k - start);
        work.left.resize(m.div_ceil(ROWS) * ROWS * depth, 0.0);
        pack_left(start, depth, &mut work.left);
        work.right.resize(COLUMNS * depth, 0.0);
        for column in (0..n).step_by(COLUMNS) {
            let width = COLUMNS.min(n - column);
            for (packed, b) in work.right.chunks_mut(COLUMNS).zip(b[start * n..].chunks(n)) {
                packed[..width].copy_from_slice(&b[column..column + width]);
            }
            for (left, c) in work.left.chunks(ROWS * depth).zip(c.chunks_mut(ROWS * n)) {
                let sums = panel(left, &work.right);
                for (c, sums) in c.chunks_mut(n).zip(sums) {
                    write(&mut c[column..column + width], sums, start > 0);
                }
            }
        }
    }
}

/// Σ over k of the outer product of [`ROWS`] values with [`COLUMNS`] values.
#[inline(always)]
fn panel(left: &[f32], right: &[f32]) -> [[Vector; 2]; ROWS] {
    let mut sums = [[Vector::ZERO; 2]; ROWS];
    for (left, right) in left.as_chunks::<ROWS>().0.iter().zip(right.as_chunks::<WIDTH>().0.as_chunks::<2>().0) {
        let (low, high) = (Vector::load(&right[0]), Vector::load(&right[1]));
        for (sums, a) in sums.iter_mut().zip(left) {
            let a = Vector::splat(a);
            sums[0] = sums[0].plus_product(a, low);
            sums[1] = sums[1].plus_product(a, high);
        }
    }
    sums
}

/// Writes, or adds, the sums to the columns of `c` that exist.
#[inline(always)]
fn write(c: &mut [f32], sums: [Vector; 2], add: bool) {
    if let ([low, high], []) = c.as_chunks_mut::<WIDTH>() {
        for (c, sum) in [low, high].into_iter().zip(sums) {
            let sum = if add { sum.add(Vector::load(c)) } else { sum };
            sum.store(c);
        }
        return;
    }
    let mut values = [[0.0; WIDTH]; 2];
    sums[0].store(&mut values[0]);
    sums[1].store(&mut values[1]);
    for (c, &value) in c.iter_mut().zip(values.as_flattened()) {
        *c = if add { *c + value } else { value };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matrix(rows: usize, columns: usize, seed: f32) -> Vec<f32> {
        (0..rows * columns).map(|index| (index as f32 * seed).sin()).collect()
    }

    fn agrees(c: &[f32], n: usize, k: usize, term: impl Fn(usize, usize, usize) -> f32) {
        for (index, &value) in c.iter().enumerate() {
            let truth: f64 = (0..k).map(|step| f64::from(term(index / n, index % n, step))).sum();
            assert!((f64::from(value) - truth).abs() < 1e-5 * (k as f64).sqrt().max(1.0), "{index}: {value} {truth}");
        }
    }

    #[test]
    fn odd_sizes_agree_with_the_definition() {
        let mut work = Workspace::default();
        for (m, n, k) in [(1, 1, 1), (4, 8, 16), (5, 9, 7), (3, 2, 0), (7, 17, 513), (13, 3, 1030), (128, 20, 65)] {
            let mut c = vec![f32::NAN; m * n];
            let (a, b) = (matrix(m, k, 0.37), matrix(n, k, 0.71));
            times_transposed(&a, &b, &mut c, n, k);
            agrees(&c, n, k, |i, j, step| a[i * k + step] * b[j * k + step]);
            let b = matrix(k, n, 0.53);
            times(&a, &b, &mut c, n, k, &mut work);
            agrees(&c, n, k, |i, j, step| a[i * k + step] * b[step * n + j]);
            let a = matrix(k, m, 0.29);
            transposed_times(&a, &b, &mut c, n, k, &mut work);
            agrees(&c, n, k, |i, j, step| a[step * m + i] * b[step * n + j]);
        }
    }
}
