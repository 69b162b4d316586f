//! How a scatter is painted: axes, then points in bulk, ellipses, prior circles and medians, then the hovered point.

use std::f64::consts::TAU;

use super::ellipses::{draw_ellipses, draw_prior, draw_prior_bounds, trace};
use super::style::{point_colours, value_span};
use super::{AXES, HOVER, Inner, POINTS, View, state::State};
use crate::ui::figures::colour_bar;
use crate::ui::{
    dom::{During, PageError},
    plot::{
        axes::{self, Axis, Margins, Words},
        drawing::ColourBar,
        geometry::Rect,
        glyph::{COLOURS, Glyph},
        paragraph,
        raster::Dot,
        scale::{self, Plane, Span, Tick},
        surface::{self, Layer, Layers, Size, Surface},
    },
    theme::{self, Theme},
};

pub(super) fn paint(inner: &Inner, surface: &Surface, dirty: Layers) -> Result<(), PageError> {
    paint_layers(inner, surface, dirty)?;
    if dirty.has(AXES) || dirty.has(POINTS) { inner.painted() } else { Ok(()) }
}

fn paint_layers(inner: &Inner, surface: &Surface, dirty: Layers) -> Result<(), PageError> {
    let theme = theme::current();
    let size = surface.size();
    let state = &mut *inner.state.borrow_mut();
    let (Some(base), Some(points), Some(hover)) = (surface.layer(AXES), surface.layer(POINTS), surface.layer(HOVER))
    else {
        return Ok(());
    };
    if dirty.has(AXES) {
        let bar = if state.values.is_some() { colour_bar::ROOM } else { 10.0 };
        let margins = Margins { left: 54.0, right: 12.0, top: bar, bottom: 44.0 };
        let (x, y) = state.window();
        let rect = margins.inside(size.area(), size.unit);
        let plane = if state.is_line() { Plane { x, y, rect } } else { Plane::true_to_scale(x, y, rect) };
        if state.plane != Some(plane) {
            state.plane = Some(plane);
            state.index = None;
        }
        base.clear();
        draw_axes(base, size, plane, margins, state, &theme)?;
        draw_colour_bar(base, size, plane, state, &theme)?;
        if state.points.is_empty() {
            axes::say(base, size, &theme, &inner.options.empty, plane.rect)?;
        }
    }
    let Some(plane) = state.plane else { return Ok(()) };
    if dirty.has(POINTS) {
        points.clear();
        draw_points(points, size, plane, state, &theme)?;
        clipped(points, plane, || draw_marks(points, size, plane, state, &theme))?;
    }
    if dirty.has(HOVER) {
        hover.clear();
        clipped(hover, plane, || draw_hovered(hover, size, plane, state, &theme))?;
    }
    Ok(())
}

pub fn clipped(layer: &Layer, plane: Plane, draw: impl FnOnce() -> Result<(), PageError>) -> Result<(), PageError> {
    let Rect { left, top, width, height } = plane.rect;
    layer.context.save();
    layer.context.begin_path();
    layer.context.rect(left, top, width, height);
    layer.context.clip();
    let drawn = draw();
    layer.context.restore();
    drawn
}

fn draw_axes(
    layer: &Layer,
    size: Size,
    plane: Plane,
    margins: Margins,
    state: &State,
    theme: &Theme,
) -> Result<(), PageError> {
    let [x, y] = state.names();
    let most = |pixels: f64| (pixels / size.unit / 46.0).clamp(3.0, 11.0) as usize;
    let axis =
        |span: Span, pixels: f64, title: String| Axis { ticks: scale::ticks(span, most(pixels)), title, mesh: true };
    let (x, y) = (axis(plane.x, plane.rect.width, x), axis(plane.y, plane.rect.height, y));
    let y = if state.is_line() { Axis { ticks: (0..10).map(label_tick).collect(), ..y } } else { y };
    axes::draw(layer, size, plane, margins, (&x, &y), theme)
}

fn label_tick(label: u8) -> Tick {
    Tick { at: label.into(), text: label.to_string() }
}

fn draw_colour_bar(layer: &Layer, size: Size, plane: Plane, state: &State, theme: &Theme) -> Result<(), PageError> {
    let (Some(values), Some(span)) = (&state.values, value_span(state)) else { return Ok(()) };
    let title = if values.unit.is_empty() { values.name.clone() } else { format!("{} ({})", values.name, values.unit) };
    let bar = ColourBar { title, map: values.map, low: span.low, high: span.high };
    colour_bar::draw(layer, size, plane.rect, 6.0 * size.unit, &bar, theme)
}

/// The points' radius in units of the surface's size: smaller, the more there are, but never too small for their shapes.
fn radius(state: &State, plot: f64) -> f64 {
    let room = plot / (state.points.len().max(1) as f64).sqrt();
    (0.24 * room).clamp(if shapes(state) > 1 { 2.4 } else { 1.5 }, 4.0)
}

/// How many shapes the points have.
fn shapes(state: &State) -> usize {
    if state.values.is_some() { 1 } else { state.data.classes().div_ceil(COLOURS).clamp(1, Glyph::COUNT) }
}

fn draw_points(layer: &Layer, size: Size, plane: Plane, state: &mut State, theme: &Theme) -> Result<(), PageError> {
    let rect = plane.rect;
    let radius = radius(state, rect.width / size.unit) * size.unit;
    let shapes = shapes(state);
    let of = |opacity: f32| -> Vec<Dot> {
        (0..shapes).map(|place| Dot::new(Glyph::at(place), radius as f32, opacity)).collect()
    };
    let dots = of(if state.ellipses { 0.4 } else { 0.86 });
    let colours = point_colours(state, theme);
    let State { raster, points, data, isolated, .. } = state;
    raster.clear(rect.width as usize, rect.height as usize);
    let place = |point: &[f32; 2]| {
        let (x, y) = plane.to_pixels(f64::from(point[0]), f64::from(point[1]));
        ((x - rect.left) as f32, (y - rect.top) as f32)
    };
    let shape = |i: usize| match data.labels.get(i) {
        Some(label) if shapes > 1 => Glyph::of_class(*label).place(),
        _ => 0,
    };
    let alone = |i: usize| isolated.is_none_or(|class| data.labels.get(i) == Some(&class));
    if isolated.is_some() {
        let (grey, pale) = (theme.grid.mix(theme.axis, 0.35), of(0.5));
        for (i, point) in points.iter().enumerate().filter(|(i, _)| !alone(*i)) {
            let (x, y) = place(point);
            raster.dot(&pale[shape(i)], x, y, grey);
        }
    }
    for (i, point) in points.iter().enumerate().filter(|(i, _)| alone(*i)) {
        let (x, y) = place(point);
        raster.dot(&dots[shape(i)], x, y, colours(i));
    }
    surface::put(&layer.context, raster, rect.left, rect.top)
}

fn draw_marks(layer: &Layer, size: Size, plane: Plane, state: &State, theme: &Theme) -> Result<(), PageError> {
    let context = &layer.context;
    if state.ellipses && !matches!(state.view, View::Embedding { .. }) {
        draw_ellipses(context, size, plane, state, theme)?;
    }
    if state.prior && state.is_line() {
        draw_prior_bounds(context, size, plane, theme);
    } else if let Some(centre) = state.prior_centre().filter(|_| state.prior) {
        draw_prior(layer, size, plane, centre, theme)?;
    }
    if let Some(words) = state.collapse().filter(|_| !state.points.is_empty()) {
        paragraph::write(layer, size, theme, &words, plane.rect)?;
    }
    for (class, [x, y]) in state.medians() {
        let (x, y) = plane.to_pixels(f64::from(x), f64::from(y));
        let words = Words {
            halo: Some(theme.paper),
            // A word takes more room than a digit.
            size: if state.data.names.is_empty() { 17.0 } else { 12.0 },
            bold: true,
            align: "center",
            baseline: "middle",
            ..Words::plain(theme)
        };
        axes::write(layer, size, theme, &state.class(class), (x, y), words)?;
    }
    Ok(())
}

fn draw_hovered(layer: &Layer, size: Size, plane: Plane, state: &State, theme: &Theme) -> Result<(), PageError> {
    let Some((image, point)) = state.hovered.and_then(|image| Some((image, *state.points.get(image)?))) else {
        return Ok(());
    };
    let context = &layer.context;
    let ratio = size.unit;
    if let Some((mean, shape)) = state.ellipse(image) {
        context.begin_path();
        trace(context, plane, mean, shape, 1.0)?;
        trace(context, plane, mean, shape, 2.0)?;
        context.set_line_width(1.5 * ratio);
        context.set_stroke_style_str(&theme.ink.css(1.0));
        context.stroke();
    }
    let (x, y) = plane.to_pixels(f64::from(point[0]), f64::from(point[1]));
    let radius = (radius(state, plane.rect.width / ratio) + 3.0) * ratio;
    context.begin_path();
    context.arc(x, y, radius, 0.0, TAU).during("draw a ring")?;
    for (width, colour) in [(5.0, theme.paper), (2.5, theme.ink)] {
        context.set_line_width(width * ratio);
        context.set_stroke_style_str(&colour.css(1.0));
        context.stroke();
    }
    Ok(())
}
