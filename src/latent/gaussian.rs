//! A diagonal Gaussian against the prior: the KL divergence by its formula, and by numerical integration.
//!
//! q(z) = N(μ, diag σ²), p(z) = N(0, I), in nats. Plain numbers; knows no network and no figure.

use std::f64::consts::TAU;

use crate::gaussian;

/// Half the width of the integration, in standard deviations of q: beyond it q holds less than 1e-22.
const REACH: f64 = 10.0;
/// Points of the divergence's rule in each dimension.
const POINTS: usize = 129;

/// ln N(z; μ, σ²).
pub fn log_density(z: f64, mu: f64, sigma: f64) -> f64 {
    -0.5 * (((z - mu) / sigma).powi(2) + TAU.ln()) - sigma.ln()
}

/// −D_KL(q ‖ p) = ½ Σ (1 + ln σ² − μ² − σ²), as the lecture writes it (Kingma and Welling 2014, appendix B): never
/// positive.
pub fn negative_kl(mu: &[f64], sigma: &[f64]) -> f64 {
    -mu.iter().zip(sigma).map(|(&mu, &sigma)| gaussian::kl(mu, 2.0 * sigma.ln())).sum::<f64>()
}

/// The integrand of the divergence in one dimension, q(z) ln(q(z) / p(z)), nats per unit of z.
pub fn integrand(z: f64, mu: f64, sigma: f64) -> f64 {
    let log_q = log_density(z, mu, sigma);
    log_q.exp() * (log_q - log_density(z, 0.0, 1.0))
}

/// ∫ q ln(q / p) dz in one dimension, by the trapezoid rule on [`POINTS`] points.
///
/// The rule converges faster than any power of its step for integrands that fall like a Gaussian on both sides.
pub fn kl_by_integration(mu: f64, sigma: f64) -> f64 {
    let (points, step) = rule(mu, sigma, POINTS);
    points.map(|z| integrand(z, mu, sigma)).sum::<f64>() * step
}

/// ∫∫ q ln(q / p) dz₁ dz₂, by the same rule on a grid over the plane. It never uses that the two dimensions separate.
pub fn kl_by_integration_on_plane(mu: [f64; 2], sigma: [f64; 2]) -> f64 {
    let (first, step_1) = rule(mu[0], sigma[0], POINTS);
    let (second, step_2) = rule(mu[1], sigma[1], POINTS);
    let second: Vec<f64> = second.collect();
    let mut sum = 0.0;
    for z1 in first {
        for &z2 in &second {
            let log_q = log_density(z1, mu[0], sigma[0]) + log_density(z2, mu[1], sigma[1]);
            let log_p = -0.5 * (z1 * z1 + z2 * z2) - TAU.ln();
            sum += log_q.exp() * (log_q - log_p);
        }
    }
    sum * step_1 * step_2
}

/// `points` (odd) even points over μ ± [`REACH`] σ, and their step. At both ends q is practically 0.
pub fn rule(mu: f64, sigma: f64, points: usize) -> (impl Iterator<Item = f64>, f64) {
    let middle = (points / 2) as f64;
    let step = REACH * sigma / middle;
    ((0..points).map(move |i| mu + (i as f64 - middle) * step), step)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(value: f64, expected: f64, tolerance: f64) {
        assert!((value - expected).abs() < tolerance, "{value} {expected}");
    }

    #[test]
    fn formula_agrees_with_adaptive_quadrature() {
        // scipy 1.17.1: quad(lambda z: norm.pdf(z, m, s) * (norm.logpdf(z, m, s) - norm.logpdf(z)), …).
        let recorded = [
            (0.0, 0.5, 0.3181471805599453),
            (1.3, 0.3, 1.593972804325936),
            (-2.0, 1.7, 2.4143717489378296),
            (0.02, 0.05, 2.497182273553991),
            (3.0, 3.0, 7.401387711331892),
        ];
        for (mu, sigma, expected) in recorded {
            near(-negative_kl(&[mu], &[sigma]), expected, 1e-9);
        }
        assert_eq!(negative_kl(&[0.0, 0.0], &[1.0, 1.0]), 0.0);
    }

    #[test]
    fn integration_agrees_with_the_formula_all_over_the_sliders() {
        for mu in [-3.0, -0.7, 0.0, 0.1, 2.2] {
            for sigma in [0.05, 0.3, 1.0, 1.7, 3.0] {
                let formula = -negative_kl(&[mu], &[sigma]);
                near(kl_by_integration(mu, sigma), formula, 1e-10);
                let plane = kl_by_integration_on_plane([mu, -0.4], [sigma, 0.6]);
                near(plane, formula - negative_kl(&[-0.4], &[0.6]), 1e-10);
                assert!(formula >= 0.0);
            }
        }
    }

    #[test]
    fn the_integrand_has_both_signs_and_its_integral_has_one() {
        assert!(integrand(0.0, 1.0, 1.0) < 0.0 && integrand(1.5, 1.0, 1.0) > 0.0);
        near(kl_by_integration(1.0, 1.0), 0.5, 1e-12);
    }
}
