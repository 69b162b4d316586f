//! Problem 5: two grids, a traversal, samples from the prior, and the way from one galaxy to another.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use web_sys::HtmlInputElement;

use super::fields::slider;
use super::known::Known;
use crate::data::Shape;
use crate::latent::{grid, path};
use crate::protocol::{Command, Floats, Slot};
use crate::rng::Rng;
use crate::ui::dom::{self, Listener, PageError};
use crate::ui::figures::{
    Manifold, ManifoldOptions, Picture, Strip, StripOptions, Traversal, TraversalOptions, latent_words,
};
use crate::ui::page::Ask;
use crate::ui::plot::scale::number;
use crate::ui::weak::{hears, with};

const SAMPLES: usize = 24;
const SAMPLE_COLUMNS: usize = 8;
/// Pictures from one galaxy to another, between the two themselves.
const STEPS: usize = 8;

pub struct Generate {
    uniform: Manifold,
    inverse: Manifold,
    picture: Picture,
    sliders: Traversal,
    samples: Strip,
    between: Strip,
    known: Rc<RefCell<Known>>,
    ask: Ask,
    z: RefCell<Vec<f32>>,
    /// The two latent dimensions on the grids.
    axes: Cell<[usize; 2]>,
    draw: Cell<u64>,
    listeners: RefCell<Vec<Listener>>,
}

impl Generate {
    pub fn new(known: Rc<RefCell<Known>>, ask: Ask) -> Result<Rc<Self>, PageError> {
        let manifold = |id: &str, name: &str| {
            let options = ManifoldOptions { name: name.to_owned(), marker: true, ..ManifoldOptions::default() };
            Manifold::new(dom::element(id)?, options)
        };
        let strip = |id: &str, label: &str, columns| {
            Strip::new(dom::element(id)?, StripOptions { label: label.to_owned(), columns, gap: 1 })
        };
        let generate = Rc::new(Self {
            uniform: manifold("galaxies-uniform", "Galaxies on a uniform grid")?,
            inverse: manifold("galaxies-inverse", "Galaxies on an inverse-CDF grid")?,
            picture: Picture::new(dom::element("galaxies-decoded")?, "Decoded galaxy")?,
            sliders: Traversal::new(dom::element("galaxies-sliders")?, TraversalOptions::default())?,
            samples: strip("galaxies-samples", "Galaxies from the prior", SAMPLE_COLUMNS)?,
            between: strip("galaxies-between", "From one galaxy to another", STEPS + 2)?,
            known,
            ask,
            z: RefCell::default(),
            axes: Cell::new([0, 1]),
            draw: Cell::new(0),
            listeners: RefCell::default(),
        });
        generate.uniform.set_prior_mass(true);
        generate.listen()?;
        Ok(generate)
    }

    fn listen(self: &Rc<Self>) -> Result<(), PageError> {
        let on = |id: &str, kind: &'static str, act: fn(&Self) -> Result<(), PageError>| {
            dom::listen(&dom::element(id)?, kind, hears(self, move |generate, _| act(generate)))
        };
        let mut listeners = vec![on("galaxies-draw", "click", |generate| {
            generate.draw.set(generate.draw.get() + 1);
            generate.ask_samples();
            Ok(())
        })?];
        for id in ["galaxies-range", "galaxies-quantile", "galaxies-side"] {
            listeners.push(on(id, "input", Self::ask_grids)?);
        }
        for id in ["galaxies-from", "galaxies-to"] {
            listeners.push(on(id, "input", Self::ask_between)?);
        }
        for id in ["galaxies-path-straight", "galaxies-path-circle"] {
            listeners.push(on(id, "change", Self::ask_between)?);
        }
        self.listeners.replace(listeners);
        let weak = Rc::downgrade(self);
        let moved = Rc::new(move |z: &[f32]| with(&weak, |generate| generate.set_point(z)));
        let to = moved.clone();
        self.sliders.on_input(move |z| to(z));
        for manifold in [&self.uniform, &self.inverse] {
            let to = moved.clone();
            manifold.on_drag(move |z| to(z));
        }
        Ok(())
    }

    /// Sorts and marks the sliders by what each dimension carries.
    pub fn set_kl(&self, kl: &[f64]) -> Result<(), PageError> {
        self.sliders.set_kl(kl)
    }

    /// Asks for all pictures of the network on the screen.
    pub fn ask_all(&self, axes: [usize; 2]) -> Result<(), PageError> {
        let latent = self.known.borrow().latent();
        if latent == 0 {
            return Ok(());
        }
        self.axes.set(axes);
        self.sliders.set_dimensions(latent)?;
        if self.z.borrow().len() != latent {
            self.z.replace(vec![0.0; latent]);
        }
        let z = self.z.borrow().clone();
        self.set_point(&z)?;
        self.ask_grids()?;
        self.ask_samples();
        self.ask_between()
    }

    /// Offers as many galaxies to go between as there are.
    pub fn offer(&self) -> Result<(), PageError> {
        let count = self.known.borrow().count().max(1);
        for (id, place) in [("galaxies-from", 1), ("galaxies-to", count.div_ceil(2))] {
            let input: HtmlInputElement = dom::element(id)?;
            input.set_max(&count.to_string());
            input.set_value(&place.to_string());
        }
        Ok(())
    }

    fn ask_grids(&self) -> Result<(), PageError> {
        let range = slider("galaxies-range", |range| format!("±{range}"))? as f32;
        let quantile = slider("galaxies-quantile", |q| format!("{}–{}", q / 1000.0, (1000.0 - q) / 1000.0))? / 1000.0;
        let side = slider("galaxies-side", |side| number(side, 0))? as usize;
        let [x, y] = self.axes.get();
        let base = vec![0.0; self.known.borrow().latent()];
        let uniform = grid::uniform_axis(side, range);
        let inverse = grid::inverse_cdf_axis(side, quantile, 1.0 - quantile);
        for (manifold, axis, slot) in
            [(&self.uniform, uniform, Slot::Uniform), (&self.inverse, inverse, Slot::InverseCdf)]
        {
            manifold.set_plane((x, y), &base);
            manifold.set_grid(&axis, &axis);
            (self.ask)(Command::Decode { slot, id: 0, z: Floats(manifold.z_rows()) });
        }
        Ok(())
    }

    fn ask_samples(&self) {
        let mut z = vec![0.0; SAMPLES * self.known.borrow().latent()];
        Rng::new(0).split("prior", self.draw.get()).fill_normal(&mut z);
        (self.ask)(Command::Decode { slot: Slot::Samples, id: 0, z: Floats(z) });
    }

    fn ends(&self) -> Result<[usize; 2], PageError> {
        let from = slider("galaxies-from", |galaxy| number(galaxy, 0))? as usize;
        let to = slider("galaxies-to", |galaxy| number(galaxy, 0))? as usize;
        Ok([from.max(1) - 1, to.max(1) - 1])
    }

    fn ask_between(&self) -> Result<(), PageError> {
        let [from, to] = self.ends()?;
        let straight = dom::element::<HtmlInputElement>("galaxies-path-straight")?.checked();
        let known = self.known.borrow();
        if let (Some(a), Some(b)) = (known.mean(from), known.mean(to)) {
            let z = if straight { path::straight(a, b, STEPS) } else { path::great_circle(a, b, STEPS) };
            (self.ask)(Command::Decode { slot: Slot::Interpolation, id: 0, z: Floats(z) });
        }
        Ok(())
    }

    fn set_point(&self, z: &[f32]) -> Result<(), PageError> {
        self.z.replace(z.to_vec());
        self.sliders.set_z(z)?;
        self.uniform.set_marker(z);
        self.inverse.set_marker(z);
        (self.ask)(Command::Decode { slot: Slot::Traversal, id: 0, z: Floats(z.to_vec()) });
        Ok(())
    }

    /// Shows what came back.
    pub fn decoded(&self, slot: Slot, pixels: &[u8], shape: Shape) -> Result<(), PageError> {
        let one = self.known.borrow().one();
        match slot {
            Slot::Uniform => self.uniform.set_pixels(pixels, shape),
            Slot::InverseCdf => self.inverse.set_pixels(pixels, shape),
            Slot::Traversal => self.picture.set(pixels, shape, &format!("at {}", latent_words(&self.z.borrow())))?,
            Slot::Samples => {
                self.samples.set(pixels, shape)?;
                self.samples.describe(&format!("{SAMPLES} images decoded from z drawn from the prior"))?;
            }
            Slot::Interpolation => {
                let [from, to] = self.ends()?;
                let known = self.known.borrow();
                let row = [known.pixels(from), pixels, known.pixels(to)].concat();
                self.between.set(&row, shape)?;
                let words = format!("{one} {}, {STEPS} decoded images on the way, {one} {}", from + 1, to + 1);
                self.between.describe(&words)?;
            }
            _ => {}
        }
        Ok(())
    }
}
