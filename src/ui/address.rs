//! The page's address: its query holds the state, its hash the chapter.

use wasm_bindgen::JsValue;

use super::dom::{self, During, PageError};
use super::state::{PageState, query};

/// The state in the address, and a sentence for each part of it that could not be used.
pub fn read() -> (PageState, Vec<String>) {
    let search = dom::window().ok().and_then(|window| window.location().search().ok());
    query::parse(search.as_deref().unwrap_or_default().trim_start_matches('?'))
}

/// Puts state and chapter into the address, without a new entry in the history.
pub fn write(state: &PageState, chapter: Option<&str>) -> Result<(), PageError> {
    let window = dom::window()?;
    let location = window.location();
    let path = location.pathname().during("read the address")?;
    let query = query::write(state);
    let query = if query.is_empty() { query } else { format!("?{query}") };
    let hash = match chapter {
        Some(chapter) => format!("#{chapter}"),
        None => location.hash().during("read the address")?,
    };
    let history = window.history().during("read the history")?;
    history
        .replace_state_with_url(&JsValue::NULL, "", Some(&format!("{path}{query}{hash}")))
        .during("write the address")
}
