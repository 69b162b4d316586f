//! Real digits put onto the pad come out of the preparation as MNIST prepared them.
#![cfg(not(target_arch = "wasm32"))]

use std::fs;

use latent_lab::data::drawing::{Pad, prepare};
use latent_lab::data::idx;

fn file(name: &str) -> Vec<u8> {
    fs::read(format!("{}/static/data/mnist-{name}.gz", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

#[test]
fn the_held_out_digits_are_prepared_as_themselves() {
    let images = idx::labelled(&file("test-images.idx3-ubyte"), &file("test-labels.idx1-ubyte")).unwrap();
    let mut pad = Pad::default();
    for index in 0..images.len() {
        let digit = images.image(index);
        pad.load(digit);
        let prepared = prepare(pad.ink()).unwrap();
        // A brightest pixel of 254 becomes 255, and the rest follow by less than one shade and its rounding.
        let worst = prepared.iter().zip(digit).map(|(a, b)| a.abs_diff(*b)).max().unwrap();
        assert!(worst <= 1, "{index}: {worst}");
    }
}
