//! Files by address, with sentences for what goes wrong.

use js_sys::{ArrayBuffer, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{ReadableStreamDefaultReader, Response};

use super::fetches::{File, name};
use super::late;
pub use super::late::again;
use super::messages::breathe;
use crate::data::gzip::{self, GzipError, Unpacking};
use crate::data::web_page::is_web_page;

/// A larger network has more parameters than are taken, whatever its numbers are stored as.
const LARGEST_NETWORK: u64 = 400 << 20;
/// Bytes unpacked in one unit of work.
const UNPACKED_AT_A_TIME: u64 = 1 << 19;

#[wasm_bindgen]
extern "C" {
    /// The answer to a request for a file by its path beside the page (`static/worker-start.js`).
    #[wasm_bindgen(js_namespace = latentLabFiles, js_name = file)]
    fn ask(path: &str) -> Promise;
}

/// Why a file did not come. A file is called by the last part of its address.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    #[error("{0} could not be fetched: the network or the host did not answer.")]
    Network(String),
    #[error("{file} could not be fetched: the host answered {status}.")]
    Status { file: String, status: u16 },
    #[error("{0} stopped arriving before its end.")]
    Broken(String),
    #[error(
        "{0} did not come: a web page came in its place. The network may want a sign-in, or the host has no such file."
    )]
    Page(String),
    #[error("{0}: {1}")]
    Packed(String, #[source] GzipError),
}

/// A file, unpacked if it is to be and is gzipped; `arriving` sees all bytes so far after each piece.
///
/// # Errors
/// Where it does not come, or cannot be unpacked.
pub async fn fetch(file: &File, arriving: impl FnMut(&[u8])) -> Result<Vec<u8>, FetchError> {
    let url = &file.url;
    let bytes = fetched(url, arriving).await?;
    if is_web_page(&bytes) {
        return Err(FetchError::Page(name(url)));
    }
    let Some(limit) = file.unpacked.filter(|_| gzip::is_gzip(&bytes)) else { return Ok(bytes) };
    let mut unpacking = Unpacking::new(bytes.as_slice(), limit);
    // In pieces, so that others have their turn between them.
    while unpacking.some(UNPACKED_AT_A_TIME).map_err(|error| FetchError::Packed(name(url), error))? {
        breathe().await;
    }
    Ok(unpacking.whole())
}

/// A file that the person chose.
///
/// # Errors
/// The rest of a sentence about it, where it is too large or cannot be read.
pub async fn chosen(file: &web_sys::File) -> Result<Vec<u8>, String> {
    // A size that a browser gives is a whole number.
    if file.size() > LARGEST_NETWORK as f64 {
        return Err(format!(
            "it has {:.0} MB; networks of up to {} MB are read",
            file.size() / 1048576.0,
            LARGEST_NETWORK >> 20
        ));
    }
    let unread = |_| "the browser could not read it: it may be a folder, or have been moved".to_owned();
    let buffer: ArrayBuffer = JsFuture::from(file.array_buffer()).await.map_err(unread)?.unchecked_into();
    Ok(Uint8Array::new(&buffer).to_vec())
}

async fn fetched(url: &str, mut arriving: impl FnMut(&[u8])) -> Result<Vec<u8>, FetchError> {
    loop {
        if let Some(bytes) = fetched_once(url, &mut arriving).await? {
            return Ok(bytes);
        }
    }
}

/// None where it was late, and is to be asked for again.
async fn fetched_once(url: &str, arriving: &mut impl FnMut(&[u8])) -> Result<Option<Vec<u8>>, FetchError> {
    let Some(response) = open(url).await? else { return Ok(None) };
    let Some(body) = response.body() else { return Ok(Some(Vec::new())) };
    let broken = || FetchError::Broken(name(url));
    let reader: ReadableStreamDefaultReader = body.get_reader().dyn_into().map_err(|_| broken())?;
    let mut bytes = Vec::new();
    loop {
        let Some(piece) = late::patiently(&name(url), &reader.read()).await.map_err(|_| broken())? else {
            // What the old answer would still bring is not wanted, nor whether that can be told to the host.
            let _ = reader.cancel();
            return Ok(None);
        };
        if field(&piece, "done").is_truthy() {
            return Ok(Some(bytes));
        }
        bytes.extend_from_slice(&Uint8Array::new(&field(&piece, "value")).to_vec());
        arriving(&bytes);
    }
}

async fn open(url: &str) -> Result<Option<Response>, FetchError> {
    let asked = asked_before(url).unwrap_or_else(|| ask(url));
    let answer = late::patiently(&name(url), &asked).await.map_err(|_| FetchError::Network(name(url)))?;
    let Some(response) = answer.map(JsCast::unchecked_into::<Response>) else { return Ok(None) };
    if !response.ok() {
        return Err(FetchError::Status { file: name(url), status: response.status() });
    }
    Ok(Some(response))
}

/// The answer, once, to what `static/worker-start.js` asked for before this program was here.
fn asked_before(url: &str) -> Option<Promise> {
    const FIRST: &str = "firstFile";
    let first = field(&js_sys::global(), FIRST);
    if field(&first, "path").as_string()? != url {
        return None;
    }
    // Whoever asks for the file again gets it from the host again.
    let _ = Reflect::set(&js_sys::global(), &JsValue::from_str(FIRST), &JsValue::UNDEFINED);
    field(&first, "response").dyn_into().ok()
}

fn field(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}
