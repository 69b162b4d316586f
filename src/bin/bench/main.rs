//! What the benchmarks time in the browser, one exported call each; `bench/bench.mjs` holds the clock.
//!
//! A development program: it is not part of the page, so it may name candle and the figures at once.

#[cfg(target_arch = "wasm32")]
mod decode;
#[cfg(target_arch = "wasm32")]
mod draw;
#[cfg(target_arch = "wasm32")]
mod naive;
#[cfg(target_arch = "wasm32")]
mod ours;
#[cfg(target_arch = "wasm32")]
mod products;

fn main() {}

/// Any error, as the text of a JavaScript exception.
#[cfg(target_arch = "wasm32")]
fn thrown(error: impl std::fmt::Display) -> wasm_bindgen::JsError {
    wasm_bindgen::JsError::new(&error.to_string())
}

/// The settings of a step: side and channels of the images, width of the one hidden layer, latent size, batch.
#[cfg(target_arch = "wasm32")]
#[derive(Clone, Copy)]
struct Case {
    shape: latent_lab::data::Shape,
    hidden: usize,
    latent: usize,
    batch: usize,
}

#[cfg(target_arch = "wasm32")]
impl Case {
    /// 784 pixels are a grey square, 3072 one in colour.
    fn new(pixels: u32, hidden: u32, latent: u32, batch: u32) -> Result<Self, wasm_bindgen::JsError> {
        let channels = if pixels.is_multiple_of(3) { 3 } else { 1 };
        let side = (f64::from(pixels) / channels as f64).sqrt() as usize;
        if side * side * channels != pixels as usize {
            return Err(thrown("pixels must be a square, or three of them"));
        }
        let shape = latent_lab::data::Shape { height: side, width: side, channels };
        Ok(Self { shape, hidden: hidden as usize, latent: latent as usize, batch: batch as usize })
    }
}
