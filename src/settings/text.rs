//! Settings that are written as more than one number: the widths of hidden layers, and a set of digits.

use super::number::{LAYERS, SettingError, WIDTH};

/// The hidden widths of a text such as `512, 256`.
///
/// # Errors
/// If it has too few, too many, or something else than widths of a layer.
pub fn widths(text: &str) -> Result<Vec<u32>, SettingError> {
    let parts: Vec<&str> =
        text.split(|c: char| c == ',' || c.is_whitespace()).filter(|part| !part.is_empty()).collect();
    if parts.is_empty() || parts.len() > LAYERS {
        return Err(SettingError::Widths);
    }
    let width = |part: &str| match WIDTH.read(part) {
        Ok(width) => Ok(width as u32),
        Err(SettingError::Range { .. }) => Err(SettingError::Width),
        Err(_) => Err(SettingError::Widths),
    };
    parts.into_iter().map(width).collect()
}

/// Hidden widths as an address holds them; a field shows them with spaces between.
pub fn widths_text(widths: &[u32]) -> String {
    widths.iter().map(u32::to_string).collect::<Vec<_>>().join(",")
}

/// The set of digits named in a text such as `49`; bit d stands for digit d.
///
/// # Errors
/// If it names none, or holds something else than digits.
pub fn digits(text: &str) -> Result<u16, SettingError> {
    let mut kept = 0;
    for c in text.chars() {
        kept |= 1 << c.to_digit(10).ok_or(SettingError::Digits)?;
    }
    if kept == 0 { Err(SettingError::NoDigits) } else { Ok(kept) }
}

/// The digits of a set, in order.
pub fn digits_text(kept: u16) -> String {
    (0..10).filter(|digit| kept >> digit & 1 == 1).map(|digit| digit.to_string()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_widths_are_one_or_several() {
        assert_eq!(widths("256"), Ok(vec![256]));
        assert_eq!(widths(" 512,256 ,128"), Ok(vec![512, 256, 128]));
        assert_eq!(widths("512 256"), Ok(vec![512, 256]));
        for bad in ["", ",", "0", "1.5", "-4", "1,2,3,4", "256;128"] {
            assert!(widths(bad).is_err(), "{bad}");
        }
        assert_eq!(widths_text(&[512, 256]), "512,256");
    }

    #[test]
    fn digits_are_a_set() {
        assert_eq!(digits("49"), Ok(1 << 4 | 1 << 9));
        assert_eq!(digits("0123456789"), Ok(0x3ff));
        assert_eq!(digits_text(1 << 4 | 1 << 9), "49");
        assert!(digits("4,9").is_err());
    }
}
