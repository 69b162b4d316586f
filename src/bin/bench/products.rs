//! The matrix products of one step and nothing else: what the step would cost if all the rest were free.

use candle_core::{Device, Result, Tensor};
use latent_lab::rng::Rng;
use wasm_bindgen::prelude::*;

use super::{Case, thrown};

/// A layer's three products; `backward` is false where no gradient of the input is wanted.
struct Layer {
    x: Tensor, // [batch, inputs]
    w: Tensor, // [outputs, inputs]
    g: Tensor, // [batch, outputs]
    backward: bool,
}

#[wasm_bindgen]
pub struct Products(Vec<Layer>);

#[wasm_bindgen]
impl Products {
    #[wasm_bindgen(constructor)]
    pub fn new(pixels: u32, hidden: u32, latent: u32, batch: u32) -> std::result::Result<Products, JsError> {
        Self::build(Case::new(pixels, hidden, latent, batch)?).map_err(thrown)
    }

    /// All products of a step, forward and backward.
    pub fn step(&self) -> std::result::Result<(), JsError> {
        self.0.iter().try_for_each(Layer::multiply).map_err(thrown)
    }
}

impl Products {
    fn build(Case { shape, hidden, latent, batch }: Case) -> Result<Self> {
        let mut rng = Rng::new(0);
        let mut layer = |inputs: usize, outputs: usize, backward: bool| -> Result<Layer> {
            let mut random = |rows: usize, columns: usize| {
                let values = (0..rows * columns).map(|_| rng.uniform() - 0.5).collect();
                Tensor::from_vec(values, (rows, columns), &Device::Cpu)
            };
            Ok(Layer { x: random(batch, inputs)?, w: random(outputs, inputs)?, g: random(batch, outputs)?, backward })
        };
        let pixels = shape.pixels();
        Ok(Self(vec![
            layer(pixels, hidden, false)?,
            layer(hidden, latent, true)?,
            layer(hidden, latent, true)?,
            layer(latent, hidden, true)?,
            layer(hidden, pixels, true)?,
        ]))
    }
}

impl Layer {
    fn multiply(&self) -> Result<()> {
        self.x.matmul(&self.w.t()?)?; // [batch, outputs]
        self.g.t()?.matmul(&self.x)?; // [outputs, inputs]
        if self.backward {
            self.g.matmul(&self.w)?; // [batch, inputs]
        }
        Ok(())
    }
}
