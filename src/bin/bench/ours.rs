//! The trainer as the page uses it.

use std::sync::Arc;

use latent_lab::data::Images;
use latent_lab::model::Architecture;
use latent_lab::train::{Hyper, Trainer};
use wasm_bindgen::prelude::*;

use super::{Case, thrown};

/// A run on given images.
#[wasm_bindgen]
pub struct Ours(Trainer);

#[wasm_bindgen]
impl Ours {
    /// `bytes` are the training images, `[images, pixels]`.
    #[wasm_bindgen(constructor)]
    pub fn new(pixels: u32, hidden: u32, latent: u32, batch: u32, bytes: Vec<u8>) -> Result<Ours, JsError> {
        let case = Case::new(pixels, hidden, latent, batch)?;
        let labels = vec![0; bytes.len() / case.shape.pixels()];
        let images = Images { shape: case.shape, pixels: bytes, labels };
        let architecture = Architecture::mirrored(case.shape, &[case.hidden], case.latent);
        let hyper = Hyper { batch: case.batch, learning_rate: 1e-3, beta: 1.0, seed: 0 };
        Ok(Ours(Trainer::new(&architecture, hyper, Arc::new(images)).map_err(thrown)?))
    }

    /// One batch; returns its loss, nats per image.
    pub fn step(&mut self) -> Result<f32, JsError> {
        let terms = self.0.step().map_err(thrown)?;
        Ok(terms.reconstruction + terms.kl)
    }
}
