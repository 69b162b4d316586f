//! The cells of the table: made anew when the runs change, so that no cell can say what another run is.

use web_sys::{Element, HtmlButtonElement, HtmlElement, HtmlInputElement};

use super::Known;
use super::words::{epochs, when};
use crate::ui::dom::{self, PageError};
use crate::ui::shelf::{Column, Order, Row};

/// Of a control: which run it is about, and what it does.
pub const KEY: &str = "data-key";
pub const ACT: &str = "data-act";
pub const COMPARE: &str = "compare";
pub const NAME: &str = "name";
pub const GO_ON: &str = "go-on";
pub const FORGET: &str = "forget";

/// A heading, which a press sorts by.
pub fn heading(key: &str, title: &str, order: &Order) -> Result<Element, PageError> {
    let (cell, button): (HtmlElement, HtmlButtonElement) = (dom::create("th")?, dom::create("button")?);
    dom::set_attribute(&cell, "scope", "col")?;
    if order.key == key {
        dom::set_attribute(&cell, "aria-sort", if order.descending { "descending" } else { "ascending" })?;
    }
    button.set_type("button");
    button.set_class_name("sorts");
    button.set_text_content(Some(title));
    dom::set_attribute(&button, KEY, key)?;
    dom::append(&cell, &button)?;
    Ok(cell.into())
}

/// The row of a run.
pub fn run(key: &str, row: &Row, columns: &[Column], chosen: bool, memory: bool) -> Result<Element, PageError> {
    let line: Element = dom::create("tr")?;
    let head: HtmlElement = dom::create("th")?;
    dom::set_attribute(&head, "scope", "row")?;
    let title = row.title();
    let mark: HtmlInputElement = control("input", key, COMPARE, &format!("Compare {title}"))?;
    mark.set_type("checkbox");
    mark.set_checked(chosen);
    let name: HtmlInputElement = control("input", key, NAME, &format!("Name of the run: {title}"))?;
    name.set_type("text");
    name.set_max_length(60);
    name.set_value(&row.name);
    name.set_placeholder(&title);
    dom::append(&head, &mark)?;
    dom::append(&head, &name)?;
    dom::append(&line, &head)?;
    for column in columns {
        let text = if column.key == "epoch" { epochs(row.epoch) } else { column.cell(row) };
        dom::append(&line, &cell(&text)?)?;
    }
    dom::append(&line, &cell(&(when(row.at) + if memory { ", in memory" } else { "" }))?)?;
    let last = cell("")?;
    for (act, words) in [(GO_ON, "Go on"), (FORGET, "Forget")] {
        let button: HtmlButtonElement = control("button", key, act, &format!("{words}: {title}"))?;
        button.set_type("button");
        button.set_class_name("quiet");
        button.set_text_content(Some(words));
        dom::append(&last, &button)?;
    }
    dom::append(&line, &last)?;
    Ok(line)
}

/// The row of what cannot be read: it takes room, and can be forgotten.
pub fn unread(key: &str, why: &str, columns: usize) -> Result<Element, PageError> {
    let line: Element = dom::create("tr")?;
    let words = cell(&format!("A run that cannot be read: {why}."))?;
    dom::set_attribute(&words, "colspan", &(columns + 2).to_string())?;
    dom::append(&line, &words)?;
    let last = cell("")?;
    let button: HtmlButtonElement = control("button", key, FORGET, "Forget: a run that cannot be read")?;
    button.set_type("button");
    button.set_class_name("quiet");
    button.set_text_content(Some("Forget"));
    dom::append(&last, &button)?;
    dom::append(&line, &last)?;
    Ok(line)
}

/// Each with the key that it is kept under.
type Keyed<'a, T> = Vec<(&'a String, &'a T)>;

/// The rows in their order: those that can be read first.
pub fn ordered<'a>(known: impl Iterator<Item = (&'a String, &'a Known)>) -> (Keyed<'a, Row>, Keyed<'a, String>) {
    let (mut read, mut unread) = (Vec::new(), Vec::new());
    for (key, row) in known {
        match row {
            Ok(row) => read.push((key, row)),
            Err(why) => unread.push((key, why)),
        }
    }
    (read, unread)
}

fn cell(text: &str) -> Result<Element, PageError> {
    let cell: Element = dom::create("td")?;
    cell.set_text_content(Some(text));
    Ok(cell)
}

fn control<T: wasm_bindgen::JsCast + AsRef<Element>>(
    tag: &'static str,
    key: &str,
    act: &str,
    label: &str,
) -> Result<T, PageError> {
    let made: T = dom::create(tag)?;
    dom::set_attribute(made.as_ref(), KEY, key)?;
    dom::set_attribute(made.as_ref(), ACT, act)?;
    dom::set_attribute(made.as_ref(), "aria-label", label)?;
    Ok(made)
}
