//! The same step as plain candle writes it, with candle-nn's layers and AdamW: the reference to beat.

use candle_core::{D, DType, Device, Result, Tensor};
use candle_nn::{AdamW, Linear, Module, Optimizer, ParamsAdamW, VarBuilder, VarMap, linear};
use latent_lab::rng::Rng;
use wasm_bindgen::prelude::*;

use super::{Case, thrown};

#[wasm_bindgen]
pub struct Naive {
    hidden: Linear,
    mu: Linear,
    logvar: Linear,
    back: Linear,
    logits: Linear,
    adam: AdamW,
    x: Tensor,   // [batch, pixels]
    eps: Tensor, // [batch, latent]
}

#[wasm_bindgen]
impl Naive {
    #[wasm_bindgen(constructor)]
    pub fn new(pixels: u32, hidden: u32, latent: u32, batch: u32) -> std::result::Result<Naive, JsError> {
        Self::build(Case::new(pixels, hidden, latent, batch)?).map_err(thrown)
    }

    /// One batch; returns its loss, nats per image.
    pub fn step(&mut self) -> std::result::Result<f32, JsError> {
        self.try_step().map_err(thrown)
    }
}

impl Naive {
    fn build(Case { shape, hidden, latent, batch }: Case) -> Result<Self> {
        let pixels = shape.pixels();
        let map = VarMap::new();
        let mut rng = Rng::new(0);
        // candle's own initializers cannot be seeded on the CPU, and need a source of entropy.
        let mut draw = |name: &str, outputs: usize, inputs: usize| -> Result<()> {
            let bound = (6.0 / (inputs + outputs) as f32).sqrt();
            let values = (0..inputs * outputs).map(|_| bound * (2.0 * rng.uniform() - 1.0)).collect();
            insert(&map, &format!("{name}.weight"), Tensor::from_vec(values, (outputs, inputs), &Device::Cpu)?)?;
            insert(&map, &format!("{name}.bias"), Tensor::zeros(outputs, DType::F32, &Device::Cpu)?)
        };
        draw("hidden", hidden, pixels)?;
        draw("mu", latent, hidden)?;
        draw("logvar", latent, hidden)?;
        draw("back", hidden, latent)?;
        draw("logits", pixels, hidden)?;
        let builder = VarBuilder::from_varmap(&map, DType::F32, &Device::Cpu);
        let mut values = |count: usize| (0..count).map(|_| rng.uniform()).collect::<Vec<f32>>();
        Ok(Self {
            hidden: linear(pixels, hidden, builder.pp("hidden"))?,
            mu: linear(hidden, latent, builder.pp("mu"))?,
            logvar: linear(hidden, latent, builder.pp("logvar"))?,
            back: linear(latent, hidden, builder.pp("back"))?,
            logits: linear(hidden, pixels, builder.pp("logits"))?,
            adam: AdamW::new(map.all_vars(), ParamsAdamW { lr: 1e-3, weight_decay: 0.0, ..Default::default() })?,
            x: Tensor::from_vec(values(batch * pixels), (batch, pixels), &Device::Cpu)?,
            eps: Tensor::from_vec(values(batch * latent), (batch, latent), &Device::Cpu)?,
        })
    }

    fn try_step(&mut self) -> Result<f32> {
        let h = self.hidden.forward(&self.x)?.relu()?; // [batch, hidden]
        let mu = self.mu.forward(&h)?; // [batch, latent]
        let logvar = self.logvar.forward(&h)?; // [batch, latent]
        let z = (&mu + ((&logvar * 0.5)?.exp()? * &self.eps)?)?; // [batch, latent]
        let l = self.logits.forward(&self.back.forward(&z)?.relu()?)?; // [batch, pixels]
        let softplus = (l.relu()? + (l.abs()?.neg()?.exp()? + 1.0)?.log()?)?;
        let reconstruction = (softplus - (&l * &self.x)?)?.sum(D::Minus1)?; // [batch]
        let kl = ((((mu.sqr()? + logvar.exp()?)? - &logvar)? - 1.0)? * 0.5)?.sum(D::Minus1)?; // [batch]
        let loss = (reconstruction + kl)?.mean_all()?;
        self.adam.backward_step(&loss)?;
        loss.to_scalar()
    }
}

fn insert(map: &VarMap, name: &str, value: Tensor) -> Result<()> {
    let var = candle_core::Var::from_tensor(&value)?;
    map.data()
        .lock()
        .map_err(|_| candle_core::Error::msg("the map of variables is locked"))?
        .insert(name.to_owned(), var);
    Ok(())
}
