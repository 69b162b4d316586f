//! The IDX reader against what a host might send.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use latent_lab::data::idx;

fn images() -> Vec<u8> {
    idx::write(&[2, 2, 3], &[0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 255])
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn complaint(images: &[u8], labels: &[u8]) -> String {
    idx::labelled(images, labels).unwrap_err().to_string()
}

#[test]
fn plain_and_gzipped_files_read_alike() {
    let labels = idx::write(&[2], &[7, 3]);
    let plain = idx::labelled(&images(), &labels).unwrap();
    assert_eq!((plain.shape.height, plain.shape.width, plain.len()), (2, 3, 2));
    assert_eq!(plain.image(1), [10, 11, 12, 13, 14, 255]);
    assert_eq!(plain, idx::labelled(&gzip(&images()), &gzip(&labels)).unwrap());
}

#[test]
fn every_truncation_is_refused_in_words() {
    let (whole, packed) = (images(), gzip(&images()));
    let labels = idx::write(&[2], &[7, 3]);
    for length in 0..whole.len() {
        assert!(complaint(&whole[..length], &labels).len() > 20);
    }
    for length in 0..packed.len() {
        assert!(complaint(&packed[..length], &labels).len() > 20);
    }
    for length in 0..labels.len() {
        assert!(complaint(&whole, &labels[..length]).len() > 20);
    }
}

#[test]
fn foreign_files_are_refused_in_words() {
    let labels = idx::write(&[2], &[7, 3]);
    assert!(complaint(b"<!DOCTYPE html><html>not found</html>", &labels).contains("not an IDX file of images"));
    assert!(complaint(&labels, &images()).contains("IDX"));
    assert!(complaint(&images(), &images()).contains("not an IDX file of labels"));
    assert!(complaint(&images(), &idx::write(&[3], &[1, 2, 3])).contains("2 images but 3 labels"));
    let mut longer = images();
    longer.push(0);
    assert!(complaint(&longer, &labels).contains("announces"));
}

#[test]
fn hostile_headers_are_refused_without_taking_memory() {
    let labels = idx::write(&[2], &[7, 3]);
    for sizes in [[u32::MAX; 3], [u32::MAX, 4096, 4096], [2, 0, 3], [2, 3, 0], [0, 0, 0], [1, u32::MAX, 1]] {
        assert!(!complaint(&idx::write(&sizes, &[0; 12]), &labels).is_empty());
    }
}

#[test]
fn an_empty_set_is_a_set() {
    let none = idx::labelled(&idx::write(&[0, 28, 28], &[]), &idx::write(&[0], &[])).unwrap();
    assert!(none.is_empty());
}

#[test]
fn the_shipped_sets_are_balanced_from_any_beginning() {
    let read = |set: &str| {
        let file = |kind: &str| std::fs::read(format!("static/data/mnist-{set}-{kind}-ubyte.gz")).unwrap();
        idx::labelled(&file("images.idx3"), &file("labels.idx1")).unwrap()
    };
    for (set, count) in [("train", 6000), ("test", 1000)] {
        let images = read(set);
        assert_eq!((images.len(), images.shape.pixels()), (count, 784));
        for length in [10, 500, count] {
            let beginning = images.take(length);
            assert!((0..10).all(|digit| beginning.filter_labels(1 << digit).len() == length / 10));
        }
    }
}
