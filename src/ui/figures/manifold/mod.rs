//! What a decoder makes of a grid of latent points: one tile per point. Does not know the decoder.
//!
//! ```ignore
//! let manifold = Manifold::new(dom::element("hero-manifold")?, ManifoldOptions { marker: true, ..Default::default() })?;
//! manifold.set_grid(&values, &values);                     // ascending z on each axis
//! decode(manifold.z_rows());                               // [tiles, latent], row by row from the top left
//! manifold.set_pixels(&pixels, Shape::DIGIT);              // images in the same order
//! manifold.on_drag(|z: &[f32]| {});
//! manifold.set_marker(&z);                                 // not reported
//! ```
//!
//! The old tiles stay, on their own axes, until tiles of a new grid arrive. A grid with equal steps has round numbers on
//! its axes; any other, such as an inverse CDF, has the values of its tiles.

mod grid;
mod paint;
mod point;

use std::{cell::RefCell, rc::Rc};

use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, HtmlElement};

use self::grid::Grid;
use super::{
    callback::Callback,
    marker::{Marker, Motion},
    pointer::Pointer,
    stage::Stage,
    take::{self, Taken},
};
use crate::data::Shape;
use crate::export::{Cell, Sheet};
use crate::ui::weak::hears;
use crate::ui::{
    dom::{self, During, PageError},
    plot::{
        raster::Raster,
        scale::Plane,
        surface::{self, Layers},
    },
};

const AXES: usize = 0;
const MARKS: usize = 1;
/// The tiles' own canvas, between the two: it is not part of the surface's stack, but is painted with it.
const TILES: usize = 2;

#[derive(Clone, Debug)]
pub struct ManifoldOptions {
    /// What the tiles are, for the text alternative.
    pub name: String,
    /// Whether a draggable marker shows the point z.
    pub marker: bool,
    /// Whether a finger drags anywhere on the figure, not only at the marker (the page then does not scroll there).
    pub touch_drags: bool,
    /// Shown while there are no tiles.
    pub empty: String,
}

impl Default for ManifoldOptions {
    fn default() -> Self {
        Self {
            name: "Decoded digits".to_owned(),
            marker: false,
            touch_drags: false,
            empty: "Waiting for the model".to_owned(),
        }
    }
}

#[derive(Clone)]
pub struct Manifold(Rc<Inner>);

struct Inner {
    stage: Stage,
    tiles: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
    options: ManifoldOptions,
    marker: Option<Marker>,
    state: RefCell<State>,
    dragged: Callback<[f32]>,
}

#[derive(Default)]
struct State {
    wanted: Grid,
    /// The grid of the tiles on the screen.
    shown: Grid,
    pixels: Vec<u8>,
    shape: Option<Shape>,
    prior_mass: bool,
    z: Vec<f32>,
    /// z before the drag at hand.
    before: Vec<f32>,
    plane: Option<Plane>,
    raster: Raster,
}

impl Manifold {
    /// # Errors
    /// If the browser refuses a canvas, an element or a listener.
    pub fn new(container: HtmlElement, options: ManifoldOptions) -> Result<Self, PageError> {
        let stage = Stage::new(container.clone(), 2, &options.name)?;
        let marks = stage.surface.layer(MARKS).map(|layer| layer.canvas.as_ref());
        let tiles: HtmlCanvasElement = dom::create("canvas")?;
        dom::set_attribute(&tiles, "aria-hidden", "true")?;
        dom::set_style(&tiles, "position", "absolute")?;
        dom::set_style(&tiles, "pointer-events", "none")?;
        container.insert_before(&tiles, marks).during("add an element")?;
        let context = surface::context(&tiles)?;
        let marker = if options.marker { Some(Marker::new(&container, "Point of latent space")?) } else { None };
        let grid = Grid { axes: (0, 1), base: vec![0.0; 2], ..Grid::default() };
        let state = State { wanted: grid.clone(), shown: grid, z: vec![0.0; 2], ..State::default() };
        let inner = Rc::new(Inner {
            stage,
            tiles,
            context,
            options,
            marker,
            state: RefCell::new(state),
            dragged: Callback::default(),
        });
        inner.stage.surface.set_painter(&inner, Inner::paint);
        inner.stage.offer(&inner)?;
        if let Some(marker) = &inner.marker {
            marker.on_move(hears(&inner, |inner, motion| inner.drag(motion)));
            inner.stage.follow(&inner, inner.options.touch_drags, |inner, pointer| {
                if let Pointer::Drag(drag) = pointer {
                    inner.drag(Motion::Drag(drag));
                }
            })?;
        }
        Ok(Self(inner))
    }

    /// The z of the tiles' columns and rows, each ascending.
    pub fn set_grid(&self, x: &[f32], y: &[f32]) {
        self.0.want(|grid| {
            grid.x = x.to_vec();
            grid.y = y.to_vec();
        });
    }

    /// Which two dimensions of a larger latent space the grid spans, and the values of the others.
    pub fn set_plane(&self, axes: (usize, usize), base: &[f32]) {
        self.0.want(|grid| {
            grid.axes = axes;
            grid.base = base.to_vec();
        });
        self.0.state.borrow_mut().z.resize(base.len(), 0.0);
    }

    /// The points to decode, `[tiles, latent]`, row by row from the top left.
    pub fn z_rows(&self) -> Vec<f32> {
        self.0.state.borrow().wanted.rows()
    }

    /// Shows the decoded tiles of the grid. Any other number of tiles is ignored.
    pub fn set_pixels(&self, pixels: &[u8], shape: Shape) {
        {
            let mut state = self.0.state.borrow_mut();
            if pixels.len() != state.wanted.x.len() * state.wanted.y.len() * shape.pixels() {
                return;
            }
            let first = state.pixels.is_empty();
            state.pixels.clear();
            state.pixels.extend_from_slice(pixels);
            state.shape = Some(shape);
            if state.shown == state.wanted && state.plane.is_some() && !first {
                drop(state);
                self.0.stage.surface.invalidate(Layers::of(TILES));
                return;
            }
            state.shown = state.wanted.clone();
        }
        self.0.stage.surface.invalidate(Layers::ALL);
    }

    /// Fades each tile to the prior's density at it, and shows the prior's 1σ, 2σ and 3σ circles (on a grid of equal
    /// steps).
    pub fn set_prior_mass(&self, shown: bool) {
        self.0.state.borrow_mut().prior_mass = shown;
        self.0.stage.surface.invalidate(Layers::ALL);
    }

    /// Moves the marker without reporting it.
    pub fn set_marker(&self, z: &[f32]) {
        self.0.state.borrow_mut().z = z.to_vec();
        self.0.place_marker();
    }

    /// Reports the point z that a person drags to.
    pub fn on_drag(&self, callback: impl Fn(&[f32]) + 'static) {
        self.0.dragged.set(callback);
    }

    /// Paints everything now, as a benchmark needs; otherwise it is painted in the next frame.
    pub fn paint(&self) {
        self.0.stage.paint();
    }
}

impl Inner {
    fn want(&self, change: impl FnOnce(&mut Grid)) {
        let mut state = self.state.borrow_mut();
        change(&mut state.wanted);
        if state.pixels.is_empty() {
            state.shown = state.wanted.clone();
            drop(state);
            self.stage.surface.invalidate(Layers::ALL);
        }
    }
}

impl Taken for Inner {
    fn portray(&self, fineness: f64) {
        self.stage.surface.portray(fineness);
    }

    /// A row a tile, from the top left: its z, then its pixels.
    fn numbers(&self) -> Option<Sheet> {
        let state = self.state.borrow();
        let shape = state.shape?;
        let latent = state.shown.base.len().max(1);
        let axes: Vec<String> = (1..=latent).map(|axis| format!("z_{axis}")).collect();
        let names = take::pixel_names(shape);
        let mut sheet = Sheet::new(axes.iter().chain(&names).map(String::as_str));
        let tiles = state.pixels.chunks_exact(shape.pixels().max(1));
        for (z, tile) in state.shown.rows().chunks_exact(latent).zip(tiles) {
            sheet.row(z.iter().map(|z| Cell::from(*z)).chain(take::pixels(tile)));
        }
        Some(sheet)
    }
}
