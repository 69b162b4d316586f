//! The inverse cosine transform in whole numbers (Loeffler, Ligtenberg & Moschytz 1989), with the scaling and rounding of the
//! Independent JPEG Group's `jidctint`, so that samples are the same.

use std::num::Wrapping;

type Number = Wrapping<i32>;

/// Fraction bits of the constants, and of what the first pass leaves for the second.
const BITS: usize = 13;
const BETWEEN: usize = 2;

const fn constant(value: i32) -> Number {
    Wrapping(value)
}

// Of 2¹³.
const F0_298: Number = constant(2446);
const F0_390: Number = constant(3196);
const F0_541: Number = constant(4433);
const F0_765: Number = constant(6270);
const F0_899: Number = constant(7373);
const F1_175: Number = constant(9633);
const F1_501: Number = constant(12_299);
const F1_847: Number = constant(15_137);
const F1_961: Number = constant(16_069);
const F2_053: Number = constant(16_819);
const F2_562: Number = constant(20_995);
const F3_072: Number = constant(25_172);

/// The 8 × 8 samples of a block, written row by row into `out`, `stride` from row to row.
pub fn samples(coefficients: &[i16; 64], quantization: &[u16; 64], out: &mut [u8], stride: usize) {
    let mut between = [Wrapping(0); 64];
    let coefficient = |place: usize| Wrapping(i32::from(coefficients[place]) * i32::from(quantization[place]));
    if coefficients[1..].iter().all(|coefficient| *coefficient == 0) {
        let shade = shade(rounded(coefficient(0), 3));
        out.chunks_mut(stride).take(8).for_each(|row| row[..8].fill(shade));
        return;
    }
    for column in 0..8 {
        let line = pass([0, 8, 16, 24, 32, 40, 48, 56].map(|row| coefficient(row + column)));
        for (row, value) in line.into_iter().enumerate() {
            between[8 * row + column] = rounded(value, BITS - BETWEEN);
        }
    }
    for (row, out) in between.as_chunks().0.iter().zip(out.chunks_mut(stride)) {
        for (value, out) in pass(*row).into_iter().zip(out) {
            *out = shade(rounded(value, BITS + BETWEEN + 3));
        }
    }
}

fn rounded(value: Number, bits: usize) -> Number {
    (value + Wrapping(1 << (bits - 1))) >> bits
}

fn shade(value: Number) -> u8 {
    (value.0.saturating_add(128)).clamp(0, 255) as u8
}

/// Eight numbers, transformed, times 2¹³.
#[inline(always)]
fn pass(c: [Number; 8]) -> [Number; 8] {
    // Even part.
    let z1 = (c[2] + c[6]) * F0_541;
    let (even2, even3) = (z1 - c[6] * F1_847, z1 + c[2] * F0_765);
    let (even0, even1) = ((c[0] + c[4]) << BITS, (c[0] - c[4]) << BITS);
    let even = [even0 + even3, even1 + even2, even1 - even2, even0 - even3];
    // Odd part.
    let (z1, z2, z3, z4) = (c[7] + c[1], c[5] + c[3], c[7] + c[3], c[5] + c[1]);
    let z5 = (z3 + z4) * F1_175;
    let (z1, z2) = (-(z1 * F0_899), -(z2 * F2_562));
    let (z3, z4) = (z5 - z3 * F1_961, z5 - z4 * F0_390);
    let odd = [c[1] * F1_501 + z1 + z4, c[3] * F3_072 + z2 + z3, c[5] * F2_053 + z2 + z4, c[7] * F0_298 + z1 + z3];
    [
        even[0] + odd[0],
        even[1] + odd[1],
        even[2] + odd[2],
        even[3] + odd[3],
        even[3] - odd[3],
        even[2] - odd[2],
        even[1] - odd[1],
        even[0] - odd[0],
    ]
}
