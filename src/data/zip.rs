//! ZIP archives: their directory is listed, and one file at a time is unpacked, within limits that no header can lift.
//!
//! The records are read by `rawzip`: the `zip` crate would make the worker's program larger by 44 kB gzipped, 3.6 % of all three.

use std::borrow::Cow;
use std::io::Read;

use flate2::Crc;
use flate2::read::DeflateDecoder;
use rawzip::{
    CompressionMethod, ErrorKind, ZipArchive, ZipArchiveEntryWayfinder, ZipFileHeaderRecord, ZipVerification,
};

use super::count::thousands;
use super::number::u16_at;

/// A deflated file that unpacks to more bytes is refused, since it is held beside the archive; one that is only stored is not.
pub const LARGEST_ENTRY: u64 = 256 << 20;
/// An archive with more files is refused.
const MOST_ENTRIES: usize = 200_000;
/// Longer names are cut.
const LONGEST_NAME: usize = 1024;

const LOCAL: &[u8] = b"PK\x03\x04";
const END: &[u8] = b"PK\x05\x06";

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
    #[error("it is packed by method {} ({}), which is not read; stored and deflated files are", .0.as_u16(), .0.name().unwrap_or("unknown").to_ascii_lowercase())]
    Method(CompressionMethod),
    #[error("it unpacks to more than {} MB; stored without compression (numpy.savez, zip -0) it may have more", LARGEST_ENTRY >> 20)]
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
    /// Bytes, as the directory says; the unpacked ones must agree.
    pub unpacked: u64,
    encrypted: bool,
    method: CompressionMethod,
    place: ZipArchiveEntryWayfinder,
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
///
/// # Errors
///
/// If the bytes are no whole archive of one volume, or hold more than this program reads.
pub fn entries(bytes: &[u8]) -> Result<Vec<Entry>, ZipError> {
    if !is_zip(bytes) {
        return Err(ZipError::Foreign);
    }
    let archive = ZipArchive::from_slice(bytes);
    let end = archive.as_ref().map_or_else(rawzip::Error::eocd_offset, |archive| Some(archive.eocd_offset()));
    // All bits are set where the number is in the ZIP64 record.
    let volume = end.and_then(|end| u16_at(bytes, end as usize + 4));
    if volume.is_some_and(|volume| volume != 0 && volume != u16::MAX) {
        return Err(ZipError::Volumes);
    }
    let archive = archive.map_err(|error| match error.kind() {
        ErrorKind::InvalidEndOfCentralDirectory => ZipError::Directory,
        _ => ZipError::NoDirectory,
    })?;
    let count = usize::try_from(archive.entries_hint()).unwrap_or(usize::MAX);
    if count > MOST_ENTRIES {
        return Err(ZipError::TooMany(count));
    }
    let mut entries = Vec::new();
    for record in archive.entries().take(count) {
        entries.push(entry(&record.map_err(|_| ZipError::Directory)?)?);
    }
    if entries.len() == count { Ok(entries) } else { Err(ZipError::Directory) }
}

fn entry(record: &ZipFileHeaderRecord) -> Result<Entry, ZipError> {
    let (packed, unpacked) = (record.compressed_size_hint(), record.uncompressed_size_hint());
    if packed.max(unpacked).max(record.local_header_offset()) >= u64::from(u32::MAX) {
        return Err(ZipError::Zip64);
    }
    let path = record.file_path();
    let name = path.as_ref();
    Ok(Entry {
        name: String::from_utf8_lossy(&name[..name.len().min(LONGEST_NAME)]).replace('\\', "/"),
        unpacked,
        encrypted: record.flags().is_encrypted(),
        method: record.compression_method(),
        place: record.wayfinder(),
    })
}

/// The bytes of a file of the archive `bytes`: those of the archive itself where they are only stored.
///
/// # Errors
///
/// If the file is encrypted, packed in a way that is not read, too large, or damaged.
pub fn unpack<'a>(bytes: &'a [u8], entry: &Entry) -> Result<Cow<'a, [u8]>, ZipError> {
    if entry.encrypted {
        return Err(ZipError::Encrypted);
    }
    if entry.unpacked > LARGEST_ENTRY && entry.method != CompressionMethod::STORE {
        return Err(ZipError::TooLarge);
    }
    let archive = ZipArchive::from_slice(bytes).map_err(|_| ZipError::Damaged)?;
    let packed = archive.get_entry(entry.place).map_err(|_| ZipError::Damaged)?;
    let whole = match entry.method {
        CompressionMethod::STORE => {
            let (from, to) = packed.compressed_data_range();
            Cow::Borrowed(bytes.get(from as usize..to as usize).ok_or(ZipError::Damaged)?)
        }
        CompressionMethod::DEFLATE => {
            let mut whole = Vec::new();
            let mut unpacking = DeflateDecoder::new(packed.data()).take(entry.unpacked + 1);
            unpacking.read_to_end(&mut whole).map_err(|_| ZipError::Damaged)?;
            Cow::Owned(whole)
        }
        other => return Err(ZipError::Method(other)),
    };
    // Gzip's checksum, which is linked anyway.
    let mut checksum = Crc::new();
    checksum.update(&whole);
    let found = ZipVerification { crc: checksum.sum(), uncompressed_size: whole.len() as u64 };
    packed.claim_verifier().valid(found).map_err(|error| match error.kind() {
        ErrorKind::InvalidChecksum { .. } => ZipError::Checksum,
        _ => ZipError::Damaged,
    })?;
    Ok(whole)
}
