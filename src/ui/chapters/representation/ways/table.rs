//! The table that compares the groups with the labels.

use web_sys::HtmlElement;

use crate::ui::dom::{self, PageError};

/// A group's name: A, B, C, …
pub fn letter(index: usize) -> String {
    char::from(b'A' + (index % 26) as u8).to_string()
}

/// Rows of the table of groups against labels.
pub fn fill(table: &[[u32; 10]]) -> Result<(), PageError> {
    let body: HtmlElement = dom::element("ways-table")?;
    body.set_text_content(None);
    for (index, counts) in table.iter().enumerate() {
        let row: HtmlElement = dom::create("tr")?;
        let head: HtmlElement = dom::create("th")?;
        dom::set_attribute(&head, "scope", "row")?;
        head.set_text_content(Some(&letter(index)));
        dom::append(&row, &head)?;
        let most = counts.iter().max().copied().unwrap_or_default();
        for count in counts {
            let cell: HtmlElement = dom::create("td")?;
            if *count > 0 {
                cell.set_text_content(Some(&count.to_string()));
            }
            if *count > 0 && *count == most {
                cell.set_class_name("most");
            }
            dom::append(&row, &cell)?;
        }
        dom::append(&body, &row)?;
    }
    Ok(())
}
