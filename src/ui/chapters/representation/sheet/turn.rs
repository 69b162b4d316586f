//! How the drawing of the sheet turns: by its slider, by hand, and by itself while it is on the screen.

use crate::ui::page::report;
use std::cell::Cell;
use std::rc::Rc;

use web_sys::{Element, HtmlInputElement};

use super::SheetFigure;
use crate::ui::dom::{self, PageError};
use crate::ui::figures::Drag;
use crate::ui::near;
use crate::ui::weak::{calls, hears};

/// How long a whole turn takes, ms.
const TURN: f64 = 60_000.0;
/// The least time between two steps of the turn, ms.
const FRAME: f64 = 45.0;
/// Where it begins, degrees.
const FIRST: f64 = 35.0;

pub struct Turn {
    /// Degrees.
    pub angle: Cell<f64>,
    /// The last place of a drag over the drawing, and the angle before it.
    grip: Cell<Option<f64>>,
    before: Cell<f64>,
    seen: Cell<bool>,
    /// A frame has been requested; and when the drawing last turned.
    asked: Cell<bool>,
    turned: Cell<f64>,
}

impl Default for Turn {
    fn default() -> Self {
        Self {
            angle: Cell::new(FIRST),
            grip: Cell::new(None),
            before: Cell::new(FIRST),
            seen: Cell::new(false),
            asked: Cell::new(false),
            turned: Cell::new(0.0),
        }
    }
}

impl SheetFigure {
    pub fn listen_to_turns(self: &Rc<Self>) -> Result<(), PageError> {
        self.space.on_drag(hears(self, |figure, drag| figure.turn_by_hand(drag)));
        let seen = hears(self, |figure, seen| {
            figure.turn.seen.set(seen);
            figure.turn_on();
        });
        near::while_seen(&dom::element::<Element>("sheet-space")?, seen)
    }

    pub fn show_angle(&self) -> Result<(), PageError> {
        let angle = self.turn.angle.get().rem_euclid(360.0);
        self.turn.angle.set(angle);
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

    fn turn_by_hand(&self, drag: Drag<(f64, f64)>) -> Result<(), PageError> {
        let x = match drag {
            Drag::To((x, _)) => x,
            Drag::Taken => {
                self.turn.before.set(self.turn.angle.get());
                return Ok(());
            }
            Drag::Let => {
                self.turn.grip.set(None);
                return Ok(());
            }
            Drag::Undone => {
                self.turn.grip.set(None);
                self.turn.angle.set(self.turn.before.get());
                return self.show_angle();
            }
        };
        let before = self.turn.grip.replace(Some(x));
        let reach =
            self.state.borrow().sheet.as_ref().map_or(1.0, |sheet| {
                f64::from(sheet.places.0.iter().fold(1e-6f32, |most, value| most.max(value.abs())))
            });
        if let Some(before) = before {
            self.turn.angle.set(self.turn.angle.get() + 90.0 * (x - before) / reach);
        }
        self.show_angle()
    }

    fn turns(&self) -> bool {
        let wanted = dom::element::<HtmlInputElement>("sheet-turning").is_ok_and(|input| input.checked());
        wanted && self.turn.seen.get() && self.state.borrow().sheet.is_some() && self.turn.grip.get().is_none()
    }

    /// Keeps the drawing turning while that is wanted and it is on the screen.
    pub fn turn_on(self: &Rc<Self>) {
        if !self.turn.asked.replace(true) {
            self.turn.turned.set(dom::now());
            self.frame();
        }
    }

    fn frame(self: &Rc<Self>) {
        if !self.turn.seen.get() {
            self.turn.asked.set(false);
            return;
        }
        report(near::in_next_frame(calls(self, |figure| {
            figure.turn_a_little();
            figure.frame();
        })));
    }

    fn turn_a_little(&self) {
        let elapsed = dom::now() - self.turn.turned.get();
        if elapsed < FRAME {
            return;
        }
        self.turn.turned.set(dom::now());
        if self.turns() {
            // After a pause, as in a tab that was not seen, the turn resumes where it was.
            self.turn.angle.set(self.turn.angle.get() + 360.0 * elapsed.min(2.0 * FRAME) / TURN);
            report(self.show_angle());
        }
    }
}
