//! The browser's matrix products, natively, against plain loops: the same bits for any shape and whatever is left out.
#![cfg(not(target_arch = "wasm32"))]

mod plain;

use latent_lab::rng::Rng;
use plain::{ZEROS, compare};

fn unspoilt(_: &mut [f32], _: &mut [f32]) {}

#[test]
fn ragged_edges_agree_with_plain_loops() {
    for zeros in ZEROS {
        for m in [1, 2, 3, 4, 7] {
            for n in [1, 3, 4, 5, 8, 9, 12, 13, 24, 31, 32, 33, 64, 70] {
                for k in [0, 1, 3, 4, 5, 8, 16, 17] {
                    compare([m, n, k], zeros, 1, unspoilt);
                }
            }
        }
    }
}

#[test]
fn long_sums_agree_with_plain_loops() {
    for zeros in ZEROS {
        for shape in [[5, 40, 511], [5, 40, 512], [4, 33, 513], [3, 36, 1030], [40, 32, 2049]] {
            compare(shape, zeros, 2, unspoilt);
        }
    }
}

#[test]
fn random_shapes_agree_with_plain_loops() {
    let mut rng = Rng::new(3);
    for seed in 0..300 {
        let shape = [1 + rng.below(70), 1 + rng.below(70), 1 + rng.below(70)];
        compare(shape, [rng.uniform(), rng.uniform()], seed, unspoilt);
    }
}

#[test]
fn what_is_not_a_number_is_never_left_out() {
    for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
        for zeros in ZEROS {
            for shape in [[9, 40, 10], [40, 9, 10], [40, 40, 40], [3, 2, 5]] {
                compare(shape, zeros, 4, |a, _| a[a.len() / 2] = bad);
                compare(shape, zeros, 5, |_, b| b[b.len() / 2] = bad);
                compare(shape, zeros, 6, |a, b| (a[0], b[0]) = (bad, bad));
            }
        }
    }
}

#[test]
fn the_smallest_and_the_largest_numbers_agree_with_plain_loops() {
    for extreme in [f32::MIN_POSITIVE, 1e-45, f32::MAX] {
        for zeros in ZEROS {
            compare([33, 34, 35], zeros, 7, |a, b| {
                a.iter_mut().step_by(3).chain(b.iter_mut().step_by(5)).for_each(|value| *value = extreme);
            });
        }
    }
}
