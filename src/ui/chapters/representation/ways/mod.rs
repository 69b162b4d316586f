//! The same digits three ways: with labels, without, and by a learned code. A digit under the pointer is marked in all.

mod charts;
mod table;

use crate::ui::page::press;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

use web_sys::HtmlSelectElement;

use self::charts::{percent, reach, region};
use self::table::letter;
use super::Ask;
use crate::data::Shape;
use crate::protocol::representation::{Classified, Clustered, Command, Judged, Method, Plane};
use crate::protocol::{Floats, HeldOut};
use crate::ui::dom::{self, Listener, PageError};
use crate::ui::figures::{Chart, ChartOptions, Picture};
use crate::ui::plot::scale::number;
use crate::ui::theme::{self, Subscription};
use crate::ui::weak::{calls, hears};

/// The digit that is marked at first.
const FIRST: usize = 4;
/// The pointer is on a digit if it is within this share of the plot's width.
const HIT: f64 = 0.03;

pub struct Ways {
    ask: Ask,
    supervised: Chart,
    unsupervised: Chart,
    learned: Chart,
    digit: Picture,
    state: RefCell<State>,
    /// The digit that the pointer was on last.
    marked: Cell<Option<usize>>,
    listeners: RefCell<Vec<Listener>>,
    theme: RefCell<Option<Subscription>>,
}

struct State {
    held_out: Option<Rc<HeldOut>>,
    plane: Option<Plane>,
    classified: Option<Classified>,
    clustered: Option<Clustered>,
    codes: Vec<f32>,
    method: Method,
    labelled: u32,
    k: u32,
    seed: u64,
}

impl Ways {
    pub fn new(ask: Ask) -> Result<Rc<Self>, PageError> {
        let chart = |id: &str, name: &str, empty: &str| {
            let options =
                ChartOptions { name: name.to_owned(), empty: empty.to_owned(), square: true, touch_drags: false };
            Chart::new(dom::element(id)?, options)
        };
        let laying = "Laying out the digits …";
        let ways = Rc::new(Self {
            ask,
            supervised: chart("ways-supervised", "Digits with labels, and learned borders", laying)?,
            unsupervised: chart("ways-unsupervised", "Digits without labels, in groups", laying)?,
            learned: chart("ways-learned", "Digits by their learned code", "Waiting for the network")?,
            digit: Picture::new(dom::element("ways-digit")?, "Held-out digit")?,
            state: RefCell::new(State {
                held_out: None,
                plane: None,
                classified: None,
                clustered: None,
                codes: Vec::new(),
                method: Method::Logistic,
                labelled: 600,
                k: 10,
                seed: 0,
            }),
            marked: Cell::new(Some(FIRST)),
            listeners: RefCell::default(),
            theme: RefCell::default(),
        });
        ways.listen()?;
        ways.show()?;
        Ok(ways)
    }

    fn listen(self: &Rc<Self>) -> Result<(), PageError> {
        // The regions' tints are mixed with the paper.
        self.theme.replace(Some(theme::on_change(calls(self, |ways| ways.show()))?));
        for (chart, on_plane) in [(&self.supervised, true), (&self.unsupervised, true), (&self.learned, false)] {
            chart.on_point(hears(self, move |ways, place: Option<_>| {
                place.map_or(Ok(()), |place| ways.point(place, on_plane))
            }));
            chart.point_by_keys()?;
        }
        self.listeners.replace(vec![
            press::choice("ways-method", self, |ways| {
                let name = dom::element::<HtmlSelectElement>("ways-method")?.value();
                ways.state.borrow_mut().method =
                    if name == "neighbours" { Method::Neighbours } else { Method::Logistic };
                ways.classify()
            })?,
            press::slider("ways-labelled", self, |ways, labelled| {
                ways.state.borrow_mut().labelled = labelled as u32;
                ways.classify()
            })?,
            press::slider("ways-k", self, |ways, k| {
                ways.state.borrow_mut().k = k as u32;
                ways.cluster()
            })?,
            press::button("ways-seed", self, |ways| {
                ways.state.borrow_mut().seed += 1;
                ways.cluster()
            })?,
        ]);
        Ok(())
    }

    /// The digits have arrived from a worker that knows nothing yet.
    pub fn set_held_out(&self, held_out: Rc<HeldOut>) -> Result<(), PageError> {
        self.state.borrow_mut().held_out = Some(held_out);
        (self.ask)(Command::Plane);
        self.classify()?;
        self.cluster()
    }

    fn classify(&self) -> Result<(), PageError> {
        let (method, labelled) = {
            let state = self.state.borrow();
            (state.method, state.labelled)
        };
        dom::set_text("ways-labelled-value", &labelled.to_string())?;
        (self.ask)(Command::Classify { method, labelled });
        Ok(())
    }

    fn cluster(&self) -> Result<(), PageError> {
        let (k, seed) = {
            let state = self.state.borrow();
            (state.k, state.seed)
        };
        dom::set_text("ways-k-value", &k.to_string())?;
        (self.ask)(Command::Cluster { k, seed });
        Ok(())
    }

    pub fn set_plane(&self, plane: &Plane) -> Result<(), PageError> {
        self.state.borrow_mut().plane = Some(plane.clone());
        self.show()
    }

    pub fn set_codes(&self, codes: &[f32]) -> Result<(), PageError> {
        self.state.borrow_mut().codes = codes.to_vec();
        (self.ask)(Command::Judge { codes: Floats(codes.to_vec()) });
        self.show_learned();
        self.show_digit()
    }

    pub fn set_classified(&self, found: &Classified) -> Result<(), PageError> {
        {
            let mut state = self.state.borrow_mut();
            if (found.method, found.labelled) != (state.method, state.labelled) {
                return Ok(());
            }
            state.classified = Some(found.clone());
        }
        dom::set_text("ways-accuracy", &percent(found.accuracy))?;
        self.show_supervised();
        self.show_digit()
    }

    pub fn set_clustered(&self, found: &Clustered) -> Result<(), PageError> {
        {
            let mut state = self.state.borrow_mut();
            if (found.k, found.seed) != (state.k, state.seed) {
                return Ok(());
            }
            state.clustered = Some(found.clone());
        }
        dom::set_text("ways-inertia", &number(f64::from(found.inertia), 0))?;
        let most: u32 = found.table.iter().filter_map(|row| row.iter().max()).sum();
        let all: u32 = found.table.iter().flatten().sum();
        dom::set_text("ways-purity", &percent(most as f32 / all.max(1) as f32))?;
        table::fill(&found.table)?;
        self.show_unsupervised();
        self.show_digit()
    }

    pub fn set_judged(&self, judged: Judged) -> Result<(), PageError> {
        dom::set_text("ways-code-accuracy", &percent(judged.code))?;
        dom::set_text("ways-plane-accuracy", &percent(judged.plane))
    }

    /// Marks the digit nearest to a place of one of the charts.
    fn point(&self, (x, y): (f64, f64), on_plane: bool) -> Result<(), PageError> {
        let found = {
            let state = self.state.borrow();
            let Some(plane) = &state.plane else { return Ok(()) };
            let points = if on_plane { &plane.points.0 } else { &state.codes };
            let (mut best, mut least) = (None, f64::INFINITY);
            for (index, point) in points.chunks_exact(2).enumerate() {
                let square = (f64::from(point[0]) - x).powi(2) + (f64::from(point[1]) - y).powi(2);
                if square < least {
                    (best, least) = (Some(index), square);
                }
            }
            let wide = if on_plane { f64::from(plane.square[1] - plane.square[0]) } else { reach(points) * 2.0 };
            best.filter(|_| least.sqrt() < HIT * wide)
        };
        if found.is_none() || found == self.marked.get() {
            return Ok(());
        }
        self.marked.set(found);
        self.show()
    }

    fn show(&self) -> Result<(), PageError> {
        self.show_supervised();
        self.show_unsupervised();
        self.show_learned();
        self.show_digit()
    }

    fn show_digit(&self) -> Result<(), PageError> {
        let state = self.state.borrow();
        let (Some(held_out), Some(index)) = (&state.held_out, self.marked.get()) else { return Ok(()) };
        let shape = Shape::from(held_out.shape);
        let label = held_out.labels.0.get(index).copied().unwrap_or_default();
        let pixels = &held_out.pixels.0[index * shape.pixels()..(index + 1) * shape.pixels()];
        self.digit.set(pixels, shape, &format!("a {label}"))?;
        let mut words = format!("Digit {index}, labelled {label}.");
        if let (Some(plane), Some(found)) = (&state.plane, &state.classified)
            && let Some(region) = region(plane, found.side, &found.regions.0, index)
        {
            words += &format!(" The classifier calls it {region}.");
        }
        let cluster = state.clustered.as_ref().and_then(|found| found.clusters.0.get(index));
        if let Some(cluster) = cluster {
            words += &format!(" It is in group {}.", letter(usize::from(*cluster)));
        }
        if let Some([first, second]) =
            state.codes.get(2 * index..2 * index + 2).and_then(|code| <[f32; 2]>::try_from(code).ok())
        {
            words += &format!(" Its code is {}, {}.", number(first.into(), 2), number(second.into(), 2));
        }
        dom::set_text("ways-digit-text", &words)
    }

    fn show_supervised(&self) {
        if let Some(drawing) = charts::supervised(&self.state.borrow(), self.marked.get()) {
            self.supervised.set(drawing);
        }
    }

    fn show_unsupervised(&self) {
        if let Some(drawing) = charts::unsupervised(&self.state.borrow(), self.marked.get()) {
            self.unsupervised.set(drawing);
        }
    }

    fn show_learned(&self) {
        if let Some(drawing) = charts::learned(&self.state.borrow(), self.marked.get()) {
            self.learned.set(drawing);
        }
    }
}
