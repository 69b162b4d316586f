//! Where the light of an image lies: its moments, and its curve of growth.

/// Light-weighted moments; the second ones are central and per unit light.
pub struct Moments {
    pub total: f64,
    pub x: f64,
    pub y: f64,
    pub yy: f64,
    pub xy: f64,
    xx: f64,
}

impl Moments {
    pub fn of(light: &[f32], width: usize) -> Self {
        let (mut total, mut x, mut y) = (0.0, 0.0, 0.0);
        for (px, py, p) in pixels(light, width) {
            total += p;
            x += p * px;
            y += p * py;
        }
        let per_light = if total > 0.0 { 1.0 / total } else { 0.0 };
        let (x, y) = (x * per_light, y * per_light);
        let (mut xx, mut yy, mut xy) = (0.0, 0.0, 0.0);
        for (px, py, p) in pixels(light, width) {
            xx += p * (px - x).powi(2);
            yy += p * (py - y).powi(2);
            xy += p * (px - x) * (py - y);
        }
        let (mut xx, mut yy, xy) = (xx * per_light, yy * per_light, xy * per_light);
        // A line of single pixels has no width; like SExtractor, give it that of a pixel.
        if xx * yy - xy * xy < 1.0 / 144.0 {
            xx += 1.0 / 12.0;
            yy += 1.0 / 12.0;
        }
        Self { total, x, y, xx, yy, xy }
    }

    /// Degrees in \[0, 180).
    pub fn position_angle(&self) -> f64 {
        // Angle from the x axis with y up, so μ₁₁ changes sign; the vertical is 90° further.
        let from_x = 0.5 * (-2.0 * self.xy).atan2(self.xx - self.yy).to_degrees();
        (from_x - 90.0).rem_euclid(180.0)
    }

    /// Distance of (`x`, `y`) from the centroid in units of the ellipse that has these second moments: 1 on it.
    pub fn distance(&self, x: f64, y: f64) -> f64 {
        let (dx, dy) = (x - self.x, y - self.y);
        let determinant = self.xx * self.yy - self.xy * self.xy;
        ((self.yy * dx * dx - 2.0 * self.xy * dx * dy + self.xx * dy * dy) / determinant).max(0.0).sqrt()
    }

    pub fn axis_ratio(&self) -> f64 {
        let middle = 0.5 * (self.xx + self.yy);
        let half = (0.5 * (self.xx - self.yy)).hypot(self.xy);
        ((middle - half).max(0.0) / (middle + half)).sqrt()
    }
}

fn pixels(light: &[f32], width: usize) -> impl Iterator<Item = (f64, f64, f64)> {
    let lit = light.iter().enumerate().filter(|(_, p)| **p != 0.0);
    lit.map(move |(i, p)| ((i % width) as f64, (i / width) as f64, f64::from(*p)))
}

/// The radii about (`x`, `y`) that hold these shares of `total`: a curve of growth over 5 × 5 points a pixel.
pub fn radii_holding<const N: usize>(
    light: &[f32],
    width: usize,
    (x, y): (f64, f64),
    total: f64,
    shares: [f64; N],
) -> [f64; N] {
    const POINTS: i32 = 5;
    const RINGS_PER_PIXEL: f64 = 10.0;
    let height = light.len().div_ceil(width.max(1));
    let rings = ((width + height) as f64 * RINGS_PER_PIXEL) as usize + 1;
    let mut ring = vec![0.0; rings];
    for (px, py, p) in pixels(light, width) {
        for k in 0..POINTS * POINTS {
            let offset = |k: i32| f64::from(2 * k + 1) / f64::from(2 * POINTS) - 0.5;
            let (dx, dy) = (px + offset(k % POINTS) - x, py + offset(k / POINTS) - y);
            let place = (dx.hypot(dy) * RINGS_PER_PIXEL) as usize;
            ring[place.min(rings - 1)] += p / f64::from(POINTS * POINTS);
        }
    }
    shares.map(|share| {
        let wanted = share * total;
        let mut inside = 0.0;
        for (i, light) in ring.iter().enumerate() {
            if inside + light >= wanted {
                return (i as f64 + (wanted - inside) / light) / RINGS_PER_PIXEL;
            }
            inside += light;
        }
        rings as f64 / RINGS_PER_PIXEL
    })
}
