//! What the person can change of the state, how it is taken over, and what must follow. Pure.

use super::experiments::Experiment;
use super::page::PAGE;
use super::{GridPair, PageState, View};
use crate::settings::{Figure, RUN, RunSettings, When};

/// One thing that the person changed.
#[derive(Clone)]
pub enum Change {
    /// The setting with this key, to what the text states.
    Set(&'static str, String),
    /// All settings of a run, to those of this experiment.
    Try(&'static Experiment),
    /// All settings of a run, to those of one that was kept.
    Run(RunSettings),
    /// The two grids as the lecture's slide has them.
    SlideGrids,
    Point([f32; 2]),
    Draw,
    Path([u32; 2]),
}

impl PageState {
    /// Takes a change over and says when it takes effect, if it changes anything.
    pub fn apply(&mut self, change: Change) -> Option<When> {
        let before = self.clone();
        let when = self.take(change);
        self.settle();
        when.filter(|_| *self != before)
    }

    fn take(&mut self, change: Change) -> Option<When> {
        let figure = match change {
            Change::Set(key, text) => return self.set(key, &text),
            Change::Try(experiment) => {
                self.run = experiment.run();
                return Some(When::Resets);
            }
            Change::Run(run) => {
                self.run = run;
                return Some(When::Resets);
            }
            Change::SlideGrids => {
                self.latent_grids = GridPair::SLIDE;
                Figure::LatentManifolds
            }
            Change::Point(z) => {
                self.point = z;
                Figure::Point
            }
            Change::Draw => {
                self.draw = self.draw.wrapping_add(1);
                Figure::Samples
            }
            Change::Path(ends) => {
                self.path = ends;
                Figure::Path
            }
        };
        Some(When::Shows(figure))
    }

    /// A text that the setting cannot have changes nothing: its control has said so.
    fn set(&mut self, key: &str, text: &str) -> Option<When> {
        if let Some(row) = RUN.row(key) {
            return row.take(&mut self.run, text).ok().map(|()| row.when);
        }
        let row = PAGE.row(key)?;
        row.take(self, text).ok().map(|()| row.when)
    }

    /// The text of the setting with this key.
    pub fn text(&self, key: &str) -> String {
        let run = RUN.row(key).map(|row| row.text(&self.run));
        run.or_else(|| PAGE.row(key).map(|row| row.text(self))).unwrap_or_default()
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
    use super::super::experiments::EXPERIMENTS;
    use super::*;

    fn set(state: &mut PageState, key: &'static str, text: &str) -> Option<When> {
        state.apply(Change::Set(key, text.to_owned()))
    }

    #[test]
    fn live_settings_do_not_restart_a_run_and_the_others_do() {
        let mut state = PageState::default();
        assert_eq!(set(&mut state, "beta", "4"), Some(When::Live));
        assert_eq!(set(&mut state, "rate", "0.01"), Some(When::Live));
        assert_eq!(set(&mut state, "epochs", "5"), Some(When::Live));
        assert_eq!(set(&mut state, "seed", "3"), Some(When::Resets));
        assert_eq!(set(&mut state, "hidden", "512, 256"), Some(When::Resets));
        assert_eq!(set(&mut state, "digits", "01"), Some(When::Resets));
        assert_eq!((state.run.beta, state.run.seed, state.run.digits), (4.0, 3, 3));
        assert_eq!((state.run.hidden.clone(), state.text("hidden")), (vec![512, 256], "512,256".to_owned()));
    }

    #[test]
    fn an_experiment_is_another_run_and_leaves_no_setting_of_the_last() {
        let mut state = PageState::default();
        set(&mut state, "seed", "3");
        set(&mut state, "latent", "8");
        assert_eq!(state.apply(Change::Try(&EXPERIMENTS[1])), Some(When::Resets));
        assert_eq!((state.run.beta, state.run.seed, state.run.latent), (0.0, 0, 2));
        assert_eq!(state.apply(Change::Try(&EXPERIMENTS[1])), None);
    }

    #[test]
    fn an_unchanged_value_or_a_refused_one_has_no_effect() {
        let mut state = PageState::default();
        assert_eq!(set(&mut state, "beta", "1"), None);
        assert_eq!(set(&mut state, "colour", "label"), None);
        assert_eq!(set(&mut state, "beta", "NaN"), None);
        assert_eq!(set(&mut state, "nonsense", "1"), None);
        assert_eq!(state, PageState::default());
    }

    #[test]
    fn the_view_follows_the_latent_dimensions() {
        let mut state = PageState::default();
        assert_eq!(set(&mut state, "view", "pca"), None, "two dimensions need no projection");
        set(&mut state, "latent", "8");
        assert_eq!(set(&mut state, "axes", "5,8"), Some(When::Shows(Figure::LabScatter)));
        assert_eq!(set(&mut state, "view", "tsne"), Some(When::Shows(Figure::LabScatter)));
        set(&mut state, "latent", "6");
        assert_eq!((state.lab_view.axes, state.lab_view.view), ([0, 1], View::Tsne));
        set(&mut state, "latent", "2");
        assert_eq!(state.lab_view, ViewChoice::default());
    }

    #[test]
    fn figures_of_the_two_chapters_are_chosen_apart() {
        let mut state = PageState::default();
        assert_eq!(set(&mut state, "latent-ellipses", "1"), Some(When::Shows(Figure::LatentScatter)));
        assert_eq!(set(&mut state, "latent-side", "30"), Some(When::Shows(Figure::LatentManifolds)));
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
