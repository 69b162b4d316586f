//! Loss terms against truth: numerical integration and double precision.

use candle_core::{Device, Tensor};
use latent_lab::model::{Likelihood, Posterior, loss};

fn row(values: &[f32]) -> Tensor {
    Tensor::from_slice(values, (1, values.len()), &Device::Cpu).unwrap()
}

/// ∫ q ln(q / p) over z for q = N(mu, e^logvar), p = N(0, 1), by the trapezoid rule.
fn integrated_kl(mu: f64, logvar: f64) -> f64 {
    let sigma = (0.5 * logvar).exp();
    let ln_normal = |z: f64, mu: f64, sigma: f64| {
        -0.5 * ((z - mu) / sigma).powi(2) - sigma.ln() - 0.5 * (2.0 * std::f64::consts::PI).ln()
    };
    let (count, width) = (40_000, 12.0 * sigma);
    let step = 2.0 * width / f64::from(count);
    (0..=count)
        .map(|index| {
            let z = mu - width + f64::from(index) * step;
            let ln_q = ln_normal(z, mu, sigma);
            ln_q.exp() * (ln_q - ln_normal(z, 0.0, 1.0)) * step
        })
        .sum()
}

#[test]
fn kl_agrees_with_numerical_integration() {
    let (mu, logvar) = ([0.0, 1.3, -2.5, 0.02, 4.0], [0.0, -1.0, 1.2, -6.0, 2.0]);
    let posterior = Posterior { mu: row(&mu), logvar: Some(row(&logvar)) };
    let each = loss::kl_per_dimension(&posterior).unwrap();
    let truth: Vec<f64> = mu.iter().zip(logvar).map(|(&mu, logvar)| integrated_kl(mu.into(), logvar.into())).collect();
    for (found, truth) in each.iter().zip(&truth) {
        assert!((f64::from(*found) - truth).abs() < 1e-5 * (1.0 + truth), "{found} {truth}");
    }
    let sum = loss::kl(&posterior).unwrap().to_scalar::<f32>().unwrap();
    assert!((f64::from(sum) - truth.iter().sum::<f64>()).abs() < 1e-4);
}

#[test]
fn bernoulli_agrees_with_double_precision_at_any_logit() {
    let logits = [0.0, 3.0, -3.0, 30.0, -30.0, 200.0, -200.0, 200.0, -200.0];
    let x = [0.5, 0.2, 0.9, 1.0, 0.0, 1.0, 0.0, 0.0, 1.0];
    let truth: f64 = logits
        .iter()
        .zip(x)
        .map(|(&l, x): (&f32, f32)| {
            let (l, x) = (f64::from(l), f64::from(x));
            l.max(0.0) - x * l + (-l.abs()).exp().ln_1p()
        })
        .sum();
    let found = loss::reconstruction(Likelihood::Bernoulli, &row(&logits), &row(&x)).unwrap();
    let found = f64::from(found.to_scalar::<f32>().unwrap());
    assert!((found / truth - 1.0).abs() < 1e-6, "{found} {truth}");
}

#[test]
fn gaussian_is_a_density() {
    // e^−loss of one pixel integrates to 1 over x.
    let total: f64 = (-4000..=4000)
        .map(|step| {
            let x = row(&[0.3 + step as f32 * 1e-3]);
            let loss = loss::reconstruction(Likelihood::Gaussian { sigma: 0.2 }, &row(&[0.3]), &x).unwrap();
            (-f64::from(loss.to_scalar::<f32>().unwrap())).exp() * 1e-3
        })
        .sum();
    assert!((total - 1.0).abs() < 1e-4, "{total}");
}
