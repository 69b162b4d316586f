//! Fully connected layers, and where their initial values come from.

use std::sync::MutexGuard;

use candle_core::{Device, Tensor, Var};

use super::fused::{Dense, Gradients, Shared, lock, with};
use super::kernels::activation::{self, Fused};
use super::kernels::fixed::{self, Fixed};
use super::kernels::multiply;
use super::{Activation, Architecture, ModelError};
use crate::rng::Rng;

/// Supplies the values of the parameter of that name and shape.
pub(super) type Supply<'a, E> = dyn FnMut(&str, &[usize]) -> Result<Vec<f32>, E> + 'a;

/// Shorter sums are not worth rounding for; z itself must not be rounded.
const FIXED_POINT_FROM: usize = 32;

/// Where a weight's layer stands, which decides its initial scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Hidden,
    /// μ and the decoder's last layer: no activation follows.
    Output,
    /// ln σ², which starts near 0, so that the first posteriors are near the prior.
    LogVariance,
}

impl Place {
    fn of(name: &str, architecture: &Architecture) -> Self {
        match name {
            "encoder.logvar.weight" => Self::LogVariance,
            "encoder.mu.weight" => Self::Output,
            _ if name == format!("decoder.{}.weight", architecture.decoder.len()) => Self::Output,
            _ => Self::Hidden,
        }
    }
}

/// Draws a fresh parameter. Weights are uniform with the variance of He et al. (2015), 2 / inputs, before a relu or gelu,
/// 1 / inputs where a tanh or nothing follows, and a hundredth of that for ln σ²; biases are 0.
///
/// Each weight has a generator of its own name, so that it does not depend on the layers drawn before it.
pub(super) fn draw(architecture: &Architecture, rng: &Rng, name: &str, shape: &[usize]) -> Vec<f32> {
    let &[outputs, inputs] = shape else { return vec![0.0; shape.iter().product()] };
    let variance = match (Place::of(name, architecture), architecture.activation) {
        (Place::Hidden, Activation::Relu | Activation::Gelu | Activation::GeluErf) => 2.0,
        (Place::Hidden, Activation::Tanh) | (Place::Output, _) => 1.0,
        (Place::LogVariance, _) => 0.01,
    };
    let bound = (3.0 * variance / inputs as f32).sqrt();
    let mut rng = rng.split(name, 0);
    (0..inputs * outputs).map(|_| bound * (2.0 * rng.uniform() - 1.0)).collect()
}

/// f(x Wᵀ + b).
#[derive(Debug)]
pub(crate) struct Linear {
    name: String,
    weight: Var, // [outputs, inputs]
    bias: Var,   // [outputs]
    gradients: Shared<Gradients>,
}

impl Linear {
    pub(super) fn build<E: From<candle_core::Error>>(
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
            gradients: Shared::default(),
        })
    }

    /// x Wᵀ + b, `[batch, outputs]`, for `x`, `[batch, inputs]`.
    pub(super) fn forward(&self, x: &Tensor) -> Result<Tensor, ModelError> {
        self.fused(x, Fused::Identity)
    }

    /// f(x Wᵀ + b), `[batch, outputs]`, for `x`, `[batch, inputs]`.
    pub(super) fn activated(&self, x: &Tensor, activation: Activation) -> Result<Tensor, ModelError> {
        match fused(activation) {
            Some(activation) => self.fused(x, activation),
            None => Ok(self.fused(x, Fused::Identity)?.gelu_erf()?),
        }
    }

    /// f(x Wᵀ + b) in fixed point, `[batch, outputs]`, for `x`, `[batch, inputs]`; for pictures.
    pub(super) fn picture(&self, x: &[f32], activation: Fused, work: &mut [Fixed; 2]) -> Result<Vec<f32>, ModelError> {
        let (outputs, inputs) = self.weight.dims2()?;
        let batch = x.len() / inputs;
        let mut y = vec![0.0; batch * outputs]; // [batch, outputs]
        if inputs < FIXED_POINT_FROM {
            with(&self.weight, |w| multiply::times_transposed(x, w, &mut y, batch, outputs, inputs))?;
        } else {
            let [x_fixed, w_fixed] = work;
            x_fixed.round(x, inputs);
            with(&self.weight, |w| w_fixed.round(w, inputs))?;
            fixed::times_transposed(x_fixed, w_fixed, &mut y);
        }
        with(&self.bias, |bias| {
            y.chunks_exact_mut(outputs).for_each(|row| row.iter_mut().zip(bias).for_each(|(y, b)| *y += b));
        })?;
        activation::apply(activation, &mut y);
        Ok(y)
    }

    fn fused(&self, x: &Tensor, activation: Fused) -> Result<Tensor, ModelError> {
        Ok(x.apply_op3(&self.weight, &self.bias, Dense::new(activation, &self.gradients))?)
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// `[outputs, inputs]`.
    pub(crate) fn weight(&self) -> &Var {
        &self.weight
    }

    /// `[outputs]`.
    pub(crate) fn bias(&self) -> &Var {
        &self.bias
    }

    /// The last backward pass's gradients of the weight and of the bias.
    pub(crate) fn gradients(&self) -> MutexGuard<'_, Gradients> {
        lock(&self.gradients)
    }
}

/// The activation as a layer applies it in one pass; `None` for the one that it cannot.
pub(super) fn fused(activation: Activation) -> Option<Fused> {
    match activation {
        Activation::Relu => Some(Fused::Relu),
        Activation::Gelu => Some(Fused::Gelu),
        Activation::Tanh => Some(Fused::Tanh),
        Activation::GeluErf => None,
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
            h = layer.activated(&h, self.activation)?; // [batch, width]
        }
        Ok(h)
    }

    pub fn layers(&self) -> impl Iterator<Item = &Linear> {
        self.layers.iter()
    }
}
