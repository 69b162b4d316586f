//! Two numbers make a galaxy of 1,024: the flat sheet, the galaxy at its point, and the sheet's image in pixel space.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use web_sys::{Element, HtmlInputElement, HtmlSelectElement};

use super::{Ask, space};
use crate::data::Shape;
use crate::data::synthetic::{FACTORS, RANGES};
use crate::protocol::representation::{Command, Galaxy, Sheet};
use crate::ui::chapters::press;
use crate::ui::dom::{self, Listener, PageError};
use crate::ui::figures::{Chart, ChartOptions, Picture, PictureOptions};
use crate::ui::near;
use crate::ui::plot::drawing::{Drawing, Ink, Mark, Scale};
use crate::ui::plot::scale::number;

/// Places along either factor on the flat sheet, as many as the worker renders.
const SIDE: usize = 21;
/// Steps of a slider from one end of a factor's range to the other.
const STEPS: f64 = 200.0;
/// A path is no longer than so many places.
const LONGEST: usize = 400;
/// A whole turn takes so many ms.
const TURN: f64 = 60_000.0;
/// The drawing turns at most every so many ms.
const FRAME: f64 = 45.0;

pub struct SheetFigure {
    ask: Ask,
    flat: Chart,
    galaxy: Picture,
    space: Chart,
    state: RefCell<State>,
    /// Degrees.
    angle: Cell<f64>,
    /// Where a drag over the drawing was last.
    grip: Cell<Option<f64>>,
    dragged: Cell<bool>,
    seen: Cell<bool>,
    /// A frame is asked for, and when the drawing last turned.
    turning: Cell<bool>,
    turned: Cell<f64>,
    listeners: RefCell<Vec<Listener>>,
}

struct State {
    factors: [u8; 2],
    /// Shares of the factors' ranges.
    at: [f32; 2],
    sheet: Option<Sheet>,
    path: Vec<[f32; 2]>,
    /// The path's image.
    image: Vec<[f32; 3]>,
}

impl SheetFigure {
    pub fn new(ask: Ask) -> Result<Rc<Self>, PageError> {
        let chart = |id: &str, name: &str, empty: &str| {
            let options = ChartOptions {
                name: name.to_owned(),
                empty: empty.to_owned(),
                square: id == "sheet-space",
                touch_drags: true,
            };
            Chart::new(dom::element(id)?, options)
        };
        let figure = Rc::new(Self {
            ask,
            flat: chart("sheet-flat", "Sheet of two factors", "")?,
            galaxy: Picture::new(
                dom::element("sheet-galaxy")?,
                PictureOptions { label: "Simulated galaxy".to_owned() },
            )?,
            space: chart("sheet-space", "The sheet in pixel space", "Rendering 441 galaxies …")?,
            state: RefCell::new(State {
                factors: [3, 2],
                at: [0.25, 0.4],
                sheet: None,
                path: Vec::new(),
                image: Vec::new(),
            }),
            angle: Cell::new(35.0),
            grip: Cell::new(None),
            dragged: Cell::new(false),
            seen: Cell::new(false),
            turning: Cell::new(false),
            turned: Cell::new(0.0),
            listeners: RefCell::default(),
        });
        figure.listen()?;
        let still = dom::window()?
            .match_media("(prefers-reduced-motion: reduce)")
            .ok()
            .flatten()
            .is_some_and(|query| query.matches());
        dom::element::<HtmlInputElement>("sheet-turning")?.set_checked(!still);
        figure.show()?;
        figure.show_angle()?;
        Ok(figure)
    }

    fn listen(self: &Rc<Self>) -> Result<(), PageError> {
        let weak = Rc::downgrade(self);
        self.flat.on_drag(move |(x, y)| {
            if let Some(figure) = weak.upgrade() {
                crate::ui::chapters::report(figure.drag(x, y));
            }
        });
        let weak = Rc::downgrade(self);
        self.space.on_drag(move |(x, _)| {
            if let Some(figure) = weak.upgrade() {
                crate::ui::chapters::report(figure.turn_by_hand(x));
            }
        });
        let weak = Rc::downgrade(self);
        self.space.on_point(move |_| {
            // The pointer moves without being pressed: the next drag begins anew.
            if let Some(figure) = weak.upgrade()
                && !figure.dragged.replace(false)
            {
                figure.grip.set(None);
            }
        });
        let weak = Rc::downgrade(self);
        near::while_seen(&dom::element::<Element>("sheet-space")?, move |seen| {
            if let Some(figure) = weak.upgrade() {
                figure.seen.set(seen);
                figure.turn_on();
            }
        })?;
        let at = |axis: usize| {
            move |figure: &Rc<Self>, value: f64| {
                let mut at = figure.state.borrow().at;
                at[axis] = (value / STEPS) as f32;
                figure.go(at)
            }
        };
        self.listeners.replace(vec![
            press::choice("sheet-first", self, |figure| figure.choose())?,
            press::choice("sheet-second", self, |figure| figure.choose())?,
            press::slider("sheet-first-value", self, at(0))?,
            press::slider("sheet-second-value", self, at(1))?,
            press::slider("sheet-angle", self, |figure, angle| {
                figure.angle.set(angle);
                figure.show_angle()
            })?,
            press::choice("sheet-turning", self, |figure| {
                figure.turn_on();
                Ok(())
            })?,
            press::button("sheet-forget", self, |figure| figure.forget())?,
        ]);
        Ok(())
    }

    /// Asks a (fresh) worker for all that is shown.
    pub fn open(&self) {
        let (factors, at) = {
            let state = self.state.borrow();
            (state.factors, state.at)
        };
        (self.ask)(Command::Sheet { factors });
        (self.ask)(Command::Galaxy { factors, at });
    }

    /// Other factors: another sheet.
    fn choose(&self) -> Result<(), PageError> {
        let factor = |id: &str| -> Result<u8, PageError> {
            Ok(dom::element::<HtmlSelectElement>(id)?.value().parse().unwrap_or_default())
        };
        let (first, second) = (factor("sheet-first")?, factor("sheet-second")?);
        {
            let mut state = self.state.borrow_mut();
            state.factors = [first, second];
            state.sheet = None;
            state.path.clear();
            state.image.clear();
        }
        self.space.set(Drawing::default());
        dom::set_text("sheet-shares", "–")?;
        self.open();
        self.show()
    }

    /// The point goes where the flat sheet was pressed, in the factors' own units.
    fn drag(&self, x: f64, y: f64) -> Result<(), PageError> {
        let factors = self.state.borrow().factors;
        let share = |factor: u8, value: f64| {
            let (low, high) = range(factor);
            ((value - low) / (high - low)).clamp(0.0, 1.0) as f32
        };
        self.go([share(factors[0], x), share(factors[1], y)])
    }

    fn go(&self, at: [f32; 2]) -> Result<(), PageError> {
        let factors = {
            let mut state = self.state.borrow_mut();
            state.at = at;
            state.factors
        };
        (self.ask)(Command::Galaxy { factors, at });
        self.show()
    }

    fn forget(&self) -> Result<(), PageError> {
        {
            let mut state = self.state.borrow_mut();
            state.path.clear();
            state.image.clear();
        }
        let at = self.state.borrow().at;
        self.go(at)
    }

    pub fn set_sheet(&self, sheet: &Sheet) -> Result<(), PageError> {
        if sheet.factors != self.state.borrow().factors {
            return Ok(());
        }
        let percent = |share: &f32| format!("{} %", number(100.0 * f64::from(*share), 1));
        let shares: Vec<String> = sheet.shares.iter().map(percent).collect();
        let all = percent(&sheet.shares.iter().sum());
        dom::set_text("sheet-shares", &format!("{}, together {all}", shares.join(" + ")))?;
        self.state.borrow_mut().sheet = Some(sheet.clone());
        let at = self.state.borrow().at;
        // Now that the components are known, the galaxy's place among them is too.
        self.go(at)
    }

    pub fn set_galaxy(&self, galaxy: &Galaxy) -> Result<(), PageError> {
        {
            let mut state = self.state.borrow_mut();
            if galaxy.factors != state.factors {
                return Ok(());
            }
            if let Some(place) = galaxy.place {
                if state.image.len() >= LONGEST {
                    state.path.remove(0);
                    state.image.remove(0);
                }
                if state.path.last() != Some(&galaxy.at) {
                    state.path.push(galaxy.at);
                    state.image.push(place);
                }
            }
        }
        let side = galaxy.side as usize;
        let shape = Shape { height: side, width: side, channels: 1 };
        self.galaxy.set(&galaxy.pixels.0, shape, &in_words(galaxy.factors, galaxy.at))?;
        self.show()
    }

    fn show(&self) -> Result<(), PageError> {
        let state = self.state.borrow();
        for (axis, name) in ["first", "second"].into_iter().enumerate() {
            let (factor, share) = (state.factors[axis], state.at[axis]);
            let input: HtmlInputElement = dom::element(&format!("sheet-{name}-value"))?;
            let position = (f64::from(share) * STEPS).round();
            if input.value_as_number() != position {
                input.set_value_as_number(position);
            }
            let text = quantity(factor, share);
            dom::set_attribute(&input, "aria-valuetext", &text)?;
            dom::set_text(&format!("sheet-{name}-name"), name_of(factor))?;
            dom::set_text(&format!("sheet-{name}-text"), &text)?;
        }
        self.flat.set(flat(&state));
        drop(state);
        self.show_space();
        Ok(())
    }

    fn show_space(&self) {
        let state = self.state.borrow();
        let Some(sheet) = &state.sheet else { return };
        let words = format!(
            "441 galaxies among three principal components, seen from {:.0} degrees; the point is at {}",
            self.angle.get(),
            in_words(state.factors, state.at)
        );
        self.space.set(space::drawing(sheet, self.angle.get().to_radians(), &state.image, words));
    }

    fn show_angle(&self) -> Result<(), PageError> {
        let angle = self.angle.get().rem_euclid(360.0);
        self.angle.set(angle);
        let input: HtmlInputElement = dom::element("sheet-angle")?;
        if (input.value_as_number() - angle).abs() >= 0.5 {
            input.set_value_as_number(angle.round());
        }
        let text = format!("{angle:.0}°");
        dom::set_attribute(&input, "aria-valuetext", &text)?;
        dom::set_text("sheet-angle-text", &text)?;
        self.show_space();
        Ok(())
    }

    fn turn_by_hand(&self, x: f64) -> Result<(), PageError> {
        self.dragged.set(true);
        let before = self.grip.replace(Some(x));
        let reach =
            self.state.borrow().sheet.as_ref().map_or(1.0, |sheet| {
                f64::from(sheet.places.0.iter().fold(1e-6f32, |most, value| most.max(value.abs())))
            });
        if let Some(before) = before {
            self.angle.set(self.angle.get() + 90.0 * (x - before) / reach);
        }
        self.show_angle()
    }

    fn turns(&self) -> bool {
        let wanted = dom::element::<HtmlInputElement>("sheet-turning").is_ok_and(|input| input.checked());
        wanted && self.seen.get() && self.state.borrow().sheet.is_some() && self.grip.get().is_none()
    }

    /// Keeps the drawing turning while that is wanted and it is on the screen.
    fn turn_on(self: &Rc<Self>) {
        if !self.turning.replace(true) {
            self.turned.set(dom::now());
            self.frame();
        }
    }

    fn frame(self: &Rc<Self>) {
        if !self.seen.get() {
            self.turning.set(false);
            return;
        }
        let weak = Rc::downgrade(self);
        let next = near::in_next_frame(move || {
            let Some(figure) = weak.upgrade() else { return };
            let elapsed = dom::now() - figure.turned.get();
            if elapsed >= FRAME {
                figure.turned.set(dom::now());
                if figure.turns() {
                    // After a pause, as in a tab that was not seen, the turn goes on where it was.
                    figure.angle.set(figure.angle.get() + 360.0 * elapsed.min(2.0 * FRAME) / TURN);
                    crate::ui::chapters::report(figure.show_angle());
                }
            }
            figure.frame();
        });
        crate::ui::chapters::report(next);
    }
}

/// The flat sheet, its path and its point, in the factors' own units.
fn flat(state: &State) -> Drawing {
    let [first, second] = state.factors;
    let place = |at: &[f32; 2]| (value(first, at[0]), value(second, at[1]));
    let share = |index: usize| index as f32 / (SIDE - 1) as f32;
    let scale = |factor: u8| {
        let ((low, high), unit) = (range(factor), unit_of(factor));
        let title = if unit.is_empty() { name_of(factor).to_owned() } else { format!("{} ({unit})", name_of(factor)) };
        let room = 0.04 * (high - low);
        Scale::titled(&title).between(low - room, high + room)
    };
    let mut marks = vec![Mark::Dots {
        name: String::new(),
        points: (0..SIDE * SIDE).map(|index| place(&[share(index % SIDE), share(index / SIDE)])).collect(),
        inks: (0..SIDE * SIDE).map(|index| space::colour(index % SIDE, SIDE)).collect(),
        radius: 2.6,
    }];
    marks.push(Mark::Line {
        name: String::new(),
        points: state.path.iter().map(place).collect(),
        ink: Ink::Mark,
        width: 2.0,
        dashed: false,
        dots: 0.0,
    });
    marks.push(Mark::Dots { name: String::new(), points: vec![place(&state.at)], inks: vec![Ink::Mark], radius: 6.0 });
    Drawing {
        x: scale(first),
        y: scale(second),
        marks,
        words: format!("the point is at {}", in_words(state.factors, state.at)),
        ..Drawing::default()
    }
}

fn name_of(factor: u8) -> &'static str {
    FACTORS.get(usize::from(factor)).map_or("", |(name, _)| name)
}

fn unit_of(factor: u8) -> &'static str {
    FACTORS.get(usize::from(factor)).map_or("", |(_, unit)| unit)
}

fn range(factor: u8) -> (f64, f64) {
    RANGES.get(usize::from(factor)).map_or((0.0, 1.0), |(low, high)| (f64::from(*low), f64::from(*high)))
}

fn value(factor: u8, share: f32) -> f64 {
    let (low, high) = range(factor);
    low + (high - low) * f64::from(share)
}

/// A factor's value with its unit.
fn quantity(factor: u8, share: f32) -> String {
    let unit = unit_of(factor);
    let value = value(factor, share);
    match unit {
        "" => number(value, 2),
        "°" => format!("{}°", number(value, 0)),
        _ => format!("{} {unit}", number(value, 1)),
    }
}

fn in_words(factors: [u8; 2], at: [f32; 2]) -> String {
    let word = |axis: usize| format!("{} {}", name_of(factors[axis]).to_lowercase(), quantity(factors[axis], at[axis]));
    format!("{}, {}", word(0), word(1))
}
