//! What a chart's frame, legend and marks have in common: the room beside the plot, inks and plain words.

use crate::ui::{
    colour::Rgb,
    plot::{axes::Words, drawing::Ink, glyph::Glyph},
    theme::Theme,
};

/// Room beside a plot for ticks and titles, in units of a surface's size.
pub const LEFT: f64 = 74.0;
pub const RIGHT: f64 = 14.0;

const MISSING: Rgb = Rgb::hex(0x8a9099);

/// The colour of an ink in this theme.
pub fn colour(ink: Ink, theme: &Theme) -> Rgb {
    match ink {
        Ink::Plain => theme.ink,
        Ink::Accent => theme.accent,
        Ink::Training => theme.training,
        Ink::HeldOut => theme.held_out,
        Ink::Prior => theme.prior,
        Ink::Mark => theme.mark,
        Ink::Class(class) => theme.classes[usize::from(class) % theme.classes.len()],
        Ink::Map(map, share) => map.at(share),
        Ink::Missing => MISSING,
    }
}

/// The shape of a point in this ink.
pub fn glyph(ink: Ink) -> Glyph {
    if let Ink::Class(class) = ink { Glyph::of_class(class) } else { Glyph::Disc }
}

pub fn plain(theme: &Theme) -> Words<'static> {
    Words { baseline: "middle", ..Words::plain(theme) }
}
