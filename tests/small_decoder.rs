//! The page's own small decoder draws what the worker's draws, from a file with the same numbers.
#![cfg(not(target_arch = "wasm32"))]

use std::fs;

use candle_core::{Device, Tensor};
use latent_lab::latent::grid;
use latent_lab::latent::small_decoder::{SmallDecoder, SmallDecoderError, to_bytes};
use latent_lab::model::weights;
use latent_lab::rng::Rng;

fn file(name: &str) -> Vec<u8> {
    fs::read(format!("{}/pretrained/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// The hero's tiles and a thousand places around, far ones among them.
fn points() -> Vec<f32> {
    let axis = grid::inverse_cdf_axis(20, 0.01, 0.99);
    let mut rng = Rng::new(7);
    let around = (0..2000).map(|_| 3.0 * rng.normal());
    grid::rows(&axis, &axis, (0, 1), &[0.0, 0.0]).into_iter().chain(around).collect()
}

#[test]
fn it_draws_what_candle_draws() {
    let small = SmallDecoder::from_bytes(&file("mnist-decoder.f16")).unwrap();
    let model = weights::from_safetensors(&file("mnist-vae.safetensors")).unwrap();
    assert_eq!((small.latent(), small.pixels()), (2, 784));
    let z = points();
    let rows = z.len() / 2;
    let means = model.decoder().mean(&Tensor::from_slice(&z, (rows, 2), &Device::Cpu).unwrap()).unwrap();
    let means: Vec<Vec<f32>> = means.to_vec2().unwrap();
    let mut worst = 0.0_f32;
    for (z, expected) in z.chunks_exact(2).zip(&means) {
        let found = small.mean(z);
        assert_eq!(found.len(), expected.len());
        worst = found.iter().zip(expected).fold(worst, |worst, (a, b)| worst.max((a - b).abs()));
    }
    assert!(worst < 1e-5, "means differ by up to {worst}");
    // A point at a time, as the digit is asked for: the same shade but where a mean lies between two.
    for z in z.chunks_exact(2) {
        let (found, expected) = (small.decode_pixels(z), model.decoder().decode_pixels(z).unwrap());
        assert!(found.iter().zip(&expected).all(|(a, b)| a.abs_diff(*b) <= 1));
    }
}

#[test]
fn its_file_has_the_numbers_of_the_weights() {
    let model = weights::from_safetensors(&file("mnist-vae.safetensors")).unwrap();
    let named = model.named_parameters();
    let values: Vec<Vec<f32>> = (0..4)
        .flat_map(|layer| ["bias", "weight"].map(|part| format!("decoder.{layer}.{part}")))
        .map(|name| named.iter().find(|(found, _)| *found == name).unwrap().1.flatten_all().unwrap().to_vec1().unwrap())
        .collect();
    let made = to_bytes(&[2, 64, 128, 192, 784], values.iter().map(Vec::as_slice)).unwrap();
    assert!(made == file("mnist-decoder.f16"), "`pretrain decoder` makes it anew");
}

#[test]
fn a_broken_file_is_refused() {
    let whole = file("mnist-decoder.f16");
    let refused = |bytes: &[u8]| SmallDecoder::from_bytes(bytes).err();
    for length in [0, 1, 2, 11, 12, 1000, whole.len() - 2, whole.len() - 1] {
        assert_eq!(refused(&whole[..length]), Some(SmallDecoderError::Length), "{length} bytes");
    }
    assert_eq!(refused(&[whole, vec![0, 0]].concat()), Some(SmallDecoderError::Length));
    for widths in [[0, 4], [2, 0], [2, 5], [2, 60_000]] {
        let head: Vec<u8> = [2, widths[0], widths[1]].into_iter().flat_map(u16::to_le_bytes).collect();
        assert_eq!(refused(&head), Some(SmallDecoderError::Layers), "{widths:?}");
    }
    assert_eq!(refused(&[0, 0]), Some(SmallDecoderError::Layers), "no layer");
    assert_eq!(refused(&[1, 0, 4, 0]), Some(SmallDecoderError::Layers), "one width");
}
