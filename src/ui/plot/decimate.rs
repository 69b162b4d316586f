//! A long series reduced to what a screen can show: the least and the greatest value in each column; quantiles, and the
//! medians of classes. No browser.

use super::scale::Span;

/// A stretch of a series on one pixel column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Column {
    /// Mean position of the stretch.
    pub x: f64,
    pub low: f32,
    pub high: f32,
    /// Last value of the stretch, where the line continues.
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

/// The pieces of a line through points that lie within a span of y; a line that leaves the span ends at its border.
pub fn within(points: &[(f64, f64)], y: Span) -> Vec<Vec<(f64, f64)>> {
    let mut pieces: Vec<Vec<(f64, f64)>> = Vec::new();
    for pair in points.windows(2) {
        let (a, b) = (pair[0], pair[1]);
        // Where along the segment it crosses the two borders.
        let crossing =
            |at: f64| if a.1 == b.1 { f64::INFINITY * (at - a.1).signum() } else { (at - a.1) / (b.1 - a.1) };
        let (first, second) = (crossing(y.low), crossing(y.high));
        let (enter, leave) = (first.min(second).max(0.0), first.max(second).min(1.0));
        if enter > leave || a.1 == b.1 && !y.contains(a.1) {
            continue;
        }
        let at = |t: f64| {
            if t <= 0.0 {
                a
            } else if t >= 1.0 {
                b
            } else {
                (a.0 + t * (b.0 - a.0), a.1 + t * (b.1 - a.1))
            }
        };
        let (from, to) = if a.1 == b.1 { (a, b) } else { (at(enter), at(leave)) };
        match pieces.last_mut().filter(|piece| piece.last() == Some(&from)) {
            Some(piece) => piece.push(to),
            None => pieces.push(vec![from, to]),
        }
    }
    pieces
}

/// The value below which a share `share` of these lies; nothing if there are none.
pub fn quantile(mut values: Vec<f32>, share: f64) -> Option<f32> {
    values.retain(|value| value.is_finite());
    let at = ((values.len().checked_sub(1)?) as f64 * share).round() as usize;
    Some(*values.select_nth_unstable_by(at, f32::total_cmp).1)
}

/// The median point of each of so many classes, coordinate by coordinate; nothing for a class without points.
pub fn class_medians(points: &[[f32; 2]], labels: &[u8], count: usize) -> Vec<Option<[f32; 2]>> {
    let mut classes: Vec<(Vec<f32>, Vec<f32>)> = vec![Default::default(); count];
    for (point, label) in points.iter().zip(labels) {
        if let Some((x, y)) = classes.get_mut(usize::from(*label)) {
            x.push(point[0]);
            y.push(point[1]);
        }
    }
    classes.into_iter().map(|(x, y)| Some([quantile(x, 0.5)?, quantile(y, 0.5)?])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians_belong_to_classes() {
        let medians = class_medians(&[[0.0, 0.0], [2.0, 1.0], [9.0, 5.0], [1.0, 1.0]], &[3, 3, 3, 250], 10);
        assert_eq!(medians[3], Some([2.0, 1.0]));
        assert_eq!(medians[0], None);
    }

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
    fn a_line_is_cut_at_the_border() {
        let line = [(0.0, 0.5), (1.0, 2.5), (2.0, 2.5), (3.0, -0.5), (4.0, 0.5), (5.0, 0.5)];
        let pieces = within(&line, Span::new(0.0, 1.0));
        assert_eq!(pieces.len(), 3);
        assert_eq!(pieces[0], [(0.0, 0.5), (0.25, 1.0)]);
        assert!((pieces[1][0].1 - 1.0).abs() < 1e-12 && pieces[1][1].1.abs() < 1e-12);
        assert_eq!(pieces[2], [(3.5, 0.0), (4.0, 0.5), (5.0, 0.5)]);
        assert_eq!(within(&[(0.0, 1.0), (1.0, 1.0)], Span::new(0.0, 1.0)), [[(0.0, 1.0), (1.0, 1.0)]]);
        assert!(within(&[(0.0, 9.0), (1.0, 9.0)], Span::new(0.0, 1.0)).is_empty());
        assert!(within(&[(0.0, 0.5)], Span::new(0.0, 1.0)).is_empty());
    }

    #[test]
    fn quantiles_are_values() {
        assert_eq!(quantile(vec![4.0, 1.0, 3.0, 2.0, 5.0], 0.5), Some(3.0));
        assert_eq!(quantile(vec![4.0, 1.0, 3.0, 2.0, 5.0], 1.0), Some(5.0));
    }
}
