//! The latent plane with the held-out digits on it, as marks of a chart for the figures that add something of their own.

use std::f64::consts::TAU;

use crate::protocol::{Encoding, HeldOut};
use crate::ui::figures::latent_name;
use crate::ui::plot::drawing::{Ink, Mark, Scale};

/// The first two coordinates of each posterior mean.
pub fn places(encoding: &Encoding) -> Vec<(f64, f64)> {
    let rows = encoding.mu.0.chunks_exact(encoding.latent as usize);
    rows.filter_map(|row| Some((f64::from(*row.first()?), f64::from(*row.get(1)?)))).collect()
}

/// Both axes, wide enough for all posterior means.
pub fn scales(places: &[(f64, f64)]) -> (Scale, Scale) {
    let scale = |axis: usize, values: &mut dyn Iterator<Item = f64>| {
        let (low, high) = values.fold((-3.0f64, 3.0f64), |(low, high), value| (low.min(value), high.max(value)));
        Scale::titled(&latent_name(axis)).between(low - 0.4, high + 0.4)
    };
    (scale(0, &mut places.iter().map(|place| place.0)), scale(1, &mut places.iter().map(|place| place.1)))
}

/// Both axes of a square window that extends `reach` to either side of its centre.
pub fn window(centre: (f64, f64), reach: f64) -> (Scale, Scale) {
    let scale = |axis, middle: f64| Scale::titled(&latent_name(axis)).between(middle - reach, middle + reach);
    (scale(0, centre.0), scale(1, centre.1))
}

/// A dot for each digit.
pub fn dots(places: &[(f64, f64)], held_out: &HeldOut, radius: f64) -> Mark {
    let inks = held_out.labels.0.iter().map(|label| Ink::Class(*label)).collect();
    Mark::Dots { name: String::new(), points: places.to_vec(), inks, radius }
}

/// A dot for each digit, and each class's name at its median.
pub fn digits(places: &[(f64, f64)], held_out: &HeldOut) -> Vec<Mark> {
    let labels = &held_out.labels.0;
    let mut marks = vec![dots(places, held_out, 2.2)];
    for class in 0..10u8 {
        let members = || places.iter().zip(labels).filter(|(_, label)| **label == class).map(|(place, _)| *place);
        let middle = |values: &mut Vec<f64>| {
            values.sort_by(f64::total_cmp);
            values.get(values.len() / 2).copied()
        };
        let (mut x, mut y): (Vec<f64>, Vec<f64>) = members().unzip();
        if let (Some(x), Some(y)) = (middle(&mut x), middle(&mut y)) {
            marks.push(Mark::Words { at: (x, y), text: class.to_string(), ink: Ink::Plain });
        }
    }
    marks
}

/// The outline of a Gaussian with diagonal covariance, `sigmas` standard deviations from its mean.
pub fn ellipse(mean: (f64, f64), deviation: (f64, f64), sigmas: f64) -> Vec<(f64, f64)> {
    const POINTS: u32 = 72;
    let point = |i: u32| {
        let (sine, cosine) = (TAU * f64::from(i) / f64::from(POINTS)).sin_cos();
        (mean.0 + sigmas * deviation.0 * cosine, mean.1 + sigmas * deviation.1 * sine)
    };
    (0..=POINTS).map(point).collect()
}

/// The pixels of held-out image `index`.
pub fn image(held_out: &HeldOut, index: u32) -> Option<&[u8]> {
    let size = held_out.shape.iter().map(|side| *side as usize).product::<usize>();
    held_out.pixels.0.chunks_exact(size.max(1)).nth(index as usize)
}
