//! The browser's database (IndexedDB): three object stores, one for each of a run's files, under the same keys.

use std::cell::RefCell;
use std::collections::BTreeMap;

use js_sys::{Array, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{EventTarget, IdbDatabase, IdbFactory, IdbOpenDbRequest, IdbRequest, IdbTransaction, IdbTransactionMode};

use super::{Files, ROW};
use crate::ui::dom::{self, During, Listener, PageError};

const NAME: &str = "latent-lab";
/// Of the object stores below.
const VERSION: u32 = 1;
const STORES: [&str; 3] = ["rows", "records", "states"];

pub struct Database {
    database: IdbDatabase,
    _upgraded: Listener,
}

impl Database {
    pub async fn open() -> Result<Self, PageError> {
        let action = "open its database";
        // In a frame without an origin even asking for it fails.
        let factory = Reflect::get(&*dom::window()?, &"indexedDB".into()).during(action)?;
        let factory: IdbFactory =
            factory.dyn_into().map_err(|_| PageError::Browser { action, detail: "there is none".to_owned() })?;
        let request: IdbOpenDbRequest = factory.open_with_u32(NAME, VERSION).during(action)?;
        let opening = request.clone();
        let _made = dom::listen(&request, "upgradeneeded", move |_| {
            let database = opening.result().ok().and_then(|found| found.dyn_into::<IdbDatabase>().ok());
            if let Some(database) = database {
                // Where that is refused, the opening fails.
                STORES.iter().for_each(|store| drop(database.create_object_store(store)));
            }
        })?;
        let database: IdbDatabase = result(&request, action).await?.unchecked_into();
        // A later version of the page in another tab is not kept waiting.
        let closing = database.clone();
        let upgraded = dom::listen(&database, "versionchange", move |_| closing.close())?;
        Ok(Self { database, _upgraded: upgraded })
    }

    pub async fn rows(&self) -> Result<BTreeMap<String, Uint8Array>, PageError> {
        let action = "read its database";
        let store = self.begin(IdbTransactionMode::Readonly, action)?.object_store(STORES[ROW]).during(action)?;
        // Asked for together, so that both are of the same moment.
        let (keys, rows) = (store.get_all_keys().during(action)?, store.get_all().during(action)?);
        let rows = Array::from(&result(&rows, action).await?);
        let keys = Array::from(&keys.result().during(action)?);
        let pairs = keys.iter().zip(rows.iter());
        Ok(pairs.filter_map(|(key, row)| Some((key.as_string()?, row.dyn_into().ok()?))).collect())
    }

    pub async fn file(&self, key: &str, which: usize) -> Result<Option<Uint8Array>, PageError> {
        let action = "read its database";
        let store = self.begin(IdbTransactionMode::Readonly, action)?.object_store(STORES[which]).during(action)?;
        let found = result(&store.get(&key.into()).during(action)?, action).await?;
        Ok(found.dyn_into().ok())
    }

    pub async fn put(&self, key: &str, files: &Files) -> Result<(), PageError> {
        self.write("store a run", |writing| {
            for (store, file) in STORES.iter().zip(files) {
                writing.object_store(store)?.put_with_key(file, &key.into())?;
            }
            Ok(())
        })
        .await
    }

    pub async fn set_row(&self, key: &str, row: &Uint8Array) -> Result<(), PageError> {
        self.write("store a run", |writing| writing.object_store(STORES[ROW])?.put_with_key(row, &key.into()).map(drop))
            .await
    }

    pub async fn forget(&self, keys: &[String]) -> Result<(), PageError> {
        self.write("forget a run", |writing| {
            for store in STORES {
                let store = writing.object_store(store)?;
                keys.iter().try_for_each(|key| store.delete(&key.into()).map(drop))?;
            }
            Ok(())
        })
        .await
    }

    fn begin(&self, mode: IdbTransactionMode, action: &'static str) -> Result<IdbTransaction, PageError> {
        let stores: Array = STORES.iter().map(|store| JsValue::from_str(store)).collect();
        self.database.transaction_with_str_sequence_and_mode(&stores, mode).during(action)
    }

    /// All of it is written, or nothing.
    async fn write(
        &self,
        action: &'static str,
        act: impl FnOnce(&IdbTransaction) -> Result<(), JsValue>,
    ) -> Result<(), PageError> {
        let writing = self.begin(IdbTransactionMode::Readwrite, action)?;
        act(&writing).during(action)?;
        settled(&writing, "complete", "abort", action).await
    }
}

async fn result(request: &IdbRequest, action: &'static str) -> Result<JsValue, PageError> {
    settled(request, "success", "error", action).await?;
    request.result().during(action)
}

/// Waits for one of the two events; after the second, the target itself says what happened.
async fn settled(
    target: &EventTarget,
    good: &'static str,
    bad: &'static str,
    action: &'static str,
) -> Result<(), PageError> {
    let listeners: RefCell<Vec<Listener>> = RefCell::default();
    let promise = Promise::new(&mut |resolve, reject| {
        let done = dom::listen(target, good, move |_| drop(resolve.call0(&JsValue::NULL)));
        let failed = dom::listen(target, bad, move |_| drop(reject.call0(&JsValue::NULL)));
        listeners.borrow_mut().extend([done, failed].into_iter().flatten());
    });
    let settled = JsFuture::from(promise).await;
    settled.map(drop).map_err(|_| PageError::browser(action, &described(target)))
}

/// A `DOMException` is no error of the language: its name and message are read here.
fn described(target: &EventTarget) -> JsValue {
    let part = |of: &JsValue, name: &str| Reflect::get(of, &name.into()).unwrap_or_default();
    let error = part(target, "error");
    let parts = ["name", "message"].map(|name| part(&error, name).as_string().unwrap_or_default());
    let words: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    if words.is_empty() { JsValue::UNDEFINED } else { words.join(": ").into() }
}
