//! How a scatter answers the pointer: the point under it, and the marker, which can be dragged to any z of the plane.

use super::{HOVER, Inner};
use crate::ui::figures::{hold::Drag, latent_words, marker::Motion};
use crate::ui::plot::{index::NearestPoint, surface::Layers};

/// CSS pixels within which a mouse, or a finger, hits a point.
pub const HIT: f64 = 12.0;
pub const HIT_TOUCH: f64 = 24.0;

impl Inner {
    pub(super) fn place_marker(&self) {
        let Some(marker) = &self.marker else { return };
        let state = self.state.borrow();
        let ratio = self.stage.surface.size().ratio;
        let place = state.plane.zip(state.project(&state.z)).map(|(plane, [x, y])| {
            let (px, py) = plane.to_pixels(f64::from(x), f64::from(y));
            let rect = plane.rect;
            (px.clamp(rect.left, rect.right()) / ratio, py.clamp(rect.top, rect.bottom()) / ratio)
        });
        let shown = if state.points.is_empty() { None } else { place };
        let range = state.plane.map_or((-4.0, 4.0), |plane| (plane.x.low, plane.x.high));
        let now = state.project(&state.z).map_or(0.0, |[x, _]| f64::from(x));
        let placed =
            marker.place(shown).and_then(|()| marker.describe((range.0, now, range.1), &latent_words(&state.z)));
        if let Err(error) = placed {
            self.stage.surface.fail(&error);
        }
    }

    pub(super) fn nearest(&self, x: f64, y: f64, radius: f64) -> Option<usize> {
        let ratio = self.stage.surface.size().ratio;
        let mut state = self.state.borrow_mut();
        let plane = state.plane?;
        if state.index.is_none() {
            let shown = |i: usize| state.isolated.is_none_or(|class| state.data.labels.get(i) == Some(&class));
            let place = |(i, point): (usize, &[f32; 2])| {
                let (px, py) = plane.to_pixels(f64::from(point[0]), f64::from(point[1]));
                if shown(i) { [px as f32, py as f32] } else { [f32::NAN; 2] }
            };
            let places = state.points.iter().enumerate().map(place).collect();
            let rect = plane.rect;
            state.index = Some(NearestPoint::new(places, rect.right(), rect.bottom(), 12.0 * ratio));
        }
        let inside = plane.rect.contains(x * ratio, y * ratio);
        state.index.as_ref().filter(|_| inside)?.nearest(x * ratio, y * ratio, radius * ratio)
    }

    pub(super) fn hover(&self, place: Option<(f64, f64)>, radius: f64) {
        let found = place.and_then(|(x, y)| self.nearest(x, y, radius));
        let before = std::mem::replace(&mut self.state.borrow_mut().hovered, found);
        if before == found {
            return;
        }
        self.stage.surface.invalidate(Layers::of(HOVER));
        self.hovered.call(&found);
    }

    pub(super) fn drag(&self, motion: Motion) {
        let Some(z) = self.aim(motion) else { return };
        self.state.borrow_mut().z.clone_from(&z);
        self.place_marker();
        if let (Some(marker), Motion::Drag(Drag::To(_))) = (&self.marker, motion) {
            marker.focus();
        }
        self.picked.call(&z);
    }

    /// The z that a motion leads to, if it moves the marker.
    fn aim(&self, motion: Motion) -> Option<Vec<f32>> {
        let ratio = self.stage.surface.size().ratio;
        let mut state = self.state.borrow_mut();
        let plane = state.plane.filter(|_| !state.points.is_empty())?;
        let step = plane.x.width() / 80.0;
        let (x, y) = match (motion, state.project(&state.z)) {
            (Motion::Drag(Drag::Taken), _) => {
                state.before = state.z.clone();
                return None;
            }
            (Motion::Drag(Drag::Undone), _) => return Some(state.before.clone()),
            (Motion::Drag(Drag::To((x, y))), _) => {
                let rect = plane.rect;
                let x = (x * ratio).clamp(rect.left, rect.right());
                plane.to_data(x, (y * ratio).clamp(rect.top, rect.bottom()))
            }
            (Motion::By(right, up), Some([x, y])) => {
                let x = (f64::from(x) + right * step).clamp(plane.x.low, plane.x.high);
                (x, (f64::from(y) + up * step).clamp(plane.y.low, plane.y.high))
            }
            (Motion::Home, Some(_)) => {
                let [x, y] = state.project(&vec![0.0; state.data.latent])?;
                (x.into(), y.into())
            }
            _ => return None,
        };
        state.lift(x as f32, y as f32)
    }
}
