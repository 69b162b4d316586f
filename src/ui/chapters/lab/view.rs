//! Which numbers lie on the axes of the lab's scatter and of its manifold: a pair of dimensions, PCA or t-SNE.

use super::Lab;
use crate::latent::{grid, pca::Pca};
use crate::protocol::{Command, Floats};
use crate::ui::dom::{self, PageError};
use crate::ui::figures::View as Shown;
use crate::ui::page::conduct::tell;
use crate::ui::run::{Input, Side};
use crate::ui::state::{GridKind, PageState, View};

/// Neighbours that t-SNE tries to keep, about.
const PERPLEXITY: f32 = 30.0;

impl Lab {
    /// # Errors
    /// Fails if the page lacks one of the lab's elements.
    pub fn set_scatter(&self, state: &PageState) -> Result<(), PageError> {
        self.state.replace(state.clone());
        self.scatter.set_choice(&state.lab);
        self.show_view()?;
        if state.lab_view.view == View::Tsne {
            self.conduct.pressed();
        }
        Ok(())
    }

    /// Puts the chosen view of more than two dimensions on the axes.
    pub(super) fn show_view(&self) -> Result<(), PageError> {
        let choice = self.state.borrow().lab_view;
        if choice.view != View::Tsne {
            self.end_embedding()?;
            dom::set_hidden("lab-embedding-row", true)?;
        }
        match choice.view {
            View::Pair => {
                let [x, y] = choice.axes.map(|axis| axis as usize);
                let latent = self.started.borrow().as_ref().map_or(2, |started| started.settings.latent as usize);
                self.scatter.set_view(Shown::Pair(x.min(latent - 1), y.min(latent - 1)));
            }
            View::Pca => {
                if let Some(view) =
                    self.scatter.means().and_then(|(means, latent)| Shown::principal(&Pca::fit(&means, latent, 2)))
                {
                    self.scatter.set_view(view);
                }
            }
            View::Tsne => self.ask_embedding()?,
        }
        Ok(())
    }

    /// Later reports of the last t-SNE are ignored.
    fn end_embedding(&self) -> Result<(), PageError> {
        self.embedded.set(self.embedded.get() + 1);
        tell(self, Input::Side(Side::Embedding, false))
    }

    fn ask_embedding(&self) -> Result<(), PageError> {
        self.end_embedding()?;
        dom::set_hidden("lab-embedding-row", false)?;
        self.conduct.send(Command::Embed { id: self.embedded.get(), seed: 0, perplexity: PERPLEXITY });
        Ok(())
    }

    pub(super) fn show_embedding(&self, iteration: u32, iterations: u32, points: &[f32]) -> Result<(), PageError> {
        self.embedding.set_max(f64::from(iterations));
        self.embedding.set_value(f64::from(iteration));
        dom::set_text("lab-embedding-text", &format!("t-SNE, step {iteration} of {iterations}"))?;
        let names = ["t-SNE 1".to_owned(), "t-SNE 2".to_owned()];
        self.scatter.set_view(Shown::Embedding { points: self.scatter.shown_rows(points), names });
        tell(self, Input::Side(Side::Embedding, iteration < iterations))
    }

    pub fn set_grid(&self, state: &PageState) {
        self.state.replace(state.clone());
        let latent = self.started.borrow().as_ref().map_or(state.run.latent, |started| started.settings.latent);
        self.lay_grid(latent);
        self.conduct.send(Command::Watch { grid: Floats(self.manifold.z_rows()) });
    }

    pub(super) fn lay_grid(&self, latent: u32) {
        let state = self.state.borrow();
        let choice = state.lab_grid;
        let side = choice.side as usize;
        let axis = match choice.kind {
            GridKind::Uniform => grid::uniform_axis(side, choice.range),
            GridKind::InverseCdf => {
                let quantile = f64::from(choice.quantile);
                grid::inverse_cdf_axis(side, quantile, 1.0 - quantile)
            }
        };
        let [x, y] = if state.run.latent == latent { state.lab_view.axes } else { [0, 1] };
        self.manifold.set_plane((x as usize, y as usize), &vec![0.0; latent as usize]);
        self.manifold.set_grid(&axis, &axis);
    }
}
