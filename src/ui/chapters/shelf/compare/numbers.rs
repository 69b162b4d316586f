//! Every number of the runs, and its difference to that of the first.

use web_sys::Element;

use crate::protocol::shelf::Record;
use crate::ui::dom::{self, PageError};
use crate::ui::plot::scale::number;
use crate::ui::shelf::{Row, columns, lines};

pub fn show(runs: &[(Row, Record)]) -> Result<(), PageError> {
    let (head, body): (Element, Element) = (dom::element("shelf-numbers-head")?, dom::element("shelf-numbers-rows")?);
    head.set_text_content(None);
    body.set_text_content(None);
    let titles = std::iter::once(String::new()).chain(runs.iter().map(|(row, _)| row.title()));
    for title in titles {
        dom::append(&head, &cell("th", "col", &title)?)?;
    }
    let rows: Vec<&Row> = runs.iter().map(|(row, _)| row).collect();
    // The results are numbers of their own below.
    for column in columns(&rows, false) {
        if column.is_setting() {
            add(&body, &column.title, rows.iter().map(|row| column.cell(row)))?;
        }
    }
    for line in lines(runs) {
        let first = line.values.first().copied().flatten();
        let words = line.values.iter().enumerate().map(|(place, value)| {
            let Some(value) = value else { return "–".to_owned() };
            let text = number(*value, line.places);
            match first.filter(|_| place > 0) {
                Some(first) => format!("{text} ({})", signed(value - first, line.places)),
                None => text,
            }
        });
        add(&body, &line.name, words)?;
    }
    Ok(())
}

fn add(body: &Element, name: &str, cells: impl Iterator<Item = String>) -> Result<(), PageError> {
    let row: Element = dom::create("tr")?;
    dom::append(&row, &cell("th", "row", name)?)?;
    for text in cells {
        dom::append(&row, &cell("td", "", &text)?)?;
    }
    dom::append(body, &row)
}

fn cell(tag: &'static str, scope: &str, text: &str) -> Result<Element, PageError> {
    let cell: Element = dom::create(tag)?;
    if !scope.is_empty() {
        dom::set_attribute(&cell, "scope", scope)?;
    }
    cell.set_text_content(Some(text));
    Ok(cell)
}

fn signed(value: f64, places: usize) -> String {
    let text = number(value, places);
    if text.starts_with('−') { text } else { format!("+{text}") }
}
