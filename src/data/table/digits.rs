//! Whether cells that are all digits are numbers, or identifiers that no number may round.

/// Integers of more digits are not exact as 64-bit floating point numbers.
const LONG: usize = 16;
/// And of no more digits in files of 64-bit integers; a floating point number that takes more is a measurement.
const LONGEST: usize = 20;

/// Whether cells are digits that are no number.
#[derive(Default)]
pub struct Digits {
    /// Some cells are written with other letters too.
    pub others: bool,
    /// Some have a sign.
    signs: bool,
    /// How many have too many digits for a number.
    long: usize,
    pub longest: usize,
    shortest: Option<usize>,
    zero_first: bool,
}

impl Digits {
    /// Looks at a cell that says something; `as_written` if it was text in its file.
    pub fn look(&mut self, cell: &str, as_written: bool) {
        let digits = cell.strip_prefix('-').unwrap_or(cell);
        if digits.is_empty()
            || !digits.bytes().all(|byte| byte.is_ascii_digit())
            || !as_written && digits.len() > LONGEST
        {
            self.others = true;
            return;
        }
        self.signs |= digits.len() < cell.len();
        self.long += usize::from(digits.len() >= LONG);
        self.longest = self.longest.max(digits.len());
        self.shortest = Some(self.shortest.map_or(digits.len(), |shortest| shortest.min(digits.len())));
        self.zero_first |= digits.len() > 1 && digits.starts_with('0');
    }

    /// Of cells of which `told` say something. Beside identifiers −1 or −9999 may say that there is none, and beside short numbers
    /// the least of all integers.
    pub fn are_names(&self, told: usize) -> bool {
        let padded = self.zero_first && self.shortest == Some(self.longest);
        2 * self.long >= told.max(1) || !self.others && !self.signs && (self.long > 0 || padded)
    }
}

/// A 32-bit floating point number, as those of properties are, is not this whole number.
pub fn is_rounded(number: f64) -> bool {
    f64::from(number as f32) != number
}
