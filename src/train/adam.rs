//! Adam (Kingma and Ba 2014), in place, with its moments in the open so that a run can be saved.

use std::cell::{Cell, RefCell};

use candle_core::{CpuStorage, InplaceOp2, Layout, Tensor, Var};

const BETA1: f32 = 0.9;
const BETA2: f32 = 0.999;
const EPSILON: f32 = 1e-8;

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

/// What an update multiplies by; the same for all parameters of a step.
#[derive(Clone, Copy)]
pub(super) struct Rate {
    learning_rate: f64,
    /// Decoupled (Loshchilov and Hutter 2017), on weights only.
    decay: f64,
}

impl Rate {
    pub fn new(learning_rate: f64, decay: f64) -> Self {
        Self { learning_rate, decay }
    }
}

impl Adam {
    pub fn new(parameters: &[Var]) -> Self {
        let moments = parameters.iter().map(|parameter| Moments::zero(parameter.elem_count())).collect();
        Self { updates: 0, moments }
    }

    /// θ ← θ (1 − η λ) − η m̂ / (√v̂ + ε) for every parameter. Returns the largest |θ|: NaN if any is not a number.
    pub fn update(&mut self, parameters: &[Var], gradients: &[Tensor], rate: Rate) -> Result<f32, candle_core::Error> {
        self.updates += 1;
        let updates = self.updates.min(i32::MAX as u64) as i32;
        let mut largest = 0.0_f32;
        for ((parameter, gradient), moments) in parameters.iter().zip(gradients).zip(&mut self.moments) {
            let decay = if parameter.rank() > 1 { rate.decay } else { 0.0 };
            let update = Update {
                step: (rate.learning_rate / (1.0 - f64::from(BETA1).powi(updates))) as f32,
                second_scale: (1.0 / (1.0 - f64::from(BETA2).powi(updates)).sqrt()) as f32,
                keep: (1.0 - rate.learning_rate * decay) as f32,
                moments: RefCell::new(moments),
                largest: Cell::new(0.0),
            };
            parameter.inplace_op2(gradient, &update)?;
            let here = update.largest.get();
            // f32::max would drop a NaN.
            largest = if here.is_nan() || here > largest { here } else { largest };
            if largest.is_nan() {
                break;
            }
        }
        Ok(largest)
    }
}

struct Update<'a> {
    step: f32,
    second_scale: f32,
    keep: f32,
    moments: RefCell<&'a mut Moments>,
    largest: Cell<f32>,
}

impl InplaceOp2 for Update<'_> {
    fn name(&self) -> &'static str {
        "adam"
    }

    fn cpu_fwd(
        &self,
        parameter: &mut CpuStorage,
        parameter_layout: &Layout,
        gradient: &CpuStorage,
        gradient_layout: &Layout,
    ) -> candle_core::Result<()> {
        let (Some((start, end)), Some((from, to))) =
            (parameter_layout.contiguous_offsets(), gradient_layout.contiguous_offsets())
        else {
            candle_core::bail!("Adam needs contiguous parameters and gradients");
        };
        let CpuStorage::F32(parameter) = parameter else { candle_core::bail!("Adam needs f32 parameters") };
        let CpuStorage::F32(gradient) = gradient else { candle_core::bail!("Adam needs f32 gradients") };
        let mut moments = self.moments.borrow_mut();
        let Moments { first, second } = &mut **moments;
        let mut largest = 0.0_f32;
        let parameters = parameter[start..end].iter_mut().zip(&gradient[from..to]);
        for ((theta, &g), (m, v)) in parameters.zip(first.iter_mut().zip(second.iter_mut())) {
            *m += (1.0 - BETA1) * (g - *m);
            *v += (1.0 - BETA2) * (g * g - *v);
            *theta = *theta * self.keep - self.step * *m / (v.sqrt() * self.second_scale + EPSILON);
            // Comparing this way round keeps a NaN once there is one.
            largest = if theta.abs() <= largest { largest } else { theta.abs() };
        }
        self.largest.set(largest);
        Ok(())
    }
}
