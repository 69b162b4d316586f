//! Rows of numbers and words under a header, as CSV. It knows nothing of what they mean.

use super::table::cell;

/// What stands in one cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// What is not finite stays empty.
    Number(f64),
    Words(String),
    Empty,
}

impl From<f32> for Cell {
    fn from(value: f32) -> Self {
        // The digits of the number as it was computed, not those of its double.
        if value.is_finite() { Self::Words(value.to_string()) } else { Self::Empty }
    }
}

impl From<f64> for Cell {
    fn from(value: f64) -> Self {
        Self::Number(value)
    }
}

impl From<usize> for Cell {
    fn from(value: usize) -> Self {
        Self::Words(value.to_string())
    }
}

impl From<&str> for Cell {
    fn from(words: &str) -> Self {
        // Only what a person or a file named can begin like a formula; numbers come as numbers.
        Self::Words(cell(words))
    }
}

/// A table as it grows.
#[derive(Clone, Debug)]
pub struct Sheet(String);

impl Sheet {
    /// One with these columns.
    pub fn new<'a>(header: impl IntoIterator<Item = &'a str>) -> Self {
        let mut sheet = Self(String::new());
        sheet.row(header.into_iter().map(Cell::from));
        sheet
    }

    pub fn row(&mut self, cells: impl IntoIterator<Item = Cell>) {
        for (i, cell) in cells.into_iter().enumerate() {
            if i > 0 {
                self.0.push(',');
            }
            match cell {
                Cell::Number(value) if value.is_finite() => self.0.push_str(&value.to_string()),
                Cell::Words(words) => self.0.push_str(&words),
                Cell::Number(_) | Cell::Empty => {}
            }
        }
        self.0.push('\n');
    }

    /// The whole as text.
    pub fn csv(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_number_is_an_empty_cell_and_words_are_quoted_where_they_must_be() {
        let mut sheet = Sheet::new(["a, b", "KL [nats]", "n"]);
        sheet.row(["=x".into(), 0.1f32.into(), 3usize.into()]);
        sheet.row([Cell::Empty, f64::NAN.into(), (-2.5f64).into()]);
        assert_eq!(sheet.csv(), "\"a, b\",KL [nats],n\n'=x,0.1,3\n,,-2.5\n");
    }
}
