//! The cells of one column: text as it was written, or numbers of a binary file.

use std::borrow::Cow;

use super::value::{Value, value};
use crate::data::number::{Number, Order};

/// Integers beyond this are not all exact as 64-bit floating point numbers.
const EXACT: i128 = 1 << 53;

/// A column's cells.
#[derive(Clone, Debug, PartialEq)]
pub enum Cells {
    Text(Texts),
    /// NaN where the file has none. Integers here are all exact.
    Numbers(Vec<f64>),
}

/// Texts one after the other, so that a short one takes no more than its letters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts {
    text: String,
    ends: Vec<usize>,
}

impl Texts {
    pub fn push(&mut self, cell: &str) {
        self.text.push_str(cell);
        self.ends.push(self.text.len());
    }

    fn get(&self, row: usize) -> &str {
        let Some(&end) = self.ends.get(row) else { return "" };
        let start = row.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start..end]
    }
}

impl<S: AsRef<str>> FromIterator<S> for Texts {
    fn from_iter<I: IntoIterator<Item = S>>(cells: I) -> Self {
        let mut texts = Self::default();
        cells.into_iter().for_each(|cell| texts.push(cell.as_ref()));
        texts
    }
}

/// Cells of numbers of a binary file, each at the beginning of its bytes; integers that would be rounded become text.
pub fn cells_of<'a>(number: Number, order: Order, all: impl Iterator<Item = &'a [u8]> + Clone) -> Cells {
    if number == Number::Bool {
        return Cells::text(
            all.map(|bytes| if bytes.first().is_some_and(|byte| *byte != 0) { "True" } else { "False" }),
        );
    }
    if number.size() == 8 && !number.is_float() {
        return Cells::integers(all.map(|bytes| number.integer(order, bytes)));
    }
    Cells::Numbers(all.map(|bytes| number.read(order, bytes)).collect())
}

impl Default for Cells {
    fn default() -> Self {
        Self::Text(Texts::default())
    }
}

impl Cells {
    pub fn text<S: AsRef<str>>(cells: impl IntoIterator<Item = S>) -> Self {
        Self::Text(cells.into_iter().collect())
    }

    /// Integers, or nothing. Where one of them would be rounded, all become text.
    pub fn integers(cells: impl Iterator<Item = Option<i128>> + Clone) -> Self {
        if cells.clone().flatten().any(|integer| integer.abs() > EXACT) {
            return Self::text(cells.map(|integer| integer.map_or_else(String::new, |integer| integer.to_string())));
        }
        Self::Numbers(cells.map(|integer| integer.map_or(f64::NAN, |integer| integer as f64)).collect())
    }

    pub fn len(&self) -> usize {
        match self {
            Self::Text(texts) => texts.ends.len(),
            Self::Numbers(numbers) => numbers.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A cell as text without spaces around it; beyond the last row it is empty.
    pub fn get(&self, row: usize) -> Cow<'_, str> {
        match self {
            Self::Text(texts) => Cow::Borrowed(texts.get(row).trim()),
            Self::Numbers(numbers) => match numbers.get(row) {
                Some(number) if number.is_finite() => Cow::Owned(number.to_string()),
                _ => Cow::Borrowed(""),
            },
        }
    }

    /// What a cell says.
    pub fn value(&self, row: usize, decimal_comma: bool) -> Value {
        match self {
            Self::Text(texts) => value(texts.get(row), decimal_comma),
            Self::Numbers(numbers) => match numbers.get(row) {
                Some(number) if number.is_finite() => Value::Number(*number),
                _ => Value::Missing,
            },
        }
    }

    /// The cells of both, one after the other.
    pub fn followed_by(self, other: &Self) -> Self {
        match (self, other) {
            (Self::Numbers(mut numbers), Self::Numbers(more)) => {
                numbers.extend(more);
                Self::Numbers(numbers)
            }
            (first, second) => {
                let all = (0..first.len()).map(|row| first.get(row));
                Self::text(all.chain((0..second.len()).map(|row| second.get(row))))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_kept_as_they_were_written() {
        let cells = Cells::text(["587722982000000017", "", " 0007 "]);
        assert_eq!((cells.len(), cells.get(0).as_ref()), (3, "587722982000000017"));
        assert_eq!((cells.get(1).as_ref(), cells.get(2).as_ref(), cells.get(9).as_ref()), ("", "0007", ""));
    }

    #[test]
    fn columns_of_two_kinds_are_joined_as_text() {
        let joined = Cells::Numbers(vec![1.0, 2.5]).followed_by(&Cells::text(["a"]));
        assert_eq!(joined, Cells::text(["1", "2.5", "a"]));
        assert_eq!(Cells::Numbers(vec![1.0]).followed_by(&Cells::Numbers(vec![2.0])), Cells::Numbers(vec![1.0, 2.0]));
    }
}
