//! The asinh stretch that makes measured values into shades (Lupton et al. 2004), as the field's Python tools define it:
//!
//! y = asinh(x / a) / asinh(1 / a), with x = (value − low) / (high − low) cut to \[0, 1\].
//!
//! It is linear for values below a and logarithmic above, so that faint outskirts and a bright core are seen at once.

/// Softening a: smaller is stronger, 1 is nearly linear.
pub const DEFAULT_SOFTENING: f32 = 0.1;
/// The values that become black and white are these quantiles of an image: the sky, and all but its brightest pixels.
const LOW: f64 = 0.1;
const HIGH: f64 = 0.998;

/// The values of one image that become black and white.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Levels {
    pub low: f32,
    pub high: f32,
}

impl Levels {
    /// From an image's finite values; `None` if there are none, or all are the same.
    pub fn of(values: &[f32]) -> Option<Self> {
        let mut finite: Vec<f32> = values.iter().copied().filter(|value| value.is_finite()).collect();
        finite.sort_unstable_by(f32::total_cmp);
        let last = finite.len().checked_sub(1)?;
        let at = |quantile: f64| finite[(quantile * last as f64).round() as usize];
        let (low, high) = (at(LOW), at(HIGH));
        // A lone bright source may cover less than the quantiles leave out.
        let levels = if high > low { Self { low, high } } else { Self { low: finite[0], high: finite[last] } };
        (levels.high > levels.low).then_some(levels)
    }

    /// A shade from 0 to 255; what has no value is black.
    pub fn shade(self, value: f32, softening: f32) -> u8 {
        // In 64 bits, so that the largest values of a file do not overflow.
        let (low, high) = (f64::from(self.low), f64::from(self.high));
        let x = ((f64::from(value) - low) / (high - low)).clamp(0.0, 1.0);
        // NaN becomes 0.
        (asinh(x, f64::from(softening)) * 255.0).round() as u8
    }
}

/// asinh(x / a) / asinh(1 / a).
pub fn asinh(x: f64, softening: f64) -> f64 {
    (x / softening).asinh() / (1.0 / softening).asinh()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stretch_is_that_of_astropy() {
        // astropy.visualization.AsinhStretch(a)(x), version 8.
        for (a, x, expected) in [
            (0.1, 0.25, 0.549_402_487_3),
            (0.1, 0.5, 0.771_269_641_9),
            (0.01, 0.05, 0.436_445_624_3),
            (1.0, 0.5, 0.545_979_403_2),
        ] {
            assert!((asinh(x, a) - expected).abs() < 1e-9, "{a} {x}: {}", asinh(x, a));
        }
    }

    #[test]
    fn the_sky_is_black_and_the_core_white() {
        let mut values = vec![10.0; 900];
        values.extend(vec![20.0; 99]);
        values.push(f32::INFINITY);
        let levels = Levels::of(&values).unwrap();
        assert_eq!((levels.low, levels.high), (10.0, 20.0));
        assert_eq!([9.0, 10.0, 20.0, 1e9].map(|value| levels.shade(value, 0.1)), [0, 0, 255, 255]);
        assert_eq!(levels.shade(f32::NAN, 0.1), 0);
    }

    #[test]
    fn an_image_without_contrast_has_no_levels() {
        assert_eq!(Levels::of(&[3.0; 8]), None);
        assert_eq!(Levels::of(&[f32::NAN; 8]), None);
        assert_eq!(Levels::of(&[]), None);
        let mut lone = vec![0.0; 10_000];
        lone[7] = 5.0;
        assert_eq!(Levels::of(&lone), Some(Levels { low: 0.0, high: 5.0 }));
    }

    #[test]
    fn the_largest_numbers_do_not_overflow() {
        let levels = Levels { low: f32::MIN, high: f32::MAX };
        assert_eq!([f32::MIN, f32::MAX].map(|value| levels.shade(value, 0.001)), [0, 255]);
    }
}
