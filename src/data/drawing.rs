//! A digit drawn by hand: ink on a square pad, and the pad's ink prepared as MNIST prepared its scans.
//!
//! LeCun et al. (1998) fitted each scan into a box of 20 × 20 pixels, kept its proportions, and moved it by whole pixels
//! until its centre of mass lay in the middle of 28 × 28. All 6,000 shipped training digits show both: their longer side
//! is 20 pixels (19 for two of them), their centroid lies between 13.5 and 14.5. Knows nothing of pointers and canvases.

/// Pixels a side of the pad: five for each of an MNIST image, so that one loads onto it without a loss.
pub const SIDE: usize = FINE * IMAGE;
const FINE: usize = 5;
/// Pixels a side of a prepared image, and of the box in it that the ink is fitted into.
const IMAGE: usize = 28;
const BOX: usize = 20;
/// The centroid of a prepared image lies less than half a pixel from here.
const MIDDLE: f64 = 14.0;
/// Half the pen's width, pad pixels. A digit that fills most of the pad gets strokes as wide as those of MNIST, 2 to 3 pixels.
const PEN: f32 = 6.5;

/// What is drawn so far, `[SIDE, SIDE]`, 0 paper to 255 ink.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pad {
    ink: Vec<u8>,
}

impl Default for Pad {
    fn default() -> Self {
        Self { ink: vec![0; SIDE * SIDE] }
    }
}

impl Pad {
    pub fn ink(&self) -> &[u8] {
        &self.ink
    }

    pub fn is_blank(&self) -> bool {
        self.ink.iter().all(|ink| *ink == 0)
    }

    pub fn clear(&mut self) {
        self.ink.fill(0);
    }

    /// Draws with a round pen from one place to another, in shares of the pad's side from its top left corner.
    pub fn stroke(&mut self, from: [f32; 2], to: [f32; 2]) {
        let [from, to] = [from, to].map(|place| place.map(|share| share.clamp(0.0, 1.0) * SIDE as f32));
        let range = |axis: usize| {
            let (low, high) = (from[axis].min(to[axis]) - PEN - 1.0, from[axis].max(to[axis]) + PEN + 1.0);
            low.max(0.0) as usize..(high.max(0.0) as usize).min(SIDE)
        };
        for row in range(1) {
            for column in range(0) {
                let away = distance([column as f32 + 0.5, row as f32 + 0.5], from, to);
                // A pixel at the stroke's edge is covered in part.
                let cover = (PEN + 0.5 - away).clamp(0.0, 1.0);
                let ink = &mut self.ink[row * SIDE + column];
                *ink = (*ink).max((255.0 * cover).round() as u8);
            }
        }
    }

    /// Replaces what is drawn by an MNIST image `[28, 28]`; an image of another size leaves the pad blank.
    pub fn load(&mut self, image: &[u8]) {
        self.clear();
        if image.len() == IMAGE * IMAGE {
            for (i, ink) in self.ink.iter_mut().enumerate() {
                *ink = image[i / SIDE / FINE * IMAGE + i % SIDE / FINE];
            }
        }
    }
}

/// From a place to the line between two others.
fn distance(place: [f32; 2], from: [f32; 2], to: [f32; 2]) -> f32 {
    let (line, away) = ([to[0] - from[0], to[1] - from[1]], [place[0] - from[0], place[1] - from[1]]);
    let length = line[0] * line[0] + line[1] * line[1];
    let along = if length > 0.0 { ((away[0] * line[0] + away[1] * line[1]) / length).clamp(0.0, 1.0) } else { 0.0 };
    (away[0] - along * line[0]).hypot(away[1] - along * line[1])
}

/// The square drawing `ink`, row by row, as an MNIST image `[28, 28]`, or `None` if nothing is drawn.
///
/// The ink's bounding box is fitted into 20 × 20 pixels by averaging areas, the brightest pixel becomes white as in
/// MNIST, and whole pixels move the centre of mass into the middle, as far as the image has room.
pub fn prepare(ink: &[u8]) -> Option<Vec<u8>> {
    let side = ink.len().isqrt();
    let lit = |along: usize, across: usize| (0..side).any(|k| ink[k * along + across] > 0);
    let rows: Vec<usize> = (0..side).filter(|row| lit(1, row * side)).collect();
    let columns: Vec<usize> = (0..side).filter(|column| lit(side, *column)).collect();
    let (top, left) = (*rows.first()?, *columns.first()?);
    let (height, width) = (rows.last()? + 1 - top, columns.last()? + 1 - left);
    // Pad pixels for each pixel of the box.
    let scale = height.max(width) as f64 / BOX as f64;
    let mut fitted = vec![0.0; BOX * BOX];
    for (i, value) in fitted.iter_mut().enumerate() {
        let weights = |first: usize, k: usize, size: usize| overlaps(k as f64 * scale, scale, size, first);
        for (row, down) in weights(top, i / BOX, height) {
            for (column, right) in weights(left, i % BOX, width) {
                *value += f64::from(ink[row * side + column]) * down * right / (scale * scale);
            }
        }
    }
    let brightest = fitted.iter().copied().fold(0.0, f64::max);
    let total: f64 = fitted.iter().sum();
    let shift = |position: fn(usize) -> usize, size: usize| {
        let centroid = fitted.iter().enumerate().map(|(i, v)| position(i) as f64 * v).sum::<f64>() / total;
        let room = IMAGE as f64 - (size as f64 / scale).ceil();
        // The centroid then lies in [13.5, 14.5).
        (MIDDLE - 0.5 - centroid).ceil().clamp(0.0, room) as usize
    };
    let (down, right) = (shift(|i| i / BOX, height), shift(|i| i % BOX, width));
    let mut image = vec![0; IMAGE * IMAGE];
    for (i, value) in fitted.iter().enumerate().filter(|(_, value)| **value > 0.0) {
        image[(i / BOX + down) * IMAGE + i % BOX + right] = (value * 255.0 / brightest).round() as u8;
    }
    Some(image)
}

/// The pixels from `first`, of `size`, that the stretch from `start` of `length` covers, and how much of each.
fn overlaps(start: f64, length: f64, size: usize, first: usize) -> impl Iterator<Item = (usize, f64)> {
    let end = (start + length).min(size as f64);
    (start as usize..(end.ceil().max(0.0) as usize).min(size)).map(move |pixel| {
        let covered = end.min(pixel as f64 + 1.0) - start.max(pixel as f64);
        (pixel + first, covered.max(0.0))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::measure::measure;

    fn box_of(image: &[u8]) -> (usize, usize) {
        let rows = (0..28).filter(|r| (0..28).any(|c| image[r * 28 + c] > 0)).count();
        let columns = (0..28).filter(|c| (0..28).any(|r| image[r * 28 + c] > 0)).count();
        (rows, columns)
    }

    #[test]
    fn a_stroke_has_the_pens_width_and_round_ends() {
        let mut pad = Pad::default();
        assert!(pad.is_blank());
        pad.stroke([0.25, 0.5], [0.75, 0.5]);
        let area: f32 = pad.ink().iter().map(|ink| f32::from(*ink) / 255.0).sum();
        let expected = 70.0 * 2.0 * PEN + std::f32::consts::PI * PEN * PEN;
        assert!((area - expected).abs() < 0.01 * expected, "{area} {expected}");
        pad.clear();
        assert!(pad.is_blank());
        // Beyond the pad it draws along the edge, and nothing panics.
        pad.stroke([-3.0, 9.0], [f32::NAN, 0.5]);
        pad.stroke([0.0, 0.0], [0.0, 0.0]);
        assert!(!pad.is_blank());
    }

    #[test]
    fn nothing_drawn_is_no_image() {
        assert_eq!(prepare(Pad::default().ink()), None);
        assert_eq!(prepare(&[]), None);
    }

    #[test]
    fn a_small_digit_in_a_corner_becomes_as_large_and_central_as_in_mnist() {
        let mut pad = Pad::default();
        // A 7 of a third of the pad, at its lower right.
        pad.stroke([0.62, 0.6], [0.9, 0.6]);
        pad.stroke([0.9, 0.6], [0.7, 0.95]);
        let image = prepare(pad.ink()).unwrap();
        assert_eq!(image.len(), 784);
        let (rows, columns) = box_of(&image);
        assert_eq!(rows.max(columns), 20, "{rows} {columns}");
        let centre = measure(&image, 28);
        assert!((13.5..14.5).contains(&centre.x) && (13.5..14.5).contains(&centre.y), "{} {}", centre.x, centre.y);
        assert_eq!(image.iter().max(), Some(&255));
    }

    #[test]
    fn proportions_and_the_share_of_ink_are_kept() {
        // A rectangle of 84 × 21 pad pixels: 20 × 5 in the image, all of them white.
        let mut ink = vec![0; SIDE * SIDE];
        for row in 30..114 {
            ink[row * SIDE + 50..row * SIDE + 71].fill(255);
        }
        let image = prepare(&ink).unwrap();
        assert_eq!(box_of(&image), (20, 5));
        assert_eq!(image.iter().filter(|pixel| **pixel == 255).count(), 100);
        let centre = measure(&image, 28);
        assert_eq!((centre.x, centre.y), (14.0, 13.5));
    }

    #[test]
    fn an_image_on_the_pad_is_prepared_as_itself() {
        // Twenty pixels high, centroid in the middle, as every digit of MNIST is; tests/drawing.rs does it to real ones.
        let mut digit = vec![0; 784];
        for row in 4..24 {
            digit[row * 28 + 13] = (10 * row) as u8;
            digit[row * 28 + 14] = 255;
        }
        let mut pad = Pad::default();
        pad.load(&digit);
        assert_eq!(prepare(pad.ink()).unwrap(), digit);
        pad.load(&[1, 2, 3]);
        assert!(pad.is_blank());
    }
}
