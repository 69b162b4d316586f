//! The factors of a simulated galaxy as the page names them. No browser.

use crate::data::synthetic::{FACTORS, RANGES};
use crate::ui::plot::scale::number;

pub fn name(factor: u8) -> &'static str {
    FACTORS.get(usize::from(factor)).map_or("", |(name, _)| name)
}

pub fn unit(factor: u8) -> &'static str {
    FACTORS.get(usize::from(factor)).map_or("", |(_, unit)| unit)
}

pub fn range(factor: u8) -> (f64, f64) {
    RANGES.get(usize::from(factor)).map_or((0.0, 1.0), |(low, high)| (f64::from(*low), f64::from(*high)))
}

/// A share of the factor's range in its own unit.
pub fn value(factor: u8, share: f32) -> f64 {
    let (low, high) = range(factor);
    low + (high - low) * f64::from(share)
}

/// A factor's value with its unit. `share` is its place in the factor's range, 0 to 1.
pub fn quantity(factor: u8, share: f32) -> String {
    let unit = unit(factor);
    let value = value(factor, share);
    match unit {
        "" => number(value, 2),
        "°" => format!("{}°", number(value, 0)),
        _ => format!("{} {unit}", number(value, 1)),
    }
}

/// Where a point of the sheet is.
pub fn in_words(factors: [u8; 2], at: [f32; 2]) -> String {
    let word = |axis: usize| format!("{} {}", name(factors[axis]).to_lowercase(), quantity(factors[axis], at[axis]));
    format!("{}, {}", word(0), word(1))
}
