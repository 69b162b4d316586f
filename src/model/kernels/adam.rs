//! Adam, in place over one parameter (Kingma & Ba 2015, algorithm 1).

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
        }
    }

    /// Moves `parameter` against `gradient`; `m` and `v` are its running moments. All slices have one length.
    pub fn apply(&self, parameter: &mut [f32], gradient: &[f32], m: &mut [f32], v: &mut [f32]) {
        let rate = self.learning_rate / self.correction1;
        let root = 1.0 / self.correction2.sqrt();
        let moments = m.iter_mut().zip(v);
        for ((p, &g), (m, v)) in parameter.iter_mut().zip(gradient).zip(moments) {
            *m = self.beta1 * *m + (1.0 - self.beta1) * g;
            *v = self.beta2 * *v + (1.0 - self.beta2) * g * g;
            *p -= rate * *m / (v.sqrt() * root + self.epsilon);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
