//! News from one of the page's programs to both, as an event of the window: plain data under a name.
//!
//! Apart from the document, the programs share nothing else.

use js_sys::{Array, Uint8Array};
use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CustomEvent, CustomEventInit};

use super::dom::{self, During, Listener, PageError};
use crate::protocol::{decode, encode};

/// Sends `word` to all listeners of `name`.
///
/// # Errors
/// Fails if the browser refuses the event.
pub fn send<T: Serialize>(name: &'static str, word: &T) -> Result<(), PageError> {
    send_beside(name, word, &[])
}

/// The same, with values of the browser beside it, which are handed over as they are.
///
/// # Errors
/// Fails if the browser refuses the event.
pub fn send_beside<T: Serialize>(name: &'static str, word: &T, beside: &[JsValue]) -> Result<(), PageError> {
    let bytes =
        encode(word).map_err(|error| PageError::Browser { action: "send an event", detail: error.to_string() })?;
    let detail = Array::of1(&Uint8Array::from(bytes.as_slice()));
    for value in beside {
        detail.push(value);
    }
    let init = CustomEventInit::new();
    init.set_detail(&detail);
    let event = CustomEvent::new_with_event_init_dict(name, &init).during("make an event")?;
    dom::window()?.dispatch_event(&event).during("send an event").map(|_| ())
}

/// Calls `hear` with what is sent under `name`, until the listener is dropped. Anything else under that name is ignored.
///
/// # Errors
/// Fails if the browser refuses a listener.
pub fn on<T: DeserializeOwned>(name: &'static str, hear: impl Fn(T) + 'static) -> Result<Listener, PageError> {
    on_beside(name, move |word, _| hear(word))
}

/// The same, with what came beside it.
///
/// # Errors
/// Fails if the browser refuses a listener.
pub fn on_beside<T: DeserializeOwned>(
    name: &'static str,
    hear: impl Fn(T, Vec<JsValue>) + 'static,
) -> Result<Listener, PageError> {
    let window = dom::window()?;
    dom::listen_to(&window, name, move |event: CustomEvent| {
        let Ok(detail) = event.detail().dyn_into::<Array>() else { return };
        let bytes = detail.get(0).dyn_into::<Uint8Array>().ok();
        if let Some(word) = bytes.and_then(|bytes| decode(&bytes.to_vec()).ok()) {
            hear(word, detail.iter().skip(1).collect());
        }
    })
}
