//! Matrix products as plain loops, in the order of sums that the kernels promise, and the operands they are compared on.

use latent_lab::model::kernels::product::{self, Workspace};
use latent_lab::rng::Rng;

/// A matrix and how many values a row has.
struct Matrix(Vec<f32>, usize);

impl Matrix {
    /// Normal numbers; `zeros` of them are 0 or −0.
    fn random(rows: usize, columns: usize, zeros: f32, rng: &mut Rng) -> Self {
        let mut value = || match (rng.uniform() < zeros, rng.uniform() < 0.5) {
            (true, negative) => {
                if negative {
                    -0.0
                } else {
                    0.0
                }
            }
            (false, _) => rng.normal(),
        };
        Self((0..rows * columns).map(|_| value()).collect(), columns)
    }

    fn at(&self, row: usize, column: usize) -> f32 {
        self.0[row * self.1 + column]
    }
}

/// Four sums of every fourth product, in pairs, and the sum of what is beyond the last whole four.
fn quartered(products: &[f32]) -> f32 {
    let (fours, rest) = products.as_chunks::<4>();
    let sum = |part: usize| fours.iter().fold(0.0, |sum: f32, four| sum + four[part]);
    let rest = rest.iter().fold(0.0, |sum: f32, product| sum + product);
    ((sum(0) + sum(1)) + (sum(2) + sum(3))) + rest
}

/// Sums of 512 products, one after the other.
fn in_blocks(products: &[f32]) -> f32 {
    let sum = |products: &[f32]| products.iter().fold(0.0, |sum: f32, product| sum + product);
    products.chunks(512).map(sum).reduce(|total, sum| total + sum).unwrap_or(0.0)
}

/// The bits of each value, one for all NaN, since a NaN's own bits are the machine's choice.
fn bits(values: impl IntoIterator<Item = f32>) -> Vec<u32> {
    values.into_iter().map(|value| if value.is_nan() { f32::NAN.to_bits() } else { value.to_bits() }).collect()
}

/// All three products of random operands with these shares of zeros, bit for bit. What `spoil` does to the operands is done first.
pub fn compare([m, n, k]: [usize; 3], zeros: [f32; 2], seed: u64, spoil: impl Fn(&mut [f32], &mut [f32])) {
    let mut rng = Rng::new(seed);
    let mut work = Workspace::default();
    let mut matrices = |left: [usize; 2], right: [usize; 2]| {
        let mut a = Matrix::random(left[0], left[1], zeros[0], &mut rng);
        let mut b = Matrix::random(right[0], right[1], zeros[1], &mut rng);
        spoil(&mut a.0, &mut b.0);
        (a, b)
    };
    let plain = |sum: fn(&[f32]) -> f32, factors: &dyn Fn(usize, usize, usize) -> f32| {
        let products = |i: usize, j: usize| (0..k).map(|step| factors(i, j, step)).collect::<Vec<f32>>();
        bits((0..m * n).map(|place| sum(&products(place / n, place % n))))
    };
    let what = format!("{m} {n} {k}, zeros {zeros:?}, seed {seed}");
    let mut c = vec![f32::NAN; m * n];

    let (a, b) = matrices([m, k], [n, k]);
    product::times_transposed(&a.0, &b.0, &mut c, n, k, &mut work);
    assert_eq!(bits(c.clone()), plain(quartered, &|i, j, step| a.at(i, step) * b.at(j, step)), "a bᵀ, {what}");
    let (a, b) = matrices([m, k], [k, n]);
    product::times(&a.0, &b.0, &mut c, n, k, &mut work);
    assert_eq!(bits(c.clone()), plain(in_blocks, &|i, j, step| a.at(i, step) * b.at(step, j)), "a b, {what}");
    let (a, b) = matrices([k, m], [k, n]);
    product::transposed_times(&a.0, &b.0, &mut c, n, k, &mut work);
    assert_eq!(bits(c), plain(in_blocks, &|i, j, step| a.at(step, i) * b.at(step, j)), "aᵀ b, {what}");
}

/// No zeros; some in either operand; so many that they are left out, in either and in both; nothing else.
pub const ZEROS: [[f32; 2]; 7] = [[0.0, 0.0], [0.2, 0.2], [0.8, 0.0], [0.0, 0.8], [0.8, 0.9], [0.9, 0.8], [1.0, 1.0]];
