//! WebP files, by the `image-webp` crate.

use std::io::Cursor;

use image_webp::WebPDecoder;

use super::Decoded;
use crate::data::number::u32_at;
use crate::data::picture;

/// The picture, or the first frame of an animation; `None` if the file is damaged or cut short.
pub fn decode(bytes: &[u8]) -> Option<Decoded> {
    let mut decoder = WebPDecoder::new(Cursor::new(bytes)).ok()?;
    let (width, height) = decoder.dimensions();
    if !inner_sizes_fit(bytes, (width, height)) {
        return None;
    }
    let mut samples = vec![0; decoder.output_buffer_size()?];
    decoder.read_image(&mut samples).ok()?;
    let per_pixel = if decoder.has_alpha() { 4 } else { 3 };
    let size = (width as usize, height as usize);
    Some(Decoded::over_black(size, samples.iter().map(|sample| f32::from(*sample)), (per_pixel, 255.0)))
}

/// The pictures in the container are no larger than it says: their decoders would take the memory first.
fn inner_sizes_fit(bytes: &[u8], (width, height): (u32, u32)) -> bool {
    let fits = |chunk: &[u8]| picture::webp_chunk(chunk).is_none_or(|(w, h)| w <= width && h <= height);
    let mut at = 12;
    while let Some(chunk) = bytes.get(at..)
        && let Some(length) = u32_at(chunk, 4)
    {
        // A frame of an animation has chunks of its own, behind 16 bytes of its header.
        let frame = chunk.starts_with(b"ANMF").then(|| chunk.get(24..)).flatten();
        if !fits(chunk) || !frame.is_none_or(fits) {
            return false;
        }
        at = at.saturating_add(8).saturating_add(length as usize).saturating_add(length as usize & 1);
    }
    true
}
