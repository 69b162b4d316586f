//! Tables of what is known of images: named columns of cells, whatever kind of file they came from.
//!
//! Cells stay as they are written, so that an identifier of nineteen digits is never rounded; what a column holds is judged in
//! [`profile`], which image a row belongs to in [`names`]. Nothing here knows an image.

mod angle;
mod cells;
mod digits;
pub mod names;
pub mod pairing;
pub mod profile;
pub mod role;
mod sentinel;
pub mod text;
pub mod value;
pub mod votable;

pub use cells::{Cells, cells_of};
pub use role::Role;

/// A longer table is refused.
pub const MOST_ROWS: usize = 1_000_000;
pub const MOST_COLUMNS: usize = 256;
/// Larger arrays of numbers are not taken for tables.
pub const MOST_CELLS: u64 = 8_000_000;

/// A column of a table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Column {
    pub name: String,
    /// As the file says it; empty if it says none.
    pub unit: String,
    pub cells: Cells,
}

/// Columns of the same length.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    pub columns: Vec<Column>,
    /// A comma in a number is its decimal point, since it does not separate cells.
    pub decimal_comma: bool,
    /// What its reader assumed or passed over: sentences without a full stop.
    pub notes: Vec<String>,
}

impl Table {
    /// Of one column of numbers.
    pub fn numbers(values: Vec<f64>) -> Self {
        Self::of(vec![Column { cells: Cells::Numbers(values), ..Column::default() }])
    }

    pub fn of(columns: Vec<Column>) -> Self {
        Self { columns, ..Self::default() }
    }

    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, |column| column.cells.len())
    }

    /// Gives the columns of an array, which have no names of their own, that of the array.
    pub fn name_columns(&mut self, array: &str) {
        let several = self.columns.len() > 1;
        for (index, column) in self.columns.iter_mut().enumerate() {
            column.name = if several { format!("{array} {}", index + 1) } else { array.to_owned() };
        }
    }

    /// A table of zeros in which every row has a single one becomes one column with the place of that one, from 0.
    pub fn without_one_hot(self) -> Self {
        if self.columns.len() < 2 || self.rows() < 2 {
            return self;
        }
        let mut places = Vec::with_capacity(self.rows());
        for row in 0..self.rows() {
            let mut place = None;
            for (index, column) in self.columns.iter().enumerate() {
                let truth = || match &*column.cells.get(row) {
                    "True" | "true" => Some(1.0),
                    "False" | "false" => Some(0.0),
                    _ => None,
                };
                match column.cells.value(row, self.decimal_comma).number().or_else(truth) {
                    Some(1.0) if place.is_none() => place = Some(index as f64),
                    Some(0.0) => {}
                    _ => return self,
                }
            }
            match place {
                Some(place) => places.push(place),
                None => return self,
            }
        }
        let note =
            format!("{} columns of zeros with a single one in each row are taken for a class", self.columns.len());
        Self { notes: vec![note], ..Self::numbers(places) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(rows: &[[f64; 3]]) -> Table {
        let column = |index: usize| Column {
            cells: Cells::Numbers(rows.iter().map(|row| row[index]).collect()),
            ..Column::default()
        };
        Table::of((0..3).map(column).collect())
    }

    #[test]
    fn single_ones_are_a_class_and_nothing_else_is() {
        let table = of(&[[0.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]).without_one_hot();
        assert_eq!(table.columns.len(), 1);
        assert_eq!(table.columns[0].cells, Cells::Numbers(vec![1.0, 0.0, 2.0]));
        for other in [[0.0, 1.0, 1.0], [0.0, 0.0, 0.0], [0.0, 0.5, 0.5], [f64::NAN, 1.0, 0.0]] {
            assert_eq!(of(&[[1.0, 0.0, 0.0], other]).without_one_hot().columns.len(), 3, "{other:?}");
        }
    }

    #[test]
    fn single_truths_are_a_class_too() {
        let column = |index: usize| {
            let mut cells = cells::Texts::default();
            (0..3).for_each(|row| cells.push(if row == index { "True" } else { "False" }));
            Column { cells: Cells::Text(cells), ..Column::default() }
        };
        let table = Table::of((0..3).map(column).collect()).without_one_hot();
        assert_eq!(table.columns[0].cells, Cells::Numbers(vec![0.0, 1.0, 2.0]));
    }

    #[test]
    fn columns_of_an_array_go_by_its_name() {
        let mut table = of(&[[1.0, 2.0, 3.0]]);
        table.name_columns("features");
        assert_eq!(
            table.columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>(),
            ["features 1", "features 2", "features 3"]
        );
        let mut table = Table::numbers(vec![1.0]);
        table.name_columns("y");
        assert_eq!(table.columns[0].name, "y");
    }
}
