//! The runs' held-out curves in one plot, with their exact values where the pointer is.

use std::cell::RefCell;
use std::rc::Rc;

use web_sys::HtmlSelectElement;

use super::INKS;
use crate::protocol::shelf::Record;
use crate::ui::dom::{self, PageError};
use crate::ui::figures::Chart;
use crate::ui::plot::drawing::{Drawing, Ink, Mark, Scale};
use crate::ui::plot::scale::number;
use crate::ui::shelf::{Curve, Row};
use crate::ui::weak::hears;

pub struct RunCurves {
    chart: Chart,
    which: HtmlSelectElement,
    runs: RefCell<Vec<(String, Record)>>,
}

impl RunCurves {
    pub fn new() -> Result<Rc<Self>, PageError> {
        let curves = Rc::new(Self {
            chart: Chart::named("shelf-curves", "Curves of the runs")?,
            which: dom::element("shelf-curve")?,
            runs: RefCell::default(),
        });
        curves
            .chart
            .on_point(hears(&curves, |curves: &Rc<Self>, at: Option<(f64, f64)>| curves.draw(at.map(|at| at.0))));
        curves.chart.point_by_keys()?;
        Ok(curves)
    }

    pub fn show(&self, runs: &[(Row, Record)]) -> Result<(), PageError> {
        self.runs.replace(runs.iter().map(|(row, record)| (row.title(), record.clone())).collect());
        self.draw(None)
    }

    fn draw(&self, epoch: Option<f64>) -> Result<(), PageError> {
        let curve = Curve::ALL[(self.which.selected_index().max(0) as usize).min(Curve::ALL.len() - 1)];
        let (runs, mut marks) = (self.runs.borrow(), Vec::new());
        for ((name, record), ink) in runs.iter().zip(INKS) {
            let points = curve.points(record);
            let dots = if points.len() < 40 { 3.0 } else { 0.0 };
            marks.push(Mark::Line { name: name.clone(), points, ink, width: 2.0, dashed: false, dots });
        }
        let read = epoch.map(|epoch| self.read(curve, epoch, &mut marks));
        let rest = "Point at the curves: each run’s exact value at its evaluation nearest to the pointer appears here.";
        dom::set_text("shelf-curves-text", read.as_deref().unwrap_or(rest))?;
        let last = |(name, record): &(String, Record)| {
            let (epoch, value) = *curve.points(record).last()?;
            Some(format!("{name}: {} after {} epochs", number(value, 2), number(epoch, 1)))
        };
        let words = format!(
            "{}, nats per image. {}",
            curve.name(),
            runs.iter().filter_map(last).collect::<Vec<_>>().join("; ")
        );
        let (x, y) = (Scale::titled("epoch"), Scale::titled(&format!("{}, nats", curve.name())));
        self.chart.set(Drawing { x, y, marks, bar: None, words });
        Ok(())
    }

    /// Marks what is read, and says it.
    fn read(&self, curve: Curve, epoch: f64, marks: &mut Vec<Mark>) -> String {
        let (runs, mut said) = (self.runs.borrow(), Vec::new());
        for ((name, record), ink) in runs.iter().zip(INKS) {
            let Some(at) = curve.near(record, epoch) else { continue };
            said.push(format!("{name}: {} nats at epoch {}", number(at.1, 2), number(at.0, 1)));
            marks.push(Mark::Dots { name: String::new(), points: vec![at], inks: vec![ink], radius: 6.0 });
        }
        marks.push(Mark::Upright(epoch, String::new(), Ink::Prior));
        said.join("; ") + "."
    }
}
