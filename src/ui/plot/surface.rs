//! A stack of canvases in a container: sharp at any device pixel ratio, redrawn layer by layer, at most once a frame.
//!
//! ```ignore
//! let surface = Surface::new(container, 3)?;              // layers 0 (below), 1, 2 (above)
//! surface.set_painter(&figure, Figure::paint);            // which paints the layers that are dirty
//! surface.invalidate(Layers::of(1));                      // painted in the next frame
//! ```
//!
//! The backing store has a pixel for each of the screen's, as `size` says. A change of size, of the screen or of theme
//! makes every layer dirty. A figure that cannot be painted is replaced by its notice, in words.

use std::{
    cell::{Cell, RefCell},
    rc::{Rc, Weak},
};

use js_sys::{Array, Function, Reflect};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{
    Element, HtmlElement, ResizeObserver, ResizeObserverBoxOptions, ResizeObserverOptions, ResizeObserverSize,
};

use super::{
    frame::{self, Redraw},
    place,
    room::{self, Resident},
    screen::{self, Watcher},
};
pub use super::{
    layer::{Layer, Layers, context, put, show},
    size::Size,
};
use crate::ui::{
    dom::{self, During, PageError},
    near,
    theme::{self, Subscription},
};

/// An observer of sizes and its callback.
type Observer = (ResizeObserver, Closure<dyn FnMut(Array)>);

/// Watches the device pixels of an element; in Safari, which refuses that, its CSS pixels.
fn watch_pixels(observer: &ResizeObserver, element: &Element) {
    let options = ResizeObserverOptions::new();
    options.set_box(ResizeObserverBoxOptions::DevicePixelContentBox);
    let observe = Reflect::get(observer, &"observe".into()).and_then(JsCast::dyn_into::<Function>);
    if observe.and_then(|observe| observe.call2(observer, element, &options)).is_err() {
        observer.observe(element);
    }
}

/// The device pixels that an observer saw, where it says so.
fn device_pixels(entry: &JsValue) -> Option<(u32, u32)> {
    let sizes: Array = Reflect::get(entry, &"devicePixelContentBoxSize".into()).ok()?.dyn_into().ok()?;
    let size: ResizeObserverSize = sizes.get(0).dyn_into().ok()?;
    Some((size.inline_size() as u32, size.block_size() as u32))
}

type Painter = Rc<dyn Fn(&Surface, Layers) -> Result<(), PageError>>;

/// The stack of canvases of one figure.
pub struct Surface {
    pub container: HtmlElement,
    layers: Vec<Layer>,
    size: Cell<Size>,
    /// The device pixels it covers, where the browser says so.
    device: Cell<Option<(u32, u32)>>,
    dirty: Cell<u8>,
    queued: Cell<bool>,
    /// Its size may differ from the canvases'.
    resized: Cell<bool>,
    /// It has given up its pixels until it comes near.
    rests: Cell<bool>,
    /// How many times as fine as on the screen it is painted, for a picture that leaves the page.
    magnified: Cell<f64>,
    painter: RefCell<Option<Painter>>,
    this: Weak<Self>,
    observer: RefCell<Option<Observer>>,
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
            device: Cell::default(),
            dirty: Cell::new(u8::MAX),
            queued: Cell::new(false),
            resized: Cell::new(true),
            rests: Cell::new(false),
            magnified: Cell::new(1.0),
            painter: RefCell::default(),
            this: this.clone(),
            observer: RefCell::default(),
            theme: RefCell::default(),
        });
        surface.watch()?;
        let this: Weak<Self> = surface.this.clone();
        room::join(this)?;
        Ok(surface)
    }

    fn watch(&self) -> Result<(), PageError> {
        let this = self.this.clone();
        let resized = Closure::<dyn FnMut(Array)>::new(move |entries: Array| {
            if let Some(surface) = this.upgrade() {
                surface.device.set(entries.iter().last().and_then(|entry| device_pixels(&entry)));
                surface.screen_changed();
            }
        });
        let observer = ResizeObserver::new(resized.as_ref().unchecked_ref()).during("watch a figure's size")?;
        if let Some(lowest) = self.layers.first() {
            watch_pixels(&observer, &lowest.canvas);
        }
        self.observer.replace(Some((observer, resized)));
        screen::tell(self.this.clone())?;
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
        if self.rests.get() {
            return;
        }
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

    /// Paints it now, this many times as fine as on the screen, in the colours that the style sheet gives its container.
    pub fn portray(&self, fineness: f64) {
        self.rests.set(false);
        self.magnified.set(fineness);
        self.resized.set(true);
        self.dirty.set(u8::MAX);
        theme::within(&self.container, || self.paint());
    }

    /// Gives the canvases the container's size in device pixels; returns whether it changed.
    fn fit(&self) -> bool {
        let Some(lowest) = self.layers.first() else { return false };
        let (bounds, (across, down)) = (place::bounds(&lowest.canvas), place::scale(&lowest.canvas));
        let css = (bounds.width / across, bounds.height / down);
        let ratio = screen::ratio() * across * self.magnified.get();
        let size = Size::of(css, self.device.get(), ratio, screen::text_size());
        // A surface that rested has its size, but no pixels.
        let changed = self.size.replace(size) != size || lowest.canvas.width() != size.width;
        if changed {
            for layer in &self.layers {
                layer.canvas.set_width(size.width);
                layer.canvas.set_height(size.height);
            }
            room::make();
        }
        changed
    }

    /// Shows in place of the figure what went wrong.
    pub fn fail(&self, error: &PageError) {
        dom::fail(&self.container, error);
    }
}

impl Watcher for Surface {
    fn screen_changed(&self) {
        self.resized.set(true);
        self.invalidate(Layers::default());
    }
}

impl Redraw for Surface {
    fn redraw(&self) {
        self.paint();
    }
}

impl Resident for Surface {
    fn container(&self) -> &HtmlElement {
        &self.container
    }

    fn pixels(&self) -> f64 {
        let pixels = |layer: &Layer| f64::from(layer.canvas.width()) * f64::from(layer.canvas.height());
        self.layers.iter().map(pixels).sum()
    }

    fn rest(&self) -> Result<(), PageError> {
        let this = self.this.clone();
        near::once_near(&self.container, move || {
            if let Some(surface) = this.upgrade() {
                surface.wake();
            }
        })?;
        self.rests.set(true);
        for layer in &self.layers {
            layer.canvas.set_width(0);
            layer.canvas.set_height(0);
        }
        Ok(())
    }

    fn wake(&self) {
        if self.rests.replace(false) {
            self.resized.set(true);
            self.paint();
        }
    }
}

impl Drop for Surface {
    fn drop(&mut self) {
        if let Some((observer, _)) = self.observer.get_mut() {
            observer.disconnect();
        }
    }
}
