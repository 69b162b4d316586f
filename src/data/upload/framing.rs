//! Which square of an image is kept: turned, cropped about a centre, and made no larger than is trained on.

use super::unfit::{SHORTEST_SIDE, Unfit};
use crate::data::resample::{Window, window};
use crate::data::turn::Turn;
use crate::data::{Shape, morphology};

/// Pixels a side that are kept, unless more are asked for.
pub const USUAL_SIDE: usize = 64;
/// The most pixels a side that can be asked for.
pub const LARGEST_SIDE: usize = 128;
/// The smallest part of an image that can be asked for.
pub const LEAST_CROP: f32 = 0.2;
/// The brightest object is looked for in an image of this many pixels a side.
const SEARCHED_SIDE: usize = 64;

/// How each image is cut.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Framing {
    /// The side of the square as a share of the image's shorter side, [`LEAST_CROP`] to 1.
    pub crop: f32,
    /// About the brightest object near the middle, not the middle itself.
    pub on_object: bool,
    /// Pixels a side that are kept at most.
    pub side: usize,
    pub turn: Turn,
}

impl Default for Framing {
    fn default() -> Self {
        Self { crop: 1.0, on_object: false, side: USUAL_SIDE, turn: Turn::default() }
    }
}

/// A square of an image.
pub struct Cut {
    /// `[side, side, channels]`.
    pub values: Vec<f32>,
    pub side: usize,
    /// Pixels of the file in one of these, along a side.
    pub scale: f32,
}

impl Framing {
    /// The square of `values` `[height, width, channels]`.
    ///
    /// # Errors
    ///
    /// If the image is too small.
    pub fn cut(&self, values: &[f32], shape: Shape) -> Result<Cut, Unfit> {
        if self.turn == Turn::default() {
            return self.cut_upright(values, shape);
        }
        self.cut_upright(&self.turn.apply(values.to_vec(), shape), self.turn.shape(shape))
    }

    fn cut_upright(&self, values: &[f32], shape: Shape) -> Result<Cut, Unfit> {
        let Shape { height, width, .. } = shape;
        let shorter = height.min(width);
        if shorter < SHORTEST_SIDE {
            return Err(Unfit::TooSmall { width, height });
        }
        let crop = self.crop.clamp(LEAST_CROP, 1.0);
        let from = ((shorter as f32 * crop).round() as usize).clamp(SHORTEST_SIDE, shorter);
        let side = from.min(self.side.clamp(SHORTEST_SIDE, LARGEST_SIDE));
        let [down, right] = if self.on_object { off_middle(values, shape) } else { [0.0; 2] };
        let start = |size: usize, off: f64| {
            let start = (size - from) / 2;
            (start as f64 + off.round()).clamp(0.0, (size - from) as f64) as usize
        };
        let part = Window { top: start(height, down), left: start(width, right), height: from, width: from };
        Ok(Cut { values: window(values, shape, part, side, side), side, scale: from as f32 / side as f32 })
    }
}

/// Pixels from the middle down and right to the brightest object near it; none where there is none.
fn off_middle(values: &[f32], shape: Shape) -> [f64; 2] {
    let shorter = shape.height.min(shape.width);
    let side = shorter.min(SEARCHED_SIDE);
    let part = Window {
        top: (shape.height - shorter) / 2,
        left: (shape.width - shorter) / 2,
        height: shorter,
        width: shorter,
    };
    let small = window(values, shape, part, side, side);
    let found = morphology::brightest(&small, Shape { height: side, width: side, ..shape });
    found.map_or([0.0; 2], |place| place.map(|off| off * shorter as f64 / side as f64))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A light of one pixel's width at (`x`, `y`) of `side` × `side`.
    fn star(side: usize, x: usize, y: usize) -> Vec<f32> {
        let near = |a: usize, b: usize| (a as f32 - b as f32).powi(2);
        (0..side * side).map(|index| 9.0 * (-(near(index % side, x) + near(index / side, y)) / 8.0).exp()).collect()
    }

    #[test]
    fn a_crop_is_a_share_of_the_shorter_side_and_keeps_the_pixels() {
        let shape = Shape { height: 40, width: 60, channels: 1 };
        let values: Vec<f32> = (0..2400).map(|value| value as f32).collect();
        let cut = Framing { crop: 0.5, ..Framing::default() }.cut(&values, shape).unwrap();
        assert_eq!((cut.side, cut.scale, cut.values[0]), (20, 1.0, (10 * 60 + 20) as f32));
        let whole = Framing { side: 20, ..Framing::default() }.cut(&values, shape).unwrap();
        assert_eq!((whole.side, whole.scale), (20, 2.0));
        let larger = Shape { height: 300, width: 300, channels: 1 };
        let cut = |side| Framing { side, ..Framing::default() }.cut(&vec![1.0; 90_000], larger).unwrap().side;
        assert_eq!([cut(64), cut(128), cut(1000)], [64, 128, 128]);
    }

    #[test]
    fn the_brightest_object_near_the_middle_is_in_the_middle_of_its_crop() {
        for side in [64, 160] {
            let (x, y) = (side / 2 + side / 8, side / 2 - side / 16);
            let shape = Shape { height: side, width: side, channels: 1 };
            let framing = Framing { crop: 0.5, on_object: true, ..Framing::default() };
            let cut = framing.cut(&star(side, x, y), shape).unwrap();
            let top = (0..cut.values.len()).max_by(|&a, &b| cut.values[a].total_cmp(&cut.values[b])).unwrap();
            let off = |place: usize| (place as f32 + 0.5) * cut.scale - side as f32 / 4.0;
            assert!(off(top % cut.side).abs() <= 2.0 && off(top / cut.side).abs() <= 2.0, "{side} {top}");
        }
    }

    #[test]
    fn a_turned_image_is_cut_as_it_then_lies() {
        let shape = Shape { height: 4, width: 8, channels: 1 };
        let values: Vec<f32> = (0..32).map(|value| value as f32).collect();
        let turn = Turn { transposed: true, ..Turn::default() };
        let cut = Framing { turn, ..Framing::default() }.cut(&values, shape).unwrap();
        assert_eq!(cut.values[..4], [2.0, 10.0, 18.0, 26.0]);
    }
}
