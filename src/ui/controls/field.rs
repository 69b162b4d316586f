//! One number or text field: its value is taken when it is accepted, and explained beside it when it is not.

use std::cell::Cell;
use std::rc::Rc;

use web_sys::HtmlInputElement;

use super::Tell;
use crate::settings::{Refusal, RunSettings, Setting};
use crate::ui::dom::{self, Listener, PageError};
use crate::ui::panic::report;
use crate::ui::state::{Change, PageState};

/// Whether a text can be a field's value.
type Check = Rc<dyn Fn(&str) -> Result<(), Refusal>>;

/// A field whose value is taken when the person leaves it or presses Enter, so that no half-typed number is.
pub struct TextField {
    input: HtmlInputElement,
    row: &'static Setting<RunSettings>,
    /// It holds what was typed and is not taken yet.
    typing: Rc<Cell<bool>>,
    _listeners: [Listener; 3],
}

impl TextField {
    /// The field of a setting, with its sentence in `<id>-error` (an exact value shares that of its slider).
    ///
    /// # Errors
    /// If the page lacks one of the elements.
    pub fn bind(
        row: &'static Setting<RunSettings>,
        check: impl Fn(&str) -> Result<(), Refusal> + 'static,
        tell: &Tell,
    ) -> Result<Self, PageError> {
        let input: HtmlInputElement = dom::element(row.id)?;
        let error = error_place(row);
        let (check, tell): (Check, _) = (Rc::new(check), tell.clone());
        let typing: Rc<Cell<bool>> = Rc::default();
        let (field, checked, place, over) = (input.clone(), check.clone(), error.clone(), typing.clone());
        let taken = dom::listen(&input, "change", move |_| {
            over.set(false);
            match checked(&field.value()) {
                Ok(()) => {
                    report(accept(&field, &place));
                    tell(Change::Set(row.key, field.value()));
                }
                Err(refusal) => report(refuse(&field, &place, &refusal)),
            }
        })?;
        let (field, begun, over) = (input.clone(), typing.clone(), typing.clone());
        // One that is left with the value that it had is not changed.
        let left = dom::listen(&input, "blur", move |_| over.set(false))?;
        let mended = dom::listen(&input, "input", move |_| {
            begun.set(true);
            if check(&field.value()).is_ok() {
                report(accept(&field, &error));
            }
        })?;
        Ok(Self { input, row, typing, _listeners: [taken, mended, left] })
    }

    /// Takes a refusal back: another value is about to be shown.
    ///
    /// # Errors
    /// If the page lacks the place of its sentence.
    pub fn forgive(&self) -> Result<(), PageError> {
        accept(&self.input, &error_place(self.row))
    }

    /// Shows the state's value, unless the field holds one that is being typed or was refused, or the same one written otherwise.
    pub fn show(&self, state: &PageState) {
        let text = self.row.text(&state.run);
        let refused = self.input.get_attribute("aria-invalid").as_deref() == Some("true");
        let mut held = RunSettings::default();
        let same = self.row.take(&mut held, &self.input.value()).is_ok() && self.row.text(&held) == text;
        if !self.typing.get() && !refused && !same {
            self.input.set_value(&text);
        }
    }
}

/// An exact value shares the sentence of its slider.
fn error_place(row: &Setting<RunSettings>) -> String {
    format!("{}-error", row.id.trim_end_matches("-exact"))
}

/// Takes a field's refusal back.
///
/// # Errors
/// If the page lacks the place of its sentence.
pub fn accept(input: &HtmlInputElement, error: &str) -> Result<(), PageError> {
    dom::set_attribute(input, "aria-invalid", "false")?;
    dom::set_hidden(error, true)
}

/// Says why a field's value cannot be used, and keeps the value.
///
/// # Errors
/// If the page lacks the place of its sentence.
pub fn refuse(input: &HtmlInputElement, error: &str, refusal: &Refusal) -> Result<(), PageError> {
    dom::set_attribute(input, "aria-invalid", "true")?;
    explain(error, refusal)
}

/// Puts the sentence beside the control.
///
/// # Errors
/// If the page lacks the place of the sentence.
pub fn explain(error: &str, refusal: &Refusal) -> Result<(), PageError> {
    let sentence = refusal.to_string();
    dom::set_text(error, &sentence)?;
    dom::set_hidden(error, false)
}
