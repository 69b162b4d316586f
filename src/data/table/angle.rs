//! Which columns are angles, after how many degrees they repeat, and whether they are written in radians.

use std::f64::consts::{PI, TAU};

/// Names, or words in names, of directions on the sky or in an image.
const AXES: [&str; 9] = ["orientation", "theta", "pa", "phi", "posang", "posangle", "angle", "ang", "rot"];
/// And how longer words begin and end that are such: `THETAWIN`, `deVPhi`.
const BEGINNINGS: [&str; 3] = ["theta", "posang", "orient"];
const ENDINGS: [&str; 4] = ["theta", "phi", "angle", "posang"];
const TURNS: [&str; 9] = ["azimuth", "az", "longitude", "lon", "ra", "raj", "hue", "direction", "heading"];
/// In degrees, but no directions: heights, sizes, tilts, distances and errors.
const NONE: [&str; 27] = [
    "dec",
    "dej",
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
    "cos",
    "sin",
    "tan",
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
    // `PA90`, `RAJ2000`.
    let without_digits = |word: String| match word.trim_end_matches(|last: char| last.is_ascii_digit()) {
        "" | "r" => word,
        letters => letters.to_owned(),
    };
    let words: Vec<String> = words(name).into_iter().map(without_digits).collect();
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    let unit = unit.trim().to_lowercase();
    let degrees =
        ["deg", "degree", "degrees", "°", "degr"].contains(&unit.as_str()) || has(&["deg", "degree", "degrees"]);
    let radians = ["rad", "radian", "radians"].contains(&unit.as_str()) || has(&["rad", "radian", "radians"]);
    let no_angle = |word: &String| word.ends_with("err") || ["cos", "sin", "tan"].iter().any(|of| word.starts_with(of));
    let axis_in = |word: &String| {
        BEGINNINGS.iter().any(|begin| word.starts_with(begin)) || ENDINGS.iter().any(|end| word.ends_with(end))
    };
    let axis = has(&AXES) || words.iter().any(|word| axis_in(word) && !no_angle(word));
    let turn = has(&TURNS) && (degrees || radians);
    // A declination, as in `DE_ICRS`, or de Vaucouleurs.
    if has(&NONE) || has(&["de"]) && !axis || !(axis || turn || degrees || radians) {
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
            && words.iter().any(|word| word.contains("theta") || word.ends_with("phi"));
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
            "deVPhi_r",
            "expPhi_r",
            "THETAWIN_IMAGE",
            "PA90",
            "rotAngle",
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
            ("deVPhiErr_r", "deg"),
            ("DE_ICRS", "deg"),
            ("DEJ2000", "deg"),
            ("cos_theta", ""),
            ("costheta", ""),
            ("thetaerr", ""),
        ] {
            assert_eq!(of(name, unit, 0.5, 89.0), None, "{name}");
        }
        assert_eq!(of("theta", "", -9999.0, 170.0), None, "no angle has such a range");
        assert_eq!(of("flux", "mJy", 0.0, 90.0), None);
    }
}
