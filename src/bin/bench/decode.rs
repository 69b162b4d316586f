//! Decoding with the pretrained model, as the explorer does it.

use latent_lab::model::{Vae, weights};
use wasm_bindgen::prelude::*;

use super::thrown;

#[wasm_bindgen]
pub struct Pretrained(Vae);

#[wasm_bindgen]
impl Pretrained {
    /// From the bytes of a weights file.
    #[wasm_bindgen(constructor)]
    pub fn new(bytes: &[u8]) -> Result<Pretrained, JsError> {
        Ok(Pretrained(weights::from_safetensors(bytes).map_err(thrown)?))
    }

    /// The pictures of `z`, `[rows, latent]`; `[rows, pixels]`.
    pub fn decode(&self, z: &[f32]) -> Result<Vec<u8>, JsError> {
        self.0.decode_pixels(z).map_err(thrown)
    }
}
