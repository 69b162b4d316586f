//! Tile-compressed FITS images: every number that astropy reads in them.
#![cfg(not(target_arch = "wasm32"))]

use std::fs;

use latent_lab::data::upload::Gathering;
use latent_lab::data::{Array, fits, gzip, npy, zip};

fn fixture(name: &str) -> Vec<u8> {
    fs::read(format!("tests/fixtures/{name}")).unwrap()
}

fn expected(name: &str) -> Vec<u8> {
    fs::read(format!("tests/expected/{name}")).unwrap()
}

#[test]
fn every_image_has_the_numbers_that_astropy_reads() {
    let packed = gzip::unpacked(&expected("tiles.fits.gz"), 1 << 30).unwrap().into_owned();
    let (whole, failed) = fits::unpacked(&packed).unwrap();
    assert!(failed.is_empty(), "{failed:?}");
    let read = fits::read(&whole).unwrap();
    let all = expected("tiles.npz");
    let entries = zip::entries(&all).unwrap();
    assert_eq!((read.planes.len(), entries.len()), (70, 70));
    for (plane, entry) in read.planes.iter().zip(&entries) {
        let bytes = zip::unpack(&all, entry).unwrap();
        let Array::Images(mut stack) = npy::read(&bytes).unwrap() else { panic!("{} holds images", entry.name) };
        // Rows are stored from below.
        stack.bottom_up = true;
        assert_eq!((plane.stack.len(), plane.stack.height()), (stack.len(), stack.height()), "{}", entry.name);
        let (mut found, mut wanted) = (Vec::new(), Vec::new());
        for index in 0..stack.len() {
            plane.stack.read(&whole, index, &mut found);
            stack.read(&bytes, index, &mut wanted);
            let differs = found.iter().zip(&wanted).filter(|(a, b)| a != b && !(a.is_nan() && b.is_nan())).count();
            assert_eq!((found.len(), differs), (wanted.len(), 0), "{}, {}", plane.name, entry.name);
        }
    }
}

#[test]
fn a_compressed_image_is_taken_as_any_other() {
    let mut gathering = Gathering::default();
    let names = ["gzip-1", "gzip-2", "hcompress-1", "plio-1", "rice-1", "dithered"];
    for name in names {
        gathering.add(&format!("{name}.fits.fz"), fixture(&format!("tiles-{name}.fits")));
        while gathering.step() {}
    }
    gathering.settle();
    let summary = gathering.summary();
    assert_eq!((summary.images, summary.skipped.len()), (6, 0), "{:?}", summary.skipped);
    let own = gathering.take(16, false, 0.1);
    assert_eq!(own.names[0], "gzip-1.fits.fz");
    // The same scene in each.
    assert!((1..5).all(|index| own.images.image(index) == own.images.image(0)));
}

#[test]
fn an_image_that_cannot_be_unpacked_says_why() {
    let why = |change: fn(&mut Vec<u8>)| {
        let mut bytes = fixture("tiles-rice-1.fits");
        change(&mut bytes);
        let (whole, failed) = fits::unpacked(&bytes).unwrap();
        fits::read_but(&whole, failed).unwrap_err().to_string()
    };
    let replace = |bytes: &mut Vec<u8>, from: &[u8], to: &[u8]| {
        let at = bytes.windows(from.len()).position(|window| window == from).unwrap();
        bytes[at..at + to.len()].copy_from_slice(to);
    };
    let unknown = why(|bytes| {
        let at = bytes.windows(6).position(|window| window == b"RICE_1").unwrap();
        bytes[at..at + 6].copy_from_slice(b"ZSTD_1");
    });
    assert!(unknown.contains("ZSTD_1") && unknown.contains("funpack"), "{unknown}");
    let damaged = why(|bytes| {
        let rows = bytes.len() - 2880;
        bytes[rows + 4..rows + 8].fill(0x7f);
    });
    assert!(damaged.contains("damaged or cut short"), "{damaged}");
    let mut huge = fixture("tiles-rice-1.fits");
    replace(&mut huge, b"ZNAXIS1 =                    9", b"ZNAXIS1 =               999999");
    replace(&mut huge, b"ZNAXIS2 =                    8", b"ZNAXIS2 =                99999");
    let (_, failed) = fits::unpacked(&huge).unwrap();
    assert!(failed[0].1.contains("unpacks to more"), "{failed:?}");
    // A single tile, whose packed bytes could be those of as large an image.
    let mut whole = fixture("tiles-rice-1.fits");
    for (key, value) in [
        ("NAXIS2  ", 1),
        ("PCOUNT  ", 400_000),
        ("ZNAXIS1 ", 20_000),
        ("ZNAXIS2 ", 4000),
        ("ZTILE1  ", 20_000),
        ("ZTILE2  ", 4000),
    ] {
        let at = whole.windows(10).rposition(|window| window == format!("{key}= ").as_bytes()).unwrap();
        whole[at..at + 30].copy_from_slice(format!("{key}= {value:>20}").as_bytes());
    }
    whole.resize(whole.len() + 400_000, 0);
    let (_, failed) = fits::unpacked(&whole).unwrap();
    assert!(failed[0].1.contains("67 million"), "{failed:?}");
    // Columns that are together larger than can be counted.
    let mut wide = fixture("tiles-rice-1.fits");
    replace(&mut wide, b"TFIELDS =                    1", b"TFIELDS =                    2");
    replace(&mut wide, b"TFORM1  = '1PB(13) '          ", b"TFORM1  = '18446744073709551615B'");
    replace(&mut wide, b"ZPCOUNT =                    0", b"TFORM2  = '1B      '          ");
    let (_, failed) = fits::unpacked(&wide).unwrap();
    assert!(failed[0].1.contains("damaged"), "{failed:?}");
}
