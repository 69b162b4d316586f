//! Which of PNG, JPEG and WebP a file is, and how large its picture: read before [`super::decode`] takes memory for it.
//!
//! So this must see the size that the decoders will. The `imagesize` crate, tried in its place, did not see the same size in every
//! JPEG.

use super::segment::{FIRST, Segment};

/// A picture with more pixels is refused: decoded, it would take more than 160 MB.
pub const MOST_PIXELS: u64 = 40_000_000;

/// Why a picture is not decoded.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum PictureError {
    #[error("it is damaged or cut short: the {0} header does not say how large the picture is")]
    Header(&'static str),
    #[error("it is damaged: it announces a picture of {width} × {height} pixels")]
    NoPixels { width: u32, height: u32 },
    #[error("its picture has {width} × {height} pixels; more than 40 million are not decoded")]
    TooLarge { width: u32, height: u32 },
}

/// What a picture's file says of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Picture {
    pub kind: &'static str,
    pub width: u32,
    pub height: u32,
}

/// The kind of picture that bytes begin like, whatever the file is called.
pub fn kind(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        Some("PNG")
    } else if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
        Some("JPEG")
    } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        Some("WebP")
    } else {
        None
    }
}

/// Reads the header of a picture of a known kind.
///
/// # Errors
///
/// If the header is damaged, or the picture has no pixels or too many.
pub fn read(kind: &'static str, bytes: &[u8]) -> Result<Picture, PictureError> {
    let size = match kind {
        "PNG" => png(bytes),
        "JPEG" => jpeg(bytes),
        _ => webp(bytes),
    };
    let (width, height) = size.ok_or(PictureError::Header(kind))?;
    if width == 0 || height == 0 {
        return Err(PictureError::NoPixels { width, height });
    }
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(PictureError::TooLarge { width, height });
    }
    Ok(Picture { kind, width, height })
}

fn png(bytes: &[u8]) -> Option<(u32, u32)> {
    let header = bytes.get(12..24)?.strip_prefix(b"IHDR")?;
    let number = |at: usize| Some(u32::from_be_bytes(*header.get(at..)?.first_chunk()?));
    Some((number(0)?, number(4)?))
}

/// What the first frame announces.
fn jpeg(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut at = FIRST;
    let frame = loop {
        let segment = Segment::next(bytes, &mut at)?;
        if segment.is_frame() {
            break segment.body;
        }
        if segment.is_last_before_data() {
            return None;
        }
    };
    let size = |at: usize| Some(u32::from(u16::from_be_bytes(*frame.get(at..)?.first_chunk()?)));
    Some((size(3)?, size(1)?))
}

fn webp(bytes: &[u8]) -> Option<(u32, u32)> {
    webp_chunk(bytes.get(12..)?)
}

/// Width and height that a chunk of a WebP file announces, if it is of a kind that does.
pub fn webp_chunk(chunk: &[u8]) -> Option<(u32, u32)> {
    let body = chunk.get(8..)?;
    match chunk.get(..4)? {
        b"VP8X" => {
            let size = |at: usize| {
                let three = body.get(at..at + 3)?;
                Some(u32::from_le_bytes([three[0], three[1], three[2], 0]) + 1)
            };
            Some((size(4)?, size(7)?))
        }
        b"VP8L" => {
            let bits = u32::from_le_bytes(*body.strip_prefix(&[0x2f])?.first_chunk()?);
            Some(((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1))
        }
        b"VP8 " => {
            let sizes = body.get(3..10)?.strip_prefix(&[0x9d, 0x01, 0x2a])?;
            let size = |at: usize| u32::from(u16::from_le_bytes([sizes[at], sizes[at + 1]]) & 0x3fff);
            Some((size(0), size(2)))
        }
        _ => None,
    }
}
