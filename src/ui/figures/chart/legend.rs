//! The names above a chart, each beside a small piece of what it names: a line, dashes, a dot, a filled square.

use std::f64::consts::TAU;

use super::style::{LEFT, RIGHT, colour, plain};
use crate::ui::{
    dom::{During, PageError},
    plot::{
        axes,
        drawing::{Drawing, Ink, Key, Mark},
        surface::{Layer, Size},
    },
    theme::Theme,
};

/// Height of a row, in units of a surface's size as all lengths here.
pub const ROW: f64 = 18.0;
/// Between a key and its name, and between a name and the next key.
const GAP: f64 = 5.0;
const APART: f64 = 14.0;
const DASH: f64 = 4.0;

/// One name: its row, and its left end in device pixels.
pub struct Entry {
    name: String,
    ink: Ink,
    key: Key,
    row: usize,
    left: f64,
}

/// Names in rows as wide as the plot.
pub fn entries(drawing: &Drawing, layer: &Layer, size: Size, theme: &Theme) -> Vec<Entry> {
    let begin = LEFT * size.unit;
    let end = f64::from(size.width) - RIGHT * size.unit;
    let (mut row, mut left) = (0, begin);
    let mut entries: Vec<Entry> = Vec::new();
    for (name, ink, key) in drawing.marks.iter().filter_map(Mark::legend) {
        if entries.iter().any(|entry| entry.name == name) {
            continue;
        }
        let width = (length(key) + GAP) * size.unit + axes::width(layer, size, theme, name, plain(theme));
        if left + width > end && left > begin {
            (row, left) = (row + 1, begin);
        }
        entries.push(Entry { name: name.to_owned(), ink, key, row, left });
        left += width + APART * size.unit;
    }
    entries
}

pub fn rows(entries: &[Entry]) -> usize {
    entries.last().map_or(0, |entry| entry.row + 1)
}

/// Draws them below `top`.
pub fn draw(entries: &[Entry], top: f64, layer: &Layer, size: Size, theme: &Theme) -> Result<(), PageError> {
    for Entry { name, ink, key, row, left } in entries {
        let middle = (top + ROW * (*row as f64 + 0.5)) * size.unit;
        let alpha = if let Key::Fill(alpha) = key { *alpha } else { 1.0 };
        layer.context.set_fill_style_str(&colour(*ink, theme).css(alpha));
        draw_key(*key, (*left, middle), layer, size)?;
        let at = (left + (length(*key) + GAP) * size.unit, middle);
        axes::write(layer, size, theme, name, at, plain(theme))?;
    }
    Ok(())
}

fn length(key: Key) -> f64 {
    match key {
        Key::Line { .. } => 5.0 * DASH,
        Key::Dot => 8.0,
        Key::Fill(_) => 11.0,
    }
}

/// In the current ink; `at` is its left end and its middle.
fn draw_key(key: Key, (left, middle): (f64, f64), layer: &Layer, size: Size) -> Result<(), PageError> {
    let long = length(key) * size.unit;
    let dot = |radius: f64| {
        layer.context.begin_path();
        layer.context.arc(left + long / 2.0, middle, radius * size.unit, 0.0, TAU).during("draw a dot")?;
        layer.context.fill();
        Ok(())
    };
    match key {
        Key::Line { width, dashed, dotted } => {
            let high = (width * size.unit).max(1.0);
            let dash = if dashed { DASH * size.unit } else { long };
            let mut at = 0.0;
            while at < long {
                layer.context.fill_rect(left + at, middle - high / 2.0, dash, high);
                at += 2.0 * dash;
            }
            if dotted { dot(3.5) } else { Ok(()) }
        }
        Key::Dot => dot(length(key) / 2.0),
        Key::Fill(_) => {
            layer.context.fill_rect(left, middle - long / 2.0, long, long);
            Ok(())
        }
    }
}
