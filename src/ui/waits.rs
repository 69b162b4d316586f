//! What is waited for longer than it should take: a sentence at the foot of the window with a button that is a way on. It
//! goes when what was waited for comes. It knows no worker.

use web_sys::{Element, HtmlElement};

use super::dom::{self, Listener, PageError};

const PLACE: &str = "waits";

/// A sentence that stands as long as this does.
pub struct Wait {
    line: HtmlElement,
    _pressed: Listener,
}

impl Wait {
    /// # Errors
    /// Fails if the page has no place for it.
    pub fn show(sentence: &str, button: &str, act: impl Fn() + 'static) -> Result<Self, PageError> {
        let line: HtmlElement = dom::create("p")?;
        let words: HtmlElement = dom::create("span")?;
        words.set_text_content(Some(sentence));
        let press: HtmlElement = dom::create("button")?;
        dom::set_attribute(&press, "type", "button")?;
        press.set_text_content(Some(button));
        dom::append(&line, &words)?;
        dom::append(&line, &press)?;
        let pressed = dom::listen(&press, "click", move |_| act())?;
        dom::append(&dom::element::<Element>(PLACE)?, &line)?;
        Ok(Self { line, _pressed: pressed })
    }
}

impl Drop for Wait {
    fn drop(&mut self) {
        self.line.remove();
    }
}
