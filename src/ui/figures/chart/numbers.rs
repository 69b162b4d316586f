//! A drawing as a table: a row for each point, bar, rule, word and cell. No canvas.

use crate::export::{Cell, Sheet};
use crate::ui::plot::drawing::{ColourBar, Drawing, Ink, Mark};

/// Its places, and what its colour stands for. What a mark does not have is not a number.
struct Row<'a> {
    name: &'a str,
    x: [f64; 2],
    y: [f64; 2],
    ink: Option<Ink>,
}

const NONE: f64 = f64::NAN;

/// Nothing is drawn: `None`.
pub fn of(drawing: &Drawing) -> Option<Sheet> {
    let rows: Vec<Row> = drawing.marks.iter().flat_map(rows).collect();
    let wide = |pick: fn(&Row) -> f64| rows.iter().any(|row| pick(row).is_finite());
    let (to_x, to_y) = (wide(|row| row.x[1]), wide(|row| row.y[1]));
    let coloured = rows.iter().any(|row| matches!(row.ink, Some(Ink::Map(..) | Ink::Class(_))));
    let title = |title: &str, otherwise: &str| if title.is_empty() { otherwise.to_owned() } else { title.to_owned() };
    let (x, y) = (title(&drawing.x.title, "x"), title(&drawing.y.title, "y"));
    let bar = drawing.bar.as_ref();
    let mut header = vec!["series".to_owned(), x.clone()];
    header.extend(to_x.then(|| format!("{x}, to")));
    header.push(y.clone());
    header.extend(to_y.then(|| format!("{y}, to")));
    header.extend(coloured.then(|| bar.map_or("class", |bar| &bar.title).to_owned()));
    let mut sheet = Sheet::new(header.iter().map(String::as_str));
    for row in &rows {
        let mut cells = vec![Cell::from(row.name), row.x[0].into()];
        cells.extend(to_x.then(|| row.x[1].into()));
        cells.push(row.y[0].into());
        cells.extend(to_y.then(|| row.y[1].into()));
        cells.extend(coloured.then(|| meaning(row.ink, bar)));
        sheet.row(cells);
    }
    (!rows.is_empty()).then_some(sheet)
}

/// What a colour stands for: a value of the bar, or a class.
fn meaning(ink: Option<Ink>, bar: Option<&ColourBar>) -> Cell {
    match (ink, bar) {
        // A place on the map has the digits of a single number.
        (Some(Ink::Map(_, share)), Some(bar)) => (bar.value(share) as f32).into(),
        (Some(Ink::Map(_, share)), None) => share.into(),
        (Some(Ink::Class(class)), _) => usize::from(class).into(),
        _ => Cell::Empty,
    }
}

fn rows(mark: &Mark) -> Vec<Row<'_>> {
    let row = |name, x, y, ink| Row { name, x, y, ink };
    match mark {
        Mark::Line { name, points, ink, .. } => {
            points.iter().map(|(x, y)| row(name, [*x, NONE], [*y, NONE], Some(*ink))).collect()
        }
        Mark::Area { name, points, ink, .. } => {
            points.iter().map(|(x, low, high)| row(name, [*x, NONE], [*low, *high], Some(*ink))).collect()
        }
        Mark::Bars { name, edges, heights, ink, .. } => {
            let bars = edges.windows(2).zip(heights);
            bars.map(|(edges, height)| row(name, [edges[0], edges[1]], [*height, NONE], Some(*ink))).collect()
        }
        Mark::Dots { name, points, inks, .. } => {
            let ink = |i: usize| inks.get(i).or(inks.first()).copied();
            points.iter().enumerate().map(|(i, (x, y))| row(name, [*x, NONE], [*y, NONE], ink(i))).collect()
        }
        Mark::Across(y, name, ink) => vec![row(name, [NONE; 2], [*y, NONE], Some(*ink))],
        Mark::Upright(x, name, ink) => vec![row(name, [*x, NONE], [NONE; 2], Some(*ink))],
        Mark::Note(_) => Vec::new(),
        Mark::Words { at: (x, y), text, ink } => vec![row(text, [*x, NONE], [*y, NONE], Some(*ink))],
        Mark::Cells { columns, rows, x, y, inks, .. } => {
            let (wide, high) = (x.width() / *columns as f64, y.width() / *rows as f64);
            let cell = |(i, ink): (usize, &Ink)| {
                let (column, line) = ((i % columns) as f64, (i / columns) as f64);
                let (left, top) = (x.low + column * wide, y.high - line * high);
                row("", [left, left + wide], [top - high, top], Some(*ink))
            };
            inks.iter().enumerate().map(cell).collect()
        }
    }
}
