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

use std::{
    cell::RefCell,
    rc::{Rc, Weak},
};

use web_sys::HtmlElement;

use super::{
    alternative::Alternative,
    latent_name, latent_words,
    legend::Legend,
    marker::{self, Marker, Motion, Pointer},
    scatter_paint, two_places,
};
use crate::latent::pca::{Ellipse, Pca, projected_ellipse};
use crate::ui::{
    dom::{Listener, PageError},
    plot::{
        colour::ColourMap,
        geometry,
        index::NearestPoint,
        raster::Raster,
        scale::{Plane, Span, steady_reach},
        surface::{Layers, Surface},
    },
};

/// Layers: axes, points and what lies on them, the hovered point.
pub(super) const AXES: usize = 0;
pub(super) const POINTS: usize = 1;
pub(super) const HOVER: usize = 2;

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
pub struct Scatter(pub(super) Rc<Inner>);

type Hovered = Rc<dyn Fn(Option<usize>)>;
type Picked = Rc<dyn Fn(&[f32])>;

pub(super) struct Inner {
    pub surface: Rc<Surface>,
    pub options: ScatterOptions,
    pub state: RefCell<State>,
    pub marker: Option<Marker>,
    alternative: Alternative,
    legend: RefCell<Option<Legend>>,
    hovered: RefCell<Option<Hovered>>,
    picked: RefCell<Option<Picked>>,
    listeners: RefCell<Vec<Listener>>,
}

/// What is shown.
pub(super) struct State {
    pub data: ScatterData,
    pub view: View,
    pub values: Option<Values>,
    pub noise: Option<Vec<f32>>,
    pub ellipses: bool,
    pub prior: bool,
    pub isolated: Option<u8>,
    pub hovered: Option<usize>,
    pub z: Vec<f32>,
    /// Where each image lies in the view.
    pub points: Vec<[f32; 2]>,
    pub medians: [Option<[f32; 2]>; 10],
    pub reach: Option<f64>,
    /// The plane of the last painting.
    pub plane: Option<Plane>,
    pub index: Option<NearestPoint>,
    pub raster: Raster,
}

impl Scatter {
    pub fn new(container: HtmlElement, options: ScatterOptions) -> Result<Self, PageError> {
        let surface = Surface::new(container.clone(), 3)?;
        let base = surface.layer(AXES).map(|layer| layer.canvas.clone());
        let base = base.ok_or(PageError::Missing("canvas".to_owned()))?;
        let alternative = Alternative::new(base.clone().into(), &options.name)?;
        let marker = if options.marker { Some(Marker::new(&container, "Point of latent space")?) } else { None };
        let state = State {
            data: ScatterData { latent: 2, ..ScatterData::default() },
            view: View::Pair(0, 1),
            values: None,
            noise: None,
            ellipses: false,
            prior: false,
            isolated: None,
            hovered: None,
            z: vec![0.0; 2],
            points: Vec::new(),
            medians: [None; 10],
            reach: None,
            plane: None,
            index: None,
            raster: Raster::default(),
        };
        let inner = Rc::new(Inner {
            surface,
            options,
            state: RefCell::new(state),
            marker,
            alternative,
            legend: RefCell::default(),
            hovered: RefCell::default(),
            picked: RefCell::default(),
            listeners: RefCell::default(),
        });
        let weak: Weak<Inner> = Rc::downgrade(&inner);
        inner.surface.set_painter(move |surface, dirty| match weak.upgrade() {
            Some(inner) => scatter_paint::paint(&inner, surface, dirty),
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
        let listeners = marker::follow_pointer(&container, &base, false, move |pointer| {
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
    pub(super) fn painted(&self) -> Result<(), PageError> {
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

impl State {
    /// Works out where the images lie.
    fn place(&mut self) {
        let latent = self.data.latent.max(1);
        self.index = None;
        self.hovered = self.hovered.filter(|image| *image < self.data.labels.len());
        self.points = match &self.view {
            View::Embedding { points, .. } => points.chunks_exact(2).map(|point| [point[0], point[1]]).collect(),
            _ => {
                let mut z = vec![0.0; latent];
                let rows = self.data.mu.chunks_exact(latent).enumerate();
                rows.map(|(i, mu)| {
                    z.copy_from_slice(mu);
                    let noise = self.noise.as_ref().and_then(|noise| noise.get(i * latent..(i + 1) * latent));
                    if let (Some(noise), Some(logvar)) = (noise, self.logvar(i)) {
                        for ((z, eps), logvar) in z.iter_mut().zip(noise).zip(logvar) {
                            *z += eps * (0.5 * logvar).exp();
                        }
                    }
                    let [x, y] = self.project(&z).unwrap_or([f32::NAN; 2]);
                    [x, if self.is_line() { self.row(i) } else { y }]
                })
                .collect()
            }
        };
        self.medians = geometry::class_medians(&self.points, &self.data.labels);
    }

    /// Whether one latent dimension is drawn against the label.
    pub fn is_line(&self) -> bool {
        matches!(self.view, View::Pair(x, y) if x == y)
    }

    /// Where an image lies across the one dimension: at its label, a little beside its neighbours.
    fn row(&self, image: usize) -> f32 {
        // Multiples of the golden ratio fill the interval evenly.
        let beside = (image as f64 * 0.618_033_988_75).fract() as f32 - 0.5;
        self.data.labels.get(image).map_or(4.5, |label| f32::from(*label)) + 0.7 * beside
    }

    fn logvar(&self, image: usize) -> Option<&[f32]> {
        self.data.logvar.get(image * self.data.latent..(image + 1) * self.data.latent)
    }

    /// Where a point of latent space lies in the view, if the view has such a place.
    pub fn project(&self, z: &[f32]) -> Option<[f32; 2]> {
        match &self.view {
            View::Pair(x, y) => Some([*z.get(*x)?, if x == y { 4.5 } else { *z.get(*y)? }]),
            View::Linear { origin, axes, .. } => {
                let along = |axis: &[f64]| -> f64 {
                    axis.iter().zip(z.iter().zip(origin)).map(|(a, (z, o))| a * (f64::from(*z) - o)).sum()
                };
                Some([along(&axes[0]) as f32, along(&axes[1]) as f32])
            }
            View::Embedding { .. } => None,
        }
    }

    /// The point of latent space at a place of the view: the marker's point, moved within the view's plane.
    fn lift(&self, x: f32, y: f32) -> Option<Vec<f32>> {
        let mut z = self.z.clone();
        z.resize(self.data.latent, 0.0);
        match &self.view {
            View::Pair(i, j) => {
                *z.get_mut(*j)? = y;
                *z.get_mut(*i)? = x;
            }
            View::Linear { axes, .. } => {
                let [now_x, now_y] = self.project(&z)?;
                for (i, value) in z.iter_mut().enumerate() {
                    let (along_x, along_y) = (f64::from(x - now_x), f64::from(y - now_y));
                    *value += (axes[0].get(i)? * along_x + axes[1].get(i)? * along_y) as f32;
                }
            }
            View::Embedding { .. } => return None,
        }
        Some(z)
    }

    /// The posterior's 1σ ellipse of an image around its mean, in the view.
    pub fn ellipse(&self, image: usize) -> Option<([f32; 2], Ellipse)> {
        let logvar = self.logvar(image)?;
        let mut mean = self.project(self.data.mu.get(image * self.data.latent..(image + 1) * self.data.latent)?)?;
        if self.is_line() {
            mean[1] = self.row(image);
        }
        let ellipse = match &self.view {
            View::Pair(x, y) => {
                let sigma = |i: usize| logvar.get(i).map(|logvar| (0.5 * logvar).exp());
                Ellipse { major: sigma(*x)?, minor: if x == y { 0.0 } else { sigma(*y)? }, angle: 0.0 }
            }
            View::Linear { axes, .. } => {
                let variances: Vec<f32> = logvar.iter().map(|logvar| logvar.exp()).collect();
                projected_ellipse(&axes[0], &axes[1], &variances)
            }
            View::Embedding { .. } => return None,
        };
        Some((mean, ellipse))
    }

    /// Where the prior's mean lies in the view.
    pub fn prior_centre(&self) -> Option<[f32; 2]> {
        self.project(&vec![0.0; self.data.latent])
    }

    pub fn names(&self) -> [String; 2] {
        match &self.view {
            View::Pair(x, y) if x == y => [latent_name(*x), "digit".to_owned()],
            View::Pair(x, y) => [latent_name(*x), latent_name(*y)],
            View::Linear { names, .. } | View::Embedding { names, .. } => names.clone(),
        }
    }

    /// What the axes must show. It moves seldom while a model learns.
    pub fn window(&mut self) -> (Span, Span) {
        if matches!(self.view, View::Embedding { .. }) {
            let span = |i: usize| Span::of(self.points.iter().map(|point| point[i])).unwrap_or(Span::new(-1.0, 1.0));
            return (span(0).padded(0.06), span(1).padded(0.06));
        }
        let least = if self.prior { 3.3 } else { 3.0 };
        let axes = if self.is_line() { 1 } else { 2 };
        let furthest = self.points.iter().flat_map(|point| &point[..axes]).filter(|value| value.is_finite());
        let furthest = furthest.fold(0f32, |most, value| most.max(value.abs()));
        let reach = steady_reach((f64::from(furthest) * 1.04).max(least), self.reach);
        self.reach = Some(reach);
        let across = if self.is_line() { Span::new(-0.7, 9.7) } else { Span::new(-reach, reach) };
        (Span::new(-reach, reach), across)
    }

    /// What is shown, in words.
    fn words(&self, name: &str) -> String {
        let [x, y] = self.names();
        if self.points.is_empty() {
            return format!("{name}: no points yet");
        }
        let coloured = match &self.values {
            Some(values) => format!("coloured by {}", values.name),
            None => "coloured by label".to_owned(),
        };
        let medians: Vec<String> = self
            .medians
            .iter()
            .enumerate()
            .filter_map(|(digit, median)| {
                median.map(|[x, y]| format!("{digit} at {}, {}", two_places(x), two_places(y)))
            })
            .collect();
        format!(
            "{name}: {} points against {x} and {y}, {}, {coloured}. Medians: {}.",
            self.points.len(),
            if self.noise.is_some() { "sampled from the posterior" } else { "posterior means" },
            medians.join("; ")
        )
    }
}
