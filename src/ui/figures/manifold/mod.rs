//! What a decoder makes of a grid of latent points: one tile a point.
//!
//! ```ignore
//! let manifold = Manifold::new(dom::element("hero-manifold")?, ManifoldOptions { marker: true, ..Default::default() })?;
//! manifold.set_grid(&values, &values);                     // ascending z on each axis
//! decode(manifold.z_rows());                               // [tiles, latent], row by row from the top left
//! manifold.set_pixels(&pixels, Shape::DIGIT);              // images in the same order
//! manifold.on_drag(|z: &[f32]| …);
//! manifold.set_marker(&z);                                 // tells nobody
//! ```
//!
//! The old tiles stay, on their own axes, until tiles of a new grid arrive. A grid with equal steps has round numbers on
//! its axes; any other, such as an inverse CDF, has the values of its tiles.

mod grid;

use std::{
    cell::RefCell,
    rc::{Rc, Weak},
};

use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, HtmlElement};

use self::grid::{Grid, ticks};
use super::{
    alternative::Alternative,
    latent_name, latent_words,
    marker::{Marker, Motion},
    pointer::{Pointer, follow_pointer},
    scatter, two_places,
};
use crate::data::Shape;
use crate::ui::{
    dom::{self, During, Listener, PageError},
    plot::{
        axes::{self, Axis, Margins, Words},
        geometry::Rect,
        raster::{self, Raster},
        scale::{self, Plane, Span},
        surface::{self, Layers, Size, Surface},
    },
    theme::{self, Theme},
};

const AXES: usize = 0;
const MARKS: usize = 1;
/// The tiles' own canvas, between the two: it is not part of the surface's stack, but is painted with it.
const TILES: usize = 2;
/// Steps of the prior's density that can be told apart.
const FADES: usize = 24;

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

type Callback = Rc<dyn Fn(&[f32])>;

struct Inner {
    surface: Rc<Surface>,
    tiles: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
    options: ManifoldOptions,
    marker: Option<Marker>,
    alternative: Alternative,
    state: RefCell<State>,
    callback: RefCell<Option<Callback>>,
    listeners: RefCell<Vec<Listener>>,
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
    plane: Option<Plane>,
    raster: Raster,
}

impl Manifold {
    pub fn new(container: HtmlElement, options: ManifoldOptions) -> Result<Self, PageError> {
        let surface = Surface::new(container.clone(), 2)?;
        let (Some(base), Some(marks)) = (surface.layer(AXES), surface.layer(MARKS)) else {
            return Err(PageError::Missing("canvas".to_owned()));
        };
        let tiles: HtmlCanvasElement = dom::create("canvas")?;
        dom::set_attribute(&tiles, "aria-hidden", "true")?;
        dom::set_style(&tiles, "position", "absolute")?;
        dom::set_style(&tiles, "pointer-events", "none")?;
        container.insert_before(&tiles, Some(&marks.canvas)).during("add an element")?;
        let context = surface::context(&tiles)?;
        let alternative = Alternative::new(base.canvas.clone().into(), &options.name)?;
        let marker = if options.marker { Some(Marker::new(&container, "Point of latent space")?) } else { None };
        let base = base.canvas.clone();
        let grid = Grid { axes: (0, 1), base: vec![0.0; 2], ..Grid::default() };
        let state = State { wanted: grid.clone(), shown: grid, z: vec![0.0; 2], ..State::default() };
        let inner = Rc::new(Inner {
            surface,
            tiles,
            context,
            options,
            marker,
            alternative,
            state: RefCell::new(state),
            callback: RefCell::default(),
            listeners: RefCell::default(),
        });
        let weak: Weak<Inner> = Rc::downgrade(&inner);
        inner.surface.set_painter(move |surface, dirty| match weak.upgrade() {
            Some(inner) => inner.paint(surface, dirty),
            None => Ok(()),
        });
        if let Some(marker) = &inner.marker {
            let weak = Rc::downgrade(&inner);
            marker.on_move(move |motion| {
                if let Some(inner) = weak.upgrade() {
                    inner.drag(motion);
                }
            });
            let weak = Rc::downgrade(&inner);
            let listeners = follow_pointer(&container, &base, inner.options.touch_drags, move |pointer| {
                if let (Some(inner), Pointer::Drag { x, y }) = (weak.upgrade(), pointer) {
                    inner.drag(Motion::To(x, y));
                }
            })?;
            inner.listeners.replace(listeners);
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

    /// Shows the decoded tiles of the grid. Any other number of tiles is left out.
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
                self.0.surface.invalidate(Layers::of(TILES));
                return;
            }
            state.shown = state.wanted.clone();
        }
        self.0.surface.invalidate(Layers::ALL);
    }

    /// Fades each tile to the prior's density at it, and shows the prior's 1σ, 2σ and 3σ circles (on a grid of equal
    /// steps).
    pub fn set_prior_mass(&self, shown: bool) {
        self.0.state.borrow_mut().prior_mass = shown;
        self.0.surface.invalidate(Layers::ALL);
    }

    /// Moves the marker. Nobody is told.
    pub fn set_marker(&self, z: &[f32]) {
        self.0.state.borrow_mut().z = z.to_vec();
        self.0.place_marker();
    }

    /// Hears of the point z that a person drags to.
    pub fn on_drag(&self, callback: impl Fn(&[f32]) + 'static) {
        self.0.callback.replace(Some(Rc::new(callback)));
    }

    /// Paints all of it now, as a benchmark wants; otherwise it is painted in the next frame.
    pub fn paint(&self) {
        self.0.surface.invalidate(Layers::ALL);
        self.0.surface.paint();
    }
}

impl Inner {
    fn want(&self, change: impl FnOnce(&mut Grid)) {
        let mut state = self.state.borrow_mut();
        change(&mut state.wanted);
        if state.pixels.is_empty() {
            state.shown = state.wanted.clone();
            drop(state);
            self.surface.invalidate(Layers::ALL);
        }
    }

    fn paint(&self, surface: &Surface, dirty: Layers) -> Result<(), PageError> {
        let theme = theme::current();
        let size = surface.size();
        let (Some(base), Some(marks)) = (surface.layer(AXES), surface.layer(MARKS)) else { return Ok(()) };
        {
            let state = &mut *self.state.borrow_mut();
            if dirty.has(AXES) {
                let margins = Margins { left: 54.0, right: 10.0, top: 8.0, bottom: 44.0 };
                let area = Rect { left: 0.0, top: 0.0, width: size.width.into(), height: size.height.into() };
                let rect = margins.inside(area, size.unit).square();
                let tiles = |values: &[f32]| Span::new(-0.5, values.len().max(1) as f64 - 0.5);
                let plane = Plane { x: tiles(&state.shown.x), y: tiles(&state.shown.y), rect };
                state.plane = Some(plane);
                base.clear();
                let axis = |values: &[f32], unit: f64, room: f64, dimension: usize| Axis {
                    ticks: ticks(values, unit / size.unit, room),
                    title: latent_name(dimension),
                    mesh: state.pixels.is_empty(),
                };
                let x = axis(&state.shown.x, plane.unit_x(), 42.0, state.shown.axes.0);
                let y = axis(&state.shown.y, plane.unit_y(), 24.0, state.shown.axes.1);
                axes::draw(base, size, plane, margins, (&x, &y), &theme)?;
                if state.pixels.is_empty() {
                    let middle = (rect.left + rect.width / 2.0, rect.top + rect.height / 2.0);
                    let words = Words {
                        colour: theme.ink,
                        halo: Some(theme.paper),
                        size: 14.0,
                        bold: false,
                        align: "center",
                        baseline: "middle",
                    };
                    axes::write(base, size, &theme, &self.options.empty, middle, words)?;
                }
                for (name, value) in
                    [("left", rect.left), ("top", rect.top), ("width", rect.width), ("height", rect.height)]
                {
                    dom::set_style(&self.tiles, name, &format!("{}px", value / size.ratio))?;
                }
            }
            if dirty.has(AXES) || dirty.has(TILES) {
                self.draw_tiles(state, &theme)?;
            }
            if dirty.has(MARKS) {
                marks.clear();
                Self::draw_prior(marks, size, state, &theme)?;
            }
        }
        self.place_marker();
        self.alternative.set(self.state.borrow().words(&self.options.name))
    }

    fn draw_tiles(&self, state: &mut State, theme: &Theme) -> Result<(), PageError> {
        let State { raster, pixels, shape, shown, prior_mass, .. } = state;
        let Some(shape) = shape.filter(|_| !pixels.is_empty()) else { return Ok(()) };
        let fade = |step: usize| {
            let lost = 0.86 * (1.0 - step as f32 / (FADES - 1) as f32);
            raster::shades(theme.tile_paper.mix(theme.paper, lost), theme.tile_ink.mix(theme.paper, lost))
        };
        let faded: Vec<_> = if *prior_mass { (0..FADES).map(fade).collect() } else { vec![fade(FADES - 1)] };
        let columns = shown.x.len().max(1);
        let steps: Vec<usize> = (0..shown.x.len() * shown.y.len())
            .map(|tile| {
                let (x, y) = (shown.x[tile % columns], shown.y[shown.y.len() - 1 - tile / columns]);
                let density = if *prior_mass { (-0.5 * (x * x + y * y)).exp() } else { 0.0 };
                ((density * (FADES - 1) as f32).round() as usize).min(faded.len() - 1)
            })
            .collect();
        raster::tiles(raster, pixels, shape, columns, 0, |tile| &faded[steps.get(tile).copied().unwrap_or(0)]);
        if self.tiles.width() as usize != raster.width || self.tiles.height() as usize != raster.height {
            self.tiles.set_width(raster.width as u32);
            self.tiles.set_height(raster.height as u32);
        }
        surface::put(&self.context, raster, 0.0, 0.0)
    }

    fn draw_prior(marks: &surface::Layer, size: Size, state: &State, theme: &Theme) -> Result<(), PageError> {
        let Some(plane) = state.plane.filter(|_| state.prior_mass && state.shown.is_uniform()) else { return Ok(()) };
        let latent = Plane { x: Grid::span(&state.shown.x), y: Grid::span(&state.shown.y), rect: plane.rect };
        scatter::clipped(marks, plane, || scatter::draw_prior(marks, size, latent, [0.0, 0.0], theme))
    }

    fn place_marker(&self) {
        let Some(marker) = &self.marker else { return };
        let state = self.state.borrow();
        let ratio = self.surface.size().ratio;
        let place = state.plane.filter(|_| state.shown.x.len() > 1 && state.shown.y.len() > 1).zip(state.at());
        let place = place.map(|(plane, (x, y))| {
            let rect = plane.rect;
            let (px, py) =
                plane.to_pixels(scale::position_of(&state.shown.x, x), scale::position_of(&state.shown.y, y));
            (px.clamp(rect.left, rect.right()) / ratio, py.clamp(rect.top, rect.bottom()) / ratio)
        });
        let span = Grid::span(&state.shown.x);
        let now = state.at().map_or(0.0, |(x, _)| x);
        let placed =
            marker.place(place).and_then(|()| marker.describe((span.low, now, span.high), &latent_words(&state.z)));
        if let Err(error) = placed {
            self.surface.fail(&error);
        }
    }

    fn drag(&self, motion: Motion) {
        let ratio = self.surface.size().ratio;
        let z = {
            let mut state = self.state.borrow_mut();
            let Some(plane) = state.plane.filter(|_| state.shown.x.len() > 1 && state.shown.y.len() > 1) else {
                return;
            };
            let Grid { x: columns, y: rows, axes, .. } = &state.shown;
            let (span_x, span_y) = (Grid::span(columns), Grid::span(rows));
            let (x, y) = match (motion, state.at()) {
                (Motion::To(x, y), _) => {
                    let (column, row) = plane.to_data(x * ratio, y * ratio);
                    (scale::value_at(columns, column), scale::value_at(rows, row))
                }
                (Motion::By(right, up), Some((x, y))) => {
                    (x + right * span_x.width() / 100.0, y + up * span_y.width() / 100.0)
                }
                _ => (0.0, 0.0),
            };
            let (i, j) = *axes;
            let mut z = state.z.clone();
            for (axis, value) in [(j, y.clamp(span_y.low, span_y.high)), (i, x.clamp(span_x.low, span_x.high))] {
                if let Some(slot) = z.get_mut(axis) {
                    *slot = value as f32;
                }
            }
            state.z.clone_from(&z);
            z
        };
        self.place_marker();
        if let (Some(marker), Motion::To(..)) = (&self.marker, motion) {
            marker.focus();
        }
        let callback = self.callback.borrow().clone();
        if let Some(callback) = callback {
            callback(&z);
        }
    }
}

impl State {
    /// The marker's point on the grid's two axes.
    fn at(&self) -> Option<(f64, f64)> {
        let (x, y) = self.shown.axes;
        Some((f64::from(*self.z.get(x)?), f64::from(*self.z.get(y)?)))
    }

    /// What is shown, in words.
    fn words(&self, name: &str) -> String {
        let Grid { x, y, axes, .. } = &self.shown;
        let (Some(left), Some(right), Some(bottom), Some(top)) = (x.first(), x.last(), y.first(), y.last()) else {
            return format!("{name}: nothing decoded yet");
        };
        if self.pixels.is_empty() {
            return format!("{name}: nothing decoded yet");
        }
        let range =
            |axis, low: f32, high: f32| format!("{} {} to {}", latent_name(axis), two_places(low), two_places(high));
        format!(
            "{name}: {} by {} images decoded from {} and {}, {}.",
            x.len(),
            y.len(),
            range(axes.0, *left, *right),
            range(axes.1, *bottom, *top),
            if self.shown.is_uniform() { "in equal steps" } else { "at equal steps of the prior's probability" }
        )
    }
}
