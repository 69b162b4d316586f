//! Tile-compressed images (Pence et al. 2010 and the FITS standard 4.0, section 10): each is a binary table with a row a tile, and
//! is unpacked into the image extension that it stands for, so that the rest of the reader sees a plain file.
//!
//! The `fitsrs` crate, looked at in its place, reads neither HCOMPRESS_1 nor PLIO_1, and no tiles packed in bytes or 16-bit numbers by
//! RICE_1.

mod bits;
mod hcompress;
mod image;
mod pixel_list;
mod quadtree;
mod quantized;
mod rice;
mod rows;
mod wavelet;

use super::{BLOCK, CARD, FitsError, Header, MOST_UNITS, axes, header, number, values};
use image::Tiled;

/// The images of a file may unpack to at most this many bytes together.
const MOST_BYTES: usize = 512 << 20;
/// More bytes than this must be announced by as many packed ones as gzip could make of them.
const FREE_BYTES: usize = 8 << 20;
const MOST_RATIO: usize = 1100;
/// Numbers of a tile, which are unpacked as integers of up to 64 bits at once, whatever the image then takes for them.
const MOST_IN_TILE: usize = 1 << 26;

/// Why a tile-compressed image is not unpacked.
#[derive(Debug, thiserror::Error)]
pub enum TilesError {
    #[error("its tiles are damaged or cut short")]
    Damaged,
    #[error("it is packed by {0}, which is not read; unpack it with funpack first")]
    Algorithm(String),
    #[error("it unpacks to more than {} MB, or to more than its packed bytes can hold", MOST_BYTES >> 20)]
    TooLarge,
    #[error("its tiles are of more than 67 million numbers each; unpack it with funpack first")]
    LargeTiles,
    #[error(transparent)]
    Header(#[from] FitsError),
}

/// A file without packed images, and the images that could not be unpacked: name of the extension, and why.
type Unpacked = (Vec<u8>, Vec<(String, String)>);

/// The file with its tile-compressed images unpacked; `None` if it has none. An image that cannot be unpacked becomes an empty one, and
/// is listed with the name of its extension and why.
pub fn unpacked(bytes: &[u8]) -> Option<Unpacked> {
    let units = units(bytes);
    if units.iter().all(|unit| !unit.packed) {
        return None;
    }
    let (mut whole, mut failed) = (Vec::new(), Vec::new());
    for (index, unit) in units.iter().enumerate() {
        if !unit.packed {
            whole.extend_from_slice(&bytes[unit.begin..unit.end]);
            continue;
        }
        if let Err(error) = image_of(bytes, unit, &mut whole) {
            let name =
                unit.name().map_or_else(|| format!("extension {index}"), |name| format!("extension {index} ({name})"));
            failed.push((name, error.to_string()));
            add_padded(&mut whole, ["XTENSION= 'IMAGE   '", "BITPIX  = 8", "NAXIS   = 0"].map(str::to_owned), &[]);
        }
    }
    Some((whole, failed))
}

/// A header and its data.
struct Unit<'a> {
    header: Header<'a>,
    begin: usize,
    data: usize,
    end: usize,
    packed: bool,
}

impl Unit<'_> {
    fn name(&self) -> Option<String> {
        self.header.text("EXTNAME").filter(|name| !name.is_empty() && name != "COMPRESSED_IMAGE")
    }
}

/// The units of a file, up to the first that is damaged, which has all the rest.
fn units(bytes: &[u8]) -> Vec<Unit<'_>> {
    let (mut units, mut begin) = (Vec::new(), 0);
    while units.len() < MOST_UNITS && begin < bytes.len() {
        let Ok((header, data)) = header(bytes, begin) else { break };
        let packed = begin > 0 && header.text("ZIMAGE").is_some_and(|value| value == "T");
        let size = size(&header).ok().and_then(|size| usize::try_from(size).ok()).filter(|size| *size <= bytes.len());
        let end = size.map_or(bytes.len(), |size| (data + size.next_multiple_of(BLOCK)).min(bytes.len()));
        units.push(Unit { header, begin, data, end, packed });
        begin = end;
    }
    units
}

fn size(header: &Header) -> Result<u64, FitsError> {
    let bits = header.integer("BITPIX")?.ok_or_else(|| FitsError::Keyword("BITPIX".to_owned()))?;
    let size = number(bits)?.size() as u64;
    values(header, &axes(header)?)?.checked_mul(size).ok_or_else(|| FitsError::Keyword("NAXIS".to_owned()))
}

/// Adds the image extension that a unit stands for.
fn image_of(bytes: &[u8], unit: &Unit, whole: &mut Vec<u8>) -> Result<(), TilesError> {
    let data = &bytes[unit.data..unit.end];
    let tiled = Tiled::read(&unit.header, data)?;
    let announced = tiled.bytes().ok_or(TilesError::TooLarge)?;
    let held = announced > FREE_BYTES && announced / MOST_RATIO > data.len();
    if held || announced > MOST_BYTES.saturating_sub(whole.len()) {
        return Err(TilesError::TooLarge);
    }
    if tiled.numbers_in_tile() > MOST_IN_TILE {
        return Err(TilesError::LargeTiles);
    }
    let image = tiled.unpacked()?;
    // Programs that give the table a name of their own give the image none.
    let unnamed = unit.name().is_none();
    let kept = unit.header.0.chunks_exact(CARD).filter(|card| !replaced(card, unnamed));
    let cards = tiled.cards().into_iter().chain(kept.map(|card| String::from_utf8_lossy(card).into_owned()));
    add_padded(whole, cards, &image);
    Ok(())
}

/// Is this a card of the table, or of the way it was packed?
fn replaced(card: &[u8], unnamed: bool) -> bool {
    let key = card[..8].trim_ascii_end();
    let stem = &key[..key.iter().rposition(|byte| !byte.is_ascii_digit()).map_or(0, |last| last + 1)];
    const ALONE: [&[u8]; 22] = [
        b"XTENSION",
        b"BITPIX",
        b"NAXIS",
        b"PCOUNT",
        b"GCOUNT",
        b"TFIELDS",
        b"THEAP",
        b"CHECKSUM",
        b"DATASUM",
        b"ZIMAGE",
        b"ZCMPTYPE",
        b"ZBITPIX",
        b"ZNAXIS",
        b"ZQUANTIZ",
        b"ZDITHER0",
        b"ZBLANK",
        b"ZMASKCMP",
        b"ZTENSION",
        b"ZPCOUNT",
        b"ZGCOUNT",
        b"ZSIMPLE",
        b"ZEXTEND",
    ];
    const NUMBERED: [&[u8]; 8] = [b"NAXIS", b"TTYPE", b"TFORM", b"TUNIT", b"ZNAXIS", b"ZTILE", b"ZNAME", b"ZVAL"];
    ALONE.contains(&key) || NUMBERED.contains(&stem) || unnamed && key == b"EXTNAME"
}

/// Adds a header and its data, each filled up to whole blocks, to a file.
fn add_padded(file: &mut Vec<u8>, cards: impl IntoIterator<Item = String>, data: &[u8]) {
    let begin = file.len();
    let filled = |file: &Vec<u8>| begin + (file.len() - begin).next_multiple_of(BLOCK);
    for card in cards.into_iter().chain(["END".to_owned()]) {
        file.extend(card.bytes().chain(std::iter::repeat(b' ')).take(CARD));
    }
    file.resize(filled(file), b' ');
    file.extend_from_slice(data);
    file.resize(filled(file), 0);
}
