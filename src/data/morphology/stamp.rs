//! A stamp's light above its sky: which of it is the galaxy's, how much an aperture holds, and how unlike itself it is when
//! turned.

use super::part::Part;
use crate::data::measure::Moments;
use crate::data::{Shape, grey};

/// The aperture for all light in Kron radii, its least size and where the Kron radius is measured, in units of the ellipse
/// with the galaxy's second moments: as in SExtractor.
const KRON_FACTOR: f64 = 2.5;
const LEAST_REACH: f64 = 3.5;
const KRON_WITHIN: f64 = 6.0;
/// Where the centre of least asymmetry is searched: this many halvings of a step of one pixel.
const HALVINGS: i32 = 4;

/// How bright the galaxy must at least be where the sky has no noise.
#[derive(Clone, Copy, Debug)]
pub enum LeastThreshold {
    /// A share of white, for shades.
    OfWhite(f32),
    /// A share of the brightest pixel, for values of any unit.
    OfPeak(f32),
}

/// A stamp's grey light above its sky.
pub struct Stamp {
    pub width: usize,
    pub height: usize,
    /// `[height, width]`; the sky is 0.
    pub light: Vec<f32>,
    /// `[height, width]`: this pixel had no value.
    pub missing: Vec<bool>,
    /// Standard deviation of the sky.
    pub noise: f32,
    /// What is fainter is sky even where that has no noise.
    pub least: f32,
    /// Indices of the frame's pixels, where the sky is.
    border: Vec<usize>,
}

impl Stamp {
    /// Of `values` `[height, width, channels]`, of which NaN are missing: there the mean of the nearest that are not is taken.
    pub fn new(values: &[f32], shape: Shape, threshold: LeastThreshold) -> Self {
        let mut light: Vec<f32> = values.chunks_exact(shape.channels).map(grey).collect();
        let missing: Vec<bool> = light.iter().map(|v| !v.is_finite()).collect();
        let border: Vec<usize> = border(shape).into_iter().filter(|&index| !missing[index]).collect();
        let sky = median(border.iter().map(|&index| light[index]).collect());
        light.iter_mut().for_each(|v| *v -= sky);
        // Of a normal distribution, half lies within 0.6745 standard deviations: what shines in at the border does not count.
        let noise = median(border.iter().map(|&index| light[index].abs()).collect()) / 0.6745;
        let least = match threshold {
            LeastThreshold::OfWhite(share) => share,
            LeastThreshold::OfPeak(share) => {
                share * light.iter().copied().filter(|v| v.is_finite()).fold(0.0, f32::max)
            }
        };
        let mut stamp = Self { width: shape.width, height: shape.height, light, missing, noise, least, border };
        stamp.fill();
        stamp
    }

    /// Fills what is missing from its rim inwards; each pixel is looked at only while a neighbour of it was just filled.
    fn fill(&mut self) {
        let mut empty = self.missing.clone();
        let mut next: Vec<usize> = (0..self.light.len()).filter(|&index| empty[index]).collect();
        while !next.is_empty() {
            let mean = |&index: &usize| {
                let known = self.around(index).map(|other| self.light[other]).filter(|v| v.is_finite());
                let (sum, count) = known.fold((0.0, 0.0), |(sum, n), v| (sum + v, n + 1.0));
                (count > 0.0).then_some((index, sum / count))
            };
            let rim: Vec<(usize, f32)> = next.iter().filter_map(mean).collect();
            for &(index, v) in &rim {
                self.light[index] = v;
                empty[index] = false;
            }
            next = rim.iter().flat_map(|&(index, _)| self.around(index)).filter(|&index| empty[index]).collect();
            next.sort_unstable();
            next.dedup();
        }
    }

    /// The mean of a pixel and its neighbours.
    pub fn smooth(&self, index: usize) -> f32 {
        let (sum, count) = self.around(index).fold((0.0, 0.0), |(sum, n), other| (sum + self.light[other], n + 1.0));
        sum / count
    }

    /// The pixel and its up to eight neighbours.
    pub fn around(&self, index: usize) -> impl Iterator<Item = usize> + use<> {
        let (width, height) = (self.width, self.height);
        let (x, y) = (index % width, index / width);
        let rows = y.saturating_sub(1)..(y + 2).min(height);
        rows.flat_map(move |row| (x.saturating_sub(1)..(x + 2).min(width)).map(move |column| row * width + column))
    }

    /// The stamp's light without that of other sources, and the part of it in SExtractor's AUTO aperture: an ellipse like the
    /// galaxy's, 2.5 Kron radii large (Kron 1980, ApJS 43, 305; Bertin and Arnouts 1996, A&AS 117, 393). 0 elsewhere.
    ///
    /// Within the galaxy's reach another source gives way to what is opposite it across the centroid, as SExtractor corrects.
    pub fn apertures(&self, segment: &[Part], moments: &Moments) -> (Vec<f32>, Vec<f32>) {
        let place = |index: usize| ((index % self.width) as f64, (index / self.width) as f64);
        let distance = |index: usize| {
            let (x, y) = place(index);
            moments.distance(x, y)
        };
        let light = |index: usize| {
            if segment[index] != Part::Other {
                return self.light[index];
            }
            let (x, y) = place(index);
            let (x, y) = ((2.0 * moments.x - x).round(), (2.0 * moments.y - y).round());
            let inside = x >= 0.0 && y >= 0.0 && x < self.width as f64 && y < self.height as f64;
            let opposite = if inside { Some(y as usize * self.width + x as usize) } else { None };
            opposite.filter(|&other| segment[other] != Part::Other).map_or(0.0, |other| self.light[other])
        };
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
        let lit = aperture.iter().filter(|v| **v != 0.0).count() as f64;
        let sky = lit * self.sky_difference();
        let difference = |x: f64, y: f64| {
            let turned = |(index, v): (usize, &f32)| {
                let (px, py) = ((index % self.width) as f64, (index / self.width) as f64);
                (f64::from(*v) - self.between(aperture, 2.0 * x - px, 2.0 * y - py)).abs()
            };
            aperture.iter().enumerate().map(turned).sum::<f64>() - sky * smoothed(2.0 * x, 2.0 * y)
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
        (least / all) as f32
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

/// The mean difference of a noisy pixel and one interpolated between others at this place, in units of that between two pixels:
/// interpolation makes noise less.
fn smoothed(x: f64, y: f64) -> f64 {
    let variance = |place: f64| place.fract().powi(2) + (1.0 - place.fract()).powi(2);
    ((1.0 + variance(x) * variance(y)) / 2.0).sqrt()
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
pub fn colour(values: &[f32], shape: Shape, segment: &[Part]) -> f32 {
    if shape.channels != 3 {
        return f32::NAN;
    }
    let border = border(shape);
    let light = |channel: usize| {
        let value = |index: usize| values[3 * index + channel];
        let finite = |index: &usize| value(*index).is_finite();
        let sky = median(border.iter().copied().filter(finite).map(value).collect());
        let own = (0..segment.len()).filter(|index| segment[*index].is_own() && finite(index));
        own.map(|index| f64::from(value(index) - sky)).sum::<f64>()
    };
    let (red, blue) = (light(0), light(2));
    if red > 0.0 && blue > 0.0 { (-2.5 * (blue / red).log10()) as f32 } else { f32::NAN }
}

/// The middle value; 0 of none.
fn median(mut values: Vec<f32>) -> f32 {
    if values.is_empty() {
        return 0.0;
    }
    let middle = values.len() / 2;
    *values.select_nth_unstable_by(middle, f32::total_cmp).1
}
