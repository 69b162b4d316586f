//! Files read as the upload's worker reads them, with a stand-in for the browser's decoder.
#![allow(dead_code, reason = "no test needs all of it")]

use std::fs;

use latent_lab::data::upload::{Decoded, Gathering, Own, Step};

pub fn fixture(name: &str) -> Vec<u8> {
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

pub fn gathered(files: &[(&str, Vec<u8>)]) -> Gathering {
    let mut gathering = Gathering::default();
    for (name, bytes) in files {
        gathering.add(name, bytes);
        finish(&mut gathering);
    }
    gathering.settle();
    gathering
}

pub fn of(names: &[&str]) -> Gathering {
    gathered(&names.iter().map(|name| (*name, fixture(name))).collect::<Vec<_>>())
}

/// The values of a property, by its name.
pub fn values<'a>(own: &'a Own, name: &str) -> &'a [f32] {
    let found = own.properties.iter().find(|property| property.name == name);
    &found.unwrap_or_else(|| panic!("no {name} among {:?}", names(own))).values
}

/// The classes of every image, by the class's name.
pub fn classes<'a>(own: &'a Own, name: &str) -> Vec<&'a str> {
    let property = own.properties.iter().find(|property| property.name == name).unwrap();
    property.values.iter().map(|class| property.classes[*class as usize].as_str()).collect()
}

pub fn names(own: &Own) -> Vec<&str> {
    own.properties.iter().map(|property| property.name.as_str()).collect()
}

/// What is said of the table or array with this in its name.
pub fn said(gathering: &Gathering, name: &str) -> String {
    gathering.summary().tables.into_iter().find(|sentence| sentence.contains(name)).unwrap()
}
