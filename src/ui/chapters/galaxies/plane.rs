//! Which plane of the latent space is looked at, and all that follows from the network on the screen.

use web_sys::{HtmlInputElement, HtmlSelectElement};

use super::Galaxies;
use super::fields::options;
use crate::latent::grid;
use crate::ui::colouring::{self, ColourAs};
use crate::ui::dom::{self, PageError};
use crate::ui::figures::{View, latent_name};
use crate::ui::near::Later;
use crate::ui::panels::dimension_choice;
use crate::ui::state::ScatterChoice;

/// The manifold that is decoded while the network learns: tiles a side, outermost quantile.
const SIDE: usize = 12;
const QUANTILE: f64 = 0.01;

impl Galaxies {
    /// Lays the live manifold on the plane that the scatter shows.
    pub(super) fn lay_grid(&self, latent: usize) -> Result<(), PageError> {
        let axis = grid::inverse_cdf_axis(SIDE, QUANTILE, 1.0 - QUANTILE);
        let [x, y] = self.axes(latent)?;
        self.manifold.set_plane((x, y), &vec![0.0; latent]);
        self.manifold.set_grid(&axis, &axis);
        Ok(())
    }

    /// The two latent dimensions that are looked at.
    pub(super) fn axes(&self, latent: usize) -> Result<[usize; 2], PageError> {
        let chosen = |id: &str| dom::element::<HtmlSelectElement>(id).map(|select| select.value().parse().ok());
        let (x, y) = (chosen("galaxies-axis-x")?.unwrap_or(0), chosen("galaxies-axis-y")?.unwrap_or(1));
        Ok(if x == y || x.max(y) >= latent { [0, 1] } else { [x, y] })
    }

    /// Colour, points or axes of the scatter were changed.
    pub(super) fn view_changed(&self) -> Result<(), PageError> {
        let checked = |id: &str| dom::element::<HtmlInputElement>(id).map(|input| input.checked());
        let colour = dom::element::<HtmlSelectElement>("galaxies-colour")?.value();
        let choice = ScatterChoice {
            colour: Some(colour.clone()),
            sampled: checked("galaxies-point-sampled")?,
            ellipses: checked("galaxies-ellipses")?,
            prior: checked("galaxies-prior")?,
        };
        let how = self.wanted.borrow().as_ref().map(|wanted| wanted.colour_as).unwrap_or_default();
        self.say_colour(&colour, how)?;
        self.scatter.set_colour_as(how);
        self.scatter.set_choice(&choice);
        self.scatter_choice.replace(choice);
        self.views.set_colour(&colour, how);
        self.stability.set_colour(&colour, how);
        let latent = self.known.borrow().latent();
        if latent > 0 {
            let [x, y] = self.axes(latent)?;
            self.scatter.set_view(View::Pair(x, y));
            self.lay_grid(latent)?;
            self.watch();
            self.show_network()?;
        }
        Ok(())
    }

    /// Why the property is not coloured as was asked for, or which images then have no colour.
    fn say_colour(&self, colour: &str, how: ColourAs) -> Result<(), PageError> {
        let words = self.known.borrow().property(colour).and_then(|property| colouring::shown(property, how).1);
        dom::set_hidden("galaxies-colour-words", words.is_none())?;
        dom::set_text("galaxies-colour-words", &words.unwrap_or_default())
    }

    pub(super) fn offer_axes(&self, latent: usize) -> Result<(), PageError> {
        for (id, default) in [("galaxies-axis-x", "0"), ("galaxies-axis-y", "1")] {
            let select: HtmlSelectElement = dom::element(id)?;
            options(&select, (0..latent).map(|axis| (axis.to_string(), latent_name(axis))))?;
            select.set_value(default);
        }
        dom::set_hidden("galaxies-axes-row", latent <= 2)?;
        self.scatter.set_view(View::Pair(0, 1));
        Ok(())
    }

    /// Wherever a dimension is chosen, those that carry most come first.
    pub(super) fn sort_dimensions(&self) -> Result<(), PageError> {
        let kl = self.known.borrow().kl();
        for id in ["galaxies-axis-x", "galaxies-axis-y"] {
            dimension_choice::offer(&dom::element(id)?, &kl)?;
        }
        self.generate.set_kl(&kl)
    }

    /// Asks for and draws all that follows from the network on the screen, but the live figures.
    pub(super) fn show_network(&self) -> Result<(), PageError> {
        let latent = self.known.borrow().latent();
        if latent == 0 {
            return Ok(());
        }
        self.followed.set(dom::now());
        let axes = self.axes(latent)?;
        self.generate.ask_all(axes)?;
        self.sort_dimensions()?;
        self.measured.ask_again()?;
        self.views.show(axes);
        if self.known.borrow().maps.is_empty() && self.variants.get() == 0 {
            self.stability.show_present(axes)?;
            self.stability.show_busy(false)?;
        }
        if self.scrub.is_back() {
            return self.rests.get().map_or(Ok(()), Later::ask);
        }
        if self.is_training() { Ok(()) } else { self.ask_slowly() }
    }

    /// Asks what takes long of the network on the screen, where it is near.
    pub(super) fn ask_slowly(&self) -> Result<(), PageError> {
        if self.tsne_near.get() {
            self.views.ask_embedding();
        }
        if self.table_near.get() { self.explain() } else { Ok(()) }
    }
}
