//! The scale of a continuous colour above a plot: its title, its colours, its ticks.

use crate::ui::{
    dom::PageError,
    plot::{
        axes::{self, Words},
        drawing::ColourBar,
        geometry::Rect,
        scale::{self, Span},
        surface::{Layer, Size},
    },
    theme::Theme,
};

/// The room it takes above a plot, in units of a surface's size.
pub const ROOM: f64 = 46.0;

/// Draws the bar at `top` device pixels, as wide as the plot.
pub fn draw(layer: &Layer, size: Size, plot: Rect, top: f64, bar: &ColourBar, theme: &Theme) -> Result<(), PageError> {
    let ratio = size.unit;
    let plain = Words { baseline: "middle", ..Words::plain(theme) };
    let text = axes::width(layer, size, theme, &bar.title, plain) + 12.0 * ratio;
    let rect = Rect {
        left: (plot.left + text).round(),
        top: top.round(),
        width: (plot.width - text).max(40.0 * ratio).round(),
        height: (10.0 * ratio).round(),
    };
    axes::write(layer, size, theme, &bar.title, (plot.left, rect.top + rect.height / 2.0), plain)?;
    let steps = 128;
    for step in 0..steps {
        let (from, to) = (f64::from(step) / f64::from(steps), f64::from(step + 1) / f64::from(steps));
        let colour = bar.map.at((f64::from(step) / f64::from(steps - 1)) as f32);
        layer.context.set_fill_style_str(&colour.css(1.0));
        let left = (rect.left + from * rect.width).floor();
        layer.context.fill_rect(left, rect.top, (rect.left + to * rect.width).ceil() - left, rect.height);
    }
    let span = Span::new(bar.low, bar.high);
    let ticks = scale::ticks(span, (rect.width / ratio / 60.0).clamp(2.0, 6.0) as usize);
    let place = |at: f64| rect.left + (at - span.low) / span.width() * rect.width;
    layer.context.set_fill_style_str(&theme.axis.css(1.0));
    for tick in &ticks {
        layer.context.fill_rect(place(tick.at).round(), rect.bottom(), ratio.round().max(1.0), 4.0 * ratio);
    }
    for tick in &ticks {
        let words = Words { align: "center", baseline: "top", ..plain };
        axes::write(layer, size, theme, &tick.text, (place(tick.at), rect.bottom() + 6.0 * ratio), words)?;
    }
    Ok(())
}
