//! The evidence lower bound of one image from samples of z: its two forms, and the importance-weighted bound.
//!
//! z ~ q(z|x) throughout, everything in nats. Slices in, numbers out; knows neither the network nor where z came from.

/// What one sample of z contributes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sample {
    /// ln p(x|z), summed over pixels.
    pub likelihood: f64,
    /// ln p(z), summed over latent dimensions.
    pub prior: f64,
    /// ln q(z|x), summed over latent dimensions.
    pub posterior: f64,
}

impl Sample {
    /// ln w = ln p(x|z) + ln p(z) − ln q(z|x): its mean is the ELBO, the mean of w is p(x).
    pub fn log_weight(&self) -> f64 {
        self.likelihood + self.prior - self.posterior
    }
}

/// A mean and its standard error.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Estimate {
    pub mean: f64,
    /// Standard deviation of the mean; 0 for fewer than two values, which cannot give it.
    pub error: f64,
}

impl Estimate {
    pub fn of(values: impl Iterator<Item = f64>) -> Self {
        // Welford: stable where the values are large and their spread is small.
        let (mut count, mut mean, mut squares) = (0.0, 0.0, 0.0);
        for value in values {
            count += 1.0;
            let step = value - mean;
            mean += step / count;
            squares += step * (value - mean);
        }
        let error = if count > 1.0 { (squares / (count - 1.0) / count).sqrt() } else { 0.0 };
        Self { mean, error }
    }
}

/// The two forms of the lecture, estimated on the same samples.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Forms {
    /// E\[ln p(x|z) + ln p(z) − ln q(z|x)\].
    pub joint: Estimate,
    /// E\[ln p(x|z)\] − KL, with the KL by its formula.
    pub split: Estimate,
    /// The first minus the second: 0 except for the KL's own sampling error.
    pub difference: Estimate,
}

/// Both forms on `samples`, with `kl` the KL divergence of q(z|x) from the prior.
pub fn forms(samples: &[Sample], kl: f64) -> Forms {
    let split = |sample: &Sample| sample.likelihood - kl;
    Forms {
        joint: Estimate::of(samples.iter().map(Sample::log_weight)),
        split: Estimate::of(samples.iter().map(split)),
        difference: Estimate::of(samples.iter().map(|sample| sample.log_weight() - split(sample))),
    }
}

/// ln (1/n Σ eᵛ) without overflow; −∞ for no values.
pub fn log_mean_exp(values: &[f64]) -> f64 {
    let largest = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if largest == f64::NEG_INFINITY {
        return largest;
    }
    largest + (values.iter().map(|value| (value - largest).exp()).sum::<f64>() / values.len() as f64).ln()
}

/// ln ∫ eᵛ of values on an even grid, each standing for an equal `area`.
pub fn log_integral(values: &[f64], area: f64) -> f64 {
    log_mean_exp(values) + (values.len() as f64 * area).ln()
}

/// L_K = E\[ln (1/K Σ w)\] over K samples (Burda, Grosse and Salakhutdinov 2016), the mean over all whole groups of K; L₁ is
/// the ELBO. NaN without a group.
///
/// Where one K divides the next, and the number of samples is a multiple of both, the estimates can only grow with K,
/// as the bounds do: the logarithm of a mean is at least the mean of the logarithms.
pub fn importance_weighted(log_weights: &[f64], k: usize) -> Estimate {
    let groups = log_weights.chunks_exact(k.max(1));
    if groups.len() == 0 {
        return Estimate { mean: f64::NAN, error: 0.0 };
    }
    Estimate::of(groups.map(log_mean_exp))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::latent::gaussian::{log_density, negative_kl};
    use crate::rng::Rng;

    fn near(value: f64, expected: f64, tolerance: f64) {
        assert!((value - expected).abs() < tolerance, "{value} {expected}");
    }

    /// The linear Gaussian model, where everything is known: p(z) = N(0, 1), p(x|z) = N(z, s²), so that p(x) = N(0, 1 + s²)
    /// and the true posterior is N(x / (1 + s²), s² / (1 + s²)).
    const X: f64 = 1.4;
    const S: f64 = 0.5;

    fn samples(mu: f64, sigma: f64, count: usize) -> Vec<Sample> {
        let mut rng = Rng::new(11);
        let sample = |_| {
            let z = mu + sigma * f64::from(rng.normal());
            Sample {
                likelihood: log_density(X, z, S),
                prior: log_density(z, 0.0, 1.0),
                posterior: log_density(z, mu, sigma),
            }
        };
        (0..count).map(sample).collect()
    }

    fn log_weights(samples: &[Sample]) -> Vec<f64> {
        samples.iter().map(Sample::log_weight).collect()
    }

    #[test]
    fn at_the_true_posterior_every_sample_gives_the_evidence() {
        let (variance, evidence) = (S * S / (1.0 + S * S), log_density(X, 0.0, (1.0 + S * S).sqrt()));
        let samples = samples(X / (1.0 + S * S), variance.sqrt(), 50);
        for sample in &samples {
            near(sample.log_weight(), evidence, 1e-12);
        }
        for k in [1, 5, 50] {
            near(importance_weighted(&log_weights(&samples), k).mean, evidence, 1e-12);
        }
    }

    #[test]
    fn both_forms_agree_with_the_closed_form_within_their_errors() {
        let (mu, sigma): (f64, f64) = (0.6, 0.8);
        let kl = -negative_kl(&[mu], &[sigma]);
        // E ln N(x; z, s²) over z ~ N(μ, σ²).
        let exact = log_density(X, mu, S) - 0.5 * (sigma / S).powi(2) - kl;
        let forms = forms(&samples(mu, sigma, 20_000), kl);
        for form in [forms.joint, forms.split] {
            assert!(form.error > 0.0 && (form.mean - exact).abs() < 4.0 * form.error, "{form:?} {exact}");
        }
        near(forms.difference.mean, forms.joint.mean - forms.split.mean, 1e-9);
        assert!(forms.difference.mean.abs() < 4.0 * forms.difference.error);
    }

    #[test]
    fn the_gap_of_one_sample_is_the_divergence_from_the_true_posterior() {
        let (mu, sigma) = (0.6, 0.8);
        let weights = log_weights(&samples(mu, sigma, 65_536));
        let evidence = log_density(X, 0.0, (1.0 + S * S).sqrt());
        let (mean, variance) = (X / (1.0 + S * S), S * S / (1.0 + S * S));
        let divergence =
            0.5 * (sigma * sigma / variance + (mu - mean).powi(2) / variance - 1.0 - (sigma * sigma / variance).ln());
        let first = importance_weighted(&weights, 1);
        assert!((evidence - first.mean - divergence).abs() < 4.0 * first.error, "{first:?} {divergence}");
        // The bounds grow with K towards the evidence, and at K = 1024 little is left of the gap.
        let bounds: Vec<f64> = (0..=10).map(|power| importance_weighted(&weights, 1 << power).mean).collect();
        assert!(bounds.windows(2).all(|pair| pair[0] <= pair[1]), "{bounds:?}");
        near(bounds[10], evidence, 0.02);
    }

    #[test]
    fn means_of_exponentials_do_not_overflow() {
        near(log_mean_exp(&[-1000.0, -1000.0 + 3.0_f64.ln()]), -1000.0 + 2.0_f64.ln(), 1e-12);
        assert_eq!(log_mean_exp(&[]), f64::NEG_INFINITY);
        near(log_integral(&[0.0; 40], 0.05), 2.0_f64.ln(), 1e-12);
        assert!(importance_weighted(&[1.0, 2.0], 3).mean.is_nan());
        assert_eq!(Estimate::of([3.0].into_iter()), Estimate { mean: 3.0, error: 0.0 });
        near(Estimate::of([1.0, 2.0, 3.0, 4.0].into_iter()).error, (5.0_f64 / 3.0 / 4.0).sqrt(), 1e-12);
    }
}
