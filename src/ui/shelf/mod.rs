//! The shelf's runs as a table: what is known of each, which columns differ, in which order they stand, as a file; and some of them side by side.
//!
//! All of this is plain; it knows neither the browser's storage nor the page.

mod columns;
mod csv;
mod row;
mod side_by_side;
#[cfg(test)]
mod tests;

pub use columns::{Column, Order, columns, sorted};
pub use csv::csv;
pub use row::{Home, Row};
pub use side_by_side::{Curve, Line, laid_on, lines, of_same_images, plane, reach};
