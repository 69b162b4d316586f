//! The posteriors' ellipses in a scatter, and the prior's circles.

use std::f64::consts::TAU;

use web_sys::CanvasRenderingContext2d;

use super::state::State;
use super::style::point_colours;
use crate::latent::pca::Ellipse;
use crate::ui::{
    dom::{During, PageError},
    plot::{
        axes::{self, Words},
        scale::Plane,
        surface::{Layer, Size},
    },
    theme::Theme,
};

/// At most this many posteriors are drawn as ellipses; of more points, every second, third, …
const ELLIPSES: usize = 160;

/// Adds to the path an ellipse of `shape`, `sigmas` of its standard deviations large.
pub fn trace(
    context: &CanvasRenderingContext2d,
    plane: Plane,
    centre: [f32; 2],
    shape: Ellipse,
    sigmas: f64,
) -> Result<(), PageError> {
    let (x, y) = plane.to_pixels(f64::from(centre[0]), f64::from(centre[1]));
    let unit = plane.unit_x() * sigmas;
    let (major, minor) = (f64::from(shape.major) * unit, f64::from(shape.minor) * unit);
    // The canvas' y grows downwards, so its angles turn the other way.
    let angle = -f64::from(shape.angle);
    let (sin, cos) = angle.sin_cos();
    context.move_to(x + major * cos, y + major * sin);
    context.ellipse(x, y, major, minor, angle, 0.0, TAU).during("draw an ellipse")
}

/// The posteriors of some images, each in its point's colour.
pub fn draw_ellipses(
    context: &CanvasRenderingContext2d,
    size: Size,
    plane: Plane,
    state: &State,
    theme: &Theme,
) -> Result<(), PageError> {
    let every = state.points.len().div_ceil(ELLIPSES).max(1);
    let colours = point_colours(state, theme);
    for image in (0..state.points.len()).step_by(every) {
        let alone = state.isolated.is_none_or(|class| state.data.labels.get(image) == Some(&class));
        let Some((mean, shape)) = state.ellipse(image).filter(|_| alone) else { continue };
        let colour = colours(image);
        context.begin_path();
        trace(context, plane, mean, shape, 2.0)?;
        context.set_line_width(size.unit);
        context.set_stroke_style_str(&colour.css(0.5));
        context.stroke();
        context.begin_path();
        trace(context, plane, mean, shape, 1.0)?;
        context.set_fill_style_str(&colour.css(0.25));
        context.fill();
        context.set_line_width(1.5 * size.unit);
        context.set_stroke_style_str(&colour.css(1.0));
        context.stroke();
    }
    Ok(())
}

/// The prior's 1σ, 2σ and 3σ bounds in one dimension.
pub fn draw_prior_bounds(context: &CanvasRenderingContext2d, size: Size, plane: Plane, theme: &Theme) {
    context.begin_path();
    for sigmas in [-3.0, -2.0, -1.0, 1.0, 2.0, 3.0] {
        let (x, _) = plane.to_pixels(sigmas, 0.0);
        context.move_to(x, plane.rect.top);
        context.line_to(x, plane.rect.bottom());
    }
    context.set_line_width(1.5 * size.unit);
    context.set_stroke_style_str(&theme.prior.css(1.0));
    context.stroke();
}

/// The prior's 1σ, 2σ and 3σ circles around its mean, each with its name at the top.
pub fn draw_prior(layer: &Layer, size: Size, plane: Plane, centre: [f32; 2], theme: &Theme) -> Result<(), PageError> {
    let circle = Ellipse { major: 1.0, minor: 1.0, angle: 0.0 };
    let context = &layer.context;
    context.begin_path();
    for sigmas in [1.0, 2.0, 3.0] {
        trace(context, plane, centre, circle, sigmas)?;
    }
    context.set_line_width(3.5 * size.unit);
    context.set_stroke_style_str(&theme.paper.css(0.6));
    context.stroke();
    context.set_line_width(1.5 * size.unit);
    context.set_stroke_style_str(&theme.prior.css(1.0));
    context.stroke();
    for sigmas in [1.0, 2.0, 3.0] {
        let (x, y) = plane.to_pixels(f64::from(centre[0]), f64::from(centre[1]) + sigmas);
        let words = Words {
            colour: theme.prior,
            halo: Some(theme.paper),
            align: "center",
            baseline: "middle",
            bold: true,
            ..Words::plain(theme)
        };
        axes::write(layer, size, theme, &format!("{sigmas}σ"), (x, y), words)?;
    }
    Ok(())
}
