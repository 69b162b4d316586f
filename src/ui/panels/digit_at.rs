//! The digit at one point of latent space: asks a worker for it, and knows of each answer which point it was asked for. It
//! draws nothing.

use std::cell::{Cell, RefCell};

use crate::protocol::{Command, Floats, Slot};
use crate::ui::page::Ask;

pub struct DigitAt {
    ask: Ask,
    asked: Cell<u32>,
    /// The z of each question that is not yet answered, so that a picture is described by its own point.
    points: RefCell<Vec<(u32, Vec<f32>)>>,
}

impl DigitAt {
    pub fn new(ask: Ask) -> Self {
        Self { ask, asked: Cell::new(0), points: RefCell::default() }
    }

    /// Asks for the digit at `z`.
    pub fn ask(&self, z: &[f32]) {
        let id = self.asked.get().wrapping_add(1);
        self.asked.set(id);
        self.points.borrow_mut().push((id, z.to_vec()));
        (self.ask)(Command::Decode { slot: Slot::Traversal, id, z: Floats(z.to_vec()) });
    }

    /// The point that answer `id` is of. Earlier questions are forgotten: the worker drops those that a later one replaced.
    pub fn answered(&self, id: u32) -> Option<Vec<f32>> {
        let mut points = self.points.borrow_mut();
        let known = points.iter().position(|(asked, _)| *asked == id).map(|at| points.swap_remove(at).1);
        points.retain(|(asked, _)| *asked > id);
        known
    }
}
