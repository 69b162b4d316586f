//! Own images from their values to a set: what is a shade and what is stretched, what is measured, how images are cut.
#![cfg(not(target_arch = "wasm32"))]
mod gathering;

use gathering::{fixture, gathered};
use latent_lab::data::turn::Turn;
use latent_lab::data::upload::{Framing, Gathering, Own, Scale};
use latent_lab::protocol::upload::Look;
use latent_lab::worker::own_set::own_set;

/// An array as NumPy's `save` writes it: `[images, side, side]` of 32-bit floats.
fn npy(side: usize, values: &[f32]) -> Vec<u8> {
    let images = values.len() / (side * side);
    let mut header = format!("{{'descr': '<f4', 'fortran_order': False, 'shape': ({images}, {side}, {side}), }}");
    while (header.len() + 11) % 64 > 0 {
        header.push(' ');
    }
    header.push('\n');
    let mut file = b"\x93NUMPY\x01\x00".to_vec();
    file.extend((header.len() as u16).to_le_bytes());
    file.extend(header.bytes());
    file.extend(values.iter().flat_map(|value| value.to_le_bytes()));
    file
}

/// 48 × 48 pixels of `peak` · exp(−r²/50) about (`x`, `y`) on a sky of a hundredth of that.
fn galaxy(peak: f32, x: f32, y: f32) -> Vec<f32> {
    let square = |index: usize| ((index % 48) as f32 - x).powi(2) + ((index / 48) as f32 - y).powi(2);
    (0..48 * 48).map(|index| 0.98 * peak * (-square(index) / 50.0).exp() + 0.01 * peak).collect()
}

fn measured(own: &Own, name: &str) -> Vec<f32> {
    let value =
        |row: &latent_lab::data::upload::Measured| row.file.iter().find(|measure| measure.name == name).unwrap().value;
    own.measured.iter().map(value).collect()
}

#[test]
fn floats_are_shades_by_one_rule_for_the_set_and_measured_alike() {
    let [faint, bright] = [0.9, 1.1].map(|peak| galaxy(peak, 23.5, 23.5));
    let one = |values: &[f32]| gathered(&[("a.npy", npy(48, values))]);
    let alone = one(&faint);
    let mut both = gathered(&[("a.npy", npy(48, &faint)), ("b.npy", npy(48, &bright))]);
    assert_eq!((alone.doubtful(), both.doubtful()), (Some(true), Some(false)));
    assert_eq!((alone.summary().measured, both.summary().measured), (0, 2));
    // 5 √(2 ln 2) = 5.89, whatever the peak and whatever is shown.
    for own in [alone.take(32, false, 0.1), both.take(32, false, 0.001), one(&bright).take(32, false, 1.0)] {
        for radius in measured(&own, "Half-light radius") {
            assert!((radius - 5.89).abs() < 0.06, "{radius}");
        }
    }
    let stretched = both.take(48, false, 0.1);
    assert_eq!(stretched.stretched, 2);
    both.set_scale(Scale::Shades);
    let own = both.take(48, false, 0.1);
    assert_eq!((both.doubtful(), own.stretched), (Some(true), 0));
    let corner = |index: usize| own.images.image(index)[0];
    // A hundredth of 0.9 · 255 and of 1.1 · 255; white where more than 1 is asked for.
    assert_eq!([corner(0), corner(1)], [2, 3]);
    assert_eq!(own.images.image(1)[23 * 48 + 23], 255);
    let words = |own: &Own| format!("{:?}", own.measured);
    assert_eq!(words(&own), words(&stretched));
    assert_eq!(own.measured[0].flags, "round");
}

#[test]
fn fits_is_never_taken_for_shades() {
    let mut gathering = gathered(&[("a.fits", fixture("holes.fits"))]);
    gathering.set_scale(Scale::Shades);
    assert_eq!((gathering.doubtful(), gathering.summary().measured), (None, 1));
}

fn cut(framing: Framing, files: &[(&str, Vec<u8>)]) -> Gathering {
    let mut gathering = Gathering::new(framing, "");
    for (name, bytes) in files {
        gathering.add(name, bytes);
        while gathering.step() {}
    }
    gathering.settle();
    gathering
}

#[test]
fn a_crop_keeps_the_scale_and_the_preview_shows_it_before_the_files_are_read_again() {
    let file = [("a.npy", npy(48, &galaxy(100.0, 29.5, 18.5)))];
    let framing = Framing { crop: 0.75, on_object: true, ..Framing::default() };
    let gathering = cut(framing, &file);
    let own = gathering.take(36, false, 0.1);
    assert!((measured(&own, "Half-light radius")[0] - 5.89).abs() < 0.1);
    assert!(measured(&own, "Centroid x")[0].abs() < 0.6 && measured(&own, "Centroid y")[0].abs() < 0.6);
    let plain = cut(Framing::default(), &file);
    assert!((measured(&plain.take(48, false, 0.1), "Centroid x")[0] - 6.0).abs() < 0.1);
    let preview = gathering.preview(1, 36, 0.1);
    assert_eq!(plain.preview_cut(&framing, false, 36, 0.1), preview);
    let marked = plain.preview_cut(&framing, true, 36, 0.1);
    assert_ne!(marked, preview);
    // The middle of the galaxy is inside the outline, not on it.
    let middle = (18 * 36 + 18) * 3;
    assert_eq!(marked[middle..middle + 3], preview[middle..middle + 3]);
}

#[test]
fn images_are_turned_as_a_person_asks() {
    let file = [("a.npy", npy(48, &galaxy(100.0, 35.5, 23.5)))];
    let turned = cut(Framing { turn: Turn::from_exif(6).unwrap(), ..Framing::default() }, &file);
    let own = turned.take(48, false, 0.1);
    // What was right of the middle is below it after a quarter turn clockwise.
    assert!(measured(&own, "Centroid x")[0].abs() < 0.1);
    assert!((measured(&own, "Centroid y")[0] - 12.0).abs() < 0.2);
}

#[test]
fn images_that_show_little_are_named() {
    let half: Vec<f32> =
        galaxy(0.9, 23.5, 23.5).into_iter().enumerate().map(|(i, v)| if i % 48 < 20 { 0.0 } else { v }).collect();
    let faint: Vec<f32> = galaxy(0.9, 23.5, 23.5).into_iter().map(|v| v / 50.0).collect();
    let gathering = gathered(&[("half.npy", npy(48, &half)), ("faint.npy", npy(48, &faint))]);
    let lines = gathering.summary().lines().join("\n");
    assert!(lines.contains("empty on one side, as at the edge of a field: half.npy."), "{lines}");
    assert!(lines.contains("little contrast, and are nearly one shade as they are shown: faint.npy."), "{lines}");
}

#[test]
fn a_set_says_how_it_was_made_and_what_stood_in_the_way() {
    let gap: Vec<f32> = galaxy(50.0, 23.5, 23.5)
        .into_iter()
        .enumerate()
        .map(|(i, v)| if i % 48 == 20 { f32::NAN } else { v })
        .collect();
    let values = [galaxy(50.0, 23.5, 23.5), galaxy(50.0, 23.5, 23.5), gap].concat();
    let gathering = gathered(&[("a.npy", npy(48, &values))]);
    let look = Look { softening: 0.05, crop: 1.0, turn: 6, ..Look::default() };
    let set = own_set(gathering.take(48, false, look.softening), &look, None);
    let said = |name: &str| set.preparation.iter().find(|(known, _)| known == name).unwrap().1.as_str();
    assert_eq!(
        [said("stretch"), said("softening"), said("crop"), said("turn")],
        ["asinh", "0.05", "1", "90 degrees clockwise"]
    );
    let column = |name: &str| set.measured.iter().find(|property| property.name == name).unwrap();
    // Of 48 pixels, in those of a stamp of 32, and in the file's.
    assert!((column("Radius in stamp").values.0[0] - 5.89 * 32.0 / 48.0).abs() < 0.05);
    assert!((column("Half-light radius").values.0[2] - 5.89).abs() < 0.1);
    let flags = column("Measured with");
    assert_eq!(
        (flags.classes.as_slice(), flags.values.0.as_slice()),
        (&["round".to_owned(), "missing pixels, round".to_owned()][..], &[0.0, 0.0, 1.0][..])
    );
    assert_eq!(set.names, ["a.npy[0]", "a.npy[1]", "a.npy[2]"]);
}

/// 100 exp(−r²/50) with noise of 3 on 64 × 64 pixels: r₅₀ = 5.89, half of that in pixels of a stamp of 32; C = 2.14.
#[test]
fn the_stretch_changes_what_is_shown_and_not_what_is_measured() {
    let gathering = gathered(&[("g.npy", fixture("linear-galaxies.npy"))]);
    let [soft, hard] = [1.0, 0.001].map(|softening| gathering.take(64, false, softening));
    assert_ne!(soft.images.pixels, hard.images.pixels);
    for own in [soft, hard] {
        let of = |name: &str| own.measured[0].stamp.iter().find(|measure| measure.name == name).unwrap().value;
        assert!((of("Half-light radius") - 2.94).abs() < 0.04, "{}", of("Half-light radius"));
        assert!((of("Concentration") - 2.13).abs() < 0.02, "{}", of("Concentration"));
        assert!(of("Asymmetry").abs() < 0.01, "{}", of("Asymmetry"));
        // The star beside the third galaxy is not measured.
        assert!(own.measured[2].stamp.iter().find(|measure| measure.name == "Centroid x").unwrap().value.abs() < 0.1);
    }
}
