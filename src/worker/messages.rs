//! A worker's way to its page, and to itself: events posted, and a pause in which messages are heard.

use js_sys::{Array, Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{DedicatedWorkerGlobalScope, MessageChannel};

use crate::protocol::{self, Event};

/// Ends a unit of work that is not the session's: whoever waits has a turn before what comes next.
pub async fn breathe() {
    let Ok(channel) = MessageChannel::new() else { return };
    let turn = Promise::new(&mut |resolve, _| {
        channel.port1().set_onmessage(Some(&resolve));
        if channel.port2().post_message(&JsValue::NULL).is_err() {
            let _ = resolve.call0(&JsValue::UNDEFINED);
        }
    });
    // Such a promise is never rejected.
    let _ = JsFuture::from(turn).await;
    channel.port1().close();
}

/// Says an event with bytes beside it, which the page passes on without looking into them.
pub fn post_beside(event: &Event, bytes: &[u8]) {
    let Ok(event) = protocol::encode(event) else { return };
    let (event, bytes) = (Uint8Array::from(event.as_slice()), Uint8Array::from(bytes));
    let transferred = Array::of2(&event.buffer(), &bytes.buffer());
    let _ = this_worker().post_message_with_transfer(&Array::of2(&event, &bytes), &transferred);
}

pub fn post(event: &Event) {
    // An event of ours is always encodable; were it not, the page would see the silence as a dead worker.
    let Ok(bytes) = protocol::encode(event) else { return };
    let message = Uint8Array::from(bytes.as_slice());
    // A worker whose page is gone has nobody to tell.
    let _ = this_worker().post_message_with_transfer(&message, &Array::of1(&message.buffer()));
}

pub fn this_worker() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}
