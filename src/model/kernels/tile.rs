//! The innermost loop of a dense product: three rows by a few vectors of columns, their sums in registers.
//!
//! Of the fifteen registers that a browser gives a function of vectors on x86-64, nine sums, three vectors of the right
//! operand, one value of the left one and one product take fourteen.

use super::vector::{Lanes, Vector, WIDTH};

/// Rows of a tile.
pub const ROWS: usize = 3;
/// Most vectors of columns of a tile.
pub const VECTORS: usize = 3;

/// Writes Σ over k of the products of [`ROWS`] values with `V` vectors to `out`, or adds it. Each row of `left` has a value
/// for each k, `S` apart; `right` has `V` vectors for each k; rows of `out` begin `stride` values apart.
///
/// Not inlined, so that the browser's compiler finds no other values here that want registers.
#[inline(never)]
#[allow(unsafe_code, reason = "a loop where checking each place would take as long as the products")]
pub fn tile<const V: usize, const S: usize>(
    left: &[&[f32]; ROWS],
    right: &[Lanes],
    out: &mut [f32],
    stride: usize,
    add: bool,
) {
    let mut steps = right.len() / V;
    assert!(steps > 0 && left.iter().all(|row| row.len() > (steps - 1) * S), "a row is shorter than the panel");
    let (mut left, mut right) = (left.map(<[f32]>::as_ptr), right.as_ptr());
    let mut sums = [[Vector::ZERO; V]; ROWS];
    'steps: loop {
        // Any step may be the last one. This keeps the compiler from moving the steps of one sum together, for which the
        // operands of all four would have to be held at once.
        for step in 0..4 {
            for (sums, row) in sums.iter_mut().zip(left) {
                // SAFETY: `steps` steps are left from `left` and `right` on, by the assertion above, and `step` < `steps`.
                let value = Vector::splat(unsafe { &*row.add(step * S) });
                for (vector, sum) in sums.iter_mut().enumerate() {
                    // SAFETY: as above; a step of `right` is `V` vectors.
                    let factors = unsafe { &*right.add(step * V + vector) };
                    *sum = sum.plus_product(value, Vector::load(&factors.0));
                }
            }
            steps -= 1;
            if steps == 0 {
                break 'steps;
            }
        }
        // SAFETY: at least one more step lies there.
        (left, right) = unsafe { (left.map(|row| row.add(4 * S)), right.add(4 * V)) };
    }
    for (row, sums) in sums.into_iter().enumerate() {
        let (out, _) = out[row * stride..][..V * WIDTH].as_chunks_mut::<WIDTH>();
        for (out, sum) in out.iter_mut().zip(sums) {
            let sum = if add { sum.add(Vector::load(out)) } else { sum };
            sum.store(out);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `steps` steps with values `S` apart, against plain sums.
    fn check<const V: usize, const S: usize>(steps: usize) {
        let rows: Vec<Vec<f32>> = (0..ROWS)
            .map(|row| (0..(steps - 1) * S + 1).map(|place| ((place + 7 * row) as f32 * 0.7).sin()).collect())
            .collect();
        let right: Vec<Lanes> = (0..steps * V)
            .map(|place| Lanes(std::array::from_fn(|lane| ((place * WIDTH + lane) as f32 * 0.3).sin())))
            .collect();
        let stride = V * WIDTH + 1;
        let mut out = vec![0.5; ROWS * stride];
        for times in 1..=2 {
            tile::<V, S>(&std::array::from_fn(|row| &rows[row][..]), &right, &mut out, stride, times == 2);
            for (row, out) in out.chunks(stride).enumerate() {
                for (column, &out) in out[..V * WIDTH].iter().enumerate() {
                    let sum = (0..steps).fold(0.0, |sum: f32, step| {
                        sum + rows[row][step * S] * right[step * V + column / WIDTH].0[column % WIDTH]
                    });
                    assert_eq!(out, sum * times as f32, "{V} {S} {steps} {row} {column}");
                }
                assert_eq!(out[V * WIDTH], 0.5);
            }
        }
    }

    #[test]
    fn any_number_of_steps_agrees_with_plain_sums() {
        for steps in 1..14 {
            check::<1, 1>(steps);
            check::<2, 4>(steps);
            check::<3, 1>(steps);
            check::<3, 4>(steps);
        }
    }

    #[test]
    #[should_panic(expected = "shorter")]
    fn a_short_row_is_refused() {
        let (long, short) = ([1.0; 9], [1.0; 8]);
        tile::<1, 4>(&[&long, &long, &short], &[Lanes::default(); 3], &mut [0.0; 12], 4, false);
    }
}
