//! The gradient of the objective through the whole network, against finite differences.

use candle_core::Var;

use super::trainer::Measured;
use crate::data::Shape;
use crate::model::{Activation, Architecture, Likelihood, Vae};
use crate::rng::Rng;

const BATCH: usize = 5;
const BETA: f32 = 1.7;
const H: f32 = 4e-3;

fn objective(vae: &Vae, pixels: &[f32]) -> Measured {
    let x = vae.tensor(pixels.to_vec()).unwrap(); // [batch, pixels]
    Measured::new(vae, &x, &x, &mut Rng::new(4), BETA).unwrap()
}

fn shifted(parameter: &Var, index: usize, by: f32) -> Vec<f32> {
    let mut values = parameter.flatten_all().unwrap().to_vec1::<f32>().unwrap();
    values[index] += by;
    values
}

fn set(parameter: &Var, values: Vec<f32>) {
    parameter.set(&candle_core::Tensor::from_vec(values, parameter.shape(), parameter.device()).unwrap()).unwrap();
}

/// Four elements of every parameter.
fn check(architecture: &Architecture) {
    let vae = Vae::new(architecture, &Rng::new(8)).unwrap();
    let mut rng = Rng::new(2);
    let pixels: Vec<f32> = (0..BATCH * architecture.input.pixels()).map(|_| rng.uniform()).collect();
    // Biases of 0 would put the relus of a dead layer's successor exactly at their kink.
    for layer in vae.layers() {
        set(layer.bias(), (0..layer.bias().elem_count()).map(|_| rng.uniform() - 0.4).collect());
    }
    objective(&vae, &pixels).objective.backward().unwrap();
    let (mut checked, mut kinks) = (0, 0);
    for layer in vae.layers() {
        let (by_weight, by_bias) = {
            let gradients = layer.gradients();
            (gradients.weight.clone(), gradients.bias.clone())
        };
        for (parameter, gradient) in [(layer.weight(), by_weight), (layer.bias(), by_bias)] {
            assert_eq!(gradient.len(), parameter.elem_count());
            for _ in 0..4 {
                let index = rng.below(gradient.len());
                let value = |by: f32| {
                    let before = shifted(parameter, index, 0.0);
                    set(parameter, shifted(parameter, index, by));
                    let value = f64::from(objective(&vae, &pixels).objective.to_scalar::<f32>().unwrap());
                    set(parameter, before);
                    value
                };
                let (left, middle, right) = (value(-H), value(0.0), value(H));
                let (before, after) = ((middle - left) / f64::from(H), (right - middle) / f64::from(H));
                let (found, difference) = (f64::from(gradient[index]), 0.5 * (before + after));
                checked += 1;
                // A relu that turns on between the points: the two sides disagree, and their mean is no derivative.
                if (before - after).abs() > 0.02 * (1.0 + difference.abs()) {
                    kinks += 1;
                    continue;
                }
                let tolerance = 2e-3 * (1.0 + difference.abs());
                assert!(
                    (found - difference).abs() < tolerance,
                    "{architecture:?} {} [{index}]: {found} against {difference}",
                    layer.name()
                );
            }
        }
    }
    assert!(kinks * 20 <= checked, "{kinks} of {checked} elements lie at a kink");
}

#[test]
fn gradients_agree_with_finite_differences() {
    let input = Shape { height: 3, width: 3, channels: 1 };
    let base = Architecture { decoder: vec![5, 4], ..Architecture::mirrored(input, &[6, 5], 2) };
    for activation in [Activation::Relu, Activation::Gelu, Activation::GeluErf, Activation::Tanh] {
        for likelihood in [Likelihood::Bernoulli, Likelihood::Gaussian { sigma: 0.8 }] {
            for variational in [true, false] {
                check(&Architecture { activation, likelihood, variational, ..base.clone() });
            }
        }
    }
}

#[test]
fn a_network_without_hidden_layers_has_gradients_too() {
    let input = Shape { height: 3, width: 3, channels: 1 };
    check(&Architecture::mirrored(input, &[], 3));
}
