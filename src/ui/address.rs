//! The page's address: its query holds the state, its hash the chapter.
//!
//! The page's two programs share it. Each writes its own part and keeps the other's.

use wasm_bindgen::JsValue;

use super::dom::{self, During, PageError};
use super::state::{PageState, query};

/// How the hash begins while the page is a talk, whose stop it names: `static/present.js` writes it.
const TALK: &str = "#present=";

/// The query as it stands.
pub fn search() -> String {
    dom::window().ok().and_then(|window| window.location().search().ok()).unwrap_or_default()
}

/// The state in the address, and a sentence for each part of it that could not be used.
pub fn read() -> (PageState, Vec<String>) {
    query::parse(&search())
}

/// Puts state and chapter into the address.
pub fn write(state: &PageState, chapter: Option<&str>) -> Result<(), PageError> {
    replace(&query::write(state, &search()), chapter)
}

/// Puts a query into the address, and a chapter where one is given and no talk names its stop, without a new entry in the history.
pub fn replace(query: &str, chapter: Option<&str>) -> Result<(), PageError> {
    let window = dom::window()?;
    let location = window.location();
    let path = location.pathname().during("read the address")?;
    let query = if query.is_empty() { String::new() } else { format!("?{query}") };
    let hash = location.hash().during("read the address")?;
    let hash = match chapter {
        Some(chapter) if !hash.starts_with(TALK) => format!("#{chapter}"),
        _ => hash,
    };
    let history = window.history().during("read the history")?;
    history
        .replace_state_with_url(&JsValue::NULL, "", Some(&format!("{path}{query}{hash}")))
        .during("write the address")
}
