//! A long series as what a screen can show of it: the least and the greatest value in each column. No browser.

/// A stretch of a series on one pixel column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Column {
    /// Mean position of the stretch.
    pub x: f64,
    pub low: f32,
    pub high: f32,
    /// Last value of the stretch: where the line goes on.
    pub last: f32,
}

/// The columns of a series whose value number `i` lies at `x(i)`, from 0 to `to` on `columns` pixels. Values that are
/// not numbers are left out.
pub fn columns(
    values: impl IntoIterator<Item = f32>,
    x: impl Fn(usize) -> f64,
    to: f64,
    columns: usize,
) -> Vec<Column> {
    let mut found: Vec<Column> = Vec::new();
    let (mut current, mut first) = (usize::MAX, 0);
    for (i, value) in values.into_iter().enumerate().filter(|(_, value)| value.is_finite()) {
        let column = ((x(i) / to * columns as f64) as usize).min(columns);
        match found.last_mut().filter(|_| column == current) {
            Some(open) => {
                open.low = open.low.min(value);
                open.high = open.high.max(value);
                open.last = value;
                open.x = (x(first) + x(i)) / 2.0;
            }
            None => {
                (current, first) = (column, i);
                found.push(Column { x: x(i), low: value, high: value, last: value });
            }
        }
    }
    found
}

/// The line through the columns: in each, its two extremes, the nearer to the line so far first.
pub fn line(columns: &[Column]) -> Vec<(f64, f64)> {
    let mut points = Vec::with_capacity(2 * columns.len());
    let mut before = columns.first().map_or(0.0, |column| column.last);
    for column in columns {
        let (first, second) = if (before - column.low).abs() < (before - column.high).abs() {
            (column.low, column.high)
        } else {
            (column.high, column.low)
        };
        points.push((column.x, f64::from(first)));
        if second != first {
            points.push((column.x, f64::from(second)));
        }
        before = column.last;
    }
    points
}

/// The value below which a share `share` of these lies; nothing if there are none.
pub fn quantile(mut values: Vec<f32>, share: f64) -> Option<f32> {
    values.retain(|value| value.is_finite());
    let at = ((values.len().checked_sub(1)?) as f64 * share).round() as usize;
    Some(*values.select_nth_unstable_by(at, f32::total_cmp).1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extremes_survive_and_length_is_bounded() {
        let values: Vec<f32> = (0..10_000).map(|i| if i == 5_003 { 99.0 } else { (i as f32 * 0.1).sin() }).collect();
        let found = columns(values.iter().copied(), |i| i as f64, 10_000.0, 300);
        assert_eq!(found.len(), 300);
        assert!(found.iter().any(|column| column.high == 99.0));
        assert!(found.windows(2).all(|pair| pair[0].x < pair[1].x));
        assert!(line(&found).len() <= 600);
    }

    #[test]
    fn a_short_series_is_kept_as_it_is() {
        let found = columns([1.0, 3.0, 2.0], |i| i as f64, 3.0, 100);
        assert_eq!(line(&found), [(0.0, 1.0), (1.0, 3.0), (2.0, 2.0)]);
    }

    #[test]
    fn not_a_number_is_left_out() {
        assert!(columns([f32::NAN, f32::INFINITY], |i| i as f64, 1.0, 10).is_empty());
        assert_eq!(quantile(vec![f32::NAN], 0.5), None);
    }

    #[test]
    fn quantiles_are_values() {
        assert_eq!(quantile(vec![4.0, 1.0, 3.0, 2.0, 5.0], 0.5), Some(3.0));
        assert_eq!(quantile(vec![4.0, 1.0, 3.0, 2.0, 5.0], 1.0), Some(5.0));
    }
}
