//! The eight symmetries of a square image: turned by quarters, and mirrored.
//!
//! A galaxy has no up and no handedness that its picture tells; a digit has both. So who trains chooses. Knows no model.

use super::{Images, Shape};

/// How many symmetries a square has.
pub const SYMMETRIES: usize = 8;

/// Turns and mirrors `image`, `[size, size, channels]`, in place: symmetry 0 is the image itself; bit 0 mirrors left and
/// right, bit 1 up and down, bit 2 swaps rows and columns. An image that is not square stays as it is.
pub fn transform<T: Copy>(image: &mut [T], shape: Shape, symmetry: usize) {
    let Shape { height: size, width, channels } = shape;
    if size != width || image.len() != shape.pixels() {
        return;
    }
    let mut swap = |a: usize, b: usize| (0..channels).for_each(|c| image.swap(a * channels + c, b * channels + c));
    if symmetry & 1 != 0 {
        (0..size).for_each(|y| (0..size / 2).for_each(|x| swap(y * size + x, y * size + size - 1 - x)));
    }
    if symmetry & 2 != 0 {
        (0..size / 2).for_each(|y| (0..size).for_each(|x| swap(y * size + x, (size - 1 - y) * size + x)));
    }
    if symmetry & 4 != 0 {
        (0..size).for_each(|y| (0..y).for_each(|x| swap(y * size + x, x * size + y)));
    }
}

/// Every image in its eight symmetries, one after the other.
pub fn all(images: &Images) -> Images {
    let mut eight = images.select((0..images.len()).flat_map(|index| [index; SYMMETRIES]));
    for (index, image) in eight.pixels.chunks_exact_mut(images.shape.pixels().max(1)).enumerate() {
        transform(image, images.shape, index % SYMMETRIES);
    }
    eight
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(size: usize, channels: usize) -> Shape {
        Shape { height: size, width: size, channels }
    }

    fn turned(size: usize, channels: usize, symmetry: usize) -> Vec<usize> {
        let mut image: Vec<usize> = (0..size * size * channels).collect();
        transform(&mut image, shape(size, channels), symmetry);
        image
    }

    #[test]
    fn each_bit_does_what_it_says() {
        assert_eq!(turned(2, 1, 0), [0, 1, 2, 3]);
        assert_eq!(turned(2, 1, 1), [1, 0, 3, 2]);
        assert_eq!(turned(2, 1, 2), [2, 3, 0, 1]);
        assert_eq!(turned(2, 1, 4), [0, 2, 1, 3]);
        // A quarter turn: mirrored, then swapped.
        assert_eq!(turned(3, 1, 5), [2, 5, 8, 1, 4, 7, 0, 3, 6]);
    }

    #[test]
    fn the_eight_differ_and_lose_nothing() {
        for (size, channels) in [(3, 1), (4, 3)] {
            let all: Vec<Vec<usize>> = (0..SYMMETRIES).map(|symmetry| turned(size, channels, symmetry)).collect();
            for (index, image) in all.iter().enumerate() {
                assert!(!all[..index].contains(image), "{index}");
                let mut sorted = image.clone();
                sorted.sort_unstable();
                assert_eq!(sorted, all[0]);
                // The colours of a pixel stay together.
                assert!(image.chunks(channels).all(|colours| colours.windows(2).all(|pair| pair[1] == pair[0] + 1)));
            }
        }
    }

    #[test]
    fn all_are_eight_times_as_many() {
        let images = Images { shape: shape(2, 1), pixels: vec![0, 1, 2, 3, 4, 5, 6, 7], labels: vec![3, 4] };
        let eight = all(&images);
        assert_eq!((eight.len(), eight.labels[7], eight.labels[8]), (16, 3, 4));
        assert_eq!((eight.image(1), eight.image(8)), (&[1, 0, 3, 2][..], &[4, 5, 6, 7][..]));
    }

    #[test]
    fn what_is_not_square_stays() {
        let mut image = vec![1, 2, 3, 4, 5, 6];
        transform(&mut image, Shape { height: 2, width: 3, channels: 1 }, 7);
        assert_eq!(image, [1, 2, 3, 4, 5, 6]);
    }
}
