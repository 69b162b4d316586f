//! The shelf as a file: a line a run, with every setting and every number, whether they differ or not.

use super::{Row, columns};
use crate::export::cell;

/// `rows` with the time of each as the browser writes it (ISO 8601).
pub fn csv(rows: &[(&Row, String)]) -> String {
    let all: Vec<&Row> = rows.iter().map(|(row, _)| *row).collect();
    let columns = columns(&all, true);
    let heading =
        ["name", "kept"].map(str::to_owned).into_iter().chain(columns.iter().map(|column| column.title.clone()));
    let rest = ["Training images used", "Parameters", "Bytes"].map(str::to_owned);
    let mut text = line(heading.chain(rest).map(|title| cell(&title)));
    for (row, time) in rows {
        let cells = columns.iter().map(|column| match (column.number)(row, column.key) {
            Some(number) => number.to_string(),
            None => cell(&column.cell(row)),
        });
        let rest = [row.images.to_string(), row.parameters.to_string(), row.bytes.to_string()];
        text += &line([cell(&row.title()), cell(time)].into_iter().chain(cells).chain(rest));
    }
    text
}

fn line(cells: impl Iterator<Item = String>) -> String {
    cells.collect::<Vec<_>>().join(",") + "\r\n"
}
