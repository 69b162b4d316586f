//! Adam, in place over one parameter (Kingma & Ba 2015, algorithm 1).

use super::elementary::LANES;

/// The constants of one step, the same for all parameters.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    pub learning_rate: f32,
    pub beta1: f32,
    pub beta2: f32,
    pub epsilon: f32,
    /// 1 − β₁ᵗ and 1 − β₂ᵗ.
    pub correction1: f32,
    pub correction2: f32,
    /// The share of a parameter that decay leaves.
    pub keep: f32,
}

impl Step {
    /// Step `t`, counted from 1, with the usual β₁ = 0.9, β₂ = 0.999, ε = 1e−8.
    pub fn new(learning_rate: f64, t: u64) -> Self {
        let (beta1, beta2) = (0.9_f64, 0.999_f64);
        let power = i32::try_from(t).unwrap_or(i32::MAX);
        Self {
            learning_rate: learning_rate as f32,
            beta1: beta1 as f32,
            beta2: beta2 as f32,
            epsilon: 1e-8,
            correction1: (1.0 - beta1.powi(power)) as f32,
            correction2: (1.0 - beta2.powi(power)) as f32,
            keep: 1.0,
        }
    }

    /// The step with decoupled decay of the parameter (Loshchilov & Hutter 2019), per unit of learning rate.
    pub fn with_decay(self, decay: f64) -> Self {
        Self { keep: (1.0 - f64::from(self.learning_rate) * decay) as f32, ..self }
    }

    /// Moves `parameter` against `gradient`; `m` and `v` are its running moments. All slices have one length.
    ///
    /// Returns the largest magnitude in `parameter`: infinity if one is infinite, NaN if one is NaN.
    pub fn apply(&self, parameter: &mut [f32], gradient: &[f32], m: &mut [f32], v: &mut [f32]) -> f32 {
        let rate = self.learning_rate / self.correction1;
        let root = 1.0 / self.correction2.sqrt();
        let one = |p: &mut f32, g: f32, m: &mut f32, v: &mut f32| {
            *m = self.beta1 * *m + (1.0 - self.beta1) * g;
            *v = self.beta2 * *v + (1.0 - self.beta2) * g * g;
            *p = self.keep * *p - rate * *m / (v.sqrt() * root + self.epsilon);
            // As integers, the bits of magnitudes are in their order, with infinity above all numbers and NaN above it.
            p.abs().to_bits()
        };
        let mut largest = [0; LANES];
        let (p, last_p) = parameter.as_chunks_mut::<LANES>();
        let (g, last_g) = gradient.as_chunks::<LANES>();
        let (m, last_m) = m.as_chunks_mut::<LANES>();
        let (v, last_v) = v.as_chunks_mut::<LANES>();
        for (((p, g), m), v) in p.iter_mut().zip(g).zip(m).zip(v) {
            for lane in 0..LANES {
                largest[lane] = largest[lane].max(one(&mut p[lane], g[lane], &mut m[lane], &mut v[lane]));
            }
        }
        for (((p, &g), m), v) in last_p.iter_mut().zip(last_g).zip(last_m).zip(last_v) {
            largest[0] = largest[0].max(one(p, g, m, v));
        }
        f32::from_bits(largest.into_iter().fold(0, u32::max))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_magnitude_is_returned() {
        let largest = |values: [f32; 9]| {
            let (mut p, g) = (values, [0.0; 9]);
            Step::new(1e-3, 1).apply(&mut p, &g, &mut [0.0; 9], &mut [0.0; 9])
        };
        assert_eq!(largest([0.0, 1.0, -3.0, 2.0, 0.0, 0.0, 0.0, 0.0, 2.5]), 3.0);
        assert_eq!(largest([0.0; 9].map(|_| f32::NEG_INFINITY)), f32::INFINITY);
        let mut one_nan = [0.0; 9];
        one_nan[8] = f32::NAN;
        assert!(largest(one_nan).is_nan());
    }

    #[test]
    fn decay_shrinks_a_parameter_without_gradient() {
        let mut p = [2.0];
        Step::new(0.1, 1).with_decay(0.5).apply(&mut p, &[0.0], &mut [0.0], &mut [0.0]);
        assert_eq!(p, [1.9]);
    }

    #[test]
    fn agrees_with_the_paper_in_double_precision() {
        let gradients = [[0.3_f32, -2.0, 1e-4], [-0.1, 0.5, 2e-4], [0.7, 0.0, -1e-4]];
        let (mut p, mut m, mut v) = ([1.0_f32, -1.0, 0.5], [0.0_f32; 3], [0.0_f32; 3]);
        let (mut truth, mut m1, mut v1) = ([1.0_f64, -1.0, 0.5], [0.0_f64; 3], [0.0_f64; 3]);
        for (t, gradient) in (1..).zip(gradients) {
            Step::new(1e-2, t as u64).apply(&mut p, &gradient, &mut m, &mut v);
            for i in 0..3 {
                let g = f64::from(gradient[i]);
                m1[i] = 0.9 * m1[i] + 0.1 * g;
                v1[i] = 0.999 * v1[i] + 0.001 * g * g;
                let (mhat, vhat) = (m1[i] / (1.0 - 0.9_f64.powi(t)), v1[i] / (1.0 - 0.999_f64.powi(t)));
                truth[i] -= 1e-2 * mhat / (vhat.sqrt() + 1e-8);
                assert!((f64::from(p[i]) - truth[i]).abs() < 2e-6, "step {t}, {i}: {} {}", p[i], truth[i]);
            }
        }
    }
}
