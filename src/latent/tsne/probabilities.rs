//! The joint probabilities p_ij of t-SNE: who is whose neighbour among the points, at a given perplexity. They are found row by
//! row, so that the caller can do other things in between.
//!
//! As in scikit-learn and openTSNE, p_j|i of a point is 0 beyond its three times perplexity nearest neighbours, where a
//! Gaussian of that perplexity has little left (van der Maaten 2014). Among few points nothing is left out.

use super::neighbours::Neighbours;

/// Up to so many others, all are neighbours: that costs nothing.
const ALL: usize = 256;

/// Symmetric joint probabilities: of each point its partners, by their numbers, and the p_ij. They sum to 1.
#[derive(Default)]
pub struct Joint {
    /// Where each point's partners begin, and where the last one's end.
    starts: Vec<usize>,
    partners: Vec<u32>,
    p: Vec<f32>,
}

impl Joint {
    /// The partners of point `i` and their p_ij.
    pub fn of(&self, i: usize) -> impl Iterator<Item = (usize, f32)> {
        let range = self.starts[i]..self.starts[i + 1];
        self.partners[range.clone()].iter().map(|j| *j as usize).zip(self.p[range].iter().copied())
    }
}

/// The p_ij in progress.
pub struct Preparing {
    neighbours: Neighbours,
    perplexity: f64,
    /// Neighbours of each point.
    count: usize,
    /// `[rows so far, count]`: the neighbours' numbers, ascending, and their p_j|i.
    numbers: Vec<u32>,
    conditional: Vec<f32>,
    /// Rows done, and ln β of the last one.
    row: usize,
    ln_beta: f64,
    /// Once all rows are done.
    back: Option<Transposed>,
}

impl Preparing {
    /// For finite `points` `[n, dimensions]`.
    pub fn new(points: &[f32], dimensions: usize, perplexity: f64) -> Self {
        let others = points.len().checked_div(dimensions).unwrap_or(0).saturating_sub(1);
        Self {
            neighbours: Neighbours::new(points, dimensions),
            perplexity,
            count: if others <= ALL { others } else { others.min((3.0 * perplexity) as usize + 1) },
            numbers: Vec::new(),
            conditional: Vec::new(),
            row: 0,
            ln_beta: f64::NAN,
            back: None,
        }
    }

    /// The next row.
    pub fn row(&self) -> usize {
        self.row
    }

    /// Finds p_j|i up to row `end`.
    pub fn rows(&mut self, end: usize) {
        for i in self.row..end {
            let start = self.conditional.len();
            for (number, squared) in self.neighbours.of(i, self.count) {
                self.numbers.push(number);
                self.conditional.push(squared);
            }
            self.ln_beta = conditional(&mut self.conditional[start..], self.perplexity.ln(), self.ln_beta);
        }
        self.row = end;
    }

    /// p_ij = (p_j|i + p_i|j) / 2n of the next `rows` points into `joint`, which is empty at first, once all rows are done; true
    /// after the last of them.
    pub fn join(&mut self, joint: &mut Joint, rows: usize) -> bool {
        let (n, count) = (self.row, self.count);
        let Some(back) = &self.back else {
            self.back = Some(Transposed::new(&self.numbers, &self.conditional, n, count));
            joint.starts.push(0);
            return false;
        };
        let from = joint.starts.len() - 1;
        let end = n.min(from.saturating_add(rows));
        for i in from..end {
            // Both lists ascend: whoever is in either comes once.
            let mut back = back.of(i).peekable();
            let mut put = |j: u32, p: f32| {
                joint.partners.push(j);
                // The floor keeps log p finite, as in the authors' own code.
                joint.p.push((p / (2 * n) as f32).max(1e-12));
            };
            let own = i * count..(i + 1) * count;
            for (&j, &p) in self.numbers[own.clone()].iter().zip(&self.conditional[own]) {
                while let Some((other, q)) = back.next_if(|(other, _)| *other < j) {
                    put(other, q);
                }
                put(j, p + back.next_if(|(other, _)| *other == j).map_or(0.0, |(_, q)| q));
            }
            back.for_each(|(other, q)| put(other, q));
            joint.starts.push(joint.partners.len());
        }
        end == n
    }
}

/// Who has a point among its neighbours, ascending, and the probabilities.
struct Transposed {
    starts: Vec<usize>,
    entries: Vec<(u32, f32)>,
}

impl Transposed {
    /// From `count` neighbours of each of `n` points.
    fn new(numbers: &[u32], p: &[f32], n: usize, count: usize) -> Self {
        let mut starts = vec![0; n + 1];
        numbers.iter().for_each(|j| starts[*j as usize + 1] += 1);
        (0..n).for_each(|i| starts[i + 1] += starts[i]);
        let mut next = starts.clone();
        let mut entries = vec![(0, 0.0); numbers.len()];
        for (place, (j, p)) in numbers.iter().zip(p).enumerate() {
            entries[next[*j as usize]] = ((place / count) as u32, *p);
            next[*j as usize] += 1;
        }
        Self { starts, entries }
    }

    fn of(&self, j: usize) -> impl Iterator<Item = (u32, f32)> {
        self.entries[self.starts[j]..self.starts[j + 1]].iter().copied()
    }
}

/// Turns the squared distances of a point's neighbours into p_j|i ∝ exp(−β d²) whose entropy is `target` nats; returns ln β.
///
/// Newton steps on ln β (dH/d ln β = −β² Var d²) inside a bracket, from `guess`. Where the target cannot be met (more
/// duplicates than the perplexity), β stops growing and the nearest share the mass equally.
fn conditional(squared: &mut [f32], target: f64, guess: f64) -> f64 {
    let least = squared.iter().copied().fold(f32::INFINITY, f32::min);
    let mean = squared.iter().map(|d| f64::from(d - least)).sum::<f64>() / squared.len().max(1) as f64;
    let mut ln_beta = match (guess.is_finite(), mean > 0.0) {
        (true, _) => guess,
        (false, true) => -mean.ln(),
        (false, false) => 0.0,
    };
    let (mut low, mut high) = (f64::NEG_INFINITY, f64::INFINITY);
    for _ in 0..60 {
        let beta = ln_beta.exp();
        let (mut sum, mut sum_d, mut sum_dd) = (0.0, 0.0, 0.0);
        for d in squared.iter() {
            let d = f64::from(d - least);
            let weight = f64::from(((-beta * d) as f32).exp());
            sum += weight;
            sum_d += weight * d;
            sum_dd += weight * d * d;
        }
        let mean = sum_d / sum;
        let excess = sum.ln() + beta * mean - target;
        if excess.abs() < 1e-5 || sum == 0.0 {
            break;
        }
        if excess > 0.0 {
            low = ln_beta;
        } else {
            high = ln_beta;
        }
        let newton = ln_beta + excess / (beta * beta * (sum_dd / sum - mean * mean));
        ln_beta = if newton > low && newton < high && (newton - ln_beta).abs() < 3.0 {
            newton
        } else if low.is_finite() && high.is_finite() {
            0.5 * (low + high)
        } else {
            ln_beta + 2.0 * excess.signum()
        };
    }
    let beta = ln_beta.exp();
    let mut sum = 0.0;
    for d in squared.iter_mut() {
        *d = (-beta * f64::from(*d - least)).exp() as f32;
        sum += *d;
    }
    if sum > 0.0 {
        squared.iter_mut().for_each(|p| *p /= sum);
    }
    ln_beta
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Rng;

    fn prepared(points: &[f32], d: usize, perplexity: f64) -> Preparing {
        let mut preparing = Preparing::new(points, d, perplexity);
        (1..=points.len() / d).for_each(|end| preparing.rows(end));
        preparing
    }

    #[test]
    fn probabilities_have_the_perplexity() {
        let mut rng = Rng::new(2);
        let (n, perplexity) = (300, 12.0);
        let points: Vec<f32> = (0..n * 5).map(|_| rng.normal()).collect();
        let preparing = prepared(&points, 5, perplexity);
        assert_eq!(preparing.conditional.len(), n * 37);
        for (i, row) in preparing.conditional.chunks_exact(37).enumerate() {
            let entropy: f64 = row.iter().filter(|p| **p > 0.0).map(|p| -f64::from(*p) * f64::from(*p).ln()).sum();
            assert!((entropy.exp() - perplexity).abs() < 1e-3, "{i}: {}", entropy.exp());
        }
    }

    #[test]
    fn joint_probabilities_are_the_mean_of_both_ways() {
        let mut rng = Rng::new(3);
        let n = 300;
        let points: Vec<f32> = (0..n * 3).map(|_| rng.normal()).collect();
        let mut preparing = prepared(&points, 3, 4.0);
        let mut dense = vec![0.0; n * n];
        for (place, (j, p)) in preparing.numbers.iter().zip(&preparing.conditional).enumerate() {
            dense[place / 13 * n + *j as usize] = *p;
        }
        let mut joint = Joint::default();
        while !preparing.join(&mut joint, 7) {}
        let mut sum = 0.0;
        for i in 0..n {
            let partners: Vec<usize> = joint.of(i).map(|(j, _)| j).collect();
            assert!(partners.is_sorted() && !partners.contains(&i));
            assert!((0..n).all(|j| partners.contains(&j) == (dense[i * n + j] > 0.0 || dense[j * n + i] > 0.0)));
            for (j, p) in joint.of(i) {
                assert!((p - (dense[i * n + j] + dense[j * n + i]) / 600.0).abs() < 1e-9);
                sum += p;
            }
        }
        assert!((sum - 1.0).abs() < 1e-5);
    }

    #[test]
    fn among_few_points_all_are_neighbours() {
        let points: Vec<f32> = (0..30).map(|i| (1.3 * i as f32).sin()).collect();
        let (mut preparing, mut joint) = (prepared(&points, 1, 2.0), Joint::default());
        while !preparing.join(&mut joint, usize::MAX) {}
        assert!((0..30).all(|i| joint.of(i).count() == 29));
    }

    #[test]
    fn a_single_point_has_no_partners() {
        let (mut preparing, mut joint) = (prepared(&[1.0, 2.0], 2, 1.0), Joint::default());
        while !preparing.join(&mut joint, 1) {}
        assert_eq!(joint.of(0).count(), 0);
    }
}
