//! The Sérsic profile I(r) ∝ exp(−bₙ (r/rₑ)^(1/n)), in units of its half-light radius and its total light.
//!
//! For n = 1 (an exponential disk) and n = 4 (de Vaucouleurs' bulge), where the light inside a radius has a closed form.
//! Formulas: Graham and Driver 2005, PASA 22, 118, equations 2 and 4. Knows no pixels.

use std::f64::consts::PI;

/// A profile of index n.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sersic {
    /// n = 1.
    Exponential,
    /// n = 4.
    DeVaucouleurs,
}

impl Sersic {
    fn index(self) -> f64 {
        match self {
            Self::Exponential => 1.0,
            Self::DeVaucouleurs => 4.0,
        }
    }

    /// bₙ, which makes rₑ hold half of the light: 2n − 1/3 + 4/405n + 46/25515n² + … (Ciotti and Bertin 1999, A&A 352, 447,
    /// equation 18; wrong by less than 10⁻⁴ for n = 1 and 10⁻⁶ for n = 4).
    pub fn b(self) -> f64 {
        let n = self.index();
        2.0 * n - 1.0 / 3.0 + 4.0 / (405.0 * n) + 46.0 / (25515.0 * n.powi(2)) + 131.0 / (1_148_175.0 * n.powi(3))
            - 2_194_697.0 / (30_690_717_750.0 * n.powi(4))
    }

    /// I(0) of a round profile with rₑ = 1 and total light 1: total = I(0) 2π n b⁻²ⁿ Γ(2n).
    pub fn central(self) -> f64 {
        let n = self.index();
        // Γ(2n) = (2n − 1)!, 2n being whole.
        let gamma: f64 = (1..2 * n as u32).map(f64::from).product();
        self.b().powf(2.0 * n) / (2.0 * PI * n * gamma)
    }

    /// I(r) / I(0), for `radius` in half-light radii; `b` is [`Self::b`].
    pub fn shape(self, b: f32, radius: f32) -> f32 {
        let root = match self {
            Self::Exponential => radius,
            Self::DeVaucouleurs => radius.sqrt().sqrt(),
        };
        (-b * root).exp()
    }

    /// Share of the light inside `radius` half-light radii: γ(2n, x) / Γ(2n) = 1 − e⁻ˣ Σ xᵏ/k! for k < 2n, x = b r^(1/n).
    pub fn enclosed(self, radius: f64) -> f64 {
        let x = self.b() * radius.max(0.0).powf(1.0 / self.index());
        let (mut term, mut sum) = (1.0, 0.0);
        for k in 0..2 * self.index() as u32 {
            sum += term;
            term *= x / f64::from(k + 1);
        }
        1.0 - (-x).exp() * sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_the_light_is_inside_the_half_light_radius() {
        // scipy 1.17: gammaincinv(2, 0.5), gammaincinv(8, 0.5).
        assert!((Sersic::Exponential.b() - 1.6783469900166605).abs() < 1e-4);
        assert!((Sersic::DeVaucouleurs.b() - 7.669249442500799).abs() < 1e-6);
        for profile in [Sersic::Exponential, Sersic::DeVaucouleurs] {
            assert!((profile.enclosed(1.0) - 0.5).abs() < 2e-5);
            assert!(profile.enclosed(0.0).abs() < 1e-12 && profile.enclosed(1e6) > 1.0 - 1e-9);
        }
    }

    #[test]
    fn the_profile_integrates_to_what_is_enclosed() {
        for profile in [Sersic::Exponential, Sersic::DeVaucouleurs] {
            let (b, steps) = (profile.b() as f32, 20_000);
            let light: f64 = (0..steps)
                .map(|step| {
                    let radius = 3.0 * (f64::from(step) + 0.5) / f64::from(steps);
                    2.0 * PI * radius * profile.central() * f64::from(profile.shape(b, radius as f32))
                })
                .sum();
            assert!((light * 3.0 / f64::from(steps) - profile.enclosed(3.0)).abs() < 1e-4);
        }
    }
}
