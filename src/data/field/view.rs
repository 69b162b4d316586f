//! A field seen small, with circles about what was found: the mean of each block of its pixels, stretched.

use super::Plane;
use crate::data::stretch::{DEFAULT_SOFTENING, Levels};

/// Pixels of the longer side, at most.
const LONGEST: usize = 800;
const PIXELS_A_STEP: usize = 400_000;
const CIRCLE: [u8; 3] = [255, 150, 30];

/// The small picture, row by row.
pub struct Sketch {
    /// Pixels a side of a block.
    block: usize,
    width: usize,
    sums: Vec<f32>,
    counts: Vec<u32>,
    next: usize,
    row: Vec<f32>,
}

/// The small picture, its first row at the top.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    pub width: usize,
    pub height: usize,
    block: usize,
    upside_down: bool,
    shades: Vec<u8>,
}

impl Sketch {
    pub fn new(plane: &impl Plane) -> Self {
        let block = plane.width().max(plane.height()).div_ceil(LONGEST);
        let (width, height) = (plane.width().div_ceil(block), plane.height().div_ceil(block));
        let (sums, counts) = (vec![0.0; width * height], vec![0; width * height]);
        Self { block, width, sums, counts, next: 0, row: vec![0.0; plane.width()] }
    }

    /// Reads some rows; whether all of them are read.
    pub fn step(&mut self, plane: &impl Plane) -> bool {
        for _ in 0..(PIXELS_A_STEP / plane.width()).max(1) {
            if self.next == plane.height() {
                break;
            }
            plane.read(self.next, 0, &mut self.row);
            let first = self.next / self.block * self.width;
            for (block, values) in self.row.chunks(self.block).enumerate() {
                for value in values.iter().filter(|value| value.is_finite()) {
                    self.sums[first + block] += value;
                    self.counts[first + block] += 1;
                }
            }
            self.next += 1;
        }
        self.next == plane.height()
    }

    /// Rows of the image that were read.
    pub fn done(&self) -> usize {
        self.next
    }

    /// The picture; `upside_down` if the first row of the image is its lowest.
    pub fn finish(self, upside_down: bool) -> View {
        let means: Vec<f32> = self.sums.iter().zip(&self.counts).map(|(sum, count)| sum / *count as f32).collect();
        let levels = Levels::of(&means);
        let shade = |value: &f32| levels.map_or(0, |levels| levels.shade(*value, DEFAULT_SOFTENING));
        let mut shades: Vec<u8> = means.iter().map(shade).collect();
        if upside_down {
            shades = shades.chunks(self.width).rev().flatten().copied().collect();
        }
        let height = shades.len() / self.width;
        View { width: self.width, height, block: self.block, upside_down, shades }
    }
}

impl View {
    /// `[height, width, 3]`, with circles: column, row and radius of each in the image's pixels.
    pub fn with_circles(&self, circles: impl Iterator<Item = [f64; 3]>) -> Vec<u8> {
        let mut pixels: Vec<u8> = self.shades.iter().flat_map(|shade| [*shade; 3]).collect();
        let block = self.block as f64;
        for [x, y, radius] in circles {
            let (x, mut y, radius) = ((x + 0.5) / block - 0.5, (y + 0.5) / block - 0.5, (radius / block).max(1.5));
            if self.upside_down {
                y = self.height as f64 - 1.0 - y;
            }
            let points = (radius * 8.0).ceil() as usize;
            for point in 0..points {
                let (sin, cos) = (point as f64 / points as f64 * std::f64::consts::TAU).sin_cos();
                let (column, row) = ((x + radius * cos).round(), (y + radius * sin).round());
                if column >= 0.0 && row >= 0.0 && column < self.width as f64 && row < self.height as f64 {
                    let at = (row as usize * self.width + column as usize) * 3;
                    pixels[at..at + 3].copy_from_slice(&CIRCLE);
                }
            }
        }
        pixels
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::field::Values;

    #[test]
    fn the_picture_shows_where_the_light_is() {
        let values: Vec<f32> = (0..2000).map(|at| if at == 3 { 9.0 } else { (at % 3) as f32 / 100.0 }).collect();
        let plane = Values { width: 1000, values: &values };
        let mut sketch = Sketch::new(&plane);
        while !sketch.step(&plane) {}
        let view = sketch.finish(true);
        assert_eq!((view.width, view.height, view.block), (500, 1, 2));
        assert_eq!(view.shades.iter().position(|shade| *shade == 255), Some(1));
        let drawn = view.with_circles([[200.0, 0.0, 1.0]].into_iter());
        assert_eq!(drawn.chunks(3).filter(|pixel| *pixel == CIRCLE).count(), 2);
    }
}
