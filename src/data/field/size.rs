//! How large a source is by its own light: its Kron radius (Kron 1980; Bertin & Arnouts 1996, §6.3), the light within it, and
//! the radius that holds half of that.

use super::Plane;
use super::background::Background;
use super::segments::Segments;
use super::source::Source;
use super::window::Window;

/// The first radius ∑ r·I / ∑ I is taken within so many times the ellipse.
const REACH: f64 = 6.0;
/// The aperture is so many of it, but so many times the ellipse at least and at most.
const KRON: f64 = 2.5;
const LEAST: f64 = 3.5;
const MOST: f64 = 8.0;
/// Pixels from the centre that are looked at, at most: of a source that large, its outskirts do not decide.
const FARTHEST: f64 = 1000.0;
/// Of an ellipse: the standard deviation of a pixel, 1/√12.
const LEAST_AXIS: f64 = 0.289;
/// The curve of growth has so many rings a pixel; nearer than this, pixels are divided.
const RINGS: f64 = 10.0;
const DIVIDED: f64 = 2.0;
const POINTS: i32 = 5;

/// Light and size of a source.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Size {
    /// Light above the sky in the aperture.
    pub flux: f64,
    /// Of that light: √∑σ².
    pub error: f64,
    /// Of the circle about the centre that holds half of the flux, pixels.
    pub half_light_radius: f32,
}

/// Measures source `number`; pixels of other sources do not count. Of one that has no light to speak of, the radius is that of
/// its ellipse.
pub fn measure(
    plane: &impl Plane,
    background: &Background,
    segments: &Segments,
    source: &Source,
    number: usize,
) -> Size {
    let ellipse = Ellipse::of(source);
    let own = number as u32 + 1;
    let read = |reach: f64| {
        let reach = (reach * ellipse.a).min(FARTHEST);
        let range = |centre: f64, end: usize| {
            let first = ((centre - reach).ceil().max(0.0) as usize).min(end - 1);
            first..((centre + reach).floor().max(0.0) as usize + 1).clamp(first + 1, end)
        };
        Window::read(plane, background, segments, range(source.x, plane.width()), range(source.y, plane.height()))
    };
    let mut window = read(REACH);
    let (mut first, mut sum) = (0.0, 0.0);
    ellipse.within(&window, own, REACH, |_, square, light, _| {
        let light = f64::from(light);
        first += square.sqrt() * light;
        sum += light;
    });
    let kron = if sum > 0.0 && first > 0.0 { first / sum } else { 0.0 };
    let aperture = (KRON * kron).clamp(LEAST, MOST);
    if aperture > REACH {
        window = read(aperture);
    }
    let (mut flux, mut variance, mut growth) = (0.0, 0.0, Growth::new(aperture * ellipse.a));
    ellipse.within(&window, own, aperture, |offset, _, light, noise| {
        flux += f64::from(light);
        variance += f64::from(noise * noise);
        growth.add(offset, f64::from(light));
    });
    // Of a Gaussian.
    let half_light_radius = growth.half(flux).unwrap_or(ellipse.a * (2.0 * 2.0_f64.ln()).sqrt()) as f32;
    Size { flux, error: variance.sqrt(), half_light_radius }
}

/// Where a source is, and the form of its ellipse: 1 on it is xx·dx² + yy·dy² + xy·dx·dy.
struct Ellipse {
    x: f64,
    y: f64,
    a: f64,
    xx: f64,
    yy: f64,
    xy: f64,
}

impl Ellipse {
    fn of(source: &Source) -> Self {
        // A line of pixels has no width, but a pixel's.
        let (a, b) = (f64::from(source.a).max(LEAST_AXIS), f64::from(source.b).max(LEAST_AXIS));
        let (sin, cos) = f64::from(source.angle).sin_cos();
        let (along, across) = (1.0 / (a * a), 1.0 / (b * b));
        let xx = cos * cos * along + sin * sin * across;
        let yy = sin * sin * along + cos * cos * across;
        let xy = 2.0 * sin * cos * (along - across);
        Self { x: source.x, y: source.y, a, xx, yy, xy }
    }

    /// Calls `each` with the way from the centre, its square in units of the ellipse, light and noise of every pixel within
    /// `reach` that is not another source's.
    fn within(&self, window: &Window, own: u32, reach: f64, mut each: impl FnMut([f64; 2], f64, f32, f32)) {
        let square = reach * reach;
        for (row, at) in (0..window.light.len()).step_by(window.width).enumerate() {
            let dy = (window.top + row) as f64 - self.y;
            for column in 0..window.width {
                let dx = (window.left + column) as f64 - self.x;
                let distance = self.xx * dx * dx + (self.yy * dy + self.xy * dx) * dy;
                let (light, owner) = (window.light[at + column], window.owners[at + column]);
                if distance <= square && (owner == 0 || owner == own) && light.is_finite() {
                    each([dx, dy], distance, light, window.noise[at + column]);
                }
            }
        }
    }
}

/// The light in rings about a centre. That of a pixel is spread evenly over the pixel's width.
struct Growth {
    /// What each ring has more than the one within it.
    changes: Vec<f64>,
}

impl Growth {
    fn new(reach: f64) -> Self {
        Self { changes: vec![0.0; ((reach + 2.0) * RINGS) as usize + 2] }
    }

    fn add(&mut self, [dx, dy]: [f64; 2], light: f64) {
        let r = (dx * dx + dy * dy).sqrt();
        if r > DIVIDED {
            return self.spread(r, 1.0, light);
        }
        let width = 1.0 / f64::from(POINTS);
        for k in 0..POINTS * POINTS {
            let offset = |k: i32| (f64::from(k) + 0.5) * width - 0.5;
            let (dx, dy) = (dx + offset(k % POINTS), dy + offset(k / POINTS));
            self.spread((dx * dx + dy * dy).sqrt(), width, light * width * width);
        }
    }

    fn spread(&mut self, r: f64, width: f64, light: f64) {
        let rings = (width * RINGS).round().max(1.0);
        let first = ((r - width / 2.0) * RINGS).round().max(0.0) as usize;
        let last = self.changes.len() - 1;
        self.changes[first.min(last)] += light / rings;
        self.changes[(first + rings as usize).min(last)] -= light / rings;
    }

    /// The radius that holds half of `flux`.
    fn half(&self, flux: f64) -> Option<f64> {
        let (mut inside, mut ring) = (0.0, 0.0);
        for (place, change) in self.changes.iter().enumerate() {
            ring += change;
            if flux > 0.0 && inside + ring >= flux / 2.0 {
                return Some((place as f64 + (flux / 2.0 - inside) / ring) / RINGS);
            }
            inside += ring;
        }
        None
    }
}
