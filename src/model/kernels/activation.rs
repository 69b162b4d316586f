//! What follows a dense layer's sum: the activation, and its backward pass.

use super::elementary::exp;

/// √(2/π) and the cubic term of the tanh form of gelu.
const GELU_SCALE: f32 = 0.797_884_6;
const GELU_CUBIC: f32 = 0.044_715;

/// An activation that a linear layer applies itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fused {
    Identity,
    Relu,
    Tanh,
    Gelu,
}

/// Applies the activation to `y` in place. For gelu, `slope` receives its derivative; the others' follows from their value.
pub fn forward(activation: Fused, y: &mut [f32], slope: &mut Vec<f32>) {
    match activation {
        Fused::Identity => {}
        // Not `max`, which would hide a NaN.
        Fused::Relu => y.iter_mut().for_each(|y| *y = if *y < 0.0 { 0.0 } else { *y }),
        Fused::Tanh => y.iter_mut().for_each(|y| *y = tanh(*y)),
        Fused::Gelu => {
            slope.resize(y.len(), 0.0);
            y.iter_mut().zip(slope).for_each(|(y, slope)| (*y, *slope) = gelu(*y));
        }
    }
}

/// Applies the activation to `y` in place, where no gradient is wanted.
pub fn apply(activation: Fused, y: &mut [f32]) {
    match activation {
        Fused::Gelu => y.iter_mut().for_each(|y| *y = gelu(*y).0),
        _ => forward(activation, y, &mut Vec::new()),
    }
}

/// Multiplies the gradient `g` by the activation's derivative, where `y` is its value.
pub fn backward(activation: Fused, y: &[f32], slope: &[f32], g: &mut [f32]) {
    match activation {
        Fused::Identity => {}
        Fused::Relu => g.iter_mut().zip(y).for_each(|(g, &y)| *g = if y > 0.0 { *g } else { 0.0 }),
        Fused::Tanh => g.iter_mut().zip(y).for_each(|(g, &y)| *g *= 1.0 - y * y),
        Fused::Gelu => g.iter_mut().zip(slope).for_each(|(g, &slope)| *g *= slope),
    }
}

#[inline(always)]
fn tanh(x: f32) -> f32 {
    let e = exp(-2.0 * x.abs());
    ((1.0 - e) / (1.0 + e)).copysign(x)
}

/// ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))) and its derivative.
#[inline(always)]
fn gelu(x: f32) -> (f32, f32) {
    let x2 = x * x;
    let t = tanh(GELU_SCALE * x * (1.0 + GELU_CUBIC * x2));
    let half = 0.5 * (1.0 + t);
    let inner = GELU_SCALE * (1.0 + 3.0 * GELU_CUBIC * x2);
    (x * half, half + 0.5 * x * (1.0 - t * t) * inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sweep() -> impl Iterator<Item = f32> {
        (-12_000..=12_000).map(|step| step as f32 * 1e-3)
    }

    #[test]
    fn tanh_agrees_with_double_precision() {
        assert!(sweep().all(|x| (f64::from(tanh(x)) - f64::from(x).tanh()).abs() < 3e-7));
        assert!(tanh(f32::NAN).is_nan());
    }

    #[test]
    fn gelu_and_its_slope_agree_with_double_precision() {
        let truth =
            |x: f64| 0.5 * x * (1.0 + ((2.0 / std::f64::consts::PI).sqrt() * (x + 0.044_715 * x * x * x)).tanh());
        for x in sweep() {
            let (value, slope) = gelu(x);
            let (x, h) = (f64::from(x), 1e-5);
            assert!((f64::from(value) - truth(x)).abs() < 1e-6 * (1.0 + x.abs()), "{x}");
            assert!((f64::from(slope) - (truth(x + h) - truth(x - h)) / (2.0 * h)).abs() < 2e-5, "{x}");
        }
    }

    #[test]
    fn the_way_back_multiplies_by_the_derivative() {
        for activation in [Fused::Identity, Fused::Relu, Fused::Tanh, Fused::Gelu] {
            let value = |x: f32| {
                let mut y = [x];
                forward(activation, &mut y, &mut Vec::new());
                f64::from(y[0])
            };
            for x in [-1.7_f32, -0.3, 0.4, 2.2] {
                let (mut y, mut slope, mut g) = ([x], Vec::new(), [3.0]);
                forward(activation, &mut y, &mut slope);
                let mut applied = [x];
                apply(activation, &mut applied);
                assert_eq!(applied, y);
                backward(activation, &y, &slope, &mut g);
                let difference = (value(x + 1e-2) - value(x - 1e-2)) / 2e-2;
                assert!((f64::from(g[0]) - 3.0 * difference).abs() < 2e-3, "{activation:?} {x}");
            }
        }
    }
}
