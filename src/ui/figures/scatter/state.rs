//! What a scatter shows: where each image lies in the view, and what the axes must span. Knows no canvas.

use super::{ScatterData, Values, View};
use crate::latent::metrics::kl_per_dimension;
use crate::latent::pca::{Ellipse, projected_ellipse};
use crate::ui::{
    dimensions::{axis_of, collapse, furthest_in, is_inactive},
    figures::{latent_name, two_places},
    plot::{
        decimate,
        index::NearestPoint,
        raster::Raster,
        scale::{Plane, Span, steady_reach},
    },
    words::thousands,
};

/// More names than this, written at their medians, would cover the points.
const MOST_WRITTEN: usize = 12;

/// What is shown, and what was computed from it.
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
    /// z before the drag at hand.
    pub before: Vec<f32>,
    /// Where each image lies in the view.
    pub points: Vec<[f32; 2]>,
    pub medians: Vec<Option<[f32; 2]>>,
    /// Nats of each latent dimension; none where the posterior's variances are not known.
    pub kl: Vec<f64>,
    pub reach: Option<f64>,
    /// The plane of the last painting.
    pub plane: Option<Plane>,
    pub index: Option<NearestPoint>,
    pub raster: Raster,
}

impl Default for State {
    fn default() -> Self {
        Self {
            data: ScatterData { latent: 2, ..ScatterData::default() },
            view: View::Pair(0, 1),
            values: None,
            noise: None,
            ellipses: false,
            prior: false,
            isolated: None,
            hovered: None,
            z: vec![0.0; 2],
            before: vec![0.0; 2],
            points: Vec::new(),
            medians: Vec::new(),
            kl: Vec::new(),
            reach: None,
            plane: None,
            index: None,
            raster: Raster::default(),
        }
    }
}

impl State {
    /// Computes where the images lie.
    pub fn place(&mut self) {
        let latent = self.data.latent.max(1);
        self.index = None;
        let known = !self.data.mu.is_empty() && self.data.mu.len() == self.data.logvar.len();
        self.kl = if known { kl_per_dimension(&self.data.mu, &self.data.logvar, latent) } else { Vec::new() };
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
        self.medians = decimate::class_medians(&self.points, &self.data.labels, self.data.classes());
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
    pub fn lift(&self, x: f32, y: f32) -> Option<Vec<f32>> {
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
        let axis = |i: usize| axis_of(latent_name(i), self.kl.get(i).copied());
        match &self.view {
            View::Pair(x, y) if x == y => [axis(*x), "digit".to_owned()],
            View::Pair(x, y) => [axis(*x), axis(*y)],
            View::Linear { names, .. } | View::Embedding { names, .. } => names.clone(),
        }
    }

    /// What is to be said of axes whose dimensions have collapsed onto the prior; nothing of a map that is no plane of z.
    pub fn collapse(&self) -> Option<String> {
        let of = |dimensions: &[usize]| -> Vec<(String, f64)> {
            dimensions.iter().filter_map(|i| Some((latent_name(*i), *self.kl.get(*i)?))).collect()
        };
        let shown = match &self.view {
            View::Pair(x, y) if x == y => of(&[*x]),
            View::Pair(x, y) => of(&[*x, *y]),
            View::Linear { .. } => {
                let all = of(&(0..self.kl.len()).collect::<Vec<_>>());
                // Components mix all dimensions: they are noise only where all are.
                if all.iter().all(|(_, kl)| is_inactive(*kl)) { all } else { Vec::new() }
            }
            View::Embedding { .. } => Vec::new(),
        };
        let on_axes = |dimension: usize| match &self.view {
            View::Pair(x, y) => dimension == *x || dimension == *y,
            _ => true,
        };
        collapse(&shown, furthest_in(&self.data.mu, self.data.latent, on_axes))
    }

    /// What the axes must show. It rarely moves while a model learns.
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

    /// What a label means.
    pub fn class(&self, label: usize) -> String {
        self.data.names.get(label).cloned().unwrap_or_else(|| label.to_string())
    }

    /// What is shown, in words.
    pub fn words(&self, name: &str) -> String {
        let [x, y] = self.names();
        if self.points.is_empty() {
            return format!("{name}: no points yet");
        }
        let coloured = match &self.values {
            Some(values) => format!("coloured by {}", values.name),
            None if self.data.names.is_empty() => "coloured by label".to_owned(),
            None => "coloured by class".to_owned(),
        };
        let told: Vec<String> = self
            .medians()
            .map(|(class, [x, y])| format!("{} at {}, {}", self.class(class), two_places(x), two_places(y)))
            .collect();
        let medians = match self.medians.iter().flatten().count() {
            // Of no class.
            0 => String::new(),
            many if told.is_empty() => format!(" {many} classes; one that is shown alone has its median told here."),
            _ => format!(" Medians: {}.", told.join("; ")),
        };
        let collapsed = self.collapse().map(|words| format!(" {words}")).unwrap_or_default();
        format!(
            "{name}: {} points against {x} and {y}, {}, {coloured}.{medians}{collapsed}",
            thousands(self.points.len() as u64),
            if self.noise.is_some() { "sampled from the posterior" } else { "posterior means" },
        )
    }

    /// The medians that are written on the points: that of the class shown alone, or all as long as they are few.
    pub fn medians(&self) -> impl Iterator<Item = (usize, [f32; 2])> {
        let few = self.medians.iter().flatten().count() <= MOST_WRITTEN;
        let shown = move |class: usize| self.isolated.map_or(few, |alone| usize::from(alone) == class);
        let all = self.medians.iter().enumerate().filter_map(|(class, median)| Some((class, (*median)?)));
        all.filter(move |(class, _)| shown(*class))
    }
}
