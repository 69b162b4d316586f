//! Fully connected layers, and where their first values come from.

use candle_core::{Device, Tensor, Var};

use super::{Activation, ModelError};
use crate::rng::Rng;

/// Gives the values of the parameter of that name and shape.
pub(super) type Supply<'a, E> = dyn FnMut(&str, &[usize]) -> Result<Vec<f32>, E> + 'a;

/// Draws a fresh network: weights Glorot-uniform (Glorot and Bengio 2010), biases 0.
///
/// Each weight has a generator of its own name, so that it does not depend on the layers drawn before it.
pub(super) fn glorot(rng: &Rng, name: &str, shape: &[usize]) -> Vec<f32> {
    let &[outputs, inputs] = shape else { return vec![0.0; shape.iter().product()] };
    let bound = (6.0 / (inputs + outputs) as f32).sqrt();
    let mut rng = rng.split(name, 0);
    (0..inputs * outputs).map(|_| bound * (2.0 * rng.uniform() - 1.0)).collect()
}

/// y = x Wᵀ + b.
#[derive(Debug)]
pub(super) struct Linear {
    name: String,
    weight: Var, // [outputs, inputs]
    bias: Var,   // [outputs]
}

impl Linear {
    pub fn build<E: From<candle_core::Error>>(
        name: String,
        inputs: usize,
        outputs: usize,
        supply: &mut Supply<E>,
    ) -> Result<Self, E> {
        let weight = supply(&format!("{name}.weight"), &[outputs, inputs])?;
        let bias = supply(&format!("{name}.bias"), &[outputs])?;
        Ok(Self {
            name,
            weight: Var::from_vec(weight, (outputs, inputs), &Device::Cpu)?,
            bias: Var::from_vec(bias, outputs, &Device::Cpu)?,
        })
    }

    pub fn forward(&self, x: &Tensor) -> Result<Tensor, ModelError> {
        let product = x.matmul(&self.weight.t()?)?; // [batch, outputs]
        Ok(product.broadcast_add(&self.bias)?) // [batch, outputs]
    }

    pub fn visit<'a>(&'a self, parameters: &mut Vec<(String, &'a Var)>) {
        parameters.push((format!("{}.weight", self.name), &self.weight));
        parameters.push((format!("{}.bias", self.name), &self.bias));
    }
}

/// Hidden layers: linear, then the activation, each.
#[derive(Debug)]
pub(super) struct Hidden {
    layers: Vec<Linear>,
    activation: Activation,
}

impl Hidden {
    /// Layers named `{prefix}.0`, `{prefix}.1`, …
    pub fn build<E: From<candle_core::Error>>(
        prefix: &str,
        inputs: usize,
        widths: &[usize],
        activation: Activation,
        supply: &mut Supply<E>,
    ) -> Result<Self, E> {
        let mut layers = Vec::new();
        let mut from = inputs;
        for (index, &to) in widths.iter().enumerate() {
            layers.push(Linear::build(format!("{prefix}.{index}"), from, to, supply)?);
            from = to;
        }
        Ok(Self { layers, activation })
    }

    pub fn forward(&self, x: &Tensor) -> Result<Tensor, ModelError> {
        let mut h = x.clone(); // [batch, inputs]
        for layer in &self.layers {
            h = activate(&layer.forward(&h)?, self.activation)?; // [batch, width]
        }
        Ok(h)
    }

    pub fn visit<'a>(&'a self, parameters: &mut Vec<(String, &'a Var)>) {
        self.layers.iter().for_each(|layer| layer.visit(parameters));
    }
}

fn activate(x: &Tensor, activation: Activation) -> Result<Tensor, ModelError> {
    Ok(match activation {
        Activation::Relu => x.relu()?,
        Activation::Gelu => x.gelu()?,
        Activation::GeluErf => x.gelu_erf()?,
        Activation::Tanh => x.tanh()?,
    })
}
