//! Images at another size and with fewer channels. Knows nothing of what they show.

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
    let (rows, columns) = (weights(from.height, size), weights(from.width, size));
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

/// All images with the mean of their channels as the only one.
pub fn grey(images: &Images) -> Images {
    let channels = images.shape.channels;
    if channels == 1 {
        return images.clone();
    }
    let mean = |pixel: &[u8]| {
        let sum: usize = pixel.iter().map(|value| usize::from(*value)).sum();
        ((sum + channels / 2) / channels) as u8
    };
    Images {
        shape: Shape { channels: 1, ..images.shape },
        pixels: images.pixels.chunks_exact(channels.max(1)).map(mean).collect(),
        labels: images.labels.clone(),
    }
}

/// For each of `to` places the `from` places that it is made of and their shares, which add up to 1.
fn weights(from: usize, to: usize) -> Vec<Vec<(usize, f32)>> {
    let scale = from as f32 / to as f32;
    (0..to)
        .map(|i| {
            if to <= from {
                let (low, high) = (i as f32 * scale, (i + 1) as f32 * scale);
                let last = (high.ceil() as usize).min(from);
                let share = |at: usize| ((at + 1) as f32).min(high) - (at as f32).max(low);
                (low as usize..last).map(|at| (at, share(at) / scale)).filter(|(_, share)| *share > 0.0).collect()
            } else {
                let place = ((i as f32 + 0.5) * scale - 0.5).clamp(0.0, (from - 1) as f32);
                let (low, part) = (place as usize, place.fract());
                vec![(low, 1.0 - part), ((low + 1).min(from - 1), part)]
            }
        })
        .collect()
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
            for shares in weights(from, to) {
                assert!((shares.iter().map(|(_, share)| share).sum::<f32>() - 1.0).abs() < 1e-5);
                assert!(shares.iter().all(|(at, _)| *at < from));
            }
        }
    }

    #[test]
    fn grey_is_the_mean_of_the_channels() {
        assert_eq!(grey(&images(1, 3, vec![0, 100, 203])).pixels, [101]);
        assert_eq!(grey(&images(1, 1, vec![7])).pixels, [7]);
    }
}
