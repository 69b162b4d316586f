//! Axes, meshes and lines by plotters, on one layer of a surface, and the few words that a figure writes itself.

use std::ops::Range;

use plotters::{
    chart::{ChartBuilder, ChartContext, LabelAreaPosition},
    coord::{
        Shift,
        cartesian::Cartesian2d,
        ranged1d::{KeyPointHint, NoDefaultFormatting, Ranged, ValueFormatter},
    },
    drawing::{DrawingArea, IntoDrawingArea},
    element::{Circle, DashedPathElement, PathElement},
    style::{Color, IntoFont, RGBColor, TextStyle},
};

use super::{
    backend::{SharpBackend, UNITS},
    decimate,
    geometry::Rect,
    scale::{Plane, Span, Tick},
    surface::{Layer, Size},
};
use crate::ui::{
    colour::Rgb,
    dom::{During, PageError},
    theme::Theme,
};

/// Text size of ticks and titles, in units of a surface's size.
const TEXT: f64 = 13.0;

/// One axis: what it shows, where its ticks are, what it is called.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    pub ticks: Vec<Tick>,
    pub title: String,
    /// Lines across the plot at the ticks.
    pub mesh: bool,
}

/// Room around a plot, in units of a surface's size.
#[derive(Clone, Copy, Debug)]
pub struct Margins {
    pub left: f64,
    pub right: f64,
    pub top: f64,
    pub bottom: f64,
}

impl Margins {
    /// The plot's rectangle in an area of device pixels.
    pub fn inside(self, area: Rect, ratio: f64) -> Rect {
        Rect {
            left: (area.left + self.left * ratio).round(),
            top: (area.top + self.top * ratio).round(),
            width: (area.width - (self.left + self.right) * ratio).max(8.0).round(),
            height: (area.height - (self.top + self.bottom) * ratio).max(8.0).round(),
        }
    }
}

/// A coordinate with given ticks.
struct Ticked {
    span: Span,
    ticks: Vec<Tick>,
}

impl Ranged for Ticked {
    type FormatOption = NoDefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, limit: (i32, i32)) -> i32 {
        // Far outside the span the backend's whole numbers would overflow.
        let share = ((value - self.span.low) / self.span.width()).clamp(-100.0, 100.0);
        limit.0 + (share * f64::from(limit.1 - limit.0)).round() as i32
    }

    fn key_points<Hint: KeyPointHint>(&self, hint: Hint) -> Vec<f64> {
        if hint.weight().allow_light_points() { Vec::new() } else { self.ticks.iter().map(|tick| tick.at).collect() }
    }

    fn range(&self) -> Range<f64> {
        self.span.low..self.span.high
    }
}

impl ValueFormatter<f64> for Ticked {
    fn format_ext(&self, value: &f64) -> String {
        self.ticks.iter().find(|tick| tick.at == *value).map(|tick| tick.text.clone()).unwrap_or_default()
    }
}

fn rgb(colour: Rgb) -> RGBColor {
    RGBColor(colour.0, colour.1, colour.2)
}

/// Device pixels in the backend's units.
fn units(pixels: f64) -> i32 {
    (pixels * UNITS).round() as i32
}

fn refused<E: std::fmt::Display>(error: E) -> PageError {
    PageError::Browser { action: "draw the axes", detail: error.to_string() }
}

type Chart<'a> = ChartContext<'a, SharpBackend, Cartesian2d<Ticked, Ticked>>;

/// The plot's rectangle with room for labels at its left and below it, in device pixels.
fn area(layer: &Layer, plot: Rect, (left, bottom): (f64, f64)) -> Result<DrawingArea<SharpBackend, Shift>, PageError> {
    let backend = SharpBackend::new(&layer.canvas, &layer.context).ok_or_else(|| refused("it gave no 2-D context"))?;
    Ok(backend
        .into_drawing_area()
        .shrink((units(plot.left - left), units(plot.top)), (units(plot.width + left), units(plot.height + bottom))))
}

fn chart<'a>(
    area: &'a DrawingArea<SharpBackend, Shift>,
    plane: Plane,
    (left, bottom): (f64, f64),
    (x, y): (&[Tick], &[Tick]),
) -> Result<Chart<'a>, PageError> {
    ChartBuilder::on(area)
        .set_label_area_size(LabelAreaPosition::Left, units(left))
        .set_label_area_size(LabelAreaPosition::Bottom, units(bottom))
        .build_cartesian_2d(Ticked { span: plane.x, ticks: x.to_vec() }, Ticked { span: plane.y, ticks: y.to_vec() })
        .map_err(refused)
}

/// Draws the two axes of a plane with their ticks, titles and mesh. `margins.left` and `margins.bottom` are the room
/// for ticks and titles beside the plot.
///
/// # Errors
/// If the canvas refuses a stroke.
pub fn draw(
    layer: &Layer,
    size: Size,
    plane: Plane,
    margins: Margins,
    (x, y): (&Axis, &Axis),
    theme: &Theme,
) -> Result<(), PageError> {
    let room = (margins.left * size.unit, margins.bottom * size.unit);
    let area = area(layer, plane.rect, room)?;
    let mut chart = chart(&area, plane, room, (&x.ticks, &y.ticks))?;
    let font = |colour: Rgb| -> TextStyle<'_> {
        (theme.font.as_str(), TEXT * size.unit * UNITS).into_font().color(&rgb(colour))
    };
    let stroke = |colour: Rgb| rgb(colour).stroke_width(units(size.unit.round().max(1.0)) as u32);
    let tick = units(4.0 * size.unit);
    let mut mesh = chart.configure_mesh();
    mesh.bold_line_style(stroke(theme.grid))
        .max_light_lines(0)
        .axis_style(stroke(theme.axis))
        .label_style(font(theme.ink))
        .axis_desc_style(font(theme.ink))
        .set_all_tick_mark_size(tick);
    if !x.mesh {
        mesh.disable_x_mesh();
    }
    if !y.mesh {
        mesh.disable_y_mesh();
    }
    if !x.title.is_empty() {
        mesh.x_desc(x.title.as_str());
    }
    if !y.title.is_empty() {
        mesh.y_desc(y.title.as_str());
    }
    mesh.draw().map_err(refused)
}

/// A line through points of a plane.
#[derive(Clone, Debug)]
pub struct Line {
    pub points: Vec<(f64, f64)>,
    pub colour: Rgb,
    pub alpha: f64,
    /// In units of a surface's size.
    pub width: f64,
    pub dashed: bool,
    /// Radius of a dot at each point, in the same units; 0 for none.
    pub dots: f64,
}

/// Draws lines on a plane, cut at its border.
///
/// # Errors
/// If the canvas refuses a stroke.
pub fn lines(layer: &Layer, size: Size, plane: Plane, lines: &[Line]) -> Result<(), PageError> {
    let area = area(layer, plane.rect, (0.0, 0.0))?;
    let mut chart = chart(&area, plane, (0.0, 0.0), (&[], &[]))?;
    for line in lines {
        let width = units((line.width * size.unit).max(1.0)) as u32;
        let style = rgb(line.colour).mix(line.alpha).stroke_width(width);
        // plotters would draw what lies outside along the border.
        for piece in decimate::within(&line.points, plane.y) {
            let drawn = if line.dashed {
                let dash = units(4.0 * size.unit);
                chart.draw_series([DashedPathElement::new(piece, dash, dash, style)]).map(|_| ())
            } else {
                chart.draw_series([PathElement::new(piece, style)]).map(|_| ())
            };
            drawn.map_err(refused)?;
        }
        if line.dots > 0.0 {
            let radius = units(line.dots * size.unit);
            let inside = line.points.iter().filter(|(_, y)| plane.y.contains(*y));
            let dots = inside.map(|point| Circle::new(*point, radius, rgb(line.colour).filled()));
            chart.draw_series(dots).map_err(refused)?;
        }
    }
    Ok(())
}

/// How a word is placed at its point.
#[derive(Clone, Copy, Debug)]
pub struct Words<'a> {
    pub colour: Rgb,
    /// Drawn around the letters, so that they are legible over anything.
    pub halo: Option<Rgb>,
    /// In units of a surface's size.
    pub size: f64,
    pub bold: bool,
    /// `left`, `center` or `right`.
    pub align: &'a str,
    /// `top`, `middle`, `alphabetic` or `bottom`.
    pub baseline: &'a str,
}

impl Words<'_> {
    pub fn plain(theme: &Theme) -> Self {
        Self { colour: theme.ink, halo: None, size: TEXT, bold: false, align: "left", baseline: "alphabetic" }
    }
}

/// Writes a sentence in the middle of an empty plot.
///
/// # Errors
/// As [`write()`].
pub fn say(layer: &Layer, size: Size, theme: &Theme, text: &str, plot: Rect) -> Result<(), PageError> {
    let words =
        Words { halo: Some(theme.paper), align: "center", baseline: "middle", size: 14.0, ..Words::plain(theme) };
    write(layer, size, theme, text, plot.middle(), words)
}

/// Writes words at a place in device pixels.
///
/// # Errors
/// If the canvas refuses the text.
pub fn write(
    layer: &Layer,
    size: Size,
    theme: &Theme,
    text: &str,
    (x, y): (f64, f64),
    words: Words,
) -> Result<(), PageError> {
    let context = &layer.context;
    let weight = if words.bold { "600 " } else { "" };
    context.set_font(&format!("{weight}{}px {}", words.size * size.unit, theme.font));
    context.set_text_align(words.align);
    context.set_text_baseline(words.baseline);
    if let Some(halo) = words.halo {
        context.set_line_join("round");
        context.set_line_width(0.28 * words.size * size.unit);
        context.set_stroke_style_str(&halo.css(0.9));
        context.stroke_text(text, x, y).during("write")?;
    }
    context.set_fill_style_str(&words.colour.css(1.0));
    context.fill_text(text, x, y).during("write")
}

/// The width of words in device pixels.
pub fn width(layer: &Layer, size: Size, theme: &Theme, text: &str, words: Words) -> f64 {
    let weight = if words.bold { "600 " } else { "" };
    layer.context.set_font(&format!("{weight}{}px {}", words.size * size.unit, theme.font));
    layer.context.measure_text(text).map_or(0.0, |metrics| metrics.width())
}
