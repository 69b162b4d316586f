//! Two unbiased estimators of the gradient of E\[f(z)\], z ~ N(μ, σ²): by reparameterization and by the score function.
//!
//! One standard normal ε is one sample of either, so that both can be judged on the same draws. Knows no network.

/// A small function to take the expectation of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Integrand {
    /// z².
    Square,
    /// sin z.
    Sine,
    /// exp(−(z − 1)² / 2w²) with w = 0.1.
    Bump,
}

/// The parameter of q that the gradient is taken with respect to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    Mean,
    /// ln σ, as networks output it.
    LogSigma,
}

/// Centre and width of [`Integrand::Bump`].
const CENTRE: f64 = 1.0;
const WIDTH: f64 = 0.1;

impl Integrand {
    pub fn value(self, z: f64) -> f64 {
        match self {
            Self::Square => z * z,
            Self::Sine => z.sin(),
            Self::Bump => (-0.5 * ((z - CENTRE) / WIDTH).powi(2)).exp(),
        }
    }

    pub fn slope(self, z: f64) -> f64 {
        match self {
            Self::Square => 2.0 * z,
            Self::Sine => z.cos(),
            Self::Bump => -(z - CENTRE) / (WIDTH * WIDTH) * self.value(z),
        }
    }

    /// E\[f(z)\] in closed form.
    pub fn expectation(self, mu: f64, sigma: f64) -> f64 {
        match self {
            Self::Square => mu * mu + sigma * sigma,
            Self::Sine => mu.sin() * (-0.5 * sigma * sigma).exp(),
            Self::Bump => {
                let variance = WIDTH * WIDTH + sigma * sigma;
                WIDTH / variance.sqrt() * (-0.5 * (mu - CENTRE).powi(2) / variance).exp()
            }
        }
    }

    /// The gradient of [`Self::expectation`] in closed form.
    pub fn gradient(self, by: By, mu: f64, sigma: f64) -> f64 {
        let expectation = self.expectation(mu, sigma);
        let damping = (-0.5 * sigma * sigma).exp();
        let (variance, offset) = (WIDTH * WIDTH + sigma * sigma, mu - CENTRE);
        match (self, by) {
            (Self::Square, By::Mean) => 2.0 * mu,
            (Self::Square, By::LogSigma) => 2.0 * sigma * sigma,
            (Self::Sine, By::Mean) => mu.cos() * damping,
            (Self::Sine, By::LogSigma) => -sigma * sigma * expectation,
            (Self::Bump, By::Mean) => -offset / variance * expectation,
            (Self::Bump, By::LogSigma) => {
                expectation * sigma * sigma * (offset * offset / (variance * variance) - 1.0 / variance)
            }
        }
    }
}

/// f′(z) ∂z/∂(parameter) with z = μ + σ ε: the derivative goes through the sample (Kingma and Welling 2014).
pub fn reparameterized(f: Integrand, by: By, mu: f64, sigma: f64, epsilon: f64) -> f64 {
    let slope = f.slope(mu + sigma * epsilon);
    match by {
        By::Mean => slope,
        By::LogSigma => slope * sigma * epsilon,
    }
}

/// f(z) ∂ ln q(z)/∂(parameter): the sample is held fixed, and f need not have a derivative (Williams 1992).
pub fn score_function(f: Integrand, by: By, mu: f64, sigma: f64, epsilon: f64) -> f64 {
    let value = f.value(mu + sigma * epsilon);
    match by {
        By::Mean => value * epsilon / sigma,
        By::LogSigma => value * (epsilon * epsilon - 1.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::latent::bound::Estimate;
    use crate::latent::gaussian::log_density;
    use crate::rng::Rng;

    const ALL: [Integrand; 3] = [Integrand::Square, Integrand::Sine, Integrand::Bump];
    const BOTH: [By; 2] = [By::Mean, By::LogSigma];
    const PLACES: [(f64, f64); 3] = [(0.7, 0.5), (-0.4, 1.2), (1.1, 0.15)];

    /// E\[g(ε)\] by the trapezoid rule, fine enough for the bump.
    fn expected(g: impl Fn(f64) -> f64) -> f64 {
        let step = 0.002;
        (-5000..=5000).map(|i| f64::from(i) * step).map(|e| log_density(e, 0.0, 1.0).exp() * g(e)).sum::<f64>() * step
    }

    fn near(value: f64, expected: f64, tolerance: f64) {
        assert!((value - expected).abs() < tolerance, "{value} {expected}");
    }

    #[test]
    fn closed_forms_agree_with_integration_and_finite_differences() {
        for f in ALL {
            for (mu, sigma) in PLACES {
                near(f.expectation(mu, sigma), expected(|e| f.value(mu + sigma * e)), 1e-10);
                let h = 1e-5;
                let by_mean = (f.expectation(mu + h, sigma) - f.expectation(mu - h, sigma)) / (2.0 * h);
                let scale = |d: f64| f.expectation(mu, sigma * d.exp());
                near(f.gradient(By::Mean, mu, sigma), by_mean, 1e-7);
                near(f.gradient(By::LogSigma, mu, sigma), (scale(h) - scale(-h)) / (2.0 * h), 1e-7);
                near(f.slope(mu), (f.value(mu + h) - f.value(mu - h)) / (2.0 * h), 1e-6);
            }
        }
    }

    #[test]
    fn both_estimators_are_unbiased() {
        for f in ALL {
            for by in BOTH {
                for (mu, sigma) in PLACES {
                    let exact = f.gradient(by, mu, sigma);
                    near(expected(|e| reparameterized(f, by, mu, sigma, e)), exact, 1e-9);
                    near(expected(|e| score_function(f, by, mu, sigma, e)), exact, 1e-9);
                }
            }
        }
    }

    #[test]
    fn variances_of_the_square_agree_with_their_closed_forms() {
        // Var 2z = 4σ²; Var(z² ε/σ) = μ⁴/σ² + 14 μ² + 15 σ², from E ε² = 1, E ε⁴ = 3, E ε⁶ = 15.
        let (mu, sigma) = (0.7_f64, 0.5_f64);
        let mut rng = Rng::new(3);
        let draws: Vec<f64> = (0..200_000).map(|_| f64::from(rng.normal())).collect();
        let variance = |estimator: fn(Integrand, By, f64, f64, f64) -> f64| {
            let error = Estimate::of(draws.iter().map(|e| estimator(Integrand::Square, By::Mean, mu, sigma, *e))).error;
            error * error * draws.len() as f64
        };
        let (low, high) = (4.0 * sigma * sigma, mu.powi(4) / sigma.powi(2) + 14.0 * mu * mu + 15.0 * sigma * sigma);
        near(variance(reparameterized) / low, 1.0, 0.02);
        near(variance(score_function) / high, 1.0, 0.05);
    }

    #[test]
    fn a_narrow_bump_turns_the_order_of_the_variances_round() {
        let second_moment = |estimator: fn(Integrand, By, f64, f64, f64) -> f64, f| {
            expected(|e| estimator(f, By::Mean, 0.0, 1.0, e).powi(2))
        };
        assert!(second_moment(reparameterized, Integrand::Square) < second_moment(score_function, Integrand::Square));
        assert!(
            second_moment(reparameterized, Integrand::Bump) > 10.0 * second_moment(score_function, Integrand::Bump)
        );
    }
}
