//! What was dropped on the page: files, and all files of dropped folders, with their paths. It looks into none of them.
//!
//! A folder is read as the File and Directory Entries API has it (<https://wicg.github.io/entries-api/>).

use std::rc::Rc;

use js_sys::{Array, Function, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    DataTransfer, DragEvent, File, FileSystemDirectoryEntry, FileSystemEntry, FileSystemFileEntry, HtmlElement,
};

use crate::ui::dom::{self, Listener, PageError};
use crate::ui::weak::hears;

/// The most files that are taken from a drop.
pub const MOST_FILES: usize = 20_000;

/// What was found, in the order of the folders' own listings.
#[derive(Default)]
pub struct Found {
    /// Paths from the folder that was dropped, and the files.
    pub files: Vec<(String, File)>,
    /// Files and folders that could not be opened.
    pub closed: usize,
}

/// Marks a place while something is held over it, and hands over what is dropped there for as long as `who` lives.
///
/// # Errors
/// Fails if the page lacks the place, or the browser refuses a listener.
pub fn zone<T: 'static>(
    id: &str,
    who: &Rc<T>,
    dropped: impl Fn(&Rc<T>, &DataTransfer) -> Result<(), PageError> + Clone + 'static,
) -> Result<Vec<Listener>, PageError> {
    let zone: HtmlElement = dom::element(id)?;
    let listen = |(kind, over)| {
        let (marked, dropped) = (zone.clone(), dropped.clone());
        let moved = hears(who, move |who, event: DragEvent| {
            event.prevent_default();
            dom::set_attribute(&marked, "data-over", if over { "yes" } else { "no" })?;
            event.data_transfer().filter(|_| !over).map_or(Ok(()), |transfer| dropped(who, &transfer))
        });
        dom::listen_to(&zone, kind, moved)
    };
    [("dragover", true), ("dragleave", false), ("drop", false)].into_iter().map(listen).collect()
}

/// Has files that are dropped beside every zone do nothing, as long as the page is there: the browser would open them in its
/// place, and what was computed would be gone.
///
/// # Errors
/// Fails if the browser refuses a listener.
pub fn nothing_elsewhere() -> Result<(), PageError> {
    let window = dom::window()?;
    for kind in ["dragover", "drop"] {
        let refuse = |event: DragEvent| {
            let Some(transfer) = event.data_transfer().filter(|_| !event.default_prevented()) else { return };
            // Text may be dropped into a field.
            if transfer.types().iter().any(|kind| kind == "Files") {
                transfer.set_drop_effect("none");
                event.prevent_default();
            }
        };
        std::mem::forget(dom::listen_to(&window, kind, refuse)?);
    }
    Ok(())
}

/// The entries of a drop; none where the browser offers none. They exist only while the event is being handled.
pub fn entries(transfer: &DataTransfer) -> Vec<FileSystemEntry> {
    let items = transfer.items();
    (0..items.length()).filter_map(|index| items.get(index)?.webkit_get_as_entry().ok()?).collect()
}

/// All files among the entries and in the folders below them.
pub async fn files(entries: Vec<FileSystemEntry>) -> Found {
    let mut found = Found::default();
    let mut waiting: Vec<FileSystemEntry> = entries.into_iter().rev().collect();
    while let Some(entry) = waiting.pop() {
        if found.files.len() >= MOST_FILES {
            break;
        }
        if entry.is_directory() {
            match listing(entry.unchecked_ref()).await {
                Ok(inside) => waiting.extend(inside.into_iter().rev()),
                Err(_) => found.closed += 1,
            }
            continue;
        }
        let file: &FileSystemFileEntry = entry.unchecked_ref();
        let read = |resolve: &Function, reject: &Function| {
            file.file_with_callback_and_callback(resolve, reject);
            Ok(())
        };
        match answer(read).await {
            Ok(file) => found.files.push((entry.full_path().trim_start_matches('/').to_owned(), file.unchecked_into())),
            Err(_) => found.closed += 1,
        }
    }
    found
}

/// What a folder holds. The browser lists it in parts, the last of which is empty.
async fn listing(folder: &FileSystemDirectoryEntry) -> Result<Vec<FileSystemEntry>, JsValue> {
    let reader = folder.create_reader();
    let mut all = Vec::new();
    loop {
        let part = answer(|resolve, reject| reader.read_entries_with_callback_and_callback(resolve, reject)).await?;
        let part = Array::from(&part);
        if part.length() == 0 {
            return Ok(all);
        }
        all.extend(part.iter().map(JsCast::unchecked_into::<FileSystemEntry>));
    }
}

/// The answer of a call that takes a function for success and one for failure.
async fn answer(mut call: impl FnMut(&Function, &Function) -> Result<(), JsValue>) -> Result<JsValue, JsValue> {
    let promise = Promise::new(&mut |resolve, reject| {
        if let Err(error) = call(&resolve, &reject) {
            // A promise that is already settled ignores it.
            let _ = reject.call1(&JsValue::UNDEFINED, &error);
        }
    });
    JsFuture::from(promise).await
}
