//! What the person has chosen, as plain data: the settings of a run and the choices of every figure.
//!
//! Every setting is a row of a table: those of a run in [`crate::settings`], those of the page's figures in [`page`], those of
//! chapters with a form of their own in [`map`], [`notebook`] and [`autoencoder`]. Transitions are pure ([`PageState::apply`]),
//! and the address holds whatever differs from the default ([`query`]). It must not know the browser, workers or what is drawn.

pub mod autoencoder;
mod change;
pub mod experiments;
pub mod layers;
pub mod left_out;
pub mod map;
pub mod notebook;
pub mod page;
pub mod query;

pub use change::Change;

use crate::settings::RunSettings;

/// What the keys of chapters with a form of their own begin with. The two programs of the page share one address, and each
/// leaves the other's keys as they are.
const KEPT: [&str; 3] = [map::MAP.prefix, notebook::NOTEBOOK.prefix, autoencoder::AUTOENCODER.prefix];

/// Everything that a link to the page restores.
#[derive(Clone, Debug, PartialEq)]
pub struct PageState {
    pub run: RunSettings,
    pub lab: ScatterChoice,
    pub lab_view: ViewChoice,
    pub lab_grid: GridChoice,
    pub latent: ScatterChoice,
    pub latent_grids: GridPair,
    /// The traversal's z of the pretrained model.
    pub point: [f32; 2],
    /// How often new samples were drawn from the prior, which reproduces them.
    pub draw: u32,
    /// The held-out digits A and B between which the latent chapter interpolates.
    pub path: [u32; 2],
}

impl Default for PageState {
    fn default() -> Self {
        Self {
            run: RunSettings::default(),
            lab: ScatterChoice::default(),
            lab_view: ViewChoice::default(),
            lab_grid: GridChoice::default(),
            latent: ScatterChoice::default(),
            latent_grids: GridPair::default(),
            // A clear digit to begin with; the middle of the sheet, where the classes meet, is none.
            point: [0.5, 0.8],
            draw: 0,
            path: [0, 1],
        }
    }
}

/// What a latent scatter shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScatterChoice {
    /// The measured property that colours the points; `None`: their label.
    pub colour: Option<String>,
    /// One draw of z for each point in place of its posterior mean.
    pub sampled: bool,
    pub ellipses: bool,
    pub prior: bool,
}

impl Default for ScatterChoice {
    fn default() -> Self {
        Self { colour: None, sampled: false, ellipses: false, prior: true }
    }
}

/// How more than two latent dimensions become two.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    #[default]
    Pair,
    Pca,
    Tsne,
}

/// The view of the lab's scatter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ViewChoice {
    pub view: View,
    /// The dimensions, from 0, of the horizontal and the vertical axis of [`View::Pair`]; they differ.
    pub axes: [u32; 2],
}

impl Default for ViewChoice {
    fn default() -> Self {
        Self { view: View::Pair, axes: [0, 1] }
    }
}

/// Where the tiles of a manifold lie.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum GridKind {
    Uniform,
    #[default]
    InverseCdf,
}

/// The lab's manifold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GridChoice {
    pub kind: GridKind,
    /// Tiles per side.
    pub side: u32,
    /// A uniform grid runs from −range to +range.
    pub range: f32,
    /// An inverse-CDF grid runs from this quantile of the prior to one minus it.
    pub quantile: f32,
}

impl Default for GridChoice {
    fn default() -> Self {
        Self { kind: GridKind::InverseCdf, side: 12, range: 5.0, quantile: 0.01 }
    }
}

/// The two manifolds of the latent chapter, side by side.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GridPair {
    pub side: u32,
    pub range: f32,
    pub quantile: f32,
    /// Shade the uniform grid by the prior's mass.
    pub mass: bool,
}

impl GridPair {
    /// The lecture's slide: five tiles a side, ±5 beside the quantiles 0.01 to 0.99.
    pub const SLIDE: Self = Self { side: 5, range: 5.0, quantile: 0.01, mass: true };
}

impl Default for GridPair {
    fn default() -> Self {
        Self { side: 15, range: 5.0, quantile: 0.01, mass: true }
    }
}
