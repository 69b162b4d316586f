//! Stamps as files: a ZIP archive of FITS images with a table of what was measured, which any upload takes.

use std::io::Write;

use rawzip::{CompressionMethod, ZipArchiveWriter};

use super::stamp::Stamp;

const BLOCK: usize = 2880;

/// The archive cannot be written.
#[derive(Debug, thiserror::Error)]
#[error("the stamps could not be packed: {0}")]
pub struct PackError(String);

/// An archive, file after file.
pub struct Packing {
    archive: ZipArchiveWriter<Vec<u8>>,
    /// Whether the first row of a stamp is its lowest, as in FITS.
    bottom_up: bool,
    table: String,
    bytes: usize,
}

impl Packing {
    /// `columns` are those of the table after the one of file names.
    pub fn new(bottom_up: bool, columns: &[String]) -> Self {
        let mut packing =
            Self { archive: ZipArchiveWriter::new(Vec::new()), bottom_up, table: String::new(), bytes: 0 };
        packing.line("file", columns);
        packing
    }

    /// Adds a stamp and its row of the table.
    ///
    /// # Errors
    ///
    /// If it cannot be packed.
    pub fn add(&mut self, name: &str, stamp: &Stamp, cells: &[String]) -> Result<(), PackError> {
        let file = fits(stamp, self.bottom_up);
        self.bytes += file.len() + 2 * name.len() + 200;
        self.write(name, &file)?;
        self.line(name, cells);
        Ok(())
    }

    /// Bytes of the archive so far, or a few more.
    pub fn bytes(&self) -> usize {
        self.bytes + self.table.len()
    }

    /// The whole archive.
    ///
    /// # Errors
    ///
    /// If the table cannot be packed.
    pub fn finish(mut self) -> Result<Vec<u8>, PackError> {
        let table = std::mem::take(&mut self.table);
        self.write("stamps.csv", table.as_bytes())?;
        self.archive.finish().map_err(|error| PackError(error.to_string()))
    }

    fn write(&mut self, name: &str, bytes: &[u8]) -> Result<(), PackError> {
        let mut write = || {
            let (mut entry, config) =
                self.archive.new_file(name).compression_method(CompressionMethod::STORE).start()?;
            let mut writer = config.wrap(&mut entry);
            writer.write_all(bytes)?;
            let (_, descriptor) = writer.finish()?;
            entry.finish(descriptor)
        };
        write().map(|_| ()).map_err(|error: rawzip::Error| PackError(error.to_string()))
    }

    fn line(&mut self, name: &str, cells: &[String]) {
        let quoted = |cell: &str| {
            let plain = !cell.contains([',', '"', '\n', '\r']);
            if plain { cell.to_owned() } else { format!("\"{}\"", cell.replace('"', "\"\"")) }
        };
        self.table += &quoted(name);
        for cell in cells {
            self.table.push(',');
            self.table += &quoted(cell);
        }
        self.table.push('\n');
    }
}

/// A FITS file of 32-bit numbers.
fn fits(stamp: &Stamp, bottom_up: bool) -> Vec<u8> {
    let side = stamp.side;
    let order = if bottom_up { "'BOTTOM-UP'" } else { "'TOP-DOWN'" };
    let cards = [
        ("SIMPLE", "T".to_owned()),
        ("BITPIX", "-32".to_owned()),
        ("NAXIS", "2".to_owned()),
        ("NAXIS1", side.to_string()),
        ("NAXIS2", side.to_string()),
        ("ROWORDER", order.to_owned()),
    ];
    let mut file = Vec::with_capacity(2 * BLOCK + 4 * stamp.light.len());
    for (key, value) in cards {
        // Text begins in column 11, numbers end in column 30.
        let value = if value.starts_with('\'') { format!("{value:<20}") } else { format!("{value:>20}") };
        file.extend(format!("{:<80}", format!("{key:<8}= {value}")).bytes());
    }
    file.extend(format!("{:<80}", "END").bytes());
    file.resize(BLOCK, b' ');
    file.extend(stamp.light.iter().flat_map(|value| value.to_be_bytes()));
    file.resize(file.len().next_multiple_of(BLOCK), 0);
    file
}
