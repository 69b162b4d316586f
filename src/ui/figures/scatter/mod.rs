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
//! scatter.on_hover(|image: Option<usize>| {});
//! scatter.on_pick(|z: &[f32]| {});                                    // a click, or the marker dragged
//! scatter.set_marker(&z);                                            // not reported
//! ```
//!
//! A pair of one and the same dimension, as in a one-dimensional latent space, is drawn against the label.
//!
//! A view decides what of z is on the axes. Pairs and linear views (PCA) are true to scale; an embedding (t-SNE) has no
//! z at its points, so it has neither marker nor ellipses nor prior circles, and a click there has no effect.

mod data;
mod ellipses;
mod hand;
mod numbers;
mod paint;
mod state;
mod style;

pub use data::{ScatterData, ScatterOptions, Values, View};
pub(super) use ellipses::draw_prior;
pub(super) use paint::clipped;

use std::{cell::RefCell, rc::Rc};

use web_sys::HtmlElement;

use self::hand::{HIT, HIT_TOUCH};
use self::state::State;
use super::{
    callback::Callback,
    legend::Legend,
    marker::{Marker, Motion},
    pointer::Pointer,
    stage::Stage,
    take::Taken,
};
use crate::export::Sheet;
use crate::ui::{dom::PageError, plot::surface::Layers, weak::hears};

/// Layers: axes, points and what lies on them, the hovered point.
const AXES: usize = 0;
const POINTS: usize = 1;
const HOVER: usize = 2;

#[derive(Clone)]
pub struct Scatter(Rc<Inner>);

struct Inner {
    stage: Stage,
    options: ScatterOptions,
    state: RefCell<State>,
    marker: Option<Marker>,
    legend: RefCell<Option<Legend>>,
    hovered: Callback<Option<usize>>,
    picked: Callback<[f32]>,
}

impl Scatter {
    /// # Errors
    /// If the browser refuses a canvas, an element or a listener.
    pub fn new(container: HtmlElement, options: ScatterOptions) -> Result<Self, PageError> {
        let stage = Stage::new(container.clone(), 3, &options.name)?;
        let marker = if options.marker { Some(Marker::new(&container, "Point of latent space")?) } else { None };
        let inner = Rc::new(Inner {
            stage,
            options,
            state: RefCell::default(),
            marker,
            legend: RefCell::default(),
            hovered: Callback::default(),
            picked: Callback::default(),
        });
        inner.stage.surface.set_painter(&inner, paint::paint);
        inner.listen()?;
        inner.stage.offer(&inner)?;
        Ok(Self(inner))
    }

    /// Shows these images. A view that does not fit the new latent size is replaced by the first two dimensions.
    pub fn set_data(&self, data: ScatterData) {
        let latent = data.latent;
        if let Some(legend) = self.0.legend.borrow().as_ref()
            && let Err(error) = legend.set_classes(&data.names, data.classes(), &data.labels)
        {
            self.0.stage.surface.fail(&error);
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

    /// Moves the marker without reporting it.
    pub fn set_marker(&self, z: &[f32]) {
        let state = &self.0.state;
        state.borrow_mut().z = z.to_vec();
        self.0.place_marker();
    }

    /// Reports which image the pointer is on.
    pub fn on_hover(&self, callback: impl Fn(Option<usize>) + 'static) {
        self.0.hovered.set(move |what| callback(*what));
    }

    /// Reports the point z that a person picks.
    pub fn on_pick(&self, callback: impl Fn(&[f32]) + 'static) {
        self.0.picked.set(callback);
    }

    /// Paints everything now, as a benchmark needs; otherwise it is painted in the next frame.
    pub fn paint(&self) {
        self.0.stage.paint();
    }

    /// The image nearest to a place in CSS pixels from the container's corner.
    pub fn image_at(&self, x: f64, y: f64) -> Option<usize> {
        self.0.nearest(x, y, HIT)
    }
}

impl Inner {
    fn listen(self: &Rc<Self>) -> Result<(), PageError> {
        if let Some(parent) = &self.options.legend {
            let isolated = hears(self, |inner, class| {
                inner.change(Layers::from(POINTS), |state| {
                    state.isolated = class;
                    state.index = None;
                });
            });
            self.legend.replace(Some(Legend::new(parent, isolated)?));
        }
        if let Some(marker) = &self.marker {
            marker.on_move(hears(self, |inner, motion| inner.drag(motion)));
        }
        if self.marker.is_none() {
            // A marker has keys of its own.
            self.stage.follow_keys(self, |inner, pointer| inner.point(pointer))?;
        }
        self.stage.follow(self, false, |inner, pointer| inner.point(pointer))
    }

    fn point(&self, pointer: Pointer) {
        match pointer {
            Pointer::Over { x, y, touch } => self.hover(Some((x, y)), if touch { HIT_TOUCH } else { HIT }),
            Pointer::Drag(drag) => self.drag(Motion::Drag(drag)),
            Pointer::Out => self.hover(None, HIT),
        }
    }

    fn change(&self, layers: Layers, change: impl FnOnce(&mut State)) {
        change(&mut self.state.borrow_mut());
        self.stage.surface.invalidate(layers);
    }

    /// Called after each painting of the points: updates what depends on the plane but is not on a canvas.
    fn painted(&self) -> Result<(), PageError> {
        self.place_marker();
        let words = self.state.borrow().words(&self.options.name);
        self.stage.describe(words)
    }
}

impl Taken for Inner {
    fn portray(&self, fineness: f64) {
        self.stage.surface.portray(fineness);
    }

    fn numbers(&self) -> Option<Sheet> {
        numbers::of(&self.state.borrow())
    }
}
