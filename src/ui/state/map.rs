//! The form of the chapter on self-organizing maps, as a link to the page has it. Pure.

use super::fields::{MAP_EPOCHS, MAP_RADIUS, MAP_RATE, MAP_SEED};
use super::part::{Accepts, Part};

/// Its fields.
pub const PART: Part = Part {
    chapter: "som",
    entries: &[
        ("data", "sdss", Accepts::OneOf(&["sdss", "deep"])),
        ("size", "30x30", Accepts::OneOf(&["10x10", "20x20", "30x30", "30x60", "50x100", "75x150"])),
        ("radius", "10", Accepts::Number(MAP_RADIUS)),
        ("epochs", "10", Accepts::Number(MAP_EPOCHS)),
        ("rate", "0.5", Accepts::Number(MAP_RATE)),
        ("seed", "0", Accepts::Number(MAP_SEED)),
        ("toroidal", "0", Accepts::OneOf(&["0", "1"])),
        ("pca", "0", Accepts::OneOf(&["0", "1"])),
    ],
};
