//! One latent dimension of the encoded data against the prior: histogram, moments, and the divergence from N(0, 1).
//!
//! The clouds q(z|x) of all images together are the aggregated posterior (Hoffman & Johnson 2016). Generated samples come
//! from the prior instead, so where the two differ the decoder is asked about places that it never learned.

use super::grid::normal_cdf;

/// Width of a bin, in units of z.
const BIN: f64 = 0.25;
/// The least and the greatest reach of the bins on either side.
const LEAST_REACH: f64 = 4.0;
const MOST_REACH: f64 = 12.0;

/// How the values of one dimension are distributed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Marginal {
    pub mean: f64,
    /// Standard deviation (divisor n).
    pub deviation: f64,
    /// Edges of the bins, ascending, one more than there are bins. Values beyond them are counted in the outermost bins.
    pub edges: Vec<f32>,
    /// Probability density in each bin: share of the values over the bin's width.
    pub densities: Vec<f32>,
    /// KL(histogram ‖ N(0, 1)), nats.
    pub kl: f64,
}

/// Sorts `values` into bins a quarter wide; values that are not finite are left out.
///
/// KL = Σ pᵦ ln(pᵦ / πᵦ) with p the share of the values in bin b and π the prior's mass there. A finite sample of n values
/// from the prior itself has about (bins − 1) / 2n nats.
pub fn marginal(values: &[f32]) -> Marginal {
    let values: Vec<f64> = values.iter().filter(|value| value.is_finite()).map(|value| f64::from(*value)).collect();
    let farthest = values.iter().fold(0.0f64, |far, value| far.max(value.abs()));
    let reach = ((farthest / BIN).ceil() * BIN).clamp(LEAST_REACH, MOST_REACH);
    let bins = (2.0 * reach / BIN).round() as usize;
    let edge = |bin: usize| bin as f64 * BIN - reach;
    let mut counts = vec![0u32; bins];
    for value in &values {
        counts[(((value + reach) / BIN).floor().max(0.0) as usize).min(bins - 1)] += 1;
    }
    let n = values.len().max(1) as f64;
    let mean = values.iter().sum::<f64>() / n;
    let kl = (0..bins).filter(|bin| counts[*bin] > 0).map(|bin| {
        let share = f64::from(counts[bin]) / n;
        share * (share / prior_share(bin, bins, edge)).ln()
    });
    Marginal {
        mean,
        deviation: (values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / n).sqrt(),
        edges: (0..=bins).map(|bin| edge(bin) as f32).collect(),
        kl: kl.sum(),
        densities: counts.iter().map(|count| (f64::from(*count) / n / BIN) as f32).collect(),
    }
}

/// The prior's mass in a bin; the outermost bins hold its tails.
fn prior_share(bin: usize, bins: usize, edge: impl Fn(usize) -> f64) -> f64 {
    // By symmetry computed in the lower half, where no digits are lost.
    let bin = bin.min(bins - 1 - bin);
    let below = if bin == 0 { 0.0 } else { normal_cdf(edge(bin)) };
    normal_cdf(edge(bin + 1)) - below
}

#[cfg(test)]
mod tests {
    use super::super::grid::normal_quantile;
    use super::*;

    /// Values at even quantiles of N(`mean`, `deviation`²).
    fn gaussian(n: u32, mean: f64, deviation: f64) -> Vec<f32> {
        let quantile = |i| normal_quantile((f64::from(i) + 0.5) / f64::from(n));
        (0..n).map(|i| (mean + deviation * quantile(i)) as f32).collect()
    }

    #[test]
    fn the_prior_does_not_differ_from_itself() {
        let m = marginal(&gaussian(20_000, 0.0, 1.0));
        assert!(m.kl.abs() < 1e-3, "{}", m.kl);
        assert!(m.mean.abs() < 1e-6 && (m.deviation - 1.0).abs() < 1e-3);
        let mass: f32 = m.densities.iter().sum::<f32>() * 0.25;
        assert!((mass - 1.0).abs() < 1e-5);
        assert_eq!((m.edges.len(), m.densities.len()), (35, 34), "the farthest value, 4.06, widens the bins' reach");
    }

    #[test]
    fn divergence_of_gaussians_in_closed_form() {
        for (mean, deviation) in [(0.5, 1.0), (0.0, 0.7), (-1.0, 1.3), (0.0, 1.6)] {
            let expected = 0.5 * (mean * mean + deviation * deviation - 1.0) - f64::ln(deviation);
            let m = marginal(&gaussian(50_000, mean, deviation));
            // Bins can only hide a difference, and bins of a quarter hide little of it.
            assert!(m.kl < expected && m.kl > 0.95 * expected, "{mean} {deviation}: {} {expected}", m.kl);
        }
    }

    #[test]
    fn far_and_missing_values_are_finite() {
        let m = marginal(&[100.0, -100.0, f32::NAN]);
        assert_eq!((m.edges[0], m.densities[0], m.mean), (-12.0, 2.0, 0.0));
        assert!(m.kl.is_finite());
        let none = marginal(&[]);
        assert_eq!((none.kl, none.mean, none.deviation), (0.0, 0.0, 0.0));
    }
}
