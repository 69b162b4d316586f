//! A worker's way to its page, and to itself: events posted, and a pause in which messages are heard.

use js_sys::{Array, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{DedicatedWorkerGlobalScope, File, MessageChannel, MessageEvent};

use crate::protocol::{self, Command, Event, Fault, FaultKind};

/// Begins to listen: each message goes to `hear`, and a panic to the page. The first event says so and names the build. A message
/// without content asks for a sign of life alone.
pub fn listen(build: &str, hear: impl Fn(&JsValue) + 'static) {
    std::panic::set_hook(Box::new(|info| {
        post(&Event::Fault(Fault { kind: FaultKind::Crashed, message: format!("The worker stopped: {info}") }));
    }));
    let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| match message.data() {
        empty if empty.is_null() => post(&Event::Alive),
        message => hear(&message),
    });
    this_worker().set_onmessage(Some(heard.into_js_value().unchecked_ref()));
    post(&Event::Ready { build: build.to_owned() });
}

/// The command in a message, and the files beside it; of one that cannot be read the page hears.
pub fn command(message: &JsValue) -> Option<(Command, Vec<File>)> {
    let (command, files) = match message.dyn_ref::<Array>() {
        Some(together) => (together.get(0), together.iter().filter_map(|part| part.dyn_into().ok()).collect()),
        None => (message.clone(), Vec::new()),
    };
    match protocol::decode(&Uint8Array::new(&command).to_vec()) {
        Ok(command) => Some((command, files)),
        Err(error) => {
            post(&Event::Fault(Fault { kind: FaultKind::Crashed, message: error.to_string() }));
            None
        }
    }
}

/// Ends a unit of work that is not the session's: waiting messages come before the next unit.
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
    transfer(event, Some(bytes));
}

pub fn post(event: &Event) {
    transfer(event, None);
}

/// An event that cannot be encoded or transferred ends the worker, in words for which nothing is encoded.
fn transfer(event: &Event, beside: Option<&[u8]>) {
    let posted = protocol::encode(event).map_err(|error| JsError::new(&error.to_string()).into()).and_then(|event| {
        let event = Uint8Array::from(event.as_slice());
        let Some(bytes) = beside.map(Uint8Array::from) else {
            return this_worker().post_message_with_transfer(&event, &Array::of1(&event.buffer()));
        };
        let transferred = Array::of2(&event.buffer(), &bytes.buffer());
        this_worker().post_message_with_transfer(&Array::of2(&event, &bytes), &transferred)
    });
    if let Err(error) = posted {
        let fault = Object::new();
        let why = format!("The worker could not say what it found: {error:?}.");
        // A worker whose page is gone has nobody to report to.
        let _ = Reflect::set(&fault, &"fault".into(), &why.into());
        let _ = this_worker().post_message(&fault);
    }
}

pub fn this_worker() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}
