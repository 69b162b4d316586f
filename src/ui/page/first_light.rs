//! The small decoder, with which the first figure draws before the worker is there. `static/first-file.js` has asked for its file; nothing
//! here knows where that is, or what is drawn.

use js_sys::{Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Response;

use crate::latent::small_decoder::SmallDecoder;
use crate::ui::dom::{self, During, PageError};

/// The small decoder, or none if its file does not arrive or is broken: the worker draws all the same, and tells what it
/// lacks itself.
pub async fn small_decoder() -> Option<SmallDecoder> {
    let asked = Reflect::get(dom::window().ok()?.as_ref(), &"latentLabFirstFile".into()).ok()?;
    let response: Response = JsFuture::from(asked.dyn_into::<Promise>().ok()?).await.ok()?.dyn_into().ok()?;
    if !response.ok() {
        return None;
    }
    let bytes = JsFuture::from(response.array_buffer().ok()?).await.ok()?;
    SmallDecoder::from_bytes(&Uint8Array::new(&bytes).to_vec()).ok()
}

/// Lets the browser do what waits: draw, and hear the person.
///
/// # Errors
/// Fails if the browser has no timers.
pub async fn breath() -> Result<(), PageError> {
    let window = dom::window()?;
    let waited = Promise::new(&mut |resolve, _| {
        if window.set_timeout_with_callback(&resolve).is_err() {
            // Goes on at once instead; a promise's own function does not throw.
            let _ = resolve.call0(&JsValue::UNDEFINED);
        }
    });
    JsFuture::from(waited).await.during("wait a moment").map(|_| ())
}
