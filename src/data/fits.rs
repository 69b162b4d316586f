//! FITS files (Pence et al. 2010): the images and cubes of the primary array and of IMAGE extensions.
//!
//! Physical values are BZERO + BSCALE · stored; BLANK integers and NaN have no value. The first row is the lowest, unless ROWORDER
//! says otherwise. Every plane of a cube is an image of its own. Tables are [`bintable`]'s.

mod bintable;
mod tiles;

use super::count::thousands;
use super::field::wcs::{Cards, Wcs, WcsError};
use super::number::{Number, Order};
use super::stack::{Sizes, Stack, StackError};
use super::table::Table;
pub use tiles::unpacked;

const BLOCK: usize = 2880;
const CARD: usize = 80;
/// A header of more blocks is refused.
const MOST_HEADER_BLOCKS: usize = 1000;
const MOST_AXES: i64 = 999;
const MOST_UNITS: usize = 20_000;

/// What pipelines call errors, weights and flags, and what was fitted to the images or divides them.
pub const AUXILIARY: &[&str] = &[
    "ERR", "ERRS", "ERROR", "ERRORS", "SIGMA", "STD", "STDDEV", "RMS", "NOISE", "UNCERT", "UNC", "VAR", "VARIANCE",
    "IVAR", "INVVAR", "WHT", "WT", "WEIGHT", "WEIGHTS", "DQ", "QUALITY", "MASK", "MASKS", "BPM", "BAD", "BADPIX",
    "FLAG", "FLAGS", "PSF", "MODEL", "RESIDUAL", "RESID", "BKG", "SEG", "SEGM", "SEGMAP", "COVERAGE", "NEXP", "CON",
    "CTX", "SAMP", "TIME", "EXP",
];

/// Why bytes are not a FITS file, or hold no image.
#[derive(Debug, thiserror::Error)]
pub enum FitsError {
    #[error("this is not a FITS file")]
    Foreign,
    #[error("it is damaged or cut short: a header has no end")]
    Header,
    #[error("it is damaged: the header's {0} is missing or makes no sense")]
    Keyword(String),
    #[error("it is damaged or cut short: {announced} bytes of data are announced, {found} are there", announced = thousands(*.announced), found = thousands(*.found))]
    Short { announced: u64, found: u64 },
    #[error("it holds no image: {0}")]
    NoImage(String),
    #[error("its table cannot be read: {0}")]
    Table(String),
    #[error(transparent)]
    Stack(#[from] StackError),
}

/// The images of one array or extension.
#[derive(Clone, Debug)]
pub struct Plane {
    /// Such as "extension 3 (ERR)".
    pub name: String,
    /// EXTNAME in capitals, if it has one.
    pub extname: Option<String>,
    pub stack: Stack,
    /// Where it is on the sky.
    pub sky: Result<Wcs, WcsError>,
}

impl Plane {
    /// It holds the errors, weights or flags of another, by a word of [`AUXILIARY`] in its name.
    pub fn is_auxiliary(&self) -> bool {
        let name = self.extname.as_deref().unwrap_or_default();
        // As in "SCI_ERR" or "VAR_POISSON".
        name.split(|letter: char| !letter.is_ascii_alphanumeric()).any(is_auxiliary)
    }
}

/// A word in capitals is one of [`AUXILIARY`], or as "DQ2" one with a number.
pub fn is_auxiliary(word: &str) -> bool {
    AUXILIARY.contains(&word.trim_end_matches(|last: char| last.is_ascii_digit()))
}

/// What a FITS file holds for us.
#[derive(Debug, Default)]
pub struct Fits {
    pub planes: Vec<Plane>,
    /// With the name of its extension.
    pub tables: Vec<(String, Table)>,
    /// What was passed over, and why.
    pub skipped: Vec<(String, String)>,
}

pub fn is_fits(bytes: &[u8]) -> bool {
    bytes.starts_with(b"SIMPLE  =")
}

/// All images and tables of a file. What comes after damage is lost, what came before is kept and the damage named.
///
/// # Errors
///
/// If the bytes are not FITS, or hold neither image nor table that can be read; of several, those that cannot are listed instead.
pub fn read(bytes: &[u8]) -> Result<Fits, FitsError> {
    read_but(bytes, Vec::new())
}

/// As [`read`], of a file from which some extensions were left out beforehand: their names, and why.
///
/// # Errors
///
/// As [`read`].
pub fn read_but(bytes: &[u8], skipped: Vec<(String, String)>) -> Result<Fits, FitsError> {
    if !is_fits(bytes) {
        return Err(FitsError::Foreign);
    }
    let mut fits = Fits { skipped, ..Fits::default() };
    let mut at = 0;
    for unit in 0..MOST_UNITS {
        let rest = bytes.get(at..).unwrap_or_default();
        // Some programs fill up the end with zeros.
        if unit > 0 && !rest.starts_with(b"XTENSION") {
            break;
        }
        let name = if unit == 0 { "primary array".to_owned() } else { format!("extension {unit}") };
        match next_unit(bytes, at, name, &mut fits) {
            Ok(next) => at = next,
            Err(error) if fits.planes.is_empty() && fits.tables.is_empty() && fits.skipped.is_empty() => {
                return Err(error);
            }
            Err(error) => {
                fits.skipped.push((format!("extension {unit}"), error.to_string()));
                break;
            }
        }
    }
    if fits.planes.is_empty() && fits.tables.is_empty() {
        let why: Vec<String> = fits.skipped.iter().map(|(name, why)| format!("{name}: {why}")).take(3).collect();
        return Err(FitsError::NoImage(if why.is_empty() {
            "its arrays are empty".to_owned()
        } else {
            why.join("; ")
        }));
    }
    Ok(fits)
}

/// Adds the header-and-data unit that begins at `at`, and tells where the next one begins.
fn next_unit(bytes: &[u8], at: usize, name: String, fits: &mut Fits) -> Result<usize, FitsError> {
    let (header, start) = header(bytes, at)?;
    let given = header.text("EXTNAME").filter(|given| !given.is_empty());
    let name = given.as_ref().map_or_else(|| name.clone(), |given| format!("{name} ({given})"));
    let bits = header.integer("BITPIX")?.ok_or_else(|| FitsError::Keyword("BITPIX".to_owned()))?;
    let number = number(bits)?;
    let axes = axes(&header)?;
    let values = values(&header, &axes)?;
    let announced = values.checked_mul(number.size() as u64).ok_or_else(|| FitsError::Keyword("NAXIS".to_owned()))?;
    let found = (bytes.len() - start) as u64;
    if announced > found {
        return Err(FitsError::Short { announced, found });
    }
    // Not more than the bytes that are there.
    let next = start + (announced as usize).next_multiple_of(BLOCK);
    if values == 0 {
        return Ok(next);
    }
    let is_table = header.text("XTENSION").is_some_and(|kind| kind == "BINTABLE" || kind == "TABLE");
    // Tile-compressed images are binary tables too.
    if is_table && header.text("ZIMAGE").is_none() && axes.len() == 2 {
        match bintable::read(&header, &bytes[start..], axes[0], axes[1]) {
            Ok(table) if table.columns.is_empty() => {
                let why = table.notes.into_iter().next().unwrap_or_else(|| "a table without columns".to_owned());
                fits.skipped.push((name, why));
            }
            Ok(table) => fits.tables.push((name, table)),
            Err(error) => fits.skipped.push((name, error.to_string())),
        }
        return Ok(next);
    }
    if let Some(why) = no_image(&header, &axes)? {
        fits.skipped.push((name, why));
        return Ok(next);
    }
    match stack(bytes, start, number, &header, &axes) {
        Ok(stack) => {
            let (extname, sky) = (given.map(|given| given.to_ascii_uppercase()), Wcs::read(&header));
            fits.planes.push(Plane { name, extname, stack, sky });
        }
        Err(error) => fits.skipped.push((name, error.to_string())),
    }
    Ok(next)
}

fn stack(bytes: &[u8], start: usize, number: Number, header: &Header, axes: &[u64]) -> Result<Stack, FitsError> {
    // The product was taken before, so it fits.
    let images = axes.iter().skip(2).product();
    let sizes = Sizes { images, height: axes[1], width: axes[0], channels: 1 };
    let mut stack = Stack::packed(bytes, start, (number, Order::Big), sizes)?;
    stack.shades = None;
    stack.physical = true;
    // A convention of amateurs' programs; the standard has no such word, and its images begin at the bottom.
    stack.bottom_up = header.text("ROWORDER").is_none_or(|order| !order.eq_ignore_ascii_case("TOP-DOWN"));
    stack.zero = header.real("BZERO")?.unwrap_or(0.0);
    stack.scale = header.real("BSCALE")?.unwrap_or(1.0);
    if !number.is_float() {
        stack.blank = header.integer("BLANK")?;
    }
    Ok(stack)
}

/// Why a unit with data is not an image for us.
fn no_image(header: &Header, axes: &[u64]) -> Result<Option<String>, FitsError> {
    if header.text("ZIMAGE").is_some_and(|value| value == "T") {
        return Ok(Some("a tile-compressed image that is still packed".to_owned()));
    }
    if let Some(kind) = header.text("XTENSION")
        && kind != "IMAGE"
        && kind != "IUEIMAGE"
    {
        return Ok(Some(format!("an extension of the kind {kind}, not an image")));
    }
    if header.text("GROUPS").is_some_and(|value| value == "T") {
        return Ok(Some("random groups, not an image".to_owned()));
    }
    if axes.len() < 2 {
        return Ok(Some("a one-dimensional array, not an image".to_owned()));
    }
    Ok(None)
}

fn number(bits: i64) -> Result<Number, FitsError> {
    match bits {
        8 => Ok(Number::U8),
        16 => Ok(Number::I16),
        32 => Ok(Number::I32),
        64 => Ok(Number::I64),
        -32 => Ok(Number::F32),
        -64 => Ok(Number::F64),
        _ => Err(FitsError::Keyword("BITPIX".to_owned())),
    }
}

fn axes(header: &Header) -> Result<Vec<u64>, FitsError> {
    let count = header.integer("NAXIS")?.filter(|count| (0..=MOST_AXES).contains(count));
    let count = count.ok_or_else(|| FitsError::Keyword("NAXIS".to_owned()))?;
    let axis = |index: i64| {
        let key = format!("NAXIS{index}");
        let size = header.integer(&key)?.and_then(|size| u64::try_from(size).ok());
        size.ok_or(FitsError::Keyword(key))
    };
    (1..=count).map(axis).collect()
}

/// Numbers in a unit's data: |GCOUNT| · (PCOUNT + the product of its axes).
fn values(header: &Header, axes: &[u64]) -> Result<u64, FitsError> {
    if axes.is_empty() {
        return Ok(0);
    }
    // In random groups the first axis is 0 and not counted.
    let groups = header.text("GROUPS").is_some_and(|value| value == "T") && axes[0] == 0;
    let product = axes.iter().skip(usize::from(groups)).try_fold(1_u64, |product, &size| product.checked_mul(size));
    let count = |key: &str, otherwise: u64| {
        let found = header.integer(key)?;
        found.map_or(Ok(otherwise), |value| u64::try_from(value).map_err(|_| FitsError::Keyword(key.to_owned())))
    };
    let (before, times) = (count("PCOUNT", 0)?, count("GCOUNT", 1)?);
    let all = product.and_then(|product| product.checked_add(before)).and_then(|one| one.checked_mul(times));
    all.ok_or_else(|| FitsError::Keyword("NAXIS".to_owned()))
}

/// The cards of a header.
struct Header<'a>(&'a [u8]);

/// The header that begins at `at`, and where its data begin.
fn header(bytes: &[u8], at: usize) -> Result<(Header<'_>, usize), FitsError> {
    let rest = bytes.get(at..).ok_or(FitsError::Header)?;
    for (index, block) in rest.chunks_exact(BLOCK).take(MOST_HEADER_BLOCKS).enumerate() {
        if let Some(card) = block.chunks_exact(CARD).position(|card| card.starts_with(b"END     ")) {
            let end = index * BLOCK + card * CARD;
            return Ok((Header(&rest[..end]), at + (index + 1) * BLOCK));
        }
    }
    Err(FitsError::Header)
}

impl Header<'_> {
    /// The value of a card as text: a string without its quotes, anything else without its comment.
    fn text(&self, key: &str) -> Option<String> {
        let card = self.0.chunks_exact(CARD).find(|card| {
            let name = card[..8].trim_ascii_end();
            name == key.as_bytes() && card[8] == b'='
        })?;
        let value = String::from_utf8_lossy(&card[9..]);
        let value = value.trim_start();
        let text = match value.strip_prefix('\'') {
            Some(quoted) => quoted.split('\'').next().unwrap_or_default(),
            None => value.split('/').next().unwrap_or_default(),
        };
        Some(text.trim().to_owned())
    }

    fn parse<T: std::str::FromStr>(&self, key: &str, ready: impl Fn(String) -> String) -> Result<Option<T>, FitsError> {
        let Some(text) = self.text(key) else { return Ok(None) };
        ready(text).parse().map(Some).map_err(|_| FitsError::Keyword(key.to_owned()))
    }

    fn integer(&self, key: &str) -> Result<Option<i64>, FitsError> {
        self.parse(key, |text| text)
    }

    /// FITS allows a D for the exponent.
    fn real(&self, key: &str) -> Result<Option<f64>, FitsError> {
        let value: Option<f64> = self.parse(key, |text| text.replace(['D', 'd'], "E"))?;
        match value {
            Some(value) if !value.is_finite() => Err(FitsError::Keyword(key.to_owned())),
            value => Ok(value),
        }
    }
}

impl Cards for Header<'_> {
    fn real(&self, key: &str) -> Option<f64> {
        Header::real(self, key).ok().flatten()
    }

    fn text(&self, key: &str) -> Option<String> {
        Header::text(self, key)
    }
}
