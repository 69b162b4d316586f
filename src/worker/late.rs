//! Patience with the host: a file of which nothing comes for some seconds is told of, and can be asked for again. It is waited
//! for all the same.

use std::cell::RefCell;

use js_sys::{Array, Function, Promise};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use super::messages::{post, this_worker};
use crate::protocol::Event;

/// Nothing for so long, in ms, and the page hears of it.
const LATE: i32 = 3_200;

thread_local! {
    /// What ends the waiting for the files that are late.
    static AGAIN: RefCell<Vec<Function>> = RefCell::default();
}

/// Files that are late are asked for again.
pub fn again() {
    for resolve in AGAIN.take() {
        // A promise's own function does not throw.
        let _ = resolve.call1(&JsValue::UNDEFINED, &JsValue::UNDEFINED);
    }
}

/// What `coming` brings of this file, which is never undefined. None where it is late, and to be asked for again.
///
/// # Errors
/// As `coming`.
pub async fn patiently(file: &str, coming: &Promise) -> Result<Option<JsValue>, JsValue> {
    let mut waiting = 0;
    let late = Promise::new(&mut |resolve, _| {
        if let Ok(id) = this_worker().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, LATE) {
            waiting = id;
        }
    });
    let first = first_of(coming, &late).await;
    this_worker().clear_timeout_with_handle(waiting);
    if !matches!(&first, Ok(value) if value.is_undefined()) {
        return first.map(Some);
    }
    post(&Event::Late { file: file.to_owned(), late: true });
    let mut ends = None;
    let again = Promise::new(&mut |resolve, _| {
        AGAIN.with_borrow_mut(|all| all.push(resolve.clone()));
        ends = Some(resolve);
    });
    let came = first_of(coming, &again).await;
    // One that came by itself is not asked for again.
    AGAIN.with_borrow_mut(|all| all.retain(|resolve| ends.as_ref() != Some(resolve)));
    post(&Event::Late { file: file.to_owned(), late: false });
    came.map(|value| (!value.is_undefined()).then_some(value))
}

async fn first_of(one: &Promise, other: &Promise) -> Result<JsValue, JsValue> {
    JsFuture::from(Promise::race(&Array::of2(one, other))).await
}
