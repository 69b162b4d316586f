//! What is in the marked cell: its galaxies' spectral energy distribution and their redshifts.

use std::cell::RefCell;
use std::rc::Rc;

use crate::protocol::som::{Catalogue, Cell};
use crate::ui::dom::{self, PageError};
use crate::ui::figures::{Chart, ChartOptions};
use crate::ui::plot::drawing::{Drawing, Ink, Mark, Scale};
use crate::ui::plot::scale::{self, Span};
use crate::ui::words::thousands;

/// About where each band lies, nm; the two surveys differ by a few.
const WAVELENGTHS: [(&str, f64); 6] =
    [("u", 360.0), ("g", 475.0), ("r", 620.0), ("i", 755.0), ("z", 880.0), ("y", 970.0)];

pub struct CellFigures {
    spectrum: Chart,
    histogram: Chart,
    catalogue: RefCell<Option<Rc<Catalogue>>>,
}

impl CellFigures {
    pub fn new() -> Result<Self, PageError> {
        let options = |name: &str| ChartOptions {
            name: name.to_owned(),
            empty: "Point at a cell".to_owned(),
            ..ChartOptions::default()
        };
        Ok(Self {
            spectrum: Chart::new(dom::element("som-spectrum")?, options("Magnitudes of the cell"))?,
            histogram: Chart::new(dom::element("som-histogram")?, options("Redshifts of the cell"))?,
            catalogue: RefCell::default(),
        })
    }

    pub fn set_catalogue(&self, catalogue: Rc<Catalogue>) {
        self.catalogue.replace(Some(catalogue));
    }

    /// Shows a cell that lies in this column and row.
    pub fn show(&self, cell: &Cell, (column, row): (u32, u32)) -> Result<(), PageError> {
        let catalogue = self.catalogue.borrow();
        let Some(catalogue) = catalogue.as_ref() else { return Ok(()) };
        let what = match cell.galaxies {
            0 => "no galaxy".to_owned(),
            1 => "1 galaxy".to_owned(),
            n => format!("{} galaxies", thousands(n.into())),
        };
        let place = format!("Column {column}, row {row}: {what}");
        self.spectrum.set(spectrum(cell, catalogue, &place));
        self.histogram.set(histogram(cell, catalogue, &place));
        let redshift = match cell.galaxies {
            0 => String::new(),
            _ => format!(", median redshift {:.3}", cell.median_redshift),
        };
        dom::set_text("som-cell", &format!("{place}{redshift}."))
    }
}

/// Bright is above: magnitudes are drawn with their sign turned.
fn spectrum(cell: &Cell, catalogue: &Catalogue, place: &str) -> Drawing {
    let wavelength = |band: &String| WAVELENGTHS.iter().find(|(name, _)| name == band).map(|(_, at)| *at);
    let bands: Vec<(f64, String)> =
        catalogue.bands.iter().filter_map(|band| Some((wavelength(band)?, band.clone()))).collect();
    let [bright, faint] = catalogue.ranges[3].map(f64::from);
    let values = || cell.mean.0.iter().zip(&cell.spread.0).map(|(mean, spread)| (f64::from(*mean), f64::from(*spread)));
    let band = bands.iter().zip(values()).map(|((x, _), (mean, spread))| (*x, -mean - spread, spread - mean)).collect();
    let line = bands.iter().zip(values()).map(|((x, _), (mean, _))| (*x, -mean)).collect();
    let ticks = scale::ticks(Span::new(bright - 1.0, faint + 1.0), 6).into_iter().map(|tick| (-tick.at, tick.text));
    let listed: Vec<String> =
        bands.iter().zip(values()).map(|((_, name), (mean, _))| format!("{name} {mean:.2}")).collect();
    Drawing {
        x: Scale::titled("band, at its wavelength").between(330.0, 1000.0).with_ticks(bands),
        y: Scale::titled("magnitude").between(-faint - 1.0, 1.0 - bright).with_ticks(ticks.collect()),
        marks: vec![
            Mark::Area { name: "spread (1σ)".to_owned(), points: band, ink: Ink::Training, alpha: 0.4 },
            Mark::Line {
                name: "mean".to_owned(),
                points: line,
                ink: Ink::Accent,
                width: 2.0,
                dashed: false,
                dots: 3.5,
            },
        ],
        bar: None,
        words: format!("{place}; mean magnitudes {}", listed.join(", ")),
    }
}

fn histogram(cell: &Cell, catalogue: &Catalogue, place: &str) -> Drawing {
    let bins = cell.redshifts.0.len();
    let edges: Vec<f64> = (0..=bins).map(|i| f64::from(catalogue.farthest) * i as f64 / bins.max(1) as f64).collect();
    let shares = |values: &[f32]| values.iter().map(|share| 100.0 * f64::from(*share)).collect();
    let bars = |name: &str, values: &[f32], ink, alpha| Mark::Bars {
        name: name.to_owned(),
        edges: edges.clone(),
        heights: shares(values),
        ink,
        alpha,
    };
    let mut marks = vec![
        bars("all", &catalogue.redshifts.0, Ink::Prior, 0.35),
        bars("this cell", &cell.redshifts.0, Ink::Accent, 0.75),
    ];
    let mut words = place.to_owned();
    if cell.galaxies > 0 {
        let median = f64::from(cell.median_redshift);
        marks.push(Mark::Upright(median, "its median".to_owned(), Ink::Mark));
        words += &format!("; median redshift {median:.3}");
    }
    Drawing {
        x: Scale::titled("redshift").between(0.0, f64::from(catalogue.farthest)),
        y: Scale::titled("galaxies, %").between(0.0, tallest(&marks)),
        marks,
        bar: None,
        words,
    }
}

/// A little more than the highest bar.
fn tallest(marks: &[Mark]) -> f64 {
    let heights =
        marks.iter().filter_map(|mark| if let Mark::Bars { heights, .. } = mark { Some(heights) } else { None });
    1.05 * heights.flatten().copied().fold(1.0, f64::max)
}
