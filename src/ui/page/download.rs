//! Files that the page makes, on their way to the browser's downloads.

use js_sys::{Array, Uint8Array};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Blob, HtmlAnchorElement, Url};

use crate::ui::dom::{self, During, PageError};
use crate::ui::panic::report;

/// Time from the start of a download to when its bytes are freed, ms.
const LET_GO_AFTER: i32 = 60_000;

/// Hands a file to the browser's downloads.
///
/// # Errors
/// If the browser refuses to make a file.
pub fn save(name: &str, kind: &str, bytes: &[u8]) -> Result<(), PageError> {
    let options = web_sys::BlobPropertyBag::new();
    options.set_type(kind);
    let parts = Array::of1(&Uint8Array::from(bytes));
    let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &options).during("make a file")?;
    let url = Url::create_object_url_with_blob(&blob).during("make a file")?;
    let link: HtmlAnchorElement = dom::create("a")?;
    link.set_href(&url);
    link.set_download(name);
    link.click();
    spawn_local(async move {
        dom::pause(LET_GO_AFTER).await;
        report(Url::revoke_object_url(&url).during("let go of a file"));
    });
    Ok(())
}
