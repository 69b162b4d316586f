//! How a manifold is painted: axes, tiles faded to the prior's density, the prior's circles; and what it shows in words.

use super::super::{latent_name, scatter, two_places};
use super::grid::{Grid, ticks};
use super::{AXES, Inner, MARKS, State, TILES};
use crate::ui::{
    dom::{self, PageError},
    plot::{
        axes::{self, Axis, Margins},
        raster,
        scale::{Plane, Span},
        surface::{self, Layers, Size, Surface},
    },
    theme::{self, Theme},
};

/// Distinguishable steps of the prior's density.
const FADES: usize = 24;

impl Inner {
    pub fn paint(&self, surface: &Surface, dirty: Layers) -> Result<(), PageError> {
        let theme = theme::current();
        let size = surface.size();
        let (Some(base), Some(marks)) = (surface.layer(AXES), surface.layer(MARKS)) else { return Ok(()) };
        {
            let state = &mut *self.state.borrow_mut();
            if dirty.has(AXES) {
                let margins = Margins { left: 58.0, right: 10.0, top: 8.0, bottom: 44.0 };
                let rect = margins.inside(size.area(), size.unit).square();
                let tiles = |values: &[f32]| Span::new(-0.5, values.len().max(1) as f64 - 0.5);
                let plane = Plane { x: tiles(&state.shown.x), y: tiles(&state.shown.y), rect };
                state.plane = Some(plane);
                base.clear();
                let axis = |values: &[f32], unit: f64, room: f64, dimension: usize| Axis {
                    ticks: ticks(values, unit / size.unit, room),
                    title: latent_name(dimension),
                    mesh: state.pixels.is_empty(),
                };
                let x = axis(&state.shown.x, plane.unit_x(), 42.0, state.shown.axes.0);
                let y = axis(&state.shown.y, plane.unit_y(), 24.0, state.shown.axes.1);
                axes::draw(base, size, plane, margins, (&x, &y), &theme)?;
                if state.pixels.is_empty() {
                    axes::say(base, size, &theme, &self.options.empty, rect)?;
                }
                for (name, value) in
                    [("left", rect.left), ("top", rect.top), ("width", rect.width), ("height", rect.height)]
                {
                    dom::set_style(&self.tiles, name, &format!("{}px", value / size.ratio))?;
                }
            }
            if dirty.has(AXES) || dirty.has(TILES) {
                self.draw_tiles(state, &theme)?;
            }
            if dirty.has(MARKS) {
                marks.clear();
                Self::draw_prior(marks, size, state, &theme)?;
            }
        }
        self.place_marker();
        self.stage.describe(self.state.borrow().words(&self.options.name))
    }

    fn draw_tiles(&self, state: &mut State, theme: &Theme) -> Result<(), PageError> {
        let State { raster, pixels, shape, shown, prior_mass, .. } = state;
        let Some(shape) = shape.filter(|_| !pixels.is_empty()) else { return Ok(()) };
        let fade = |step: usize| {
            let lost = 0.86 * (1.0 - step as f32 / (FADES - 1) as f32);
            raster::shades(theme.tile_paper.mix(theme.paper, lost), theme.tile_ink.mix(theme.paper, lost))
        };
        let faded: Vec<_> = if *prior_mass { (0..FADES).map(fade).collect() } else { vec![fade(FADES - 1)] };
        let columns = shown.x.len().max(1);
        let steps: Vec<usize> = (0..shown.x.len() * shown.y.len())
            .map(|tile| {
                let (x, y) = (shown.x[tile % columns], shown.y[shown.y.len() - 1 - tile / columns]);
                let density = if *prior_mass { (-0.5 * (x * x + y * y)).exp() } else { 0.0 };
                ((density * (FADES - 1) as f32).round() as usize).min(faded.len() - 1)
            })
            .collect();
        raster::tiles(raster, pixels, shape, columns, 0, |tile| &faded[steps.get(tile).copied().unwrap_or(0)]);
        surface::show(&self.tiles, &self.context, raster)
    }

    fn draw_prior(marks: &surface::Layer, size: Size, state: &State, theme: &Theme) -> Result<(), PageError> {
        let Some(plane) = state.plane.filter(|_| state.prior_mass && state.shown.is_uniform()) else { return Ok(()) };
        let latent = Plane { x: Grid::span(&state.shown.x), y: Grid::span(&state.shown.y), rect: plane.rect };
        scatter::clipped(marks, plane, || scatter::draw_prior(marks, size, latent, [0.0, 0.0], theme))
    }
}

impl State {
    /// What is shown, in words.
    fn words(&self, name: &str) -> String {
        let Grid { x, y, axes, .. } = &self.shown;
        let (Some(left), Some(right), Some(bottom), Some(top)) = (x.first(), x.last(), y.first(), y.last()) else {
            return format!("{name}: nothing decoded yet");
        };
        if self.pixels.is_empty() {
            return format!("{name}: nothing decoded yet");
        }
        let range =
            |axis, low: f32, high: f32| format!("{} {} to {}", latent_name(axis), two_places(low), two_places(high));
        format!(
            "{name}: {} by {} images decoded from {} and {}, {}.",
            x.len(),
            y.len(),
            range(axes.0, *left, *right),
            range(axes.1, *bottom, *top),
            if self.shown.is_uniform() { "in equal steps" } else { "at equal steps of the prior's probability" }
        )
    }
}
