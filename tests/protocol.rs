//! Every message crosses unchanged, and what is no message is an error.

#[path = "messages/commands.rs"]
mod commands;
#[path = "messages/events.rs"]
mod events;
#[path = "messages/variants.rs"]
mod variants;

use commands::commands;
use events::events;
use latent_lab::protocol::{Bytes, Command, Event, Floats, decode, encode};

#[test]
fn commands_cross_unchanged() {
    for command in commands() {
        assert_eq!(decode::<Command>(&encode(&command).unwrap()).unwrap(), command);
    }
}

#[test]
fn events_cross_unchanged() {
    for event in events() {
        assert_eq!(decode::<Event>(&encode(&event).unwrap()).unwrap(), event);
    }
}

#[test]
fn what_is_cut_short_or_foreign_is_an_error_and_never_a_panic() {
    for event in events() {
        let bytes = encode(&event).unwrap();
        for length in 0..bytes.len() {
            assert!(decode::<Event>(&bytes[..length]).is_err());
        }
    }
    assert!(decode::<Command>(&[0xff; 16]).is_err());
    // A block of floats that ends in the middle of one.
    assert!(decode::<Floats>(&encode(&Bytes(vec![1, 2, 3])).unwrap()).is_err());
}

#[test]
fn a_block_of_floats_costs_four_bytes_a_value() {
    assert!(encode(&Floats(vec![1.0; 1000])).unwrap().len() <= 4004);
}
