//! What the person can change of the state, how it is taken over, and what must follow. Pure.

use super::{GridKind, GridPair, PageState, ScatterChoice, View};

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

impl Change {
    /// What must follow, if it changes anything.
    fn effect(&self) -> Effect {
        match *self {
            Self::Beta(_) | Self::LearningRate(_) | Self::Epochs(_) => Effect::NextBatch,
            Self::LatentDimensions(_) | Self::Hidden(_) | Self::Images(_) => Effect::NewRun,
            Self::Digits(_) | Self::Batch(_) | Self::Seed(_) => Effect::NewRun,
            Self::Colour(place, _) | Self::Sampled(place, _) => Effect::Scatter(place),
            Self::Ellipses(place, _) | Self::Prior(place, _) => Effect::Scatter(place),
            Self::View(_) | Self::Axes(_) => Effect::Scatter(Place::Lab),
            Self::Grid(_) => Effect::Manifold(Place::Lab),
            Self::Side(place, _) | Self::Range(place, _) | Self::Quantile(place, _) => Effect::Manifold(place),
            Self::Mass(_) | Self::SlideGrids => Effect::Manifold(Place::Latent),
            Self::Point(_) => Effect::Point,
            Self::Draw => Effect::Samples,
            Self::Path(_) => Effect::Path,
        }
    }
}

impl PageState {
    /// Takes a change over and says what must follow.
    pub fn apply(&mut self, change: Change) -> Effect {
        let before = self.clone();
        let effect = change.effect();
        self.take(change);
        self.settle();
        if *self == before { Effect::None } else { effect }
    }

    fn take(&mut self, change: Change) {
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
            Change::Colour(place, colour) => self.scatter(place).colour = colour,
            Change::Sampled(place, sampled) => self.scatter(place).sampled = sampled,
            Change::Ellipses(place, shown) => self.scatter(place).ellipses = shown,
            Change::Prior(place, shown) => self.scatter(place).prior = shown,
            Change::View(view) => self.lab_view.view = view,
            Change::Axes(axes) => self.lab_view.axes = axes,
            Change::Grid(kind) => self.lab_grid.kind = kind,
            Change::Side(Place::Lab, side) => self.lab_grid.side = side,
            Change::Side(Place::Latent, side) => self.latent_grids.side = side,
            Change::Range(Place::Lab, range) => self.lab_grid.range = range,
            Change::Range(Place::Latent, range) => self.latent_grids.range = range,
            Change::Quantile(Place::Lab, quantile) => self.lab_grid.quantile = quantile,
            Change::Quantile(Place::Latent, quantile) => self.latent_grids.quantile = quantile,
            Change::Mass(shown) => self.latent_grids.mass = shown,
            Change::SlideGrids => self.latent_grids = GridPair::SLIDE,
            Change::Point(z) => self.point = z,
            Change::Draw => self.draw = self.draw.wrapping_add(1),
            Change::Path(ends) => self.path = ends,
        }
    }

    fn scatter(&mut self, place: Place) -> &mut ScatterChoice {
        match place {
            Place::Lab => &mut self.lab,
            Place::Latent => &mut self.latent,
        }
    }

    /// Keeps the view possible: axes that the latent space has, and a choice of view only above two dimensions.
    pub(super) fn settle(&mut self) {
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

#[cfg(test)]
mod tests {
    use super::super::ViewChoice;
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
