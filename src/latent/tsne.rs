//! t-SNE (van der Maaten & Hinton 2008) in small parts, so that the caller can show it settle.
//!
//! Points attract their neighbours alone, and all of them repel each other, exactly: O(n²) time per step, meant for up to a few
//! thousand points. The same points, perplexity and generator give the same picture. Distances in it mean little, only
//! neighbourhoods do, and the page must say so.

mod forces;
mod neighbours;
mod probabilities;

use self::forces::{Forces, Positions};
use self::probabilities::{Joint, Preparing};
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

/// A two-dimensional embedding in progress.
pub struct Tsne {
    joint: Joint,
    positions: Positions,
    forces: Forces,
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
        Self {
            joint: Joint::default(),
            positions: start(&points, dimensions, n, rng),
            forces: Forces::default(),
            velocity: [vec![0.0; n], vec![0.0; n]],
            gain: [vec![1.0; n], vec![1.0; n]],
            // The "auto" rule of scikit-learn, after Belkina et al. 2019: n / exaggeration / 4, at least 50.
            learning_rate: (n as f32 / EXAGGERATION / 4.0).max(50.0),
            iteration: 0,
            preparing: Some(Preparing::new(&points, dimensions, bearable(perplexity, n))),
        }
    }

    /// Finds the p_j|i of the next `rows` rows, and after the last of them their p_ij likewise; false when there was nothing
    /// left to do.
    pub fn prepare(&mut self, rows: usize) -> bool {
        let n = self.len();
        let Some(preparing) = &mut self.preparing else { return false };
        if preparing.row() < n {
            preparing.rows(n.min(preparing.row().saturating_add(rows)));
        } else if preparing.join(&mut self.joint, rows) {
            self.preparing = None;
        }
        true
    }

    /// How many points there are.
    pub fn len(&self) -> usize {
        self.positions.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Steps done.
    pub fn iteration(&self) -> u32 {
        self.iteration
    }

    /// The embedding, `[n, 2]`, centred on 0.
    pub fn points(&self) -> Vec<f32> {
        let [xs, ys] = &self.positions.axes;
        xs.iter().zip(ys).take(self.len()).flat_map(|(x, y)| [*x, *y]).collect()
    }

    /// One step of gradient descent with momentum and gains (Jacobs 1988).
    pub fn step(&mut self) {
        while !self.part(usize::MAX) {}
    }

    /// A part of a step: the forces on the next `rows` points, and the step itself after the last of them, when it is true.
    /// How a step is cut changes nothing in what it does.
    pub fn part(&mut self, rows: usize) -> bool {
        let end = self.len().min(self.forces.rows().saturating_add(rows));
        self.forces.add(&self.positions, &self.joint, end);
        if end < self.len() {
            return false;
        }
        self.descend();
        self.forces.clear();
        true
    }

    fn descend(&mut self) {
        let early = self.iteration < EXAGGERATED_STEPS;
        let (exaggeration, momentum) = if early { (EXAGGERATION, MOMENTUM[0]) } else { (1.0, MOMENTUM[1]) };
        let n = self.len();
        for axis in 0..2 {
            let (position, velocity) = (&mut self.positions.axes[axis][..n], &mut self.velocity[axis]);
            for (i, g) in self.forces.gradient(axis, exaggeration).enumerate() {
                let gain = &mut self.gain[axis][i];
                *gain = if g * velocity[i] < 0.0 { *gain + 0.2 } else { (*gain * 0.8).max(0.01) };
                velocity[i] = momentum * velocity[i] - self.learning_rate * *gain * g;
                position[i] += velocity[i];
            }
            let mean = position.iter().map(|v| f64::from(*v)).sum::<f64>() / n.max(1) as f64;
            position.iter_mut().for_each(|v| *v -= mean as f32);
        }
        self.iteration += 1;
    }

    /// The objective KL(P ‖ Q) = Σ p_ij log(p_ij / q_ij), nats, without exaggeration; takes as long as a few steps.
    pub fn kl(&self) -> f64 {
        let [xs, ys] = &self.positions.axes;
        let weight = |i: usize, j: usize| {
            let (dx, dy) = (f64::from(xs[i] - xs[j]), f64::from(ys[i] - ys[j]));
            1.0 / (1.0 + dx * dx + dy * dy)
        };
        let n = self.len();
        let z = 2.0 * (0..n).map(|i| (0..i).map(|j| weight(i, j)).sum::<f64>()).sum::<f64>();
        let pairs = (0..n).flat_map(|i| self.joint.of(i).map(move |(j, p)| (i, j, f64::from(p))));
        pairs.map(|(i, j, p)| p * (p * z / weight(i, j)).ln()).sum()
    }
}

fn start(points: &[f32], dimensions: usize, n: usize, rng: &Rng) -> Positions {
    let pca = Pca::fit(points, dimensions, 2);
    let along = pca.project(points); // [n, 1 or 2]
    let spread = pca.variances().first().map_or(0.0, |v| v.sqrt()) as f32;
    let scale = if spread > 0.0 { START_SPREAD / spread } else { 0.0 };
    let mut rng = rng.split("start", 0);
    Positions::new(n, |axis, i| {
        let along = if axis < pca.len() { along[i * pca.len() + axis] } else { 0.0 };
        scale * along + START_JITTER * rng.normal()
    })
}

#[cfg(test)]
mod tests {
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
    fn gradient_is_that_of_the_objective() {
        let mut tsne = Tsne::new(&clusters(21), 5, 5.0, &Rng::new(0));
        // Away from the start, where every distance is tiny.
        let spread = |k: usize| (1.3 * k as f32).sin() * 2.0;
        for i in 0..21 {
            tsne.positions.axes[0][i] = spread(i);
            tsne.positions.axes[1][i] = spread(3 * i + 1);
        }
        tsne.forces.add(&tsne.positions, &tsne.joint, 21);
        let gradient: [Vec<f32>; 2] = [0, 1].map(|axis| tsne.forces.gradient(axis, 1.0).collect());
        for (axis, gradient) in gradient.iter().enumerate() {
            for (i, component) in gradient.iter().enumerate() {
                let (middle, step) = (tsne.positions.axes[axis][i], 1e-2);
                let mut at = |value: f32| {
                    tsne.positions.axes[axis][i] = value;
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
    fn forces_are_those_of_all_pairs() {
        let mut tsne = Tsne::new(&clusters(301), 5, 5.0, &Rng::new(0));
        (0..40).for_each(|_| tsne.step());
        let n = tsne.len();
        let at = |axis: usize, i: usize| f64::from(tsne.positions.axes[axis][i]);
        let weight = |i, j| 1.0 / (1.0 + (at(0, i) - at(0, j)).powi(2) + (at(1, i) - at(1, j)).powi(2));
        let others = |i| (0..n).filter(move |j| *j != i);
        let z: f64 = (0..n).map(|i| others(i).map(|j| weight(i, j)).sum::<f64>()).sum();
        tsne.forces.add(&tsne.positions, &tsne.joint, n);
        for axis in 0..2 {
            for (i, found) in tsne.forces.gradient(axis, 12.0).enumerate() {
                let repulsion: f64 = others(i).map(|j| weight(i, j).powi(2) / z * (at(axis, i) - at(axis, j))).sum();
                let attraction: f64 =
                    tsne.joint.of(i).map(|(j, p)| f64::from(p) * weight(i, j) * (at(axis, i) - at(axis, j))).sum();
                let truth = 4.0 * (12.0 * attraction - repulsion);
                assert!((f64::from(found) - truth).abs() < 1e-7, "{axis} {i}: {found} {truth}");
            }
        }
    }

    #[test]
    fn parts_of_any_size_make_the_same_picture() {
        let embedded = |rows: usize| {
            let mut tsne = Tsne::begin(&clusters(300), 5, 10.0, &Rng::new(3));
            while tsne.prepare(rows) {}
            while tsne.iteration() < 20 {
                tsne.part(rows);
            }
            tsne.points()
        };
        let whole = embedded(usize::MAX);
        assert!([1, 7, 299].into_iter().all(|rows| embedded(rows) == whole));
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
