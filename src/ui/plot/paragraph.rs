//! A sentence on a plot, in as many lines as it needs, at its lower edge.

#[cfg(target_arch = "wasm32")]
use super::{
    axes::{self, Words},
    geometry::Rect,
    surface::{Layer, Size},
};
#[cfg(target_arch = "wasm32")]
use crate::ui::{dom::PageError, theme::Theme};

/// Size of the letters, and distance of lines, in units of a surface's size.
#[cfg(target_arch = "wasm32")]
const LETTERS: f64 = 12.0;
#[cfg(target_arch = "wasm32")]
const LINE: f64 = 16.0;

/// Words in lines that are no wider than `most`, by how wide a text is. A word that alone is wider has a line of its own.
pub fn wrapped(text: &str, most: f64, wide: impl Fn(&str) -> f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let longer = lines.last().map(|line| format!("{line} {word}")).filter(|line| wide(line) <= most);
        match (longer, lines.last_mut()) {
            (Some(longer), Some(line)) => *line = longer,
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// Writes it at the lower edge of a plot, where no circle of the prior has its name.
///
/// # Errors
/// If the canvas refuses the text.
#[cfg(target_arch = "wasm32")]
pub fn write(layer: &Layer, size: Size, theme: &Theme, text: &str, plot: Rect) -> Result<(), PageError> {
    let words = || Words {
        halo: Some(theme.paper),
        size: LETTERS,
        align: "center",
        baseline: "middle",
        bold: true,
        ..Words::plain(theme)
    };
    let edge = 8.0 * size.unit;
    let lines = wrapped(text, plot.width - 2.0 * edge, |line| axes::width(layer, size, theme, line, words()));
    for (i, line) in lines.iter().enumerate() {
        let y = plot.bottom() - edge - ((lines.len() - i) as f64 - 0.5) * LINE * size.unit;
        axes::write(layer, size, theme, line, (plot.left + plot.width / 2.0, y), words())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::wrapped;

    #[test]
    fn lines_are_as_long_as_they_may_be() {
        let wide = |line: &str| line.chars().count() as f64;
        assert_eq!(wrapped("the axes keep the scale", 9.0, wide), ["the axes", "keep the", "scale"]);
        assert_eq!(wrapped("extraordinarily short", 5.0, wide), ["extraordinarily", "short"]);
        assert!(wrapped("  ", 5.0, wide).is_empty());
    }
}
