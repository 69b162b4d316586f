//! Where a plane of codes is empty: the distance to the nearest code, and the largest hole among the codes.
//!
//! Points are rows of two, `[n, 2]`. Does not know what the codes represent.

use super::metrics::nearest;

/// An empty circle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hole {
    pub at: [f32; 2],
    pub radius: f32,
}

/// The distance from `at` to the nearest of `points`; 0 if there are none.
pub fn distance(points: &[f32], at: [f32; 2]) -> f32 {
    let square = points.chunks_exact(2).map(|point| (point[0] - at[0]).powi(2) + (point[1] - at[1]).powi(2));
    let least = square.fold(f32::INFINITY, f32::min);
    if least.is_finite() { least.sqrt() } else { 0.0 }
}

/// The median distance of a point to its nearest other point: what "near" means among these codes. 0 for fewer than two.
pub fn spacing(points: &[f32]) -> f32 {
    let away = |index: usize| {
        let at = [points[2 * index], points[2 * index + 1]];
        let other = *nearest(points, &at, 2, 1, Some(index)).first()?;
        Some(distance(&points[2 * other..2 * other + 2], at))
    };
    let mut distances: Vec<f32> = (0..points.len() / 2).filter_map(away).collect();
    distances.sort_by(f32::total_cmp);
    distances.get(distances.len() / 2).copied().unwrap_or(0.0)
}

/// The largest circle without a point in it whose centre is one of `side` × `side` places that lie among the points, that
/// is, within their convex hull. `None` if no place does.
pub fn largest(points: &[f32], side: usize) -> Option<Hole> {
    let hull = hull(points);
    let reach = |axis: usize| {
        let values = || points.iter().skip(axis).step_by(2).copied();
        (values().fold(f32::INFINITY, f32::min), values().fold(f32::NEG_INFINITY, f32::max))
    };
    let ([left, right], [low, high]) = (<[f32; 2]>::from(reach(0)), <[f32; 2]>::from(reach(1)));
    let part = |index: usize| (index as f32 + 0.5) / side as f32;
    let places = (0..side * side)
        .map(|index| [left + (right - left) * part(index % side), low + (high - low) * part(index / side)]);
    places
        .filter(|at| within(&hull, *at))
        .map(|at| Hole { at, radius: distance(points, at) })
        .max_by(|a, b| a.radius.total_cmp(&b.radius))
}

/// The corners of the convex hull, anticlockwise (Andrew's monotone chain).
fn hull(points: &[f32]) -> Vec<[f32; 2]> {
    let mut sorted: Vec<[f32; 2]> = points.chunks_exact(2).map(|point| [point[0], point[1]]).collect();
    sorted.sort_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
    let mut corners = chain(sorted.iter());
    corners.pop();
    corners.extend(chain(sorted.iter().rev()));
    corners.pop();
    corners
}

fn chain<'a>(points: impl Iterator<Item = &'a [f32; 2]>) -> Vec<[f32; 2]> {
    let mut corners: Vec<[f32; 2]> = Vec::new();
    for point in points {
        while let [.., a, b] = corners.as_slice() {
            if turn(*a, *b, *point) > 0.0 {
                break;
            }
            corners.pop();
        }
        corners.push(*point);
    }
    corners
}

/// Positive if a, b, c turn left.
fn turn(a: [f32; 2], b: [f32; 2], c: [f32; 2]) -> f32 {
    (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
}

fn within(hull: &[[f32; 2]], at: [f32; 2]) -> bool {
    hull.len() > 2 && (0..hull.len()).all(|i| turn(hull[i], hull[(i + 1) % hull.len()], at) >= 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A ring of radius 2 about (1, −1), and its inside filled on the left.
    fn ring() -> Vec<f32> {
        let mut points = Vec::new();
        for i in 0..60 {
            let angle = i as f32 * std::f32::consts::TAU / 60.0;
            points.extend([1.0 + 2.0 * angle.cos(), -1.0 + 2.0 * angle.sin()]);
        }
        points
    }

    #[test]
    fn the_hole_of_a_ring_is_its_middle() {
        let hole = largest(&ring(), 41).unwrap();
        assert!((hole.at[0] - 1.0).abs() < 0.06 && (hole.at[1] + 1.0).abs() < 0.06, "{hole:?}");
        assert!((hole.radius - 2.0).abs() < 0.06);
        assert!((distance(&ring(), hole.at) - hole.radius).abs() < 1e-6);
    }

    #[test]
    fn the_corners_outside_the_hull_are_no_holes() {
        let triangle = [0.0, 0.0, 4.0, 0.0, 0.0, 4.0];
        assert_eq!(hull(&triangle).len(), 3);
        let hole = largest(&triangle, 40).unwrap();
        // The farthest place from the corners is the middle of the long side.
        assert!(hole.at[0] + hole.at[1] <= 4.0 && (hole.radius - 8.0_f32.sqrt()).abs() < 0.1, "{hole:?}");
        assert_eq!(largest(&[0.0, 0.0, 1.0, 1.0], 10), None);
        assert_eq!(largest(&[], 10), None);
    }

    #[test]
    fn spacing_is_the_median_of_the_nearest() {
        assert_eq!(spacing(&[0.0, 0.0, 1.0, 0.0, 4.0, 0.0]), 1.0);
        let step = 2.0 * 2.0 * (std::f32::consts::PI / 60.0).sin();
        assert!((spacing(&ring()) - step).abs() < 1e-4);
        assert_eq!(spacing(&[1.0, 2.0]), 0.0);
        assert_eq!(distance(&[], [0.0, 0.0]), 0.0);
    }
}
