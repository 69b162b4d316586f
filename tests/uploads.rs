//! An upload from its files to a set of images: what is kept, what is passed over and why, and what is matched.
#![cfg(not(target_arch = "wasm32"))]

use std::fs;
use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use latent_lab::data::idx;
use latent_lab::data::upload::{Decoded, Gathering, MOST_IMAGES, Step};

fn fixture(name: &str) -> Vec<u8> {
    fs::read(format!("tests/fixtures/{name}")).unwrap()
}

/// A picture of 8 × 8 for every one that is whole, in a shade that tells its file; nothing for a broken one.
fn decode(bytes: &[u8]) -> Option<Decoded> {
    let shade = bytes.iter().fold(0_u8, |sum, byte| sum.wrapping_add(*byte));
    let whole = bytes.ends_with(b"IEND\xaeB`\x82") || !bytes.starts_with(b"\x89PNG");
    whole.then(|| Decoded { width: 8, height: 8, rgba: [shade, 7, 7, 255].repeat(64) })
}

fn finish(gathering: &mut Gathering) {
    loop {
        match gathering.step() {
            Step::Worked => {}
            Step::Decode { bytes } => gathering.decoded(decode(&bytes).as_ref()),
            Step::Done => return,
        }
    }
}

fn gathered(files: &[(&str, Vec<u8>)]) -> Gathering {
    let mut gathering = Gathering::default();
    for (name, bytes) in files {
        gathering.add(name, bytes);
        finish(&mut gathering);
    }
    gathering
}

fn of(names: &[&str]) -> Gathering {
    gathered(&names.iter().map(|name| (*name, fixture(name))).collect::<Vec<_>>())
}

fn why(gathering: &Gathering) -> String {
    gathering.summary().skipped.iter().map(|skipped| format!("{}: {}\n", skipped.name, skipped.why)).collect()
}

#[test]
fn an_archive_of_pictures_brings_its_table() {
    for name in ["stored.zip", "deflated.zip", "streamed.zip"] {
        let gathering = of(&[name]);
        let summary = gathering.summary();
        assert_eq!((summary.images, summary.sizes.as_slice()), (4, &[(16, 16, 4)][..]), "{name}");
        assert_eq!(summary.skipped.len(), 1, "{}", why(&gathering));
        assert!(summary.skipped[0].name.ends_with("stamps/broken.png"));
        assert!(summary.skipped[0].why.contains("could not decode"));
        assert_eq!(
            (summary.properties, summary.classes),
            (vec!["radius".into()], vec!["elliptical".into(), "spiral".into()])
        );
        let own = gathering.take(16, true, 0.1);
        assert_eq!(own.properties[0].values, [0.5, 1.5, 2.5, 3.5]);
        assert_eq!(own.images.labels, [0, 1, 0, 1]);
        assert_eq!((own.images.len(), own.images.shape.pixels()), (4, 768));
        assert_eq!(own.names[2], format!("{name}/stamps/2.png"));
    }
}

#[test]
fn numpy_archives_bring_labels_and_values_in_order() {
    for name in ["set.npz", "set-compressed.npz"] {
        let gathering = of(&[name]);
        let summary = gathering.summary();
        assert_eq!((summary.images, summary.classes.len()), (6, 3), "{summary:?}");
        assert_eq!(summary.properties, ["radius"]);
        let own = gathering.take(8, false, 0.1);
        assert_eq!(own.images.labels, [0, 1, 2, 0, 1, 2]);
        assert_eq!(own.images.image(5)[..3], [64, 65, 66]);
        assert!((own.properties[0].values[1] - 1.2).abs() < 1e-6);
    }
}

#[test]
fn idx_files_find_their_labels_and_a_table_with_semicolons() {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(&fixture("images.idx")).unwrap();
    let files = [
        ("images.idx", packed.finish().unwrap()),
        ("labels.idx", fixture("labels.idx")),
        ("t.csv", fixture("semicolons.csv")),
    ];
    let own = gathered(&files).take(8, false, 0.1);
    // The table names its classes; the column of labels becomes a property then.
    assert_eq!(own.classes, ["a", "b"]);
    assert_eq!(own.properties.iter().map(|column| column.name.as_str()).collect::<Vec<_>>(), ["Größe", "labels"]);
    assert_eq!(own.properties[0].values, [0.25, 1.25, 2.25, 3.25]);
    assert_eq!(own.properties[1].values, [1.0, 0.0, 1.0, 0.0]);
    let own = gathered(&files[..2]).take(8, false, 0.1);
    assert_eq!((own.images.labels, own.classes), (vec![1, 0, 1, 0], vec!["0".to_owned(), "1".to_owned()]));
}

#[test]
fn fits_images_are_stretched_and_small_ones_refused() {
    let gathering = of(&["holes.fits", "cube.fits", "extensions.fits"]);
    let summary = gathering.summary();
    assert_eq!((summary.images, summary.measured, summary.skipped.len()), (7, 7, 1));
    let nearly_linear = gathering.take(16, false, 1.0);
    let strong = gathering.take(16, false, 0.001);
    let mean = |pixels: &[u8]| pixels.iter().map(|pixel| f64::from(*pixel)).sum::<f64>() / pixels.len() as f64;
    assert!(mean(&strong.images.pixels) > mean(&nearly_linear.images.pixels) + 30.0);
    assert_eq!(strong.names[3], "cube.fits[2]");
    assert_eq!(strong.names[6], "extensions.fits, extension 3 (ERR)");
}

#[test]
fn one_bad_file_among_many_is_passed_over_and_named() {
    let page = b"<!DOCTYPE html><p>Not found</p>".to_vec();
    let gathering = gathered(&[
        ("a.npy", fixture("u1.npy")),
        ("empty.png", Vec::new()),
        ("page.fits", page),
        ("renamed.png", fixture("cube.fits")),
        ("secret.zip", fixture("encrypted.zip")),
        ("old.zip", fixture("bzip2.zip")),
        ("table.fits", fixture("table.fits")),
        ("noise.bin", vec![0x5a; 100]),
        ("model.pkl", b"\x80\x04\x95".to_vec()),
        ("ragged.csv", b"a,b\n1\n".to_vec()),
        ("cut.npy", fixture("u1.npy")[..150].to_vec()),
        ("flat.npy", fixture("u2.npy")[..128].iter().copied().chain([0; 120]).collect()),
        ("b.idx", fixture("images.idx")),
    ]);
    let why = why(&gathering);
    assert_eq!(gathering.summary().images, 3 + 4 + 4, "{why}");
    for expected in [
        "empty.png: it is empty",
        "page.fits: it is a web page",
        "secret.zip/a.png: it is encrypted",
        "old.zip/a.png: it is packed by method 12 (bzip2)",
        "table.fits: it holds no image",
        "noise.bin: its first bytes are not those of any kind",
        "model.pkl: it is a Python pickle",
        "ragged.csv: line 2 of the table has 1 cells",
        "cut.npy: it is damaged or cut short",
        "flat.npy[0]: all its pixels have the same value",
    ] {
        assert!(why.contains(expected), "{expected} is missing in:\n{why}");
    }
}

#[test]
fn there_is_a_clear_limit() {
    let many = idx::write(&[MOST_IMAGES as u32 + 7, 4, 4], &vec![9; (MOST_IMAGES + 7) * 16]);
    let gathering = gathered(&[("many.idx", many), ("more.npy", fixture("u1.npy"))]);
    let summary = gathering.summary();
    assert_eq!((summary.images as usize, summary.beyond), (MOST_IMAGES, 10));
}

#[test]
fn an_archive_inside_an_archive_is_not_opened() {
    let inner = fixture("stored.zip");
    // A stored entry, written by hand.
    let mut checksum = flate2::Crc::new();
    checksum.update(&inner);
    let (crc, size) = (checksum.sum().to_le_bytes(), (inner.len() as u32).to_le_bytes());
    let sizes = [&crc[..], &size, &size, &[5, 0, 0, 0]].concat();
    let mut file = [b"PK\x03\x04", &[20, 0, 0, 0, 0, 0, 0, 0, 0, 0][..], &sizes, b"a.zip", &inner].concat();
    let directory = (file.len() as u32).to_le_bytes();
    let entry = [b"PK\x01\x02", &[20, 0, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0][..], &sizes, &[0; 14], b"a.zip"].concat();
    let length = (entry.len() as u32).to_le_bytes();
    file.extend(entry);
    file.extend([b"PK\x05\x06", &[0, 0, 0, 0, 1, 0, 1, 0][..], &length, &directory, &[0, 0]].concat());
    let gathering = gathered(&[("outer.zip", file)]);
    assert!(why(&gathering).contains("a ZIP archive inside another archive"), "{}", why(&gathering));
}

#[test]
fn a_table_that_matches_nothing_says_so() {
    let gathering = gathered(&[("a.npy", fixture("u1.npy")), ("t.csv", b"file,x\nother.png,1\n".to_vec())]);
    assert!(gathering.summary().tables[0].contains("no row names a file"));
    let gathering = gathered(&[("a.npy", fixture("u1.npy")), ("t.csv", b"x,y\n1,5\n2,6\n3,7\n".to_vec())]);
    let summary = gathering.summary();
    assert!(summary.tables[0].contains("matched by order"), "{:?}", summary.tables);
    assert_eq!(summary.properties, ["x", "y"]);
}

#[test]
fn the_preview_shows_the_first_images_in_colour() {
    let gathering = of(&["images.idx"]);
    let preview = gathering.preview(2, 16, 0.1);
    assert_eq!(preview.len(), 2 * 16 * 16 * 3);
    assert_eq!(preview[0], preview[1]);
    assert_eq!(gathering.preview(100, 16, 0.1).len(), 4 * 16 * 16 * 3);
}
