//! From the sky to the pixels of an image and back: the tangent projection of a FITS header (Greisen & Calabretta 2002;
//! Calabretta & Greisen 2002), with the distortion of SIP (Shupe et al. 2005) where it is given.

/// A header's cards, looked up by keyword.
pub trait Cards {
    fn real(&self, key: &str) -> Option<f64>;
    fn text(&self, key: &str) -> Option<String>;
}

/// Why sky coordinates cannot be used.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
pub enum WcsError {
    #[error("its header has no sky coordinates (CTYPE1 and CTYPE2 of RA and DEC)")]
    None,
    #[error("its sky coordinates are {0} and {1}; RA and DEC in the tangent projection (TAN) are read")]
    Kind(String, String),
    #[error("its tangent projection has the distortion terms PV, which are not read; TAN with or without SIP is")]
    Distorted,
    #[error("its header has no usable {0}")]
    Value(&'static str),
}

/// A tangent projection. Pixels count from 0 at the centre of the first pixel of the file.
#[derive(Clone, Debug, PartialEq)]
pub struct Wcs {
    /// Degrees.
    pole: [f64; 2],
    /// Of the pixel axes, 1-based.
    reference: [f64; 2],
    /// Degrees a pixel, rows: x along RA, y along Dec.
    matrix: [[f64; 2]; 2],
    inverse: [[f64; 2]; 2],
    /// Turn of the plane, radians: that of LONPOLE from 180°.
    turn: f64,
    /// Terms (p, q, factor) of u^p v^q for both axes: forward, and those given for the way back.
    forward: [Vec<(i32, i32, f64)>; 2],
    backward: [Vec<(i32, i32, f64)>; 2],
}

impl Wcs {
    /// From a header.
    ///
    /// # Errors
    ///
    /// If it has no sky coordinates of the kind that is read.
    pub fn read(cards: &impl Cards) -> Result<Self, WcsError> {
        let kinds = ["CTYPE1", "CTYPE2"].map(|key| cards.text(key).unwrap_or_default().trim().to_ascii_uppercase());
        if kinds.iter().all(String::is_empty) {
            return Err(WcsError::None);
        }
        let is = |kind: &str, axis: &str| {
            kind.strip_prefix(axis).is_some_and(|rest| ["TAN", "TAN-SIP"].contains(&rest.trim_start_matches('-')))
        };
        let swapped = is(&kinds[0], "DEC") && is(&kinds[1], "RA");
        let plain = is(&kinds[0], "RA") && is(&kinds[1], "DEC");
        if !(swapped || plain) {
            let [first, second] = kinds;
            return Err(WcsError::Kind(first, second));
        }
        let degrees = |unit: Option<String>| unit.is_none_or(|unit| ["", "deg", "degree"].contains(&unit.trim()));
        if !["CUNIT1", "CUNIT2"].into_iter().all(|key| degrees(cards.text(key))) {
            return Err(WcsError::Value("CUNIT (degrees are read)"));
        }
        if (0..40).any(|term| [1, 2].iter().any(|axis| cards.real(&format!("PV{axis}_{term}")).is_some())) {
            return Err(WcsError::Distorted);
        }
        let real = |key: &'static str| cards.real(key).ok_or(WcsError::Value(key));
        let mut pole = [real("CRVAL1")?, real("CRVAL2")?];
        let mut matrix = matrix(cards)?;
        if swapped {
            pole.swap(0, 1);
            matrix.swap(0, 1);
        }
        let determinant = matrix[0][0] * matrix[1][1] - matrix[0][1] * matrix[1][0];
        let inverse = [
            [matrix[1][1] / determinant, -matrix[0][1] / determinant],
            [-matrix[1][0] / determinant, matrix[0][0] / determinant],
        ];
        if !inverse.as_flattened().iter().all(|value| value.is_finite()) {
            return Err(WcsError::Value("CD matrix"));
        }
        // The pole of the native coordinates, by default.
        let longitude = cards.real("LONPOLE").unwrap_or(if pole[1] >= 90.0 { 0.0 } else { 180.0 });
        let is_sip = kinds.iter().any(|kind| kind.ends_with("-SIP"));
        let terms = |name: &str| if is_sip { terms(cards, name) } else { Vec::new() };
        Ok(Self {
            pole,
            reference: [real("CRPIX1")?, real("CRPIX2")?],
            matrix,
            inverse,
            turn: (longitude - 180.0).to_radians(),
            forward: [terms("A"), terms("B")],
            backward: [terms("AP"), terms("BP")],
        })
    }

    /// Right ascension (0 to 360) and declination of a pixel, degrees.
    pub fn sky(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        let [u, v] = [x + 1.0 - self.reference[0], y + 1.0 - self.reference[1]];
        let [u, v] = [u + sum(&self.forward[0], u, v), v + sum(&self.forward[1], u, v)];
        let [xi, eta] = product(&self.matrix, [u, v]).map(f64::to_radians);
        let (sin, cos) = self.turn.sin_cos();
        let [xi, eta] = [xi * cos + eta * sin, eta * cos - xi * sin];
        let (sin0, cos0) = self.pole[1].to_radians().sin_cos();
        let across = cos0 - eta * sin0;
        let ra = self.pole[0] + xi.atan2(across).to_degrees();
        let dec = (sin0 + eta * cos0).atan2(xi.hypot(across)).to_degrees();
        [ra.rem_euclid(360.0), dec]
    }

    /// The pixel of a place on the sky, degrees; `None` for one that is not on the side of the tangent plane.
    pub fn pixel(&self, [ra, dec]: [f64; 2]) -> Option<[f64; 2]> {
        let (sin, cos) = dec.to_radians().sin_cos();
        let (sin0, cos0) = self.pole[1].to_radians().sin_cos();
        let (sin_ra, cos_ra) = (ra - self.pole[0]).to_radians().sin_cos();
        let depth = sin * sin0 + cos * cos0 * cos_ra;
        if depth.is_nan() || depth < 1e-6 {
            return None;
        }
        let [xi, eta] = [cos * sin_ra / depth, (sin * cos0 - cos * sin0 * cos_ra) / depth].map(f64::to_degrees);
        let (sin, cos) = self.turn.sin_cos();
        let wanted = product(&self.inverse, [xi * cos - eta * sin, eta * cos + xi * sin]);
        let [u, v] = self.undistorted(wanted)?;
        Some([u + self.reference[0] - 1.0, v + self.reference[1] - 1.0])
    }

    /// Solves u + f(u, v) = `wanted`.
    fn undistorted(&self, wanted: [f64; 2]) -> Option<[f64; 2]> {
        let [a, b] = wanted;
        if self.forward.iter().all(Vec::is_empty) {
            return Some([a + sum(&self.backward[0], a, b), b + sum(&self.backward[1], a, b)]);
        }
        let [mut u, mut v] = wanted;
        for _ in 0..100 {
            let next = [a - sum(&self.forward[0], u, v), b - sum(&self.forward[1], u, v)];
            let moved = (next[0] - u).hypot(next[1] - v);
            [u, v] = next;
            if moved < 1e-9 {
                return Some([u, v]);
            }
        }
        // Beyond where the distortion means anything.
        None
    }
}

fn product(matrix: &[[f64; 2]; 2], [x, y]: [f64; 2]) -> [f64; 2] {
    matrix.map(|row| row[0] * x + row[1] * y)
}

/// CDi_j; or PCi_j, the unit matrix where missing, times CDELTi; or the turn CROTA2 times CDELTi.
fn matrix(cards: &impl Cards) -> Result<[[f64; 2]; 2], WcsError> {
    let of = |name: &str| [1, 2].map(|i| [1, 2].map(|j| cards.real(&format!("{name}{i}_{j}"))));
    let cd = of("CD");
    if cd.as_flattened().iter().any(Option::is_some) {
        return Ok(cd.map(|row| row.map(|value| value.unwrap_or(0.0))));
    }
    let real = |key: &'static str| cards.real(key).ok_or(WcsError::Value(key));
    let scales = [real("CDELT1")?, real("CDELT2")?];
    let pc = of("PC");
    if let Some(turn) = cards.real("CROTA2")
        && pc.as_flattened().iter().all(Option::is_none)
    {
        let (sin, cos) = turn.to_radians().sin_cos();
        return Ok([[scales[0] * cos, -scales[1] * sin], [scales[0] * sin, scales[1] * cos]]);
    }
    let unit = [[1.0, 0.0], [0.0, 1.0]];
    Ok([0, 1].map(|i| [0, 1].map(|j| scales[i] * pc[i][j].unwrap_or(unit[i][j]))))
}

/// The terms of a polynomial of SIP, whose order is at most 9.
fn terms(cards: &impl Cards, name: &str) -> Vec<(i32, i32, f64)> {
    let order = cards.real(&format!("{name}_ORDER")).unwrap_or(0.0).clamp(0.0, 9.0) as i32;
    let pairs = (0..=order).flat_map(|p| (0..=order - p).map(move |q| (p, q)));
    pairs.filter_map(|(p, q)| Some((p, q, cards.real(&format!("{name}_{p}_{q}"))?))).collect()
}

fn sum(terms: &[(i32, i32, f64)], u: f64, v: f64) -> f64 {
    terms.iter().map(|(p, q, factor)| factor * u.powi(*p) * v.powi(*q)).sum()
}
