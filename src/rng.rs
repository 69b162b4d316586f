//! The only source of randomness: seeded, splittable, the same on every platform.
//!
//! A generator is a key and a position. [`Rng::split`] derives a child from the key alone, so that what a child draws never
//! depends on how much its parent drew: a resumed run needs only its seed and its step. Nothing here knows what it is for.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use rand_distr::{Distribution, StandardNormal};

/// A ChaCha8 generator that remembers its key.
#[derive(Clone, Debug)]
pub struct Rng {
    key: [u8; 32],
    stream: ChaCha8Rng,
}

impl Rng {
    pub fn new(seed: u64) -> Self {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        Self::with_key(key)
    }

    fn with_key(key: [u8; 32]) -> Self {
        Self { key, stream: ChaCha8Rng::from_seed(key) }
    }

    /// The child named `label`, `index`: a function of this generator's key only, never of what it drew so far.
    pub fn split(&self, label: &str, index: u64) -> Self {
        let mut source = ChaCha8Rng::from_seed(self.key);
        source.set_stream(fnv1a(label.as_bytes()));
        // 16 words are one ChaCha block: every index has a block of its own.
        source.set_word_pos(u128::from(index) * 16);
        let mut key = [0; 32];
        source.fill_bytes(&mut key);
        Self::with_key(key)
    }

    /// Uniform in [0, 1), with 24 random bits.
    pub fn uniform(&mut self) -> f32 {
        (self.stream.next_u32() >> 8) as f32 * (1.0 / (1 << 24) as f32)
    }

    /// Uniform in 0..n; 0 if `n` is 0.
    pub fn below(&mut self, n: usize) -> usize {
        // The high half of a 64 × 64 bit product: its bias, below n / 2^64, cannot be seen.
        ((u128::from(self.stream.next_u64()) * n as u128) >> 64) as usize
    }

    /// Standard normal.
    pub fn normal(&mut self) -> f32 {
        StandardNormal.sample(&mut self.stream)
    }

    pub fn fill_normal(&mut self, values: &mut [f32]) {
        values.iter_mut().for_each(|value| *value = self.normal());
    }

    /// The numbers 0..n in a random order (Fisher and Yates).
    pub fn permutation(&mut self, n: usize) -> Vec<u32> {
        let mut order: Vec<u32> = (0..n as u32).collect();
        for last in (1..n).rev() {
            order.swap(last, self.below(last + 1));
        }
        order
    }
}

/// The 64-bit FNV-1a hash.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_child_does_not_depend_on_what_its_parent_drew() {
        let fresh = Rng::new(7);
        let mut used = Rng::new(7);
        used.permutation(100);
        assert_eq!(fresh.split("epsilon", 3).uniform(), used.split("epsilon", 3).uniform());
    }

    #[test]
    fn children_of_other_names_indices_and_seeds_differ() {
        let root = Rng::new(0);
        let draws: Vec<u64> = [root.split("a", 0), root.split("a", 1), root.split("b", 0), Rng::new(1).split("a", 0)]
            .into_iter()
            .map(|mut rng| rng.stream.next_u64())
            .collect();
        for (index, draw) in draws.iter().enumerate() {
            assert!(!draws[..index].contains(draw));
        }
    }

    #[test]
    fn normals_have_mean_zero_and_variance_one() {
        let mut values = vec![0.0; 100_000];
        Rng::new(1).fill_normal(&mut values);
        let mean = values.iter().sum::<f32>() / values.len() as f32;
        let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f32>() / values.len() as f32;
        assert!(mean.abs() < 0.01 && (variance - 1.0).abs() < 0.02, "{mean} {variance}");
    }

    #[test]
    fn a_permutation_holds_every_number_once() {
        let mut order = Rng::new(2).permutation(257);
        assert_ne!(order[..3], [0, 1, 2]);
        order.sort_unstable();
        assert!(order.iter().enumerate().all(|(index, &number)| index as u32 == number));
    }

    #[test]
    fn below_stays_below_and_reaches_all() {
        let mut rng = Rng::new(3);
        let mut seen = [false; 5];
        (0..200).for_each(|_| seen[rng.below(5)] = true);
        assert_eq!(seen, [true; 5]);
        assert_eq!(rng.below(0), 0);
    }
}
