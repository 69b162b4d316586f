//! What a file is, told by its first bytes and not by its name, since files get renamed.

use std::borrow::Cow;

use crate::data::fits::{self, FitsError};
use crate::data::gzip::{self, GzipError};
use crate::data::idx::{self, IdxError};
use crate::data::npy::{self, NpyError};
use crate::data::picture::{self, Picture, PictureError};
use crate::data::stack::{Array, Stack};
use crate::data::table::Table;
use crate::data::table::text::{self, TextError};
use crate::data::table::votable::{self, VotableError};
use crate::data::web_page::is_web_page;
use crate::data::zip::{self, Entry, ZipError};

/// A larger file is not read, packed or unpacked.
pub const LARGEST_FILE: u64 = 512 << 20;

/// Endings of tables in text, which have no bytes of their own to begin with.
const TEXTS: [&str; 9] = [".tbl", ".csv", ".tsv", ".tab", ".txt", ".dat", ".cat", ".ecsv", ".ascii"];

/// Why nothing can be taken from a file.
#[derive(Debug, thiserror::Error)]
pub enum ContentError {
    #[error("it is empty")]
    Empty,
    #[error("it has {} MB; files of up to {} MB are read", .0 >> 20, LARGEST_FILE >> 20)]
    TooLarge(u64),
    #[error("a {0} inside another archive is not opened; unpack it first")]
    Nested(&'static str),
    #[error("it is {0}, which is not read here: {1}")]
    Known(&'static str, &'static str),
    #[error("its first bytes are not those of any kind of file that is read here, whatever its name says")]
    Foreign,
    #[error("it is text, but no table: {0}; save its table as CSV")]
    NoTable(String),
    #[error(transparent)]
    Gzip(#[from] GzipError),
    #[error(transparent)]
    Picture(#[from] PictureError),
    #[error(transparent)]
    Zip(#[from] ZipError),
    #[error(transparent)]
    Idx(#[from] IdxError),
    #[error(transparent)]
    Npy(#[from] NpyError),
    #[error(transparent)]
    Fits(#[from] FitsError),
    #[error(transparent)]
    Text(#[from] TextError),
    #[error(transparent)]
    Votable(#[from] VotableError),
}

/// What is in a file. Images are described, not decoded.
#[derive(Debug)]
pub enum Content {
    Picture(Picture),
    Archive(Vec<Entry>),
    /// Images; where a file has several sets of them, each has a name of its own.
    Stacks(Vec<(Option<String>, Stack)>, Vec<(String, String)>),
    /// An image, or a row of values an image.
    Plane(Stack),
    /// A row an image, in an order that a stack of images has too.
    Values(Table),
    /// Images of planes, and tables.
    Planes(fits::Fits),
    /// Each with its name, where a file has several.
    Tables(Vec<(Option<String>, Table)>),
}

/// Why a file of `size` bytes, which is larger than those that are read, is not; `head` are its first bytes, which may know a way on.
pub fn too_large(size: u64, head: &[u8]) -> ContentError {
    known(head).map_or(ContentError::TooLarge(size), |(what, advice)| ContentError::Known(what, advice))
}

/// The bytes of a file, unpacked if they were gzipped, and what they are. `inside` an archive no other is opened.
///
/// # Errors
///
/// If the file is empty, too large, or of no kind that is read, and whatever its own reader finds.
pub fn open<'a>(name: &str, bytes: Cow<'a, [u8]>, inside: bool) -> Result<(Cow<'a, [u8]>, Content), ContentError> {
    if bytes.is_empty() {
        return Err(ContentError::Empty);
    }
    if bytes.len() as u64 > LARGEST_FILE {
        return Err(ContentError::TooLarge(bytes.len() as u64));
    }
    // Of bytes that are our own no second copy is made.
    let bytes =
        if gzip::is_gzip(&bytes) { Cow::Owned(gzip::unpacked(&bytes, LARGEST_FILE)?.into_owned()) } else { bytes };
    if bytes.is_empty() {
        return Err(ContentError::Empty);
    }
    if fits::is_fits(&bytes)
        && let Some((whole, failed)) = fits::unpacked(&bytes)
    {
        let content = Content::Planes(fits::read_but(&whole, failed)?);
        return Ok((Cow::Owned(whole), content));
    }
    let content = content(name, &bytes, inside)?;
    Ok((bytes, content))
}

fn one_array(array: Array) -> Content {
    match array {
        Array::Images(stack) => Content::Stacks(vec![(None, stack)], Vec::new()),
        Array::Plane(stack) => Content::Plane(stack),
        Array::Values(table) => Content::Values(table),
    }
}

fn content(name: &str, bytes: &[u8], inside: bool) -> Result<Content, ContentError> {
    if let Some(kind) = picture::kind(bytes) {
        return Ok(Content::Picture(picture::read(kind, bytes)?));
    }
    if zip::is_zip(bytes) {
        let entries = zip::entries(bytes);
        if let Some((what, advice)) = entries.as_ref().ok().and_then(|entries| office(bytes, entries)) {
            return Err(ContentError::Known(what, advice));
        }
        return if inside { Err(ContentError::Nested("ZIP archive")) } else { Ok(Content::Archive(entries?)) };
    }
    if npy::is_npy(bytes) {
        return Ok(one_array(npy::read(bytes)?));
    }
    if fits::is_fits(bytes) {
        return Ok(Content::Planes(fits::read(bytes)?));
    }
    if idx::is_idx(bytes) {
        return Ok(one_array(idx::array(bytes)?));
    }
    if votable::is_votable(bytes) {
        let tables = votable::read(bytes)?;
        let several = tables.len() > 1;
        let named = |(name, table): (Option<String>, Table)| (name.filter(|_| several), table);
        return Ok(Content::Tables(tables.into_iter().map(named).collect()));
    }
    if let Some((what, advice)) = known(bytes) {
        return Err(ContentError::Known(what, advice));
    }
    let lower = name.to_ascii_lowercase();
    if TEXTS.iter().any(|end| lower.trim_end_matches(".gz").ends_with(end)) {
        return Ok(Content::Tables(vec![(None, text::read(bytes)?)]));
    }
    // Where no ending says so, a table in text is known by what it holds.
    if !is_text(bytes) {
        return Err(ContentError::Foreign);
    }
    let text = bytes.trim_ascii_start();
    if text.starts_with(b"{") || text.starts_with(b"[") {
        return Err(ContentError::Known("JSON or other text in brackets", JSON));
    }
    if contains(bytes, b"\\begin{") {
        return Err(ContentError::Known("a LaTeX document", LATEX));
    }
    match text::read(bytes) {
        Ok(table) if table.columns.len() > 1 => Ok(Content::Tables(vec![(None, table)])),
        Ok(_) => Err(ContentError::NoTable("the table has a single column".to_owned())),
        Err(error) => Err(ContentError::NoTable(error.to_string())),
    }
}

const JSON: &str = "this line of Python makes a CSV file of a list of records: \
    import pandas; pandas.read_json('NAME.json').to_csv('NAME.csv', index=False)";
const LATEX: &str = "this line of Python makes a CSV file of its table: \
    from astropy.io import ascii; ascii.read('NAME.tex', format='latex').write('NAME.csv')";

/// So many of the first bytes are looked at.
const HEAD: usize = 1 << 14;

fn contains(bytes: &[u8], word: &[u8]) -> bool {
    bytes[..bytes.len().min(HEAD)].windows(word.len()).any(|window| window == word)
}

/// No text has control characters other than those that part lines and cells, unless it is in UTF-16.
fn is_text(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(HEAD)];
    head.starts_with(&[0xff, 0xfe])
        || head.starts_with(&[0xfe, 0xff])
        || head.contains(&b'\n') && !head.iter().any(|byte| matches!(byte, 0..=8 | 11 | 14..=31 | 127))
}

/// Documents that are ZIP archives of parts which are nothing by themselves, and what to do with each.
fn office(bytes: &[u8], entries: &[Entry]) -> Option<(&'static str, &'static str)> {
    const SHEET: &str = "save its sheet as CSV";
    const DOCUMENT: &str = "copy its table into a spreadsheet, and save that as CSV";
    let has = |begin: &str| entries.iter().any(|entry| entry.name.starts_with(begin));
    if has("[Content_Types].xml") {
        return Some(if has("xl/") {
            ("an Excel workbook", SHEET)
        } else {
            ("a Word or PowerPoint document", DOCUMENT)
        });
    }
    let kind = entries.iter().find(|entry| entry.name == "mimetype" && entry.unpacked < 200)?;
    let kind = zip::unpack(bytes, kind).ok()?;
    let kind = kind.strip_prefix(b"application/vnd.oasis.opendocument.")?;
    Some(if kind.starts_with(b"spreadsheet") {
        ("a LibreOffice spreadsheet", SHEET)
    } else {
        ("a LibreOffice document", DOCUMENT)
    })
}

/// Kinds of file that people try, and what to do with each.
fn known(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    const PICTURE: &str = "save it as PNG";
    const ARCHIVE: &str = "unpack it and pack the files as ZIP";
    const UNPACK: &str = "unpack it first";
    // Of more than 500 MB every second image, or every third…: a file's first images may all be of one class.
    const HDF5: &str = "this line of Python makes an NPZ file of its arrays, of every s-th image where all are more than 500 MB: \
        import h5py, numpy; f = h5py.File('NAME.h5'); d = {k: v for k, v in f.items() if getattr(v, 'size', 0) and v.shape}; \
        s = 1 + sum(v.nbytes for v in d.values()) // 500_000_000; numpy.savez('NAME.npz', **{k: v[::s] for k, v in d.items()})";
    const PARQUET: &str = "this line of Python makes a CSV file of it: \
        import pandas; pandas.read_parquet('NAME.parquet').to_csv('NAME.csv', index=False)";
    const FEATHER: &str = "this line of Python makes a CSV file of it: \
        import pandas; pandas.read_feather('NAME.feather').to_csv('NAME.csv', index=False)";
    let kinds: [(&[u8], &str, &str); 14] = [
        (b"GIF8", "a GIF picture", PICTURE),
        (b"II*\0", "a TIFF picture", "save it as PNG or FITS"),
        (b"MM\0*", "a TIFF picture", "save it as PNG or FITS"),
        (b"BM", "a BMP picture", PICTURE),
        (b"\x89HDF", "an HDF5 file", HDF5),
        (b"PAR1", "a Parquet file", PARQUET),
        (b"ARROW1", "a Feather or Arrow file", FEATHER),
        (b"SQLite format 3", "an SQLite database", "save its table as CSV"),
        (b"\xd0\xcf\x11\xe0", "an old Excel or Word document", "save its table as CSV"),
        (b"%PDF", "a PDF document", "save its table as CSV"),
        (b"7z\xbc\xaf", "a 7-Zip archive", ARCHIVE),
        (b"Rar!", "a RAR archive", ARCHIVE),
        (b"BZh", "a bzip2 file", UNPACK),
        (b"\xfd7zXZ", "an xz file", UNPACK),
    ];
    if contains(bytes, b"Byte-by-byte Description") {
        let convert = "this line of Python makes a CSV file of it: \
            from astropy.io import ascii; ascii.read('NAME.txt').write('NAME.csv')";
        return Some(("a machine-readable table of the CDS or the AAS", convert));
    }
    if [b"#K ", b"#N "].iter().any(|begin| bytes.starts_with(*begin)) {
        let convert = "this line of Python makes a CSV file of it: \
            from astropy.io import ascii; ascii.read('NAME.dat', format='daophot').write('NAME.csv')";
        return Some(("a DAOPHOT table of IRAF", convert));
    }
    if bytes.get(257..262) == Some(b"ustar") {
        return Some(("a tar archive", ARCHIVE));
    }
    if bytes.starts_with(&[0x80]) && bytes.get(1).is_some_and(|version| (2..=5).contains(version)) {
        return Some(("a Python pickle (it could run programs)", "save its arrays with numpy.savez"));
    }
    if is_web_page(bytes) {
        return Some(("a web page", "the download went wrong, perhaps"));
    }
    let text = bytes.trim_ascii_start();
    if text.starts_with(b"<svg") || text.starts_with(b"<?xml") {
        return Some(("an SVG drawing or other XML", PICTURE));
    }
    kinds.iter().find(|(magic, _, _)| bytes.starts_with(magic)).map(|(_, what, advice)| (*what, *advice))
}
