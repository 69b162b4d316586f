//! No failure of the page is silent: a panic, or anything else that cannot be recovered from, becomes a sentence at the top.

use web_sys::HtmlElement;

use super::dom::{self, PageError};

const NOTICE: &str = "page-notice";

/// From here on a panic is reported on the page as well as in the console.
pub fn install() {
    std::panic::set_hook(Box::new(|info| {
        web_sys::console::error_1(&info.to_string().into());
        show(
            "The page stopped because of a mistake in its program. Reload it to go on; the address keeps your settings.",
        );
    }));
}

/// Shows a sentence at the top of the page.
pub fn show(sentence: &str) {
    // A page without the place for it has nowhere else to say it.
    let _ = dom::set_text(NOTICE, sentence);
    let _ = dom::set_hidden(NOTICE, false);
}

/// Removes this sentence from the top of the page, unless another one has replaced it.
pub fn withdraw(sentence: &str) {
    if dom::element::<HtmlElement>(NOTICE).is_ok_and(|notice| notice.text_content().as_deref() == Some(sentence)) {
        let _ = dom::set_hidden(NOTICE, true);
    }
}

/// Shows a failure of the page itself that no caller is left to handle.
pub fn report(outcome: Result<(), PageError>) {
    if let Err(error) = outcome {
        show(&error.to_string());
    }
}
