//! Files read as the upload's worker reads them.
#![allow(dead_code, reason = "no test needs all of it")]

use std::fs;

use latent_lab::data::upload::{Gathering, Own};

pub fn fixture(name: &str) -> Vec<u8> {
    fs::read(format!("tests/fixtures/{name}")).unwrap()
}

pub fn gathered(files: &[(&str, Vec<u8>)]) -> Gathering {
    let mut gathering = Gathering::default();
    for (name, bytes) in files {
        gathering.add(name, bytes);
        while gathering.step() {}
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
