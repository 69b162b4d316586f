//! The operations of a training step as candle's own custom operations, each in one pass with its gradient.
//!
//! They replace chains of plain candle expressions, which allocate a full-size tensor for each link. Gradients of
//! weights do not travel through candle's store, which adds each to a fresh zero tensor: they are written where the
//! optimizer reads them, into [`Gradients`]. Nothing here knows optimizers or data.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use candle_core::{CpuStorage, CustomOp2, CustomOp3, DType, Device, Layout, Result, Shape, Storage, Tensor, bail};

use super::kernels::activation::{self, Fused};
use super::kernels::{bernoulli, gaussian, multiply};

/// The gradients of one dense layer, kept from step to step so that nothing is allocated for them.
#[derive(Debug, Default)]
pub struct Gradients {
    /// `[outputs, inputs]`.
    pub weight: Vec<f32>,
    /// `[outputs]`.
    pub bias: Vec<f32>,
}

/// A place that an operation writes to and its owner reads from.
pub type Shared<T> = Arc<Mutex<T>>;

/// The value behind a lock. A panic under it leaves plain numbers, which are still valid.
pub fn lock<T>(shared: &Shared<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// y = f(x Wᵀ + b); the gradients by W and b go to `gradients`, so that a layer can stand once in a graph.
pub struct Dense {
    activation: Fused,
    gradients: Shared<Gradients>,
    /// The activation's derivative, where it does not follow from y, `[batch, outputs]`; otherwise empty.
    slope: Mutex<Vec<f32>>,
}

impl Dense {
    pub fn new(activation: Fused, gradients: &Shared<Gradients>) -> Self {
        Self { activation, gradients: gradients.clone(), slope: Mutex::default() }
    }
}

impl CustomOp3 for Dense {
    fn name(&self) -> &'static str {
        "dense"
    }

    fn cpu_fwd(
        &self,
        x: &CpuStorage,
        x_layout: &Layout,
        w: &CpuStorage,
        w_layout: &Layout,
        b: &CpuStorage,
        b_layout: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        let (batch, inputs) = x_layout.shape().dims2()?;
        let outputs = w_layout.shape().dims2()?.0;
        let (x, w, b) = (dense(x, x_layout)?, dense(w, w_layout)?, dense(b, b_layout)?);
        let mut y = vec![0.0; batch * outputs]; // [batch, outputs]
        multiply::times_transposed(x, w, &mut y, batch, outputs, inputs);
        for row in y.chunks_exact_mut(outputs) {
            row.iter_mut().zip(b).for_each(|(y, &b)| *y += b);
        }
        activation::forward(self.activation, &mut y, &mut self.slope.lock().unwrap_or_else(PoisonError::into_inner));
        Ok((CpuStorage::F32(y), (batch, outputs).into()))
    }

    fn bwd(
        &self,
        x: &Tensor,
        w: &Tensor,
        b: &Tensor,
        y: &Tensor,
        gradient: &Tensor,
    ) -> Result<(Option<Tensor>, Option<Tensor>, Option<Tensor>)> {
        let ((batch, inputs), outputs) = (x.dims2()?, b.dims1()?);
        let mut g = values(gradient)?; // [batch, outputs]
        let slope = self.slope.lock().unwrap_or_else(PoisonError::into_inner);
        with(y, |y| activation::backward(self.activation, y, &slope, &mut g))?;
        let mut gradients = lock(&self.gradients);
        let Gradients { weight, bias } = &mut *gradients;
        weight.resize(outputs * inputs, 0.0);
        with(x, |x| multiply::transposed_times(&g, x, weight, outputs, inputs, batch))?;
        bias.clear();
        bias.resize(outputs, 0.0);
        for row in g.chunks_exact(outputs) {
            bias.iter_mut().zip(row).for_each(|(sum, g)| *sum += g);
        }
        // Nobody needs a gradient by the images.
        if !x.track_op() {
            return Ok((None, None, None));
        }
        let mut by_x = vec![0.0; batch * inputs]; // [batch, inputs]
        with(w, |w| multiply::times(&g, w, &mut by_x, batch, inputs, outputs))?;
        Ok((Some(Tensor::from_vec(by_x, (batch, inputs), &Device::Cpu)?), None, None))
    }
}

/// Mean over the batch of Σ −log p(x|l) for Bernoulli pixels, nats, a scalar, from logits and images `[batch, pixels]`.
#[derive(Default)]
pub struct Bernoulli {
    /// With respect to the logits; computed in the forward pass, where everything it needs is at hand.
    gradient: Mutex<Vec<f32>>,
}

impl CustomOp2 for Bernoulli {
    fn name(&self) -> &'static str {
        "bernoulli-with-logits"
    }

    fn cpu_fwd(
        &self,
        l: &CpuStorage,
        l_layout: &Layout,
        x: &CpuStorage,
        x_layout: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        let batch = l_layout.shape().dims2()?.0;
        let (logits, x) = (dense(l, l_layout)?, dense(x, x_layout)?);
        let mut gradient = vec![0.0; logits.len()];
        let total = bernoulli::loss_and_gradient(logits, x, &mut gradient, 1.0 / batch as f32);
        *self.gradient.lock().unwrap_or_else(PoisonError::into_inner) = gradient;
        Ok((CpuStorage::F32(vec![(total / batch as f64) as f32]), Shape::from(())))
    }

    fn bwd(
        &self,
        l: &Tensor,
        _x: &Tensor,
        _loss: &Tensor,
        gradient: &Tensor,
    ) -> Result<(Option<Tensor>, Option<Tensor>)> {
        let by_logits = std::mem::take(&mut *self.gradient.lock().unwrap_or_else(PoisonError::into_inner));
        Ok((Some(scaled(by_logits, gradient.to_scalar()?, l)?), None))
    }
}

/// z = μ + σ ε, `[batch, latent]`, from μ and ln σ² of the same shape.
pub struct Reparameterize {
    pub eps: Vec<f32>,
}

impl CustomOp2 for Reparameterize {
    fn name(&self) -> &'static str {
        "reparameterize"
    }

    fn cpu_fwd(
        &self,
        mu: &CpuStorage,
        mu_layout: &Layout,
        v: &CpuStorage,
        v_layout: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        let (mu, logvar) = (dense(mu, mu_layout)?, dense(v, v_layout)?);
        let mut z = vec![0.0; mu.len()];
        gaussian::reparameterize(mu, logvar, &self.eps, &mut z);
        Ok((CpuStorage::F32(z), mu_layout.shape().clone()))
    }

    fn bwd(&self, _mu: &Tensor, logvar: &Tensor, _z: &Tensor, g: &Tensor) -> Result<(Option<Tensor>, Option<Tensor>)> {
        let mut by_logvar = vec![0.0; self.eps.len()];
        with(g, |g| with(logvar, |logvar| gaussian::reparameterize_gradient(logvar, &self.eps, g, &mut by_logvar)))??;
        Ok((Some(g.clone()), Some(Tensor::from_vec(by_logvar, logvar.shape(), &Device::Cpu)?)))
    }
}

/// Mean over the batch of KL(q(z|x) ‖ N(0, I)), nats, a scalar, from μ and ln σ², `[batch, latent]`.
pub struct KullbackLeibler;

impl CustomOp2 for KullbackLeibler {
    fn name(&self) -> &'static str {
        "kl"
    }

    fn cpu_fwd(
        &self,
        mu: &CpuStorage,
        mu_layout: &Layout,
        v: &CpuStorage,
        v_layout: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        let batch = mu_layout.shape().dims2()?.0;
        let total = gaussian::kl(dense(mu, mu_layout)?, dense(v, v_layout)?);
        Ok((CpuStorage::F32(vec![(total / batch as f64) as f32]), Shape::from(())))
    }

    fn bwd(&self, mu: &Tensor, logvar: &Tensor, _kl: &Tensor, g: &Tensor) -> Result<(Option<Tensor>, Option<Tensor>)> {
        let scale = g.to_scalar::<f32>()? / mu.dims2()?.0 as f32;
        let mut by_mu = vec![0.0; mu.elem_count()];
        let mut by_logvar = by_mu.clone();
        with(mu, |mu| with(logvar, |logvar| gaussian::kl_gradient(mu, logvar, scale, &mut by_mu, &mut by_logvar)))??;
        let tensor = |values| Tensor::from_vec(values, mu.shape(), &Device::Cpu);
        Ok((Some(tensor(by_mu)?), Some(tensor(by_logvar)?)))
    }
}

fn scaled(mut values: Vec<f32>, scale: f32, like: &Tensor) -> Result<Tensor> {
    if scale != 1.0 {
        values.iter_mut().for_each(|value| *value *= scale);
    }
    Tensor::from_vec(values, like.shape(), &Device::Cpu)
}

/// The values of a dense row-major operand.
fn dense<'a>(storage: &'a CpuStorage, layout: &Layout) -> Result<&'a [f32]> {
    match layout.contiguous_offsets() {
        Some((start, end)) => Ok(&storage.as_slice::<f32>()?[start..end]),
        None => bail!("a fused operation takes dense row-major tensors"),
    }
}

/// Lets `read` see the values of a dense tensor without a copy.
pub fn with<T>(tensor: &Tensor, read: impl FnOnce(&[f32]) -> T) -> Result<T> {
    let (storage, layout) = tensor.storage_and_layout();
    match &*storage {
        Storage::Cpu(storage) => Ok(read(dense(storage, layout)?)),
        _ => bail!("a fused operation takes tensors of the CPU, not {:?} ones", DType::F32),
    }
}

fn values(tensor: &Tensor) -> Result<Vec<f32>> {
    with(tensor, <[f32]>::to_vec)
}
