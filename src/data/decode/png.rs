//! PNG files, by the `png` crate.

use std::io::Cursor;

use png::{BitDepth, Decoder, Transformations};

use super::Decoded;

/// The picture; `None` if the file is damaged or cut short.
pub fn decode(bytes: &[u8]) -> Option<Decoded> {
    let mut decoder = Decoder::new(Cursor::new(bytes));
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    // Palettes and few bits become 8 bits a channel, a transparent colour becomes opacity; 16 bits stay.
    decoder.set_transformations(Transformations::EXPAND);
    let mut reader = decoder.read_info().ok()?;
    let mut samples = vec![0; reader.output_buffer_size()?];
    let frame = reader.next_frame(&mut samples).ok()?;
    let (size, per_pixel) = ((frame.width as usize, frame.height as usize), frame.color_type.samples());
    let samples = samples.get(..frame.buffer_size())?;
    Some(if frame.bit_depth == BitDepth::Sixteen {
        let wide = samples.as_chunks().0.iter().map(|two| f32::from(u16::from_be_bytes(*two)));
        Decoded::over_black(size, wide, (per_pixel, 65_535.0))
    } else {
        Decoded::over_black(size, samples.iter().map(|sample| f32::from(*sample)), (per_pixel, 255.0))
    })
}
