//! IPAC tables, which IRSA and ZTF hand out (IPAC Table Format Definition): comments after a backslash, up to four lines of names, types,
//! units and nulls between bars, then rows whose cells stand below the gaps between the bars.

use super::{Column, TextError};
use crate::data::count::thousands;
use crate::data::table::cells::Texts;
use crate::data::table::{Cells, MOST_CELLS, MOST_COLUMNS, MOST_ROWS, Table};

/// The table in `text`, if it is of this kind.
pub fn read(text: &str) -> Option<Result<Table, TextError>> {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty()).peekable();
    let comments = std::iter::from_fn(|| lines.next_if(|line| line.starts_with('\\'))).count();
    let header: Vec<&str> = std::iter::from_fn(|| lines.next_if(|line| line.starts_with('|'))).take(5).collect();
    let names = *header.first()?;
    let bars: Vec<usize> = names.match_indices('|').map(|(at, _)| at).collect();
    // Rows of other tables between bars have bars themselves.
    let below = |line: &&str| bars.iter().all(|bar| line.as_bytes().get(*bar).is_none_or(|byte| *byte == b' '));
    (header.len() < 5 && bars.len() > 1 && lines.peek().is_some_and(below))
        .then(|| table(&header, &bars, lines, comments))
}

fn table<'a>(
    header: &[&str],
    bars: &[usize],
    lines: impl Iterator<Item = &'a str>,
    comments: usize,
) -> Result<Table, TextError> {
    if bars.len() > MOST_COLUMNS {
        return Err(TextError::TooManyColumns);
    }
    let cell = |line: &'a str, column: usize| -> &'a str {
        let end = if column + 2 == bars.len() { line.len() } else { bars[column + 1] };
        line.get(bars[column] + 1..end.min(line.len())).unwrap_or_default().trim()
    };
    let said = |line: usize, column: usize| {
        let said = header.get(line).and_then(|line| line.get(bars[column] + 1..bars[column + 1]));
        said.unwrap_or_default().trim()
    };
    let columns = bars.len() - 1;
    let mut cells: Vec<Texts> = (0..columns).map(|_| Texts::default()).collect();
    for (row, line) in lines.enumerate() {
        // A line may be shorter than its cells are many.
        if row == MOST_ROWS || (row * columns) as u64 > 8 * MOST_CELLS {
            return Err(TextError::TooManyRows);
        }
        for (column, cells) in cells.iter_mut().enumerate() {
            let cell = cell(line, column);
            cells.push(if cell == said(3, column) || cell == "null" { "" } else { cell });
        }
    }
    let column = |(index, cells): (usize, Texts)| Column {
        // Some programs fill the header with dashes.
        name: said(0, index).trim_matches('-').to_owned(),
        unit: said(2, index).to_owned(),
        cells: Cells::Text(cells),
    };
    let columns = cells.into_iter().enumerate().map(column).collect();
    let notes = if comments > 0 {
        vec![format!("comments before its header: {}", thousands(comments as u64))]
    } else {
        Vec::new()
    };
    Ok(Table { columns, decimal_comma: false, notes })
}
