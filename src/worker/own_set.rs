//! What was taken from a person's files as the message that the notebook's worker gets. Knows no browser and no model.

use super::measures::{classes, columns, in_original, in_stamp};
use crate::data::measure::Measure;
use crate::data::upload::{self, Measured, Own};
use crate::protocol::field::Search;
use crate::protocol::galaxies::{OwnSet, Text};
use crate::protocol::upload::Look;
use crate::protocol::{Bytes, Floats, Property};

/// The set, how it was made and what was measured of it.
///
/// `cut` says how its images were cut from a field, if they were.
pub fn own_set(own: Own, look: &Look, cut: Option<Search>) -> OwnSet {
    let shape = own.images.shape;
    let preparation = preparation(&own, look, cut);
    let measured = measured(&own.measured);
    let property = |property: upload::Property| Property {
        name: property.name,
        unit: property.unit,
        values: Floats(property.values),
        classes: property.classes,
        period: property.period,
    };
    OwnSet {
        shape: [shape.height as u32, shape.width as u32, shape.channels as u32],
        pixels: Bytes(own.images.pixels),
        properties: own.properties.into_iter().map(property).collect(),
        names: own.names,
        measured,
        preparation,
        texts: own.texts.into_iter().map(|text| Text { name: text.name, cells: text.cells }).collect(),
        held_out: Bytes(own.held_out.unwrap_or_default().into_iter().map(u8::from).collect()),
    }
}

/// On the stamps, in the files' pixels, and what stood in the way.
fn measured(rows: &[Measured]) -> Vec<Property> {
    let of =
        |part: fn(&Measured) -> &Vec<Measure>| columns(&rows.iter().map(|row| part(row).clone()).collect::<Vec<_>>());
    let mut properties: Vec<Property> = of(|row| &row.stamp).into_iter().map(in_stamp).collect();
    properties.extend(of(|row| &row.file).into_iter().filter(in_original));
    let flags: Vec<String> = rows.iter().map(|row| row.flags.clone()).collect();
    properties.extend(classes("Measured with", &flags));
    properties
}

/// How the set was made of the files, for whatever leaves the page.
fn preparation(own: &Own, look: &Look, cut: Option<Search>) -> Vec<(String, String)> {
    const TURNS: [&str; 8] = [
        "none",
        "mirrored",
        "180 degrees",
        "upside down",
        "transposed",
        "90 degrees clockwise",
        "transversed",
        "90 degrees anticlockwise",
    ];
    let all = own.stretched == own.images.len();
    let stretch = match own.stretched {
        0 => "none".to_owned(),
        _ if all => "asinh".to_owned(),
        some => format!("asinh of {some} of {} images", own.images.len()),
    };
    let softening = if own.stretched > 0 { look.softening.to_string() } else { String::new() };
    let levels = if own.stretched > 0 { "0.1 and 0.998 quantiles of each image" } else { "" };
    let centre = if look.on_object { "brightest object near the middle" } else { "middle" };
    let turn = TURNS.get(usize::from(look.turn).saturating_sub(1)).copied().unwrap_or_default();
    let cut = cut.map(|cut| {
        let positions = if cut.listed { "of a table" } else { "of all sources" };
        [
            ("detection threshold [sigma]", cut.threshold.to_string()),
            ("least area [px]", cut.least_area.to_string()),
            ("deblending contrast", cut.contrast.to_string()),
            ("stamp side [half-light radii]", cut.radii.to_string()),
            ("positions", positions.to_owned()),
        ]
    });
    let steps = [
        ("stretch", stretch),
        ("softening", softening),
        ("black and white", levels.to_owned()),
        ("crop", look.crop.to_string()),
        ("crop centre", centre.to_owned()),
        ("turn", turn.to_owned()),
        ("plane", own.plane.clone()),
        ("largest side kept", look.side.to_string()),
        ("held out", own.held_out_words.clone()),
    ];
    let all = steps.into_iter().chain(cut.into_iter().flatten());
    all.map(|(name, value)| (name.to_owned(), value)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::upload::Gathering;

    #[test]
    fn what_is_taken_with_a_set_says_how_it_was_made() {
        let said = |cut| {
            let own = Gathering::default().take(16, false, 0.1);
            let look = Look { crop: 0.5, side: 128, ..Look::default() };
            own_set(own, &look, cut).preparation
        };
        let search = Search { threshold: 2.5, least_area: 7, contrast: 0.01, radii: 6.0, listed: true };
        let (plain, cut) = (said(None), said(Some(search)));
        let pairs = |preparation: &[(String, String)]| {
            preparation.iter().map(|(name, value)| format!("{name}: {value}")).collect::<Vec<_>>().join("; ")
        };
        assert_eq!(
            pairs(&cut[plain.len()..]),
            "detection threshold [sigma]: 2.5; least area [px]: 7; deblending contrast: 0.01; \
             stamp side [half-light radii]: 6; positions: of a table"
        );
        assert_eq!(cut[..plain.len()], plain);
        let plain = pairs(&plain);
        for part in ["crop: 0.5", "largest side kept: 128", "held out: every fifth"] {
            assert!(plain.contains(part), "{plain}");
        }
        assert!(plain.contains("; plane: ;"), "there are no FITS files: {plain}");
    }
}
