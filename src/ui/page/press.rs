//! What a person does with a chapter's own controls: buttons, sliders, choices. The chapter is called for as long as it lives.

use std::rc::Rc;

use web_sys::{EventTarget, HtmlInputElement};

use crate::ui::dom::{self, Listener, PageError};
use crate::ui::weak::hears;

/// Does `act` at every press of the button `id`.
///
/// # Errors
/// Each of these fails if the page has no such element, or the browser refuses a listener.
pub fn button<T: 'static>(
    id: &str,
    who: &Rc<T>,
    act: fn(&Rc<T>) -> Result<(), PageError>,
) -> Result<Listener, PageError> {
    dom::listen(&dom::element::<EventTarget>(id)?, "click", hears(who, move |who, _| act(who)))
}

/// Does `act` with the new value whenever the range input `id` moves.
pub fn slider<T: 'static>(
    id: &str,
    who: &Rc<T>,
    act: impl Fn(&Rc<T>, f64) -> Result<(), PageError> + 'static,
) -> Result<Listener, PageError> {
    let input: HtmlInputElement = dom::element(id)?;
    dom::listen(&input.clone(), "input", hears(who, move |who, _| act(who, input.value_as_number())))
}

/// Does `act` whenever the person chooses in the radio button, checkbox or list `id`.
pub fn choice<T: 'static>(
    id: &str,
    who: &Rc<T>,
    act: impl Fn(&Rc<T>) -> Result<(), PageError> + 'static,
) -> Result<Listener, PageError> {
    dom::listen(&dom::element::<EventTarget>(id)?, "change", hears(who, move |who, _| act(who)))
}
