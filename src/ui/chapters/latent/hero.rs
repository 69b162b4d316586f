//! The hero: the pretrained digit manifold, and the digit under the point that is dragged over it.

use web_sys::HtmlElement;

use crate::data::Shape;
use crate::latent::grid;
use crate::protocol::{Command, Floats, Slot};
use crate::ui::dom::{self, PageError};
use crate::ui::figures::{Manifold, ManifoldOptions, Picture, Traversal, TraversalOptions, latent_words};
use crate::ui::page::Tell;

/// Tiles a side, and the outermost quantile; `pretrain` renders the still picture with the same.
const SIDE: usize = 20;
const QUANTILE: f64 = 0.01;

pub struct Hero {
    manifold: Manifold,
    digit: Picture,
    sliders: Traversal,
    still: HtmlElement,
}

impl Hero {
    /// `moved` is called with the point that the person drags or slides to.
    pub fn new(moved: &Tell<[f32; 2]>) -> Result<Self, PageError> {
        let options = ManifoldOptions {
            name: "Manifold of the pretrained network".to_owned(),
            marker: true,
            touch_drags: true,
            ..ManifoldOptions::default()
        };
        let hero = Self {
            manifold: Manifold::new(dom::element("hero-manifold")?, options)?,
            digit: Picture::new(dom::element("hero-digit")?, "Decoded digit")?,
            sliders: Traversal::new(dom::element("hero-sliders")?, TraversalOptions::default())?,
            still: dom::element("hero-still")?,
        };
        let axis = grid::inverse_cdf_axis(SIDE, QUANTILE, 1.0 - QUANTILE);
        hero.manifold.set_grid(&axis, &axis);
        hero.sliders.set_dimensions(2)?;
        let tell = moved.clone();
        hero.manifold.on_drag(move |z| tell([z[0], z[1]]));
        let tell = moved.clone();
        hero.sliders.on_input(move |z| tell([z[0], z[1]]));
        Ok(hero)
    }

    /// What is decoded once the model is here.
    pub fn grid(&self) -> Command {
        Command::Decode { slot: Slot::HeroGrid, id: 0, z: Floats(self.points()) }
    }

    /// The points of its tiles, `[tiles, latent]`.
    pub fn points(&self) -> Vec<f32> {
        self.manifold.z_rows()
    }

    pub fn show_grid(&self, pixels: &[u8], shape: Shape) {
        self.manifold.set_pixels(pixels, shape);
        self.still.set_hidden(true);
    }

    /// Spans the plane of the first two dimensions through `z`.
    pub fn set_base(&self, z: &[f32]) {
        self.manifold.set_plane((0, 1), z);
    }

    pub fn show_point(&self, z: &[f32]) -> Result<(), PageError> {
        self.manifold.set_marker(z);
        self.sliders.set_z(z)
    }

    pub fn show_digit(&self, z: &[f32], pixels: &[u8], shape: Shape) -> Result<(), PageError> {
        self.digit.set(pixels, shape, &format!("at {}", latent_words(z)))
    }
}
