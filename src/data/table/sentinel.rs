//! Numbers that stand for "no value" in catalogues, such as −99 for a magnitude that was not measured.

/// Written with 9s, as a huge power of ten or the least integer of 32 or 64 bits, both signs of each.
const KNOWN: [f64; 16] = [
    99.0,
    999.0,
    9999.0,
    99999.0,
    9.99,
    99.9,
    99.99,
    99.999,
    999.9,
    999.99,
    9999.9,
    9999.99,
    1e20,
    1e30,
    2_147_483_648.0,
    9_223_372_036_854_775_808.0,
];
/// One that is this much further off than the others' range is wide is no measurement, if it has a name.
const APART: f64 = 0.5;
/// One inside the range is suspected only if it comes this often, and all others are rarer by far.
const OFTEN: usize = 3;
const RARER: usize = 5;

/// Those of `values` that are proposed as missing, with how often each comes.
///
/// A known one is proposed if it lies apart from all others, is negative where no other is, or, beyond the others or among
/// numbers that are not whole, repeats as no other does.
pub fn proposed(values: &[f64]) -> Vec<(f64, usize)> {
    let known = |value: f64| KNOWN.iter().any(|known| (value.abs() - known).abs() <= 1e-6 * known);
    let mut suspects: Vec<(f64, usize)> = Vec::new();
    let mut others: Vec<f64> = Vec::with_capacity(values.len());
    for &value in values {
        if !known(value) {
            others.push(value);
        } else if let Some(suspect) = suspects.iter_mut().find(|(other, _)| *other == value) {
            suspect.1 += 1;
        } else {
            suspects.push((value, 1));
        }
    }
    if suspects.is_empty() || others.is_empty() {
        return Vec::new();
    }
    others.sort_by(f64::total_cmp);
    let (least, most) = (others[0], others[others.len() - 1]);
    let most_repeated = others.chunk_by(|a, b| a == b).map(<[f64]>::len).max().unwrap_or(0);
    let whole = others.iter().all(|value| value.fract() == 0.0);
    suspects.retain(|&(value, count)| {
        let gap = (least - value).max(value - most);
        let apart = gap > APART * (most - least) && gap > 0.0;
        let alone_negative = value < 0.0 && least >= 0.0;
        apart
            || alone_negative
            || (!whole || gap > 0.0 && value < 0.0) && count >= OFTEN && count >= RARER * most_repeated
    });
    suspects.sort_by(|a, b| a.0.total_cmp(&b.0));
    suspects
}

#[cfg(test)]
mod tests {
    use super::proposed;

    #[test]
    fn what_lies_apart_is_no_measurement() {
        assert_eq!(proposed(&[17.2, 99.0, 18.4, 16.9, 99.0]), [(99.0, 2)]);
        assert_eq!(proposed(&[0.1, -999.0, 0.3, -99.0]), [(-999.0, 1), (-99.0, 1)]);
        assert_eq!(proposed(&[12.0, 170.0, -99.0, 1.0]), [(-99.0, 1)]);
        assert_eq!(proposed(&[1e20, 3.0]), [(1e20, 1)]);
        assert_eq!(proposed(&[1.0, 9999.0, 2.0]), [(9999.0, 1)]);
    }

    #[test]
    fn what_may_be_a_measurement_is_one() {
        // Percentiles, whole numbers up to a thousand, a column that only says 99.
        assert_eq!(proposed(&[0.0, 50.0, 98.0, 99.0, 100.0]), []);
        assert_eq!(proposed(&[3.0, 400.0, 999.0, 1200.0]), []);
        assert_eq!(proposed(&[98.0, 99.0, 97.0, 60.0]), []);
        assert_eq!(proposed(&[99.0, 99.0]), []);
        assert_eq!(proposed(&[-99.0, -80.0, 90.0, 10.0]), []);
        assert_eq!(proposed(&[]), []);
    }

    #[test]
    fn a_negative_among_others_that_are_not_is_no_measurement() {
        let angles = |step: f64| (0..38).map(move |i| step * f64::from(i));
        let whole: Vec<f64> = angles(9.0).chain([-99.0; 10]).collect();
        assert_eq!(proposed(&whole), [(-99.0, 10)]);
        let real: Vec<f64> = angles(9.25).chain([-99.0; 2]).collect();
        assert_eq!(proposed(&real), [(-99.0, 2)]);
        // Beyond whole numbers of both signs, if it repeats as none of them does.
        let latitudes: Vec<f64> = (-90..=90).map(f64::from).chain([-99.0; 6]).collect();
        assert_eq!(proposed(&latitudes), [(-99.0, 6)]);
        assert_eq!(proposed(&[3.0, i64::MIN as f64, 5.0]), [(i64::MIN as f64, 1)]);
    }

    #[test]
    fn what_repeats_inside_the_range_is_suspected() {
        let mut velocities: Vec<f64> = (0..40).map(|i| -300.25 + 15.5 * f64::from(i)).collect();
        assert_eq!(proposed(&velocities), []);
        velocities.extend([-99.0; 6]);
        assert_eq!(proposed(&velocities), [(-99.0, 6)]);
    }
}
