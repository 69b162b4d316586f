//! The joint probabilities p_ij of t-SNE: who is whose neighbour among the points, at a given perplexity. They are found row by
//! row, so that the caller can do other things in between.

/// The p_ij in progress.
pub struct Preparing {
    points: Vec<f32>,
    dimensions: usize,
    perplexity: f64,
    /// The next row, and ln β of the last one.
    row: usize,
    ln_beta: f64,
}

impl Preparing {
    pub fn new(points: Vec<f32>, dimensions: usize, perplexity: f64) -> Self {
        Self { points, dimensions, perplexity, row: 0, ln_beta: f64::NAN }
    }

    /// The next row.
    pub fn row(&self) -> usize {
        self.row
    }

    /// p_j|i as rows of `stride` up to row `end`, zero on the diagonal and in the padding.
    pub fn conditional_rows(&mut self, p: &mut [f32], n: usize, stride: usize, end: usize) {
        let mut squared = vec![0.0; n];
        for i in self.row..end {
            let point = &self.points[i * self.dimensions..(i + 1) * self.dimensions];
            for (squared, other) in squared.iter_mut().zip(self.points.chunks_exact(self.dimensions)) {
                *squared = point.iter().zip(other).map(|(a, b)| (a - b) * (a - b)).sum::<f32>().min(f32::MAX);
            }
            self.ln_beta = conditional(&mut squared, i, self.perplexity.ln(), self.ln_beta);
            p[i * stride..i * stride + n].copy_from_slice(&squared);
        }
        self.row = end;
    }
}

/// p_ij = (p_j|i + p_i|j) / 2n.
pub fn symmetrize(p: &mut [f32], n: usize, stride: usize) {
    for i in 0..n {
        for j in 0..i {
            // The floor keeps log p finite, as in the authors' own code.
            let joint = ((p[i * stride + j] + p[j * stride + i]) / (2 * n) as f32).max(1e-12);
            p[i * stride + j] = joint;
            p[j * stride + i] = joint;
        }
    }
}

/// Turns the squared distances from point `i` into p_j|i ∝ exp(−β d²) whose entropy is `target` nats; returns ln β.
///
/// Newton steps on ln β (dH/d ln β = −β² Var d²) inside a bracket, from `guess`. Where the target cannot be met (more
/// duplicates than the perplexity), β stops growing and the nearest share the mass equally.
pub fn conditional(squared: &mut [f32], i: usize, target: f64, guess: f64) -> f64 {
    let others = || squared.iter().enumerate().filter(|(j, _)| *j != i).map(|(_, d)| *d);
    let least = others().fold(f32::INFINITY, f32::min);
    let mean = others().map(|d| f64::from(d - least)).sum::<f64>() / others().count().max(1) as f64;
    let mut ln_beta = match (guess.is_finite(), mean > 0.0) {
        (true, _) => guess,
        (false, true) => -mean.ln(),
        (false, false) => 0.0,
    };
    let (mut low, mut high) = (f64::NEG_INFINITY, f64::INFINITY);
    for _ in 0..60 {
        let beta = ln_beta.exp();
        let (mut sum, mut sum_d, mut sum_dd) = (0.0, 0.0, 0.0);
        for d in others() {
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
    for (j, d) in squared.iter_mut().enumerate() {
        *d = if j == i { 0.0 } else { (-beta * f64::from(*d - least)).exp() as f32 };
        sum += *d;
    }
    if sum > 0.0 {
        squared.iter_mut().for_each(|p| *p /= sum);
    }
    ln_beta
}
