//! Exact t-SNE (van der Maaten & Hinton 2008), one gradient step per call, so that the caller can show it settle.
//!
//! O(n²) time per step and 4 n² bytes: meant for up to about 2,000 points. The same points, perplexity and generator
//! give the same picture. Distances in it mean little, only neighbourhoods do, and the page must say so.

mod probabilities;

use self::probabilities::{Preparing, symmetrize};
use super::pca::Pca;
use crate::rng::Rng;

/// Steps of early exaggeration, in which the attraction is multiplied by [`EXAGGERATION`] so that clusters can form.
pub const EXAGGERATED_STEPS: u32 = 250;
const EXAGGERATION: f32 = 12.0;
/// Momentum during early exaggeration and after it.
const MOMENTUM: [f32; 2] = [0.5, 0.8];
/// Standard deviation of the first axis at the start.
const START_SPREAD: f32 = 1e-4;
/// Seeded jitter at the start, which separates identical points.
const START_JITTER: f32 = 1e-6;
const LANES: usize = 8;
/// Where padding points lie: so far away that they exert no force.
const FAR: f32 = 1e18;

/// A two-dimensional embedding in progress.
pub struct Tsne {
    n: usize,
    /// Symmetric joint probabilities p_ij, rows of `stride` with zeros after `n`.
    p: Vec<f32>,
    stride: usize,
    /// The two coordinates, padded to `stride` with [`FAR`].
    position: [Vec<f32>; 2],
    velocity: [Vec<f32>; 2],
    gain: [Vec<f32>; 2],
    learning_rate: f32,
    iteration: u32,
    preparing: Option<Preparing>,
}

/// The perplexity that is used for `n` points where `perplexity` is wanted: each point needs three times as many others.
pub fn bearable(perplexity: f32, n: usize) -> f64 {
    f64::from(perplexity).min(n.saturating_sub(1) as f64 / 3.0).max(1.0)
}

impl Tsne {
    /// Prepares the embedding of `points` `[n, dimensions]`: their p_ij and a start along the first two principal
    /// components.
    ///
    /// The perplexity (about the number of neighbours that count) is lowered to (n − 1)/3 where it is larger. Values
    /// that are not finite count as 0.
    pub fn new(points: &[f32], dimensions: usize, perplexity: f32, rng: &Rng) -> Self {
        let mut tsne = Self::begin(points, dimensions, perplexity, rng);
        while tsne.prepare(usize::MAX) {}
        tsne
    }

    /// [`Tsne::new`] in parts: [`Tsne::prepare`] is called until it has nothing left to do, before the first step.
    pub fn begin(points: &[f32], dimensions: usize, perplexity: f32, rng: &Rng) -> Self {
        let points: Vec<f32> = points.iter().map(|v| if v.is_finite() { *v } else { 0.0 }).collect();
        let n = points.len().checked_div(dimensions).unwrap_or(0);
        let stride = n.next_multiple_of(LANES);
        let perplexity = bearable(perplexity, n);
        let zeros = || [vec![0.0; n], vec![0.0; n]];
        Self {
            n,
            p: vec![0.0; n * stride],
            stride,
            position: start(&points, dimensions, n, stride, rng),
            velocity: zeros(),
            gain: [vec![1.0; n], vec![1.0; n]],
            // The "auto" rule of scikit-learn, after Belkina et al. 2019: n / exaggeration / 4, at least 50.
            learning_rate: (n as f32 / EXAGGERATION / 4.0).max(50.0),
            iteration: 0,
            preparing: Some(Preparing::new(points, dimensions, perplexity)),
        }
    }

    /// Finds the p_j|i of the next `rows` rows, and the p_ij after the last of them; false when there was nothing left to do.
    pub fn prepare(&mut self, rows: usize) -> bool {
        let Some(mut preparing) = self.preparing.take() else { return false };
        if preparing.row() == self.n {
            symmetrize(&mut self.p, self.n, self.stride);
            return true;
        }
        let end = self.n.min(preparing.row().saturating_add(rows));
        preparing.conditional_rows(&mut self.p, self.n, self.stride, end);
        self.preparing = Some(preparing);
        true
    }

    /// How many points there are.
    pub fn len(&self) -> usize {
        self.n
    }

    pub fn is_empty(&self) -> bool {
        self.n == 0
    }

    /// Steps done.
    pub fn iteration(&self) -> u32 {
        self.iteration
    }

    /// The embedding, `[n, 2]`, centred on 0.
    pub fn points(&self) -> Vec<f32> {
        self.position[0].iter().zip(&self.position[1]).take(self.n).flat_map(|(x, y)| [*x, *y]).collect()
    }

    /// One step of gradient descent with momentum and gains (Jacobs 1988).
    pub fn step(&mut self) {
        let early = self.iteration < EXAGGERATED_STEPS;
        let (exaggeration, momentum) = if early { (EXAGGERATION, MOMENTUM[0]) } else { (1.0, MOMENTUM[1]) };
        let gradient = self.gradient(exaggeration);
        for (axis, gradient) in gradient.iter().enumerate() {
            let (position, velocity) = (&mut self.position[axis], &mut self.velocity[axis]);
            for (i, g) in gradient.iter().enumerate() {
                let gain = &mut self.gain[axis][i];
                *gain = if g * velocity[i] < 0.0 { *gain + 0.2 } else { (*gain * 0.8).max(0.01) };
                velocity[i] = momentum * velocity[i] - self.learning_rate * *gain * g;
                position[i] += velocity[i];
            }
            let mean = position[..self.n].iter().map(|v| f64::from(*v)).sum::<f64>() / self.n.max(1) as f64;
            position[..self.n].iter_mut().for_each(|v| *v -= mean as f32);
        }
        self.iteration += 1;
    }

    /// The objective KL(P ‖ Q) = Σ p_ij log(p_ij / q_ij), nats, without exaggeration; takes as long as a few steps.
    pub fn kl(&self) -> f64 {
        let [xs, ys] = &self.position;
        let (mut z, mut sum) = (0.0f64, 0.0f64);
        for i in 0..self.n {
            for j in 0..i {
                let (dx, dy) = (f64::from(xs[i] - xs[j]), f64::from(ys[i] - ys[j]));
                let weight = 1.0 / (1.0 + dx * dx + dy * dy);
                let p = f64::from(self.p[i * self.stride + j]);
                z += 2.0 * weight;
                sum += 2.0 * p * (p / weight).ln();
            }
        }
        // Σ p = 1, so that log Z comes out of the sum.
        if self.n > 1 { sum + z.ln() } else { 0.0 }
    }

    /// ∂KL/∂y_i = 4 Σ_j (p_ij − q_ij) w_ij (y_i − y_j) with w_ij = 1/(1 + |y_i − y_j|²) and q_ij = w_ij / Z.
    ///
    /// Attraction and repulsion are summed separately, since Z is known only at the end: one pass over P.
    fn gradient(&self, exaggeration: f32) -> [Vec<f32>; 2] {
        let mut attraction = [vec![0.0; self.n], vec![0.0; self.n]];
        let mut repulsion = [vec![0.0; self.n], vec![0.0; self.n]];
        let mut z = 0.0f64;
        for i in 0..self.n {
            let forces = row_forces(i, &self.position, &self.p[i * self.stride..(i + 1) * self.stride]);
            for axis in 0..2 {
                attraction[axis][i] = forces.attraction[axis];
                repulsion[axis][i] = forces.repulsion[axis];
            }
            z += f64::from(forces.weights) - 1.0; // without w_ii = 1
        }
        let over_z = (1.0 / z.max(1e-30)) as f32;
        for (attraction, repulsion) in attraction.iter_mut().zip(&repulsion) {
            for (a, r) in attraction.iter_mut().zip(repulsion) {
                *a = 4.0 * (exaggeration * *a - over_z * r);
            }
        }
        attraction
    }
}

struct Forces {
    /// Σ_j p_ij w_ij (y_i − y_j)
    attraction: [f32; 2],
    /// Σ_j w_ij² (y_i − y_j)
    repulsion: [f32; 2],
    /// Σ_j w_ij, j = i included
    weights: f32,
}

/// Everything that acts on point `i`. Sums run in lanes, which the compiler turns into SIMD.
fn row_forces(i: usize, [xs, ys]: &[Vec<f32>; 2], p: &[f32]) -> Forces {
    let (x, y) = (xs[i], ys[i]);
    let mut sums = [[0.0f32; LANES]; 5];
    for ((xs, ys), p) in xs.chunks_exact(LANES).zip(ys.chunks_exact(LANES)).zip(p.chunks_exact(LANES)) {
        for k in 0..LANES {
            let (dx, dy) = (x - xs[k], y - ys[k]);
            let weight = kernel(dx, dy);
            let (attraction, repulsion) = (p[k] * weight, weight * weight);
            sums[0][k] += attraction * dx;
            sums[1][k] += attraction * dy;
            sums[2][k] += repulsion * dx;
            sums[3][k] += repulsion * dy;
            sums[4][k] += weight;
        }
    }
    let [ax, ay, rx, ry, weights] = sums.map(|lanes| lanes.iter().sum());
    Forces { attraction: [ax, ay], repulsion: [rx, ry], weights }
}

/// Student's t with one degree of freedom, not normalized.
#[inline(always)]
fn kernel(dx: f32, dy: f32) -> f32 {
    1.0 / (1.0 + dx * dx + dy * dy)
}

fn start(points: &[f32], dimensions: usize, n: usize, stride: usize, rng: &Rng) -> [Vec<f32>; 2] {
    let pca = Pca::fit(points, dimensions, 2);
    let along = pca.project(points); // [n, 1 or 2]
    let spread = pca.variances().first().map_or(0.0, |v| v.sqrt()) as f32;
    let scale = if spread > 0.0 { START_SPREAD / spread } else { 0.0 };
    let mut rng = rng.split("start", 0);
    [0, 1].map(|axis| {
        let mut position = vec![FAR; stride];
        for (i, position) in position[..n].iter_mut().enumerate() {
            let along = if axis < pca.len() { along[i * pca.len() + axis] } else { 0.0 };
            *position = scale * along + START_JITTER * rng.normal();
        }
        position
    })
}

#[cfg(test)]
mod tests {
    use super::probabilities::conditional;
    use super::*;

    /// Four clusters in five dimensions: cluster c = i % 4 sits at 4 on axis c; values sin(1.7 i + 2.3 j)/2 around it.
    fn clusters(n: usize) -> Vec<f32> {
        let value = |i: usize, j: usize| {
            0.5 * (1.7 * i as f64 + 2.3 * j as f64 + (i * j) as f64 / 7.0).sin() + if i % 4 == j { 4.0 } else { 0.0 }
        };
        (0..n * 5).map(|k| value(k / 5, k % 5) as f32).collect()
    }

    #[test]
    fn few_points_lower_the_perplexity() {
        assert_eq!([bearable(30.0, 2000), bearable(30.0, 31), bearable(30.0, 2)], [30.0, 10.0, 1.0]);
    }

    #[test]
    fn probabilities_have_the_perplexity() {
        let (n, perplexity) = (60, 12.0f64);
        let points = clusters(n);
        let mut ln_beta = f64::NAN;
        for i in 0..n {
            let mut row: Vec<f32> = points
                .chunks_exact(5)
                .map(|other| other.iter().zip(&points[i * 5..]).map(|(a, b)| (a - b) * (a - b)).sum())
                .collect();
            ln_beta = conditional(&mut row, i, perplexity.ln(), ln_beta);
            let entropy: f64 = row.iter().filter(|p| **p > 0.0).map(|p| -f64::from(*p) * f64::from(*p).ln()).sum();
            assert!((entropy.exp() - perplexity).abs() < 1e-3, "{i}: {}", entropy.exp());
        }
        let p = Tsne::new(&points, 5, perplexity as f32, &Rng::new(0)).p;
        assert!((p.iter().map(|p| f64::from(*p)).sum::<f64>() - 1.0).abs() < 1e-5);
        assert!((0..n).all(|i| p[i * 64 + i] == 0.0 && p[i * 64 + 60..(i + 1) * 64].iter().all(|p| *p == 0.0)));
    }

    #[test]
    fn gradient_is_that_of_the_objective() {
        let mut tsne = Tsne::new(&clusters(21), 5, 5.0, &Rng::new(0));
        // Away from the start, where every distance is tiny.
        let spread = |k: usize| (1.3 * k as f32).sin() * 2.0;
        for i in 0..21 {
            tsne.position[0][i] = spread(i);
            tsne.position[1][i] = spread(3 * i + 1);
        }
        let gradient = tsne.gradient(1.0);
        for (axis, gradient) in gradient.iter().enumerate() {
            for (i, component) in gradient.iter().enumerate() {
                let (middle, step) = (tsne.position[axis][i], 1e-2);
                let mut at = |value: f32| {
                    tsne.position[axis][i] = value;
                    tsne.kl()
                };
                let slope = (at(middle + step) - at(middle - step)) / (2.0 * f64::from(step));
                at(middle);
                let difference = (slope - f64::from(*component)).abs();
                assert!(difference < 1e-4, "{axis} {i}: {slope} {component}");
            }
        }
    }

    #[test]
    fn clusters_come_apart_as_in_scikit_learn() {
        let (n, points) = (200, clusters(200));
        let mut tsne = Tsne::new(&points, 5, 20.0, &Rng::new(0));
        let before = tsne.kl();
        for _ in 0..750 {
            tsne.step();
        }
        let labels: Vec<u8> = (0..n).map(|i| (i % 4) as u8).collect();
        let embedding = tsne.points();
        assert_eq!(super::super::metrics::knn_accuracy_leave_one_out(&embedding, &labels, 2, 10), 1.0);
        // sklearn 1.9.1: TSNE(perplexity=20, init='pca', method='exact', max_iter=750).fit(x).kl_divergence_
        assert!(before > 1.0 && (tsne.kl() - 0.211_568).abs() < 0.02, "{before} {}", tsne.kl());
        let mean: f32 = embedding.iter().step_by(2).sum::<f32>() / n as f32;
        assert!(mean.abs() < 1e-3);
    }

    #[test]
    fn the_same_seed_gives_the_same_picture() {
        let run = |seed| {
            let mut tsne = Tsne::new(&clusters(50), 5, 10.0, &Rng::new(seed));
            (0..60).for_each(|_| tsne.step());
            assert_eq!(tsne.iteration(), 60);
            tsne.points()
        };
        assert_eq!(run(3), run(3));
        assert_ne!(run(3), run(4));
    }

    #[test]
    fn degenerate_points_stay_finite() {
        let twice: Vec<f32> = clusters(20).repeat(8);
        for points in
            [Vec::new(), vec![1.0; 5], vec![1.0; 10], vec![2.0; 15], vec![2.0; 500], twice, vec![f32::NAN; 50]]
        {
            for perplexity in [0.0, 5.0, 1e6] {
                let mut tsne = Tsne::new(&points, 5, perplexity, &Rng::new(1));
                (0..300).for_each(|_| tsne.step());
                assert_eq!(tsne.points().len(), points.len() / 5 * 2);
                assert!(tsne.points().iter().all(|v| v.is_finite()), "{}", points.len());
                assert!(tsne.kl().is_finite());
            }
        }
        assert!(Tsne::new(&[], 0, 30.0, &Rng::new(0)).points().is_empty());
        let mut line = Tsne::new(&[0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0], 1, 2.0, &Rng::new(0));
        (0..100).for_each(|_| line.step());
        assert!(line.points().iter().all(|v| v.is_finite()));
    }
}
