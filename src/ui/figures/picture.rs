//! One decoded image, every pixel a sharp square.
//!
//! ```ignore
//! let picture = Picture::new(dom::element("hero-digit")?, "Decoded digit")?;
//! picture.set(&pixels, Shape::DIGIT, "Decoded at z₁ = 0.5, z₂ = −1.2")?;    // 0 paper … 255 ink
//! ```

use web_sys::HtmlElement;

use super::strip::{Strip, StripOptions};
use crate::data::Shape;
use crate::ui::dom::PageError;

#[derive(Clone)]
pub struct Picture {
    strip: Strip,
}

impl Picture {
    /// # Errors
    /// If the browser refuses a canvas.
    pub fn new(container: HtmlElement, label: &str) -> Result<Self, PageError> {
        let strip = Strip::new(container, StripOptions { label: label.to_owned(), columns: 1, gap: 0 })?;
        Ok(Self { strip })
    }

    /// Shows an image of shades, 0 paper to 255 ink, or of red, green and blue, described by `words`.
    ///
    /// # Errors
    /// If the browser refuses the image or the text.
    pub fn set(&self, pixels: &[u8], shape: Shape, words: &str) -> Result<(), PageError> {
        self.strip.set(pixels, shape)?;
        self.strip.describe(words)
    }

    /// Shows bare paper.
    ///
    /// # Errors
    /// If the browser refuses the image.
    pub fn clear(&self) -> Result<(), PageError> {
        self.strip.set(&[], Shape::DIGIT)
    }
}
