//! What lies in each cell of a map, given the cell that every row was assigned to.

/// How many rows each cell has.
pub fn hits(assignment: &[u32], cells: usize) -> Vec<u32> {
    let mut hits = vec![0; cells];
    for &cell in assignment {
        hits[cell as usize] += 1;
    }
    hits
}

/// The rows of each cell, in order.
pub fn members(assignment: &[u32], cells: usize) -> Vec<Vec<u32>> {
    let mut members = vec![Vec::new(); cells];
    for (row, &cell) in assignment.iter().enumerate() {
        members[cell as usize].push(row as u32);
    }
    members
}

/// The median of `values` in each cell; NaN where the cell is empty. Values that are not finite are left out.
pub fn medians(assignment: &[u32], values: &[f32], cells: usize) -> Vec<f32> {
    members(assignment, cells)
        .into_iter()
        .map(|rows| {
            let mut inside: Vec<f32> = rows.iter().map(|row| values[*row as usize]).filter(|v| v.is_finite()).collect();
            median(&mut inside)
        })
        .collect()
}

/// Mean and standard deviation (divisor n) of each column of `values` `[n, columns]` over some of its rows: the spectral
/// energy distribution of a cell. Empty without rows.
pub fn mean_and_spread(values: &[f32], columns: usize, rows: &[u32]) -> Vec<(f32, f32)> {
    if rows.is_empty() {
        return Vec::new();
    }
    let n = rows.len() as f64;
    (0..columns)
        .map(|k| {
            let column = || rows.iter().map(|row| f64::from(values[*row as usize * columns + k]));
            let mean = column().sum::<f64>() / n;
            let variance = column().map(|v| (v - mean).powi(2)).sum::<f64>() / n;
            (mean as f32, variance.sqrt() as f32)
        })
        .collect()
}

/// The median, the mean of the middle two for an even number; NaN of nothing. Reorders the values.
pub fn median(values: &mut [f32]) -> f32 {
    values.sort_unstable_by(f32::total_cmp);
    let n = values.len();
    match n {
        0 => f32::NAN,
        _ if n % 2 == 1 => values[n / 2],
        _ => 0.5 * (values[n / 2 - 1] + values[n / 2]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_summed_up() {
        let assignment = [2, 0, 2, 2, 0];
        assert_eq!(hits(&assignment, 4), [2, 0, 3, 0]);
        assert_eq!(members(&assignment, 3), [vec![1, 4], vec![], vec![0, 2, 3]]);
        let medians = medians(&assignment, &[5.0, 1.0, 7.0, 6.0, 2.0], 4);
        assert_eq!((medians[0], medians[2]), (1.5, 6.0));
        assert!(medians[1].is_nan() && medians[3].is_nan());
    }

    #[test]
    fn values_that_are_missing_do_not_count() {
        assert_eq!(medians(&[0, 0], &[f32::NAN, 3.0], 1), [3.0]);
        assert!(medians(&[0], &[f32::NAN], 1)[0].is_nan());
    }

    #[test]
    fn spread_in_closed_form() {
        let values = [1.0, 10.0, 3.0, 10.0, 99.0, 99.0];
        assert_eq!(mean_and_spread(&values, 2, &[0, 1]), [(2.0, 1.0), (10.0, 0.0)]);
        assert!(mean_and_spread(&values, 2, &[]).is_empty());
    }
}
