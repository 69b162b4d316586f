//! Properties of a grey image as an astronomer would measure them: from its moments and its curve of growth.
//!
//! The same code measures a digit, a galaxy and a decoded image. Does not know where the image came from. Pixel
//! (0, 0) is the top left one, its centre at x = 0, y = 0; x runs right, y runs down; angles are as seen on the screen.

mod moments;

pub(super) use moments::{Moments, radii_holding};

/// What is measured of every image, in the order of [`Properties::values`]: name and unit (empty for a pure number).
pub const PROPERTIES: [(&str, &str); 9] = [
    ("Ink", ""),
    ("Slant", "°"),
    ("Position angle", "°"),
    ("Axis ratio", ""),
    ("Half-light radius", "px"),
    ("Concentration", ""),
    ("Stroke width", "px"),
    ("Centroid x", "px"),
    ("Centroid y", "px"),
];

/// One measured number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measure {
    pub name: &'static str,
    pub unit: &'static str,
    pub value: f32,
}

/// The measured properties of one image. What an empty image does not have is NaN; its ink is 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Properties {
    /// Mean pixel, 0 (black) to 1 (white).
    pub ink: f32,
    /// Degrees by which upright strokes lean to the right, from the shear that makes the second moments upright:
    /// arctan(−μ₁₁/μ₀₂). Between −90 and 90.
    pub slant: f32,
    /// Of the major axis, degrees anticlockwise from the vertical, in \[0, 180): the sky's, if north is up and east left.
    pub position_angle: f32,
    /// Minor over major axis of the ellipse with the same second moments, 0–1.
    pub axis_ratio: f32,
    /// Radius of the circle about the centroid that holds half of the light, pixels.
    pub half_light_radius: f32,
    /// 5 log₁₀(r₈₀ / r₂₀), of the radii that hold 80 % and 20 % of the light (Kent 1985; Conselice 2003).
    pub concentration: f32,
    /// Width of the rectangle with the same area and the same length of outline, which is what a stroke is, pixels.
    pub stroke_width: f32,
    /// Centroid, pixels from the centre of the top left pixel.
    pub x: f32,
    pub y: f32,
}

impl Properties {
    /// The values in the order of [`PROPERTIES`].
    pub fn values(&self) -> [f32; 9] {
        [
            self.ink,
            self.slant,
            self.position_angle,
            self.axis_ratio,
            self.half_light_radius,
            self.concentration,
            self.stroke_width,
            self.x,
            self.y,
        ]
    }
}

/// The properties of 8-bit `pixels` `[height, width]` by name, in the order of [`PROPERTIES`].
pub fn properties(pixels: &[u8], width: usize, height: usize) -> Vec<Measure> {
    let values = measure(&pixels[..pixels.len().min(width * height)], width).values();
    PROPERTIES.iter().zip(values).map(|(&(name, unit), value)| Measure { name, unit, value }).collect()
}

/// Measures 8-bit `pixels` `[height, width]`, 0 black to 255 white.
pub fn measure(pixels: &[u8], width: usize) -> Properties {
    let light: Vec<f32> = pixels.iter().map(|p| f32::from(*p) / 255.0).collect();
    measure_light(&light, width)
}

/// Measures `light` `[height, width]` on a dark background; negative and non-finite pixels count as dark.
pub fn measure_light(light: &[f32], width: usize) -> Properties {
    let light: Vec<f32> = light.iter().map(|v| if v.is_finite() { v.max(0.0) } else { 0.0 }).collect();
    let moments = Moments::of(&light, width);
    let ink = moments.total / light.len().max(1) as f64;
    if moments.total <= 0.0 {
        let nan = f32::NAN;
        return Properties {
            ink: 0.0,
            slant: nan,
            position_angle: nan,
            axis_ratio: nan,
            half_light_radius: nan,
            concentration: nan,
            stroke_width: nan,
            x: nan,
            y: nan,
        };
    }
    let [r20, r50, r80] = radii_holding(&light, width, (moments.x, moments.y), moments.total, [0.2, 0.5, 0.8]);
    Properties {
        ink: ink as f32,
        slant: (-moments.xy).atan2(moments.yy).to_degrees() as f32,
        position_angle: moments.position_angle() as f32,
        axis_ratio: moments.axis_ratio() as f32,
        half_light_radius: r50 as f32,
        concentration: (5.0 * (r80 / r20).log10()) as f32,
        stroke_width: rectangle_width(moments.total, outline(&light, width)) as f32,
        x: moments.x as f32,
        y: moments.y as f32,
    }
}

/// Total variation ∑|∇p| with dark surroundings: for a white shape on black, the length of its outline in pixels.
///
/// The gradient is that of the four pixels around a corner, which treats slanted edges nearly like upright ones.
fn outline(light: &[f32], width: usize) -> f64 {
    let height = light.len().div_ceil(width.max(1)) as i64;
    let width = width as i64;
    let at = |x: i64, y: i64| {
        let inside = (0..width).contains(&x) && (0..height).contains(&y);
        if inside { light.get((y * width + x) as usize).map_or(0.0, |p| f64::from(*p)) } else { 0.0 }
    };
    let corners = (-1..height).flat_map(|y| (-1..width).map(move |x| (x, y)));
    let gradients = corners.map(|(x, y)| {
        let (falling, rising) = (at(x + 1, y + 1) - at(x, y), at(x + 1, y) - at(x, y + 1));
        (falling.hypot(rising)) * std::f64::consts::FRAC_1_SQRT_2
    });
    gradients.sum()
}

/// The shorter side w of the rectangle w × L with wL = `area` and 2(w + L) = `outline`; a quarter of the outline where there
/// is none (rounder than a square).
fn rectangle_width(area: f64, outline: f64) -> f64 {
    let half = 0.5 * outline;
    0.5 * (half - (half * half - 4.0 * area).max(0.0).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `size` × `size` pixels, each the mean of 8 × 8 samples of `f(x, y)` with y up and 0 in the middle of the image.
    fn draw(size: usize, f: impl Fn(f64, f64) -> f64) -> Vec<f32> {
        let sample = |i: usize, k: usize| i as f64 + (k as f64 + 0.5) / 8.0 - size as f64 / 2.0;
        let pixel = |i: usize| {
            let (row, column) = (i / size, i % size);
            (0..64).map(|k| f(sample(column, k % 8), -sample(row, k / 8))).sum::<f64>() / 64.0
        };
        (0..size * size).map(|i| pixel(i) as f32).collect()
    }

    fn near(value: f32, expected: f64, tolerance: f64) {
        assert!((f64::from(value) - expected).abs() < tolerance, "{value} {expected}");
    }

    #[test]
    fn a_disc_in_closed_form() {
        let m = measure_light(&draw(41, |x, y| f64::from(u8::from(x.hypot(y) < 12.0))), 41);
        near(m.ink, std::f64::consts::PI * 144.0 / 1681.0, 1e-3);
        near(m.axis_ratio, 1.0, 1e-3);
        near(m.half_light_radius, 12.0 / 2f64.sqrt(), 0.02);
        near(m.concentration, 5.0 * 2f64.log10(), 0.01);
        near(m.stroke_width, 0.25 * 24.0 * std::f64::consts::PI, 0.5);
        near(m.x, 20.0, 1e-4);
        near(m.y, 20.0, 1e-4);
    }

    #[test]
    fn tilted_gaussians_in_closed_form() {
        for angle in [0.0f64, 20.0, 90.0, 137.0] {
            let (s, c) = angle.to_radians().sin_cos();
            // The major axis points `angle` anticlockwise from up: along (−sin, cos).
            let m = measure_light(
                &draw(61, |x, y| {
                    let (along, across) = (-s * x + c * y, c * x + s * y);
                    (-0.5 * ((along / 6.0).powi(2) + (across / 3.0).powi(2))).exp()
                }),
                61,
            );
            let turn = (f64::from(m.position_angle) - angle + 90.0).rem_euclid(180.0) - 90.0;
            assert!(turn.abs() < 0.1, "{angle}: {}", m.position_angle);
            near(m.axis_ratio, 0.5, 0.003);
        }
        let round = measure_light(&draw(61, |x, y| (-0.5 * (x * x + y * y) / 25.0).exp()), 61);
        // Pixels blur it: twice 1/12 px² on σ².
        near(round.half_light_radius, (25.0f64 + 1.0 / 6.0).sqrt() * (2.0 * 2f64.ln()).sqrt(), 0.01);
        near(round.concentration, 2.5 * (5f64.ln() / 1.25f64.ln()).log10(), 0.01);
    }

    #[test]
    fn a_leaning_stroke_has_its_slant() {
        for lean in [-30.0f64, 0.0, 20.0] {
            let stroke =
                |x: f64, y: f64| f64::from(u8::from(y.abs() < 15.0 && (x - y * lean.to_radians().tan()).abs() < 1.5));
            let m = measure_light(&draw(40, stroke), 40);
            near(m.slant, lean, 0.1);
            // Seen across, a leaning stroke is thinner by cos(lean).
            near(m.stroke_width, 3.0 * lean.to_radians().cos(), 0.25);
        }
    }

    #[test]
    fn dark_images_have_no_shape() {
        for image in [vec![0; 16], Vec::new()] {
            let m = measure(&image, 4);
            assert_eq!(m.ink, 0.0);
            assert!(m.values()[1..].iter().all(|v| v.is_nan()));
        }
        let one = measure_light(&[f32::NAN, -1.0, 0.0, 1.0], 2);
        assert_eq!((one.x, one.y, one.ink), (1.0, 1.0, 0.25));
        assert!(one.values().iter().all(|v| v.is_finite()));
    }

    #[test]
    fn properties_are_named() {
        let list = properties(&[51; 6], 2, 3);
        assert_eq!(list.len(), PROPERTIES.len());
        assert_eq!((list[0].name, list[0].unit), ("Ink", ""));
        near(list[0].value, 0.2, 1e-6);
        assert_eq!((list[1].name, list[1].unit), ("Slant", "°"));
    }
}
