//! The chapter's figures of the shared point and around it: scatter, two manifolds, traversal, samples.

use std::rc::Rc;

use crate::data::Shape;
use crate::latent::grid;
use crate::protocol::{Command, Encoding, Floats, HeldOut, Reconstruction, Slot};
use crate::rng::Rng;
use crate::ui::dom::{self, PageError};
use crate::ui::figures::{
    Manifold, ManifoldOptions, Picture, Strip, StripOptions, Traversal, TraversalOptions, latent_words,
};
use crate::ui::page::{Ask, Tell};
use crate::ui::panels::scatter_panel::{ScatterPanel, Subject};
use crate::ui::state::{GridPair, PageState, ScatterChoice};

/// Digits drawn from the prior, in rows of [`SAMPLE_COLUMNS`].
const SAMPLES: usize = 24;
const SAMPLE_COLUMNS: usize = 8;

pub struct Figures {
    scatter: ScatterPanel,
    uniform: Manifold,
    inverse: Manifold,
    digit: Picture,
    sliders: Traversal,
    samples: Strip,
    ask: Ask,
}

impl Figures {
    /// `moved` is called with the point that the person drags to.
    pub fn new(ask: Ask, moved: &Tell<[f32; 2]>) -> Result<Self, PageError> {
        let manifold = |id: &str, name: &str| {
            let options = ManifoldOptions { name: name.to_owned(), marker: true, ..ManifoldOptions::default() };
            Manifold::new(dom::element(id)?, options)
        };
        let samples = StripOptions { label: "Samples from the prior".to_owned(), columns: SAMPLE_COLUMNS, gap: 2 };
        let chapter = Self {
            scatter: ScatterPanel::new(
                "latent",
                "Held-out digits of the pretrained network",
                Subject::Digit,
                Slot::Hover,
                ask.clone(),
            )?,
            uniform: manifold("latent-uniform", "Digits on a uniform grid")?,
            inverse: manifold("latent-inverse", "Digits on an inverse-CDF grid")?,
            digit: Picture::new(dom::element("latent-digit")?, "Decoded digit")?,
            sliders: Traversal::new(dom::element("latent-traversal")?, TraversalOptions::default())?,
            samples: Strip::new(dom::element("latent-samples")?, samples)?,
            ask,
        };
        chapter.sliders.set_dimensions(2)?;
        for manifold in [&chapter.uniform, &chapter.inverse] {
            let tell = moved.clone();
            manifold.on_drag(move |z| tell([z[0], z[1]]));
        }
        Ok(chapter)
    }

    /// Asks for all that the chapter shows of a z with so many dimensions, but the scatter, which waits for the images.
    pub fn ask_all(&self, state: &PageState, latent: usize) {
        self.ask_grids(&state.latent_grids);
        self.ask_samples(state.draw, latent);
    }

    pub fn ask_grids(&self, choice: &GridPair) {
        let side = choice.side as usize;
        let uniform = grid::uniform_axis(side, choice.range);
        let quantile = f64::from(choice.quantile);
        let inverse = grid::inverse_cdf_axis(side, quantile, 1.0 - quantile);
        self.uniform.set_prior_mass(choice.mass);
        for (manifold, axis, slot) in
            [(&self.uniform, uniform, Slot::Uniform), (&self.inverse, inverse, Slot::InverseCdf)]
        {
            manifold.set_grid(&axis, &axis);
            (self.ask)(Command::Decode { slot, id: 0, z: Floats(manifold.z_rows()) });
        }
    }

    /// Asks for draw number `draw` from the prior; the same number is the same draw.
    pub fn ask_samples(&self, draw: u32, latent: usize) {
        let mut z = vec![0.0; SAMPLES * latent]; // [samples, latent]
        Rng::new(0).split("prior", u64::from(draw)).fill_normal(&mut z);
        (self.ask)(Command::Decode { slot: Slot::Samples, id: draw, z: Floats(z) });
    }

    pub fn set_held_out(&self, held_out: Rc<HeldOut>) -> Result<(), PageError> {
        self.scatter.set_held_out(held_out)
    }

    pub fn set_encoding(&self, encoding: Encoding) -> Result<(), PageError> {
        self.scatter.set_encoding(encoding)
    }

    pub fn set_scatter(&self, choice: &ScatterChoice) {
        self.scatter.set_choice(choice);
    }

    pub fn reconstructed(&self, answer: &Reconstruction) -> Result<(), PageError> {
        self.scatter.reconstructed(answer)
    }

    pub fn decoded(&self, slot: Slot, pixels: &[u8], shape: Shape) -> Result<(), PageError> {
        match slot {
            Slot::Uniform => self.uniform.set_pixels(pixels, shape),
            Slot::InverseCdf => self.inverse.set_pixels(pixels, shape),
            Slot::Samples => {
                self.samples.set(pixels, shape)?;
                self.samples.describe(&format!("{SAMPLES} digits decoded from z drawn from the prior"))?;
            }
            _ => {}
        }
        Ok(())
    }

    /// `slid` is called with the point that the person slides to, all its dimensions.
    pub fn on_slide(&self, slid: impl Fn(&[f32]) + 'static) {
        self.sliders.on_input(slid);
    }

    /// As many sliders as `z` has dimensions, and both grids in the plane of the first two through it.
    pub fn set_base(&self, z: &[f32]) -> Result<(), PageError> {
        self.uniform.set_plane((0, 1), z);
        self.inverse.set_plane((0, 1), z);
        self.sliders.set_dimensions(z.len())
    }

    pub fn show_point(&self, z: &[f32]) -> Result<(), PageError> {
        self.uniform.set_marker(z);
        self.inverse.set_marker(z);
        self.sliders.set_z(z)
    }

    pub fn show_digit(&self, z: &[f32], pixels: &[u8], shape: Shape) -> Result<(), PageError> {
        self.digit.set(pixels, shape, &format!("at {}", latent_words(z)))
    }
}
