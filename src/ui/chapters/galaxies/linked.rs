//! Maps of the same galaxies side by side: pointing at one in any of them marks it in all.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use web_sys::HtmlElement;

use super::known::{Known, titled};
use crate::protocol::Property;
use crate::ui::colour::ColourMap;
use crate::ui::colouring::{self, ColourAs};
use crate::ui::dom::PageError;
use crate::ui::figures::{Chart, ChartOptions};
use crate::ui::plot::drawing::{ColourBar, Drawing, Ink, Mark, Scale};
use crate::ui::plot::scale::number;
use crate::ui::weak::hears;

/// A galaxy is hit within this share of a map's width.
const HIT: f64 = 0.04;

/// One map: where each galaxy lies, `[galaxies, 2]`, what is on the axes, and what else is to be said of it.
#[derive(Clone, Default)]
pub struct Places {
    pub points: Vec<f32>,
    pub axes: [String; 2],
    pub words: String,
    /// They are codes, and the axes are never shorter than the prior: of a collapsed one, noise would fill the map.
    pub codes: bool,
    /// A sentence on the map itself.
    pub note: Option<String>,
}

/// The prior's standard deviations that an axis of codes shows at least.
const PRIOR: f32 = 3.0;

pub struct Linked {
    charts: RefCell<Vec<(Chart, Places)>>,
    known: Rc<RefCell<Known>>,
    colour: RefCell<String>,
    colour_as: Cell<ColourAs>,
    pointed: Cell<Option<usize>>,
}

impl Linked {
    pub fn new(known: Rc<RefCell<Known>>) -> Rc<Self> {
        Rc::new(Self {
            charts: RefCell::default(),
            known,
            colour: RefCell::default(),
            colour_as: Cell::default(),
            pointed: Cell::new(None),
        })
    }

    /// Adds a map in this container, empty at first.
    pub fn add(self: &Rc<Self>, container: HtmlElement, name: &str, empty: &str) -> Result<(), PageError> {
        let options = ChartOptions { name: name.to_owned(), empty: empty.to_owned(), square: true, touch_drags: false };
        let chart = Chart::new(container, options)?;
        let place = self.charts.borrow().len();
        chart.on_point(hears(self, move |linked, at| linked.point(place, at)));
        chart.point_by_keys()?;
        self.charts.borrow_mut().push((chart, Places::default()));
        Ok(())
    }

    /// Takes all maps away.
    pub fn clear(&self) {
        self.charts.borrow_mut().clear();
        self.pointed.set(None);
    }

    pub fn len(&self) -> usize {
        self.charts.borrow().len()
    }

    /// Shows these places on map `index`.
    pub fn set(&self, index: usize, places: Places) {
        if let Some(map) = self.charts.borrow_mut().get_mut(index) {
            map.1 = places;
        }
        self.draw();
    }

    /// Colours all maps by this property, shown so.
    pub fn set_colour(&self, name: &str, how: ColourAs) {
        self.colour_as.set(how);
        self.colour.replace(name.to_owned());
        self.draw();
    }

    fn point(&self, map: usize, at: Option<(f64, f64)>) {
        let found = at.and_then(|at| nearest(&self.charts.borrow().get(map)?.1.points, at));
        if self.pointed.replace(found) != found {
            self.draw();
        }
    }

    fn draw(&self) {
        let known = self.known.borrow();
        let property = known.property(&self.colour.borrow());
        let property = property.map(|property| colouring::shown(property, self.colour_as.get()).0);
        let property = property.as_deref();
        let bar = property.and_then(colour_bar);
        for (chart, places) in self.charts.borrow().iter() {
            let points: Vec<(f64, f64)> =
                places.points.chunks_exact(2).map(|p| (f64::from(p[0]), f64::from(p[1]))).collect();
            let class = property.is_some_and(|property| !property.classes.is_empty());
            let ink = |index: usize| match (property.and_then(|p| p.values.0.get(index)), &bar) {
                (Some(value), _) if class => Ink::Class(*value as u8),
                (Some(value), Some(bar)) if value.is_finite() => Ink::Map(bar.map, bar.share(f64::from(*value))),
                _ => Ink::Prior,
            };
            let mut marks = Vec::new();
            let mut words = places.words.clone();
            if !points.is_empty() {
                let inks = (0..points.len()).map(ink).collect();
                let marked = self.pointed.get().and_then(|index| Some((index, *points.get(index)?)));
                marks.push(Mark::Dots { name: String::new(), points, inks, radius: 2.4 });
                if let Some((index, at)) = marked {
                    marks.push(Mark::Dots {
                        name: String::new(),
                        points: vec![at],
                        inks: vec![Ink::Mark],
                        radius: 6.0,
                    });
                    words +=
                        &format!(" Marked: {} {} at {}, {}.", known.one(), index + 1, number(at.0, 2), number(at.1, 2));
                }
            }
            if let Some(note) = &places.note {
                words += &format!(" {note}");
                marks.push(Mark::Note(note.clone()));
            }
            let furthest = places.points.iter().fold(0f32, |most, value| most.max(value.abs()));
            let [x, y] = places.axes.each_ref().map(|title| {
                let scale = Scale::titled(title);
                if places.codes && furthest < PRIOR { scale.between((-PRIOR).into(), PRIOR.into()) } else { scale }
            });
            chart.set(Drawing { x, y, marks, bar: bar.clone(), words });
        }
    }
}

/// From the 2nd to the 98th percentile, so that one odd galaxy does not take the whole scale.
fn colour_bar(property: &Property) -> Option<ColourBar> {
    if !property.classes.is_empty() {
        return None;
    }
    let mut values: Vec<f32> = property.values.0.iter().copied().filter(|value| value.is_finite()).collect();
    values.sort_by(f32::total_cmp);
    let at = |share: f64| values.get(((values.len().checked_sub(1)?) as f64 * share) as usize).copied();
    let (low, high) = (f64::from(at(0.02)?), f64::from(at(0.98)?));
    (high > low).then(|| ColourBar { title: titled(property), map: ColourMap::Viridis, low, high })
}

/// The point nearest to a place, if it is near.
fn nearest(points: &[f32], (x, y): (f64, f64)) -> Option<usize> {
    let (low, high) = points.iter().fold((f32::MAX, f32::MIN), |(low, high), v| (low.min(*v), high.max(*v)));
    let distance = |p: &[f32]| (f64::from(p[0]) - x).hypot(f64::from(p[1]) - y);
    let all = points.chunks_exact(2).map(distance).enumerate();
    let (index, near) = all.min_by(|a, b| a.1.total_cmp(&b.1))?;
    (near < HIT * f64::from(high - low)).then_some(index)
}
