//! Paths through a latent space: along one dimension, straight from a to b, and by great circle.
//!
//! Every path has `steps` points, both ends included, as rows `[steps, latent]`. Knows nothing of the decoder.

/// z with `dimension` running evenly from `from` to `to`, the other dimensions kept at `base`.
///
/// A dimension that `base` does not have gives `steps` copies of it.
pub fn traversal(base: &[f32], dimension: usize, from: f32, to: f32, steps: usize) -> Vec<f32> {
    walk(base.len(), steps, |t, z| {
        z.copy_from_slice(base);
        if let Some(value) = z.get_mut(dimension) {
            *value = mix(from, to, t);
        }
    })
}

/// The straight line from `a` to `b`, evenly: z(t) = (1 − t) a + t b.
pub fn straight(a: &[f32], b: &[f32], steps: usize) -> Vec<f32> {
    walk(a.len(), steps, |t, z| blend(a, b, 1.0 - t, t, z))
}

/// Along the great circle from the direction of `a` to that of `b` (White 2016, "Sampling generative networks").
///
/// In many dimensions N(0, I) lies near a shell of radius √d, and the straight line cuts through its empty middle. Here
/// the direction turns evenly (Shoemake's slerp) while the length |z| goes evenly from |a| to |b|, so the path stays in
/// the shell that its ends are in. Two opposite ends leave the circle free: it goes through the dimension in which
/// `a` is smallest. Where there is no circle (an end at 0, one latent dimension) the path is straight.
pub fn great_circle(a: &[f32], b: &[f32], steps: usize) -> Vec<f32> {
    let (length_a, length_b) = (norm(a), norm(b));
    if length_a < 1e-6 || length_b < 1e-6 || a.len() < 2 {
        return straight(a, b, steps);
    }
    let u: Vec<f32> = a.iter().map(|v| v / length_a).collect();
    let mut v: Vec<f32> = b.iter().map(|v| v / length_b).collect();
    let cosine = dot(&u, &v).clamp(-1.0, 1.0);
    // v becomes the unit vector orthogonal to u in the plane of the circle; then z = |z| (cos θ u + sin θ v).
    for (v, u) in v.iter_mut().zip(&u) {
        *v -= cosine * u;
    }
    let sine = norm(&v);
    let angle = sine.atan2(cosine);
    if sine > 1e-6 {
        v.iter_mut().for_each(|v| *v /= sine);
    } else if cosine < 0.0 {
        v = orthogonal(&u);
    }
    let mut path = walk(a.len(), steps, |t, z| {
        let length = mix(length_a, length_b, t);
        let theta = angle * t;
        blend(&u, &v, length * theta.cos(), length * theta.sin(), z);
    });
    // The ends exactly, whatever was rounded on the way.
    if steps > 1 {
        path[..a.len()].copy_from_slice(a);
        path[(steps - 1) * a.len()..].copy_from_slice(b);
    }
    path
}

/// A unit vector orthogonal to the unit vector `u`: the axis `u` is farthest from, made orthogonal.
fn orthogonal(u: &[f32]) -> Vec<f32> {
    let axis = (0..u.len()).min_by(|&i, &j| u[i].abs().total_cmp(&u[j].abs())).unwrap_or(0);
    let mut v: Vec<f32> = u.iter().map(|value| -u[axis] * value).collect();
    v[axis] += 1.0;
    let length = norm(&v);
    v.iter_mut().for_each(|v| *v /= length);
    v
}

/// Calls `fill(t, row)` for `steps` values of t, evenly from 0 to 1 (0 alone for one step).
fn walk(dimensions: usize, steps: usize, mut fill: impl FnMut(f32, &mut [f32])) -> Vec<f32> {
    let mut path = vec![0.0; steps * dimensions];
    for (i, row) in path.chunks_exact_mut(dimensions.max(1)).enumerate() {
        fill(if steps > 1 { i as f32 / (steps - 1) as f32 } else { 0.0 }, row);
    }
    path
}

fn blend(a: &[f32], b: &[f32], weight_a: f32, weight_b: f32, z: &mut [f32]) {
    for ((z, a), b) in z.iter_mut().zip(a).zip(b) {
        *z = weight_a * a + weight_b * b;
    }
}

fn mix(from: f32, to: f32, t: f32) -> f32 {
    (1.0 - t) * from + t * to
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn norm(a: &[f32]) -> f32 {
    dot(a, a).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: &[f32], b: &[f32]) {
        assert_eq!(a.len(), b.len());
        assert!(a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-5), "{a:?} {b:?}");
    }

    #[test]
    fn traversal_moves_one_dimension() {
        assert_eq!(traversal(&[1.0, 2.0], 1, -3.0, 3.0, 3), [1.0, -3.0, 1.0, 0.0, 1.0, 3.0]);
        assert_eq!(traversal(&[1.0], 0, -3.0, 3.0, 1), [-3.0]);
        assert_eq!(traversal(&[1.0], 4, -3.0, 3.0, 2), [1.0, 1.0]);
        assert!(traversal(&[], 0, 0.0, 1.0, 3).is_empty());
    }

    #[test]
    fn straight_line_has_its_ends_and_middle() {
        assert_eq!(straight(&[0.0, 4.0], &[2.0, 0.0], 3), [0.0, 4.0, 1.0, 2.0, 2.0, 0.0]);
        assert!(straight(&[0.0], &[1.0], 0).is_empty());
    }

    #[test]
    fn quarter_circle() {
        let h = 0.5f32.sqrt();
        near(&great_circle(&[1.0, 0.0], &[0.0, 1.0], 3), &[1.0, 0.0, h, h, 0.0, 1.0]);
    }

    #[test]
    fn length_goes_evenly() {
        let path = great_circle(&[1.0, 0.0, 0.0], &[0.0, 3.0, 0.0], 5);
        let lengths: Vec<f32> = path.chunks(3).map(norm).collect();
        near(&lengths, &[1.0, 1.5, 2.0, 2.5, 3.0]);
    }

    #[test]
    fn opposite_ends_stay_on_the_shell() {
        let path = great_circle(&[2.0, 0.0, 0.0], &[-2.0, 0.0, 0.0], 9);
        assert!(path.chunks(3).all(|z| (norm(z) - 2.0).abs() < 1e-5), "{path:?}");
        near(&path[24..], &[-2.0, 0.0, 0.0]);
    }

    #[test]
    fn degenerate_ends_are_straight() {
        near(&great_circle(&[0.0, 0.0], &[2.0, 2.0], 3), &[0.0, 0.0, 1.0, 1.0, 2.0, 2.0]);
        near(&great_circle(&[-1.0], &[1.0], 3), &[-1.0, 0.0, 1.0]);
        near(&great_circle(&[1.0, 1.0], &[3.0, 3.0], 3), &[1.0, 1.0, 2.0, 2.0, 3.0, 3.0]);
        near(&great_circle(&[1.0, 1.0], &[1.0, 1.0], 2), &[1.0, 1.0, 1.0, 1.0]);
    }
}
