//! The runs' images and manifolds, a pair for each run, all on the same axes. An image that is pointed at in one map is marked in
//! all that have it.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use web_sys::HtmlInputElement;

use super::MOST;
use crate::data::Shape;
use crate::protocol::shelf::Record;
use crate::ui::dimensions::{collapse, furthest_in, is_inactive};
use crate::ui::dom::{self, PageError};
use crate::ui::figures::{Chart, ChartOptions, Strip, StripOptions, latent_name};
use crate::ui::plot::drawing::{Drawing, Ink, Mark, Scale};
use crate::ui::plot::scale::number;
use crate::ui::shelf::{Row, laid_on, of_same_images, plane, reach};
use crate::ui::weak::hears;

/// An image is hit within this share of half a map's width, which is the same for all maps, however small a run's cloud is.
const HIT: f64 = 0.06;

pub struct Maps {
    align: HtmlInputElement,
    /// Made for the first comparison.
    charts: [OnceCell<Chart>; MOST],
    shown: RefCell<Vec<Shown>>,
    /// In which map, and which of its images.
    pointed: Cell<Option<(usize, usize)>>,
}

struct Shown {
    title: String,
    /// `[images, 2]`.
    points: Vec<f32>,
    labels: Vec<u8>,
    /// The images are the notebook's, labelled 1 if held out and 0 if trained on; else held-out digits.
    notebook: bool,
    /// The first of the runs that has the same images.
    like: usize,
    /// That its posterior has collapsed.
    note: Option<String>,
}

impl Maps {
    pub fn new() -> Result<Rc<Self>, PageError> {
        let maps = Rc::new(Self {
            align: dom::element("shelf-align")?,
            charts: Default::default(),
            shown: RefCell::default(),
            pointed: Cell::new(None),
        });
        for place in 0..MOST {
            let name = format!("Map of run {}", place + 1);
            let options = ChartOptions { name, square: true, ..ChartOptions::default() };
            let chart = Chart::new(dom::element(&format!("shelf-map-{}", place + 1))?, options)?;
            chart.on_point(hears(&maps, move |maps: &Rc<Self>, at| maps.point(place, at)));
            chart.point_by_keys()?;
            // Its place is free.
            let _ = maps.charts[place].set(chart);
        }
        Ok(maps)
    }

    pub fn show(&self, runs: &[(Row, Record)]) -> Result<(), PageError> {
        let Some((_, first)) = runs.first() else { return Ok(()) };
        let mut shown = Vec::new();
        for place in 0..MOST {
            let id = |part: &str| format!("shelf-{part}-{}", place + 1);
            dom::set_hidden(&id("run"), place >= runs.len())?;
            let Some((row, record)) = runs.get(place) else { continue };
            let laid = if place > 0 && self.align.checked() { laid_on(record, first) } else { None };
            let words = match (&laid, place > 0 && self.align.checked()) {
                (Some((_, correlation)), _) => {
                    format!("Laid on the first: aligned correlation {}.", number(*correlation, 3))
                }
                (None, true) => "Its images are not those of the first run, so it cannot be laid on it.".to_owned(),
                (None, false) => String::new(),
            };
            dom::set_text(&id("name"), &row.title())?;
            dom::set_text(&id("laid"), &words)?;
            let points = laid.map_or_else(|| plane(&record.codes), |(points, _)| points);
            let note = collapse_of(record, place > 0 && self.align.checked());
            let like = runs.iter().position(|(_, other)| of_same_images(record, other)).unwrap_or(place);
            let (labels, notebook) = (record.codes.labels.0.clone(), record.choice.is_some());
            shown.push(Shown { title: row.title(), points, labels, notebook, like, note });
            tiles(&id("tiles"), &row.title(), record)?;
        }
        self.shown.replace(shown);
        self.pointed.set(None);
        self.draw()
    }

    fn point(&self, map: usize, at: Option<(f64, f64)>) -> Result<(), PageError> {
        let hit = HIT * self.reach();
        let found = at.and_then(|at| Some((map, nearest(&self.shown.borrow().get(map)?.points, at, hit)?)));
        if self.pointed.replace(found) == found { Ok(()) } else { self.draw() }
    }

    /// The end of all axes.
    fn reach(&self) -> f64 {
        reach(&self.shown.borrow().iter().map(|shown| shown.points.clone()).collect::<Vec<_>>())
    }

    fn draw(&self) -> Result<(), PageError> {
        let shown = self.shown.borrow();
        let reach = self.reach();
        let pointed = self.pointed.get().and_then(|(map, image)| Some((shown.get(map)?, image)));
        let mut said = Vec::new();
        for (chart, shown) in self.charts.iter().filter_map(OnceCell::get).zip(shown.iter()) {
            let points: Vec<(f64, f64)> =
                shown.points.chunks_exact(2).map(|p| (f64::from(p[0]), f64::from(p[1]))).collect();
            let inks = shown.labels.iter().map(|label| shown.ink(*label)).collect();
            let marked = pointed.filter(|(in_map, _)| in_map.like == shown.like);
            let marked = marked.and_then(|(_, image)| Some((image, *points.get(image)?)));
            let mut words = format!("{} {}", points.len(), if shown.notebook { "images" } else { "held-out images" });
            let mut marks = vec![Mark::Dots { name: String::new(), points, inks, radius: 2.0 }];
            if let Some(note) = &shown.note {
                words += &format!(". {note}");
                marks.push(Mark::Note(note.clone()));
            }
            if let Some((image, at)) = marked {
                let place = format!("{}, {}", number(at.0, 2), number(at.1, 2));
                words += &format!("; marked: image {}, {}, at {place}", image + 1, shown.kind(image));
                said.push(format!("{} at {place}", shown.title));
                marks.push(Mark::Dots { name: String::new(), points: vec![at], inks: vec![Ink::Mark], radius: 7.0 });
            }
            let scale = |dimension| Scale::titled(&latent_name(dimension)).between(-reach, reach);
            chart.set(Drawing { x: scale(0), y: scale(1), marks, bar: None, words });
        }
        let words = match pointed {
            Some((map, image)) if map.notebook => {
                format!("Image {}, {}: {}.", image + 1, map.kind(image), said.join("; "))
            }
            Some((map, image)) => {
                format!("Held-out image {}, a {}: {}.", image + 1, map.labels[image], said.join("; "))
            }
            None => "Point at an image in one of the maps: the same image is marked in all that have it.".to_owned(),
        };
        dom::set_text("shelf-maps-text", &words)
    }
}

impl Shown {
    fn ink(&self, label: u8) -> Ink {
        match (self.notebook, label) {
            (false, class) => Ink::Class(class),
            (true, 0) => Ink::Training,
            (true, _) => Ink::HeldOut,
        }
    }

    /// What the image's label says of it.
    fn kind(&self, image: usize) -> String {
        match (self.notebook, self.labels[image]) {
            (false, class) => format!("of class {class}"),
            (true, 0) => "trained on".to_owned(),
            (true, _) => "held out".to_owned(),
        }
    }
}

/// What is to be said of a run whose posterior has collapsed in the two dimensions that are shown; where they were turned, in all.
fn collapse_of(record: &Record, turned: bool) -> Option<String> {
    let kl = &record.held_out()?.kl_per_dimension.0;
    let shown: Vec<(String, f64)> = kl
        .iter()
        .enumerate()
        .take(if turned { kl.len() } else { 2 })
        .map(|(i, kl)| (latent_name(i), (*kl).into()))
        .collect();
    let idle = shown.iter().all(|(_, kl)| is_inactive(*kl));
    let furthest = furthest_in(&record.codes.mu.0, kl.len(), |dimension| dimension < shown.len());
    collapse(&shown, furthest).filter(|_| idle || !turned)
}

/// The picture of a manifold, made anew: another run may have other tiles.
fn tiles(id: &str, title: &str, record: &Record) -> Result<(), PageError> {
    let container: web_sys::HtmlElement = dom::element(id)?;
    container.set_text_content(None);
    let label = format!("Manifold of {title}");
    let strip = Strip::new(container, StripOptions { label, columns: record.tiles.columns as usize, gap: 0 })?;
    strip.set(&record.tiles.pixels.0, Shape::from(record.tiles.shape))
}

fn nearest(points: &[f32], (x, y): (f64, f64), hit: f64) -> Option<usize> {
    let distance = |p: &[f32]| (f64::from(p[0]) - x).hypot(f64::from(p[1]) - y);
    let (index, near) = points.chunks_exact(2).map(distance).enumerate().min_by(|a, b| a.1.total_cmp(&b.1))?;
    (near < hit).then_some(index)
}
