//! Sentences in place of several figures at once.

use web_sys::HtmlElement;

use crate::ui::dom::{self, PageError};

/// Puts `sentence` in place of each of these figures.
///
/// # Errors
/// Fails if the page lacks one of them.
pub fn put(figures: &[&str], sentence: &str) -> Result<(), PageError> {
    figures.iter().try_for_each(|id| dom::replace_by_notice(&dom::element::<HtmlElement>(id)?, sentence))
}

/// Shows these figures again.
///
/// # Errors
/// Fails if the page lacks one of them.
pub fn clear(figures: &[&str]) -> Result<(), PageError> {
    figures.iter().try_for_each(|id| dom::clear_notice(&dom::element::<HtmlElement>(id)?))
}
