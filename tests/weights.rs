//! Weights as bytes: there and back, while they arrive, and damaged.

use latent_lab::data::Shape;
use latent_lab::model::weights::{
    Precision, decoder_from_prefix, from_another_program, from_safetensors, to_safetensors,
};
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
    // Nothing that the file says is passed over: the images would be other ones.
    let other_form = with_header(|text| text.replace("\"relu\"", "\"gelu\",\"gelu\":\"none\""));
    assert!(complaint(&other_form).contains("tanh or erf"), "{}", complaint(&other_form));
    let no_sigma = with_header(|text| text.replace("\"bernoulli\"", "\"gaussian\""));
    assert!(complaint(&no_sigma).contains("sigma"), "{}", complaint(&no_sigma));
    assert!(complaint(&with_header(|text| text.replace("\"3,2,1\"", "\"3,2\""))).contains("input"));
    assert!(complaint(&with_header(|text| text.replace("\"3,2,1\"", "\"99999999,99999999,9\""))).len() > 20);
    assert!(complaint(&with_header(|text| text.replace("encoder.mu.bias", "encoder.mu.bios"))).contains("no tensor"));
    assert!(
        complaint(&with_header(|text| text.replace("encoder.mu.bias", "encoder.mu.bios"))).contains("encoder.mu.bios")
    );
    assert!(complaint(&with_header(|text| text.replace("F32", "I32"))).contains("kind I32"));
    assert!(complaint(&with_header(|text| text.replace("\"latent\":\"2\",", ""))).contains("says no \"latent\""));
    assert!(complaint(&with_header(|text| text.replace("[7,6]", "[6,7]"))).contains("transposed"));
    for (start, sentence) in [
        (&b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P"[..], "save_file("),
        (b"\x89HDF\r\n\x1a\n\0\0\0\0", "file of Keras"),
        (b"PK\x03\x04 a ZIP archive of nothing much that is known here, long enough for a name", "ZIP archive"),
        (b"", "it is empty"),
    ] {
        assert!(complaint(start).contains(sentence), "{}", complaint(start));
    }
    let mut not_finite = file();
    let end = not_finite.len();
    not_finite[end - 4..].copy_from_slice(&f32::NAN.to_le_bytes());
    assert!(complaint(&not_finite).contains("not finite"));
}

/// The file with every number stored as `bytes` stores it.
fn stored(kind: &str, size: usize, bytes: impl Fn(f32) -> Vec<u8>) -> Vec<u8> {
    let file = file();
    let length = u64::from_le_bytes(file[..8].try_into().unwrap()) as usize;
    let mut header: serde_json::Value = serde_json::from_slice(&file[8..8 + length]).unwrap();
    for (name, tensor) in header.as_object_mut().unwrap() {
        if name != "__metadata__" {
            tensor["dtype"] = kind.into();
            for offset in tensor["data_offsets"].as_array_mut().unwrap() {
                *offset = (offset.as_u64().unwrap() / 4 * size as u64).into();
            }
        }
    }
    let header = serde_json::to_vec(&header).unwrap();
    let numbers = file[8 + length..].chunks_exact(4).map(|four| f32::from_le_bytes(four.try_into().unwrap()));
    [&(header.len() as u64).to_le_bytes(), header.as_slice(), &numbers.flat_map(bytes).collect::<Vec<u8>>()].concat()
}

#[test]
fn numbers_of_other_kinds_are_converted() {
    let exact = to_safetensors(&from_safetensors(&file()).unwrap(), Precision::F32, "test").unwrap();
    let doubles = stored("F64", 8, |value| f64::from(value).to_le_bytes().to_vec());
    assert_eq!(to_safetensors(&from_safetensors(&doubles).unwrap(), Precision::F32, "test").unwrap(), exact);
    // A bfloat16 is the upper half of a float.
    let halves = stored("BF16", 2, |value| value.to_le_bytes()[2..].to_vec());
    let cut = stored("F32", 4, |value| f32::from_bits(value.to_bits() & 0xffff_0000).to_le_bytes().to_vec());
    let [halves, cut] = [halves, cut].map(|file| from_safetensors(&file).unwrap());
    assert_eq!(halves.decode_pixels(&[0.3, -1.0]).unwrap(), cut.decode_pixels(&[0.3, -1.0]).unwrap());
    let huge = stored("F64", 8, |value| (f64::from(value) * 1e300).to_le_bytes().to_vec());
    assert!(from_safetensors(&huge).unwrap_err().to_string().contains("32 bits cannot hold"));
}

#[test]
fn a_network_of_another_program_is_described_and_nothing_of_it_is_left_out_in_silence() {
    let renamed = |from: &str, to: &str| with_header(|text| text.replace(from, to));
    let (vae, other) = from_another_program(&file()).unwrap();
    assert!(other.is_empty());
    let words = "a variational autoencoder of images of 3 × 2 × 1: encoder 6-7-5-(μ, ln σ²), z of 2 dimensions, decoder 2-4-6-5-6, \
                 relu, Bernoulli pixels";
    assert_eq!(vae.architecture().words(), words);
    // Without its head for ln σ² it is a plain autoencoder; under another name the head would be passed over.
    let lost = renamed("encoder.logvar", "encoder.log_var");
    assert!(from_another_program(&lost).unwrap_err().to_string().contains("encoder.log_var.bias"));
    let (_, other) = from_another_program(&renamed("encoder.logvar", "optimizer.logvar")).unwrap();
    assert_eq!(other, ["optimizer.logvar.bias", "optimizer.logvar.weight"]);
}

#[test]
fn a_wrong_number_of_coordinates_is_an_error() {
    assert!(vae(&architecture()).decode_pixels(&[0.0, 1.0, 2.0]).is_err());
    assert!(vae(&architecture()).decode_pixels(&[]).unwrap().is_empty());
}
