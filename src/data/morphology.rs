//! What an astronomer measures of a stamp of one galaxy: size, shape, concentration, asymmetry, brightness, colour.
//!
//! Runs on any stamp, grey or RGB: observed, simulated, decoded, or a person's own. Knows nothing of its origin except its
//! scale: the width of a stamp's pixel in pixels of the original image. Conventions of place and angle are those of
//! [`super::measure`].

mod centre;
mod flags;
mod part;
mod segment;
mod stamp;

pub use self::centre::brightest;
pub use self::flags::Flags;
pub use self::part::Part;
use self::segment::segment;
use self::stamp::{LeastThreshold, Stamp, colour};
use super::Shape;
use super::measure::{Measure, Moments, radii_holding};

/// Where the sky has no noise, what is fainter than this share of white, or of the brightest pixel, is sky.
const LEAST_OF_WHITE: f32 = 0.02;
const LEAST_OF_PEAK: f32 = 0.002;

/// What is measured, in the order of [`Morphology::values`]: name and unit (empty for a pure number). Pixels are those of
/// the original image.
pub const MEASURES: [(&str, &str); 9] = [
    ("Half-light radius", "px"),
    ("Axis ratio", ""),
    ("Position angle", "°"),
    ("Concentration", ""),
    ("Asymmetry", ""),
    ("Brightness", "dex"),
    ("Colour (blue − red)", "mag"),
    ("Centroid x", "px"),
    ("Centroid y", "px"),
];

/// The measures of one stamp. A stamp with nothing in it has only NaN; a grey one has no colour.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Morphology {
    /// Of the circle about the centroid that holds half of the light, pixels of the original image.
    pub half_light_radius: f32,
    /// Minor over major axis of the ellipse with the galaxy's second moments, 0–1.
    pub axis_ratio: f32,
    /// Of the major axis, degrees anticlockwise from the vertical, in \[0, 180).
    pub position_angle: f32,
    /// 5 log₁₀(r₈₀ / r₂₀) (Conselice 2003, ApJS 147, 1).
    pub concentration: f32,
    /// Σ|I − I₁₈₀| / Σ|I| of the stamp and itself turned by 180° about the centre that makes this least, less what the sky's
    /// noise adds (Conselice, Bershady and Jangren 2000, ApJ 529, 886). 0: symmetric.
    pub asymmetry: f32,
    /// log₁₀ of the light in the aperture, the mean of the colours, in white pixels of the original image.
    pub brightness: f32,
    /// −2.5 log₁₀(blue light / red light) of the galaxy's pixels, magnitudes: more is redder.
    pub colour: f32,
    /// Centroid, pixels of the original image to the right of and below the stamp's middle.
    pub x: f32,
    pub y: f32,
}

impl Morphology {
    const NONE: Self = Self {
        half_light_radius: f32::NAN,
        axis_ratio: f32::NAN,
        position_angle: f32::NAN,
        concentration: f32::NAN,
        asymmetry: f32::NAN,
        brightness: f32::NAN,
        colour: f32::NAN,
        x: f32::NAN,
        y: f32::NAN,
    };

    /// In pixels of the original image, of which one of the stamp's is `scale` wide.
    fn scaled(self, scale: f32) -> Self {
        Self {
            half_light_radius: self.half_light_radius * scale,
            brightness: self.brightness + 2.0 * scale.log10(),
            x: self.x * scale,
            y: self.y * scale,
            ..self
        }
    }

    /// The values in the order of [`MEASURES`].
    pub fn values(&self) -> [f32; MEASURES.len()] {
        [
            self.half_light_radius,
            self.axis_ratio,
            self.position_angle,
            self.concentration,
            self.asymmetry,
            self.brightness,
            self.colour,
            self.x,
            self.y,
        ]
    }
}

/// What was found on a stamp.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    pub morphology: Morphology,
    pub flags: Flags,
    /// `[height, width]`: what was measured; empty if nothing was.
    pub parts: Vec<Part>,
}

impl Found {
    const NOTHING: Self = Self { morphology: Morphology::NONE, flags: Flags::NONE, parts: Vec::new() };

    /// The measures by name, in the order of [`MEASURES`], for a stamp of which a pixel is `scale` pixels of the original image
    /// wide; NaN for those that the flags leave without a meaning.
    pub fn measures(&self, scale: f32) -> Vec<Measure> {
        named(self.flags.meaningful(self.morphology).scaled(scale))
    }
}

/// The measures of a stamp by name, in the order of [`MEASURES`].
pub fn measure_stamp(pixels: &[u8], shape: Shape, scale: f32) -> Vec<Measure> {
    named(morphology(pixels, shape, scale))
}

fn named(morphology: Morphology) -> Vec<Measure> {
    let values = morphology.values();
    MEASURES.iter().zip(values).map(|(&(name, unit), value)| Measure { name, unit, value }).collect()
}

/// Measures 8-bit `pixels` `[height, width, channels]` of which one is `scale` pixels of the original image wide.
pub fn morphology(pixels: &[u8], shape: Shape, scale: f32) -> Morphology {
    let white: Vec<f32> = pixels.iter().map(|v| f32::from(*v) / 255.0).collect();
    find(&white, shape, LeastThreshold::OfWhite(LEAST_OF_WHITE)).morphology.scaled(scale)
}

/// Measures shades `[height, width, channels]` from 0 black to 1 white, as finely as their file had them; lengths in the
/// stamp's own pixels.
pub fn find_in_shades(white: &[f32], shape: Shape) -> Found {
    let mut found = find(white, shape, LeastThreshold::OfWhite(LEAST_OF_WHITE));
    found.flags.saturated = flags::is_white(white, shape, &found.parts);
    found
}

/// Measures linear `values` `[height, width, channels]` in any unit; NaN are missing. Brightness is in that unit,
/// lengths in the stamp's own pixels.
pub fn find_in_values(values: &[f32], shape: Shape) -> Found {
    find(values, shape, LeastThreshold::OfPeak(LEAST_OF_PEAK))
}

fn find(values: &[f32], shape: Shape, threshold: LeastThreshold) -> Found {
    if shape.pixels() == 0 || values.len() < shape.pixels() {
        return Found::NOTHING;
    }
    let values = &values[..shape.pixels()];
    let stamp = Stamp::new(values, shape, threshold);
    let Some((parts, blended)) = segment(&stamp) else { return Found::NOTHING };
    let own: Vec<f32> = stamp.light.iter().zip(&parts).map(|(v, part)| if part.is_own() { *v } else { 0.0 }).collect();
    let moments = Moments::of(&own, shape.width);
    let (free, aperture) = stamp.apertures(&parts, &moments);
    let total: f64 = aperture.iter().map(|v| f64::from(*v)).sum();
    if moments.total <= 0.0 || total <= 0.0 {
        return Found::NOTHING;
    }
    let [r20, r50, r80] = radii_holding(&free, shape.width, (moments.x, moments.y), total, [0.2, 0.5, 0.8]);
    let middle = |size: usize| (size as f64 - 1.0) / 2.0;
    let morphology = Morphology {
        half_light_radius: r50 as f32,
        axis_ratio: moments.axis_ratio() as f32,
        position_angle: moments.position_angle() as f32,
        concentration: (5.0 * (r80 / r20).log10()) as f32,
        asymmetry: stamp.asymmetry(&aperture, &moments),
        brightness: total.log10() as f32,
        colour: colour(values, shape, &parts),
        x: (moments.x - middle(shape.width)) as f32,
        y: (moments.y - middle(shape.height)) as f32,
    };
    let flags = Flags { blended, ..Flags::of(&stamp, &parts, &aperture, &moments) };
    Found { morphology, flags, parts }
}

#[cfg(test)]
mod tests;
