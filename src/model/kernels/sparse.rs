//! Matrix products that leave out the zeros of one operand, for simd128. All matrices are row-major and dense.
//!
//! Each value of that operand that is not 0 is multiplied with a row of the packed other one. The order of the sums is that
//! of [`super::dense`]; what is left out would add 0, which changes no sum: none is ever −0, since all begin at +0. That holds
//! while the other operand is finite; the caller sees to it.

use super::dense::DEPTH;
use super::nonzero::{Entry, Nonzero};
use super::pack;
use super::vector::{Lanes, Vector, WIDTH, transposed};

/// Vectors of the other operand in a panel: with eight sums in flight none waits for its last addition.
const VECTORS: usize = 8;
/// Columns of a panel.
pub const COLUMNS: usize = VECTORS * WIDTH;

type Sums = [[f32; WIDTH]; VECTORS];

/// Buffers, kept between calls.
#[derive(Default)]
pub struct Workspace {
    nonzero: Nonzero,
    turned: Vec<f32>,
    panel: Vec<Lanes>,
    sums: [Vec<Sums>; 2],
}

/// `c = a bᵀ` for a `[m, k]` with zeros, b `[n, k]`, c `[m, n]`; k is not 0.
pub fn times_transposed(a: &[f32], b: &[f32], c: &mut [f32], n: usize, k: usize, work: &mut Workspace) {
    let Workspace { nonzero, panel, sums: [first, second], .. } = work;
    nonzero.quartered(a, k);
    first.resize(a.len() / k, Sums::default());
    second.resize(a.len() / k, Sums::default());
    let quarter = k / WIDTH * VECTORS;
    for column in (0..n).step_by(COLUMNS) {
        let width = (n - column).min(COLUMNS);
        pack::quartered_rows::<VECTORS>(b, n, k, column, panel);
        // One quarter of the panel at a time, since all of them do not fit into the first-level cache.
        for part in (0..WIDTH).filter(|_| quarter > 0) {
            let panel = &panel[part * quarter..][..quarter];
            let sums = if part < 2 { &mut *first } else { &mut *second };
            for (row, sums) in sums.iter_mut().enumerate() {
                add_products(nonzero.list(row, part), panel, sums, part % 2 == 1);
            }
        }
        for (row, c) in c.chunks_exact_mut(n).enumerate() {
            let sums = &mut first[row];
            if quarter > 0 {
                for (first, second) in sums.iter_mut().zip(&second[row]) {
                    Vector::load(first).add(Vector::load(second)).store(first);
                }
            }
            let rest = &panel[WIDTH * quarter..];
            if !rest.is_empty() {
                add_products(nonzero.list(row, WIDTH), rest, sums, quarter > 0);
            }
            c[column..column + width].copy_from_slice(&sums.as_flattened()[..width]);
        }
    }
}

/// `c = a b` for a `[m, k]` with zeros, b `[k, n]`, c `[m, n]`; k is not 0.
pub fn times(a: &[f32], b: &[f32], c: &mut [f32], n: usize, k: usize, work: &mut Workspace) {
    work.nonzero.in_blocks(a, k, DEPTH);
    rows(b, c, n, work);
}

/// `c = aᵀ b` for a `[k, m]` with zeros, b `[k, n]`, c `[m, n]`; k is not 0.
pub fn transposed_times(a: &[f32], b: &[f32], c: &mut [f32], n: usize, k: usize, work: &mut Workspace) {
    pack::transpose(a, a.len() / k, &mut work.turned);
    work.nonzero.in_blocks(&work.turned, k, DEPTH);
    rows(b, c, n, work);
}

/// `c = aᵀ b` for a `[k, m]`, b `[k, n]` with zeros, c `[m, n]`; k is not 0.
pub fn transposed_times_zeros(a: &[f32], b: &[f32], c: &mut [f32], n: usize, k: usize, work: &mut Workspace) {
    let m = a.len() / k;
    pack::transpose(b, n, &mut work.turned);
    work.nonzero.in_blocks(&work.turned, k, DEPTH);
    // cᵀ is what comes out, four rows of it at a time.
    let mut four = [Sums::default(); WIDTH];
    for row in (0..m).step_by(COLUMNS) {
        pack::columns::<VECTORS>(a, m, row, &mut work.panel);
        for column in (0..n).step_by(WIDTH) {
            let width = (n - column).min(WIDTH);
            for (offset, sums) in four.iter_mut().enumerate().take(width) {
                in_blocks(&work.nonzero, column + offset, &work.panel, sums);
            }
            for (vector, c) in c[row * n..].chunks_mut(WIDTH * n).take(VECTORS).enumerate() {
                let block = transposed(std::array::from_fn(|offset| Vector::load(&four[offset][vector])));
                for (values, c) in block.into_iter().zip(c.chunks_exact_mut(n)) {
                    match c[column..].first_chunk_mut() {
                        Some(c) => values.store(c),
                        None => {
                            let mut all = [0.0; WIDTH];
                            values.store(&mut all);
                            c[column..].copy_from_slice(&all[..width]);
                        }
                    }
                }
            }
        }
    }
}

/// The rows of `c` `[m, n]`, each from its lists and `b` `[k, n]`.
fn rows(b: &[f32], c: &mut [f32], n: usize, work: &mut Workspace) {
    let mut sums = Sums::default();
    for column in (0..n).step_by(COLUMNS) {
        let width = (n - column).min(COLUMNS);
        pack::columns::<VECTORS>(b, n, column, &mut work.panel);
        for (row, c) in c.chunks_exact_mut(n).enumerate() {
            in_blocks(&work.nonzero, row, &work.panel, &mut sums);
            c[column..column + width].copy_from_slice(&sums.as_flattened()[..width]);
        }
    }
}

#[inline(always)]
fn in_blocks(nonzero: &Nonzero, row: usize, panel: &[Lanes], sums: &mut Sums) {
    for (block, panel) in panel.chunks(DEPTH * VECTORS).enumerate() {
        add_products(nonzero.list(row, block), panel, sums, block > 0);
    }
}

/// Writes Σ of the entries' products with their rows of `panel` to `out`, or adds it.
///
/// Not inlined, so that the browser's compiler finds no other values here that want registers.
#[inline(never)]
#[allow(unsafe_code, reason = "a loop where checking each place would take a good part of the time")]
fn add_products(entries: &[Entry], panel: &[Lanes], out: &mut Sums, add: bool) {
    let rows = panel.as_chunks::<VECTORS>().0;
    assert!(entries.last().is_none_or(|last| (last.place as usize) < rows.len()), "an entry lies beyond the panel");
    let mut sums = [Vector::ZERO; VECTORS];
    for entry in entries {
        let value = Vector::splat(&entry.value);
        // SAFETY: the places of a list ascend, and the last one was found to lie within.
        let row = unsafe { rows.get_unchecked(entry.place as usize) };
        for (sum, factors) in sums.iter_mut().zip(row) {
            *sum = sum.plus_product(value, Vector::load(&factors.0));
        }
    }
    for (out, sum) in out.iter_mut().zip(sums) {
        let sum = if add { sum.add(Vector::load(out)) } else { sum };
        sum.store(out);
    }
}
