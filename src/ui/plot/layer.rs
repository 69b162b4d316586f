//! Canvases above each other, and what is put on them.

use wasm_bindgen::{Clamped, JsCast};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageData};

use super::{raster::Raster, readback};
use crate::ui::dom::{self, During, PageError};

/// A set of layers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Layers(pub(super) u8);

impl Layers {
    pub const ALL: Self = Self(u8::MAX);

    pub const fn of(layer: usize) -> Self {
        Self(1 << layer)
    }

    /// Layer `layer` and those above it.
    pub const fn from(layer: usize) -> Self {
        Self(u8::MAX << layer)
    }

    pub const fn has(self, layer: usize) -> bool {
        self.0 & 1 << layer != 0
    }
}

/// One canvas of the stack.
pub struct Layer {
    pub canvas: HtmlCanvasElement,
    pub context: CanvasRenderingContext2d,
}

impl Layer {
    /// Fills the container that it is put into.
    ///
    /// # Errors
    /// If the browser refuses a canvas.
    pub fn new() -> Result<Self, PageError> {
        let canvas: HtmlCanvasElement = dom::create("canvas")?;
        canvas.set_class_name("layer");
        let whole = [("position", "absolute"), ("left", "0"), ("top", "0"), ("width", "100%"), ("height", "100%")];
        dom::set_styles(&canvas, &whole)?;
        let context = context(&canvas)?;
        Ok(Self { canvas, context })
    }

    /// Makes it transparent.
    pub fn clear(&self) {
        self.context.clear_rect(0.0, 0.0, f64::from(self.canvas.width()), f64::from(self.canvas.height()));
    }
}

/// A canvas' drawing context.
///
/// # Errors
/// If the browser gives none.
pub fn context(canvas: &HtmlCanvasElement) -> Result<CanvasRenderingContext2d, PageError> {
    let refused = || PageError::Browser { action: "draw on a canvas", detail: "it gave no 2-D context".to_owned() };
    canvas.get_context("2d").during("draw on a canvas")?.and_then(|context| context.dyn_into().ok()).ok_or_else(refused)
}

/// Puts a raster on a canvas, replacing what is there.
///
/// # Errors
/// If the browser refuses the image.
pub fn put(context: &CanvasRenderingContext2d, raster: &Raster, left: f64, top: f64) -> Result<(), PageError> {
    if raster.width == 0 || raster.height == 0 {
        return Ok(());
    }
    let (width, height) = (raster.width as u32, raster.height as u32);
    let image =
        ImageData::new_with_u8_clamped_array_and_sh(Clamped(&raster.pixels), width, height).during("make an image")?;
    readback::keep(context, raster);
    context.put_image_data(&image, left, top).during("draw an image")
}

/// Shows a raster on a canvas of its own, which takes its size.
///
/// # Errors
/// If the browser refuses the image.
pub fn show(canvas: &HtmlCanvasElement, context: &CanvasRenderingContext2d, raster: &Raster) -> Result<(), PageError> {
    let (width, height) = (raster.width as u32, raster.height as u32);
    if canvas.width() != width || canvas.height() != height {
        canvas.set_width(width);
        canvas.set_height(height);
    }
    put(context, raster, 0.0, 0.0)
}
