//! What a single cell says: a number, nothing, or words.

/// What a cell says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value {
    Missing,
    /// Finite.
    Number(f64),
    Words,
}

impl Value {
    pub fn number(self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(number),
            _ => None,
        }
    }
}

/// What stands in tables for a value that is not there, in small letters: as written by NumPy, pandas, astropy, R, TOPCAT, SQL and hand.
const MISSING: [&str; 22] = [
    "", "nan", "na", "n/a", "n.a.", "n.a", "null", "(null)", "\\n", "none", "nil", "<na>", "#n/a", "nat", "masked",
    "missing", "indef", ".", "?", "…", "...", "inf",
];

/// The meaning of a cell, in which a comma may be the decimal point.
pub fn value(cell: &str, decimal_comma: bool) -> Value {
    let cell = cell.trim();
    if is_missing(cell) {
        return Value::Missing;
    }
    match number(cell, decimal_comma) {
        Some(number) if number.is_finite() => Value::Number(number),
        // Infinity by one of its names.
        Some(_) => Value::Missing,
        None => Value::Words,
    }
}

fn is_missing(cell: &str) -> bool {
    // Dashes of every kind, and as many as there are.
    cell.chars().all(|letter| matches!(letter, '-' | '–' | '—' | '−'))
        || cell.len() <= 9 && MISSING.contains(&cell.to_lowercase().as_str())
}

fn number(cell: &str, decimal_comma: bool) -> Option<f64> {
    let plain = cell.parse().ok();
    if plain.is_some() {
        return plain;
    }
    if decimal_comma && cell.contains(',') && !cell.contains('.') {
        return cell.replacen(',', ".", 1).parse().ok();
    }
    // Fortran's exponent, and the sign that word processors put.
    let begins = cell.starts_with(|letter: char| letter.is_ascii_digit() || matches!(letter, '+' | '-' | '−' | '.'));
    begins.then(|| cell.replace(['D', 'd'], "e").replace('−', "-").parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_says_nothing_is_missing_in_every_spelling() {
        for cell in [
            "",
            "--",
            "-",
            "—",
            "N.A.",
            "n/a",
            "NA",
            "NaN",
            "…",
            "...",
            "null",
            "None",
            "<NA>",
            "#N/A",
            " - ",
            "inf",
            "-Infinity",
        ] {
            assert_eq!(value(cell, false), Value::Missing, "{cell}");
        }
    }

    #[test]
    fn numbers_are_read_in_every_spelling() {
        for (cell, comma, expected) in [
            ("3.5", false, 3.5),
            ("3,5", true, 3.5),
            ("1.5D+03", false, 1500.0),
            ("−2", false, -2.0),
            ("+.5", false, 0.5),
            ("-99", false, -99.0),
        ] {
            assert_eq!(value(cell, comma), Value::Number(expected), "{cell}");
        }
        for (cell, comma) in [
            ("3,5", false),
            ("1.234,5", true),
            ("abc", false),
            ("<0.3", false),
            ("1 2", false),
            ("0x10", false),
            ("deed", false),
        ] {
            assert_eq!(value(cell, comma), Value::Words, "{cell}");
        }
    }
}
