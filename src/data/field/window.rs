//! A rectangle of the field about a source: its light above the sky, with the pixels of other sources marked.

use super::Plane;
use super::background::Background;
use super::segments::Segments;

/// Light above the sky, row by row.
pub struct Window {
    /// Column and row of its first pixel in the field.
    pub left: usize,
    pub top: usize,
    pub width: usize,
    /// `[height, width]`; NaN has no value.
    pub light: Vec<f32>,
    /// Noise at each pixel.
    pub noise: Vec<f32>,
    /// 0 where there is no source, else 1 + its number.
    pub owners: Vec<u32>,
}

impl Window {
    /// The columns and rows from the first to before the last, which lie in the field.
    pub fn read(
        plane: &impl Plane,
        background: &Background,
        segments: &Segments,
        columns: std::ops::Range<usize>,
        rows: std::ops::Range<usize>,
    ) -> Self {
        let (left, top, width) = (columns.start, rows.start, columns.len());
        let count = width * rows.len();
        let (mut light, mut noise, mut owners) = (vec![0.0; count], vec![0.0; count], vec![0; count]);
        let mut sky = vec![0.0; width];
        for (row, y) in rows.enumerate() {
            let place = row * width..(row + 1) * width;
            let values = &mut light[place.clone()];
            plane.read(y, left, values);
            background.row(y, left, &mut sky, &mut noise[place.clone()]);
            values.iter_mut().zip(&sky).for_each(|(value, sky)| *value -= sky);
            let owners = &mut owners[place];
            for segment in segments.within(y, columns.start, columns.end) {
                let from = (segment.x as usize).max(left) - left;
                let to = ((segment.x + segment.length) as usize).min(columns.end) - left;
                owners[from..to].fill(segment.source + 1);
            }
        }
        Self { left, top, width, light, noise, owners }
    }

    pub fn height(&self) -> usize {
        self.light.len() / self.width.max(1)
    }
}
