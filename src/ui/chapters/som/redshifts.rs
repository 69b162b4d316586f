//! Redshifts by the map against the true ones, on held-out galaxies.

use std::cell::Cell;

use crate::protocol::som::Picture;
use crate::ui::dom::{self, PageError};
use crate::ui::figures::{Chart, ChartOptions};
use crate::ui::plot::drawing::{Drawing, Ink, Mark, Scale};
use crate::ui::words::thousands;

/// |Δz| / (1 + z) of an outlier.
const OUTLIER: f64 = 0.15;

pub struct Redshifts {
    chart: Chart,
    simulated: Cell<bool>,
}

impl Redshifts {
    pub fn new() -> Result<Self, PageError> {
        let options = ChartOptions {
            name: "Redshifts by the map".to_owned(),
            empty: "Training a first map …".to_owned(),
            square: true,
            ..ChartOptions::default()
        };
        Ok(Self { chart: Chart::new(dom::element("som-photoz")?, options)?, simulated: Cell::new(false) })
    }

    /// The true redshifts are a simulation's, not measured in spectra.
    pub fn set_simulated(&self, simulated: bool) {
        self.simulated.set(simulated);
    }

    pub fn show(&self, picture: &Picture) {
        let points: Vec<(f64, f64)> = picture
            .truth
            .0
            .iter()
            .zip(&picture.estimated.0)
            .map(|(z, by_map)| (f64::from(*z), f64::from(*by_map)))
            .collect();
        let far = 1.02 * points.iter().fold(0.1, |far: f64, (z, by_map)| far.max(*z).max(*by_map));
        let line = |name: &str, slack: f64, dashed| Mark::Line {
            name: name.to_owned(),
            points: [0.0, far].map(|z| (z, z + slack * (1.0 + z))).to_vec(),
            ink: if dashed { Ink::Mark } else { Ink::Plain },
            width: 1.5,
            dashed,
            dots: 0.0,
        };
        let words = format!(
            "{} held-out galaxies; σ NMAD {:.4}, {:.2} per cent outliers",
            thousands(points.len() as u64),
            picture.score.sigma_nmad,
            100.0 * picture.score.outliers
        );
        let truth = if self.simulated.get() { "redshift in the simulation" } else { "spectroscopic redshift" };
        self.chart.set(Drawing {
            x: Scale::titled(truth).between(0.0, far),
            y: Scale::titled("redshift by the map").between(0.0, far),
            marks: vec![
                Mark::Dots { name: "held-out galaxies".to_owned(), points, inks: vec![Ink::Accent], radius: 1.6 },
                line("equal", 0.0, false),
                line("±0.15 (1 + z)", OUTLIER, true),
                line("", -OUTLIER, true),
            ],
            bar: None,
            words,
        });
    }
}
