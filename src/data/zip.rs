//! ZIP archives: the central directory is read, and one file at a time is unpacked, within limits that no header can lift.

use std::io::Read;

use flate2::Crc;
use flate2::read::DeflateDecoder;

use super::count::thousands;
use super::number::{u16_at, u32_at};

/// A file in an archive may unpack to so many bytes.
pub const LARGEST_ENTRY: u64 = 256 << 20;
/// An archive with more files is refused.
const MOST_ENTRIES: usize = 200_000;
const LONGEST_NAME: usize = 1024;

const LOCAL: &[u8] = b"PK\x03\x04";
const CENTRAL: &[u8] = b"PK\x01\x02";
const END: &[u8] = b"PK\x05\x06";
const END_LENGTH: usize = 22;
/// The end record may be followed by a comment of so many bytes.
const LONGEST_COMMENT: usize = 65_535;

const STORED: u16 = 0;
const DEFLATED: u16 = 8;

/// Why an archive, or a file in it, cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ZipError {
    #[error("this is not a ZIP archive")]
    Foreign,
    #[error("the archive is cut short: its directory, which lies at its end, is missing")]
    NoDirectory,
    #[error("the archive is damaged: its directory points outside the file")]
    Directory,
    #[error("the archive is one of several volumes, which are not put together here")]
    Volumes,
    #[error("the archive is in the ZIP64 format for more than 4 GB, which is not read; pack fewer images")]
    Zip64,
    #[error("the archive holds {} files; more than {} are not read", thousands(*.0 as u64), thousands(MOST_ENTRIES as u64))]
    TooMany(usize),
    #[error("it is encrypted")]
    Encrypted,
    #[error("it is packed by method {0} ({name}), which is not read; stored and deflated files are", name = method_name(*.0))]
    Method(u16),
    #[error("it unpacks to more than {} MB, which is more than this page accepts", LARGEST_ENTRY >> 20)]
    TooLarge,
    #[error("it is damaged: it cannot be unpacked")]
    Damaged,
    #[error("it is damaged: its checksum is wrong")]
    Checksum,
}

/// A file of an archive, as its directory describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub name: String,
    flags: u16,
    method: u16,
    checksum: u32,
    packed: u32,
    /// What the directory says; the unpacked bytes must agree.
    pub unpacked: u32,
    header: u32,
}

impl Entry {
    /// A folder, or one of the files that systems leave in archives for themselves.
    pub fn is_furniture(&self) -> bool {
        let last = self.name.rsplit('/').next().unwrap_or_default();
        self.name.ends_with('/')
            || self.name.starts_with("__MACOSX/")
            || last.starts_with('.')
            || ["thumbs.db", "desktop.ini"].contains(&last.to_ascii_lowercase().as_str())
    }
}

pub fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(LOCAL) || bytes.starts_with(END)
}

/// The files of an archive, in the order of its directory.
pub fn entries(bytes: &[u8]) -> Result<Vec<Entry>, ZipError> {
    if !is_zip(bytes) {
        return Err(ZipError::Foreign);
    }
    let end = end_record(bytes).ok_or(ZipError::NoDirectory)?;
    let field = |at: usize| u16_at(bytes, end + at).ok_or(ZipError::Directory);
    let long = |at: usize| u32_at(bytes, end + at).ok_or(ZipError::Directory);
    let (count, start) = (usize::from(field(10)?), long(16)?);
    if field(10)? == u16::MAX || start == u32::MAX || long(12)? == u32::MAX {
        return Err(ZipError::Zip64);
    }
    if field(4)? != 0 || field(6)? != 0 || field(8)? != field(10)? {
        return Err(ZipError::Volumes);
    }
    if count > MOST_ENTRIES {
        return Err(ZipError::TooMany(count));
    }
    let mut directory = bytes.get(start as usize..end).ok_or(ZipError::Directory)?;
    let mut entries = Vec::new();
    for _ in 0..count {
        let (entry, rest) = entry(directory).ok_or(ZipError::Directory)?;
        if [entry.packed, entry.unpacked, entry.header].contains(&u32::MAX) {
            return Err(ZipError::Zip64);
        }
        entries.push(entry);
        directory = rest;
    }
    Ok(entries)
}

/// Where the end record begins: the last one whose comment fits.
fn end_record(bytes: &[u8]) -> Option<usize> {
    let last = bytes.len().checked_sub(END_LENGTH)?;
    (last.saturating_sub(LONGEST_COMMENT)..=last).rev().find(|&at| {
        bytes[at..].starts_with(END)
            && u16_at(bytes, at + 20).is_some_and(|comment| at + END_LENGTH + usize::from(comment) <= bytes.len())
    })
}

fn entry(directory: &[u8]) -> Option<(Entry, &[u8])> {
    if !directory.starts_with(CENTRAL) {
        return None;
    }
    let short = |at| u16_at(directory, at);
    let (name, extra, comment) = (usize::from(short(28)?), usize::from(short(30)?), usize::from(short(32)?));
    let bytes = directory.get(46..46 + name)?;
    let rest = directory.get(46 + name + extra + comment..)?;
    let entry = Entry {
        name: String::from_utf8_lossy(&bytes[..name.min(LONGEST_NAME)]).replace('\\', "/"),
        flags: short(8)?,
        method: short(10)?,
        checksum: u32_at(directory, 16)?,
        packed: u32_at(directory, 20)?,
        unpacked: u32_at(directory, 24)?,
        header: u32_at(directory, 42)?,
    };
    Some((entry, rest))
}

/// The bytes of a file of the archive `bytes`.
pub fn unpack(bytes: &[u8], entry: &Entry) -> Result<Vec<u8>, ZipError> {
    if entry.flags & 1 != 0 {
        return Err(ZipError::Encrypted);
    }
    if u64::from(entry.unpacked) > LARGEST_ENTRY {
        return Err(ZipError::TooLarge);
    }
    let packed = packed_bytes(bytes, entry).ok_or(ZipError::Damaged)?;
    let whole = match entry.method {
        STORED => packed.to_vec(),
        DEFLATED => {
            let mut whole = Vec::new();
            let limit = u64::from(entry.unpacked) + 1;
            DeflateDecoder::new(packed).take(limit).read_to_end(&mut whole).map_err(|_| ZipError::Damaged)?;
            whole
        }
        other => return Err(ZipError::Method(other)),
    };
    if whole.len() as u64 != u64::from(entry.unpacked) {
        return Err(ZipError::Damaged);
    }
    let mut checksum = Crc::new();
    checksum.update(&whole);
    if checksum.sum() == entry.checksum { Ok(whole) } else { Err(ZipError::Checksum) }
}

/// The local header repeats the name and has an extra field of its own length; sizes are the directory's.
fn packed_bytes<'a>(bytes: &'a [u8], entry: &Entry) -> Option<&'a [u8]> {
    let header = bytes.get(entry.header as usize..)?;
    if !header.starts_with(LOCAL) {
        return None;
    }
    let start = 30 + usize::from(u16_at(header, 26)?) + usize::from(u16_at(header, 28)?);
    header.get(start..start.checked_add(entry.packed as usize)?)
}

fn method_name(method: u16) -> &'static str {
    match method {
        9 => "deflate64",
        12 => "bzip2",
        14 => "lzma",
        93 => "zstandard",
        95 => "xz",
        98 => "ppmd",
        99 => "encrypted by AES",
        _ => "unknown",
    }
}
