//! What separates the cells of a table: what its first lines have as often as one another.

use super::rows::SPACES;

/// Lines looked at.
const LINES: usize = 20;
/// This share of the lines must agree with the first one.
const AGREE: f64 = 0.8;

/// The separator of a table that begins with its header or its first row.
pub fn of(text: &str) -> char {
    let lines: Vec<&str> =
        text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')).take(LINES).collect();
    let Some((first, rest)) = lines.split_first() else { return ',' };
    let agree = |count: fn(&str, char) -> usize, separator: char| {
        let wanted = count(first, separator);
        // R gives its rows' names no heading.
        let same = rest.iter().filter(|line| (wanted..=wanted + 1).contains(&count(line, separator))).count();
        (wanted > 0).then_some((same as f64 >= AGREE * rest.len() as f64, wanted))
    };
    // The last of equals wins, so the comma comes last.
    let best = ['|', '\t', ';', ','].into_iter().filter_map(|separator| Some((agree(outside, separator)?, separator)));
    match best.max() {
        Some((_, separator)) => separator,
        None if agree(gaps, SPACES).is_some_and(|(same, _)| same) => SPACES,
        None => ',',
    }
}

/// How often a line has a character outside quotes.
fn outside(line: &str, wanted: char) -> usize {
    let mut quoted = false;
    let counts = |character: char| {
        quoted ^= character == '"';
        character == wanted && !quoted
    };
    line.chars().map(counts).filter(|counts| *counts).count()
}

/// How many gaps of spaces a line has between words, outside quotes.
fn gaps(line: &str, _: char) -> usize {
    let (mut quoted, mut before, mut gaps) = (false, false, 0);
    for character in line.trim().chars() {
        quoted ^= character == '"';
        let space = character.is_whitespace() && !quoted;
        gaps += usize::from(space && !before);
        before = space;
    }
    gaps
}
