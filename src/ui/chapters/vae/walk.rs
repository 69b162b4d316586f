//! One held-out digit through the network: x, the encoder's μ and σ, ε, z, the decoder's x′; and the posterior on the plane.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use web_sys::{Element, HtmlInputElement};

use super::Ask;
use super::dial::Dial;
use super::shapes::{dots, number, pair, place, posterior_ellipses, prior_circles};
use crate::data::Shape;
use crate::protocol::{Command, Floats, HeldOut, vae};
use crate::rng::Rng;
use crate::ui::dom::{self, Listener, PageError};
use crate::ui::figures::{Chart, ChartOptions, Picture, latent_words};
use crate::ui::page::Tell;
use crate::ui::page::press;
use crate::ui::plot::drawing::{Drawing, Ink, Scale};
use crate::ui::weak::hears;
use crate::ui::words;

/// The digit that is shown first.
pub const FIRST_DIGIT: u32 = 4;
/// Samples of one digit that are kept on the plot.
const KEPT: usize = 200;
/// Half the width of the plane, and of the close view in standard deviations.
const REACH: f64 = 4.0;
const CLOSE: f64 = 4.0;

pub struct Walk {
    ask: Ask,
    chosen: Tell<u32>,
    digit: Dial,
    gradient: HtmlInputElement,
    x: Picture,
    reconstruction: Picture,
    plane: Chart,
    close: Chart,
    held_out: RefCell<Option<(Rc<HeldOut>, Shape)>>,
    /// What was asked for last, so that an older answer is not shown.
    asked: Cell<u32>,
    eps: RefCell<Vec<f32>>,
    samples: RefCell<Vec<(f64, f64)>>,
    listeners: RefCell<Vec<Listener>>,
}

impl Walk {
    /// `chosen` is called with the digit that is looked at.
    pub fn new(ask: Ask, chosen: Tell<u32>) -> Result<Rc<Self>, PageError> {
        let picture = |id: &str, label: &str| Picture::new(dom::element(id)?, label);
        let chart = |id: &str, name: &str| {
            let options = ChartOptions { name: name.to_owned(), square: true, ..ChartOptions::default() };
            Chart::new(dom::element(id)?, options)
        };
        let walk = Rc::new(Self {
            ask,
            chosen,
            digit: Dial::new("vae-digit", |index| format!("no. {index}"))?,
            gradient: dom::element("vae-gradient")?,
            x: picture("vae-x", "The digit x")?,
            reconstruction: picture("vae-reconstruction", "Its reconstruction x′")?,
            plane: chart("vae-plane", "The posterior on the latent plane")?,
            close: chart("vae-close", "The posterior from near")?,
            held_out: RefCell::default(),
            asked: Cell::new(0),
            eps: RefCell::default(),
            samples: RefCell::default(),
            listeners: RefCell::default(),
        });
        let listeners = vec![
            dom::listen(&walk.digit.input, "input", hears(&walk, |walk, _| walk.choose()))?,
            press::button("vae-resample", &walk, |walk| {
                walk.resample();
                Ok(())
            })?,
            dom::listen(&walk.gradient, "change", hears(&walk, |walk, _| walk.mark_gradient()))?,
        ];
        walk.listeners.replace(listeners);
        walk.mark_gradient()?;
        Ok(walk)
    }

    /// The network and the digits are here.
    pub fn begin(&self, held_out: Rc<HeldOut>, shape: Shape) -> Result<(), PageError> {
        let last = held_out.labels.0.len().saturating_sub(1);
        dom::set_attribute(&self.digit.input, "max", &last.to_string())?;
        self.held_out.replace(Some((held_out, shape)));
        self.choose()
    }

    fn index(&self) -> u32 {
        self.digit.value() as u32
    }

    fn choose(&self) -> Result<(), PageError> {
        self.digit.say()?;
        self.samples.borrow_mut().clear();
        let index = self.index();
        if let Some((held_out, shape)) = self.held_out.borrow().as_ref() {
            let start = index as usize * shape.pixels();
            let pixels = held_out.pixels.0.get(start..start + shape.pixels()).unwrap_or_default();
            let label = held_out.labels.0.get(index as usize).copied().unwrap_or_default();
            self.x.set(pixels, *shape, &format!("held-out digit {index}, a {label}"))?;
            dom::set_text("vae-digit-value", &format!("no. {index}, a {label}"))?;
        }
        self.resample();
        (self.chosen)(index);
        Ok(())
    }

    /// New noise for the same digit.
    fn resample(&self) {
        let id = self.asked.get() + 1;
        self.asked.set(id);
        let mut eps = vec![0.0; 2];
        Rng::new(0).split("diagram", u64::from(id)).fill_normal(&mut eps);
        self.eps.replace(eps.clone());
        (self.ask)(Command::Vae(vae::Command::Look { id, index: self.index(), eps: Floats(eps) }));
    }

    fn mark_gradient(&self) -> Result<(), PageError> {
        let marked = self.gradient.checked();
        let diagram: Element = dom::element("vae-diagram")?;
        diagram.set_class_name(if marked { "vae-diagram marked" } else { "vae-diagram" });
        dom::set_hidden("vae-gradient-text", !marked)
    }

    /// The worker sent a digit through.
    pub fn looked(&self, looked: &vae::SampledPassage) -> Result<(), PageError> {
        let (Some((_, shape)), true) = (self.held_out.borrow().clone(), looked.id == self.asked.get()) else {
            return Ok(());
        };
        let words = latent_words(&looked.z.0);
        self.reconstruction.set(&looked.pixels.0, shape, &format!("decoded at {words}"))?;
        for (id, values) in [
            ("vae-mu", &looked.mu.0),
            ("vae-sigma", &looked.sigma.0),
            ("vae-epsilon", &self.eps.borrow()),
            ("vae-z", &looked.z.0),
        ] {
            dom::set_text(id, &pair(values, 3))?;
        }
        dom::set_text("vae-out-reconstruction", &words::nats(looked.reconstruction))?;
        dom::set_text("vae-out-kl", &words::nats(looked.kl.0.iter().sum()))?;
        let (mu, sigma, [z1, z2]) = (place(&looked.mu.0), place(&looked.sigma.0), place(&looked.z.0));
        {
            let mut samples = self.samples.borrow_mut();
            samples.push((z1, z2));
            let extra = samples.len().saturating_sub(KEPT);
            samples.drain(..extra);
        }
        self.show(mu, sigma)
    }

    fn show(&self, mu: [f64; 2], sigma: [f64; 2]) -> Result<(), PageError> {
        let samples = self.samples.borrow();
        let earlier = samples[..samples.len().saturating_sub(1)].to_vec();
        let newest: Vec<_> = samples.last().copied().into_iter().collect();
        let said = format!(
            "μ = ({}, {}), σ = ({}, {})",
            number(mu[0], 3),
            number(mu[1], 3),
            number(sigma[0], 3),
            number(sigma[1], 3)
        );
        let mut marks = prior_circles();
        marks.extend(posterior_ellipses(mu, sigma));
        marks.push(dots("z", newest.clone(), Ink::Mark, 3.0));
        let axis = |title| Scale::titled(title).between(-REACH, REACH);
        self.plane.set(Drawing { x: axis("z₁"), y: axis("z₂"), marks, bar: None, words: said.clone() });
        let mut marks = posterior_ellipses(mu, sigma).to_vec();
        marks.push(dots("earlier z", earlier, Ink::Prior, 2.5));
        marks.push(dots("z", newest, Ink::Mark, 5.0));
        marks.push(dots("μ", vec![(mu[0], mu[1])], Ink::HeldOut, 3.0));
        let half = CLOSE * sigma[0].max(sigma[1]);
        let near = |title, centre: f64| Scale::titled(title).between(centre - half, centre + half);
        let words = format!("{said}, {} samples", samples.len());
        self.close.set(Drawing { x: near("z₁", mu[0]), y: near("z₂", mu[1]), marks, bar: None, words });
        dom::set_text(
            "vae-close-text",
            &format!("Enlarged {:.0} times; samples of this digit: {}.", REACH / half, samples.len()),
        )
    }
}
