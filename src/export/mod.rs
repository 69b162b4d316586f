//! What leaves the page as files: a table of the codes, a report of the answers, a program that rebuilds the network, the numbers
//! of a figure. Text built from plain values; knows no browser, no worker and no element.

mod program;
mod report;
mod sheet;
mod table;

pub use program::{Example, Recipe, script};
pub use report::{Figure, Report, Table, html};
pub use sheet::{Cell, Sheet};
pub(crate) use table::cell;
pub use table::{CodesTable, Column, csv};
