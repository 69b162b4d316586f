//! Grids of z to decode: evenly spaced ("Uniform") or at even quantiles of the prior ("Inverse CDF").
//!
//! The prior is p(z) = N(0, I) throughout. Knows nothing of the decoder that turns the rows into images.

use std::f64::consts::PI;

/// `n` evenly spaced values over [−`range`, `range`], ascending; the middle alone for `n` = 1.
pub fn uniform_axis(n: usize, range: f32) -> Vec<f32> {
    let range = f64::from(range);
    spaced(n, -range, range).map(|z| z as f32).collect()
}

/// `n` values of z at evenly spaced quantiles from `low` to `high` of N(0, 1), ascending: the lecture's `norm.ppf`.
///
/// Between any two neighbours lies the same mass of the prior. Quantiles are clamped inside (0, 1).
pub fn inverse_cdf_axis(n: usize, low: f64, high: f64) -> Vec<f32> {
    let inside = |p: f64| p.clamp(1e-12, 1.0 - 1e-12);
    spaced(n, inside(low), inside(high)).map(|p| normal_quantile(p) as f32).collect()
}

fn spaced(n: usize, from: f64, to: f64) -> impl Iterator<Item = f64> {
    (0..n).map(move |i| match n {
        1 => 0.5 * (from + to),
        _ => from + (to - from) * i as f64 / (n - 1) as f64,
    })
}

/// The rows of z for a picture of tiles, `[vertical.len() · horizontal.len(), base.len()]`.
///
/// Row-major, as the tiles are read: left to right in ascending `horizontal`, top to bottom in *descending* `vertical`,
/// so that z₂ grows upwards as on any plot. `dimensions` says which two latent dimensions the axes are; the others keep
/// the values of `base`. A dimension that `base` does not have is left out (a one-dimensional latent space).
pub fn rows(horizontal: &[f32], vertical: &[f32], dimensions: (usize, usize), base: &[f32]) -> Vec<f32> {
    let mut z = Vec::with_capacity(horizontal.len() * vertical.len() * base.len());
    for &second in vertical.iter().rev() {
        for &first in horizontal {
            let start = z.len();
            z.extend_from_slice(base);
            for (dimension, value) in [(dimensions.0, first), (dimensions.1, second)] {
                if dimension < base.len() {
                    z[start + dimension] = value;
                }
            }
        }
    }
    z
}

/// Mass of the two-dimensional prior N(0, I) inside a rectangle, 0–1.
pub fn prior_mass(z1: (f64, f64), z2: (f64, f64)) -> f64 {
    interval_mass(z1) * interval_mass(z2)
}

fn interval_mass((from, to): (f64, f64)) -> f64 {
    if to <= from {
        0.0
    } else if from > 0.0 {
        // In the upper tail the difference of two numbers near 1 would lose all digits.
        normal_cdf(-from) - normal_cdf(-to)
    } else {
        normal_cdf(to) - normal_cdf(from)
    }
}

/// Density of N(0, 1).
pub fn normal_density(x: f64) -> f64 {
    (-0.5 * x * x).exp() / (2.0 * PI).sqrt()
}

/// Φ(x), the distribution function of N(0, 1); error below 1e-15, in the lower tail relative error below 1e-13.
///
/// Marsaglia (2004), "Evaluating the normal distribution": Φ(x) = ½ + φ(x)(x + x³/3 + x⁵/(3·5) + …) near the centre,
/// and Laplace's continued fraction beyond 4.
pub fn normal_cdf(x: f64) -> f64 {
    if x.is_nan() {
        return f64::NAN;
    }
    if x.abs() < 4.0 {
        let (mut term, mut sum, mut k) = (x, x, 1.0);
        while term.abs() > 1e-18 {
            k += 2.0;
            term *= x * x / k;
            sum += term;
        }
        return 0.5 + normal_density(x) * sum;
    }
    let t = x.abs();
    // Q(t) = φ(t) / (t + 1/(t + 2/(t + 3/(t + …)))), evaluated from the inside out.
    let fraction = (1..=60).rev().fold(t, |tail, k| t + f64::from(k) / tail);
    let upper = normal_density(t) / fraction;
    if x < 0.0 { upper } else { 1.0 - upper }
}

/// Φ⁻¹(p), the quantile function of N(0, 1): −∞ at 0, ∞ at 1, NaN outside.
///
/// Algorithm AS 241 (PPND16) of Wichura, Applied Statistics 37 (1988) 477: relative error about 1e-16.
pub fn normal_quantile(p: f64) -> f64 {
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180_625 - q * q;
        return q * polynomial(&CENTRE.0, r) / polynomial(&CENTRE.1, r);
    }
    let tail = if q < 0.0 { p } else { 1.0 - p };
    if tail.is_nan() || tail < 0.0 {
        return f64::NAN;
    }
    let r = (-tail.ln()).sqrt();
    let z = if tail == 0.0 {
        f64::INFINITY
    } else if r <= 5.0 {
        polynomial(&SHOULDER.0, r - 1.6) / polynomial(&SHOULDER.1, r - 1.6)
    } else {
        polynomial(&TAIL.0, r - 5.0) / polynomial(&TAIL.1, r - 5.0)
    };
    z.copysign(q)
}

/// Coefficients from the constant upwards.
fn polynomial(coefficients: &[f64; 8], x: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, c| sum * x + c)
}

type Rational = ([f64; 8], [f64; 8]);

const CENTRE: Rational = (
    [
        3.387_132_872_796_366_6,
        133.141_667_891_784_38,
        1_971.590_950_306_551_4,
        13_731.693_765_509_46,
        45_921.953_931_549_87,
        67_265.770_927_008_7,
        33_430.575_583_588_13,
        2_509.080_928_730_122_7,
    ],
    [
        1.0,
        42.313_330_701_600_91,
        687.187_007_492_057_9,
        5_394.196_021_424_751,
        21_213.794_301_586_597,
        39_307.895_800_092_71,
        28_729.085_735_721_943,
        5_226.495_278_852_855,
    ],
);

const SHOULDER: Rational = (
    [
        1.423_437_110_749_683_5,
        4.630_337_846_156_546,
        5.769_497_221_460_691,
        3.647_848_324_763_204_5,
        1.270_458_252_452_368_4,
        0.241_780_725_177_450_6,
        0.022_723_844_989_269_184,
        7.745_450_142_783_414e-4,
    ],
    [
        1.0,
        2.053_191_626_637_759,
        1.676_384_830_183_803_8,
        0.689_767_334_985_1,
        0.148_103_976_427_480_08,
        0.015_198_666_563_616_457,
        5.475_938_084_995_345e-4,
        1.050_750_071_644_416_9e-9,
    ],
);

const TAIL: Rational = (
    [
        6.657_904_643_501_103,
        5.463_784_911_164_114,
        1.784_826_539_917_291_3,
        0.296_560_571_828_504_87,
        0.026_532_189_526_576_124,
        0.001_242_660_947_388_078_4,
        2.711_555_568_743_487_6e-5,
        2.010_334_399_292_288_1e-7,
    ],
    [
        1.0,
        0.599_832_206_555_888,
        0.136_929_880_922_735_8,
        0.014_875_361_290_850_615,
        7.868_691_311_456_133e-4,
        1.846_318_317_510_054_8e-5,
        1.421_511_758_316_446e-7,
        2.044_263_103_389_939_8e-15,
    ],
);

#[cfg(test)]
mod tests {
    use super::*;

    // scipy 1.17.1: [(p, float(norm.ppf(p))) for p in …] and [(x, float(norm.cdf(x))) for x in …].
    const PPF: &[(f64, f64)] = &[
        (1e-300, -37.0470962993612),
        (1e-20, -9.262340089798409),
        (1e-9, -5.9978070150076865),
        (1e-6, -4.753424308822899),
        (0.001, -3.090232306167813),
        (0.01, -2.3263478740408408),
        (0.0749, -1.4402382675279635),
        (0.0751, -1.4388253927525403),
        (0.25, -0.6744897501960817),
        (0.4, -0.2533471031357997),
        (0.745, 0.6588376927361878),
        (0.95, 1.6448536269514722),
        (0.999999, 4.753424308817087),
    ];
    const CDF: &[(f64, f64)] = &[
        (-37.0, 5.7255712225239266e-300),
        (-20.0, 2.7536241186061556e-89),
        (-6.5, 4.016000583859088e-11),
        (-4.001, 3.153767893352071e-05),
        (-3.999, 3.180534005420198e-05),
        (-2.5, 0.006209665325776132),
        (-0.1, 0.460172162722971),
        (0.0, 0.5),
        (0.3, 0.6179114221889526),
        (1.96, 0.9750021048517795),
        (3.9, 0.9999519036559824),
        (5.0, 0.9999997133484281),
    ];

    #[test]
    fn quantiles_agree_with_scipy() {
        for &(p, expected) in PPF {
            let z = normal_quantile(p);
            assert!((z - expected).abs() < 1e-12 * expected.abs().max(1.0), "{p}: {z} {expected}");
        }
        assert_eq!(normal_quantile(0.5), 0.0);
        assert_eq!(normal_quantile(0.0), f64::NEG_INFINITY);
        assert_eq!(normal_quantile(1.0), f64::INFINITY);
        assert!(normal_quantile(-0.1).is_nan() && normal_quantile(f64::NAN).is_nan());
    }

    #[test]
    fn distribution_agrees_with_scipy() {
        for &(x, expected) in CDF {
            let p = normal_cdf(x);
            assert!((p - expected).abs() < 1e-15, "{x}: {p} {expected}");
            assert!((p - expected).abs() < 2e-12 * expected, "{x}: {p} {expected}");
        }
    }

    #[test]
    fn quantile_inverts_distribution() {
        for i in 1..2000 {
            let p = f64::from(i) / 2000.0;
            assert!((normal_cdf(normal_quantile(p)) - p).abs() < 1e-14);
        }
    }

    #[test]
    fn axes_of_the_lecture() {
        assert_eq!(uniform_axis(5, 5.0), [-5.0, -2.5, 0.0, 2.5, 5.0]);
        assert_eq!(uniform_axis(1, 5.0), [0.0]);
        assert_eq!(inverse_cdf_axis(1, 0.01, 0.99), [0.0]);
        let axis = inverse_cdf_axis(5, 0.01, 0.99);
        assert!((axis[0] + 2.326_348).abs() < 1e-6 && (axis[4] - 2.326_348).abs() < 1e-6);
        let masses: Vec<f64> = axis.windows(2).map(|w| normal_cdf(w[1].into()) - normal_cdf(w[0].into())).collect();
        assert!(masses.iter().all(|m| (m - 0.245).abs() < 1e-7), "{masses:?}");
    }

    #[test]
    fn top_row_has_the_largest_second_coordinate() {
        let z = rows(&[-1.0, 1.0], &[-2.0, 2.0], (0, 2), &[9.0, 8.0, 7.0]);
        assert_eq!(z, [-1.0, 8.0, 2.0, 1.0, 8.0, 2.0, -1.0, 8.0, -2.0, 1.0, 8.0, -2.0]);
        assert_eq!(rows(&[-1.0, 1.0], &[0.0], (0, 1), &[5.0]), [-1.0, 1.0]);
    }

    #[test]
    fn mass_of_rectangles() {
        assert!((prior_mass((-1.0, 1.0), (-1e9, 1e9)) - 0.682_689_492_137_085_9).abs() < 1e-12);
        assert!((prior_mass((f64::NEG_INFINITY, 0.0), (0.0, f64::INFINITY)) - 0.25).abs() < 1e-15);
        assert_eq!(prior_mass((1.0, -1.0), (-1.0, 1.0)), 0.0);
        // scipy 1.17.1: norm.cdf(-10) - norm.cdf(-11)
        let far = prior_mass((10.0, 11.0), (f64::NEG_INFINITY, f64::INFINITY));
        assert!((far - 7.619_661_958_203_02e-24).abs() < 1e-33, "{far:e}");
    }
}
