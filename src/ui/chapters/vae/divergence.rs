//! A Gaussian against the prior in one and two dimensions: its KL by the formula and by integration.

use std::cell::RefCell;
use std::rc::Rc;

use super::dial::Dial;
use super::shapes::{line, number, posterior_ellipses, prior_circles};
use crate::latent::gaussian;
use crate::latent::grid::normal_density;
use crate::ui::dom::{self, Listener, PageError};
use crate::ui::figures::{Chart, ChartOptions};
use crate::ui::plot::drawing::{Drawing, Ink, Mark, Scale};
use crate::ui::weak::hears;

/// Half the width of both plots.
const REACH: f64 = 5.0;
/// Points of a curve.
const POINTS: usize = 301;

pub struct Divergence {
    line: Chart,
    plane: Chart,
    /// μ₁, σ₁, μ₂, σ₂.
    dials: [Dial; 4],
    listeners: RefCell<Vec<Listener>>,
}

impl Divergence {
    pub fn new() -> Result<Rc<Self>, PageError> {
        let chart = |id: &str, name: &str, square| {
            Chart::new(dom::element(id)?, ChartOptions { name: name.to_owned(), square, ..ChartOptions::default() })
        };
        let dial = |id: &str| Dial::new(id, |value| number(value, 2));
        let divergence = Rc::new(Self {
            line: chart("vae-kl-line", "Densities of the first dimension", false)?,
            plane: chart("vae-kl-plane", "Both dimensions", true)?,
            dials: [dial("vae-kl-mu-1")?, dial("vae-kl-sigma-1")?, dial("vae-kl-mu-2")?, dial("vae-kl-sigma-2")?],
            listeners: RefCell::default(),
        });
        let listeners = divergence
            .dials
            .iter()
            .map(|dial| dom::listen(&dial.input, "input", hears(&divergence, |divergence, _| divergence.show())))
            .collect::<Result<_, _>>()?;
        divergence.listeners.replace(listeners);
        divergence.show()?;
        Ok(divergence)
    }

    fn show(&self) -> Result<(), PageError> {
        self.dials.iter().try_for_each(Dial::say)?;
        let [mu_1, sigma_1, mu_2, sigma_2] = [0, 1, 2, 3].map(|i| self.dials[i].value());
        let slide =
            [gaussian::negative_kl(&[mu_1], &[sigma_1]), gaussian::negative_kl(&[mu_1, mu_2], &[sigma_1, sigma_2])];
        let integral = [
            gaussian::kl_by_integration(mu_1, sigma_1),
            gaussian::kl_by_integration_on_plane([mu_1, mu_2], [sigma_1, sigma_2]),
        ];
        for (dimensions, (slide, integral)) in slide.into_iter().zip(integral).enumerate() {
            let column = dimensions + 1;
            dom::set_text(&format!("vae-kl-slide-{column}"), &number(slide, 4))?;
            dom::set_text(&format!("vae-kl-formula-{column}"), &number(-slide, 4))?;
            dom::set_text(&format!("vae-kl-integral-{column}"), &number(integral, 4))?;
        }
        self.show_line(mu_1, sigma_1, integral[0]);
        self.show_plane([mu_1, mu_2], [sigma_1, sigma_2], integral[1]);
        Ok(())
    }

    fn show_line(&self, mu: f64, sigma: f64, kl: f64) {
        let curve = |f: &dyn Fn(f64) -> f64| -> Vec<(f64, f64)> {
            let at = |i| REACH * (2.0 * i as f64 / (POINTS - 1) as f64 - 1.0);
            (0..POINTS).map(at).map(|z| (z, f(z))).collect()
        };
        let integrand = curve(&|z| gaussian::integrand(z, mu, sigma));
        let band = |keep: fn(f64, f64) -> f64| integrand.iter().map(|(z, y)| (*z, keep(*y, 0.0), 0.0)).collect();
        let filled = |name: &str, points, ink| Mark::Area { name: name.to_owned(), points, ink, alpha: 0.35 };
        let marks = vec![
            filled("q log(q/p), above 0", band(f64::max), Ink::Accent),
            filled("below 0", band(f64::min), Ink::Mark),
            line("prior p", curve(&normal_density), Ink::Prior),
            line("q", curve(&|z| gaussian::log_density(z, mu, sigma).exp()), Ink::HeldOut),
        ];
        let words = format!(
            "q with mean {} and standard deviation {}, KL {} nats",
            number(mu, 2),
            number(sigma, 2),
            number(kl, 4)
        );
        let x = Scale::titled("z₁").between(-REACH, REACH);
        self.line.set(Drawing { x, y: Scale::titled("density; nats per unit of z₁"), marks, bar: None, words });
    }

    fn show_plane(&self, mu: [f64; 2], sigma: [f64; 2], kl: f64) {
        let mut marks = prior_circles();
        marks.extend(posterior_ellipses(mu, sigma));
        let axis = |title| Scale::titled(title).between(-REACH, REACH);
        let words = format!(
            "q with means {}, {} and standard deviations {}, {}, KL {} nats",
            number(mu[0], 2),
            number(mu[1], 2),
            number(sigma[0], 2),
            number(sigma[1], 2),
            number(kl, 4)
        );
        self.plane.set(Drawing { x: axis("z₁"), y: axis("z₂"), marks, bar: None, words });
    }
}
