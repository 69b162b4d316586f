//! The one place that looks elements up by id. It also makes elements and holds event listeners.
//!
//! ```ignore
//! let train: HtmlButtonElement = dom::element("train")?;
//! let clicked = dom::listen(&train, "click", move |_| start());   // removed when `clicked` is dropped
//! ```
//!
//! It knows nothing of figures, controls or state. Every failure is a sentence.

use js_sys::Promise;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Document, Element, Event, EventTarget, HtmlElement, Window};

/// Why the page could not be read or changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PageError {
    #[error("The page has no element with the id “{0}”.")]
    Missing(String),
    #[error("The element “{id}” of the page is not of the kind {wanted}.")]
    Kind { id: String, wanted: &'static str },
    #[error("The browser could not {action}: {detail}.")]
    Browser { action: &'static str, detail: String },
}

impl PageError {
    /// A failed call into the browser, as a sentence: "The browser could not `action`: …".
    pub fn browser(action: &'static str, error: &JsValue) -> Self {
        let detail = error
            .dyn_ref::<js_sys::Error>()
            .map(|error| String::from(error.message()))
            .or_else(|| error.as_string())
            .unwrap_or_else(|| "no reason given".to_owned());
        Self::Browser { action, detail }
    }
}

/// Names the step of a browser call that can fail.
pub trait During<T> {
    fn during(self, action: &'static str) -> Result<T, PageError>;
}

impl<T> During<T> for Result<T, JsValue> {
    fn during(self, action: &'static str) -> Result<T, PageError> {
        self.map_err(|error| PageError::browser(action, &error))
    }
}

pub fn window() -> Result<Window, PageError> {
    web_sys::window().ok_or(PageError::Browser { action: "give its window", detail: "there is none".to_owned() })
}

pub fn document() -> Result<Document, PageError> {
    window()?.document().ok_or(PageError::Browser { action: "give its document", detail: "there is none".to_owned() })
}

/// The element with this id, as the kind of element that the caller names.
pub fn element<T: JsCast>(id: &str) -> Result<T, PageError> {
    let found = document()?.get_element_by_id(id).ok_or_else(|| PageError::Missing(id.to_owned()))?;
    found.dyn_into().map_err(|_| PageError::Kind { id: id.to_owned(), wanted: std::any::type_name::<T>() })
}

/// The elements in `root` that match a CSS selector, in document order.
pub fn within(root: &Element, selector: &str) -> Result<Vec<Element>, PageError> {
    let found = root.query_selector_all(selector).during("look for elements")?;
    Ok((0..found.length()).filter_map(|index| found.get(index)?.dyn_into().ok()).collect())
}

/// Writes on the document which build its program belongs to, for the script that loads the later program.
pub fn name_build(build: &str) -> Result<(), PageError> {
    mark_document("data-build", build)
}

/// Writes on the document that the pretrained network is here, all of it: what may wait for that looks there.
pub fn name_network() -> Result<(), PageError> {
    mark_document("data-network", "here")
}

fn mark_document(name: &str, value: &str) -> Result<(), PageError> {
    let root = document()?.document_element().ok_or_else(|| PageError::Missing("html".to_owned()))?;
    set_attribute(&root, name, value)
}

/// Sets the text of the element with this id, if it differs (which saves a needless layout).
pub fn set_text(id: &str, text: &str) -> Result<(), PageError> {
    let element: Element = element(id)?;
    if element.text_content().as_deref() != Some(text) {
        element.set_text_content(Some(text));
    }
    Ok(())
}

/// Moves the keyboard's place to the element with this id, so that a control that disappears does not take it along.
pub fn focus(id: &str) -> Result<(), PageError> {
    element::<HtmlElement>(id)?.focus().during("move the focus")
}

/// Shows or hides the element with this id.
pub fn set_hidden(id: &str, hidden: bool) -> Result<(), PageError> {
    element::<HtmlElement>(id)?.set_hidden(hidden);
    Ok(())
}

/// Puts a sentence in place of a figure: shows the paragraph `<id>-notice` and hides the figure's container.
pub fn replace_by_notice(container: &HtmlElement, sentence: &str) -> Result<(), PageError> {
    let id = format!("{}-notice", container.id());
    set_text(&id, sentence)?;
    set_hidden(&id, false)?;
    container.set_hidden(true);
    Ok(())
}

/// Says in place of a figure what went wrong with it.
pub fn fail(container: &HtmlElement, error: &PageError) {
    // A page without a place for the notice has nowhere else to say it.
    let _ = replace_by_notice(container, &error.to_string());
}

/// Removes a figure's notice and shows the figure again.
pub fn clear_notice(container: &HtmlElement) -> Result<(), PageError> {
    set_hidden(&format!("{}-notice", container.id()), true)?;
    container.set_hidden(false);
    Ok(())
}

/// A new element, not yet in the page.
pub fn create<T: JsCast>(tag: &'static str) -> Result<T, PageError> {
    let made = document()?.create_element(tag).during("make an element")?;
    made.dyn_into().map_err(|_| PageError::Kind { id: tag.to_owned(), wanted: std::any::type_name::<T>() })
}

pub fn append(parent: &Element, child: &Element) -> Result<(), PageError> {
    parent.append_child(child).during("add an element").map(|_| ())
}

pub fn set_attribute(element: &Element, name: &str, value: &str) -> Result<(), PageError> {
    element.set_attribute(name, value).during("set an attribute")
}

pub fn remove_attribute(element: &Element, name: &str) -> Result<(), PageError> {
    element.remove_attribute(name).during("remove an attribute")
}

/// Sets one property of the element's own style.
pub fn set_style(element: &HtmlElement, name: &str, value: &str) -> Result<(), PageError> {
    element.style().set_property(name, value).during("style an element")
}

/// Sets several of them.
pub fn set_styles(element: &HtmlElement, styles: &[(&str, &str)]) -> Result<(), PageError> {
    styles.iter().try_for_each(|(name, value)| set_style(element, name, value))
}

/// An event listener that lasts as long as this value.
pub struct Listener {
    target: EventTarget,
    kind: &'static str,
    closure: Closure<dyn FnMut(Event)>,
}

impl Drop for Listener {
    fn drop(&mut self) {
        // Only an event target that is already gone refuses, and then there is nothing to remove.
        let _ = self.target.remove_event_listener_with_callback(self.kind, self.closure.as_ref().unchecked_ref());
    }
}

/// Calls `handler` on every event of this kind until the listener is dropped.
pub fn listen(
    target: &EventTarget,
    kind: &'static str,
    handler: impl FnMut(Event) + 'static,
) -> Result<Listener, PageError> {
    let closure = Closure::<dyn FnMut(Event)>::new(handler);
    target.add_event_listener_with_callback(kind, closure.as_ref().unchecked_ref()).during("listen to an event")?;
    Ok(Listener { target: target.clone(), kind, closure })
}

/// As [`listen`], with the event as the kind of event that the caller expects.
pub fn listen_to<E: JsCast>(
    target: &EventTarget,
    kind: &'static str,
    mut handler: impl FnMut(E) + 'static,
) -> Result<Listener, PageError> {
    listen(target, kind, move |event| {
        if let Ok(event) = event.dyn_into::<E>() {
            handler(event);
        }
    })
}

/// The person asked for less motion.
pub fn wants_less_motion() -> bool {
    let query =
        web_sys::window().and_then(|window| window.match_media("(prefers-reduced-motion: reduce)").ok().flatten());
    query.is_some_and(|query| query.matches())
}

/// Milliseconds since the page was opened.
pub fn now() -> f64 {
    web_sys::window().and_then(|window| window.performance()).map_or(0.0, |performance| performance.now())
}

/// Yields to the browser for this many ms.
pub async fn pause(milliseconds: i32) {
    let later = Promise::new(&mut |resolve, _| {
        if let Ok(window) = window() {
            // A window that refuses is going away, and nothing waits any more.
            let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds);
        }
    });
    let _ = JsFuture::from(later).await;
}
