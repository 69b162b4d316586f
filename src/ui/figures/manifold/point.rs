//! The marker's point z: where it stands on the tiles, and where a person drags it.

use super::super::hold::Drag;
use super::super::latent_words;
use super::super::marker::Motion;
use super::grid::Grid;
use super::{Inner, State};
use crate::ui::plot::scale;

impl Inner {
    pub fn place_marker(&self) {
        let Some(marker) = &self.marker else { return };
        let state = self.state.borrow();
        let ratio = self.stage.surface.size().ratio;
        let place = state.plane.filter(|_| state.shown.x.len() > 1 && state.shown.y.len() > 1).zip(state.at());
        let place = place.map(|(plane, (x, y))| {
            let rect = plane.rect;
            let (px, py) =
                plane.to_pixels(scale::position_of(&state.shown.x, x), scale::position_of(&state.shown.y, y));
            (px.clamp(rect.left, rect.right()) / ratio, py.clamp(rect.top, rect.bottom()) / ratio)
        });
        let span = Grid::span(&state.shown.x);
        let now = state.at().map_or(0.0, |(x, _)| x);
        let placed =
            marker.place(place).and_then(|()| marker.describe((span.low, now, span.high), &latent_words(&state.z)));
        if let Err(error) = placed {
            self.stage.surface.fail(&error);
        }
    }

    pub fn drag(&self, motion: Motion) {
        let Some(z) = self.aim(motion) else { return };
        self.state.borrow_mut().z.clone_from(&z);
        self.place_marker();
        if let (Some(marker), Motion::Drag(Drag::To(_))) = (&self.marker, motion) {
            marker.focus();
        }
        self.dragged.call(&z);
    }

    /// The z that a motion leads to, if it moves the marker.
    fn aim(&self, motion: Motion) -> Option<Vec<f32>> {
        let ratio = self.stage.surface.size().ratio;
        let mut state = self.state.borrow_mut();
        let plane = state.plane.filter(|_| state.shown.x.len() > 1 && state.shown.y.len() > 1)?;
        let Grid { x: columns, y: rows, axes, .. } = &state.shown;
        let (span_x, span_y) = (Grid::span(columns), Grid::span(rows));
        let (x, y) = match (motion, state.at()) {
            (Motion::Drag(Drag::Taken), _) => {
                state.before = state.z.clone();
                return None;
            }
            (Motion::Drag(Drag::Undone), _) => return Some(state.before.clone()),
            (Motion::Drag(Drag::Let), _) => return None,
            (Motion::Drag(Drag::To((x, y))), _) => {
                let (column, row) = plane.to_data(x * ratio, y * ratio);
                (scale::value_at(columns, column), scale::value_at(rows, row))
            }
            (Motion::By(right, up), Some((x, y))) => {
                (x + right * span_x.width() / 100.0, y + up * span_y.width() / 100.0)
            }
            (Motion::By(..) | Motion::Home, _) => (0.0, 0.0),
        };
        let (i, j) = *axes;
        let mut z = state.z.clone();
        for (axis, value) in [(j, y.clamp(span_y.low, span_y.high)), (i, x.clamp(span_x.low, span_x.high))] {
            if let Some(slot) = z.get_mut(axis) {
                *slot = value as f32;
            }
        }
        Some(z)
    }
}

impl State {
    /// The marker's point on the grid's two axes.
    fn at(&self) -> Option<(f64, f64)> {
        let (x, y) = self.shown.axes;
        Some((f64::from(*self.z.get(x)?), f64::from(*self.z.get(y)?)))
    }
}
