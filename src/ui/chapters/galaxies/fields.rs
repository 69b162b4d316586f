//! What the notebook's figures share: a slider with its value in text, a list of choices.

use web_sys::{HtmlInputElement, HtmlOptionElement, HtmlSelectElement};

use crate::ui::dom::{self, PageError};

/// Shows a slider's value in text beside it and returns it.
pub fn slider(id: &str, text: impl Fn(f64) -> String) -> Result<f64, PageError> {
    let value = dom::element::<HtmlInputElement>(id)?.value_as_number();
    dom::set_text(&format!("{id}-value"), &text(value))?;
    Ok(value)
}

/// Offers these values and texts, unless they are offered already; keeps what was chosen where it can.
pub fn options(select: &HtmlSelectElement, offered: impl Iterator<Item = (String, String)>) -> Result<(), PageError> {
    let offered: Vec<(String, String)> = offered.collect();
    let chosen = select.value();
    let before = select.text_content().unwrap_or_default();
    if before == offered.iter().map(|(_, text)| text.as_str()).collect::<String>() {
        return Ok(());
    }
    select.set_text_content(None);
    for (value, text) in &offered {
        let option: HtmlOptionElement = dom::create("option")?;
        option.set_value(value);
        option.set_text(text);
        dom::append(select, &option)?;
    }
    if offered.iter().any(|(value, _)| *value == chosen) {
        select.set_value(&chosen);
    }
    Ok(())
}
