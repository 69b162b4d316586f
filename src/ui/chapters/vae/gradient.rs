//! The gradient of an expectation by reparameterization and by the score function, sample by sample.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use web_sys::HtmlSelectElement;

use super::dial::{Dial, power_of_ten};
use super::shapes::{line, number};
use crate::latent::bound::Estimate;
use crate::latent::estimators::{By, Integrand, reparameterized, score_function};
use crate::latent::gaussian::log_density;
use crate::rng::Rng;
use crate::ui::dom::{self, Listener, PageError};
use crate::ui::figures::Chart;
use crate::ui::page::press;
use crate::ui::plot::drawing::{Drawing, Ink, Mark, Scale};
use crate::ui::weak::hears;
use crate::ui::words::thousands;

/// Bars of a histogram, and half its width in standard deviations of the wider estimator.
const BARS: usize = 61;
const REACH: f64 = 3.0;
/// Half the width of the plot of f, and its points.
const PLANE: f64 = 4.0;
const POINTS: usize = 401;

pub struct Gradient {
    function: Chart,
    estimators: Chart,
    integrand: HtmlSelectElement,
    by: HtmlSelectElement,
    mu: Dial,
    sigma: Dial,
    samples: Dial,
    noise: Cell<u64>,
    listeners: RefCell<Vec<Listener>>,
}

impl Gradient {
    pub fn new() -> Result<Rc<Self>, PageError> {
        let gradient = Rc::new(Self {
            function: Chart::named("vae-f", "f and the density of z")?,
            estimators: Chart::named("vae-estimators", "Gradients that single samples give")?,
            integrand: dom::element("vae-integrand")?,
            by: dom::element("vae-by")?,
            mu: Dial::new("vae-grad-mu", |value| number(value, 2))?,
            sigma: Dial::new("vae-grad-sigma", |value| number(value, 2))?,
            samples: Dial::new("vae-grad-samples", |position| thousands(power_of_ten(position) as u64))?,
            noise: Cell::new(0),
            listeners: RefCell::default(),
        });
        let mut listeners = vec![press::button("vae-grad-again", &gradient, |gradient| {
            gradient.noise.set(gradient.noise.get() + 1);
            gradient.show()
        })?];
        for dial in [&gradient.mu, &gradient.sigma, &gradient.samples] {
            listeners.push(dom::listen(&dial.input, "input", hears(&gradient, |gradient, _| gradient.show()))?);
        }
        for select in [&gradient.integrand, &gradient.by] {
            listeners.push(dom::listen(select, "change", hears(&gradient, |gradient, _| gradient.show()))?);
        }
        gradient.listeners.replace(listeners);
        gradient.show()?;
        Ok(gradient)
    }

    fn show(&self) -> Result<(), PageError> {
        [&self.mu, &self.sigma, &self.samples].into_iter().try_for_each(Dial::say)?;
        let f = match self.integrand.value().as_str() {
            "sine" => Integrand::Sine,
            "bump" => Integrand::Bump,
            _ => Integrand::Square,
        };
        let by = if self.by.value() == "log-sigma" { By::LogSigma } else { By::Mean };
        let (mu, sigma, count) = (self.mu.value(), self.sigma.value(), power_of_ten(self.samples.value()));
        let mut rng = Rng::new(0).split("gradient", self.noise.get());
        let noise: Vec<f64> = (0..count).map(|_| f64::from(rng.normal())).collect();
        let path: Vec<f64> = noise.iter().map(|eps| reparameterized(f, by, mu, sigma, *eps)).collect();
        let score: Vec<f64> = noise.iter().map(|eps| score_function(f, by, mu, sigma, *eps)).collect();
        let exact = f.gradient(by, mu, sigma);
        let estimates = [("vae-path", &path), ("vae-score", &score)].map(|(id, values)| (id, estimate(values)));
        for (id, (estimate, variance)) in &estimates {
            dom::set_text(&format!("{id}-mean"), &number(estimate.mean, 3))?;
            dom::set_text(&format!("{id}-error"), &number(estimate.error, 3))?;
            dom::set_text(&format!("{id}-variance"), &number(*variance, 3))?;
        }
        dom::set_text("vae-exact", &number(exact, 3))?;
        let [(_, (path_mean, path_variance)), (_, (score_mean, score_variance))] = estimates;
        let half = REACH * path_variance.max(score_variance).sqrt().max(1e-3);
        let edges: Vec<f64> = (0..=BARS).map(|i| exact + half * (2.0 * i as f64 / BARS as f64 - 1.0)).collect();
        let bars = |name: &str, values: &[f64], ink| Mark::Bars {
            name: name.to_owned(),
            edges: edges.clone(),
            heights: shares(values, exact - half, 2.0 * half),
            ink,
            alpha: 0.5,
        };
        let marks = vec![
            bars("score function", &score, Ink::Mark),
            bars("reparameterized", &path, Ink::HeldOut),
            Mark::Upright(exact, "exact".to_owned(), Ink::Plain),
        ];
        let words = format!(
            "exact {}; reparameterized mean {} with variance {}, score function mean {} with variance {}",
            number(exact, 3),
            number(path_mean.mean, 3),
            number(path_variance, 3),
            number(score_mean.mean, 3),
            number(score_variance, 3)
        );
        let (x, y) = (Scale::titled("gradient from one sample"), Scale::titled("share of samples"));
        self.estimators.set(Drawing { x, y, marks, bar: None, words });
        self.show_function(f, mu, sigma);
        Ok(())
    }

    fn show_function(&self, f: Integrand, mu: f64, sigma: f64) {
        let curve = |f: &dyn Fn(f64) -> f64| -> Vec<(f64, f64)> {
            let at = |i| PLANE * (2.0 * i as f64 / (POINTS - 1) as f64 - 1.0);
            (0..POINTS).map(at).map(|z| (z, f(z))).collect()
        };
        let marks = vec![
            Mark::Area {
                name: "density of z".to_owned(),
                points: curve(&|z| log_density(z, mu, sigma).exp()).into_iter().map(|(z, q)| (z, 0.0, q)).collect(),
                ink: Ink::Training,
                alpha: 0.4,
            },
            line("f", curve(&|z| f.value(z)), Ink::Plain),
        ];
        let words = format!("z with mean {} and standard deviation {}", number(mu, 2), number(sigma, 2));
        let x = Scale::titled("z").between(-PLANE, PLANE);
        let (low, high) = if f == Integrand::Square { (-0.2, 6.0) } else { (-1.2, 4.2) };
        let y = Scale::titled("f; density per unit of z").between(low, high);
        self.function.set(Drawing { x, y, marks, bar: None, words });
    }
}

/// Mean and standard error, and the variance of one value.
fn estimate(values: &[f64]) -> (Estimate, f64) {
    let estimate = Estimate::of(values.iter().copied());
    (estimate, estimate.error * estimate.error * values.len() as f64)
}

/// The share of the values in each bar; what lies beyond the outermost is counted in them.
fn shares(values: &[f64], low: f64, width: f64) -> Vec<f64> {
    let mut heights = vec![0.0; BARS];
    for value in values {
        let bar = ((value - low) / width * BARS as f64).clamp(0.0, (BARS - 1) as f64) as usize;
        heights[bar] += 1.0 / values.len() as f64;
    }
    heights
}
