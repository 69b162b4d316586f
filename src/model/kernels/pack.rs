//! Operands of a product as the kernels read them: some columns at a time, `V` vectors of them for each k.

use super::vector::{Lanes, Vector, WIDTH, transposed};

/// The columns of `b` `[k, n]` from `column` on. Columns beyond the last are 0.
pub fn columns<const V: usize>(b: &[f32], n: usize, column: usize, packed: &mut Vec<Lanes>) {
    packed.clear();
    let width = (n - column).min(V * WIDTH);
    for row in b.chunks_exact(n) {
        let (lanes, rest) = row[column..column + width].as_chunks::<WIDTH>();
        if lanes.len() == V {
            // Of a length that the compiler knows.
            packed.extend(lanes[..V].iter().map(|&lanes| Lanes(lanes)));
        } else {
            let mut all = [[0.0; WIDTH]; V];
            all[..lanes.len()].copy_from_slice(lanes);
            all[lanes.len()][..rest.len()].copy_from_slice(rest);
            packed.extend(all.map(Lanes));
        }
    }
}

/// The rows of `b` `[n, k]` from `row` on, as columns. First come the k that are multiples of four, then those one, two and three
/// beyond such, and at the end the k beyond the last whole four. Rows beyond the last repeat it.
pub fn quartered_rows<const V: usize>(b: &[f32], n: usize, k: usize, row: usize, packed: &mut Vec<Lanes>) {
    packed.resize(k * V, Lanes::default());
    let quarter = k / WIDTH * V;
    let (quarters, rest) = packed.split_at_mut(WIDTH * quarter);
    for vector in 0..V {
        let rows: [&[f32]; WIDTH] = std::array::from_fn(|lane| &b[(row + vector * WIDTH + lane).min(n - 1) * k..][..k]);
        let [first, second, third, fourth] = rows.map(|row| row.as_chunks::<WIDTH>().0);
        let mut place = vector;
        for (((first, second), third), fourth) in first.iter().zip(second).zip(third).zip(fourth) {
            let columns = transposed([first, second, third, fourth].map(Vector::load));
            for (part, column) in columns.into_iter().enumerate() {
                column.store(&mut quarters[part * quarter + place].0);
            }
            place += V;
        }
        for (step, packed) in rest.chunks_exact_mut(V).enumerate() {
            packed[vector] = Lanes(rows.map(|row| row[k / WIDTH * WIDTH + step]));
        }
    }
}

/// `a` `[k, m]` as `[m, k]`.
pub fn transpose(a: &[f32], m: usize, turned: &mut Vec<f32>) {
    let k = a.len() / m;
    turned.resize(a.len(), 0.0);
    let (whole_k, whole_m) = (k / WIDTH * WIDTH, m / WIDTH * WIDTH);
    for step in (0..whole_k).step_by(WIDTH) {
        let rows: [&[[f32; WIDTH]]; WIDTH] = std::array::from_fn(|lane| a[(step + lane) * m..][..m].as_chunks().0);
        for (block, turned) in turned.chunks_exact_mut(WIDTH * k).enumerate() {
            let columns = transposed(rows.map(|row| Vector::load(&row[block])));
            for (column, turned) in columns.into_iter().zip(turned.chunks_exact_mut(k)) {
                turned[step..].first_chunk_mut().into_iter().for_each(|turned| column.store(turned));
            }
        }
    }
    for (step, a) in a.chunks_exact(m).enumerate() {
        let done = if step < whole_k { whole_m } else { 0 };
        for (column, &value) in a.iter().enumerate().skip(done) {
            turned[column * k + step] = value;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(count: usize) -> Vec<f32> {
        (0..count).map(|index| index as f32).collect()
    }

    #[test]
    fn a_transposed_matrix_has_every_value_in_its_place() {
        for (k, m) in [(1, 1), (3, 9), (4, 4), (5, 8), (8, 5), (13, 7), (12, 16)] {
            let (a, mut turned) = (numbers(k * m), vec![7.0; 3]);
            transpose(&a, m, &mut turned);
            assert!((0..k * m).all(|place| turned[place] == a[place % k * m + place / k]), "{k} {m}");
        }
    }

    #[test]
    fn packed_columns_are_the_columns_and_zeros() {
        let (k, n) = (3, 13);
        let (b, mut packed) = (numbers(k * n), Vec::new());
        for column in [0, 4, 8, 12] {
            columns::<2>(&b, n, column, &mut packed);
            assert_eq!(packed.len(), 2 * k);
            for (step, lanes) in packed.chunks(2).enumerate() {
                for lane in 0..2 * WIDTH {
                    let there = if column + lane < n { b[step * n + column + lane] } else { 0.0 };
                    assert_eq!(lanes[lane / WIDTH].0[lane % WIDTH], there, "{column} {step} {lane}");
                }
            }
        }
    }

    #[test]
    fn packed_rows_are_quartered() {
        for k in [1, 3, 4, 7, 8, 21] {
            let n = 11;
            let (b, mut packed) = (numbers(n * k), Vec::new());
            quartered_rows::<2>(&b, n, k, 8, &mut packed);
            let quarters = (0..WIDTH).flat_map(|part| (part..k / WIDTH * WIDTH).step_by(WIDTH));
            let order: Vec<usize> = quarters.chain(k / WIDTH * WIDTH..k).collect();
            assert_eq!((order.len(), packed.len()), (k, 2 * k));
            for (step, lanes) in order.into_iter().zip(packed.chunks(2)) {
                for lane in 0..2 * WIDTH {
                    let there = b[(8 + lane).min(n - 1) * k + step];
                    assert_eq!(lanes[lane / WIDTH].0[lane % WIDTH], there, "{k} {step} {lane}");
                }
            }
        }
    }
}
