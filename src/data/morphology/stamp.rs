//! A stamp's light above its sky: which of it is the galaxy's, how much an aperture holds, and how unlike itself it is when
//! turned.

use std::cmp::Ordering;

use crate::data::measure::Moments;
use crate::data::{Shape, grey};

/// The galaxy is what is brighter than the sky by this many of the sky's standard deviations …
const THRESHOLD: f32 = 2.0;
/// … and by so much of white, where the sky has no noise.
const LEAST_THRESHOLD: f32 = 0.02;
/// The aperture for all light in Kron radii, its least size and where the Kron radius is measured, in units of the ellipse
/// with the galaxy's second moments: as in SExtractor.
const KRON_FACTOR: f64 = 2.5;
const LEAST_REACH: f64 = 3.5;
const KRON_WITHIN: f64 = 6.0;
/// Where the centre of least asymmetry is searched: this many halvings of a step of one pixel.
const HALVINGS: i32 = 4;

/// To what a pixel belongs.
#[derive(Clone, Copy, PartialEq)]
pub enum Part {
    Sky,
    Own,
    /// As bright as the galaxy, and not joined to it.
    Other,
}

impl Part {
    pub fn is_own(self) -> bool {
        self == Self::Own
    }
}

/// A stamp's grey light above its sky.
pub struct Stamp {
    width: usize,
    height: usize,
    /// `[height, width]`, 1 white; the sky is 0.
    pub light: Vec<f32>,
    /// Standard deviation of the sky.
    noise: f32,
    /// Indices of the frame's pixels, where the sky is.
    border: Vec<usize>,
}

impl Stamp {
    pub fn new(pixels: &[u8], shape: Shape) -> Self {
        let border = border(shape);
        let colours: Vec<f32> = pixels.iter().map(|v| f32::from(*v) / 255.0).collect();
        let mut light: Vec<f32> = colours.chunks_exact(shape.channels).map(grey).collect();
        let sky = median(border.iter().map(|&index| light[index]).collect());
        light.iter_mut().for_each(|v| *v -= sky);
        // Of a normal distribution, half lies within 0.6745 standard deviations: what shines in at the border does not count.
        let noise = median(border.iter().map(|&index| light[index].abs()).collect()) / 0.6745;
        Self { width: shape.width, height: shape.height, light, noise, border }
    }

    /// What is brighter than the threshold and joined, by sides or corners, to the brightest place of the stamp's middle
    /// half; `None` if that is not brighter.
    pub fn segment(&self) -> Option<Vec<Part>> {
        let threshold = (THRESHOLD * self.noise).max(LEAST_THRESHOLD);
        let central = |index: &usize| {
            let near = |place: usize, size: usize| (2 * place + 1).abs_diff(size) <= size.div_ceil(2);
            near(index % self.width, self.width) && near(index / self.width, self.height)
        };
        let place = (0..self.light.len()).filter(central).max_by(|&a, &b| order(self.smooth(a), self.smooth(b)))?;
        let seed = self.around(place).max_by(|&a, &b| order(self.light[a], self.light[b]))?;
        if self.light[seed] <= threshold {
            return None;
        }
        let bright = |v: &f32| if *v > threshold { Part::Other } else { Part::Sky };
        let mut parts: Vec<Part> = self.light.iter().map(bright).collect();
        let mut waiting = vec![seed];
        parts[seed] = Part::Own;
        while let Some(index) = waiting.pop() {
            for neighbour in self.around(index) {
                if parts[neighbour] == Part::Other {
                    parts[neighbour] = Part::Own;
                    waiting.push(neighbour);
                }
            }
        }
        Some(parts)
    }

    /// The mean of a pixel and its neighbours.
    fn smooth(&self, index: usize) -> f32 {
        let (sum, count) = self.around(index).fold((0.0, 0.0), |(sum, n), other| (sum + self.light[other], n + 1.0));
        sum / count
    }

    /// The pixel and its up to eight neighbours.
    fn around(&self, index: usize) -> impl Iterator<Item = usize> + use<> {
        let (width, height) = (self.width, self.height);
        let (x, y) = (index % width, index / width);
        let rows = y.saturating_sub(1)..(y + 2).min(height);
        rows.flat_map(move |row| (x.saturating_sub(1)..(x + 2).min(width)).map(move |column| row * width + column))
    }

    /// The stamp's light without that of other sources, and the part of it in SExtractor's AUTO aperture: an ellipse like the
    /// galaxy's, 2.5 Kron radii large (Kron 1980, ApJS 43, 305; Bertin and Arnouts 1996, A&AS 117, 393). 0 elsewhere.
    pub fn apertures(&self, segment: &[Part], moments: &Moments) -> (Vec<f32>, Vec<f32>) {
        let distance = |index: usize| moments.distance((index % self.width) as f64, (index / self.width) as f64);
        let light = |index: usize| if segment[index] == Part::Other { 0.0 } else { self.light[index] };
        let distances: Vec<f64> = (0..self.light.len()).map(distance).collect();
        let (mut first, mut all) = (0.0, 0.0);
        for (index, distance) in distances.iter().enumerate().filter(|(_, distance)| **distance <= KRON_WITHIN) {
            first += distance * f64::from(light(index));
            all += f64::from(light(index));
        }
        // Where the sky outweighs the galaxy, the quotient means nothing: then the least aperture is taken.
        let kron = if first > 0.0 && all > 0.0 { first / all } else { 0.0 };
        let reach = (KRON_FACTOR * kron).clamp(LEAST_REACH, KRON_WITHIN);
        let free: Vec<f32> = (0..self.light.len()).map(light).collect();
        let inside =
            free.iter().zip(&distances).map(|(v, distance)| if *distance <= reach { *v } else { 0.0 }).collect();
        (free, inside)
    }

    /// Least Σ|I − I₁₈₀| / Σ|I| less the sky's part, by steps from the centroid that get smaller.
    pub fn asymmetry(&self, aperture: &[f32], moments: &Moments) -> f32 {
        let all: f64 = aperture.iter().map(|v| f64::from(v.abs())).sum();
        let difference = |x: f64, y: f64| {
            let turned = |(index, v): (usize, &f32)| {
                let (px, py) = ((index % self.width) as f64, (index / self.width) as f64);
                (f64::from(*v) - self.between(aperture, 2.0 * x - px, 2.0 * y - py)).abs()
            };
            aperture.iter().enumerate().map(turned).sum::<f64>()
        };
        let (mut x, mut y) = (moments.x, moments.y);
        let mut least = difference(x, y);
        for halving in 0..HALVINGS {
            let step = 0.5f64.powi(halving);
            for (dx, dy) in [(step, 0.0), (-step, 0.0), (0.0, step), (0.0, -step)] {
                let found = difference(x + dx, y + dy);
                if found < least {
                    (least, x, y) = (found, x + dx, y + dy);
                }
            }
        }
        let lit = aperture.iter().filter(|v| **v != 0.0).count() as f64;
        ((least - lit * self.sky_difference()) / all) as f32
    }

    /// Mean |I − I₁₈₀| of the frame's pixels: of opposite ones, that is.
    fn sky_difference(&self) -> f64 {
        let last = self.light.len() - 1;
        // Capped, so that what shines in at the border does not count as noise.
        let cap = 3.0 * self.noise;
        let differences = self.border.iter().map(|&i| f64::from((self.light[i] - self.light[last - i]).abs().min(cap)));
        differences.sum::<f64>() / self.border.len().max(1) as f64
    }

    /// `values` between pixel centres, bilinear; 0 outside.
    fn between(&self, values: &[f32], x: f64, y: f64) -> f64 {
        let (left, top) = (x.floor(), y.floor());
        let (right, down) = (x - left, y - top);
        let at = |column: f64, row: f64| {
            let inside = column >= 0.0 && row >= 0.0 && column < self.width as f64 && row < self.height as f64;
            if inside { f64::from(values[row as usize * self.width + column as usize]) } else { 0.0 }
        };
        (1.0 - down) * ((1.0 - right) * at(left, top) + right * at(left + 1.0, top))
            + down * ((1.0 - right) * at(left, top + 1.0) + right * at(left + 1.0, top + 1.0))
    }
}

/// The pixels of a frame a sixteenth of the stamp wide, at least one.
fn border(shape: Shape) -> Vec<usize> {
    let wide = |size: usize| (size / 16).max(1);
    let outer = |place: usize, size: usize| place < wide(size) || place + wide(size) >= size;
    (0..shape.height * shape.width)
        .filter(|index| outer(index % shape.width, shape.width) || outer(index / shape.width, shape.height))
        .collect()
}

/// −2.5 log₁₀(blue / red) over the galaxy's pixels, each colour above its own sky.
pub fn colour(pixels: &[u8], shape: Shape, segment: &[Part]) -> f32 {
    if shape.channels != 3 {
        return f32::NAN;
    }
    let border = border(shape);
    let light = |channel: usize| {
        let value = |index: usize| f32::from(pixels[3 * index + channel]);
        let sky = median(border.iter().map(|&index| value(index)).collect());
        let own = (0..segment.len()).filter(|&index| segment[index].is_own());
        own.map(|index| f64::from(value(index) - sky)).sum::<f64>()
    };
    let (red, blue) = (light(0), light(2));
    if red > 0.0 && blue > 0.0 { (-2.5 * (blue / red).log10()) as f32 } else { f32::NAN }
}

fn order(a: f32, b: f32) -> Ordering {
    a.total_cmp(&b)
}

/// The middle value; 0 of none.
fn median(mut values: Vec<f32>) -> f32 {
    if values.is_empty() {
        return 0.0;
    }
    let middle = values.len() / 2;
    *values.select_nth_unstable_by(middle, |a, b| order(*a, *b)).1
}
