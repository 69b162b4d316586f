//! A stack of canvases in a container: sharp at any device pixel ratio, redrawn layer by layer, at most once a frame.
//!
//! ```ignore
//! let surface = Surface::new(container, 3)?;              // layers 0 (below), 1, 2 (above)
//! surface.set_painter(&figure, Figure::paint);            // which paints the layers that are dirty
//! surface.invalidate(Layers::of(1));                      // painted in the next frame
//! ```
//!
//! The backing store is the container's CSS size times `devicePixelRatio`. A change of size, of pixel ratio or of theme
//! makes every layer dirty. A figure that cannot be painted is replaced by its notice, in words.

use std::{
    cell::{Cell, RefCell},
    rc::{Rc, Weak},
};

use wasm_bindgen::{Clamped, JsCast, closure::Closure};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, HtmlElement, ImageData, ResizeObserver};

use super::{
    frame::{self, Redraw},
    geometry::Rect,
    raster::Raster,
    readback,
};
use crate::ui::{
    dom::{self, During, Listener, PageError},
    theme::{self, Subscription},
};

/// A set of layers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Layers(u8);

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

/// A surface's size in device pixels, and how many of them a CSS pixel has.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Size {
    pub width: u32,
    pub height: u32,
    pub ratio: f64,
    /// Device pixels of a sixteenth of the page's text size: what text, margins and strokes are measured in, so that
    /// figures grow with the text on a projector.
    pub unit: f64,
}

impl Size {
    /// All of it.
    pub fn area(self) -> Rect {
        Rect { left: 0.0, top: 0.0, width: self.width.into(), height: self.height.into() }
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

/// An observer of sizes and its callback.
type Observer = (ResizeObserver, Closure<dyn FnMut()>);

type Painter = Rc<dyn Fn(&Surface, Layers) -> Result<(), PageError>>;

/// The stack of canvases of one figure.
pub struct Surface {
    pub container: HtmlElement,
    layers: Vec<Layer>,
    size: Cell<Size>,
    dirty: Cell<u8>,
    queued: Cell<bool>,
    /// Its size may differ from the canvases'.
    resized: Cell<bool>,
    painter: RefCell<Option<Painter>>,
    this: Weak<Self>,
    observer: RefCell<Option<Observer>>,
    watches: RefCell<Vec<Listener>>,
    theme: RefCell<Option<Subscription>>,
}

impl Surface {
    /// Puts `count` canvases into the container, the first at the bottom. The container must be positioned.
    ///
    /// # Errors
    /// If the browser refuses a canvas, an observer or a listener.
    pub fn new(container: HtmlElement, count: usize) -> Result<Rc<Self>, PageError> {
        let layers = (0..count).map(|_| Layer::new()).collect::<Result<Vec<_>, _>>()?;
        for (i, layer) in layers.iter().enumerate() {
            if i > 0 {
                dom::set_attribute(&layer.canvas, "aria-hidden", "true")?;
                dom::set_style(&layer.canvas, "pointer-events", "none")?;
            }
            dom::append(&container, &layer.canvas)?;
        }
        let surface = Rc::new_cyclic(|this| Self {
            container,
            layers,
            size: Cell::default(),
            dirty: Cell::new(u8::MAX),
            queued: Cell::new(false),
            resized: Cell::new(true),
            painter: RefCell::default(),
            this: this.clone(),
            observer: RefCell::default(),
            watches: RefCell::default(),
            theme: RefCell::default(),
        });
        surface.watch()?;
        Ok(surface)
    }

    fn watch(&self) -> Result<(), PageError> {
        let resize = || {
            let this = self.this.clone();
            move || {
                if let Some(surface) = this.upgrade() {
                    surface.resized.set(true);
                    surface.invalidate(Layers::default());
                }
            }
        };
        let resized = Closure::<dyn FnMut()>::new(resize());
        let observer = ResizeObserver::new(resized.as_ref().unchecked_ref()).during("watch a figure's size")?;
        observer.observe(&self.container);
        self.observer.replace(Some((observer, resized)));
        let (window, zoomed) = (dom::window()?, resize());
        self.watches.borrow_mut().push(dom::listen(&window, "resize", move |_| zoomed())?);
        let this = self.this.clone();
        let recoloured = move || {
            if let Some(surface) = this.upgrade() {
                surface.invalidate(Layers::ALL);
            }
        };
        self.theme.replace(Some(theme::on_change(recoloured)?));
        Ok(())
    }

    /// Has `paint` paint the dirty layers for as long as `who` lives. It is called with the surface in its present size.
    pub fn set_painter<T: 'static>(&self, who: &Rc<T>, paint: fn(&T, &Self, Layers) -> Result<(), PageError>) {
        let who = Rc::downgrade(who);
        let painter = move |surface: &Self, dirty| who.upgrade().map_or(Ok(()), |who| paint(&who, surface, dirty));
        self.painter.replace(Some(Rc::new(painter)));
        self.invalidate(Layers::ALL);
    }

    pub fn layer(&self, layer: usize) -> Option<&Layer> {
        self.layers.get(layer)
    }

    /// Its size when it was last painted.
    pub fn size(&self) -> Size {
        self.size.get()
    }

    /// Has these layers painted in the next frame.
    pub fn invalidate(&self, layers: Layers) {
        self.dirty.set(self.dirty.get() | layers.0);
        if !self.queued.replace(true) {
            let this: Weak<dyn Redraw> = self.this.clone();
            if let Err(error) = frame::request(this) {
                self.queued.set(false);
                self.fail(&error);
            }
        }
    }

    /// Paints the dirty layers now.
    pub fn paint(&self) {
        self.queued.set(false);
        if self.resized.replace(false) && self.fit() {
            self.dirty.set(u8::MAX);
        }
        let (size, dirty) = (self.size.get(), Layers(self.dirty.get()));
        if size.width == 0 || size.height == 0 || dirty.0 == 0 {
            return;
        }
        let painter = self.painter.borrow().clone();
        if let Some(painter) = painter {
            self.dirty.set(0);
            if let Err(error) = painter(self, dirty) {
                self.fail(&error);
            }
        }
    }

    /// Gives the canvases the container's size in device pixels; returns whether it changed.
    fn fit(&self) -> bool {
        let ratio = web_sys::window().map_or(1.0, |window| window.device_pixel_ratio()).clamp(0.5, 4.0);
        let bounds = self.container.get_bounding_client_rect();
        let pixels = |length: f64| (length * ratio).round().clamp(0.0, 8192.0) as u32;
        let unit = ratio * theme::text_size() / 16.0;
        let size = Size { width: pixels(bounds.width()), height: pixels(bounds.height()), ratio, unit };
        let changed = self.size.replace(size) != size;
        if changed {
            for layer in &self.layers {
                layer.canvas.set_width(size.width);
                layer.canvas.set_height(size.height);
            }
        }
        changed
    }

    /// Shows in place of the figure what went wrong.
    pub fn fail(&self, error: &PageError) {
        dom::fail(&self.container, error);
    }
}

impl Redraw for Surface {
    fn redraw(&self) {
        self.paint();
    }
}

impl Drop for Surface {
    fn drop(&mut self) {
        if let Some((observer, _)) = self.observer.get_mut() {
            observer.disconnect();
        }
    }
}
