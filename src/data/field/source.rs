//! A source: its place, ellipse and light, from the pixels above the threshold.

use std::f64::consts::PI;

use super::components::Pixel;

/// A pixel with its column and row.
pub type Placed = ([u32; 2], Pixel);

/// A source of a field. Pixel (0, 0) is the first of the image, its centre at x = 0, y = 0.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    pub x: f64,
    pub y: f64,
    /// Half axes of the ellipse with the light's second moments, pixels: the standard deviations along and across.
    pub a: f32,
    pub b: f32,
    /// Of the long axis, radians from x towards y, −π/2 to π/2.
    pub angle: f32,
    /// Pixels above the threshold, and the light in them above the sky.
    pub area: u32,
    pub light: f64,
    pub peak: f32,
    /// Columns and rows, first and last.
    pub bounds: Bounds,
    /// It was told apart from another that touches it.
    pub blended: bool,
    /// Of its pixels' significances: the sum, the height of the Gaussian with this sum, and how much above the threshold the
    /// last pixel of the least area is.
    pub(super) strength: f64,
    pub(super) height: f64,
    pub(super) margin: f32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    pub left: u32,
    pub right: u32,
    pub top: u32,
    pub bottom: u32,
}

/// Sums over pixels, about the first of them.
#[derive(Clone, Copy, Debug, Default)]
pub struct Moments {
    origin: Option<[u32; 2]>,
    sum: f64,
    first: [f64; 2],
    /// xx, yy, xy
    second: [f64; 3],
}

impl Moments {
    pub fn add(&mut self, x: u32, y: u32, weight: f32) {
        let [x0, y0] = *self.origin.get_or_insert([x, y]);
        let (dx, dy, weight) = (f64::from(x) - f64::from(x0), f64::from(y) - f64::from(y0), f64::from(weight));
        self.sum += weight;
        self.first[0] += weight * dx;
        self.first[1] += weight * dy;
        self.second[0] += weight * dx * dx;
        self.second[1] += weight * dy * dy;
        self.second[2] += weight * dx * dy;
    }

    pub fn centre(&self) -> [f64; 2] {
        let [x0, y0] = self.origin.unwrap_or_default();
        [f64::from(x0) + self.first[0] / self.sum, f64::from(y0) + self.first[1] / self.sum]
    }

    /// xx, yy and xy about the centre; at least that of a pixel, whose light lies anywhere in it.
    pub fn covariance(&self) -> [f64; 3] {
        let [mx, my] = self.first.map(|first| first / self.sum);
        let [xx, yy, xy] = self.second.map(|second| second / self.sum);
        let (mut xx, mut yy, xy) = (xx - mx * mx, yy - my * my, xy - mx * my);
        const PIXEL: f64 = 1.0 / 12.0;
        if xx * yy - xy * xy < PIXEL * PIXEL {
            xx += PIXEL;
            yy += PIXEL;
        }
        [xx, yy, xy]
    }
}

impl Source {
    /// From its pixels. `least_area` is that of a source.
    pub fn of(pixels: &[Placed], threshold: f32, least_area: usize, blended: bool) -> Self {
        let mut moments = Moments::default();
        let (mut light, mut strength, mut peak, mut highest) = (0.0, 0.0, f32::NEG_INFINITY, 0.0_f32);
        let mut bounds = Bounds { left: u32::MAX, right: 0, top: u32::MAX, bottom: 0 };
        for &([x, y], Pixel { light: value, significance }) in pixels {
            moments.add(x, y, significance);
            light += f64::from(value);
            strength += f64::from(significance);
            peak = peak.max(value);
            highest = highest.max(significance);
            bounds = bounds.with(x, y);
        }
        let [x, y] = moments.centre();
        let [xx, yy, xy] = moments.covariance();
        let (half, spread) = ((xx + yy) / 2.0, ((xx - yy) / 2.0).hypot(xy));
        let (a, b) = ((half + spread).sqrt(), (half - spread).max(0.0).sqrt());
        Self {
            x,
            y,
            a: a as f32,
            b: b as f32,
            angle: (0.5 * (2.0 * xy).atan2(xx - yy)) as f32,
            area: pixels.len() as u32,
            light,
            peak,
            bounds,
            blended,
            strength,
            height: strength / (2.0 * slope(pixels, threshold, highest).min(PI * a * b)),
            margin: margin(pixels, threshold, least_area),
        }
    }
}

/// π a b of the Gaussian whose area shrinks as it does from the threshold to half way up: A(t) = 2π a b ln(peak / t).
fn slope(pixels: &[Placed], threshold: f32, highest: f32) -> f64 {
    let half = (threshold + highest) / 2.0;
    let above = pixels.iter().filter(|(_, pixel)| pixel.significance > half).count();
    let ring = (pixels.len() - above).max(1) as f64;
    ring / (2.0 * f64::from(half / threshold).ln())
}

/// How much above the threshold the faintest of the brightest pixels is that make up the least area.
///
/// As SExtractor selects these pixels: the one that follows the first of them is passed over, and of a source that has no more
/// than them it is the first. To be truer would be to clean away others than SExtractor does.
fn margin(pixels: &[Placed], threshold: f32, least_area: usize) -> f32 {
    let value = |pixel: &Placed| pixel.1.significance;
    let count = least_area.max(1);
    let faintest = if pixels.len() > count {
        let mut values: Vec<f32> = pixels[..count].iter().chain(&pixels[count + 1..]).map(value).collect();
        let place = values.len() - count;
        *values.select_nth_unstable_by(place, f32::total_cmp).1
    } else {
        pixels.first().map_or(0.0, value)
    };
    faintest - threshold
}

impl Bounds {
    pub fn with(self, x: u32, y: u32) -> Self {
        Self { left: self.left.min(x), right: self.right.max(x), top: self.top.min(y), bottom: self.bottom.max(y) }
    }

    pub fn around(self, other: Self) -> Self {
        self.with(other.left, other.top).with(other.right, other.bottom)
    }
}
