//! What the person has chosen, as plain data: the settings of a run and the choices of every figure.
//!
//! Transitions are pure ([`PageState::apply`]), and the URL's query holds whatever differs from the default
//! ([`query`]). It knows nothing of the browser, of workers or of what is drawn.

pub mod fields;
pub mod galaxies;
pub mod map;
pub mod part;
pub mod query;

use crate::protocol::RunSettings;

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
    /// How often new samples were drawn from the prior; with it they are drawn again alike.
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

/// Which of the page's latent figures a choice is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Lab,
    Latent,
}

/// One thing that the person changed, already checked.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    Beta(f32),
    LearningRate(f64),
    Epochs(u32),
    LatentDimensions(u32),
    Hidden(Vec<u32>),
    Images(u32),
    Digits(u16),
    Batch(u32),
    Seed(u64),
    Colour(Place, Option<String>),
    Sampled(Place, bool),
    Ellipses(Place, bool),
    Prior(Place, bool),
    View(View),
    Axes([u32; 2]),
    Grid(GridKind),
    Side(Place, u32),
    Range(Place, f32),
    Quantile(Place, f32),
    Mass(bool),
    /// The two grids as the lecture's slide has them.
    SlideGrids,
    Point([f32; 2]),
    Draw,
    Path([u32; 2]),
}

/// What a change asks of whoever runs the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Nothing differs from before.
    None,
    /// The run goes on and takes the new value with the next batch.
    NextBatch,
    /// The run under way no longer is what the settings say: they hold for the next one.
    NewRun,
    /// A scatter shows the same points otherwise.
    Scatter(Place),
    /// A manifold has other tiles to decode.
    Manifold(Place),
    /// The traversal moved.
    Point,
    /// Other samples from the prior are wanted.
    Samples,
    /// The path between two digits has another end.
    Path,
}

impl PageState {
    /// Takes a change over and says what must follow.
    pub fn apply(&mut self, change: Change) -> Effect {
        let before = self.clone();
        let effect = self.take(change);
        self.settle();
        if *self == before { Effect::None } else { effect }
    }

    fn take(&mut self, change: Change) -> Effect {
        let live = matches!(change, Change::Beta(_) | Change::LearningRate(_) | Change::Epochs(_));
        match change {
            Change::Beta(beta) => self.run.beta = beta,
            Change::LearningRate(rate) => self.run.learning_rate = rate,
            Change::Epochs(epochs) => self.run.epochs = epochs,
            Change::LatentDimensions(latent) => self.run.latent = latent,
            Change::Hidden(widths) => self.run.hidden = widths,
            Change::Images(images) => self.run.images = images,
            Change::Digits(digits) => self.run.digits = digits,
            Change::Batch(batch) => self.run.batch = batch,
            Change::Seed(seed) => self.run.seed = seed,
            Change::Colour(place, colour) => return self.scatter(place, |choice| choice.colour = colour),
            Change::Sampled(place, sampled) => return self.scatter(place, |choice| choice.sampled = sampled),
            Change::Ellipses(place, shown) => return self.scatter(place, |choice| choice.ellipses = shown),
            Change::Prior(place, shown) => return self.scatter(place, |choice| choice.prior = shown),
            Change::View(view) => {
                self.lab_view.view = view;
                return Effect::Scatter(Place::Lab);
            }
            Change::Axes(axes) => {
                self.lab_view.axes = axes;
                return Effect::Scatter(Place::Lab);
            }
            Change::Grid(kind) => {
                self.lab_grid.kind = kind;
                return Effect::Manifold(Place::Lab);
            }
            Change::Side(place, side) => {
                match place {
                    Place::Lab => self.lab_grid.side = side,
                    Place::Latent => self.latent_grids.side = side,
                }
                return Effect::Manifold(place);
            }
            Change::Range(place, range) => {
                match place {
                    Place::Lab => self.lab_grid.range = range,
                    Place::Latent => self.latent_grids.range = range,
                }
                return Effect::Manifold(place);
            }
            Change::Quantile(place, quantile) => {
                match place {
                    Place::Lab => self.lab_grid.quantile = quantile,
                    Place::Latent => self.latent_grids.quantile = quantile,
                }
                return Effect::Manifold(place);
            }
            Change::Mass(shown) => {
                self.latent_grids.mass = shown;
                return Effect::Manifold(Place::Latent);
            }
            Change::SlideGrids => {
                self.latent_grids = GridPair::SLIDE;
                return Effect::Manifold(Place::Latent);
            }
            Change::Point(z) => {
                self.point = z;
                return Effect::Point;
            }
            Change::Draw => {
                self.draw = self.draw.wrapping_add(1);
                return Effect::Samples;
            }
            Change::Path(ends) => {
                self.path = ends;
                return Effect::Path;
            }
        }
        if live { Effect::NextBatch } else { Effect::NewRun }
    }

    fn scatter(&mut self, place: Place, change: impl FnOnce(&mut ScatterChoice)) -> Effect {
        change(match place {
            Place::Lab => &mut self.lab,
            Place::Latent => &mut self.latent,
        });
        Effect::Scatter(place)
    }

    /// Keeps the view possible: axes that the latent space has, and a choice of view only above two dimensions.
    fn settle(&mut self) {
        let [x, y] = self.lab_view.axes;
        if self.run.latent <= 2 || x == y || x.max(y) >= self.run.latent {
            self.lab_view.axes = [0, 1];
        }
        if self.run.latent <= 2 {
            self.lab_view.view = View::Pair;
        }
    }

    /// Never asks for more training images than there are.
    pub fn limit_images(&mut self, loaded: u32) {
        self.run.images = self.run.images.min(loaded);
    }
}

/// What training with this β is called.
pub fn beta_name(beta: f32) -> &'static str {
    if beta == 0.0 {
        "an autoencoder with noise"
    } else if beta < 1.0 {
        "the code costs less than its nats"
    } else if beta == 1.0 {
        "the ELBO itself"
    } else {
        "the code costs more than its nats"
    }
}

/// The chapters that the page has, in order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Chapter {
    #[default]
    Intro,
    Representation,
    Som,
    Autoencoder,
    Vae,
    Mnist,
    Latent,
    Galaxies,
    References,
}

impl Chapter {
    pub const ALL: [Self; 9] = [
        Self::Intro,
        Self::Representation,
        Self::Som,
        Self::Autoencoder,
        Self::Vae,
        Self::Mnist,
        Self::Latent,
        Self::Galaxies,
        Self::References,
    ];

    /// The id of its section, which is also the URL's hash.
    pub fn id(self) -> &'static str {
        match self {
            Self::Intro => "intro",
            Self::Representation => "representation",
            Self::Som => "som",
            Self::Autoencoder => "autoencoder",
            Self::Vae => "vae",
            Self::Mnist => "mnist",
            Self::Latent => "latent",
            Self::Galaxies => "galaxies",
            Self::References => "references",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn live_settings_do_not_restart_a_run_and_the_others_do() {
        let mut state = PageState::default();
        assert_eq!(state.apply(Change::Beta(4.0)), Effect::NextBatch);
        assert_eq!(state.apply(Change::LearningRate(0.01)), Effect::NextBatch);
        assert_eq!(state.apply(Change::Epochs(5)), Effect::NextBatch);
        assert_eq!(state.apply(Change::Seed(3)), Effect::NewRun);
        assert_eq!(state.apply(Change::Hidden(vec![512, 256])), Effect::NewRun);
        assert_eq!(state.apply(Change::Digits(0b11)), Effect::NewRun);
        assert_eq!((state.run.beta, state.run.seed, state.run.digits), (4.0, 3, 3));
    }

    #[test]
    fn an_unchanged_value_has_no_effect() {
        let mut state = PageState::default();
        assert_eq!(state.apply(Change::Beta(1.0)), Effect::None);
        assert_eq!(state.apply(Change::Colour(Place::Lab, None)), Effect::None);
    }

    #[test]
    fn the_view_follows_the_latent_dimensions() {
        let mut state = PageState::default();
        assert_eq!(state.apply(Change::View(View::Pca)), Effect::None, "two dimensions need no projection");
        state.apply(Change::LatentDimensions(8));
        assert_eq!(state.apply(Change::Axes([4, 7])), Effect::Scatter(Place::Lab));
        assert_eq!(state.apply(Change::View(View::Tsne)), Effect::Scatter(Place::Lab));
        state.apply(Change::LatentDimensions(6));
        assert_eq!((state.lab_view.axes, state.lab_view.view), ([0, 1], View::Tsne));
        state.apply(Change::LatentDimensions(2));
        assert_eq!(state.lab_view, ViewChoice::default());
    }

    #[test]
    fn figures_of_the_two_chapters_are_chosen_apart() {
        let mut state = PageState::default();
        assert_eq!(state.apply(Change::Ellipses(Place::Latent, true)), Effect::Scatter(Place::Latent));
        assert_eq!(state.apply(Change::Side(Place::Latent, 30)), Effect::Manifold(Place::Latent));
        assert!(state.latent.ellipses && !state.lab.ellipses);
        assert_eq!((state.latent_grids.side, state.lab_grid.side), (30, 12));
    }

    #[test]
    fn a_small_data_set_limits_the_images() {
        let mut state = PageState::default();
        state.limit_images(1200);
        assert_eq!(state.run.images, 1200);
    }
}
