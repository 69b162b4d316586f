//! Word from one of the page's programs to all of them, as an event of the window: a few numbers under a name.
//!
//! The programs share nothing else but the document.

use js_sys::Float64Array;
use wasm_bindgen::JsCast;
use web_sys::{CustomEvent, CustomEventInit};

use super::dom::{self, During, Listener, PageError};

/// Tells `numbers` to whoever listens to `name`.
pub fn tell(name: &'static str, numbers: &[f64]) -> Result<(), PageError> {
    let init = CustomEventInit::new();
    init.set_detail(&Float64Array::from(numbers));
    let event = CustomEvent::new_with_event_init_dict(name, &init).during("make an event")?;
    dom::window()?.dispatch_event(&event).during("tell an event").map(|_| ())
}

/// Hears what is told under `name` until the listener is dropped.
pub fn on(name: &'static str, hear: impl Fn(&[f64]) + 'static) -> Result<Listener, PageError> {
    let window = dom::window()?;
    dom::listen_to(&window, name, move |event: CustomEvent| {
        if let Ok(numbers) = event.detail().dyn_into::<Float64Array>() {
            hear(&numbers.to_vec());
        }
    })
}
