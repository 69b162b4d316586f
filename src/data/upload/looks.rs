//! Images that can be used and yet show little: named before they are, so that nobody trains on black squares unawares.

use super::kept::{Kept, Shades};
use crate::data::stretch::DEFAULT_SOFTENING;

/// Fewer shades of 256 between the darkest and the brightest are little contrast.
const LITTLE: u8 = 16;
/// A larger share of pixels at white is much.
const MUCH_WHITE: f32 = 0.25;
/// Rows or columns without content from one edge, more than at the opposite one by this share of the side, are half an image.
const HALF_EMPTY: f32 = 0.25;
/// So many images are named for each complaint.
const NAMED: usize = 3;

/// A sentence for each complaint, with the first images that it concerns.
pub fn sentences(kept: &[Kept], rule: Shades) -> Vec<String> {
    let mut lists: [Vec<String>; 4] = Default::default();
    for image in kept {
        let pixels = image.pixels(image.side(), 1, DEFAULT_SOFTENING, rule);
        if let Some(kind) = complaint(&pixels, image.side()) {
            lists[kind].push(image.name());
        }
    }
    let words = [
        "show nothing: all their pixels are alike",
        "have little contrast, and are nearly one shade as they are shown",
        "are white in a quarter of their pixels or more, as if saturated",
        "are empty on one side, as at the edge of a field",
    ];
    let sentence = |(names, words): (&Vec<String>, &str)| {
        let more = names.len().saturating_sub(NAMED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let first: Vec<&str> = names.iter().take(NAMED).map(String::as_str).collect();
        format!("Images that {words}: {}{more}.", first.join(", "))
    };
    lists.iter().zip(words).filter(|(names, _)| !names.is_empty()).map(sentence).collect()
}

/// The number of the gravest complaint about a grey image, `[side, side]`.
fn complaint(pixels: &[u8], side: usize) -> Option<usize> {
    let (least, most) = (pixels.iter().min()?, pixels.iter().max()?);
    let white = pixels.iter().filter(|shade| **shade == u8::MAX).count() as f32 / pixels.len() as f32;
    let row = |y: usize| (0..side).all(|x| pixels[y * side + x] == pixels[y * side]);
    let column = |x: usize| (0..side).all(|y| pixels[y * side + x] == pixels[x]);
    let lopsided = |empty: &dyn Fn(usize) -> bool| {
        let before = (0..side).take_while(|place| empty(*place)).count();
        let after = (0..side).rev().take_while(|place| empty(*place)).count();
        before.abs_diff(after) as f32 > HALF_EMPTY * side as f32
    };
    let complaints = [least == most, most - least < LITTLE, white > MUCH_WHITE, lopsided(&row) || lopsided(&column)];
    complaints.iter().position(|is| *is)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_shows_little_is_complained_of() {
        let of = |shade: &dyn Fn(usize, usize) -> u8| {
            complaint(&(0..256).map(|index| shade(index % 16, index / 16)).collect::<Vec<_>>(), 16)
        };
        let spot =
            |x: usize, y: usize| (200.0 * (-((x as f32 - 7.5).powi(2) + (y as f32 - 7.5).powi(2)) / 9.0).exp()) as u8;
        assert_eq!(of(&spot), None);
        assert_eq!(of(&|_, _| 7), Some(0));
        assert_eq!(of(&|x, y| spot(x, y) / 20), Some(1));
        assert_eq!(of(&|x, y| if spot(x, y) > 10 { 255 } else { 0 }), Some(2));
        assert_eq!(of(&|x, y| if x < 6 { 0 } else { spot(x, y).max(1 + (x + y) as u8) }), Some(3));
    }
}
