//! Images of any size as squares of another: the central square is cut out, then averaged down or interpolated up.

use std::ops::Range;

/// Sizes of an image as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extent {
    pub height: usize,
    pub width: usize,
    pub channels: usize,
}

/// The central square of `values`, `[height, width, channels]`, as `[side, side, channels]`.
///
/// A pixel of a smaller square is the mean over the area it covers; one of a larger square is interpolated between the four
/// nearest centres. Values that are NaN have no weight; where nothing has, the pixel is NaN.
pub fn central(values: &[f32], extent: Extent, side: usize) -> Vec<f32> {
    let Extent { height, width, channels } = extent;
    let from = height.min(width);
    let (top, left) = ((height - from) / 2, (width - from) / 2);
    let taps: Vec<Vec<(usize, f32)>> = (0..side).map(|pixel| taps(pixel, from, side)).collect();
    let mut out = Vec::with_capacity(side * side * channels);
    for rows in &taps {
        for columns in &taps {
            for channel in 0..channels {
                let (mut sum, mut weight) = (0.0_f64, 0.0_f64);
                for &(row, tall) in rows {
                    let start = (top + row) * width + left;
                    for &(column, wide) in columns {
                        let value = values[(start + column) * channels + channel];
                        if !value.is_nan() {
                            let share = f64::from(tall) * f64::from(wide);
                            sum += share * f64::from(value);
                            weight += share;
                        }
                    }
                }
                out.push(if weight > 0.0 { (sum / weight) as f32 } else { f32::NAN });
            }
        }
    }
    out
}

/// The source pixels that pixel `pixel` of `side` is made of, of `from`, with their weights, which sum to 1.
fn taps(pixel: usize, from: usize, side: usize) -> Vec<(usize, f32)> {
    let scale = from as f32 / side as f32;
    if side > from {
        let centre = ((pixel as f32 + 0.5) * scale - 0.5).clamp(0.0, (from - 1) as f32);
        let (low, share) = (centre as usize, centre.fract());
        return if share > 0.0 { vec![(low, 1.0 - share), (low + 1, share)] } else { vec![(low, 1.0)] };
    }
    let (begin, end) = (pixel as f32 * scale, (pixel + 1) as f32 * scale);
    let covered: Range<usize> = begin as usize..(end.ceil() as usize).min(from);
    covered
        .map(|source| (source, ((source + 1) as f32).min(end) - (source as f32).max(begin)))
        .filter(|(_, length)| *length > 1e-4)
        .map(|(source, length)| (source, length / scale))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FOUR: Extent = Extent { height: 2, width: 4, channels: 1 };

    #[test]
    fn the_same_size_is_the_same_image() {
        let values: Vec<f32> = (0..9).map(|value| value as f32).collect();
        assert_eq!(central(&values, Extent { height: 3, width: 3, channels: 1 }, 3), values);
    }

    #[test]
    fn the_central_square_is_averaged_down() {
        assert_eq!(central(&[9.0, 1.0, 2.0, 9.0, 9.0, 3.0, 4.0, 9.0], FOUR, 1), [2.5]);
        // A third of the middle pixel goes to each side: (1 + 2/2) / 1.5.
        let three = Extent { height: 3, width: 3, channels: 1 };
        let halves = central(&[1.0, 2.0, 3.0, 1.0, 2.0, 3.0, 1.0, 2.0, 3.0], three, 2);
        assert!((halves[0] - 2.0 / 1.5).abs() < 1e-6 && (halves[1] - 4.0 / 1.5).abs() < 1e-6);
    }

    #[test]
    fn enlarging_interpolates_and_keeps_the_edges() {
        let two = Extent { height: 2, width: 2, channels: 1 };
        let four = central(&[0.0, 4.0, 0.0, 4.0], two, 4);
        assert_eq!(four[..4], [0.0, 1.0, 3.0, 4.0]);
    }

    #[test]
    fn missing_values_have_no_weight() {
        assert_eq!(central(&[9.0, f32::NAN, 2.0, 9.0, 9.0, 4.0, f32::NAN, 9.0], FOUR, 1), [3.0]);
        assert!(central(&[f32::NAN], Extent { height: 1, width: 1, channels: 1 }, 1)[0].is_nan());
    }

    #[test]
    fn channels_stay_apart() {
        let one = Extent { height: 2, width: 2, channels: 2 };
        assert_eq!(central(&[1.0, 10.0, 1.0, 20.0, 1.0, 30.0, 1.0, 40.0], one, 1), [1.0, 25.0]);
    }
}
