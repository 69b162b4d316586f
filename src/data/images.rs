//! A set of labelled images, kept as the bytes they came as: a batch becomes numbers only when it is used.

use serde::{Deserialize, Serialize};

/// Height, width and channels of an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shape {
    pub height: usize,
    pub width: usize,
    pub channels: usize,
}

impl Shape {
    /// A handwritten digit of MNIST.
    pub const DIGIT: Self = Self { height: 28, width: 28, channels: 1 };

    /// Values of one image.
    pub fn pixels(self) -> usize {
        self.height * self.width * self.channels
    }
}

impl From<[u32; 3]> for Shape {
    /// From height, width and channels, as messages carry them.
    fn from([height, width, channels]: [u32; 3]) -> Self {
        Self { height: height as usize, width: width as usize, channels: channels as usize }
    }
}

/// The grey of a pixel: the plain mean of its colours, wherever a picture in colour is measured, simulated or used in grey.
///
/// Not a luma such as BT.601's, whose weights are the eye's. In a picture of the sky the colours are filters, and a galaxy's
/// light is taken over all of them alike: by `scripts/data`, which made the properties of the deep field's galaxies, by
/// [`super::synthetic`] and by [`super::morphology`]. So a stamp measures the same, but for rounding, when its colour is left
/// out. A person's own images are treated no differently.
pub fn grey(colours: &[f32]) -> f32 {
    colours.iter().sum::<f32>() / colours.len() as f32
}

/// Images of one shape with a label each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Images {
    pub shape: Shape,
    /// `[images, height, width, channels]`, 0 black to 255 white.
    pub pixels: Vec<u8>,
    /// `[images]`.
    pub labels: Vec<u8>,
}

impl Images {
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// The pixels of image `index`.
    pub fn image(&self, index: usize) -> &[u8] {
        let size = self.shape.pixels();
        &self.pixels[index * size..(index + 1) * size]
    }

    /// The images whose label d has bit d set in `mask`, in their order.
    pub fn filter_labels(&self, mask: u16) -> Self {
        let kept =
            (0..self.len()).filter(|&index| mask.checked_shr(u32::from(self.labels[index])).unwrap_or(0) & 1 == 1);
        self.select(kept)
    }

    /// The first `count` images, or all if there are fewer.
    pub fn take(&self, count: usize) -> Self {
        let count = count.min(self.len());
        Self {
            shape: self.shape,
            pixels: self.pixels[..count * self.shape.pixels()].to_vec(),
            labels: self.labels[..count].to_vec(),
        }
    }

    /// The images at `indices`, in that order.
    pub fn select(&self, indices: impl IntoIterator<Item = usize>) -> Self {
        let mut selected = Self { shape: self.shape, pixels: Vec::new(), labels: Vec::new() };
        for index in indices {
            selected.pixels.extend_from_slice(self.image(index));
            selected.labels.push(self.labels[index]);
        }
        selected
    }

    /// The images with one channel, the [`grey`] of each pixel.
    pub fn in_grey(&self) -> Self {
        let channels = self.shape.channels;
        if channels == 1 {
            return self.clone();
        }
        let mut colours = vec![0.0; channels];
        let byte = |pixel: &[u8]| {
            colours.iter_mut().zip(pixel).for_each(|(colour, value)| *colour = f32::from(*value));
            (grey(&colours) + 0.5) as u8
        };
        Self {
            shape: Shape { channels: 1, ..self.shape },
            pixels: self.pixels.chunks_exact(channels.max(1)).map(byte).collect(),
            labels: self.labels.clone(),
        }
    }

    /// Writes the images at `indices` into `out` as `[images, pixels]` in \[0, 1\], replacing what it held.
    pub fn gather(&self, indices: impl IntoIterator<Item = usize>, out: &mut Vec<f32>) {
        out.clear();
        for index in indices {
            out.extend(self.image(index).iter().map(|&pixel| f32::from(pixel) * (1.0 / 255.0)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn four() -> Images {
        let shape = Shape { height: 1, width: 2, channels: 1 };
        Images { shape, pixels: vec![0, 1, 10, 11, 20, 21, 30, 255], labels: vec![0, 1, 0, 15] }
    }

    #[test]
    fn a_mask_keeps_the_labels_of_its_bits() {
        let kept = four().filter_labels(0b1);
        assert_eq!((kept.pixels, kept.labels), (vec![0, 1, 20, 21], vec![0, 0]));
        assert_eq!(four().filter_labels(1 << 15).labels, [15]);
        assert!(four().filter_labels(0).is_empty());
    }

    #[test]
    fn take_never_takes_more_than_there_are() {
        assert_eq!(four().take(3).labels, [0, 1, 0]);
        assert_eq!(four().take(9), four());
    }

    #[test]
    fn grey_is_the_mean_of_the_channels() {
        assert_eq!([[0.0, 0.0, 240.0], [0.0, 240.0, 0.0], [240.0, 0.0, 0.0]].map(|pixel| grey(&pixel)), [80.0; 3]);
        let one = |channels, pixels| {
            Images { shape: Shape { height: 1, width: 1, channels }, pixels, labels: vec![0] }.in_grey().pixels
        };
        assert_eq!(one(3, vec![0, 100, 203]), [101]);
        assert_eq!(one(1, vec![7]), [7]);
    }

    #[test]
    fn a_batch_is_in_the_unit_interval() {
        let mut batch = vec![9.0];
        four().gather([3, 0], &mut batch);
        assert_eq!(batch[1..3], [1.0, 0.0]);
        assert_eq!(batch.len(), 4);
    }
}
