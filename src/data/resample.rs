//! Images at another size: sets of bytes as they are trained on, and single images of measured values, which may have holes.
//! Knows nothing of what they show.

use super::{Images, Shape};

/// All images at `size` × `size` pixels: area means where that is smaller, bilinear where it is larger.
///
/// A larger image has no more detail than before.
pub fn resized(images: &Images, size: usize) -> Images {
    let from = images.shape;
    let shape = Shape { height: size, width: size, channels: from.channels };
    if from.height == size && from.width == size || from.pixels() == 0 {
        return images.clone();
    }
    let (rows, columns) = (taps(from.height, size), taps(from.width, size));
    let mut pixels = Vec::with_capacity(images.len() * shape.pixels());
    let mut narrow = vec![0.0f32; from.height * size * from.channels];
    for index in 0..images.len() {
        let image = images.image(index);
        for (y, line) in image.chunks_exact(from.width * from.channels).enumerate() {
            for (x, shares) in columns.iter().enumerate() {
                for c in 0..from.channels {
                    let sum = shares.iter().map(|(at, share)| share * f32::from(line[at * from.channels + c])).sum();
                    narrow[(y * size + x) * from.channels + c] = sum;
                }
            }
        }
        let line = size * from.channels;
        for shares in &rows {
            pixels.extend((0..line).map(|k| {
                let sum: f32 = shares.iter().map(|(at, share)| share * narrow[at * line + k]).sum();
                (sum + 0.5) as u8
            }));
        }
    }
    Images { shape, pixels, labels: images.labels.clone() }
}

/// A part of an image, pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    pub top: usize,
    pub left: usize,
    pub height: usize,
    pub width: usize,
}

/// The `part` of `values`, `[height, width, channels]`, as `[tall, wide, channels]`; the part must lie in the image.
///
/// A pixel of a smaller image is the mean over the area it covers; one of a larger image is interpolated between the four
/// nearest centres. Values that are NaN have no weight; where nothing has, the pixel is NaN.
pub fn window(values: &[f32], shape: Shape, part: Window, tall: usize, wide: usize) -> Vec<f32> {
    let channels = shape.channels;
    let (lines, places) = (taps(part.height, tall), taps(part.width, wide));
    let mut out = Vec::with_capacity(tall * wide * channels);
    // Of each place of a line: the sum of what the output's line covers of it, and the weight of what is not missing.
    let length = part.width * channels;
    let mut sums = vec![(0.0_f64, 0.0_f64); length];
    for rows in &lines {
        sums.fill((0.0, 0.0));
        for &(row, tall) in rows {
            let start = ((part.top + row) * shape.width + part.left) * channels;
            let tall = f64::from(tall);
            for ((sum, weight), value) in sums.iter_mut().zip(&values[start..start + length]) {
                let (value, share) = if value.is_nan() { (0.0, 0.0) } else { (f64::from(*value), tall) };
                *sum += share * value;
                *weight += share;
            }
        }
        for columns in &places {
            for channel in 0..channels {
                let (mut sum, mut weight) = (0.0, 0.0);
                for &(column, wide) in columns {
                    let (line, covered) = sums[column * channels + channel];
                    sum += f64::from(wide) * line;
                    weight += f64::from(wide) * covered;
                }
                out.push(if weight > 0.0 { (sum / weight) as f32 } else { f32::NAN });
            }
        }
    }
    out
}

/// The central square of `values` as `[side, side, channels]`, as [`window`] makes it.
pub fn central_square(values: &[f32], shape: Shape, side: usize) -> Vec<f32> {
    let from = shape.height.min(shape.width);
    let part = Window { top: (shape.height - from) / 2, left: (shape.width - from) / 2, height: from, width: from };
    window(values, shape, part, side, side)
}

/// For each of `to` places along a side, the places of `from` that it is made of and their shares, which add up to 1: those it
/// covers where `to` is smaller, the two nearest where it is larger.
fn taps(from: usize, to: usize) -> Vec<Vec<(usize, f32)>> {
    let scale = from as f32 / to as f32;
    let interpolated = |place: usize| {
        let centre = ((place as f32 + 0.5) * scale - 0.5).clamp(0.0, (from - 1) as f32);
        let (low, share) = (centre as usize, centre.fract());
        if share > 0.0 { vec![(low, 1.0 - share), (low + 1, share)] } else { vec![(low, 1.0)] }
    };
    let covered = |place: usize| {
        let (begin, end) = (place as f32 * scale, (place + 1) as f32 * scale);
        let length = |source: usize| ((source + 1) as f32).min(end) - (source as f32).max(begin);
        // A sliver that rounding leaves of a neighbour would be the whole pixel where all that it covers is missing.
        (begin as usize..(end.ceil() as usize).min(from))
            .map(|source| (source, length(source)))
            .filter(|(_, length)| *length > 1e-4)
            .map(|(source, length)| (source, length / scale))
            .collect()
    };
    (0..to).map(|place| if to > from { interpolated(place) } else { covered(place) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn images(size: usize, channels: usize, pixels: Vec<u8>) -> Images {
        let shape = Shape { height: size, width: size, channels };
        let labels = vec![0; pixels.len() / shape.pixels()];
        Images { shape, pixels, labels }
    }

    #[test]
    fn halving_takes_means_of_four() {
        let four = images(4, 1, (0..16).map(|v| v * 10).collect());
        assert_eq!(resized(&four, 2).pixels, [25, 45, 105, 125]);
    }

    #[test]
    fn channels_stay_apart_and_light_is_kept() {
        let rgb = images(3, 3, (0..27).map(|v| v * 9).collect());
        let small = resized(&rgb, 2);
        let mean = |image: &Images, c: usize| {
            let values: Vec<f32> = image.pixels.iter().skip(c).step_by(3).map(|v| f32::from(*v)).collect();
            values.iter().sum::<f32>() / values.len() as f32
        };
        for c in 0..3 {
            assert!((mean(&rgb, c) - mean(&small, c)).abs() < 1.0);
        }
    }

    #[test]
    fn enlarging_is_a_straight_line_between_pixels() {
        let two = images(2, 1, vec![0, 100, 0, 100]);
        assert_eq!(resized(&two, 4).pixels[..4], [0, 25, 75, 100]);
    }

    #[test]
    fn shares_add_up_to_one() {
        for (from, to) in [(32, 16), (32, 64), (50, 32), (7, 16), (1, 4)] {
            for shares in taps(from, to) {
                assert!((shares.iter().map(|(_, share)| share).sum::<f32>() - 1.0).abs() < 1e-5);
                assert!(shares.iter().all(|(at, _)| *at < from));
            }
        }
    }

    const FOUR: Shape = Shape { height: 2, width: 4, channels: 1 };

    #[test]
    fn the_same_size_is_the_same_image() {
        let values: Vec<f32> = (0..9).map(|value| value as f32).collect();
        assert_eq!(central_square(&values, Shape { height: 3, width: 3, channels: 1 }, 3), values);
    }

    #[test]
    fn the_central_square_is_averaged_down() {
        assert_eq!(central_square(&[9.0, 1.0, 2.0, 9.0, 9.0, 3.0, 4.0, 9.0], FOUR, 1), [2.5]);
        // A third of the middle pixel goes to each side: (1 + 2/2) / 1.5.
        let three = Shape { height: 3, width: 3, channels: 1 };
        let halves = central_square(&[1.0, 2.0, 3.0, 1.0, 2.0, 3.0, 1.0, 2.0, 3.0], three, 2);
        assert!((halves[0] - 2.0 / 1.5).abs() < 1e-6 && (halves[1] - 4.0 / 1.5).abs() < 1e-6);
    }

    #[test]
    fn enlarging_interpolates_and_keeps_the_edges() {
        let two = Shape { height: 2, width: 2, channels: 1 };
        let four = central_square(&[0.0, 4.0, 0.0, 4.0], two, 4);
        assert_eq!(four[..4], [0.0, 1.0, 3.0, 4.0]);
    }

    #[test]
    fn missing_values_have_no_weight() {
        assert_eq!(central_square(&[9.0, f32::NAN, 2.0, 9.0, 9.0, 4.0, f32::NAN, 9.0], FOUR, 1), [3.0]);
        assert!(central_square(&[f32::NAN], Shape { height: 1, width: 1, channels: 1 }, 1)[0].is_nan());
    }

    #[test]
    fn channels_stay_apart() {
        let one = Shape { height: 2, width: 2, channels: 2 };
        assert_eq!(central_square(&[1.0, 10.0, 1.0, 20.0, 1.0, 30.0, 1.0, 40.0], one, 1), [1.0, 25.0]);
    }
}
