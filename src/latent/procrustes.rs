//! Procrustes alignment: how alike two maps of the same points are, however each is turned.
//!
//! A latent space is only defined up to rotation and reflection (the prior N(0, I) does not change under them), so two
//! networks are compared after turning one onto the other (Schönemann 1966; Gower 1975).

use super::eigen;

/// The similarity transformation z ↦ scale · (z − from) R + to that brings one set of points closest to another.
#[derive(Clone, Debug, PartialEq)]
pub struct Alignment {
    dimensions: usize,
    from: Vec<f64>,
    to: Vec<f64>,
    /// Orthogonal `[dimensions, dimensions]`, a reflection allowed.
    rotation: Vec<f64>,
    scale: f64,
    correlation: f64,
}

impl Alignment {
    /// Aligns `points` to `reference`, both `[n, dimensions]`, row i of one being row i of the other.
    pub fn new(points: &[f32], reference: &[f32], dimensions: usize) -> Self {
        let d = dimensions;
        let (from, to) = (mean(points, d), mean(reference, d));
        let (y, x) = (centred(points, &from), centred(reference, &to));
        let mut cross = vec![0.0; d * d]; // Yᵀ X
        for (y, x) in y.chunks_exact(d.max(1)).zip(x.chunks_exact(d.max(1))) {
            for i in 0..d {
                (0..d).for_each(|j| cross[i * d + j] += y[i] * x[j]);
            }
        }
        let (rotation, nuclear) = nearest_rotation(&cross, d);
        let (yy, xx): (f64, f64) = (y.iter().map(|v| v * v).sum(), x.iter().map(|v| v * v).sum());
        let ratio = |below: f64| if below > 0.0 { nuclear / below } else { 0.0 };
        let (scale, correlation) = (ratio(yy), ratio((yy * xx).sqrt()).min(1.0));
        Self { dimensions, from, to, rotation, scale, correlation }
    }

    /// `points` `[n, dimensions]` turned, scaled and moved onto the reference.
    pub fn apply(&self, points: &[f32]) -> Vec<f32> {
        let d = self.dimensions;
        let mut out = Vec::with_capacity(points.len());
        for point in points.chunks_exact(d.max(1)) {
            for j in 0..d {
                let along: f64 = (0..d).map(|i| (f64::from(point[i]) - self.from[i]) * self.rotation[i * d + j]).sum();
                out.push((self.scale * along + self.to[j]) as f32);
            }
        }
        out
    }

    /// Correlation of all coordinates after alignment, 0–1; its square is the share of the variance that is shared.
    ///
    /// Unrelated maps do not reach 0, since the rotation is fitted: compare with shuffled rows.
    pub fn correlation(&self) -> f64 {
        self.correlation
    }

    pub fn scale(&self) -> f64 {
        self.scale
    }
}

/// The orthogonal R that maximizes tr(Rᵀ M), and that maximum, the sum of M's singular values: R = U Vᵀ of M = U S Vᵀ.
fn nearest_rotation(m: &[f64], d: usize) -> (Vec<f64>, f64) {
    let mut gram = vec![0.0; d * d]; // Mᵀ M = V S² Vᵀ
    for i in 0..d {
        for j in 0..d {
            gram[i * d + j] = (0..d).map(|k| m[k * d + i] * m[k * d + j]).sum();
        }
    }
    let (_, v) = eigen::symmetric(gram, d); // rows are the right singular vectors
    let mut left: Vec<Vec<f64>> = Vec::with_capacity(d);
    let mut nuclear = 0.0;
    for right in v.chunks_exact(d.max(1)) {
        let mut u: Vec<f64> = (0..d).map(|i| (0..d).map(|j| m[i * d + j] * right[j]).sum()).collect();
        let singular = dot(&u, &u).sqrt();
        if singular > 1e-7 * nuclear && singular > 0.0 {
            nuclear += singular;
            u.iter_mut().for_each(|u| *u /= singular);
        } else {
            // No shared variance in this direction: any remaining one will do.
            u = spare_direction(&left, d);
        }
        left.push(u);
    }
    let mut rotation = vec![0.0; d * d];
    for (u, right) in left.iter().zip(v.chunks_exact(d.max(1))) {
        for i in 0..d {
            (0..d).for_each(|j| rotation[i * d + j] += u[i] * right[j]);
        }
    }
    (rotation, nuclear)
}

/// A unit vector orthogonal to all of `taken`: the axis least in their span, made orthogonal.
fn spare_direction(taken: &[Vec<f64>], d: usize) -> Vec<f64> {
    let mut best = vec![0.0; d];
    let mut longest = 0.0;
    for axis in 0..d {
        let mut v = vec![0.0; d];
        v[axis] = 1.0;
        for _ in 0..2 {
            for u in taken {
                let along = dot(u, &v);
                v.iter_mut().zip(u).for_each(|(v, u)| *v -= along * u);
            }
        }
        let length = dot(&v, &v).sqrt();
        if length > longest {
            longest = length;
            best = v.iter().map(|v| v / length).collect();
        }
    }
    best
}

fn mean(points: &[f32], d: usize) -> Vec<f64> {
    let n = (points.len() / d.max(1)).max(1) as f64;
    (0..d).map(|k| points.iter().skip(k).step_by(d).map(|v| f64::from(*v)).sum::<f64>() / n).collect()
}

fn centred(points: &[f32], mean: &[f64]) -> Vec<f64> {
    points.iter().zip(mean.iter().cycle()).map(|(v, mean)| f64::from(*v) - mean).collect()
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turned(points: &[f32]) -> Vec<f32> {
        // Rotated by 30°, reflected, scaled by 2.5 and moved.
        let (s, c) = 30f32.to_radians().sin_cos();
        points.chunks(2).flat_map(|p| [2.5 * (c * p[0] - s * p[1]) + 7.0, -2.5 * (s * p[0] + c * p[1]) - 1.0]).collect()
    }

    #[test]
    fn a_turned_map_is_found_again() {
        let reference = [0.0, 0.0, 1.0, 0.2, -0.5, 2.0, 3.0, -1.0, 0.3, 0.4];
        let alignment = Alignment::new(&turned(&reference), &reference, 2);
        let back = alignment.apply(&turned(&reference));
        assert!(back.iter().zip(&reference).all(|(a, b)| (a - b).abs() < 1e-5), "{back:?}");
        assert!((alignment.scale() - 0.4).abs() < 1e-6 && (alignment.correlation() - 1.0).abs() < 1e-9);
    }

    #[test]
    fn agrees_with_scipy() {
        // scipy 1.17.1: procrustes(z, w) disparity, orthogonal_procrustes of the centred w and z, and row 0 aligned.
        let wave = |f: fn(f64) -> f64| (0..60).map(|i| f64::from(f(f64::from(i)) as f32)).collect::<Vec<f64>>();
        let columns = [wave(|i| (1.3 * i).sin()), wave(|i| (2.1 * i).cos()), wave(|i| (3.3 * i).sin())];
        let z: Vec<f32> = (0..180).map(|k| columns[k % 3][k / 3] as f32).collect();
        let w: Vec<f32> = (0..60)
            .flat_map(|i| {
                let t = i as f64;
                [
                    (0.8 * columns[1][i] + 0.1 * (7.0 * t).sin()) as f32,
                    (-0.9 * columns[0][i] + 0.2 * (4.0 * t).cos()) as f32,
                    (0.5 * columns[2][i] + 0.3 * (11.0 * t).sin()) as f32,
                ]
            })
            .collect();
        let alignment = Alignment::new(&w, &z, 3);
        assert!((1.0 - alignment.correlation().powi(2) - 0.12377163081238739).abs() < 1e-9);
        assert!((alignment.scale() - 1.1901532717326548).abs() < 1e-9);
        let expected = [-0.24518000642357174, 0.9484766015697569, -0.0011905619608431127];
        let first = alignment.apply(&w[..3]);
        assert!(first.iter().zip(expected).all(|(a, b)| (f64::from(*a) - b).abs() < 1e-6), "{first:?}");
    }

    #[test]
    fn degenerate_maps_are_finite() {
        let line = [0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 2.0, 0.0, 0.0, 5.0, 0.0, 0.0];
        let other = [0.0, 0.0, 1.0, 0.0, 0.0, 3.0, 0.0, 0.0, 5.0, 0.0, 0.0, 11.0];
        let alignment = Alignment::new(&line, &other, 3);
        assert!((alignment.correlation() - 1.0).abs() < 1e-9);
        assert!(alignment.apply(&line).iter().zip(other).all(|(a, b)| (a - b).abs() < 1e-5));
        let still = Alignment::new(&[1.0; 8], &[2.0; 8], 2);
        assert_eq!((still.correlation(), still.scale()), (0.0, 0.0));
        assert_eq!(still.apply(&[1.0, 1.0]), [2.0, 2.0]);
        assert!(Alignment::new(&[], &[], 2).apply(&[]).is_empty());
    }
}
