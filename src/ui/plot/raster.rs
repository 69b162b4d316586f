//! Points and images in bulk, into one buffer of RGBA bytes (not premultiplied, as `putImageData` wants). No browser.

use super::glyph::{Glyph, REACH};
use crate::data::Shape;
use crate::ui::colour::Rgb;

/// Subpixel positions at which a dot can lie, per pixel.
const STEPS: usize = 4;

/// An RGBA picture.
#[derive(Clone, Debug, Default)]
pub struct Raster {
    pub width: usize,
    pub height: usize,
    pub pixels: Vec<u8>,
}

impl Raster {
    /// Makes it this large and transparent.
    pub fn clear(&mut self, width: usize, height: usize) {
        (self.width, self.height) = (width, height);
        self.pixels.clear();
        self.pixels.resize(width * height * 4, 0);
    }

    /// Draws one dot with its centre at `(x, y)` over what is there, cut at the edges.
    pub fn dot(&mut self, dot: &Dot, x: f32, y: f32, colour: Rgb) {
        if !(x.is_finite() && y.is_finite()) || x.abs() > 1e6 || y.abs() > 1e6 {
            return;
        }
        let (left, top) = (x - dot.half as f32, y - dot.half as f32);
        let (column, row) = (left.floor(), top.floor());
        let step = |fraction: f32| ((fraction * STEPS as f32) as usize).min(STEPS - 1);
        let mask = &dot.masks[step(top - row) * STEPS + step(left - column)];
        let (column, row) = (column as i64, row as i64);
        let size = dot.size as i64;
        let (from, to) = ((-column).clamp(0, size), (self.width as i64 - column).clamp(0, size));
        for y in (-row).clamp(0, size)..(self.height as i64 - row).clamp(0, size) {
            if from >= to {
                break;
            }
            let start = ((row + y) as usize * self.width + (column + from) as usize) * 4;
            let target = &mut self.pixels[start..start + (to - from) as usize * 4];
            let cover = &mask[(y * size + from) as usize..(y * size + to) as usize];
            for (pixel, cover) in target.as_chunks_mut::<4>().0.iter_mut().zip(cover) {
                lay(pixel, colour, *cover);
            }
        }
    }
}

/// One colour over a pixel, with an opacity of 0–255.
#[inline(always)]
fn lay(pixel: &mut [u8; 4], colour: Rgb, alpha: u8) {
    if alpha == 0 {
        return;
    }
    let below = pixel[3];
    if below == 0 || alpha == 255 {
        *pixel = [colour.0, colour.1, colour.2, alpha];
        return;
    }
    let (over, under) = (u32::from(alpha) * 255, u32::from(below) * (255 - u32::from(alpha)));
    let total = over + under;
    let blend = |a: u8, b: u8| ((u32::from(a) * over + u32::from(b) * under + total / 2) / total) as u8;
    let mixed = [blend(colour.0, pixel[0]), blend(colour.1, pixel[1]), blend(colour.2, pixel[2])];
    *pixel = [mixed[0], mixed[1], mixed[2], ((total + 127) / 255) as u8];
}

/// A small antialiased point, made once for every quarter of a pixel that it may lie at.
#[derive(Clone, Debug)]
pub struct Dot {
    size: usize,
    half: usize,
    masks: Vec<Vec<u8>>,
}

impl Dot {
    /// A shape as large as a disc of this radius in pixels, of this opacity (0–1).
    pub fn new(glyph: Glyph, radius: f32, opacity: f32) -> Self {
        let reach = if glyph == Glyph::Disc { 1.0 } else { REACH };
        let half = (reach * radius).ceil() as usize + 1;
        let size = 2 * half + 1;
        let mask = |shift_x: f32, shift_y: f32| {
            (0..size * size)
                .map(|i| {
                    let x = (i % size) as f32 + 0.5 - (half as f32 + shift_x);
                    let y = (i / size) as f32 + 0.5 - (half as f32 + shift_y);
                    let cover = (radius * glyph.depth(x / radius, y / radius) + 0.5).clamp(0.0, 1.0);
                    (cover * opacity * 255.0).round() as u8
                })
                .collect()
        };
        let shift = |i: usize| (i as f32 + 0.5) / STEPS as f32;
        let masks = (0..STEPS * STEPS).map(|i| mask(shift(i % STEPS), shift(i / STEPS))).collect();
        Self { size, half, masks }
    }
}

/// The colours of the 256 shades of a decoded image, from bare paper to full ink.
pub fn shades(paper: Rgb, ink: Rgb) -> [[u8; 4]; 256] {
    std::array::from_fn(|shade| {
        let Rgb(r, g, b) = paper.mix(ink, shade as f32 / 255.0);
        [r, g, b, 255]
    })
}

/// Lays images of one shape out in a raster, row by row from the top, `columns` in a row, with `gap` transparent pixels
/// between them. `shades` gives image number `i` the colours of its grey values; an image of three channels has its own.
pub fn tiles<'a>(
    raster: &mut Raster,
    images: &[u8],
    shape: Shape,
    columns: usize,
    gap: usize,
    shades: impl Fn(usize) -> &'a [[u8; 4]; 256],
) {
    let Shape { height, width, channels } = shape;
    let count = images.len() / shape.pixels().max(1);
    let columns = columns.max(1);
    let rows = count.div_ceil(columns);
    let across = columns * (width + gap) - gap;
    raster.clear(across, (rows * (height + gap)).saturating_sub(gap));
    for (i, image) in images.chunks_exact(shape.pixels().max(1)).enumerate() {
        let shades = shades(i);
        let (left, top) = (i % columns * (width + gap), i / columns * (height + gap));
        for (y, line) in image.chunks_exact(width * channels).enumerate() {
            let start = ((top + y) * across + left) * 4;
            let target = raster.pixels[start..start + width * 4].chunks_exact_mut(4);
            for (pixel, values) in target.zip(line.chunks_exact(channels)) {
                match values {
                    [r, g, b] => pixel.copy_from_slice(&[*r, *g, *b, 255]),
                    _ => pixel.copy_from_slice(&shades[usize::from(values[0])]),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RED: Rgb = Rgb(255, 0, 0);
    const BLUE: Rgb = Rgb(0, 0, 255);

    #[test]
    fn a_disc_covers_its_area_wherever_it_lies() {
        let disc = Dot::new(Glyph::Disc, 3.0, 1.0);
        for (x, y) in [(16.0, 16.0), (16.3, 15.8), (12.99, 20.51)] {
            let mut raster = Raster::default();
            raster.clear(32, 32);
            raster.dot(&disc, x, y, RED);
            let area: f32 = raster.pixels.chunks_exact(4).map(|pixel| f32::from(pixel[3]) / 255.0).sum();
            assert!((area - std::f32::consts::PI * 9.0).abs() < 0.8, "{area}");
            let centre = |axis: fn(usize) -> usize| {
                let sum: f32 =
                    (0..32 * 32).map(|i| f32::from(raster.pixels[i * 4 + 3]) / 255.0 * (axis(i) as f32 + 0.5)).sum();
                sum / area
            };
            assert!((centre(|i| i % 32) - x).abs() < 0.15 && (centre(|i| i / 32) - y).abs() < 0.15);
        }
    }

    #[test]
    fn every_shape_covers_as_much_as_a_disc() {
        for place in 0..Glyph::COUNT {
            let mut raster = Raster::default();
            raster.clear(32, 32);
            raster.dot(&Dot::new(Glyph::at(place), 4.0, 1.0), 16.0, 16.0, RED);
            let area: f32 = raster.pixels.chunks_exact(4).map(|pixel| f32::from(pixel[3]) / 255.0).sum();
            assert!((area - std::f32::consts::PI * 16.0).abs() < 3.5, "{:?}: {area}", Glyph::at(place));
        }
    }

    #[test]
    fn discs_at_the_edge_and_beyond_are_cut() {
        let disc = Dot::new(Glyph::Disc, 4.0, 0.9);
        let mut raster = Raster::default();
        raster.clear(20, 10);
        for (x, y) in [(0.0, 0.0), (20.0, 10.0), (-50.0, 3.0), (1e9, 2.0), (f32::NAN, 1.0), (10.0, f32::INFINITY)] {
            raster.dot(&disc, x, y, RED);
        }
        assert!(raster.pixels.iter().any(|byte| *byte > 0));
    }

    #[test]
    fn colours_mix_where_discs_overlap() {
        let disc = Dot::new(Glyph::Disc, 3.0, 0.5);
        let mut raster = Raster::default();
        raster.clear(16, 16);
        raster.dot(&disc, 8.0, 8.0, RED);
        raster.dot(&disc, 8.0, 8.0, BLUE);
        let pixel = &raster.pixels[(8 * 16 + 8) * 4..][..4];
        assert_eq!(pixel[3], 192);
        assert!(pixel[2] > pixel[0] && pixel[0] > 60, "{pixel:?}");
    }

    #[test]
    fn tiles_lie_row_by_row() {
        let shades = shades(Rgb(255, 255, 255), Rgb(0, 0, 0));
        let mut raster = Raster::default();
        let shape = Shape { height: 1, width: 2, channels: 1 };
        tiles(&mut raster, &[0, 255, 10, 20, 255, 0], shape, 2, 1, |_| &shades);
        assert_eq!((raster.width, raster.height), (5, 3));
        assert_eq!(raster.pixels[..4], [255, 255, 255, 255]);
        assert_eq!(raster.pixels[4..8], [0, 0, 0, 255]);
        assert_eq!(raster.pixels[8..12], [0, 0, 0, 0]);
        assert_eq!(raster.pixels[2 * 5 * 4..][..4], [0, 0, 0, 255]);
    }

    #[test]
    fn three_channels_are_colours() {
        let shades = shades(Rgb(255, 255, 255), Rgb(0, 0, 0));
        let mut raster = Raster::default();
        let shape = Shape { height: 1, width: 2, channels: 3 };
        tiles(&mut raster, &[1, 2, 3, 4, 5, 6], shape, 1, 0, |_| &shades);
        assert_eq!(raster.pixels, [1, 2, 3, 255, 4, 5, 6, 255]);
    }
}
