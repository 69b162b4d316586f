//! The setting of the chapter on autoencoders: the width of the code that is trained next.

use crate::settings::{Form, Kind, Number, Place, Setting, When};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bottleneck {
    /// Numbers in the code.
    pub q: u32,
}

impl Default for Bottleneck {
    fn default() -> Self {
        Self { q: 8 }
    }
}

pub const AUTOENCODER: Form<Bottleneck> = Form {
    prefix: "autoencoder-",
    rows: &[Setting {
        key: "q",
        id: "autoencoder-q",
        kind: Kind::Number(Number::whole("Numbers in the code", 1.0, 32.0)),
        when: When::Resets,
        place: |form| Place::number(&mut form.q),
    }],
};
