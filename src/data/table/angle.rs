//! Which columns are angles, after how many degrees they repeat, and whether they are written in radians.

use std::f64::consts::{PI, TAU};

/// Names, or words in names, of directions on the sky or in an image.
const AXES: [&str; 9] = ["orientation", "theta", "pa", "phi", "posang", "posangle", "angle", "ang", "rot"];
const TURNS: [&str; 8] = ["azimuth", "az", "longitude", "lon", "ra", "hue", "direction", "heading"];
/// In degrees, but no directions: heights, sizes, tilts, distances and errors.
const NONE: [&str; 24] = [
    "dec",
    "de",
    "decl",
    "declination",
    "lat",
    "latitude",
    "b",
    "inclination",
    "incl",
    "inc",
    "size",
    "radius",
    "r50",
    "r90",
    "fwhm",
    "sep",
    "separation",
    "dist",
    "distance",
    "err",
    "error",
    "sigma",
    "e",
    "std",
];

/// What an angle is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Angle {
    /// It repeats after 180°, not after 360°.
    pub half_turn: bool,
    pub radians: bool,
}

/// The angle that a column of numbers from `least` to `most` under this heading and unit is, if it is one.
pub fn of(name: &str, unit: &str, least: f64, most: f64) -> Option<Angle> {
    let words = words(name);
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    let unit = unit.trim().to_lowercase();
    let degrees =
        ["deg", "degree", "degrees", "°", "degr"].contains(&unit.as_str()) || has(&["deg", "degree", "degrees"]);
    let radians = ["rad", "radian", "radians"].contains(&unit.as_str()) || has(&["rad", "radian", "radians"]);
    let axis = has(&AXES);
    let turn = has(&TURNS) && (degrees || radians);
    if has(&NONE) || !(axis || turn || degrees || radians) {
        return None;
    }
    let span = most - least;
    // Without a unit, radians are told by their range: most of a half turn, and no more than a turn.
    let radians = radians
        || !degrees
            && axis
            && span > 2.0
            && span <= TAU + 1e-3
            && least >= -PI - 1e-3
            && most <= TAU + 1e-3
            && has(&["theta", "phi"]);
    let unit = if radians { 180.0 / PI } else { 1.0 };
    let (least, most, span) = (least * unit, most * unit, span * unit);
    if least < -360.5 || most > 360.5 || span > 360.5 || span <= 0.0 {
        return None;
    }
    Some(Angle { half_turn: !turn && span <= 180.5, radians })
}

/// A heading's words in small letters: `PA_deg`, `positionAngle`, `theta [deg]`.
pub fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = ' ';
    for letter in name.chars() {
        let is_letter = letter.is_alphanumeric();
        if !is_letter || letter.is_uppercase() && before.is_lowercase() {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| is_letter) {
            word.extend(letter.to_lowercase());
        }
        before = letter;
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn angles_are_known_by_name_or_unit() {
        let half = Some(Angle { half_turn: true, radians: false });
        for name in [
            "orientation",
            "theta",
            "PA",
            "phi",
            "PA_deg",
            "Position angle",
            "THETA_IMAGE",
            "positionAngle",
            "angle [deg]",
        ] {
            assert_eq!(of(name, "", -89.5, 88.0), half, "{name}");
            assert_eq!(of(name, "", 0.5, 179.0), half, "{name}");
        }
        assert_eq!(of("tilt", "deg", 0.5, 179.0), half);
        let full = Some(Angle { half_turn: false, radians: false });
        assert_eq!(of("PA", "deg", 3.0, 351.0), full);
        assert_eq!(of("ra", "deg", 150.0, 152.0), full);
        assert_eq!(of("phi", "", -179.0, 170.0), full);
        let radians = Some(Angle { half_turn: true, radians: true });
        assert_eq!(of("theta", "", -1.55, 1.5), radians);
        assert_eq!(of("tilt", "rad", 0.1, 3.0), radians);
    }

    #[test]
    fn other_numbers_are_no_angles() {
        for (name, unit) in [
            ("dec", "deg"),
            ("r50", "deg"),
            ("PA_err", "deg"),
            ("position", ""),
            ("ra", ""),
            ("inclination", "deg"),
            ("spa", ""),
        ] {
            assert_eq!(of(name, unit, 0.5, 89.0), None, "{name}");
        }
        assert_eq!(of("theta", "", -9999.0, 170.0), None, "no angle has such a range");
        assert_eq!(of("flux", "mJy", 0.0, 90.0), None);
    }
}
