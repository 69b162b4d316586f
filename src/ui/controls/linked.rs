//! A chapter's form, its values and its part of the page's address.

use web_sys::{HtmlElement, HtmlInputElement, HtmlSelectElement};

use wasm_bindgen::JsCast;

use crate::settings::{Form, Refusal, Setting};
use crate::ui::address;
use crate::ui::dom::{self, PageError};
use crate::ui::panic;

/// Sets the fields as the address says, and returns the keys that it sets. What it says and cannot be used is shown.
///
/// # Errors
/// If the page lacks a field.
pub fn restore<S: Clone + Default>(form: &Form<S>) -> Result<Vec<&'static str>, PageError> {
    let (values, keys, notes) = form.read(&address::search());
    keys.iter().filter_map(|key| form.row(key)).try_for_each(|row| show(row, &values))?;
    if !notes.is_empty() {
        panic::show(&format!("The address is not taken as it stands. {}", notes.join(" ")));
    }
    Ok(keys)
}

/// Sets a field to its value.
///
/// # Errors
/// If the page lacks it.
pub fn show<S: Clone>(row: &Setting<S>, values: &S) -> Result<(), PageError> {
    let (field, text): (HtmlElement, _) = (dom::element(row.id)?, row.text(values));
    if let Some(select) = field.dyn_ref::<HtmlSelectElement>() {
        select.set_value(&text);
    } else if let Some(input) = field.dyn_ref::<HtmlInputElement>() {
        if is_box(input) { input.set_checked(text == "1") } else { input.set_value(&text) }
    }
    Ok(())
}

/// What the fields say; `checked` is called with each field and whether it can be used. `None` if one cannot.
///
/// # Errors
/// If the page lacks a field, or as `checked` says.
pub fn read<S: Clone + Default>(
    form: &Form<S>,
    mut checked: impl FnMut(&Setting<S>, &mut S, Result<(), Refusal>) -> Result<bool, PageError>,
) -> Result<Option<S>, PageError> {
    let mut values = S::default();
    let mut usable = true;
    for row in form.rows {
        let outcome = row.take(&mut values, &text(row.id)?);
        usable &= checked(row, &mut values, outcome)?;
    }
    Ok(usable.then_some(values))
}

/// Puts the values into the address.
///
/// # Errors
/// If the browser refuses to change the address.
pub fn keep<S: Clone + Default>(form: &Form<S>, values: &S) -> Result<(), PageError> {
    address::replace(&form.write(&address::search(), values), None)
}

/// What a field says, as an address holds it.
fn text(id: &str) -> Result<String, PageError> {
    let field: HtmlElement = dom::element(id)?;
    if let Some(select) = field.dyn_ref::<HtmlSelectElement>() {
        return Ok(select.value());
    }
    let input: HtmlInputElement = dom::element(id)?;
    Ok(if is_box(&input) { u8::from(input.checked()).to_string() } else { input.value() })
}

fn is_box(input: &HtmlInputElement) -> bool {
    matches!(input.type_().as_str(), "checkbox" | "radio")
}
