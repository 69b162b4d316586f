//! Several images in rows, such as samples from the prior.
//!
//! ```ignore
//! let strip = Strip::new(dom::element("latent-samples")?, StripOptions { label: "Samples".into(), columns: 8, gap: 2 })?;
//! strip.set(&pixels, Shape::DIGIT)?;      // images one after the other, 0 paper … 255 ink; or RGB
//! ```
//!
//! The canvas has one pixel per image pixel; the browser enlarges it without smoothing, so no change of size needs a redraw.

use std::{cell::RefCell, rc::Rc};

use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, HtmlElement};

use super::{
    alternative::Alternative,
    take::{self, Taken},
};
use crate::data::Shape;
use crate::export::{Cell, Sheet};
use crate::ui::weak::calls;
use crate::ui::{
    dom::{self, Listener, PageError},
    plot::{
        raster::{self, Raster},
        surface::{self, Layer},
    },
    theme::{self, Subscription},
};

#[derive(Clone, Debug)]
pub struct StripOptions {
    pub label: String,
    /// Images in a row.
    pub columns: usize,
    /// Image pixels between neighbours.
    pub gap: usize,
}

#[derive(Clone)]
pub struct Strip(Rc<Inner>);

struct Inner {
    container: HtmlElement,
    canvas: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
    options: StripOptions,
    alternative: Alternative,
    state: RefCell<State>,
    theme: RefCell<Option<Subscription>>,
    listeners: RefCell<Vec<Listener>>,
}

struct State {
    pixels: Vec<u8>,
    shape: Shape,
    raster: Raster,
}

impl Strip {
    /// # Errors
    /// If the browser refuses a canvas.
    pub fn new(container: HtmlElement, options: StripOptions) -> Result<Self, PageError> {
        let Layer { canvas, context } = Layer::new()?;
        dom::set_styles(&canvas, &[("object-fit", "contain"), ("image-rendering", "pixelated")])?;
        dom::append(&container, &canvas)?;
        let alternative = Alternative::new(canvas.clone().into(), &options.label)?;
        let state = RefCell::new(State { pixels: Vec::new(), shape: Shape::DIGIT, raster: Raster::default() });
        let inner = Inner {
            container,
            canvas,
            context,
            options,
            alternative,
            state,
            theme: RefCell::default(),
            listeners: RefCell::default(),
        };
        let strip = Self(Rc::new(inner));
        let recoloured = calls(&strip.0, |inner| {
            if let Err(error) = inner.draw() {
                dom::fail(&inner.container, &error);
            }
        });
        strip.0.theme.replace(Some(theme::on_change(recoloured)?));
        strip.0.listeners.replace(take::offer(&strip.0.container, &strip.0)?.into());
        strip.0.draw()?;
        Ok(strip)
    }

    /// Shows images one after the other: shades, 0 paper to 255 ink, or red, green and blue.
    ///
    /// # Errors
    /// If the browser refuses the image.
    pub fn set(&self, pixels: &[u8], shape: Shape) -> Result<(), PageError> {
        {
            let mut state = self.0.state.borrow_mut();
            state.pixels.clear();
            state.pixels.extend_from_slice(pixels);
            state.shape = shape;
        }
        let count = pixels.len() / shape.pixels().max(1);
        if self.0.options.columns > 1 {
            self.0.alternative.set(format!("{}: {count} images", self.0.options.label))?;
        }
        self.0.draw()
    }

    /// Describes what is shown, after the label.
    ///
    /// # Errors
    /// If the browser refuses the text.
    pub fn describe(&self, words: &str) -> Result<(), PageError> {
        let label = &self.0.options.label;
        self.0.alternative.set(if words.is_empty() { label.clone() } else { format!("{label}: {words}") })
    }
}

impl Inner {
    fn draw(&self) -> Result<(), PageError> {
        let theme = theme::current();
        let shades = raster::shades(theme.tile_paper, theme.tile_ink);
        let mut state = self.state.borrow_mut();
        let State { pixels, shape, raster } = &mut *state;
        let blank;
        let pixels: &[u8] = if pixels.is_empty() {
            blank = vec![0; shape.pixels() * self.options.columns];
            &blank
        } else {
            pixels
        };
        raster::tiles(raster, pixels, *shape, self.options.columns, self.options.gap, |_| &shades);
        surface::show(&self.canvas, &self.context, raster)
    }
}

impl Taken for Inner {
    /// Its pixels are the image's own, as fine as they are.
    fn portray(&self, _fineness: f64) {
        theme::within(&self.container, || {
            if let Err(error) = self.draw() {
                dom::fail(&self.container, &error);
            }
        });
    }

    /// A row an image: its pixels, row by row.
    fn numbers(&self) -> Option<Sheet> {
        let State { pixels, shape, .. } = &*self.state.borrow();
        let names = take::pixel_names(*shape);
        let mut sheet = Sheet::new(["image"].into_iter().chain(names.iter().map(String::as_str)));
        for (i, image) in pixels.chunks_exact(shape.pixels().max(1)).enumerate() {
            sheet.row([Cell::from(i + 1)].into_iter().chain(take::pixels(image)));
        }
        (!pixels.is_empty()).then_some(sheet)
    }
}
