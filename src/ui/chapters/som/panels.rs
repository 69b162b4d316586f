//! The map, drawn once for each quantity, with one cell marked in all of them.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use web_sys::{HtmlElement, HtmlSelectElement, KeyboardEvent};

use crate::protocol::som::{Catalogue, Picture};
use crate::ui::colour::ColourMap;
use crate::ui::dom::{self, Listener, PageError};
use crate::ui::figures::{Chart, ChartOptions};
use crate::ui::page::report;
use crate::ui::plot::drawing::{ColourBar, Drawing, Ink, Mark, Scale};
use crate::ui::plot::scale::{self, Span};
use crate::ui::weak::hears;
use crate::ui::words::thousands;

/// The frame around the marked cell shows on any colour: white on black.
const FRAME: [(Ink, f64); 2] = [(Ink::Map(ColourMap::Inferno, 0.0), 4.5), (Ink::Map(ColourMap::Reds, 0.0), 2.0)];
/// The frame is at least this share of the sheet's longer side.
const LEAST_FRAME: f64 = 0.05;

const PANELS: [(&str, &str); 4] = [
    ("som-colour", "Map by colour"),
    ("som-magnitude", "Map by magnitude"),
    ("som-redshift", "Map by redshift"),
    ("som-sheet", "Map by hit count or distance between cells"),
];

/// Called with the cell that the person marks.
type Marked = Rc<dyn Fn(u32)>;

pub struct Panels(Rc<Inner>);

struct Inner {
    charts: Vec<Chart>,
    sheet: HtmlSelectElement,
    catalogue: RefCell<Option<Rc<Catalogue>>>,
    picture: RefCell<Option<Picture>>,
    marked: Cell<Option<u32>>,
    /// The person marked it.
    chosen: Cell<bool>,
    listeners: RefCell<Vec<Listener>>,
}

impl Panels {
    pub fn new(mark: Marked) -> Result<Self, PageError> {
        let chart = |(id, name): (&str, &str)| {
            let options = ChartOptions {
                name: name.to_owned(),
                empty: "Training a first map …".to_owned(),
                square: true,
                ..ChartOptions::default()
            };
            Chart::new(dom::element(id)?, options)
        };
        let inner = Rc::new(Inner {
            charts: PANELS.into_iter().map(chart).collect::<Result<_, _>>()?,
            sheet: dom::element("som-sheet-choice")?,
            catalogue: RefCell::default(),
            picture: RefCell::default(),
            marked: Cell::new(None),
            chosen: Cell::new(false),
            listeners: RefCell::default(),
        });
        inner.listen(&mark)?;
        Ok(Self(inner))
    }

    pub fn set_catalogue(&self, catalogue: Rc<Catalogue>) {
        self.0.catalogue.replace(Some(catalogue));
    }

    /// Draws a map; says which cell is marked: the person's choice, or the fullest one.
    pub fn show(&self, picture: Picture) -> u32 {
        let cells = picture.hits.0.len() as u32;
        let keep = self.0.same_size(&picture) && (self.0.chosen.get() || !picture.last);
        let before = self.0.marked.get().filter(|cell| *cell < cells && keep);
        let marked = before.unwrap_or_else(|| fullest(&picture.hits.0));
        if !self.0.same_size(&picture) {
            report(give_room(picture.rows > picture.columns));
        }
        self.0.chosen.set(self.0.chosen.get() && before.is_some());
        self.0.marked.set(Some(marked));
        self.0.picture.replace(Some(picture));
        self.0.draw();
        marked
    }

    /// Marks the person's choice.
    pub fn mark(&self, cell: u32) {
        self.0.chosen.set(true);
        if self.0.marked.replace(Some(cell)) != Some(cell) {
            self.0.draw();
        }
    }

    /// Column and row of a cell, counted from 1, from the left and from below.
    pub fn place(&self, cell: u32) -> (u32, u32) {
        let columns = self.0.picture.borrow().as_ref().map_or(1, |picture| picture.columns.max(1));
        (cell % columns + 1, cell / columns + 1)
    }
}

/// A map that is higher than wide gets higher plots.
fn give_room(tall: bool) -> Result<(), PageError> {
    let figures: HtmlElement = dom::element("som-figures")?;
    figures.set_class_name(if tall { "som-figures tall" } else { "som-figures" });
    Ok(())
}

fn fullest(hits: &[f32]) -> u32 {
    hits.iter().enumerate().fold((0, -1.0), |best, (i, n)| if *n > best.1 { (i as u32, *n) } else { best }).0
}

impl Inner {
    fn listen(self: &Rc<Self>, mark: &Marked) -> Result<(), PageError> {
        for ((id, _), chart) in PANELS.iter().zip(&self.charts) {
            let tell = mark.clone();
            chart.on_point(hears(self, move |inner, place: Option<_>| {
                if let Some(cell) = place.and_then(|place| inner.cell_at(place)) {
                    tell(cell);
                }
            }));
            let tell = mark.clone();
            let pressed = hears(self, move |inner, event: KeyboardEvent| {
                if let Some(cell) = inner.cell_after(&event.key()) {
                    event.prevent_default();
                    tell(cell);
                }
            });
            let container: HtmlElement = dom::element(id)?;
            self.listeners.borrow_mut().push(dom::listen_to(&container, "keydown", pressed)?);
        }
        let chosen = dom::listen(&self.sheet, "change", hears(self, |inner, _| inner.draw()))?;
        self.listeners.borrow_mut().push(chosen);
        Ok(())
    }

    fn same_size(&self, picture: &Picture) -> bool {
        let before = self.picture.borrow();
        before.as_ref().is_some_and(|before| (before.columns, before.rows) == (picture.columns, picture.rows))
    }

    fn cell_at(&self, (x, y): (f64, f64)) -> Option<u32> {
        let picture = self.picture.borrow();
        let picture = picture.as_ref()?;
        let inside = (0.0..f64::from(picture.columns)).contains(&x) && (0.0..f64::from(picture.rows)).contains(&y);
        inside.then(|| y as u32 * picture.columns + x as u32)
    }

    /// The neighbour of the marked cell in an arrow key's direction; at the edge the cell itself.
    fn cell_after(&self, key: &str) -> Option<u32> {
        let picture = self.picture.borrow();
        let (picture, marked) = (picture.as_ref()?, self.marked.get()?);
        let (column, row) = (marked % picture.columns, marked / picture.columns);
        let (column, row) = match key {
            "ArrowLeft" => (column.saturating_sub(1), row),
            "ArrowRight" => ((column + 1).min(picture.columns - 1), row),
            "ArrowDown" => (column, row.saturating_sub(1)),
            "ArrowUp" => (column, (row + 1).min(picture.rows - 1)),
            _ => return None,
        };
        Some(row * picture.columns + column)
    }

    fn draw(&self) {
        let (catalogue, picture) = (self.catalogue.borrow(), self.picture.borrow());
        let (Some(catalogue), Some(picture)) = (catalogue.as_ref(), picture.as_ref()) else { return };
        let bar = |title: &str, map, [low, high]: [f32; 2]| ColourBar {
            title: title.to_owned(),
            map,
            low: f64::from(low),
            high: f64::from(high),
        };
        let [colour, magnitude, redshift, _] = catalogue.ranges;
        let bluest = format!("{}−{}, mag", catalogue.bands[0], catalogue.bands[1]);
        let ridges = self.sheet.value() == "ridges";
        // Empty cells have a weight, and thus a distance from their neighbours.
        let hits = || picture.hits.0.iter().map(|hits| if *hits > 0.0 { *hits } else { f32::NAN }).collect();
        let sheet: Vec<f32> = if ridges { picture.ridges.0.clone() } else { hits() };
        let most = sheet.iter().copied().fold(f32::MIN_POSITIVE, f32::max);
        let shown = [
            (&picture.colour.0, bar(&bluest, ColourMap::Viridis, colour)),
            (&picture.magnitude.0, bar("i, mag", ColourMap::Reds, magnitude)),
            (&picture.redshift.0, bar("redshift", ColourMap::Inferno, redshift)),
            (&sheet, bar(if ridges { "distance, mag" } else { "galaxies" }, ColourMap::Cividis, [0.0, most])),
        ];
        for (chart, (values, bar)) in self.charts.iter().zip(shown) {
            chart.set(drawing(picture, values, bar, self.marked.get()));
        }
    }
}

fn drawing(picture: &Picture, values: &[f32], bar: ColourBar, marked: Option<u32>) -> Drawing {
    let (columns, rows) = (picture.columns as usize, picture.rows as usize);
    let inks = (0..rows)
        .rev()
        .flat_map(|row| (0..columns).map(move |column| row * columns + column))
        .map(|cell| {
            let value = values[cell];
            // A cell without galaxies has none.
            if value.is_nan() { Ink::Missing } else { Ink::Map(bar.map, bar.share(f64::from(value))) }
        })
        .collect();
    let axis = |title: &str, cells: usize| {
        let ticks =
            scale::ticks(Span::new(0.0, cells as f64), 3).into_iter().map(|tick| (tick.at, tick.text)).collect();
        Scale::titled(title).between(0.0, cells as f64).with_ticks(ticks)
    };
    let span = |cells: usize| Span::new(0.0, cells as f64);
    let mut marks = vec![Mark::Cells { columns, rows, x: span(columns), y: span(rows), inks, tint: 0.0 }];
    if let Some(cell) = marked.map(|cell| cell as usize).filter(|cell| *cell < columns * rows) {
        let pad = ((columns.max(rows) as f64 * LEAST_FRAME - 1.0) / 2.0).max(0.0);
        let (x, y) = ((cell % columns) as f64, (cell / columns) as f64);
        let (left, right, low, high) = (x - pad, x + 1.0 + pad, y - pad, y + 1.0 + pad);
        let corners = vec![(left, low), (right, low), (right, high), (left, high), (left, low)];
        marks.extend(FRAME.map(|(ink, width)| Mark::Line {
            name: String::new(),
            points: corners.clone(),
            ink,
            width,
            dashed: false,
            dots: 0.0,
        }));
    }
    let words = describe(values, &bar, marked);
    Drawing { x: axis("column", columns), y: axis("row", rows), marks, bar: Some(bar), words }
}

fn describe(values: &[f32], bar: &ColourBar, marked: Option<u32>) -> String {
    let full = || values.iter().copied().filter(|value| value.is_finite());
    let (low, high) = full().fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
    let mut words = format!(
        "{}, from {} to {} in {} of {} cells",
        bar.title,
        scale::number(f64::from(low), 2),
        scale::number(f64::from(high), 2),
        thousands(full().count() as u64),
        thousands(values.len() as u64)
    );
    if let Some(value) = marked.and_then(|cell| values.get(cell as usize)).filter(|value| value.is_finite()) {
        words += &format!("; {} in the marked cell", scale::number(f64::from(*value), 2));
    }
    words
}
