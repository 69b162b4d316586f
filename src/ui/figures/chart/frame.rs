//! What surrounds a chart's marks: axes, legend and colour bar.

use super::super::colour_bar;
use super::legend;
use super::style::{LEFT, RIGHT};
use crate::ui::{
    dom::PageError,
    plot::{
        axes::{self, Axis, Margins},
        drawing::{Drawing, Mark},
        scale::{Plane, Tick},
        surface::{Layer, Size},
    },
    theme::Theme,
};

/// Room above and below a plot, in units of a surface's size.
const BOTTOM: f64 = 44.0;
const TOP: f64 = 10.0;
/// A title that is written upwards would lose the tops of its letters at the very edge.
const EDGE: f64 = 4.0;

fn margins(top: f64) -> Margins {
    Margins { left: LEFT, right: RIGHT, top, bottom: BOTTOM }
}

/// Where the plot lies, and what it spans in places of its scales.
pub fn plane(drawing: &Drawing, layer: &Layer, size: Size, square: bool, theme: &Theme) -> Plane {
    let bar = if drawing.bar.is_some() { colour_bar::ROOM } else { 0.0 };
    let rows = legend::rows(&legend::entries(drawing, layer, size, theme));
    let rect = margins(TOP.max(bar) + legend::ROW * rows as f64).inside(size.area(), size.unit);
    let (x, y) = drawing.spans();
    if square { Plane::true_to_scale(x, y, rect) } else { Plane { x, y, rect } }
}

/// Draws axes, legend and colour bar.
pub fn draw(drawing: &Drawing, layer: &Layer, size: Size, plane: Plane, theme: &Theme) -> Result<(), PageError> {
    let mesh = !drawing.marks.iter().any(|mark| matches!(mark, Mark::Cells { .. }));
    let most = |pixels: f64, each: f64| (pixels / size.unit / each).clamp(2.0, 10.0) as usize;
    let wide = |ticks: &[Tick]| ticks.iter().map(|tick| tick.text.chars().count()).max().unwrap_or(1);
    let mut x = drawing.x.ticks(plane.x, most(plane.rect.width, 46.0));
    // Long numbers need more room than short ones.
    let room = 9.0 * wide(&x) as f64 + 14.0;
    if drawing.x.ticks.is_none() && room > 46.0 {
        x = drawing.x.ticks(plane.x, most(plane.rect.width, room));
    }
    let y = drawing.y.ticks(plane.y, most(plane.rect.height, 28.0));
    let x = Axis { ticks: x, title: drawing.x.title.clone(), mesh };
    let y = Axis { ticks: y, title: drawing.y.title.clone(), mesh };
    axes::draw(layer, size, plane, Margins { left: LEFT - EDGE, ..margins(0.0) }, (&x, &y), theme)?;
    if let Some(bar) = &drawing.bar {
        colour_bar::draw(layer, size, plane.rect, 6.0 * size.unit, bar, theme)?;
    }
    let first = if drawing.bar.is_some() { colour_bar::ROOM } else { 2.0 };
    legend::draw(&legend::entries(drawing, layer, size, theme), first, layer, size, theme)
}
