//! Gzipped bytes, unpacked within a limit.

use std::borrow::Cow;
use std::io::Read;

use flate2::read::MultiGzDecoder;

const MAGIC: [u8; 2] = [0x1f, 0x8b];

/// Why bytes cannot be unpacked.
#[derive(Debug, thiserror::Error)]
pub enum GzipError {
    #[error("the file is damaged or cut short: its gzip data cannot be unpacked")]
    Damaged(#[source] std::io::Error),
    #[error("the file unpacks to more than {} MB, which is more than this page accepts", .0 >> 20)]
    TooLarge(u64),
}

pub fn is_gzip(bytes: &[u8]) -> bool {
    bytes.starts_with(&MAGIC)
}

/// The bytes themselves, or what is packed in them if they are gzipped, up to `limit` bytes.
pub fn unpacked(bytes: &[u8], limit: u64) -> Result<Cow<'_, [u8]>, GzipError> {
    if !is_gzip(bytes) {
        return Ok(Cow::Borrowed(bytes));
    }
    let mut whole = Vec::new();
    MultiGzDecoder::new(bytes).take(limit + 1).read_to_end(&mut whole).map_err(GzipError::Damaged)?;
    if whole.len() as u64 > limit { Err(GzipError::TooLarge(limit)) } else { Ok(Cow::Owned(whole)) }
}
