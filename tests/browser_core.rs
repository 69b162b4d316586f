//! The core in a browser's worker, as the page runs it: it learns as the native program does.
#![cfg(target_arch = "wasm32")]

mod plain;
mod recorded;

use latent_lab::model::weights;
use latent_lab::protocol::{self, Bytes, Command, Event, Floats, RunSettings, Slot};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

#[wasm_bindgen_test]
fn it_learns_from_real_digits_as_it_does_natively() {
    let (_, measured) = recorded::run();
    recorded::assert_as_recorded(&measured);
}

#[wasm_bindgen_test]
fn a_run_repeats_itself_exactly() {
    assert_eq!(recorded::run().1, recorded::run().1);
}

#[wasm_bindgen_test]
fn matrix_products_have_the_bits_of_plain_loops() {
    for zeros in plain::ZEROS {
        for shape in [[1, 1, 1], [5, 9, 7], [7, 17, 513], [64, 50, 30], [13, 33, 1030]] {
            plain::compare(shape, zeros, 8, |_, _| {});
        }
        plain::compare([33, 40, 20], zeros, 9, |a, b| (a[50], b[60]) = (f32::NAN, f32::INFINITY));
    }
}

#[wasm_bindgen_test]
fn messages_come_back_as_they_went() {
    let commands = [
        Command::Configure { run: 3, settings: RunSettings::default() },
        Command::SetBeta(0.25),
        Command::Decode { slot: Slot::Hero, id: 7, z: Floats(vec![-1.5, f32::MIN_POSITIVE]) },
    ];
    for command in commands {
        assert_eq!(protocol::decode::<Command>(&protocol::encode(&command).unwrap()).unwrap(), command);
    }
    let event = Event::Decoded { slot: Slot::Uniform, id: 9, pixels: Bytes((0..=255).collect()) };
    let bytes = protocol::encode(&event).unwrap();
    assert_eq!(protocol::decode::<Event>(&bytes).unwrap(), event);
    assert!(protocol::decode::<Event>(&bytes[..bytes.len() / 2]).is_err());
}

#[wasm_bindgen_test]
fn the_pretrained_weights_load_and_decode() {
    let bytes = include_bytes!("../pretrained/mnist-vae.safetensors");
    let model = weights::from_safetensors(bytes).unwrap();
    let pixels = model.decode_pixels(&[0.0, 0.0, 1.0, -1.0]).unwrap();
    assert_eq!(pixels.len(), 2 * 784);
    assert!(pixels[..784] != pixels[784..], "two places decode alike");
    let terms = model.terms(&recorded::held_out().take(200), &latent_lab::rng::Rng::new(0)).unwrap();
    assert!(terms.nelbo() < 140.0, "{} nats", terms.nelbo());
    assert!(weights::from_safetensors(&bytes[..bytes.len() / 2]).is_err());
}
