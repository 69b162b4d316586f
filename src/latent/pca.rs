//! Principal component analysis of rows, and the projection of a diagonal Gaussian.
//!
//! Computed in f64: by Jacobi on the covariance for few dimensions, by block power iteration for many (pixels). Knows
//! nothing of what the rows are.

use super::eigen;
use super::power::BlockPower;

/// Up to this many dimensions the whole covariance is diagonalized.
const SMALL: usize = 64;

/// The leading principal components of a set of rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Pca {
    dimensions: usize,
    mean: Vec<f64>,
    /// `[components, dimensions]`, orthonormal rows, each with its largest entry positive.
    components: Vec<f64>,
    /// Variance along each component, descending (divisor n − 1).
    variances: Vec<f64>,
    total: f64,
}

impl Pca {
    /// PCA of `rows` `[n, dimensions]`, keeping at most `components`.
    ///
    /// Fewer are kept when there are fewer dimensions. With fewer than two rows all variances are 0. Rows whose values are
    /// not finite give a PCA that is not finite.
    pub fn fit(rows: &[f32], dimensions: usize, components: usize) -> Self {
        let mut fit = Fit::new(rows, dimensions, components);
        while fit.step() {}
        fit.pca()
    }

    /// How many components were kept.
    pub fn len(&self) -> usize {
        self.variances.len()
    }

    pub fn is_empty(&self) -> bool {
        self.variances.is_empty()
    }

    /// The unit vector of component `i`, `[dimensions]`.
    pub fn component(&self, i: usize) -> &[f64] {
        &self.components[i * self.dimensions..(i + 1) * self.dimensions]
    }

    /// The mean row, `[dimensions]`.
    pub fn mean(&self) -> &[f64] {
        &self.mean
    }

    /// Variance along each component, descending.
    pub fn variances(&self) -> &[f64] {
        &self.variances
    }

    /// Each component's share of the total variance, 0–1 (0 where there is no variance at all).
    pub fn explained(&self) -> Vec<f64> {
        self.variances.iter().map(|v| if self.total > 0.0 { v / self.total } else { 0.0 }).collect()
    }

    /// Coordinates of `rows` along the components, `[n, len()]`.
    pub fn project(&self, rows: &[f32]) -> Vec<f32> {
        let mut out = Vec::with_capacity(rows.len() / self.dimensions.max(1) * self.len());
        for row in rows.chunks_exact(self.dimensions.max(1)) {
            for component in self.components.chunks_exact(self.dimensions) {
                let along: f64 =
                    row.iter().zip(&self.mean).zip(component).map(|((x, mean), c)| (f64::from(*x) - mean) * c).sum();
                out.push(along as f32);
            }
        }
        out
    }

    /// The rows that have these coordinates and nothing outside the components: `[n, len()]` to `[n, dimensions]`.
    pub fn reconstruct(&self, coordinates: &[f32]) -> Vec<f32> {
        let mut out = Vec::with_capacity(coordinates.len() / self.len().max(1) * self.dimensions);
        for along in coordinates.chunks_exact(self.len().max(1)) {
            let mut row = self.mean.clone();
            for (a, component) in along.iter().zip(self.components.chunks_exact(self.dimensions)) {
                row.iter_mut().zip(component).for_each(|(x, c)| *x += f64::from(*a) * c);
            }
            out.extend(row.iter().map(|x| *x as f32));
        }
        out
    }

    /// The 1σ ellipse, in the plane of the first two components, of a Gaussian with the diagonal covariance `variances`.
    pub fn ellipse(&self, variances: &[f32]) -> Ellipse {
        match self.len() {
            0 => Ellipse::default(),
            1 => Ellipse {
                major: projected(self.component(0), self.component(0), variances).sqrt() as f32,
                ..Ellipse::default()
            },
            _ => projected_ellipse(self.component(0), self.component(1), variances),
        }
    }
}

/// A PCA in progress: [`Pca::fit`] in steps of a few ms, for callers that must not block.
pub struct Fit {
    dimensions: usize,
    components: usize,
    divisor: f64,
    mean: Vec<f64>,
    /// `[n, dimensions]`.
    centred: Vec<f64>,
    /// For many dimensions; few are diagonalized at the end.
    power: Option<BlockPower>,
}

impl Fit {
    /// Takes the arguments of [`Pca::fit`].
    pub fn new(rows: &[f32], dimensions: usize, components: usize) -> Self {
        let components = components.min(dimensions);
        let n = rows.len().checked_div(dimensions).unwrap_or(0);
        let mut mean = vec![0.0; dimensions];
        for row in rows.chunks_exact(dimensions.max(1)) {
            for (mean, value) in mean.iter_mut().zip(row) {
                *mean += f64::from(*value) / n as f64;
            }
        }
        let centred = rows.iter().enumerate().map(|(i, value)| f64::from(*value) - mean[i % dimensions]).collect();
        let power = (dimensions > SMALL).then(|| BlockPower::new(dimensions, components));
        Self { dimensions, components, divisor: n.saturating_sub(1).max(1) as f64, mean, centred, power }
    }

    /// Does some of the work; false when there is nothing left to do.
    pub fn step(&mut self) -> bool {
        self.power.as_mut().is_some_and(|power| power.step(&self.centred, self.divisor))
    }

    /// The components as far as they have been found.
    pub fn pca(&self) -> Pca {
        let Self { dimensions, components, divisor, .. } = *self;
        let total = self.centred.iter().map(|v| v * v).sum::<f64>() / divisor;
        let (mut variances, mut vectors) = match &self.power {
            Some(power) => power.found(),
            None => eigen::symmetric(covariance(&self.centred, dimensions, divisor), dimensions),
        };
        variances.truncate(components);
        variances.iter_mut().for_each(|v| *v = v.max(0.0));
        vectors.truncate(components * dimensions);
        Pca { dimensions, mean: self.mean.clone(), components: vectors, variances, total }
    }
}

/// A 1σ ellipse about its centre.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Ellipse {
    /// Semi-axes, in the units of the plane.
    pub major: f32,
    pub minor: f32,
    /// Of the major axis, radians anticlockwise from the first axis of the plane, in (−π/2, π/2].
    pub angle: f32,
}

/// A Gaussian with covariance diag(`variances`) projected onto the plane spanned by `first` and `second`.
///
/// Σ′ = A diag(σ²) Aᵀ with A's rows the two directions, `[dimensions]` each; the ellipse's semi-axes are the square roots
/// of the eigenvalues of Σ′.
pub fn projected_ellipse(first: &[f64], second: &[f64], variances: &[f32]) -> Ellipse {
    let xx = projected(first, first, variances);
    let yy = projected(second, second, variances);
    let xy = projected(first, second, variances);
    let middle = 0.5 * (xx + yy);
    let half = (0.5 * (xx - yy)).hypot(xy);
    Ellipse {
        major: (middle + half).max(0.0).sqrt() as f32,
        minor: (middle - half).max(0.0).sqrt() as f32,
        angle: (0.5 * (2.0 * xy).atan2(xx - yy)) as f32,
    }
}

fn projected(a: &[f64], b: &[f64], variances: &[f32]) -> f64 {
    a.iter().zip(b).zip(variances).map(|((a, b), variance)| a * b * f64::from(*variance)).sum()
}

/// `[d, d]` from centred rows `[n, d]`.
fn covariance(centred: &[f64], d: usize, divisor: f64) -> Vec<f64> {
    let mut matrix = vec![0.0; d * d];
    for row in centred.chunks_exact(d.max(1)) {
        for (i, x) in row.iter().enumerate() {
            matrix[i * d..(i + 1) * d].iter_mut().zip(row).for_each(|(m, y)| *m += x * y / divisor);
        }
    }
    matrix
}

#[cfg(test)]
mod tests {
    use super::*;

    /// x[i][j] = sin(1 + 3 i + 7 j + i j / 5) · (d − j), rounded to f32.
    fn waves(n: usize, d: usize) -> Vec<f32> {
        let value = |i: usize, j: usize| (1.0 + 3.0 * i as f64 + 7.0 * j as f64 + (i * j) as f64 / 5.0).sin();
        (0..n * d).map(|k| (value(k / d, k % d) * (d - k % d) as f64) as f32).collect()
    }

    #[test]
    fn agrees_with_scikit_learn() {
        // sklearn 1.9.1: p = PCA(3, svd_solver='full').fit(x), each component's largest entry made positive; listed are
        // n, d, explained_variance_, explained_variance_ratio_, transform(x)[0], transform(x)[-1].
        type Case = (usize, usize, [f64; 3], [f64; 3], [f64; 3], [f64; 3]);
        let cases: [Case; 2] = [
            (
                30,
                5,
                [12.136569231181491, 7.000991890055439, 3.4024013093450196],
                [0.4960343419966068, 0.28613789773348997, 0.13905971799289546],
                [3.239647355007482, 2.8357745491935855, 3.47740313506688],
                [-0.3979643895772234, 0.23619308714128262, 0.7634603951715934],
            ),
            (
                90,
                100,
                [6805.683083431864, 5696.226173700876, 5578.571330725167],
                [0.04011728759497535, 0.03357740006623273, 0.03288386304507922],
                [74.72450462624508, -43.17623378023865, -71.24289683585025],
                [-96.80761275431037, 27.343058026259495, 35.22348125568495],
            ),
        ];
        for (n, d, variances, explained, first, last) in cases {
            let rows = waves(n, d);
            let pca = Pca::fit(&rows, d, 3);
            let projected = pca.project(&rows);
            for i in 0..3 {
                assert!((pca.variances()[i] / variances[i] - 1.0).abs() < 1e-9, "{n} {d} {i}: {:?}", pca.variances());
                assert!((pca.explained()[i] / explained[i] - 1.0).abs() < 1e-9);
                assert!((f64::from(projected[i]) - first[i]).abs() < 2e-5 * first[0].abs(), "{projected:?}");
                assert!((f64::from(projected[3 * (n - 1) + i]) - last[i]).abs() < 2e-5 * first[0].abs());
            }
        }
    }

    #[test]
    fn a_line_has_one_component() {
        let rows: Vec<f32> = (0..5).flat_map(|i| [3.0 * i as f32, -4.0 * i as f32 + 1.0]).collect();
        let pca = Pca::fit(&rows, 2, 2);
        assert!((pca.component(0)[0] + 0.6).abs() < 1e-12 && (pca.component(0)[1] - 0.8).abs() < 1e-12);
        assert!((pca.variances()[0] - 62.5).abs() < 1e-9 && pca.variances()[1].abs() < 1e-9);
        assert!((pca.explained()[0] - 1.0).abs() < 1e-12);
        let back = pca.reconstruct(&pca.project(&rows));
        assert!(back.iter().zip(&rows).all(|(a, b)| (a - b).abs() < 1e-5));
    }

    #[test]
    fn both_methods_agree() {
        let (n, d) = (90, 60);
        let rows = waves(n, d);
        let small = Pca::fit(&rows, d, 4);
        let centred: Vec<f64> = rows.iter().enumerate().map(|(i, x)| f64::from(*x) - small.mean[i % d]).collect();
        let mut power = BlockPower::new(d, 4);
        while power.step(&centred, (n - 1) as f64) {}
        let (values, vectors) = power.found();
        for i in 0..4 {
            assert!((values[i] / small.variances[i] - 1.0).abs() < 1e-12, "{i}");
            let pairs = vectors[i * d..(i + 1) * d].iter().zip(small.component(i));
            let cosine: f64 = pairs.map(|(a, b)| a * b).sum();
            assert!((cosine - 1.0).abs() < 1e-9, "{i}: {cosine}");
        }
    }

    #[test]
    fn degenerate_data_stay_finite() {
        for (n, d) in [(0, 3), (1, 3), (4, 3), (1, 80), (4, 80)] {
            let pca = Pca::fit(&vec![2.5; n * d], d, 2);
            assert_eq!(pca.len(), 2);
            assert!(pca.variances().iter().chain(pca.component(0)).chain(&pca.explained()).all(|v| v.is_finite()));
            assert!(pca.project(&vec![2.5; d]).iter().all(|v| v.abs() < 1e-6 || n == 0));
        }
        assert!(Pca::fit(&[], 0, 2).is_empty());
        // Fewer directions than the block is wide.
        let pca = Pca::fit(&waves(3, 100), 100, 5);
        assert!(pca.variances()[1] > 0.0 && pca.variances()[2] < 1e-6 * pca.variances()[0]);
    }

    #[test]
    fn ellipses_in_closed_form() {
        let e = projected_ellipse(&[1.0, 0.0, 0.0], &[0.0, 1.0, 0.0], &[0.25, 4.0, 100.0]);
        assert!((e.major - 2.0).abs() < 1e-6 && (e.minor - 0.5).abs() < 1e-6);
        assert!((e.angle.abs() - std::f32::consts::FRAC_PI_2).abs() < 1e-6);
        // A plane turned by 30° sees the same ellipse turned by −30°.
        let (s, c) = (0.5, 0.75f64.sqrt());
        let e = projected_ellipse(&[c, s], &[-s, c], &[9.0, 1.0]);
        assert!((e.major - 3.0).abs() < 1e-6 && (e.minor - 1.0).abs() < 1e-6);
        assert!((e.angle + std::f32::consts::FRAC_PI_6).abs() < 1e-6);
        // A round Gaussian stays round from every side.
        let third = 1.0 / 3.0f64.sqrt();
        let e = projected_ellipse(&[third, third, third], &[0.5f64.sqrt(), -(0.5f64.sqrt()), 0.0], &[4.0; 3]);
        assert!((e.major - 2.0).abs() < 1e-6 && (e.minor - 2.0).abs() < 1e-6);
    }
}
