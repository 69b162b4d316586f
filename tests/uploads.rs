//! An upload from its files to a set of images: what is kept, what is passed over and why, and what is matched.
#![cfg(not(target_arch = "wasm32"))]
mod gathering;

use std::borrow::Cow;
use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use gathering::{classes, fixture, gathered, of, values};
use latent_lab::data::upload::{Framing, Gathering, MOST_IMAGES, SCIENCE};
use latent_lab::data::{idx, zip};

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
        assert!(summary.skipped[0].why.contains("damaged or cut short"));
        assert_eq!(summary.properties, ["radius", "type"]);
        let own = gathering.take(16, true, 0.1);
        assert_eq!(values(&own, "radius"), [0.5, 1.5, 2.5, 3.5]);
        assert_eq!(classes(&own, "type"), ["elliptical", "spiral", "elliptical", "spiral"]);
        assert_eq!((own.images.len(), own.images.shape.pixels()), (4, 768));
        assert_eq!(own.names[2], format!("{name}/stamps/2.png"));
    }
}

#[test]
fn numpy_archives_bring_labels_and_values_in_order() {
    for name in ["set.npz", "set-compressed.npz"] {
        let gathering = of(&[name]);
        let summary = gathering.summary();
        assert_eq!((summary.images, summary.properties.len()), (6, 2), "{summary:?}");
        let own = gathering.take(8, false, 0.1);
        assert_eq!(classes(&own, "labels"), ["0", "1", "2", "0", "1", "2"]);
        assert_eq!(own.images.image(5)[..3], [64, 65, 66]);
        assert!((values(&own, "radius")[1] - 1.2).abs() < 1e-6);
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
    assert_eq!(classes(&own, "Art"), ["a", "b", "a", "b"]);
    assert_eq!(values(&own, "Größe"), [0.25, 1.25, 2.25, 3.25]);
    assert_eq!(classes(&own, "labels"), ["1", "0", "1", "0"]);
}

#[test]
fn fits_images_are_stretched_and_small_ones_refused() {
    let gathering = of(&["holes.fits", "cube.fits", "extensions.fits"]);
    let summary = gathering.summary();
    // The plane of errors.
    assert_eq!((summary.images, summary.measured, summary.skipped.len()), (6, 6, 1));
    let nearly_linear = gathering.take(16, false, 1.0);
    let strong = gathering.take(16, false, 0.001);
    let mean = |pixels: &[u8]| pixels.iter().map(|pixel| f64::from(*pixel)).sum::<f64>() / pixels.len() as f64;
    assert!(mean(&strong.images.pixels) > mean(&nearly_linear.images.pixels) + 30.0);
    assert_eq!(strong.names[3], "cube.fits[2]");
    assert_eq!(strong.names[5], "extensions.fits");
}

#[test]
fn planes_of_errors_and_flags_become_images_only_when_they_are_chosen() {
    let files = [("flt0.fits", fixture("flt0.fits")), ("t.csv", b"file,redshift\nflt0.fits,0.7\n".to_vec())];
    let gathering = gathered(&files);
    let own = gathering.take(8, false, 0.1);
    assert_eq!((own.names, own.properties[0].values[0]), (vec!["flt0.fits".to_owned()], 0.7));
    assert_eq!(gathering.planes(), [("DQ".into(), 1), ("ERR".into(), 1), (SCIENCE.into(), 1)]);
    assert!(why(&gathering).contains("flt0.fits, extension 2 (ERR): it is not the plane that was chosen"));
    let mut gathering = Gathering::new(Framing::default(), "ERR");
    files.iter().for_each(|(name, bytes)| gathering.add(name, bytes));
    while gathering.step() {}
    gathering.settle();
    // The table names the file, whichever of its planes is taken.
    let own = gathering.take(8, false, 0.1);
    assert_eq!((own.names.len(), own.properties[0].values[0]), (1, 0.7));
}

#[test]
fn each_filter_can_be_chosen_where_no_plane_is_called_science() {
    let card = |name: &str| format!("'{name:<8}'").into_bytes();
    let named = |bytes: &mut Vec<u8>, from: &str, to: &str| {
        let at = bytes.windows(10).position(|window| window == card(from)).unwrap();
        bytes[at..at + 10].copy_from_slice(&card(to));
    };
    let mut bytes = fixture("flt0.fits");
    named(&mut bytes, "SCI", "G");
    named(&mut bytes, "ERR", "R");
    named(&mut bytes, "DQ", "FLAG");
    let chosen = |plane: &str| {
        let mut gathering = Gathering::new(Framing::default(), plane);
        gathering.add("bands.fits", bytes.clone());
        while gathering.step() {}
        gathering.settle();
        (gathering.planes(), gathering.take(8, false, 0.1))
    };
    let (planes, all) = chosen("");
    assert_eq!(planes, [("FLAG".into(), 1), ("G".into(), 1), ("R".into(), 1)]);
    assert_eq!((all.names.len(), all.plane.as_str()), (2, SCIENCE));
    let (_, red) = chosen("R");
    assert_eq!((red.names.as_slice(), red.plane.as_str()), (["bands.fits".to_owned()].as_slice(), "R"));
}

#[test]
fn masks_and_errors_in_files_of_their_own_are_no_galaxies() {
    let gathering = of(&["masked.npz"]);
    let own = gathering.take(8, false, 0.1);
    assert_eq!((own.names.len(), own.plane.as_str()), (5, ""));
    assert_eq!(own.properties[0].values, [0.0, 0.125, 0.25, 0.375, 0.5]);
    for part in ["mask", "err"] {
        let said =
            format!("masked.npz/{part}.npy: its name says errors, weights, flags or the like of masked.npz/images.npy");
        assert!(why(&gathering).contains(&said), "{}", why(&gathering));
    }
    let gathering = gathered(&[("g0.fits", fixture("holes.fits")), ("g0_wht.fits", fixture("scaled.fits"))]);
    assert_eq!(gathering.take(8, false, 0.1).names, ["g0.fits"]);
    // Of themselves they are images as others are.
    assert_eq!(gathered(&[("g0_wht.fits", fixture("scaled.fits"))]).summary().images, 1);
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

/// An archive of one stored entry, written by hand.
fn stored(name: &str, inner: &[u8]) -> Vec<u8> {
    let mut checksum = flate2::Crc::new();
    checksum.update(inner);
    let (crc, size) = (checksum.sum().to_le_bytes(), (inner.len() as u32).to_le_bytes());
    let sizes = [&crc[..], &size, &size, &[name.len() as u8, 0, 0, 0]].concat();
    let begin = [b"PK\x03\x04", &[20, 0, 0, 0, 0, 0, 0, 0, 0, 0][..], &sizes].concat();
    let mut file = [&begin, name.as_bytes(), inner].concat();
    let directory = (file.len() as u32).to_le_bytes();
    let entry = [b"PK\x01\x02", &[20, 0, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0][..], &sizes, &[0; 14]].concat();
    let entry = [&entry, name.as_bytes()].concat();
    let length = (entry.len() as u32).to_le_bytes();
    file.extend(entry);
    file.extend([b"PK\x05\x06", &[0, 0, 0, 0, 1, 0, 1, 0][..], &length, &directory, &[0, 0]].concat());
    file
}

#[test]
fn a_large_stored_array_is_read_where_it_lies() {
    // More than a deflated entry may have.
    let mut array = b"\x93NUMPY\x01\0\x76\0".to_vec();
    array.extend(format!("{:<117}\n", "{'descr': '|u1', 'fortran_order': False, 'shape': (4200, 256, 256), }").bytes());
    array.resize(128 + 4200 * 256 * 256, 0);
    for (index, pixel) in array[128..].iter_mut().step_by(97).enumerate() {
        *pixel = index as u8;
    }
    let file = stored("images.npy", &array);
    let entries = zip::entries(&file).unwrap();
    assert!(entries[0].unpacked > zip::LARGEST_ENTRY);
    assert!(matches!(zip::unpack(&file, &entries[0]).unwrap(), Cow::Borrowed(part) if part == array));
    let first = |name: &str, bytes: Vec<u8>| {
        let mut gathering = Gathering::default();
        gathering.add(name, bytes);
        for _ in 0..4 {
            assert!(gathering.step(), "{}", why(&gathering));
        }
        gathering.settle();
        gathering.take(64, false, 0.1).images.pixels
    };
    let (packed, alone) = (first("set.npz", file), first("images.npy", array));
    assert_eq!(&packed[..3 * 64 * 64], &alone[..3 * 64 * 64]);
}

#[test]
fn an_archive_inside_an_archive_is_not_opened() {
    let inner = fixture("stored.zip");
    let file = stored("a.zip", &inner);
    let gathering = gathered(&[("outer.zip", file)]);
    assert!(why(&gathering).contains("a ZIP archive inside another archive"), "{}", why(&gathering));
}

#[test]
fn documents_that_are_archives_are_named_as_what_they_are() {
    for (part, text, expected) in [
        ("[Content_Types].xml", "<x/>", "a Word or PowerPoint document"),
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet", "a LibreOffice spreadsheet"),
        ("mimetype", "application/vnd.oasis.opendocument.text", "a LibreOffice document"),
    ] {
        let gathering = gathered(&[("file", stored(part, text.as_bytes()))]);
        let why = why(&gathering);
        assert!(why.contains(expected) && why.contains("CSV") && why.lines().count() == 1, "{why}");
    }
    let workbook = gathered(&[("t.xlsx", fixture("workbook.xlsx"))]);
    assert!(
        why(&workbook).contains("an Excel workbook, which is not read here: save its sheet as CSV"),
        "{}",
        why(&workbook)
    );
}

#[test]
fn the_preview_shows_the_first_images_in_colour() {
    let gathering = of(&["images.idx"]);
    let preview = gathering.preview(2, 16, 0.1);
    assert_eq!(preview.len(), 2 * 16 * 16 * 3);
    assert_eq!(preview[0], preview[1]);
    assert_eq!(gathering.preview(100, 16, 0.1).len(), 4 * 16 * 16 * 3);
}
