//! Simulated galaxies with known factors: a de Vaucouleurs bulge in an exponential disk with two spiral arms.
//!
//! What is drawn is linear light, blurred by a point spread function; a byte is its asinh stretch, as colour pictures of
//! the sky are made (Lupton et al. 2004, PASP 116, 133). Nothing here is an observation, and any figure of it must say "simulated".
//! Knows no model. Lengths are pixels of a 32 × 32 stamp, whatever the drawn size; angles are as in
//! [`super::measure`]: degrees anticlockwise from the vertical.

mod light;
mod profile;

pub use profile::Sersic;

use super::grey;
use crate::rng::Rng;

/// Side of the stamp in whose pixels lengths are given.
pub const REFERENCE_SIZE: f32 = 32.0;

/// Full width at half maximum of the Gaussian point spread function, pixels of the reference stamp.
pub const PSF_FWHM: f32 = 2.0;

/// Standard deviation of the sky's noise in a pixel, as a share of white light.
pub const SKY_NOISE: f32 = 0.02;

/// The standard deviation of a white pixel's own (photon) noise, as a share of white light.
pub const PHOTON_NOISE: f32 = 0.04;

/// The factors, in the order of [`Galaxy::factors`]: name and unit (empty for a pure number).
pub const FACTORS: [(&str, &str); 9] = [
    ("Brightness", ""),
    ("Half-light radius", "px"),
    ("Axis ratio", ""),
    ("Position angle", "°"),
    ("Bulge fraction", ""),
    ("Arm strength", ""),
    ("Arm pitch", "°"),
    ("Arm phase", "°"),
    ("Colour (blue − red)", "mag"),
];

/// From where to where [`sample`] draws each factor, in the order of [`FACTORS`].
pub const RANGES: [(f32, f32); 9] = [
    (0.12, 0.8),
    (2.5, 7.0),
    (0.2, 1.0),
    (0.0, 180.0),
    (0.0, 0.8),
    (0.0, 1.0),
    (10.0, 35.0),
    (0.0, 180.0),
    (-0.5, 1.5),
];

/// The factors that a simulated galaxy is made from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Galaxy {
    /// Mean light inside the half-light ellipse, averaged over the colours, 1 being white before the stretch.
    pub brightness: f32,
    /// Semi-major axis of the ellipse that holds half of the light, for the galaxy seen face on; pixels at 32 × 32.
    pub half_light_radius: f32,
    /// Of the disk, 0.15 (edge on) to 1 (face on).
    pub axis_ratio: f32,
    /// Of the major axis, degrees anticlockwise from the vertical, period 180.
    pub position_angle: f32,
    /// The bulge's share of the (green) light, 0–1.
    pub bulge_fraction: f32,
    /// Amplitude of the arms relative to the smooth disk, 0–1.
    pub arm_strength: f32,
    /// Angle between an arm and a circle, degrees; negative arms wind the other way.
    pub arm_pitch: f32,
    /// Azimuth of an arm in the disk at the half-light radius, degrees from the major axis, period 180: there are two arms.
    pub arm_phase: f32,
    /// −2.5 log₁₀(blue light / red light) of the whole galaxy, magnitudes: more is redder.
    pub colour: f32,
}

impl Default for Galaxy {
    /// A bluish spiral, half inclined.
    fn default() -> Self {
        Self {
            brightness: 0.4,
            half_light_radius: 5.0,
            axis_ratio: 0.7,
            position_angle: 60.0,
            bulge_fraction: 0.2,
            arm_strength: 0.7,
            arm_pitch: 25.0,
            arm_phase: 0.0,
            colour: 0.3,
        }
    }
}

impl Galaxy {
    /// The factors in the order of [`FACTORS`].
    pub fn factors(&self) -> [f32; FACTORS.len()] {
        [
            self.brightness,
            self.half_light_radius,
            self.axis_ratio,
            self.position_angle,
            self.bulge_fraction,
            self.arm_strength,
            self.arm_pitch,
            self.arm_phase,
            self.colour,
        ]
    }

    /// The galaxy with these factors, in the order of [`FACTORS`].
    pub fn from_factors(factors: [f32; FACTORS.len()]) -> Self {
        let [
            brightness,
            half_light_radius,
            axis_ratio,
            position_angle,
            bulge_fraction,
            arm_strength,
            arm_pitch,
            arm_phase,
            colour,
        ] = factors;
        Self {
            brightness,
            half_light_radius,
            axis_ratio,
            position_angle,
            bulge_fraction,
            arm_strength,
            arm_pitch,
            arm_phase,
            colour,
        }
    }

    /// The galaxy without noise, bytes `[size, size, channels]`: 3 channels are red, green, blue; 1 is their [`grey`].
    pub fn render(&self, size: usize, channels: usize) -> Vec<u8> {
        stretched(&self.light(size), channels)
    }

    /// [`Self::render`] with the noise of sky and photons added to the light.
    pub fn render_noisy(&self, size: usize, channels: usize, rng: &mut Rng) -> Vec<u8> {
        let mut light = self.light(size);
        for value in &mut light {
            let variance = SKY_NOISE.powi(2) + PHOTON_NOISE.powi(2) * value.max(0.0);
            *value += variance.sqrt() * rng.normal();
        }
        stretched(&light, channels)
    }

    /// The linear light, `[size, size, 3]`, 1 being white.
    pub fn light(&self, size: usize) -> Vec<f32> {
        light::draw(self, size)
    }
}

/// One galaxy, every factor drawn evenly from [`RANGES`] and independently of the others.
pub fn sample(rng: &mut Rng) -> Galaxy {
    Galaxy::from_factors(RANGES.map(|(low, high)| low + (high - low) * rng.uniform()))
}

/// Noisy galaxy `index` of `size` × `size` pixels: a function of the seed and the index alone, its factors not even of the size.
pub fn simulate(index: u64, size: usize, channels: usize, seed: u64) -> (Galaxy, Vec<u8>) {
    let rng = Rng::new(seed);
    let galaxy = sample(&mut rng.split("galaxy", index));
    let pixels = galaxy.render_noisy(size, channels, &mut rng.split("galaxy noise", index));
    (galaxy, pixels)
}

/// How much of the scale below white is compressed: smaller shows fainter light.
const SOFTENING: f32 = 0.2;

/// Bytes `[pixels, channels]` of `light` `[pixels, 3]`: one factor for a pixel's three colours, so that the stretch keeps
/// the colour, and a pixel brighter than white keeps it too.
fn stretched(light: &[f32], channels: usize) -> Vec<u8> {
    let white = (1.0 / SOFTENING).asinh();
    let byte = |value: f32| (255.0 * value.clamp(0.0, 1.0)).round() as u8;
    let mut bytes = Vec::with_capacity(light.len() / 3 * channels);
    for colours in light.chunks_exact(3) {
        let mean = grey(colours);
        let shown = (mean.max(0.0) / SOFTENING).asinh() / white;
        if channels == 3 {
            // The slope at 0 is where the ratio goes for no light.
            let scale = if mean > 1e-6 { shown / mean } else { 1.0 / (SOFTENING * white) };
            let brightest = colours.iter().fold(1.0f32, |most, value| most.max(scale * value));
            bytes.extend(colours.iter().map(|value| byte(scale * value / brightest)));
        } else {
            bytes.extend(std::iter::repeat_n(byte(shown), channels));
        }
    }
    bytes
}

#[cfg(test)]
mod tests;
