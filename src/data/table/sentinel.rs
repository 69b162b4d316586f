//! Numbers that stand for "no value" in catalogues, such as −99 for a magnitude that was not measured.

/// Written with 9s or as a huge power of ten, both signs of each.
const KNOWN: [f64; 14] =
    [99.0, 999.0, 9999.0, 99999.0, 9.99, 99.9, 99.99, 99.999, 999.9, 999.99, 9999.9, 9999.99, 1e20, 1e30];
/// One that is this much further off than the others' range is wide is no measurement, if it has a name.
const APART: f64 = 0.5;
/// One inside the range is suspected only if it comes this often, and all others are rarer by far.
const OFTEN: usize = 3;
const RARER: usize = 5;

/// Those of `values` that are proposed as missing, with how often each comes.
///
/// A known one is proposed if it lies apart from all others, or, among numbers that are not whole, repeats as no other does.
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
        apart || !whole && count >= OFTEN && count >= RARER * most_repeated
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
        assert_eq!(proposed(&[]), []);
    }

    #[test]
    fn what_repeats_inside_the_range_is_suspected() {
        let mut velocities: Vec<f64> = (0..40).map(|i| -300.25 + 15.5 * f64::from(i)).collect();
        assert_eq!(proposed(&velocities), []);
        velocities.extend([-99.0; 6]);
        assert_eq!(proposed(&velocities), [(-99.0, 6)]);
    }
}
