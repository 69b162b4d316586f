//! Error against the width of the bottleneck: the shipped curves, the chosen width, and what was trained here.

use std::cell::RefCell;

use crate::data::bottleneck::{self, Row};
use crate::protocol::Phase;
use crate::protocol::autoencoder::Progress;
use crate::ui::controls::linked;
use crate::ui::dom::{self, PageError};
use crate::ui::figures::{Chart, ChartOptions};
use crate::ui::plot::drawing::{Drawing, Ink, Mark, Scale};
use crate::ui::plot::scale::number;
use crate::ui::state::autoencoder::{AUTOENCODER, Bottleneck};
use crate::ui::words;

/// What the slider says; it holds nothing that cannot be used.
fn chosen() -> Result<Bottleneck, PageError> {
    let read = linked::read(&AUTOENCODER, |_, _, outcome| Ok(outcome.is_ok()))?;
    Ok(read.unwrap_or_default())
}

/// One of the person's own training runs.
struct Own {
    q: u32,
    seed: u64,
    /// Held-out squared error, once it was measured.
    squared: Option<f64>,
}

pub struct Curve {
    chart: Chart,
    rows: Vec<Row>,
    q: RefCell<u32>,
    own: RefCell<Vec<Own>>,
}

impl Curve {
    pub fn new() -> Result<Self, PageError> {
        linked::restore(&AUTOENCODER)?;
        let chosen = chosen()?;
        let options = ChartOptions {
            name: "Reconstruction error against the size of the code".to_owned(),
            empty: "The table of errors is missing".to_owned(),
            ..Default::default()
        };
        let curve = Self {
            chart: Chart::new(dom::element("autoencoder-curve")?, options)?,
            // A table that cannot be read would have failed the tests; the chart then says that it is missing.
            rows: bottleneck::shipped().unwrap_or_default(),
            q: RefCell::new(chosen.q),
            own: RefCell::default(),
        };
        curve.show()?;
        Ok(curve)
    }

    pub fn q(&self) -> u32 {
        *self.q.borrow()
    }

    /// The slider was moved.
    pub fn choose(&self) -> Result<(), PageError> {
        let chosen = chosen()?;
        linked::keep(&AUTOENCODER, &chosen)?;
        self.q.replace(chosen.q);
        self.show()
    }

    /// The seed of the next training: each has one of its own.
    pub fn begin(&self) -> u64 {
        let mut own = self.own.borrow_mut();
        let seed = own.len() as u64 + 1;
        own.push(Own { q: self.q(), seed, squared: None });
        seed
    }

    /// The progress of the training.
    pub fn heard(&self, progress: &Progress) -> Result<(), PageError> {
        if let Some(squared) = progress.squared {
            let mut own = self.own.borrow_mut();
            if let Some(own) = own.iter_mut().find(|own| own.seed == progress.seed) {
                own.squared = Some(f64::from(squared));
            }
        }
        dom::set_text("autoencoder-phase", &phase(progress))?;
        self.show()
    }

    fn show(&self) -> Result<(), PageError> {
        let q = self.q();
        let row = self.rows.iter().find(|row| row.q == q);
        let own = self.own.borrow();
        let mine = own.iter().rev().find(|own| own.q == q).and_then(|own| own.squared);
        let text = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), |value| number(value, 2));
        let pca = row.map(|row| row.pca);
        let shipped = row.and_then(|row| Some(row.autoencoder?.squared));
        dom::set_text("autoencoder-q-value", &q.to_string())?;
        dom::set_text("autoencoder-pca-error", &text(pca))?;
        dom::set_text("autoencoder-shipped-error", &text(shipped))?;
        dom::set_text("autoencoder-own-error", &text(mine))?;
        if self.rows.is_empty() {
            return Ok(());
        }
        let line = |name: &str, ink, dashed, dots, value: fn(&Row) -> Option<f64>| Mark::Line {
            name: name.to_owned(),
            points: self.rows.iter().filter_map(|row| Some((f64::from(row.q), value(row)?))).collect(),
            ink,
            width: 2.0,
            dashed,
            dots,
        };
        let chosen = pca.into_iter().chain(shipped).map(|error| (f64::from(q), error)).collect();
        let mut marks = vec![
            line("PCA", Ink::Prior, true, 0.0, |row| Some(row.pca)),
            line("autoencoder", Ink::HeldOut, false, 2.5, |row| Some(row.autoencoder?.squared)),
            Mark::Upright(f64::from(q), String::new(), Ink::Plain),
            Mark::Dots { name: String::new(), points: chosen, inks: vec![Ink::Plain], radius: 4.0 },
        ];
        let trained: Vec<(f64, f64)> = own.iter().filter_map(|own| Some((f64::from(own.q), own.squared?))).collect();
        if !trained.is_empty() {
            let inks = vec![Ink::Mark];
            marks.push(Mark::Dots { name: "trained here".to_owned(), points: trained.clone(), inks, radius: 5.0 });
        }
        let mut words = format!("at q = {q}, PCA {}, autoencoder {}", text(pca), text(shipped));
        for (q, squared) in trained {
            words += &format!("; trained here, q = {q}: {}", number(squared, 2));
        }
        self.chart.set(Drawing {
            x: Scale::titled("q, numbers in the code").between(0.0, 33.0),
            y: Scale::titled("squared error of a held-out digit").between(6.0, 60.0).log(),
            marks,
            words,
            ..Drawing::default()
        });
        Ok(())
    }
}

fn phase(progress: &Progress) -> String {
    let Progress { q, seed, epochs, .. } = progress;
    let done = words::epoch(progress.epoch);
    match &progress.phase {
        Phase::Training => format!("Training q = {q}, seed {seed}: epoch {done} of {epochs}."),
        Phase::Paused => format!("Stopped after {done} of {epochs} epochs and measured: q = {q}, seed {seed}."),
        Phase::Finished => format!("Done: q = {q}, seed {seed}, {epochs} epochs."),
        Phase::Diverged { .. } => format!("Stopped: q = {q}, seed {seed} diverged."),
    }
}
