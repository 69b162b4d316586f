//! Weights as bytes: there and back, while they arrive, and damaged.

use latent_lab::data::Shape;
use latent_lab::model::weights::{Precision, decoder_from_prefix, from_safetensors, to_safetensors};
use latent_lab::model::{Activation, Architecture, Likelihood, Vae};
use latent_lab::rng::Rng;

fn architecture() -> Architecture {
    Architecture {
        decoder: vec![4, 6, 5],
        ..Architecture::mirrored(Shape { height: 3, width: 2, channels: 1 }, &[7, 5], 2)
    }
}

fn vae(architecture: &Architecture) -> Vae {
    Vae::new(architecture, &Rng::new(3)).unwrap()
}

fn file() -> Vec<u8> {
    to_safetensors(&vae(&architecture()), Precision::F32, "test").unwrap()
}

/// A file with another text in its header, its length set right.
fn with_header(change: impl Fn(&str) -> String) -> Vec<u8> {
    let file = file();
    let length = u64::from_le_bytes(file[..8].try_into().unwrap()) as usize;
    let header = change(std::str::from_utf8(&file[8..8 + length]).unwrap());
    [&(header.len() as u64).to_le_bytes(), header.as_bytes(), &file[8 + length..]].concat()
}

#[test]
fn f32_is_exact_for_every_architecture() {
    for activation in [Activation::Relu, Activation::Gelu, Activation::GeluErf, Activation::Tanh] {
        for likelihood in [Likelihood::Bernoulli, Likelihood::Gaussian { sigma: 0.1 }] {
            for variational in [true, false] {
                let architecture = Architecture { activation, likelihood, variational, ..architecture() };
                let bytes = to_safetensors(&vae(&architecture), Precision::F32, "test").unwrap();
                let read = from_safetensors(&bytes).unwrap();
                assert_eq!(read.architecture(), &architecture);
                assert_eq!(to_safetensors(&read, Precision::F32, "test").unwrap(), bytes);
            }
        }
    }
}

#[test]
fn f16_rounds_once() {
    let once = to_safetensors(&vae(&architecture()), Precision::F16, "test").unwrap();
    let read = from_safetensors(&once).unwrap();
    assert_eq!(to_safetensors(&read, Precision::F16, "test").unwrap(), once);
    let z = [0.3, -1.0];
    let (rounded, exact) = (read.decode_pixels(&z).unwrap(), vae(&architecture()).decode_pixels(&z).unwrap());
    assert!(rounded.iter().zip(&exact).all(|(a, b)| a.abs_diff(*b) <= 1));
}

#[test]
fn other_programs_find_what_the_contract_says() {
    let bytes = to_safetensors(&vae(&architecture()), Precision::F16, "MNIST").unwrap();
    let tensors = safetensors::SafeTensors::deserialize(&bytes).unwrap();
    assert_eq!(tensors.tensor("encoder.0.weight").unwrap().shape(), [7, 6]);
    assert_eq!(tensors.tensor("encoder.logvar.weight").unwrap().shape(), [2, 5]);
    assert_eq!(tensors.tensor("decoder.3.weight").unwrap().shape(), [6, 5]);
    let (_, header) = safetensors::SafeTensors::read_metadata(&bytes).unwrap();
    let strings = header.metadata().as_ref().unwrap();
    for (name, value) in
        [("dataset", "MNIST"), ("input", "3,2,1"), ("latent", "2"), ("activation", "relu"), ("likelihood", "bernoulli")]
    {
        assert_eq!(strings[name], value);
    }
}

#[test]
fn the_decoder_is_there_before_the_encoder() {
    let (file, whole) = (file(), vae(&architecture()));
    let first = (0..=file.len()).find(|&length| decoder_from_prefix(&file[..length]).unwrap().is_some()).unwrap();
    // The encoder is about half of this network.
    assert!(first < file.len() - 4 * 80, "{first} of {}", file.len());
    let decoder = decoder_from_prefix(&file[..first]).unwrap().unwrap();
    let z = [0.5, 1.5, -0.5, 0.1];
    assert_eq!(decoder.decode_pixels(&z).unwrap(), whole.decode_pixels(&z).unwrap());
    assert_eq!(decoder.architecture(), whole.architecture());
}

#[test]
fn damage_is_an_error_and_never_a_panic() {
    let file = file();
    for length in 0..file.len() {
        assert!(from_safetensors(&file[..length]).is_err());
    }
    let mut rng = Rng::new(9);
    for _ in 0..3000 {
        let mut damaged = file.clone();
        let place = rng.below(1200.min(damaged.len()));
        damaged[place] = rng.below(256) as u8;
        // Many changes are harmless; none may panic.
        let _ = from_safetensors(&damaged);
        let _ = decoder_from_prefix(&damaged[..rng.below(damaged.len())]);
    }
}

#[test]
fn what_does_not_fit_is_refused_in_words() {
    let complaint = |bytes: &[u8]| from_safetensors(bytes).unwrap_err().to_string();
    assert!(complaint(b"<!DOCTYPE html><html></html>").contains("not a safetensors file"));
    assert!(complaint(&with_header(|text| text.replace("\"latent\":\"2\"", "\"latent\":\"3\""))).contains("shape"));
    assert!(complaint(&with_header(|text| text.replace("\"relu\"", "\"swish\""))).contains("activation"));
    assert!(complaint(&with_header(|text| text.replace("\"bernoulli\"", "\"poisson\""))).contains("likelihood"));
    assert!(complaint(&with_header(|text| text.replace("\"3,2,1\"", "\"3,2\""))).contains("input"));
    assert!(complaint(&with_header(|text| text.replace("\"3,2,1\"", "\"99999999,99999999,9\""))).len() > 20);
    assert!(complaint(&with_header(|text| text.replace("encoder.mu.bias", "encoder.mu.bios"))).contains("no tensor"));
    assert!(complaint(&with_header(|text| text.replace("F32", "I32"))).contains("floating point"));
    let mut not_finite = file();
    let end = not_finite.len();
    not_finite[end - 4..].copy_from_slice(&f32::NAN.to_le_bytes());
    assert!(complaint(&not_finite).contains("not finite"));
}

#[test]
fn a_wrong_number_of_coordinates_is_an_error() {
    assert!(vae(&architecture()).decode_pixels(&[0.0, 1.0, 2.0]).is_err());
    assert!(vae(&architecture()).decode_pixels(&[]).unwrap().is_empty());
}
