//! The same digits three ways: with labels, without, and by a learned code. A digit under the pointer is marked in all.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use web_sys::{HtmlElement, HtmlSelectElement};

use super::Ask;
use crate::data::Shape;
use crate::protocol::representation::{Classified, Clustered, Command, Judged, Method, Plane};
use crate::protocol::{Floats, HeldOut};
use crate::ui::chapters::press;
use crate::ui::dom::{self, Listener, PageError};
use crate::ui::figures::{Chart, ChartOptions, Picture, PictureOptions, latent_name};
use crate::ui::plot::colour::{ColourMap, Rgb};
use crate::ui::plot::drawing::{Drawing, Ink, Mark, Scale};
use crate::ui::plot::scale::{Span, number};
use crate::ui::theme::{self, Subscription};

/// The digit that is marked at first.
const FIRST: usize = 4;
/// How much of a region's colour is the paper's.
const TINT: f32 = 0.72;
/// A digit is under the pointer within this share of the plot's width.
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
            digit: Picture::new(dom::element("ways-digit")?, PictureOptions { label: "Held-out digit".to_owned() })?,
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
        let weak = Rc::downgrade(self);
        // The regions' tints are mixed with the paper.
        self.theme.replace(Some(theme::on_change(move || {
            if let Some(ways) = weak.upgrade() {
                crate::ui::chapters::report(ways.show());
            }
        })?));
        for (chart, on_plane) in [(&self.supervised, true), (&self.unsupervised, true), (&self.learned, false)] {
            let weak = Rc::downgrade(self);
            chart.on_point(move |place| {
                if let (Some(ways), Some(place)) = (weak.upgrade(), place) {
                    crate::ui::chapters::report(ways.point(place, on_plane));
                }
            });
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

    /// The digits are here, of a worker that knows nothing yet.
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
        fill_table(&found.table)?;
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
        let state = self.state.borrow();
        let (Some(plane), Some(held_out), Some(found)) = (&state.plane, &state.held_out, &state.classified) else {
            return;
        };
        let theme = theme::current();
        let colour = |label: &u8| Some(theme.classes.get(usize::from(*label))?.mix(theme.paper, TINT));
        let labelled = found.labelled as usize;
        let points: Vec<(f64, f64)> = pairs(&plane.points.0);
        let labels = &held_out.labels.0;
        let mut marks = vec![
            cells(plane, found.side, found.regions.0.iter().map(colour).collect()),
            Mark::Dots {
                name: String::new(),
                points: points[..labelled.min(points.len())].to_vec(),
                inks: labels.iter().take(labelled).map(|label| Ink::Class(*label)).collect(),
                radius: 2.4,
            },
        ];
        marks.extend(medians(&points, labels));
        self.mark(&mut marks, &points);
        let words = format!(
            "{labelled} labelled digits on two principal components; borders learned from them are right for {} of 400 others",
            percent(found.accuracy)
        );
        self.supervised.set(on_plane(plane, marks, words));
    }

    fn show_unsupervised(&self) {
        let state = self.state.borrow();
        let (Some(plane), Some(found)) = (&state.plane, &state.clustered) else { return };
        let theme = theme::current();
        let k = found.table.len();
        let share = |cluster: u8| f32::from(cluster) / (k.max(2) - 1) as f32;
        let colour = |cluster: &u8| Some(ColourMap::Viridis.at(share(*cluster)).mix(theme.paper, TINT));
        let points: Vec<(f64, f64)> = pairs(&plane.points.0);
        let mut marks = vec![
            cells(plane, found.side, found.regions.0.iter().map(colour).collect()),
            Mark::Dots {
                name: String::new(),
                points: points.clone(),
                inks: found.clusters.0.iter().map(|cluster| Ink::Map(ColourMap::Viridis, share(*cluster))).collect(),
                radius: 2.0,
            },
        ];
        for (index, at) in pairs(&found.centres.0).into_iter().enumerate() {
            marks.push(Mark::Words { at, text: letter(index), ink: Ink::Plain });
        }
        self.mark(&mut marks, &points);
        let words = format!("1,000 digits in {k} groups, sum of squared distances {:.0}", found.inertia);
        self.unsupervised.set(on_plane(plane, marks, words));
    }

    fn show_learned(&self) {
        let state = self.state.borrow();
        let Some(held_out) = state.held_out.as_ref().filter(|_| !state.codes.is_empty()) else { return };
        let points = pairs(&state.codes);
        let mut marks = vec![Mark::Dots {
            name: String::new(),
            points: points.clone(),
            inks: held_out.labels.0.iter().map(|label| Ink::Class(*label)).collect(),
            radius: 2.4,
        }];
        marks.extend(medians(&points, &held_out.labels.0));
        self.mark(&mut marks, &points);
        let reach = reach(&state.codes);
        self.learned.set(Drawing {
            x: Scale::titled(&latent_name(0)).between(-reach, reach),
            y: Scale::titled(&latent_name(1)).between(-reach, reach),
            marks,
            words: "1,000 digits by the two numbers of the pretrained network, coloured by labels that it never saw"
                .to_owned(),
            ..Drawing::default()
        });
    }

    fn mark(&self, marks: &mut Vec<Mark>, points: &[(f64, f64)]) {
        if let Some(point) = self.marked.get().and_then(|index| points.get(index)) {
            marks.push(Mark::Dots { name: String::new(), points: vec![*point], inks: vec![Ink::Mark], radius: 6.0 });
        }
    }
}

fn on_plane(plane: &Plane, marks: Vec<Mark>, words: String) -> Drawing {
    let [left, right, low, high] = plane.square.map(f64::from);
    let title = |index: usize| format!("PC {} ({} of the variance)", index + 1, percent(plane.shares[index]));
    Drawing {
        x: Scale::titled(&title(0)).between(left, right),
        y: Scale::titled(&title(1)).between(low, high),
        marks,
        words,
        ..Drawing::default()
    }
}

fn cells(plane: &Plane, side: u32, colours: Vec<Option<Rgb>>) -> Mark {
    let [left, right, low, high] = plane.square.map(f64::from);
    let side = side as usize;
    Mark::Cells { columns: side, rows: side, x: Span::new(left, right), y: Span::new(low, high), colours }
}

/// What the regions say of digit `index`.
fn region(plane: &Plane, side: u32, regions: &[u8], index: usize) -> Option<u8> {
    let [left, right, low, high] = plane.square;
    let [x, y] = [*plane.points.0.get(2 * index)?, *plane.points.0.get(2 * index + 1)?];
    let cell = |share: f32| ((share * side as f32) as usize).min(side as usize - 1);
    regions.get(cell((high - y) / (high - low)) * side as usize + cell((x - left) / (right - left))).copied()
}

/// The label at the median of its digits.
fn medians(points: &[(f64, f64)], labels: &[u8]) -> Vec<Mark> {
    let middle = |mut values: Vec<f64>| {
        values.sort_by(f64::total_cmp);
        values.get(values.len() / 2).copied()
    };
    (0..10u8)
        .filter_map(|class| {
            let own = || points.iter().zip(labels).filter(|(_, label)| **label == class).map(|(point, _)| point);
            let at = (middle(own().map(|p| p.0).collect())?, middle(own().map(|p| p.1).collect())?);
            Some(Mark::Words { at, text: class.to_string(), ink: Ink::Plain })
        })
        .collect()
}

fn pairs(values: &[f32]) -> Vec<(f64, f64)> {
    values.chunks_exact(2).map(|pair| (f64::from(pair[0]), f64::from(pair[1]))).collect()
}

fn reach(codes: &[f32]) -> f64 {
    1.06 * f64::from(codes.iter().fold(0.1f32, |most, value| most.max(value.abs())))
}

fn percent(share: f32) -> String {
    format!("{} %", number(100.0 * f64::from(share), 1))
}

/// A group's name: A, B, C, …
fn letter(index: usize) -> String {
    char::from(b'A' + (index % 26) as u8).to_string()
}

/// Rows of the table of groups against labels.
fn fill_table(table: &[[u32; 10]]) -> Result<(), PageError> {
    let body: HtmlElement = dom::element("ways-table")?;
    body.set_text_content(None);
    for (index, counts) in table.iter().enumerate() {
        let row: HtmlElement = dom::create("tr")?;
        let head: HtmlElement = dom::create("th")?;
        dom::set_attribute(&head, "scope", "row")?;
        head.set_text_content(Some(&letter(index)));
        dom::append(&row, &head)?;
        let most = counts.iter().max().copied().unwrap_or_default();
        for count in counts {
            let cell: HtmlElement = dom::create("td")?;
            if *count > 0 {
                cell.set_text_content(Some(&count.to_string()));
            }
            if *count > 0 && *count == most {
                cell.set_class_name("most");
            }
            dom::append(&row, &cell)?;
        }
        dom::append(&body, &row)?;
    }
    Ok(())
}
