//! Images as points of a latent plane.
//!
//! ```ignore
//! let scatter = Scatter::new(dom::element("lab-scatter")?, ScatterOptions {
//!     name: "Held-out digits".into(), legend: Some(dom::element("lab-legend")?), marker: true, ..Default::default()
//! })?;
//! scatter.set_data(ScatterData { latent: 2, mu, logvar, labels });   // row-major [images, latent]
//! scatter.set_values(Some(Values { name: "Slant".into(), unit: "°".into(), values, map: ColourMap::Viridis }));
//! scatter.set_view(View::Pair(0, 2));                                // or View::Linear { … }, View::Embedding { … }
//! scatter.set_noise(Some(eps));                                      // sampled z = mu + sigma * eps; None: the mean
//! scatter.set_ellipses(true);
//! scatter.set_prior(true);
//! scatter.on_hover(|image: Option<usize>| …);
//! scatter.on_pick(|z: &[f32]| …);                                    // a click, or the marker dragged
//! scatter.set_marker(&z);                                            // tells nobody
//! ```
//!
//! A pair of one and the same dimension, as a latent space of one dimension has it, is drawn against the label.
//!
//! A view decides what of z is on the axes. Pairs and linear views (PCA) are true to scale; an embedding (t-SNE) has no
//! z at its points, so it has neither marker nor ellipses nor prior circles, and a click there tells nothing.

mod paint;
mod state;

pub(super) use paint::{clipped, draw_prior};

use std::{
    cell::RefCell,
    rc::{Rc, Weak},
};

use web_sys::HtmlElement;

use self::state::State;
use super::{
    alternative::Alternative,
    latent_words,
    legend::Legend,
    marker::{Marker, Motion},
    pointer::{Pointer, follow_pointer},
};
use crate::latent::pca::Pca;
use crate::ui::{
    dom::{Listener, PageError},
    plot::{
        colour::ColourMap,
        index::NearestPoint,
        surface::{Layers, Surface},
    },
};

/// Layers: axes, points and what lies on them, the hovered point.
const AXES: usize = 0;
const POINTS: usize = 1;
const HOVER: usize = 2;

/// CSS pixels within which a mouse, or a finger, hits a point.
const HIT: f64 = 12.0;
const HIT_TOUCH: f64 = 24.0;

#[derive(Clone)]
pub struct ScatterOptions {
    /// What the points are, for the text alternative.
    pub name: String,
    /// An empty element outside the plot that gets one button a class.
    pub legend: Option<HtmlElement>,
    /// Whether a draggable marker shows the point z.
    pub marker: bool,
    /// Shown while there are no points.
    pub empty: String,
}

impl Default for ScatterOptions {
    fn default() -> Self {
        Self { name: "Digits".to_owned(), legend: None, marker: false, empty: "Waiting for the model".to_owned() }
    }
}

/// Posterior parameters of some images.
#[derive(Clone, Debug, Default)]
pub struct ScatterData {
    pub latent: usize,
    /// `[images, latent]`.
    pub mu: Vec<f32>,
    /// Natural log of the variance, `[images, latent]`.
    pub logvar: Vec<f32>,
    /// 0–9, one an image.
    pub labels: Vec<u8>,
    /// What the labels mean; digits mean themselves.
    pub names: Vec<String>,
}

/// A continuous quantity to colour the points by.
#[derive(Clone, Debug, Default)]
pub struct Values {
    pub name: String,
    /// Empty for a pure number.
    pub unit: String,
    /// One an image.
    pub values: Vec<f32>,
    pub map: ColourMap,
}

/// What is on the two axes.
#[derive(Clone, Debug, PartialEq)]
pub enum View {
    /// Two latent dimensions, counted from 0.
    Pair(usize, usize),
    /// Two orthonormal directions of latent space, from a point of it.
    Linear { origin: Vec<f64>, axes: [Vec<f64>; 2], names: [String; 2] },
    /// Points computed elsewhere, `[images, 2]`.
    Embedding { points: Vec<f32>, names: [String; 2] },
}

impl View {
    /// The first two principal components, named with the share of the variance that each has.
    pub fn principal(pca: &Pca) -> Option<Self> {
        if pca.len() < 2 {
            return None;
        }
        let shares = pca.explained();
        let name = |i: usize| format!("PC {} ({:.0} % of the variance)", i + 1, 100.0 * shares[i]);
        let axes = [pca.component(0).to_vec(), pca.component(1).to_vec()];
        Some(Self::Linear { origin: pca.mean().to_vec(), axes, names: [name(0), name(1)] })
    }
}

#[derive(Clone)]
pub struct Scatter(Rc<Inner>);

type Hovered = Rc<dyn Fn(Option<usize>)>;
type Picked = Rc<dyn Fn(&[f32])>;

struct Inner {
    surface: Rc<Surface>,
    options: ScatterOptions,
    state: RefCell<State>,
    marker: Option<Marker>,
    alternative: Alternative,
    legend: RefCell<Option<Legend>>,
    hovered: RefCell<Option<Hovered>>,
    picked: RefCell<Option<Picked>>,
    listeners: RefCell<Vec<Listener>>,
}

impl Scatter {
    pub fn new(container: HtmlElement, options: ScatterOptions) -> Result<Self, PageError> {
        let surface = Surface::new(container.clone(), 3)?;
        let base = surface.layer(AXES).map(|layer| layer.canvas.clone());
        let base = base.ok_or(PageError::Missing("canvas".to_owned()))?;
        let alternative = Alternative::new(base.clone().into(), &options.name)?;
        let marker = if options.marker { Some(Marker::new(&container, "Point of latent space")?) } else { None };
        let inner = Rc::new(Inner {
            surface,
            options,
            state: RefCell::default(),
            marker,
            alternative,
            legend: RefCell::default(),
            hovered: RefCell::default(),
            picked: RefCell::default(),
            listeners: RefCell::default(),
        });
        let weak: Weak<Inner> = Rc::downgrade(&inner);
        inner.surface.set_painter(move |surface, dirty| match weak.upgrade() {
            Some(inner) => paint::paint(&inner, surface, dirty),
            None => Ok(()),
        });
        if let Some(parent) = &inner.options.legend {
            let weak = Rc::downgrade(&inner);
            let legend = Legend::new(parent, move |class| {
                if let Some(inner) = weak.upgrade() {
                    inner.change(Layers::from(POINTS), |state| {
                        state.isolated = class;
                        state.index = None;
                    });
                }
            })?;
            inner.legend.replace(Some(legend));
        }
        if let Some(marker) = &inner.marker {
            let weak = Rc::downgrade(&inner);
            marker.on_move(move |motion| {
                if let Some(inner) = weak.upgrade() {
                    inner.drag(motion);
                }
            });
        }
        let weak = Rc::downgrade(&inner);
        let listeners = follow_pointer(&container, &base, false, move |pointer| {
            if let Some(inner) = weak.upgrade() {
                match pointer {
                    Pointer::Over { x, y, touch } => inner.hover(Some((x, y)), if touch { HIT_TOUCH } else { HIT }),
                    Pointer::Drag { x, y } => inner.drag(Motion::To(x, y)),
                    Pointer::Out => inner.hover(None, HIT),
                }
            }
        })?;
        inner.listeners.replace(listeners);
        Ok(Self(inner))
    }

    /// Shows these images. A view that does not fit the new latent size gives way to the first two dimensions.
    pub fn set_data(&self, data: ScatterData) {
        let latent = data.latent;
        let mut present = [false; 10];
        for label in &data.labels {
            if let Some(present) = present.get_mut(usize::from(*label)) {
                *present = true;
            }
        }
        if let Some(legend) = self.0.legend.borrow().as_ref() {
            legend.set_names(&data.names);
            legend.set_present(present);
        }
        self.0.change(Layers::ALL, |state| {
            let fits = match &state.view {
                View::Pair(x, y) => (*x).max(*y) < latent,
                View::Linear { origin, .. } => origin.len() == latent,
                View::Embedding { points, .. } => points.len() == data.labels.len() * 2,
            };
            if !fits {
                state.view = View::Pair(0, 1.min(latent.saturating_sub(1)));
                state.reach = None;
            }
            state.z.resize(latent, 0.0);
            if state.data.names != data.names {
                state.isolated = None;
            }
            state.data = data;
            state.place();
        });
    }

    pub fn set_view(&self, view: View) {
        self.0.change(Layers::ALL, |state| {
            if std::mem::discriminant(&view) != std::mem::discriminant(&state.view) {
                state.reach = None;
            }
            state.view = view;
            state.place();
        });
    }

    /// Colours by a quantity, or by class.
    pub fn set_values(&self, values: Option<Values>) {
        self.0.change(Layers::ALL, |state| state.values = values);
    }

    /// Standard normal numbers `[images, latent]` with which z is sampled; without them the posterior mean is shown.
    pub fn set_noise(&self, noise: Option<Vec<f32>>) {
        self.0.change(Layers::ALL, |state| {
            state.noise = noise;
            state.place();
        });
    }

    /// Shows the posteriors' 1σ and 2σ ellipses.
    pub fn set_ellipses(&self, shown: bool) {
        self.0.change(Layers::from(POINTS), |state| state.ellipses = shown);
    }

    /// Shows the prior's 1σ, 2σ and 3σ circles.
    pub fn set_prior(&self, shown: bool) {
        self.0.change(Layers::ALL, |state| {
            state.prior = shown;
            state.reach = None;
        });
    }

    /// Moves the marker. Nobody is told.
    pub fn set_marker(&self, z: &[f32]) {
        let state = &self.0.state;
        state.borrow_mut().z = z.to_vec();
        self.0.place_marker();
    }

    /// Hears which image the pointer is on.
    pub fn on_hover(&self, callback: impl Fn(Option<usize>) + 'static) {
        self.0.hovered.replace(Some(Rc::new(callback)));
    }

    /// Hears of the point z that a person picks.
    pub fn on_pick(&self, callback: impl Fn(&[f32]) + 'static) {
        self.0.picked.replace(Some(Rc::new(callback)));
    }

    /// Paints all of it now, as a benchmark wants; otherwise it is painted in the next frame.
    pub fn paint(&self) {
        self.0.surface.invalidate(Layers::ALL);
        self.0.surface.paint();
    }

    /// The image nearest to a place in CSS pixels from the container's corner.
    pub fn image_at(&self, x: f64, y: f64) -> Option<usize> {
        self.0.nearest(x, y, HIT)
    }
}

impl Inner {
    fn change(&self, layers: Layers, change: impl FnOnce(&mut State)) {
        change(&mut self.state.borrow_mut());
        self.surface.invalidate(layers);
    }

    /// Called after each painting of the points: what the new plane changes beside the canvases.
    fn painted(&self) -> Result<(), PageError> {
        self.place_marker();
        let words = self.state.borrow().words(&self.options.name);
        self.alternative.set(words)
    }

    fn place_marker(&self) {
        let Some(marker) = &self.marker else { return };
        let state = self.state.borrow();
        let ratio = self.surface.size().ratio;
        let place = state.plane.zip(state.project(&state.z)).map(|(plane, [x, y])| {
            let (px, py) = plane.to_pixels(f64::from(x), f64::from(y));
            let rect = plane.rect;
            (px.clamp(rect.left, rect.right()) / ratio, py.clamp(rect.top, rect.bottom()) / ratio)
        });
        let shown = if state.points.is_empty() { None } else { place };
        let range = state.plane.map_or((-4.0, 4.0), |plane| (plane.x.low, plane.x.high));
        let now = state.project(&state.z).map_or(0.0, |[x, _]| f64::from(x));
        let placed =
            marker.place(shown).and_then(|()| marker.describe((range.0, now, range.1), &latent_words(&state.z)));
        if let Err(error) = placed {
            self.surface.fail(&error);
        }
    }

    fn nearest(&self, x: f64, y: f64, radius: f64) -> Option<usize> {
        let ratio = self.surface.size().ratio;
        let mut state = self.state.borrow_mut();
        let plane = state.plane?;
        if state.index.is_none() {
            let shown = |i: usize| state.isolated.is_none_or(|class| state.data.labels.get(i) == Some(&class));
            let place = |(i, point): (usize, &[f32; 2])| {
                let (px, py) = plane.to_pixels(f64::from(point[0]), f64::from(point[1]));
                if shown(i) { [px as f32, py as f32] } else { [f32::NAN; 2] }
            };
            let places = state.points.iter().enumerate().map(place).collect();
            let rect = plane.rect;
            state.index = Some(NearestPoint::new(places, rect.right(), rect.bottom(), 12.0 * ratio));
        }
        let inside = plane.rect.contains(x * ratio, y * ratio);
        state.index.as_ref().filter(|_| inside)?.nearest(x * ratio, y * ratio, radius * ratio)
    }

    fn hover(&self, place: Option<(f64, f64)>, radius: f64) {
        let found = place.and_then(|(x, y)| self.nearest(x, y, radius));
        let before = std::mem::replace(&mut self.state.borrow_mut().hovered, found);
        if before == found {
            return;
        }
        self.surface.invalidate(Layers::of(HOVER));
        let callback = self.hovered.borrow().clone();
        if let Some(callback) = callback {
            callback(found);
        }
    }

    fn drag(&self, motion: Motion) {
        let ratio = self.surface.size().ratio;
        let z = {
            let state = self.state.borrow();
            let Some(plane) = state.plane.filter(|_| !state.points.is_empty()) else { return };
            let step = plane.x.width() / 80.0;
            let wanted = match (motion, state.project(&state.z)) {
                (Motion::To(x, y), _) => {
                    let rect = plane.rect;
                    let x = (x * ratio).clamp(rect.left, rect.right());
                    Some(plane.to_data(x, (y * ratio).clamp(rect.top, rect.bottom())))
                }
                (Motion::By(right, up), Some([x, y])) => {
                    let x = (f64::from(x) + right * step).clamp(plane.x.low, plane.x.high);
                    Some((x, (f64::from(y) + up * step).clamp(plane.y.low, plane.y.high)))
                }
                (Motion::Home, Some(_)) => {
                    state.project(&vec![0.0; state.data.latent]).map(|[x, y]| (x.into(), y.into()))
                }
                _ => None,
            };
            let Some(z) = wanted.and_then(|(x, y)| state.lift(x as f32, y as f32)) else { return };
            z
        };
        self.state.borrow_mut().z.clone_from(&z);
        self.place_marker();
        if let (Some(marker), Motion::To(..)) = (&self.marker, motion) {
            marker.focus();
        }
        let callback = self.picked.borrow().clone();
        if let Some(callback) = callback {
            callback(&z);
        }
    }
}
