//! A chapter's form and its part of the page's address, kept alike.

use web_sys::{HtmlElement, HtmlInputElement, HtmlSelectElement};

use wasm_bindgen::JsCast;

use crate::ui::address;
use crate::ui::dom::{self, PageError};
use crate::ui::panic;
use crate::ui::state::part::Part;

/// Sets the fields as the address says, and returns their names. What it says and cannot be used is told.
pub fn restore(part: &Part) -> Result<Vec<&'static str>, PageError> {
    let (set, notes) = part.read(&address::search());
    for (name, text) in &set {
        let field: HtmlElement = dom::element(&format!("{}-{name}", part.chapter))?;
        if let Some(select) = field.dyn_ref::<HtmlSelectElement>() {
            select.set_value(text);
        } else if let Some(input) = field.dyn_ref::<HtmlInputElement>() {
            if is_box(input) { input.set_checked(text == "1") } else { input.set_value(text) }
        }
    }
    if !notes.is_empty() {
        panic::tell(&format!("Parts of the address were left out. {}", notes.join(" ")));
    }
    Ok(set.into_iter().map(|(name, _)| name).collect())
}

/// Puts the fields into the address.
pub fn keep(part: &Part) -> Result<(), PageError> {
    address::replace(&part.write(&address::search(), |name| text(part, name)), None)
}

/// What a field says, as an address holds it.
fn text(part: &Part, name: &str) -> String {
    let Ok(field) = dom::element::<HtmlElement>(&format!("{}-{name}", part.chapter)) else { return String::new() };
    if let Some(select) = field.dyn_ref::<HtmlSelectElement>() {
        return select.value();
    }
    let Some(input) = field.dyn_ref::<HtmlInputElement>() else { return String::new() };
    // All that there is is what the page opens with, however many that are.
    let all = input.get_attribute("data-all").is_some_and(|_| input.value() == input.max());
    match (is_box(input), all) {
        (true, _) => u8::from(input.checked()).to_string(),
        (_, true) => String::new(),
        _ => input.value(),
    }
}

fn is_box(input: &HtmlInputElement) -> bool {
    matches!(input.type_().as_str(), "checkbox" | "radio")
}
