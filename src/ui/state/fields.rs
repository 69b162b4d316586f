//! What each field of the page accepts, and the sentence that it answers otherwise.
//!
//! The URL and the controls read their text here, so both accept the same. Pure: text in, value or sentence out.

use crate::ui::words::thousands;

/// Why a text is no value for its field.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum FieldError {
    #[error("{0} must be a number.")]
    NotANumber(&'static str),
    #[error("{0} must be a whole number.")]
    NotWhole(&'static str),
    #[error("{name} must lie between {} and {}.", limit(*.min), limit(*.max))]
    Range { name: &'static str, min: f64, max: f64, nearest: f64 },
    #[error("Hidden units must be one to {LAYERS} widths with commas between them, such as 512, 256.")]
    Widths,
    #[error("Each hidden layer must have between {} and {} units.", limit(WIDTH.min), limit(WIDTH.max))]
    Width,
    #[error("Keep at least one digit.")]
    NoDigits,
    #[error("The digits to keep must be written as digits, such as 49.")]
    Digits,
}

/// A limit as a sentence has it.
fn limit(value: f64) -> String {
    if value >= 1000.0 { thousands(value as u64) } else { value.to_string() }
}

/// A number with limits.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// As the person reads it, at the start of a sentence.
    pub name: &'static str,
    pub min: f64,
    pub max: f64,
    pub whole: bool,
}

impl Field {
    const fn whole(name: &'static str, min: f64, max: f64) -> Self {
        Self { name, min, max, whole: true }
    }

    const fn real(name: &'static str, min: f64, max: f64) -> Self {
        Self { name, min, max, whole: false }
    }

    /// The value that the text states, if the field accepts it.
    pub fn read(&self, text: &str) -> Result<f64, FieldError> {
        let value: f64 = text.trim().parse().map_err(|_| FieldError::NotANumber(self.name))?;
        if value.is_nan() {
            return Err(FieldError::NotANumber(self.name));
        }
        if value < self.min || value > self.max {
            let nearest = value.clamp(self.min, self.max);
            return Err(FieldError::Range { name: self.name, min: self.min, max: self.max, nearest });
        }
        if self.whole && value.fract() != 0.0 {
            return Err(FieldError::NotWhole(self.name));
        }
        Ok(value)
    }

    /// The same field with another upper limit, such as what was loaded.
    pub fn up_to(self, max: f64) -> Self {
        Self { max: max.max(self.min), ..self }
    }
}

pub const BETA: Field = Field::real("β", 0.0, 20.0);
pub const LATENT: Field = Field::whole("Latent dimensions", 1.0, 16.0);
pub const IMAGES: Field = Field::whole("Training images", 500.0, 60_000.0);
pub const BATCH: Field = Field::whole("Batch size", 1.0, 512.0);
/// A rate of 10 diverges, and may be tried.
pub const LEARNING_RATE: Field = Field::real("Learning rate", 1e-7, 100.0);
/// Up to the largest integer that a number field holds exactly.
pub const SEED: Field = Field::whole("Seed", 0.0, 9_007_199_254_740_991.0);
pub const EPOCHS: Field = Field::whole("Epochs", 1.0, 1000.0);
/// A held-out digit by its number in the file; a figure that has fewer takes its last one.
pub const DIGIT: Field = Field::whole("The number of a held-out digit", 0.0, 9999.0);
pub const SIDE: Field = Field::whole("Tiles per side", 5.0, 30.0);
pub const RANGE: Field = Field::real("Range of z", 0.5, 10.0);
pub const QUANTILE: Field = Field::real("Outer quantile", 0.001, 0.4);
pub const COORDINATE: Field = Field::real("A coordinate of z", -10.0, 10.0);
pub const DRAW: Field = Field::whole("The draw", 0.0, 4_294_967_295.0);
pub const AXIS: Field = Field::whole("An axis", 1.0, 16.0);

pub const MAP_EPOCHS: Field = Field::whole("Map epochs", 1.0, 100.0);
pub const MAP_RADIUS: Field = Field::real("Initial radius", 0.5, 75.0);
pub const MAP_RATE: Field = Field::real("Map learning rate", 0.001, 1.0);
pub const MAP_SEED: Field = Field { name: "Map seed", ..SEED };

const WIDTH: Field = Field::whole("A hidden layer", 1.0, 1024.0);
/// More hidden layers than this would make one batch too slow to pause at.
const LAYERS: usize = 3;

/// The hidden widths of a text such as `512, 256`.
pub fn widths(text: &str) -> Result<Vec<u32>, FieldError> {
    let parts: Vec<&str> =
        text.split(|c: char| c == ',' || c.is_whitespace()).filter(|part| !part.is_empty()).collect();
    if parts.is_empty() || parts.len() > LAYERS {
        return Err(FieldError::Widths);
    }
    let width = |part: &str| match WIDTH.read(part) {
        Ok(width) => Ok(width as u32),
        Err(FieldError::Range { .. }) => Err(FieldError::Width),
        Err(_) => Err(FieldError::Widths),
    };
    parts.into_iter().map(width).collect()
}

/// Hidden widths as the field shows them.
pub fn widths_text(widths: &[u32]) -> String {
    widths.iter().map(u32::to_string).collect::<Vec<_>>().join(", ")
}

/// The set of digits named in a text such as `49`; bit d stands for digit d.
pub fn digits(text: &str) -> Result<u16, FieldError> {
    let mut kept = 0;
    for c in text.chars() {
        kept |= 1 << c.to_digit(10).ok_or(FieldError::Digits)?;
    }
    if kept == 0 { Err(FieldError::NoDigits) } else { Ok(kept) }
}

/// The digits of a set, in order.
pub fn digits_text(kept: u16) -> String {
    (0..10).filter(|digit| kept >> digit & 1 == 1).map(|digit| digit.to_string()).collect()
}

/// The β at a slider's position, which runs from 0 to 20 as β does: β = v²/20, fine near 0.
pub fn beta_at(position: f64) -> f32 {
    let beta = position * position / 20.0;
    // Two digits are what a hand can mean; at 1 the slider must be able to say 1.
    let scale = if beta >= 0.1 { 100.0 } else { 10f64.powi(1 - beta.max(1e-6).log10().floor() as i32) };
    ((beta * scale).round() / scale) as f32
}

/// The slider's position for a β.
pub fn beta_position(beta: f32) -> f64 {
    (f64::from(beta) * 20.0).sqrt()
}

/// The next plain β above or below, in steps that are a tenth of it or less above 0.1: 0.01, 0.05, 0.1 or 0.5.
pub fn next_beta(beta: f32, up: bool) -> f32 {
    let beta = f64::from(beta);
    // Down from 1 goes in the steps below 1, not in those above it.
    let from = if up { beta + 1e-6 } else { beta - 1e-6 };
    let step = match from {
        b if b < 0.1 => 0.01,
        b if b < 1.0 => 0.05,
        b if b < 5.0 => 0.1,
        _ => 0.5,
    };
    let next = if up { (from / step).floor() + 1.0 } else { (from / step).ceil() - 1.0 };
    (next * step).clamp(BETA.min, BETA.max) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_go_through_plain_betas_and_back() {
        let mut beta = 0.0;
        let mut seen = vec![beta];
        while beta < 20.0 {
            beta = next_beta(beta, true);
            seen.push(beta);
        }
        assert!(seen.windows(2).all(|pair| pair[0] < pair[1]) && seen.contains(&1.0) && seen.contains(&0.05));
        for &known in seen.iter().rev().skip(1) {
            beta = next_beta(beta, false);
            assert!((beta - known).abs() < 1e-6, "{beta} {known}");
        }
        assert_eq!((next_beta(0.0, false), next_beta(20.0, true)), (0.0, 20.0));
    }

    #[test]
    fn numbers_in_range_are_read() {
        assert_eq!(BETA.read(" 0.5 "), Ok(0.5));
        assert_eq!(LEARNING_RATE.read("1e-3"), Ok(0.001));
        assert_eq!(SEED.read("9007199254740991").map(|seed| seed as u64), Ok(9_007_199_254_740_991));
    }

    #[test]
    fn every_refusal_is_a_sentence() {
        let sentence = |result: Result<f64, FieldError>| result.unwrap_err().to_string();
        assert_eq!(sentence(BETA.read("")), "β must be a number.");
        assert_eq!(sentence(BETA.read("NaN")), "β must be a number.");
        assert_eq!(sentence(BETA.read("inf")), "β must lie between 0 and 20.");
        assert_eq!(sentence(BATCH.read("12.5")), "Batch size must be a whole number.");
        assert_eq!(sentence(LEARNING_RATE.read("0")), "Learning rate must lie between 0.0000001 and 100.");
        assert_eq!(sentence(IMAGES.up_to(6000.0).read("7000")), "Training images must lie between 500 and 6,000.");
        assert_eq!(digits("").unwrap_err().to_string(), "Keep at least one digit.");
        assert_eq!(
            widths("256x").unwrap_err().to_string(),
            "Hidden units must be one to 3 widths with commas between them, such as 512, 256."
        );
        assert_eq!(widths("5000").unwrap_err().to_string(), "Each hidden layer must have between 1 and 1,024 units.");
    }

    #[test]
    fn hidden_widths_are_one_or_several() {
        assert_eq!(widths("256"), Ok(vec![256]));
        assert_eq!(widths(" 512,256 ,128"), Ok(vec![512, 256, 128]));
        assert_eq!(widths("512 256"), Ok(vec![512, 256]));
        for bad in ["", ",", "0", "1.5", "-4", "1,2,3,4", "256;128"] {
            assert!(widths(bad).is_err(), "{bad}");
        }
        assert_eq!(widths_text(&[512, 256]), "512, 256");
    }

    #[test]
    fn digits_are_a_set() {
        assert_eq!(digits("49"), Ok(1 << 4 | 1 << 9));
        assert_eq!(digits("0123456789"), Ok(0x3ff));
        assert_eq!(digits_text(1 << 4 | 1 << 9), "49");
        assert!(digits("4,9").is_err());
    }

    #[test]
    fn the_beta_slider_is_fine_near_zero_and_reaches_its_marks() {
        assert_eq!(beta_at(0.0), 0.0);
        assert_eq!(beta_at(20.0), 20.0);
        assert_eq!(beta_at(4.47), 1.0);
        assert_eq!(beta_at(0.2), 0.002);
        assert_eq!(beta_at(0.01), 0.000005);
        let positions = (0..=2000).map(|step| beta_at(f64::from(step) / 100.0));
        assert!(positions.is_sorted(), "the slider never runs backwards");
        for beta in [0.0, 0.001, 0.05, 0.5, 1.0, 4.0, 10.0, 20.0] {
            let back = beta_at((beta_position(beta) * 100.0).round() / 100.0);
            assert!((back - beta).abs() <= 0.01 * beta.max(0.02), "{beta} came back as {back}");
        }
    }
}
