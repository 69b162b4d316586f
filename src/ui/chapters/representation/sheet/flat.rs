//! The flat sheet, its path and its point, as a drawing in the factors' own units. No browser.

use super::super::space;
use super::State;
use super::factor::{in_words, name, range, unit, value};
use crate::ui::plot::drawing::{Drawing, Ink, Mark, Scale};

/// Places along either factor, as many as the worker renders.
const SIDE: usize = 21;

pub fn drawing(state: &State) -> Drawing {
    let [first, second] = state.factors;
    let place = |at: &[f32; 2]| (value(first, at[0]), value(second, at[1]));
    let share = |index: usize| index as f32 / (SIDE - 1) as f32;
    let scale = |factor: u8| {
        let ((low, high), unit) = (range(factor), unit(factor));
        let title = if unit.is_empty() { name(factor).to_owned() } else { format!("{} ({unit})", name(factor)) };
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
        points: state.trail.path.iter().map(place).collect(),
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
