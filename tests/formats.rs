//! The readers of data formats against files written by NumPy, Astropy, Pillow and ZIP tools (`scripts/data/fixtures.py`),
//! and against what a damaged or hostile file says.
#![cfg(not(target_arch = "wasm32"))]

use std::fs;

use latent_lab::data::table::{Cells, Table};
use latent_lab::data::{Array, Stack, fits, idx, npy, picture, zip};

fn fixture(name: &str) -> Vec<u8> {
    fs::read(format!("tests/fixtures/{name}")).unwrap()
}

fn image(stack: &Stack, bytes: &[u8], index: usize) -> Vec<f32> {
    let mut values = Vec::new();
    stack.read(bytes, index, &mut values);
    values
}

fn npy_images(name: &str) -> (Vec<u8>, Stack) {
    let bytes = fixture(name);
    match npy::read(&bytes).unwrap() {
        Array::Images(stack) | Array::Plane(stack) => (bytes, stack),
        Array::Values(_) => panic!("{name} holds no images"),
    }
}

fn sizes(stack: &Stack) -> [usize; 4] {
    [stack.len(), stack.height(), stack.width(), stack.channels()]
}

/// `first`, `first + step`, … , as many as an image of 5 × 6 has.
fn ramp(first: f32, step: f32) -> Vec<f32> {
    (0..30).map(|index| first + step * index as f32).collect()
}

#[test]
fn arrays_of_numpy_are_read_in_every_type_and_order() {
    for (name, images, first, step) in [
        ("u1.npy", 3, 120.0, 2.0),
        ("fortran-f4.npy", 3, 60.0, 1.0),
        ("big-i2.npy", 1, -7.0, 1.0),
        ("big-f8.npy", 1, 0.0, 0.5),
        ("u2.npy", 2, 30_000.0, 1000.0),
        ("i4.npy", 2, -99_970.0, 1.0),
        ("i8.npy", 2, 90.0, 3.0),
        ("half.npy", 1, 0.0, 1.0),
        ("version-2.npy", 3, 60.0, 1.0),
        ("version-3.npy", 3, 60.0, 1.0),
    ] {
        let (bytes, stack) = npy_images(name);
        assert_eq!(sizes(&stack), [images, 5, 6, 1], "{name}");
        assert_eq!(image(&stack, &bytes, images - 1), ramp(first, step), "{name}");
    }
    let (bytes, stack) = npy_images("bool.npy");
    assert_eq!(image(&stack, &bytes, 0)[..4], [1.0, 0.0, 0.0, 1.0]);
}

#[test]
fn channels_may_come_last_or_first() {
    let (bytes, stack) = npy_images("colour.npy");
    assert_eq!(sizes(&stack), [1, 7, 6, 3]);
    assert_eq!(image(&stack, &bytes, 0)[..4], [0.0, 1.0, 2.0, 3.0]);
    let (bytes, stack) = npy_images("channels-last.npy");
    assert_eq!((sizes(&stack), image(&stack, &bytes, 1)[1]), ([2, 5, 6, 3], 91.0));
    let (bytes, stack) = npy_images("channels-first.npy");
    // Image 1, pixel (0, 1) of its three planes of 30.
    assert_eq!((sizes(&stack), &image(&stack, &bytes, 1)[3..6]), ([2, 5, 6, 3], &[91.0, 121.0, 151.0][..]));
}

#[test]
fn arrays_that_are_no_images_are_refused_in_words() {
    let complaint = |bytes: &[u8]| npy::read(bytes).unwrap_err().to_string();
    assert!(complaint(&fixture("object.npy")).contains("Python objects, which could run programs"));
    assert!(complaint(&fixture("record.npy")).contains("several fields"));
    assert!(complaint(&fixture("bfloat16.npy")).contains("as bfloat16 is saved; save x.astype('float32')"));
    assert!(complaint(b"\x93NUMPY\x09\0").contains("version 9"));
    let header = |text: &str| [b"\x93NUMPY\x01\0", &(text.len() as u16).to_le_bytes()[..], text.as_bytes()].concat();
    let with_shape = |shape: &str| header(&format!("{{'descr': '|u1', 'fortran_order': False, 'shape': {shape}, }}"));
    assert!(complaint(&with_shape("(1, 2, 3, 4, 5)")).contains("(1, 2, 3, 4, 5)"));
    assert!(complaint(&with_shape("()")).contains("shape"));
    for shape in ["(18446744073709551615, 5, 5)", "(4294967296, 4294967296, 4294967296)", "(99999999999999999999, 5)"] {
        assert!(complaint(&with_shape(shape)).len() > 20, "{shape}");
    }
    let colour = "(18446744073709551615, 18446744073709551615, 9, 3)";
    assert!(complaint(&with_shape(colour)).len() > 20);
}

#[test]
fn a_column_of_values_is_one_value_an_image() {
    let entries = zip::entries(&fixture("set.npz")).unwrap();
    let radius = entries.iter().find(|entry| entry.name == "radius.npy").unwrap();
    let Array::Values(table) = npy::read(&zip::unpack(&fixture("set.npz"), radius).unwrap()).unwrap() else {
        panic!("a column is not images")
    };
    let Cells::Numbers(values) = &table.columns[0].cells else { panic!("a column of numbers is not text") };
    assert_eq!((values.len(), values[0], values[5]), (6, 1.0, 2.0));
}

fn fits_image(name: &str) -> Vec<f32> {
    let bytes = fixture(name);
    let read = fits::read(&bytes).unwrap();
    assert_eq!(read.planes.len(), 1, "{name}");
    let values = image(&read.planes[0].stack, &bytes, 0);
    // Astropy's first row is the lowest.
    values.chunks(6).rev().flatten().copied().collect()
}

#[test]
fn fits_images_are_read_in_every_type_and_scale() {
    assert_eq!(fits_image("u2.fits"), ramp(0.0, 2000.0));
    assert_eq!(fits_image("byte.fits"), ramp(0.0, 1.0));
    assert_eq!(fits_image("i8.fits"), ramp(0.0, 1.0));
    assert_eq!(fits_image("scaled.fits"), ramp(10.0, 0.5));
    for (name, hole) in [("holes.fits", 8), ("blank.fits", 9)] {
        let values = fits_image(name);
        assert!(values[hole].is_nan() && values.iter().filter(|value| value.is_nan()).count() == 1, "{name}");
        assert_eq!(values[29], 29.0);
    }
}

#[test]
fn the_first_row_is_the_lowest_unless_the_file_says_otherwise() {
    for (name, first) in [("top-down.fits", 0.0), ("holes.fits", 24.0)] {
        let bytes = fixture(name);
        assert_eq!(image(&fits::read(&bytes).unwrap().planes[0].stack, &bytes, 0)[0], first, "{name}");
    }
}

#[test]
fn errors_weights_and_flags_are_known_by_their_names() {
    let bytes = fixture("flt0.fits");
    let planes = fits::read(&bytes).unwrap().planes;
    assert_eq!(planes.iter().map(fits::Plane::is_auxiliary).collect::<Vec<_>>(), [false, true, true]);
    let named = |name: &str| fits::Plane { extname: Some(name.to_owned()), ..planes[0].clone() };
    for name in ["WHT", "SCI_ERR", "DQ2", "VAR_POISSON", "IVAR", "MASK", "FLAG", "NOISE", "PSF", "BADPIX", "MODEL_1"] {
        assert!(named(name).is_auxiliary(), "{name}");
    }
    for name in ["SCI", "F814W", "G", "COMPRESSED_IMAGE", "WHITE"] {
        assert!(!named(name).is_auxiliary(), "{name}");
    }
}

#[test]
fn cubes_and_extensions_hold_many_images() {
    let bytes = fixture("cube.fits");
    let read = fits::read(&bytes).unwrap();
    let stack = &read.planes[0].stack;
    assert_eq!((sizes(stack), image(stack, &bytes, 3)[29]), ([4, 5, 6, 1], 95.0));
    let bytes = fixture("extensions.fits");
    let read = fits::read(&bytes).unwrap();
    let names: Vec<&str> = read.planes.iter().map(|plane| plane.name.as_str()).collect();
    assert_eq!(names, ["extension 1 (SCI)", "extension 3 (ERR)"]);
    assert_eq!(image(&read.planes[1].stack, &bytes, 0)[41], 60.0);
    assert_eq!((read.skipped.len(), read.tables.len()), (0, 1));
    assert_eq!((read.tables[0].0.as_str(), read.tables[0].1.rows()), ("extension 2 (CATALOGUE)", 4));
    let bytes = fixture("degenerate.fits");
    assert_eq!(sizes(&fits::read(&bytes).unwrap().planes[0].stack), [2, 5, 6, 1]);
}

#[test]
fn fits_files_without_images_say_what_they_hold() {
    let complaint = |bytes: &[u8]| fits::read(bytes).unwrap_err().to_string();
    let whole = fixture("cube.fits");
    assert!(complaint(&whole[..2880 + 100]).contains("cut short"));
    assert!(complaint(&whole[..1000]).contains("header has no end"));
    // The first extension is whole, the second is not.
    let cut = fits::read(&fixture("extensions.fits")[..20_160 - 2880]).unwrap();
    assert_eq!(cut.planes.len(), 1);
    assert!(cut.skipped.iter().any(|(_, why)| why.contains("cut short")));
}

#[test]
fn hostile_fits_headers_take_no_memory() {
    let header = |cards: &[&str]| {
        let mut bytes = Vec::new();
        for card in cards.iter().chain(&["END"]) {
            bytes.extend(format!("{card:<80}").bytes());
        }
        bytes.resize(2880, b' ');
        bytes
    };
    let huge = "9223372036854775807";
    let first = "SIMPLE  =                    T";
    for cards in [
        vec![
            first,
            "BITPIX  = -64",
            "NAXIS   = 3",
            "NAXIS1  = 2147483647",
            "NAXIS2  = 2147483647",
            "NAXIS3  = 2147483647",
        ],
        vec![first, "BITPIX  = 8", "NAXIS   = 2", "NAXIS1  = -5", "NAXIS2  = 5"],
        vec![first, "BITPIX  = 7", "NAXIS   = 0"],
        vec![first, "BITPIX  = 8", "NAXIS   = 1000"],
        vec![first, "BITPIX  = 8", "NAXIS   = 2", "NAXIS1  = 5"],
        vec![first, "BITPIX  = 8", "NAXIS   = 2", "NAXIS1  = 0", "NAXIS2  = 5"],
        vec![first, "BITPIX  = 8", "NAXIS   = 2", "NAXIS1  = 5", "NAXIS2  = 5", &format!("GCOUNT  = {huge}")],
        vec![first, "BITPIX  = 8", "NAXIS   = 2", "NAXIS1  = 5", "NAXIS2  = 5", "BZERO   = nonsense"],
    ] {
        let complaint = fits::read(&header(&cards)).unwrap_err().to_string();
        assert!(complaint.len() > 20, "{cards:?}: {complaint}");
    }
}

#[test]
fn archives_of_several_tools_hold_the_same_files() {
    let stored = fixture("stored.zip");
    let entries = zip::entries(&stored).unwrap();
    let names: Vec<&str> =
        entries.iter().filter(|entry| !entry.is_furniture()).map(|entry| entry.name.as_str()).collect();
    assert_eq!((names.len(), names[0], names[5]), (6, "stamps/0.png", "stamps/properties.csv"));
    for name in ["deflated.zip", "streamed.zip"] {
        let bytes = fixture(name);
        for (entry, plain) in zip::entries(&bytes).unwrap().iter().zip(&entries) {
            assert_eq!(zip::unpack(&bytes, entry).unwrap(), zip::unpack(&stored, plain).unwrap(), "{name}");
        }
    }
    let bytes = fixture("info-zip.zip");
    let info = zip::entries(&bytes).unwrap();
    assert_eq!(zip::unpack(&bytes, &info[0]).unwrap(), zip::unpack(&stored, &entries[0]).unwrap());
}

#[test]
fn archives_that_cannot_be_read_say_why() {
    let complaint = |bytes: &[u8]| match zip::entries(bytes) {
        Ok(entries) => zip::unpack(bytes, &entries[0]).unwrap_err().to_string(),
        Err(error) => error.to_string(),
    };
    assert!(complaint(&fixture("bzip2.zip")).contains("bzip2"));
    assert!(complaint(&fixture("encrypted.zip")).contains("encrypted"));
    let whole = fixture("stored.zip");
    assert!(complaint(&whole[..whole.len() / 2]).contains("cut short"));
    // The first file's data, changed; then its announced size; then where the directory lies.
    let mut changed = whole.clone();
    changed[60] ^= 1;
    assert!(complaint(&changed).contains("checksum"));
    let end = whole.len() - 22;
    let directory = u32::from_le_bytes(whole[end + 16..end + 20].try_into().unwrap()) as usize;
    let with = |at: usize, value: u32| {
        let mut bytes = whole.clone();
        bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
        bytes
    };
    assert!(complaint(&with(directory + 24, u32::MAX - 1)).contains("damaged"));
    let mut deflated = fixture("deflated.zip");
    let its_end = deflated.windows(4).rposition(|window| window == b"PK\x05\x06").unwrap();
    let first = u32::from_le_bytes(deflated[its_end + 16..its_end + 20].try_into().unwrap()) as usize;
    deflated[first + 24..first + 28].copy_from_slice(&(u32::MAX - 1).to_le_bytes());
    assert!(complaint(&deflated).contains("256 MB"));
    assert!(complaint(&with(directory + 24, u32::MAX)).contains("ZIP64"));
    assert!(complaint(&with(directory + 20, 1 << 30)).contains("damaged"));
    assert!(complaint(&with(end + 16, 1 << 30)).contains("outside"));
    assert!(complaint(&with(end + 8, 0xfffe_fffe)).len() > 20);
}

#[test]
fn idx_files_of_every_kind_are_read() {
    let bytes = fixture("images.idx");
    let Array::Images(stack) = idx::array(&bytes).unwrap() else { panic!("images are not a column") };
    assert_eq!((sizes(&stack), image(&stack, &bytes, 3)[0]), ([4, 8, 8, 1], 192.0));
    let bytes = fixture("floats.idx");
    let Array::Images(stack) = idx::array(&bytes).unwrap() else { panic!("images are not a column") };
    assert_eq!(image(&stack, &bytes, 1), ramp(30.0, 1.0));
    assert_eq!(idx::array(&fixture("labels.idx")).unwrap(), Array::Values(Table::numbers(vec![1.0, 0.0, 1.0, 0.0])));
    assert!(idx::array(&idx::write(&[2, 2, 2, 2, 2], &[0; 32])).unwrap_err().to_string().contains("5 dimensions"));
    assert!(idx::array(&idx::write(&[u32::MAX; 4], &[0; 32])).is_err());
}

#[test]
fn pictures_tell_their_size_before_they_are_decoded() {
    for (name, kind, width, height) in [
        ("colour.png", "PNG", 30, 24),
        ("photo.jpg", "JPEG", 30, 40),
        ("progressive.jpg", "JPEG", 30, 40),
        ("lossy.webp", "WebP", 30, 24),
        ("lossless.webp", "WebP", 30, 24),
        ("alpha.webp", "WebP", 30, 24),
    ] {
        let bytes = fixture(name);
        assert_eq!(picture::kind(&bytes), Some(kind), "{name}");
        assert_eq!(picture::read(kind, &bytes), Ok(picture::Picture { kind, width, height }), "{name}");
        assert!(picture::read(kind, &bytes[..14]).unwrap_err().to_string().contains("cut short"));
    }
    let mut bomb = fixture("colour.png");
    bomb[16..24].copy_from_slice(&[0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff]);
    assert!(picture::read("PNG", &bomb).unwrap_err().to_string().contains("65535 × 65535"));
}

#[test]
fn fill_bytes_do_not_hide_how_large_a_picture_is() {
    let bomb = [0xff, 0xd8, 0xff, 0xff, 0xc0, 0, 17, 8, 0xff, 0xff, 0xff, 0xff, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1];
    assert!(picture::read("JPEG", &bomb).unwrap_err().to_string().contains("65535 × 65535"));
    // Nor does what is no segment: a small frame behind it is not the one that is decoded.
    let small = [0xff, 0xc0, 0, 11, 8, 0, 8, 0, 8, 1, 1, 0x11, 0];
    let hidden = [&[0xff, 0xd8, 0xff, 0, 0, 23], &bomb[3..], &small].concat();
    assert!(picture::read("JPEG", &hidden).unwrap_err().to_string().contains("65535 × 65535"));
}

#[test]
fn every_truncation_of_every_file_is_survived() {
    for entry in fs::read_dir("tests/fixtures").unwrap() {
        let bytes = fs::read(entry.unwrap().path()).unwrap();
        for length in (0..bytes.len()).step_by(1 + bytes.len() / 300) {
            let cut = &bytes[..length];
            let _ = (npy::read(cut), fits::read(cut), idx::array(cut));
            let _ = picture::kind(cut).map(|kind| picture::read(kind, cut));
            if let Ok(entries) = zip::entries(cut) {
                entries.iter().for_each(|entry| drop(zip::unpack(cut, entry)));
            }
        }
    }
}
