//! Two numbers make a galaxy of 1,024: the flat sheet, the galaxy at its point, and the sheet's image in pixel space.

mod factor;
mod flat;
mod turn;

use crate::ui::page::press;
use std::cell::RefCell;
use std::rc::Rc;

use web_sys::{HtmlInputElement, HtmlSelectElement};

use self::factor::{in_words, quantity, range};
use self::turn::Turn;
use super::{Ask, space};
use crate::data::Shape;
use crate::protocol::representation::{Command, Galaxy, Sheet};
use crate::ui::dom::{self, Listener, PageError};
use crate::ui::figures::{Chart, ChartOptions, Drag, Picture};
use crate::ui::plot::drawing::Drawing;
use crate::ui::plot::scale::number;
use crate::ui::weak::hears;

/// Steps of a slider from one end of a factor's range to the other.
const STEPS: f64 = 200.0;
/// A path has at most this many places.
const LONGEST: usize = 400;

pub struct SheetFigure {
    ask: Ask,
    flat: Chart,
    galaxy: Picture,
    space: Chart,
    state: RefCell<State>,
    turn: Turn,
    listeners: RefCell<Vec<Listener>>,
}

struct State {
    factors: [u8; 2],
    /// Shares of the factors' ranges.
    at: [f32; 2],
    sheet: Option<Sheet>,
    trail: Trail,
    /// The point and its trail before the drag at hand.
    before: ([f32; 2], Trail),
}

/// Where the point has been.
#[derive(Clone, Default)]
struct Trail {
    path: Vec<[f32; 2]>,
    /// The path's image in pixel space.
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
            galaxy: Picture::new(dom::element("sheet-galaxy")?, "Simulated galaxy")?,
            space: chart("sheet-space", "The sheet in pixel space", "Rendering 441 galaxies …")?,
            state: RefCell::new(State {
                factors: [3, 2],
                at: [0.25, 0.4],
                sheet: None,
                trail: Trail::default(),
                before: Default::default(),
            }),
            turn: Turn::default(),
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
        self.flat.on_drag(hears(self, |figure, drag| figure.drag(drag)));
        self.listen_to_turns()?;
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
                figure.turn.angle.set(angle);
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
            state.trail = Trail::default();
        }
        self.space.set(Drawing::default());
        dom::set_text("sheet-shares", "–")?;
        self.open();
        self.show()
    }

    /// The point goes where the flat sheet was pressed, in the factors' own units.
    fn drag(&self, drag: Drag<(f64, f64)>) -> Result<(), PageError> {
        let (x, y) = match drag {
            Drag::To(place) => place,
            Drag::Taken => {
                let mut state = self.state.borrow_mut();
                state.before = (state.at, state.trail.clone());
                return Ok(());
            }
            Drag::Undone => {
                let (at, trail) = self.state.borrow().before.clone();
                self.state.borrow_mut().trail = trail;
                return self.go(at);
            }
            Drag::Let => return Ok(()),
        };
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
        self.state.borrow_mut().trail = Trail::default();
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
            let trail = &mut state.trail;
            if let Some(place) = galaxy.place {
                if trail.image.len() >= LONGEST {
                    trail.path.remove(0);
                    trail.image.remove(0);
                }
                if trail.path.last() != Some(&galaxy.at) {
                    trail.path.push(galaxy.at);
                    trail.image.push(place);
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
            dom::set_text(&format!("sheet-{name}-name"), factor::name(factor))?;
            dom::set_text(&format!("sheet-{name}-text"), &text)?;
        }
        self.flat.set(flat::drawing(&state));
        drop(state);
        self.show_space();
        Ok(())
    }

    fn show_space(&self) {
        let state = self.state.borrow();
        let Some(sheet) = &state.sheet else { return };
        let words = format!(
            "441 galaxies among three principal components, seen from {:.0} degrees; the point is at {}",
            self.turn.angle.get(),
            in_words(state.factors, state.at)
        );
        self.space.set(space::drawing(sheet, self.turn.angle.get().to_radians(), &state.trail.image, words));
    }
}
