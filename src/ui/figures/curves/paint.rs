//! How the panels of a run's losses are painted.

use super::history::{Drawn, History};
use crate::ui::{
    dom::PageError,
    plot::{
        axes::{self, Axis, Line, Margins, Words},
        decimate::{self, Column},
        geometry::Rect,
        scale::{self, Plane},
        surface::{Layer, Size},
    },
    theme::Theme,
};

/// Room above each panel for its name, and above all for the legend.
pub const NAME: f64 = 24.0;
const LEGEND: f64 = 22.0;
/// Panels narrower than this have room for short headings only, beside the values read under the pointer.
const WIDE: f64 = 320.0;
/// More held-out points than this are drawn without dots.
const DOTS: usize = 60;

/// The three plots, one below the other.
pub fn rects(size: Size, margins: Margins) -> [Rect; 3] {
    let area = size.area();
    let panel = (area.height / size.unit - LEGEND - margins.bottom + 8.0) / 3.0;
    std::array::from_fn(|i| {
        let top = LEGEND + panel * i as f64;
        let outer = Rect { top: top * size.unit, height: panel * size.unit, ..area };
        Margins { bottom: 8.0, ..margins }.inside(outer, size.unit)
    })
}

pub fn draw_legend(layer: &Layer, size: Size, theme: &Theme) -> Result<(), PageError> {
    let ratio = size.unit;
    let middle = 11.0 * ratio;
    let mut right = f64::from(size.width) - 14.0 * ratio;
    for (text, colour, width, dot) in
        [("held-out", theme.held_out, 2.0, true), ("training", theme.training, 1.5, false)]
    {
        let words = Words { align: "right", baseline: "middle", ..Words::plain(theme) };
        axes::write(layer, size, theme, text, (right, middle), words)?;
        right -= axes::width(layer, size, theme, text, words) + 6.0 * ratio;
        layer.context.set_fill_style_str(&colour.css(1.0));
        layer.context.fill_rect(right - 22.0 * ratio, middle - width * ratio / 2.0, 22.0 * ratio, width * ratio);
        if dot {
            layer.context.begin_path();
            if layer.context.arc(right - 11.0 * ratio, middle, 3.0 * ratio, 0.0, std::f64::consts::TAU).is_ok() {
                layer.context.fill();
            }
        }
        right -= 38.0 * ratio;
    }
    Ok(())
}

pub fn draw_axes(
    layer: &Layer,
    size: Size,
    drawn: &Drawn,
    margins: Margins,
    last: bool,
    theme: &Theme,
) -> Result<(), PageError> {
    let rect = drawn.plane.rect;
    let most = |pixels: f64, each: f64| (pixels / size.unit / each).clamp(2.0, 10.0) as usize;
    let mut x = scale::ticks(drawn.plane.x, most(rect.width, 40.0));
    if !last {
        x.iter_mut().for_each(|tick| tick.text.clear());
    }
    let x = Axis { ticks: x, title: if last { "Epoch".to_owned() } else { String::new() }, mesh: true };
    let y = Axis { ticks: scale::ticks(drawn.plane.y, most(rect.height, 24.0)), title: String::new(), mesh: true };
    let margins = Margins { bottom: if last { margins.bottom } else { 8.0 }, ..margins };
    axes::draw(layer, size, drawn.plane, margins, (&x, &y), theme)?;
    let at = (rect.left, rect.top - 8.0 * size.unit);
    axes::write(layer, size, theme, drawn.panel.name(), at, Words { bold: true, ..Words::plain(theme) })?;
    let (beside, _) = heading(layer, size, drawn, theme);
    axes::write(layer, size, theme, unit(size, rect), (beside, at.1), Words::plain(theme))
}

fn unit(size: Size, rect: Rect) -> &'static str {
    if rect.width < WIDE * size.unit { "nats" } else { "nats per image" }
}

/// Where the unit in a panel's heading begins and ends.
fn heading(layer: &Layer, size: Size, drawn: &Drawn, theme: &Theme) -> (f64, f64) {
    let name = Words { bold: true, ..Words::plain(theme) };
    let rect = drawn.plane.rect;
    let from = rect.left + axes::width(layer, size, theme, drawn.panel.name(), name) + 6.0 * size.unit;
    (from, from + axes::width(layer, size, theme, unit(size, rect), Words::plain(theme)))
}

/// Draws the changes of β, the batches and the evaluations.
pub fn draw_lines(
    history: &History,
    layer: &Layer,
    size: Size,
    drawn: &Drawn,
    first: bool,
    theme: &Theme,
) -> Result<(), PageError> {
    let plane = drawn.plane;
    let marks = history.marks(plane, size);
    let mark = |(epoch, _): &(f64, f32)| Line {
        points: vec![(*epoch, plane.y.low), (*epoch, plane.y.high)],
        colour: theme.mark,
        alpha: 1.0,
        width: 1.0,
        dashed: true,
        dots: 0.0,
    };
    let mut lines: Vec<Line> = marks.iter().map(mark).collect();
    lines.push(Line {
        points: decimate::line(&drawn.columns),
        colour: theme.training,
        alpha: 1.0,
        width: 1.25,
        dashed: false,
        dots: 0.0,
    });
    lines.push(Line {
        points: drawn.held_out.iter().map(|(epoch, value)| (*epoch, f64::from(*value))).collect(),
        colour: theme.held_out,
        alpha: 1.0,
        width: 2.0,
        dashed: false,
        dots: if drawn.held_out.len() > DOTS { 0.0 } else { 3.0 },
    });
    lines.retain(|line| !line.points.is_empty());
    axes::lines(layer, size, plane, &lines)?;
    if first {
        name_marks(layer, size, plane, &marks, theme)?;
    }
    Ok(())
}

/// Writes the new β beside each mark, where there is room before the next.
fn name_marks(layer: &Layer, size: Size, plane: Plane, marks: &[(f64, f32)], theme: &Theme) -> Result<(), PageError> {
    let words = Words { colour: theme.mark, halo: Some(theme.paper), baseline: "top", ..Words::plain(theme) };
    let mut free = f64::INFINITY;
    for (epoch, beta) in marks.iter().rev() {
        let (x, y) = plane.to_pixels(*epoch, plane.y.high);
        let text = format!("β = {}", (beta * 100.0).round() / 100.0);
        let room = axes::width(layer, size, theme, &text, words) + 8.0 * size.unit;
        let fits_right = x + room < plane.rect.right().min(free);
        let fits_left = x - room > plane.rect.left && free.is_infinite();
        let align = match (fits_right, fits_left) {
            (true, _) => "left",
            (false, true) => "right",
            _ => continue,
        };
        let shift = if fits_right { 4.0 } else { -4.0 } * size.unit;
        let words = Words { align, ..words };
        axes::write(layer, size, theme, &text, (x + shift, y + 4.0 * size.unit), words)?;
        free = if fits_right { x } else { x - room };
    }
    Ok(())
}

/// A line through all panels at the epoch that the other figures show.
pub fn draw_moment(layer: &Layer, size: Size, panels: &[Drawn], epoch: f64, theme: &Theme) {
    for Drawn { plane, .. } in panels {
        let (x, _) = plane.to_pixels(epoch, 0.0);
        let width = (2.0 * size.unit).round().max(2.0);
        layer.context.set_fill_style_str(&theme.accent.css(0.9));
        layer.context.fill_rect((x - width / 2.0).round(), plane.rect.top, width, plane.rect.height);
    }
}

/// Reads the curves at the evaluation nearest to an epoch: a line through all panels, the values in their headings.
pub fn draw_reading(layer: &Layer, size: Size, panels: &[Drawn], epoch: f64, theme: &Theme) -> Result<(), PageError> {
    let nearest = |epochs: &mut dyn Iterator<Item = f64>| {
        epochs.min_by(|a, b| (a - epoch).abs().total_cmp(&(b - epoch).abs())).unwrap_or(epoch)
    };
    let Some(first) = panels.first() else { return Ok(()) };
    let epoch = nearest(&mut first.held_out.iter().map(|(epoch, _)| *epoch));
    for drawn in panels {
        let rect = drawn.plane.rect;
        let (x, _) = drawn.plane.to_pixels(epoch, 0.0);
        let width = size.unit.round().max(1.0);
        layer.context.set_fill_style_str(&theme.ink.css(0.6));
        layer.context.fill_rect((x - width / 2.0).round(), rect.top, width, rect.height);
        let held_out = drawn.held_out.iter().find(|(at, _)| *at == epoch).map(|(_, value)| *value);
        let near = |a: &&Column, b: &&Column| (a.x - epoch).abs().total_cmp(&(b.x - epoch).abs());
        let training = drawn.columns.iter().min_by(near).map(|column| column.last);
        let values = [(held_out, theme.held_out), (training, theme.training)];
        let values: Vec<(String, Words)> = values
            .into_iter()
            .filter_map(|(value, colour)| {
                let value = value?;
                let text = scale::number(f64::from(value), if value.abs() < 100.0 { 2 } else { 1 });
                Some((text, Words { colour, bold: true, align: "right", ..Words::plain(theme) }))
            })
            .collect();
        let gap = 10.0 * size.unit;
        let widths: Vec<f64> =
            values.iter().map(|(text, words)| gap + axes::width(layer, size, theme, text, *words)).collect();
        // They replace the unit where there is no room for both.
        let mut right = rect.right();
        let (from, to) = heading(layer, size, drawn, theme);
        let left = right - widths.iter().sum::<f64>();
        layer.context.set_fill_style_str(&theme.paper.css(1.0));
        let left = if left < to { from } else { left };
        let top = rect.top - (NAME - 2.0) * size.unit;
        layer.context.fill_rect(left, top, right - left + 2.0 * size.unit, rect.top - top - size.unit);
        for ((text, words), width) in values.iter().zip(widths) {
            axes::write(layer, size, theme, text, (right, rect.top - 8.0 * size.unit), *words)?;
            right -= width;
        }
    }
    let words = Words { halo: Some(theme.paper), baseline: "middle", ..Words::plain(theme) };
    let text = format!("epoch {epoch:.1}");
    let left = 8.0 * size.unit;
    layer.context.set_fill_style_str(&theme.paper.css(1.0));
    layer.context.fill_rect(0.0, 0.0, left + axes::width(layer, size, theme, &text, words) + left, LEGEND * size.unit);
    axes::write(layer, size, theme, &text, (left, 11.0 * size.unit), words)
}
