//! Gzipped bytes, unpacked within a limit.

use std::borrow::Cow;
use std::io::{BufRead, Read, Take};

use flate2::bufread::MultiGzDecoder;

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
///
/// # Errors
///
/// If gzipped bytes are damaged or unpack to more than `limit`.
pub fn unpacked(bytes: &[u8], limit: u64) -> Result<Cow<'_, [u8]>, GzipError> {
    if !is_gzip(bytes) {
        return Ok(Cow::Borrowed(bytes));
    }
    let mut unpacking = Unpacking::new(bytes, limit);
    while unpacking.some(u64::MAX)? {}
    Ok(Cow::Owned(unpacking.whole()))
}

/// Gzipped bytes on their way out: [`unpacked`] in pieces, for callers that must not be busy for long.
pub struct Unpacking<R> {
    packed: Take<MultiGzDecoder<R>>,
    limit: u64,
    whole: Vec<u8>,
}

impl<R: BufRead> Unpacking<R> {
    pub fn new(packed: R, limit: u64) -> Self {
        Self { packed: MultiGzDecoder::new(packed).take(limit + 1), limit, whole: Vec::new() }
    }

    /// Unpacks at most `bytes` more; false when there were fewer left.
    ///
    /// # Errors
    ///
    /// If the bytes are damaged or unpack to more than the limit.
    pub fn some(&mut self, bytes: u64) -> Result<bool, GzipError> {
        let read = self.packed.by_ref().take(bytes).read_to_end(&mut self.whole).map_err(GzipError::Damaged)?;
        if self.whole.len() as u64 > self.limit {
            return Err(GzipError::TooLarge(self.limit));
        }
        Ok(read as u64 == bytes)
    }

    /// What is unpacked.
    pub fn whole(self) -> Vec<u8> {
        self.whole
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn pieces_come_to_the_whole() {
        let bytes: Vec<u8> = (0..10_000_u32).flat_map(|i| (i * i).to_le_bytes()).collect();
        let file = [packed(&bytes[..30_000]), packed(&bytes[30_000..])].concat();
        assert_eq!(unpacked(&file, 40_000).unwrap(), bytes);
        let mut unpacking = Unpacking::new(file.as_slice(), 40_000);
        let mut pieces = 1;
        while unpacking.some(4_000).unwrap() {
            pieces += 1;
        }
        assert_eq!((unpacking.whole(), pieces), (bytes, 11));
        assert!(matches!(unpacked(&file, 39_999), Err(GzipError::TooLarge(39_999))));
        let mut cut = Unpacking::new(&file[..file.len() - 20], 40_000);
        assert!(matches!((0..11).find_map(|_| cut.some(4_000).err()), Some(GzipError::Damaged(_))));
    }
}
