//! The codes of all held-out digits: how they fill the prior along each axis, and how good the space is that they lie in.

use std::cell::RefCell;
use std::rc::Rc;

use web_sys::HtmlInputElement;

use crate::latent::grid::normal_density;
use crate::protocol::latent::{Command as Wish, Event as Answer, Histogram, Marginals, Quality};
use crate::protocol::{Command, Event, ModelCard};
use crate::ui::dom::{self, Listener, PageError};
use crate::ui::figures::{Chart, ChartOptions, latent_name};
use crate::ui::page::{Ask, explorer::Served};
use crate::ui::plot::drawing::{Drawing, Ink, Mark, Scale};
use crate::ui::weak::hears;

/// Points of the prior's curve.
const CURVE: u32 = 160;

pub struct PriorFit {
    /// Along z₁ and z₂.
    charts: [Chart; 2],
    /// Checked: the histograms are of sampled z; otherwise of posterior means.
    samples: HtmlInputElement,
    heard: RefCell<Vec<Marginals>>,
    ask: Ask,
    listeners: RefCell<Vec<Listener>>,
}

impl PriorFit {
    pub fn new(ask: Ask) -> Result<Rc<Self>, PageError> {
        let chart = |axis: usize| {
            let name = format!("Held-out digits along {}", latent_name(axis));
            let empty = "Waiting for the digits".to_owned();
            let options = ChartOptions { name, empty, ..ChartOptions::default() };
            Chart::new(dom::element(&format!("latent-marginal-{}", axis + 1))?, options)
        };
        let (samples, means): (HtmlInputElement, HtmlInputElement) =
            (dom::element("latent-spread-samples")?, dom::element("latent-spread-means")?);
        let codes = Rc::new(Self {
            charts: [chart(0)?, chart(1)?],
            samples: samples.clone(),
            heard: RefCell::default(),
            ask,
            listeners: RefCell::default(),
        });
        for input in [samples, means] {
            let listener = dom::listen(&input, "change", hears(&codes, |codes, _| codes.draw()))?;
            codes.listeners.borrow_mut().push(listener);
        }
        Ok(codes)
    }

    fn draw(&self) -> Result<(), PageError> {
        let sampled = self.samples.checked();
        let heard = self.heard.borrow();
        for (axis, (chart, marginals)) in self.charts.iter().zip(heard.iter()).enumerate() {
            let histogram = if sampled { &marginals.samples } else { &marginals.means };
            chart.set(drawing(axis, histogram, if sampled { "sampled z" } else { "posterior means" }));
            for (name, value) in
                [("mean", histogram.mean), ("deviation", histogram.deviation), ("divergence", histogram.kl)]
            {
                dom::set_text(&format!("latent-{name}-{}", axis + 1), &super::plain(value, 3))?;
            }
        }
        Ok(())
    }

    fn show_quality(quality: &Quality) -> Result<(), PageError> {
        dom::set_text("latent-accuracy", &super::plain(100.0 * quality.accuracy, 1))?;
        dom::set_text("latent-pca-accuracy", &super::plain(100.0 * quality.pca_accuracy, 1))?;
        dom::set_text("latent-active", &quality.active.to_string())?;
        dom::set_text("latent-active-of", &quality.variances.0.len().to_string())?;
        let variances: Vec<String> = quality.variances.0.iter().map(|value| super::plain(*value, 2)).collect();
        dom::set_text("latent-variances", &variances.join(" and "))?;
        for (axis, kl) in quality.kl.0.iter().take(2).enumerate() {
            dom::set_text(&format!("latent-kl-{}", axis + 1), &super::plain(*kl, 2))?;
        }
        Ok(())
    }
}

impl Served for PriorFit {
    fn model_arrived(&self, _: &ModelCard) {}

    fn hear(&self, event: &Event) -> Result<(), PageError> {
        match event {
            Event::Encoded(_) => (self.ask)(Command::Latent(Wish::Survey)),
            Event::Latent(Answer::Marginals(marginals)) => {
                self.heard.replace(marginals.clone());
                self.draw()?;
            }
            Event::Latent(Answer::Quality(quality)) => Self::show_quality(quality)?,
            _ => {}
        }
        Ok(())
    }

    fn figures(&self) -> &'static [&'static str] {
        &["latent-marginal-1", "latent-marginal-2", "latent-quality"]
    }
}

fn drawing(axis: usize, histogram: &Histogram, of: &str) -> Drawing {
    let edges: Vec<f64> = histogram.edges.0.iter().map(|edge| f64::from(*edge)).collect();
    let heights: Vec<f64> = histogram.densities.0.iter().map(|density| f64::from(*density)).collect();
    let reach = edges.last().copied().unwrap_or(4.0);
    let place = |i: u32| reach * (2.0 * f64::from(i) / f64::from(CURVE) - 1.0);
    let prior = (0..=CURVE).map(|i| (place(i), normal_density(place(i)))).collect();
    let highest = heights.iter().copied().fold(normal_density(0.0), f64::max);
    let (name, mean) = (latent_name(axis), histogram.mean);
    Drawing {
        x: Scale::titled(&name).between(-reach, reach),
        y: Scale::titled("probability density").between(0.0, 1.08 * highest),
        marks: vec![
            Mark::Bars { name: of.to_owned(), edges, heights, ink: Ink::HeldOut, alpha: 0.45 },
            Mark::Line {
                name: "prior N(0, 1)".to_owned(),
                points: prior,
                ink: Ink::Mark,
                width: 2.0,
                dashed: false,
                dots: 0.0,
            },
        ],
        words: format!(
            "histogram of {of}, mean {mean:.2}, standard deviation {:.2}, with the prior's density over it; \
             the divergence of the histogram from the prior is {:.3} nats",
            histogram.deviation, histogram.kl
        ),
        ..Drawing::default()
    }
}
