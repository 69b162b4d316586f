//! Matrix products that multiply everything, for simd128. All matrices are row-major and dense.
//!
//! The right operand is packed as many columns at a time as a [`tile`] has, and stays in the first-level cache while all rows
//! of the left one pass by. Every sum is taken in an order that depends on k alone: see [`super::product`].

use super::pack;
use super::tile::{ROWS, VECTORS, tile};
use super::vector::{Lanes, Vector, WIDTH};

/// Columns of a tile.
const COLUMNS: usize = VECTORS * WIDTH;
/// Steps of k that are summed before their sum is added to that of the others.
pub const DEPTH: usize = 512;

/// Buffers for packed operands, kept between calls.
#[derive(Default)]
pub struct Workspace {
    left: Vec<f32>,
    right: Vec<Lanes>,
}

/// `c = a bᵀ` for a `[m, k]`, b `[n, k]`, c `[m, n]`; k is not 0.
pub fn times_transposed(a: &[f32], b: &[f32], c: &mut [f32], n: usize, k: usize, work: &mut Workspace) {
    for column in (0..n).step_by(COLUMNS) {
        match (n - column).div_ceil(WIDTH) {
            1 => quartered::<1>(a, b, c, [n, k, column], &mut work.right),
            2 => quartered::<2>(a, b, c, [n, k, column], &mut work.right),
            _ => quartered::<VECTORS>(a, b, c, [n, k, column], &mut work.right),
        }
    }
}

/// `c = a b` for a `[m, k]`, b `[k, n]`, c `[m, n]`; k is not 0.
pub fn times(a: &[f32], b: &[f32], c: &mut [f32], n: usize, k: usize, work: &mut Workspace) {
    for column in (0..n).step_by(COLUMNS) {
        match (n - column).div_ceil(WIDTH) {
            1 => in_blocks::<1>(a, b, c, [n, k, column], &mut work.right),
            2 => in_blocks::<2>(a, b, c, [n, k, column], &mut work.right),
            _ => in_blocks::<VECTORS>(a, b, c, [n, k, column], &mut work.right),
        }
    }
}

/// `c = aᵀ b` for a `[k, m]`, b `[k, n]`, c `[m, n]`; k is not 0.
pub fn transposed_times(a: &[f32], b: &[f32], c: &mut [f32], n: usize, k: usize, work: &mut Workspace) {
    let mut left = std::mem::take(&mut work.left);
    pack::transpose(a, a.len() / k, &mut left);
    times(&left, b, c, n, k, work);
    work.left = left;
}

/// `V` vectors of columns of a bᵀ: the sums of every fourth product, in pairs, and then what is beyond the last whole four.
fn quartered<const V: usize>(a: &[f32], b: &[f32], c: &mut [f32], place: [usize; 3], right: &mut Vec<Lanes>) {
    let [n, k, column] = place;
    pack::quartered_rows::<V>(b, n, k, column, right);
    let quarter = k / WIDTH * V;
    let (quarters, rest) = right.split_at(WIDTH * quarter);
    let part = |part: usize| &quarters[part * quarter..][..quarter];
    tiles::<V>(a, c, place, |left, out, stride| {
        let from = |start: usize| left.map(|row| &row[start..]);
        if quarter > 0 {
            let mut second = [[0.0; COLUMNS]; ROWS];
            tile::<V, WIDTH>(&left, part(0), out, stride, false);
            tile::<V, WIDTH>(&from(1), part(1), out, stride, true);
            tile::<V, WIDTH>(&from(2), part(2), second.as_flattened_mut(), COLUMNS, false);
            tile::<V, WIDTH>(&from(3), part(3), second.as_flattened_mut(), COLUMNS, true);
            for (out, second) in out.chunks_mut(stride).zip(&second) {
                let lanes = out.as_chunks_mut::<WIDTH>().0.iter_mut().zip(second.as_chunks::<WIDTH>().0);
                lanes.take(V).for_each(|(out, second)| Vector::load(out).add(Vector::load(second)).store(out));
            }
        }
        if !rest.is_empty() {
            tile::<V, 1>(&from(k / WIDTH * WIDTH), rest, out, stride, quarter > 0);
        }
    });
}

/// `V` vectors of columns of a b: the sums of [`DEPTH`] products each.
fn in_blocks<const V: usize>(a: &[f32], b: &[f32], c: &mut [f32], place: [usize; 3], right: &mut Vec<Lanes>) {
    let [n, _, column] = place;
    pack::columns::<V>(b, n, column, right);
    tiles::<V>(a, c, place, |left, out, stride| {
        for (block, right) in right.chunks(DEPTH * V).enumerate() {
            tile::<V, 1>(&left.map(|row| &row[block * DEPTH..]), right, out, stride, block > 0);
        }
    });
}

/// Has `sum` find [`ROWS`] rows of `V` vectors at a time, for `rows, out, stride`; `c` gets the ones that it has room for.
#[inline(always)]
fn tiles<const V: usize>(
    a: &[f32],
    c: &mut [f32],
    [n, k, column]: [usize; 3],
    sum: impl Fn([&[f32]; ROWS], &mut [f32], usize),
) {
    let m = a.len() / k;
    let width = (n - column).min(V * WIDTH);
    for row in (0..m).step_by(ROWS) {
        let left = std::array::from_fn(|offset| &a[(row + offset).min(m - 1) * k..][..k]);
        if row + ROWS <= m && width == V * WIDTH {
            sum(left, &mut c[row * n + column..], n);
            continue;
        }
        let mut whole = [[0.0; COLUMNS]; ROWS];
        sum(left, whole.as_flattened_mut(), COLUMNS);
        for (c, whole) in c[row * n..].chunks_mut(n).zip(whole) {
            c[column..column + width].copy_from_slice(&whole[..width]);
        }
    }
}
