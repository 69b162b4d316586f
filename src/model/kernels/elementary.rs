//! `exp` and `ln(1 + e)` for a lane of values, since the library's own are calls that prevent a loop from being vectorized.

/// Values processed together.
pub const LANES: usize = 8;

/// Adding and subtracting this rounds a small float to a whole number, which is in the low bits in between.
pub const ROUND: f32 = 12_582_912.0;
/// Below this, e^x is no normal number; we stop there (1.2e−38).
const LEAST: f32 = -87.3;
/// Above this, e^x overflows.
const MOST: f32 = 88.3;

/// e^x to a relative 2e−7 for x in [−87.3, 88.3]; beyond, the value at the nearer end. NaN stays NaN.
///
/// x = n ln 2 + r with |r| ≤ ½ ln 2, and a polynomial for e^r (Cephes, `expf`).
#[inline(always)]
pub fn exp(x: f32) -> f32 {
    let x = if x < LEAST { LEAST } else { x };
    let x = if x > MOST { MOST } else { x };
    let shifted = x * std::f32::consts::LOG2_E + ROUND;
    let n = shifted - ROUND;
    let r = x - n * 0.693_359_4 + n * 2.121_944_4e-4;
    let mut p = 1.987_569_2e-4;
    p = p * r + 1.398_199_9e-3;
    p = p * r + 8.333_452e-3;
    p = p * r + 4.166_579_6e-2;
    p = p * r + 1.666_666_5e-1;
    p = p * r + 0.5;
    let power = (shifted.to_bits() << 23).wrapping_add(127 << 23);
    (p * r * r + r + 1.0) * f32::from_bits(power)
}

/// ln(1 + e) for e in [0, 1], to a relative 2e−7: 2 artanh(s) with s = e / (2 + e) ≤ ⅓.
#[inline(always)]
pub fn ln_1p_of_unit(e: f32) -> f32 {
    let s = e / (2.0 + e);
    let s2 = s * s;
    let mut p = 2.0 / 15.0;
    p = p * s2 + 2.0 / 13.0;
    p = p * s2 + 2.0 / 11.0;
    p = p * s2 + 2.0 / 9.0;
    p = p * s2 + 2.0 / 7.0;
    p = p * s2 + 2.0 / 5.0;
    p = p * s2 + 2.0 / 3.0;
    p = p * s2 + 2.0;
    p * s
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exp_agrees_with_double_precision() {
        for step in -87_000..88_000 {
            let x = step as f32 * 1e-3;
            let truth = f64::from(x).exp();
            assert!((f64::from(exp(x)) / truth - 1.0).abs() < 3e-7, "{x}");
        }
    }

    #[test]
    fn exp_is_finite_and_monotone_at_its_ends() {
        assert!(exp(-1e9) > 0.0 && exp(-1e9) < 2e-38);
        assert!(exp(1e9).is_finite());
        assert!(exp(f32::NAN).is_nan());
        assert_eq!(exp(0.0), 1.0);
    }

    #[test]
    fn logarithm_agrees_with_double_precision() {
        for step in 0..=100_000 {
            let e = step as f32 * 1e-5;
            let truth = f64::from(e).ln_1p();
            assert!((f64::from(ln_1p_of_unit(e)) - truth).abs() <= 3e-7 * truth, "{e}");
        }
    }
}
