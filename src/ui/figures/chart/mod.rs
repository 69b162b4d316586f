//! A small chart of anything: lines, dots, bars, bands and cells on two axes.
//!
//! ```ignore
//! let chart = Chart::new(dom::element("vae-kl")?, ChartOptions { name: "Densities".into(), ..Default::default() })?;
//! chart.set(Drawing { x: Scale::titled("z").between(-4.0, 4.0), y: Scale::titled("density"), marks, ..Default::default() });
//! chart.on_point(|place| {});       // the pointer in data coordinates, None when it leaves
//! chart.on_drag(|drag| {});         // pressed and moved, or a finger's tap
//! ```
//!
//! What it shows is a [`Drawing`]; it keeps nothing else, and does not know what the numbers mean. Marks with a name are
//! listed in a legend above the plot.

mod frame;
mod legend;
mod marks;
mod numbers;
mod style;

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use web_sys::HtmlElement;

use super::{callback::Callback, hold::Drag, pointer::Pointer, stage::Stage, take::Taken};
use crate::export::Sheet;
use crate::ui::{
    dom::{self, PageError},
    plot::{
        axes,
        drawing::Drawing,
        scale::Plane,
        surface::{Layers, Surface},
    },
    theme,
};

/// Layers: cells and axes, then all other marks.
const BASE: usize = 0;
const MARKS: usize = 1;

#[derive(Clone, Debug, Default)]
pub struct ChartOptions {
    /// What the chart is, for the text alternative.
    pub name: String,
    /// Shown while there are no marks.
    pub empty: String,
    /// The same scale on both axes.
    pub square: bool,
    /// Whether a finger drags anywhere on the chart; the page then does not scroll there.
    pub touch_drags: bool,
}

#[derive(Clone)]
pub struct Chart(Rc<Inner>);

struct Inner {
    stage: Stage,
    options: ChartOptions,
    drawing: RefCell<Drawing>,
    /// The plane as it was last painted, in places of its scales.
    plane: Cell<Option<Plane>>,
    pointed: Callback<Option<(f64, f64)>>,
    dragged: Callback<Drag<(f64, f64)>>,
}

impl Chart {
    /// # Errors
    /// If the browser refuses a canvas or a listener.
    pub fn new(container: HtmlElement, options: ChartOptions) -> Result<Self, PageError> {
        let stage = Stage::new(container, 2, &options.name)?;
        let inner = Rc::new(Inner {
            stage,
            options,
            drawing: RefCell::default(),
            plane: Cell::new(None),
            pointed: Callback::default(),
            dragged: Callback::default(),
        });
        inner.stage.surface.set_painter(&inner, Inner::paint);
        inner.stage.follow(&inner, inner.options.touch_drags, |inner, pointer| inner.point(pointer))?;
        inner.stage.offer(&inner)?;
        Ok(Self(inner))
    }

    /// A chart in the element with this id.
    ///
    /// # Errors
    /// If there is no such element, or the browser refuses a canvas.
    pub fn named(id: &str, name: &str) -> Result<Self, PageError> {
        Self::new(dom::element(id)?, ChartOptions { name: name.to_owned(), ..ChartOptions::default() })
    }

    /// Shows this in the next frame.
    pub fn set(&self, drawing: Drawing) {
        self.0.drawing.replace(drawing);
        self.0.stage.surface.invalidate(Layers::of(MARKS));
    }

    /// Reports where the pointer is, in values of the scales; `None` when it leaves.
    pub fn on_point(&self, callback: impl Fn(Option<(f64, f64)>) + 'static) {
        self.0.pointed.set(move |what| callback(*what));
    }

    /// Lets keys point, too, as where nothing else tells what hovering does.
    ///
    /// # Errors
    /// If the browser refuses an element or a listener.
    pub fn point_by_keys(&self) -> Result<(), PageError> {
        self.0.stage.follow_keys(&self.0, |inner, pointer| inner.point(pointer))
    }

    /// Reports a drag in values of the scales, or where a finger taps.
    pub fn on_drag(&self, callback: impl Fn(Drag<(f64, f64)>) + 'static) {
        self.0.dragged.set(move |what| callback(*what));
    }
}

impl Inner {
    fn point(&self, pointer: Pointer) {
        let place = match pointer {
            Pointer::Over { x, y, .. } | Pointer::Drag(Drag::To((x, y))) => self.value_at(x, y),
            Pointer::Drag(Drag::Taken | Drag::Let | Drag::Undone) | Pointer::Out => None,
        };
        match (pointer, place) {
            (Pointer::Drag(Drag::To(_)), Some(place)) => self.dragged.call(&Drag::To(place)),
            // Beyond the plot it goes nowhere.
            (Pointer::Drag(Drag::To(_)), None) => {}
            (Pointer::Drag(drag), _) => return self.dragged.call(&drag.at(|place| place)),
            (Pointer::Over { .. } | Pointer::Out, _) => {}
        }
        self.pointed.call(&place);
    }

    /// The values at a place in CSS pixels, if it lies in the plot.
    fn value_at(&self, x: f64, y: f64) -> Option<(f64, f64)> {
        let ratio = self.stage.surface.size().ratio;
        let plane = self.plane.get().filter(|plane| plane.rect.contains(x * ratio, y * ratio))?;
        let (across, up) = plane.to_data(x * ratio, y * ratio);
        let drawing = self.drawing.borrow();
        Some((drawing.x.value(across), drawing.y.value(up)))
    }

    fn paint(&self, surface: &Surface, _dirty: Layers) -> Result<(), PageError> {
        let (theme, size) = (theme::current(), surface.size());
        let (Some(base), Some(marks)) = (surface.layer(BASE), surface.layer(MARKS)) else { return Ok(()) };
        let drawing = self.drawing.borrow();
        let plane = frame::plane(&drawing, base, size, self.options.square, &theme);
        self.plane.set(Some(plane));
        base.clear();
        marks.clear();
        marks::cells(&drawing, base, plane, &theme)?;
        frame::draw(&drawing, base, size, plane, &theme)?;
        marks::draw(&drawing, marks, size, plane, &theme)?;
        if drawing.marks.is_empty() {
            axes::say(marks, size, &theme, &self.options.empty, plane.rect)?;
        }
        let words = if drawing.words.is_empty() { &self.options.empty } else { &drawing.words };
        let name = &self.options.name;
        self.stage.describe(if words.is_empty() { name.clone() } else { format!("{name}: {words}") })
    }
}

impl Taken for Inner {
    fn portray(&self, fineness: f64) {
        self.stage.surface.portray(fineness);
    }

    fn numbers(&self) -> Option<Sheet> {
        numbers::of(&self.drawing.borrow())
    }
}
