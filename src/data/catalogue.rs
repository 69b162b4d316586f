//! Catalogues of galaxy colours as `scripts/data/colours.py` writes them: one line of column names, then column after column
//! of 16-bit integers, little-endian.
//!
//! Colours are named by their two bands, `u-g`, and follow each other through the spectrum; then come the magnitude `i` and
//! the `redshift`. Reads plain or gzipped bytes and trusts no header: every size is checked against the bytes that are there.

use super::count::thousands;
use super::gzip::{GzipError, unpacked};

/// Magnitudes are written in thousandths, redshifts in ten-thousandths.
const MAGNITUDE_UNIT: f32 = 1e-3;
const REDSHIFT_UNIT: f32 = 1e-4;
/// More unpacked bytes than this are refused: several hundred times what the page ships.
const LIMIT: u64 = 1 << 26;
/// Longer column names, in bytes, are refused.
const LONGEST_HEADER: usize = 1024;

/// Why bytes are not the catalogue they should be.
#[derive(Debug, thiserror::Error)]
pub enum CatalogueError {
    #[error(transparent)]
    Gzip(#[from] GzipError),
    #[error("this is not a catalogue of colours: it does not begin with a line of column names")]
    Header,
    #[error("the catalogue's columns should be colours from band to band, i and redshift, not “{0}”")]
    Columns(String),
    #[error("the file is damaged or cut short: {} bytes do not make whole columns of {columns} names", thousands(*.found as u64))]
    Length { columns: usize, found: usize },
}

/// Galaxies with their colours, a magnitude and a redshift.
#[derive(Clone, Debug, PartialEq)]
pub struct Catalogue {
    /// The bands, blue to red, one more than there are colours.
    pub bands: Vec<String>,
    /// `[galaxies, bands - 1]`, mag: each band minus the next redder one.
    pub colours: Vec<f32>,
    /// i-band magnitudes, `[galaxies]`.
    pub magnitudes: Vec<f32>,
    /// `[galaxies]`
    pub redshifts: Vec<f32>,
}

impl Catalogue {
    /// The catalogue in these bytes, plain or gzipped.
    ///
    /// # Errors
    ///
    /// If the bytes are not such a catalogue, or unpack to more than is read.
    pub fn read(file: &[u8]) -> Result<Self, CatalogueError> {
        let bytes = unpacked(file, LIMIT)?;
        let end = bytes.iter().take(LONGEST_HEADER).position(|byte| *byte == b'\n').ok_or(CatalogueError::Header)?;
        let header = std::str::from_utf8(&bytes[..end]).map_err(|_| CatalogueError::Header)?;
        let bands = bands(header)?;
        let (body, columns) = (&bytes[end + 1..], bands.len() + 1);
        if body.is_empty() || !body.len().is_multiple_of(2 * columns) {
            return Err(CatalogueError::Length { columns, found: body.len() });
        }
        let galaxies = body.len() / (2 * columns);
        let value = |column: usize, row: usize| {
            let at = 2 * (column * galaxies + row);
            f32::from(i16::from_le_bytes([body[at], body[at + 1]]))
        };
        let column = |column: usize, unit: f32| (0..galaxies).map(|row| unit * value(column, row)).collect();
        let colours = columns - 2;
        Ok(Self {
            colours: (0..galaxies).flat_map(|row| (0..colours).map(move |k| MAGNITUDE_UNIT * value(k, row))).collect(),
            magnitudes: column(colours, MAGNITUDE_UNIT),
            redshifts: column(colours + 1, REDSHIFT_UNIT),
            bands,
        })
    }

    pub fn len(&self) -> usize {
        self.redshifts.len()
    }

    pub fn is_empty(&self) -> bool {
        self.redshifts.is_empty()
    }

    /// Colours of one galaxy.
    pub fn dimensions(&self) -> usize {
        self.bands.len() - 1
    }

    /// The colours of one galaxy, mag.
    pub fn row(&self, galaxy: usize) -> &[f32] {
        &self.colours[galaxy * self.dimensions()..(galaxy + 1) * self.dimensions()]
    }

    /// The galaxies for which `keep` is true of their number, in order.
    pub fn filter(&self, keep: impl Fn(usize) -> bool) -> Self {
        let kept: Vec<usize> = (0..self.len()).filter(|galaxy| keep(*galaxy)).collect();
        Self {
            bands: self.bands.clone(),
            colours: kept.iter().flat_map(|galaxy| self.row(*galaxy)).copied().collect(),
            magnitudes: kept.iter().map(|galaxy| self.magnitudes[*galaxy]).collect(),
            redshifts: kept.iter().map(|galaxy| self.redshifts[*galaxy]).collect(),
        }
    }

    /// The magnitudes in all bands, `[galaxies, bands]`, from the colours and i.
    pub fn spectra(&self) -> Vec<f32> {
        // `bands` refuses a catalogue without i.
        let anchor = self.bands.iter().position(|band| band == ANCHOR).unwrap_or(0);
        let mut spectra = vec![0.0; self.len() * self.bands.len()];
        for (galaxy, spectrum) in spectra.chunks_exact_mut(self.bands.len()).enumerate() {
            let colours = self.row(galaxy);
            spectrum[anchor] = self.magnitudes[galaxy];
            for band in anchor + 1..spectrum.len() {
                spectrum[band] = spectrum[band - 1] - colours[band - 1];
            }
            for band in (0..anchor).rev() {
                spectrum[band] = spectrum[band + 1] + colours[band];
            }
        }
        spectra
    }
}

/// The band whose magnitude the catalogue has.
const ANCHOR: &str = "i";

/// The bands of a line of names such as `u-g g-r r-i i redshift`.
fn bands(header: &str) -> Result<Vec<String>, CatalogueError> {
    let refused = || CatalogueError::Columns(header.chars().take(80).collect());
    let names: Vec<&str> = header.split(' ').collect();
    let [colours @ .., ANCHOR, "redshift"] = names.as_slice() else { return Err(refused()) };
    let mut bands: Vec<String> = Vec::new();
    for colour in colours {
        let (blue, red) = colour.split_once('-').ok_or_else(refused)?;
        match bands.last() {
            None => bands.push(blue.to_owned()),
            Some(last) if last == blue => {}
            Some(_) => return Err(refused()),
        }
        bands.push(red.to_owned());
    }
    if bands.iter().any(|band| band == ANCHOR) { Ok(bands) } else { Err(refused()) }
}
