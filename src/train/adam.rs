//! Adam (Kingma and Ba 2014), in place, with accessible moments so that a run can be saved.

use std::cell::{Cell, RefCell};

use candle_core::{CpuStorage, InplaceOp1, Layout, Var};

use crate::model::Vae;
use crate::model::kernels::adam::Step;

/// The running means of a parameter's gradient and of its square.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Moments {
    pub first: Vec<f32>,
    pub second: Vec<f32>,
}

impl Moments {
    pub fn zero(count: usize) -> Self {
        Self { first: vec![0.0; count], second: vec![0.0; count] }
    }
}

/// The optimizer's state: as many moments as parameters, in their order.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Adam {
    /// Updates done.
    pub updates: u64,
    pub moments: Vec<Moments>,
}

impl Adam {
    pub fn new(parameters: &[Var]) -> Self {
        let moments = parameters.iter().map(|parameter| Moments::zero(parameter.elem_count())).collect();
        Self { updates: 0, moments }
    }

    /// One step of every parameter against the gradients of the last backward pass; weights decay, biases do not.
    ///
    /// Returns the largest magnitude of a parameter: NaN if one is NaN.
    pub fn update(&mut self, vae: &Vae, learning_rate: f64, decay: f64) -> candle_core::Result<f32> {
        self.updates += 1;
        let step = Step::new(learning_rate, self.updates);
        let mut largest = 0.0_f32;
        for (layer, moments) in vae.layers().into_iter().zip(self.moments.chunks_exact_mut(2)) {
            let [weight, bias] = moments else { continue };
            let gradients = layer.gradients();
            for here in [
                update_one(layer.weight(), &gradients.weight, weight, step.with_decay(decay))?,
                update_one(layer.bias(), &gradients.bias, bias, step)?,
            ] {
                largest = if here.is_nan() || largest.is_nan() { f32::NAN } else { largest.max(here) };
            }
        }
        Ok(largest)
    }
}

fn update_one(theta: &Var, gradient: &[f32], moments: &mut Moments, step: Step) -> candle_core::Result<f32> {
    let update = Update { gradient, step, moments: RefCell::new(moments), largest: Cell::new(0.0) };
    theta.inplace_op1(&update)?;
    Ok(update.largest.get())
}

struct Update<'a> {
    gradient: &'a [f32],
    step: Step,
    moments: RefCell<&'a mut Moments>,
    largest: Cell<f32>,
}

impl InplaceOp1 for Update<'_> {
    fn name(&self) -> &'static str {
        "adam"
    }

    fn cpu_fwd(&self, theta: &mut CpuStorage, layout: &Layout) -> candle_core::Result<()> {
        let (CpuStorage::F32(theta), Some((start, end))) = (theta, layout.contiguous_offsets()) else {
            candle_core::bail!("Adam needs contiguous f32 parameters");
        };
        let mut moments = self.moments.borrow_mut();
        let Moments { first, second } = &mut **moments;
        let theta = &mut theta[start..end];
        if self.gradient.len() != theta.len() || first.len() != theta.len() || second.len() != theta.len() {
            candle_core::bail!("Adam needs as many gradients and moments as parameters");
        }
        self.largest.set(self.step.apply(theta, self.gradient, first, second));
        Ok(())
    }
}
