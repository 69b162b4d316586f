//! What was dropped on the page: files, and all files of dropped folders, with their paths. It looks into none of them.
//!
//! A folder is read by the calls that the File and Directory Entries API has for it
//! (<https://wicg.github.io/entries-api/>), which every browser knows by these names.

use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DataTransfer, File};

/// More files than this are not looked for in a folder.
pub const MOST_FILES: usize = 20_000;

/// What was found, in the order of the folders' own listings.
#[derive(Default)]
pub struct Found {
    /// Paths from the folder that was dropped, and the files.
    pub files: Vec<(String, File)>,
    /// Files and folders that could not be opened.
    pub closed: usize,
}

/// The entries of a drop, which must be asked for while its event is heard; none where the browser gives none.
pub fn entries(transfer: &DataTransfer) -> Vec<JsValue> {
    let Ok(items) = Reflect::get(transfer, &"items".into()) else { return Vec::new() };
    let entry = |item: JsValue| call(&item, "webkitGetAsEntry", &Array::new()).ok();
    let items = Array::from(&items);
    items.iter().filter_map(entry).filter(|entry| !entry.is_null() && !entry.is_undefined()).collect()
}

/// All files among the entries and in the folders below them.
pub async fn files(entries: Vec<JsValue>) -> Found {
    let mut found = Found::default();
    let mut waiting: Vec<JsValue> = entries.into_iter().rev().collect();
    while let Some(entry) = waiting.pop() {
        if found.files.len() >= MOST_FILES {
            break;
        }
        if field(&entry, "isDirectory").is_truthy() {
            match listing(&entry).await {
                Ok(inside) => waiting.extend(inside.into_iter().rev()),
                Err(_) => found.closed += 1,
            }
            continue;
        }
        match answer(&entry, "file").await.and_then(|file| file.dyn_into::<File>()) {
            Ok(file) => {
                let path = field(&entry, "fullPath").as_string().unwrap_or_else(|| file.name());
                found.files.push((path.trim_start_matches('/').to_owned(), file));
            }
            Err(_) => found.closed += 1,
        }
    }
    found
}

/// What a folder holds. It is told in parts, until a part is empty.
async fn listing(folder: &JsValue) -> Result<Vec<JsValue>, JsValue> {
    let reader = call(folder, "createReader", &Array::new())?;
    let mut all = Vec::new();
    loop {
        let part = Array::from(&answer(&reader, "readEntries").await?);
        if part.length() == 0 {
            return Ok(all);
        }
        all.extend(part.iter());
    }
}

/// Calls what answers to one of two functions.
async fn answer(object: &JsValue, name: &str) -> Result<JsValue, JsValue> {
    let promise = Promise::new(&mut |resolve, reject| {
        if let Err(error) = call(object, name, &Array::of2(&resolve, &reject)) {
            // A promise that is already settled does not mind.
            let _ = reject.call1(&JsValue::UNDEFINED, &error);
        }
    });
    JsFuture::from(promise).await
}

fn call(object: &JsValue, name: &str, arguments: &Array) -> Result<JsValue, JsValue> {
    Reflect::get(object, &name.into())?.dyn_into::<Function>()?.apply(object, arguments)
}

fn field(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap_or(JsValue::UNDEFINED)
}
