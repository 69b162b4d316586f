//! The KL divergence of a Gaussian from the prior, for all that measure or check it. Knows no network and no latent space.

/// KL(N(μ, σ²) ‖ N(0, 1)) in one dimension, nats, of μ and log σ²: ½ (μ² + σ² − 1 − log σ²), Kingma & Welling 2014,
/// appendix B. Dimensions add up.
pub fn kl(mu: f64, logvar: f64) -> f64 {
    // exp_m1 keeps the difference σ² − 1 exact near the prior.
    0.5 * (mu * mu + logvar.exp_m1() - logvar)
}
