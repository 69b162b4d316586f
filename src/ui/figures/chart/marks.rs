//! The marks of a chart on its plane.

use std::f64::consts::TAU;

use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use super::super::scatter::clipped;
use super::style::{colour, glyph, plain};
use crate::ui::{
    colour::Rgb,
    dom::{self, During, PageError},
    plot::{
        axes::{self, Line, Words},
        drawing::{Drawing, Ink, Mark},
        glyph::Glyph,
        paragraph,
        raster::{Dot, Raster},
        scale::{Plane, Span},
        surface::{self, Layer, Size},
    },
    theme::Theme,
};

/// More dots than this are laid out in bulk, in one picture.
const BULK: usize = 200;

/// Draws the cells, which lie below the axes.
pub fn cells(drawing: &Drawing, layer: &Layer, plane: Plane, theme: &Theme) -> Result<(), PageError> {
    for mark in &drawing.marks {
        let Mark::Cells { columns, rows, x, y, inks, tint } = mark else { continue };
        let mut raster = Raster::default();
        raster.clear(*columns, *rows);
        for (pixel, ink) in raster.pixels.chunks_exact_mut(4).zip(inks) {
            let Rgb(red, green, blue) = colour(*ink, theme).mix(theme.paper, *tint);
            pixel.copy_from_slice(&[red, green, blue, 255]);
        }
        let canvas: HtmlCanvasElement = dom::create("canvas")?;
        surface::show(&canvas, &surface::context(&canvas)?, &raster)?;
        let (left, bottom) = plane.to_pixels(drawing.x.place(x.low), drawing.y.place(y.low));
        let (right, top) = plane.to_pixels(drawing.x.place(x.high), drawing.y.place(y.high));
        clipped(layer, plane, || {
            layer.context.set_image_smoothing_enabled(false);
            layer
                .context
                .draw_image_with_html_canvas_element_and_dw_and_dh(&canvas, left, top, right - left, bottom - top)
                .during("draw an image")
        })?;
    }
    Ok(())
}

/// Draws all other marks, in their order.
pub fn draw(drawing: &Drawing, layer: &Layer, size: Size, plane: Plane, theme: &Theme) -> Result<(), PageError> {
    let place = |(x, y): (f64, f64)| (drawing.x.place(x), drawing.y.place(y));
    for mark in &drawing.marks {
        match mark {
            Mark::Line { points, ink, width, dashed, dots, .. } => {
                let points = points.iter().map(|point| place(*point)).filter(finite).collect();
                let line = Line {
                    points,
                    colour: colour(*ink, theme),
                    alpha: 1.0,
                    width: *width,
                    dashed: *dashed,
                    dots: *dots,
                };
                clipped(layer, plane, || axes::lines(layer, size, plane, &[line]))?;
            }
            Mark::Across(y, _, ink) => rule(
                layer,
                size,
                plane,
                [(plane.x.low, drawing.y.place(*y)), (plane.x.high, drawing.y.place(*y))],
                colour(*ink, theme).css(1.0),
            ),
            Mark::Upright(x, _, ink) => rule(
                layer,
                size,
                plane,
                [(drawing.x.place(*x), plane.y.low), (drawing.x.place(*x), plane.y.high)],
                colour(*ink, theme).css(1.0),
            ),
            Mark::Area { points, ink, alpha, .. } => clipped(layer, plane, || {
                let outline = points.iter().map(|p| (p.0, p.2)).chain(points.iter().rev().map(|p| (p.0, p.1)));
                fill(&layer.context, plane, outline.map(place).filter(finite), &colour(*ink, theme).css(*alpha));
                Ok(())
            })?,
            Mark::Bars { edges, heights, ink, alpha, .. } => clipped(layer, plane, || {
                layer.context.set_fill_style_str(&colour(*ink, theme).css(*alpha));
                bars(&layer.context, drawing, plane, edges, heights);
                Ok(())
            })?,
            Mark::Dots { points, inks, radius, .. } => {
                let inks = |i: usize| inks.get(i).or(inks.first()).copied().unwrap_or(Ink::Plain);
                let points: Vec<_> = points.iter().map(|point| place(*point)).collect();
                dots(layer, plane, &points, |i| (colour(inks(i), theme), glyph(inks(i))), radius * size.unit)?;
            }
            Mark::Words { at, text, ink } => {
                let (x, y) = place(*at);
                let words =
                    Words { colour: colour(*ink, theme), halo: Some(theme.paper), align: "center", ..plain(theme) };
                axes::write(layer, size, theme, text, plane.to_pixels(x, y), words)?;
            }
            Mark::Note(words) => paragraph::write(layer, size, theme, words, plane.rect)?,
            Mark::Cells { .. } => {}
        }
    }
    Ok(())
}

fn finite((x, y): &(f64, f64)) -> bool {
    x.is_finite() && y.is_finite()
}

/// A dashed line from one side of the plot to the other, if it lies in it.
fn rule(layer: &Layer, size: Size, plane: Plane, ends: [(f64, f64); 2], css: String) {
    let inside = |span: Span, value: f64| span.contains(value);
    if !ends.iter().all(|(x, y)| inside(plane.x, *x) && inside(plane.y, *y)) {
        return;
    }
    let context = &layer.context;
    let [from, to] = ends.map(|(x, y)| plane.to_pixels(x, y));
    // Dashes by hand: a canvas keeps its dash for all that is drawn after.
    let length = (to.0 - from.0).hypot(to.1 - from.1);
    let dash = 5.0 * size.unit;
    context.begin_path();
    let at = |share: f64| (from.0 + (to.0 - from.0) * share, from.1 + (to.1 - from.1) * share);
    for step in 0..(length / (2.0 * dash)).ceil() as usize {
        let (start, end) =
            (at(2.0 * step as f64 * dash / length), at(((2 * step + 1) as f64 * dash / length).min(1.0)));
        context.move_to(start.0, start.1);
        context.line_to(end.0, end.1);
    }
    context.set_line_width(1.5 * size.unit);
    context.set_stroke_style_str(&css);
    context.stroke();
}

fn fill(context: &CanvasRenderingContext2d, plane: Plane, outline: impl Iterator<Item = (f64, f64)>, css: &str) {
    context.begin_path();
    for (i, (x, y)) in outline.enumerate() {
        let (x, y) = plane.to_pixels(x, y);
        if i == 0 { context.move_to(x, y) } else { context.line_to(x, y) }
    }
    context.close_path();
    context.set_fill_style_str(css);
    context.fill();
}

fn bars(context: &CanvasRenderingContext2d, drawing: &Drawing, plane: Plane, edges: &[f64], heights: &[f64]) {
    let floor = if drawing.y.logarithmic { plane.y.low } else { 0f64.clamp(plane.y.low, plane.y.high) };
    for (pair, height) in edges.windows(2).zip(heights) {
        let height = drawing.y.place(*height);
        if !height.is_finite() {
            continue;
        }
        let (left, top) = plane.to_pixels(drawing.x.place(pair[0]), height.max(floor));
        let (right, bottom) = plane.to_pixels(drawing.x.place(pair[1]), height.min(floor));
        let gap = if right - left > 6.0 { 1.0 } else { 0.0 };
        context.fill_rect(left, top, (right - left - gap).max(0.5), bottom - top);
    }
}

/// Adds a point to the path.
fn trace(context: &CanvasRenderingContext2d, glyph: Glyph, (x, y): (f64, f64), radius: f64) -> Result<(), PageError> {
    let mut corners = glyph.corners().iter().map(|(a, b)| (x + radius * f64::from(*a), y + radius * f64::from(*b)));
    let Some(first) = corners.next() else { return context.arc(x, y, radius, 0.0, TAU).during("draw a dot") };
    context.move_to(first.0, first.1);
    corners.for_each(|(x, y)| context.line_to(x, y));
    context.close_path();
    Ok(())
}

/// Few dots are drawn one by one, many in one picture.
fn dots(
    layer: &Layer,
    plane: Plane,
    points: &[(f64, f64)],
    look: impl Fn(usize) -> (Rgb, Glyph),
    radius: f64,
) -> Result<(), PageError> {
    let rect = plane.rect;
    if points.len() <= BULK {
        return clipped(layer, plane, || {
            for (i, (x, y)) in points.iter().enumerate().filter(|(_, point)| finite(point)) {
                let (x, y) = plane.to_pixels(*x, *y);
                layer.context.begin_path();
                let (colour, glyph) = look(i);
                trace(&layer.context, glyph, (x, y), radius)?;
                layer.context.set_fill_style_str(&colour.css(1.0));
                layer.context.fill();
            }
            Ok(())
        });
    }
    let mut raster = Raster::default();
    raster.clear(rect.width as usize, rect.height as usize);
    // Each is drawn in many places of a pixel, which takes a while: only those that are needed.
    let mut shapes: [Option<Dot>; Glyph::COUNT] = Default::default();
    for (i, (x, y)) in points.iter().enumerate() {
        let (x, y) = plane.to_pixels(*x, *y);
        let (colour, glyph) = look(i);
        let dot = shapes[glyph.place()].get_or_insert_with(|| Dot::new(glyph, radius as f32, 0.8));
        raster.dot(dot, (x - rect.left) as f32, (y - rect.top) as f32, colour);
    }
    let canvas: HtmlCanvasElement = dom::create("canvas")?;
    surface::show(&canvas, &surface::context(&canvas)?, &raster)?;
    layer.context.draw_image_with_html_canvas_element(&canvas, rect.left, rect.top).during("draw an image")
}
