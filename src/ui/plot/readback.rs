//! Whether this browser gives back what was drawn on a canvas, and, where it does not, the pixels that were put there.
//!
//! A browser that protects against fingerprinting answers with other pixels, and says nothing (Firefox with
//! `privacy.resistFingerprinting`). So known ones are drawn once and read.

use std::cell::OnceCell;

use js_sys::{Reflect, Uint8ClampedArray};
use wasm_bindgen::{Clamped, JsCast, JsValue};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageData};

use super::raster::Raster;
use crate::ui::dom::{self, PageError};

/// Side of the picture that is drawn and read, in pixels: large enough that noise on few of them shows.
const SIDE: u32 = 16;
/// What a channel may differ by: noise that nobody sees does no harm to a picture.
const NOISE: u8 = 3;
/// The property of a canvas that holds what was put on it.
const PUT: &str = "latentLabPixels";

thread_local! {
    static TRUE: OnceCell<bool> = const { OnceCell::new() };
}

/// Are pixels read as they were drawn?
pub fn is_true() -> bool {
    TRUE.with(|cell| *cell.get_or_init(|| reads_known_pixels().unwrap_or(false)))
}

fn reads_known_pixels() -> Result<bool, PageError> {
    let drawn: Vec<u8> = (0..SIDE * SIDE)
        .flat_map(|i| [(i * 7 % 256) as u8, (i * 29 % 256) as u8, (i / SIDE * 16) as u8, 255])
        .collect();
    let canvas: HtmlCanvasElement = dom::create("canvas")?;
    canvas.set_width(SIDE);
    canvas.set_height(SIDE);
    let refused = |error: JsValue| PageError::browser("read a canvas", &error);
    let context = canvas.get_context("2d").map_err(refused)?.and_then(|context| context.dyn_into().ok());
    let Some(context): Option<CanvasRenderingContext2d> = context else { return Ok(false) };
    let image = ImageData::new_with_u8_clamped_array_and_sh(Clamped(&drawn), SIDE, SIDE).map_err(refused)?;
    context.put_image_data(&image, 0.0, 0.0).map_err(refused)?;
    let side = f64::from(SIDE);
    let read = context.get_image_data(0.0, 0.0, side, side).map_err(refused)?.data().0;
    Ok(read.len() == drawn.len() && read.iter().zip(&drawn).all(|(a, b)| a.abs_diff(*b) <= NOISE))
}

/// Keeps what is put on a canvas that cannot be read.
pub(super) fn keep(context: &CanvasRenderingContext2d, raster: &Raster) {
    if is_true() {
        return;
    }
    // An image made of the program's own memory would change with it.
    let pixels = Uint8ClampedArray::new_from_slice(&raster.pixels);
    let image = ImageData::new_with_js_u8_clamped_array_and_sh(&pixels, raster.width as u32, raster.height as u32);
    if let (Some(canvas), Ok(image)) = (context.canvas(), image) {
        // Fails only for a frozen object, which a canvas is not.
        let _ = Reflect::set(&canvas, &PUT.into(), &image);
    }
}

/// What was last put on this canvas, where it cannot be read: all its pixels are true, and what was drawn by lines is not among them.
pub fn kept(canvas: &HtmlCanvasElement) -> Option<ImageData> {
    Reflect::get(canvas, &PUT.into()).ok()?.dyn_into().ok()
}
