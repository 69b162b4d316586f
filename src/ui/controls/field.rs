//! One number or text field: told when its value is accepted, explained beside it when it is not.

use std::rc::Rc;

use web_sys::HtmlInputElement;

use super::{Tell, report};
use crate::ui::dom::{self, Listener, PageError};
use crate::ui::state::fields::FieldError;
use crate::ui::state::{Change, PageState};

/// Reads a field's text as the change that it asks for.
pub type Read = Rc<dyn Fn(&str) -> Result<Change, FieldError>>;

/// A field whose value is taken when the person leaves it or presses Enter, so that no half-typed number is.
pub struct TextField {
    input: HtmlInputElement,
    read: Read,
    text: fn(&PageState) -> String,
    _listeners: [Listener; 2],
}

impl TextField {
    /// The field `id`, with its sentence in `<id>-error` (or that of another field, if they share it).
    pub fn bind(
        id: &str,
        error: &str,
        read: impl Fn(&str) -> Result<Change, FieldError> + 'static,
        text: fn(&PageState) -> String,
        tell: &Tell,
    ) -> Result<Self, PageError> {
        let input: HtmlInputElement = dom::element(id)?;
        let (read, error, tell): (Read, _, _) = (Rc::new(read), error.to_owned(), tell.clone());
        let (field, reader, place) = (input.clone(), read.clone(), error.clone());
        let taken = dom::listen(&input, "change", move |_| match reader(&field.value()) {
            Ok(change) => {
                report(accept(&field, &place));
                tell(change);
            }
            Err(refusal) => report(refuse(&field, &place, &refusal)),
        })?;
        let (field, reader, place) = (input.clone(), read.clone(), error.clone());
        let mended = dom::listen(&input, "input", move |_| {
            if reader(&field.value()).is_ok() {
                report(accept(&field, &place));
            }
        })?;
        Ok(Self { input, read, text, _listeners: [taken, mended] })
    }

    /// Shows the state's value, unless the field holds one that was refused, or the same one written otherwise.
    pub fn show(&self, state: &PageState) {
        let text = (self.text)(state);
        let refused = self.input.get_attribute("aria-invalid").as_deref() == Some("true");
        if !refused && (self.read)(&self.input.value()) != (self.read)(&text) {
            self.input.set_value(&text);
        }
    }
}

/// Takes a field's refusal back.
pub fn accept(input: &HtmlInputElement, error: &str) -> Result<(), PageError> {
    dom::set_attribute(input, "aria-invalid", "false")?;
    dom::set_hidden(error, true)
}

/// Says why a field's value cannot be used, and keeps the value.
pub fn refuse(input: &HtmlInputElement, error: &str, refusal: &FieldError) -> Result<(), PageError> {
    dom::set_attribute(input, "aria-invalid", "true")?;
    explain(error, refusal)
}

/// Puts the sentence beside the control and says it aloud to those who do not see it appear.
pub fn explain(error: &str, refusal: &FieldError) -> Result<(), PageError> {
    let sentence = refusal.to_string();
    dom::set_text(error, &sentence)?;
    dom::set_hidden(error, false)?;
    dom::set_text("announcer", &sentence)
}
