//! A list of latent dimensions to choose from: those that carry most first, those that carry nothing named so.

use web_sys::{HtmlOptionElement, HtmlSelectElement};

use crate::ui::dimensions::{by_kl, listed};
use crate::ui::dom::{self, PageError};
use crate::ui::figures::latent_name;

/// Offers a dimension for each KL, unless they are offered so already; keeps what was chosen where it can. A list in which the
/// person may be choosing is left as it is.
///
/// # Errors
/// If the browser refuses an option.
pub fn offer(select: &HtmlSelectElement, kl: &[f64]) -> Result<(), PageError> {
    let texts: Vec<(usize, String)> = by_kl(kl).into_iter().map(|i| (i, listed(latent_name(i), kl[i]))).collect();
    let before = select.text_content().unwrap_or_default();
    let same = before == texts.iter().map(|(_, text)| text.as_str()).collect::<String>();
    let focused = dom::document()?.active_element().is_some_and(|element| element == ***select);
    if same || focused && select.length() as usize == kl.len() {
        return Ok(());
    }
    let chosen = select.value();
    select.set_text_content(None);
    for (dimension, text) in &texts {
        let option: HtmlOptionElement = dom::create("option")?;
        option.set_value(&dimension.to_string());
        option.set_text(text);
        dom::append(select, &option)?;
    }
    // Of a network with fewer dimensions the first one.
    select.set_value(if chosen.parse().is_ok_and(|chosen: usize| chosen < kl.len()) { &chosen } else { "0" });
    Ok(())
}
