//! Numbers with limits, and the sentence that a text gets which is no value of its setting.

use crate::data::count::thousands;

pub(super) const WIDTH: Number = Number::whole("A hidden layer", 1.0, 1024.0);
/// More hidden layers than this would make one batch too slow to pause at.
pub(super) const LAYERS: usize = 3;

/// Why a text is no value of its setting.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SettingError {
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
pub struct Number {
    /// As the person reads it, at the start of a sentence.
    pub name: &'static str,
    pub min: f64,
    pub max: f64,
    pub whole: bool,
    /// What its element counts for each unit: a slider of thousandths counts 1,000.
    pub scale: f64,
}

impl Number {
    pub const fn whole(name: &'static str, min: f64, max: f64) -> Self {
        Self { name, min, max, whole: true, scale: 1.0 }
    }

    pub const fn real(name: &'static str, min: f64, max: f64) -> Self {
        Self { name, min, max, whole: false, scale: 1.0 }
    }

    /// The value that the text states.
    ///
    /// # Errors
    /// If it states none, one beyond the limits, or a fraction where a whole number is wanted.
    pub fn read(&self, text: &str) -> Result<f64, SettingError> {
        let value: f64 = text.trim().parse().map_err(|_| SettingError::NotANumber(self.name))?;
        if value.is_nan() {
            return Err(SettingError::NotANumber(self.name));
        }
        if value < self.min || value > self.max {
            let nearest = value.clamp(self.min, self.max);
            return Err(SettingError::Range { name: self.name, min: self.min, max: self.max, nearest });
        }
        if self.whole && value.fract() != 0.0 {
            return Err(SettingError::NotWhole(self.name));
        }
        Ok(value)
    }

    /// The same number with another upper limit, such as what was loaded.
    pub fn up_to(self, max: f64) -> Self {
        Self { max: max.max(self.min), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::super::text::{digits, widths};
    use super::super::{beta::BETA, run};
    use super::*;

    #[test]
    fn numbers_in_range_are_read() {
        assert_eq!(BETA.read(" 0.5 "), Ok(0.5));
        assert_eq!(run::LEARNING_RATE.read("1e-3"), Ok(0.001));
        assert_eq!(run::SEED.read("9007199254740991").map(|seed| seed as u64), Ok(9_007_199_254_740_991));
    }

    #[test]
    fn every_refusal_is_a_sentence() {
        let sentence = |result: Result<f64, SettingError>| result.unwrap_err().to_string();
        assert_eq!(sentence(BETA.read("")), "β must be a number.");
        assert_eq!(sentence(BETA.read("NaN")), "β must be a number.");
        assert_eq!(sentence(BETA.read("inf")), "β must lie between 0 and 20.");
        assert_eq!(sentence(run::BATCH.read("12.5")), "Batch size must be a whole number.");
        assert_eq!(sentence(run::LEARNING_RATE.read("0")), "Learning rate must lie between 0.0000001 and 100.");
        assert_eq!(sentence(run::IMAGES.up_to(6000.0).read("7000")), "Training images must lie between 500 and 6,000.");
        assert_eq!(digits("").unwrap_err().to_string(), "Keep at least one digit.");
        assert_eq!(
            widths("256x").unwrap_err().to_string(),
            "Hidden units must be one to 3 widths with commas between them, such as 512, 256."
        );
        assert_eq!(widths("5000").unwrap_err().to_string(), "Each hidden layer must have between 1 and 1,024 units.");
    }
}
