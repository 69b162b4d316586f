//! JPEG files (ITU-T T.81): sequential and progressive, Huffman-coded, 8 bits, in grey, colour or the four inks of print.
//!
//! The numbers are those of the Independent JPEG Group's library, which nearly every other program uses: its integer transform, its
//! triangle filter between the samples of a coarser colour, its rounded colour conversion. `zune-jpeg` and `jpeg-decoder`, tried in
//! its place, differ from it by up to 3 of 255 in colour.

mod colour;
mod entropy;
mod frame;
mod planes;
mod scan;
mod transform;

use frame::Frame;
use scan::Scan;

use super::Decoded;
use crate::data::segment::{FIRST, Segment};

/// A picture coded in more passes is refused: no program writes as many, and each costs time.
const MOST_SCANS: usize = 200;

/// Why a JPEG file is not decoded.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum JpegError {
    #[error("it is damaged or cut short: its JPEG data end too early or make no sense")]
    Damaged,
    #[error("it is a JPEG of a kind that is not read here ({0}); save it as PNG")]
    Kind(&'static str),
}

/// The picture in the bytes of a JPEG file.
///
/// # Errors
///
/// If the file is damaged, cut short, or of a rare kind: lossless, hierarchical, arithmetic-coded, 12 bits.
pub fn decode(bytes: &[u8]) -> Result<Decoded, JpegError> {
    let mut tables = scan::Tables::default();
    let mut frame: Option<Frame> = None;
    let mut colours = colour::Marks::default();
    let (mut at, mut scans) = (FIRST, 0);
    loop {
        let segment = Segment::next(bytes, &mut at).ok_or(JpegError::Damaged)?;
        match segment.marker {
            0xc0..=0xc2 if frame.is_none() => frame = Some(Frame::read(segment.body, segment.marker == 0xc2)?),
            0xc4 => tables.huffman(segment.body)?,
            0xdb => tables.quantization(segment.body)?,
            0xdd => tables.restart(segment.body)?,
            0xe0 => colours.jfif |= segment.body.starts_with(b"JFIF\0"),
            0xee => colours.adobe = colours.adobe.or(colour::adobe(segment.body)),
            0xda => {
                scans += 1;
                let frame = frame.as_mut().filter(|_| scans <= MOST_SCANS).ok_or(JpegError::Damaged)?;
                at = Scan::read(segment.body, frame, &tables)?.decode(bytes, at, frame)?;
            }
            0xd9 => break,
            0xc3 | 0xc5..=0xc7 | 0xcb | 0xcd..=0xcf => return Err(JpegError::Kind("lossless or hierarchical")),
            0xc9 | 0xca | 0xcc => return Err(JpegError::Kind("arithmetic coding")),
            _ => {}
        }
    }
    let frame = frame.filter(Frame::is_whole).ok_or(JpegError::Damaged)?;
    let size = (frame.width, frame.height);
    let space = colours.space(&frame);
    let planes: Vec<Vec<u8>> = planes::of(frame);
    Ok(colour::pixels(size, space, &planes))
}
