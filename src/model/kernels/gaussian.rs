//! Reparameterization and the KL term of a diagonal Gaussian posterior, with their gradients.

/// z = μ + σ ε with σ = e^(½ log σ²); all slices have one length.
pub fn reparameterize(mu: &[f32], logvar: &[f32], eps: &[f32], z: &mut [f32]) {
    for (((z, &mu), &logvar), &eps) in z.iter_mut().zip(mu).zip(logvar).zip(eps) {
        *z = mu + (0.5 * logvar).exp() * eps;
    }
}

/// Derivatives of z by log σ² times the gradient that reaches z: ½ σ ε g (by μ it is g itself).
pub fn reparameterize_gradient(logvar: &[f32], eps: &[f32], g: &[f32], by_logvar: &mut [f32]) {
    for (((out, &logvar), &eps), &g) in by_logvar.iter_mut().zip(logvar).zip(eps).zip(g) {
        *out = 0.5 * (0.5 * logvar).exp() * eps * g;
    }
}

/// D_KL(q‖p) = −½ Σ (1 + log σ² − μ² − σ²), nats, over all values (Kingma & Welling 2014, appendix B).
///
/// [`crate::gaussian::kl`] without `exp_m1`: the bits of all recorded runs are this expression's.
pub fn kl(mu: &[f32], logvar: &[f32]) -> f64 {
    mu.iter()
        .zip(logvar)
        .map(|(&mu, &logvar)| {
            let (mu, logvar) = (f64::from(mu), f64::from(logvar));
            0.5 * (mu * mu + logvar.exp() - logvar - 1.0)
        })
        .sum()
}

/// `scale` times the derivatives of [`kl`]: μ by μ, ½ (σ² − 1) by log σ².
pub fn kl_gradient(mu: &[f32], logvar: &[f32], scale: f32, by_mu: &mut [f32], by_logvar: &mut [f32]) {
    for ((out, &mu), (out_logvar, &logvar)) in by_mu.iter_mut().zip(mu).zip(by_logvar.iter_mut().zip(logvar)) {
        *out = scale * mu;
        *out_logvar = scale * 0.5 * (logvar.exp() - 1.0);
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_sum_that_is_trained_on_is_the_formula() {
        let (mu, logvar) = ([0.0f32, 0.7, -2.0, 3.0], [0.0f32, -2.5, 0.8, -6.0]);
        let terms = mu.iter().zip(&logvar).map(|(&mu, &logvar)| crate::gaussian::kl(f64::from(mu), f64::from(logvar)));
        assert!((super::kl(&mu, &logvar) - terms.sum::<f64>()).abs() < 1e-12);
    }
}
