//! Multinomial logistic regression: straight borders between labelled groups.
//!
//! θ minimizes ½ Σ w² + Σ −ln p(label | row) by Newton's method, with p the softmax of w·x + b; the intercepts b are not
//! penalized. Rows of any small dimension as a slice, labels 0–9; knows nothing of what they are.

/// Labels are 0–9.
const CLASSES: usize = 10;
const MOST_ITERATIONS: usize = 50;
/// Newton's method ends when no component of the gradient is larger.
const ENOUGH: f64 = 1e-7;
/// Penalty on the intercepts: too small to matter, enough to fix the constant that all may share.
const INTERCEPT_RIDGE: f64 = 1e-7;

/// A fitted classifier.
#[derive(Clone, Debug, PartialEq)]
pub struct Logistic {
    dimensions: usize,
    /// Which labels it knows.
    known: Vec<u8>,
    /// `[known, dimensions + 1]`, the intercept last.
    theta: Vec<f64>,
}

impl Logistic {
    /// Fits `rows` `[n, dimensions]` with their labels.
    pub fn fit(rows: &[f32], labels: &[u8], dimensions: usize) -> Self {
        let known: Vec<u8> = (0..CLASSES as u8).filter(|label| labels.contains(label)).collect();
        let size = known.len() * (dimensions + 1);
        let mut fitted = Self { dimensions, known, theta: vec![0.0; size] };
        let mut loss = fitted.loss(rows, labels);
        for _ in 0..MOST_ITERATIONS {
            let (gradient, hessian) = fitted.slope(rows, labels);
            if gradient.iter().all(|g| g.abs() < ENOUGH) {
                break;
            }
            let step = solve(hessian, gradient);
            let before = fitted.theta.clone();
            let mut length = 1.0;
            loop {
                fitted.theta = before.iter().zip(&step).map(|(theta, step)| theta - length * step).collect();
                let now = fitted.loss(rows, labels);
                if now <= loss {
                    loss = now;
                    break;
                }
                length *= 0.5;
                if length < 1e-6 {
                    fitted.theta = before;
                    return fitted;
                }
            }
        }
        fitted
    }

    /// p(label | row) of the labels that it knows, in their order.
    pub fn probabilities(&self, row: &[f32]) -> Vec<f64> {
        let scores: Vec<f64> = self
            .theta
            .chunks_exact(self.dimensions + 1)
            .map(|theta| row.iter().zip(theta).map(|(x, w)| f64::from(*x) * w).sum::<f64>() + theta[self.dimensions])
            .collect();
        let most = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let powers: Vec<f64> = scores.iter().map(|score| (score - most).exp()).collect();
        let sum: f64 = powers.iter().sum();
        powers.iter().map(|power| power / sum).collect()
    }

    /// The most probable label; `None` if it knows none.
    pub fn label(&self, row: &[f32]) -> Option<u8> {
        let probabilities = self.probabilities(row);
        let best = (0..probabilities.len()).max_by(|a, b| probabilities[*a].total_cmp(&probabilities[*b]))?;
        self.known.get(best).copied()
    }

    fn ridge(&self, index: usize) -> f64 {
        if index % (self.dimensions + 1) == self.dimensions { INTERCEPT_RIDGE } else { 1.0 }
    }

    fn loss(&self, rows: &[f32], labels: &[u8]) -> f64 {
        let ridge: f64 = self.theta.iter().enumerate().map(|(i, theta)| 0.5 * self.ridge(i) * theta * theta).sum();
        let surprise = |(row, label): (&[f32], &u8)| {
            let place = self.known.iter().position(|known| known == label);
            place.map_or(0.0, |place| -self.probabilities(row)[place].ln())
        };
        ridge + rows.chunks_exact(self.dimensions).zip(labels).map(surprise).sum::<f64>()
    }

    /// Gradient and Hessian of the loss.
    fn slope(&self, rows: &[f32], labels: &[u8]) -> (Vec<f64>, Vec<f64>) {
        let (wide, size) = (self.dimensions + 1, self.theta.len());
        let mut gradient: Vec<f64> = self.theta.iter().enumerate().map(|(i, theta)| self.ridge(i) * theta).collect();
        let mut hessian = vec![0.0; size * size];
        (0..size).for_each(|i| hessian[i * size + i] = self.ridge(i));
        for (row, label) in rows.chunks_exact(self.dimensions).zip(labels) {
            let p = self.probabilities(row);
            let x = |j: usize| row.get(j).map_or(1.0, |x| f64::from(*x));
            for a in 0..size {
                let (class, i) = (a / wide, a % wide);
                gradient[a] += (p[class] - f64::from(u8::from(self.known[class] == *label))) * x(i);
                for b in 0..=a {
                    let (other, j) = (b / wide, b % wide);
                    let same = if class == other { p[class] } else { 0.0 };
                    hessian[a * size + b] += (same - p[class] * p[other]) * x(i) * x(j);
                }
            }
        }
        (gradient, hessian)
    }
}

/// The solution of A x = b for a positive definite A `[n, n]`, of which only the lower half is read (Cholesky).
fn solve(mut a: Vec<f64>, mut b: Vec<f64>) -> Vec<f64> {
    let n = b.len();
    for i in 0..n {
        for j in 0..=i {
            let sum: f64 = a[i * n + j] - (0..j).map(|k| a[i * n + k] * a[j * n + k]).sum::<f64>();
            a[i * n + j] = if i == j { sum.max(f64::MIN_POSITIVE).sqrt() } else { sum / a[j * n + j] };
        }
    }
    for i in 0..n {
        b[i] = (b[i] - (0..i).map(|k| a[i * n + k] * b[k]).sum::<f64>()) / a[i * n + i];
    }
    for i in (0..n).rev() {
        b[i] = (b[i] - (i + 1..n).map(|k| a[k * n + i] * b[k]).sum::<f64>()) / a[i * n + i];
    }
    b
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 120 rows in the plane in four groups that overlap, by formula, so that another program can make them too.
    fn rows() -> (Vec<f32>, Vec<u8>) {
        let label = |i: usize| [1_u8, 3, 4, 9][i % 4];
        let row = |i: usize| {
            let (t, group) = (i as f64, (i % 4) as f64);
            [(group + 1.5 * (1.7 * t).sin()) as f32, ((group - 1.5).powi(2) + 1.5 * (2.3 * t).cos()) as f32]
        };
        ((0..120).flat_map(row).collect(), (0..120).map(label).collect())
    }

    #[test]
    fn probabilities_are_those_of_scikit_learn() {
        // LogisticRegression(C=1.0, tol=1e-10, max_iter=10000).fit(X, y).predict_proba([[0, 0], [1.5, 1], [3, 2]]) of
        // scikit-learn, 1.9.1.
        let (rows, labels) = rows();
        let fitted = Logistic::fit(&rows, &labels, 2);
        for (row, expected) in [
            ([0.0, 0.0], [0.126538, 0.631042, 0.239194, 0.003227]),
            ([1.5, 1.0], [0.127174, 0.357223, 0.403143, 0.112460]),
            ([3.0, 2.0], [0.025932, 0.041028, 0.137856, 0.795184]),
        ] {
            for (found, expected) in fitted.probabilities(&row).iter().zip(expected) {
                assert!((found - expected).abs() < 1e-4, "{found} {expected}");
            }
        }
        let right = rows.chunks_exact(2).zip(&labels).filter(|(row, label)| fitted.label(row) == Some(**label));
        assert_eq!(right.count(), 68);
    }

    #[test]
    fn the_gradient_is_that_of_the_loss() {
        let (rows, labels) = rows();
        let mut fitted = Logistic::fit(&rows, &labels, 2);
        fitted.theta.iter_mut().enumerate().for_each(|(i, theta)| *theta += 0.1 * (i as f64).sin());
        let (gradient, hessian) = fitted.slope(&rows, &labels);
        let size = gradient.len();
        for i in [0, 4, size - 1] {
            let at = |by: f64| {
                let mut moved = fitted.clone();
                moved.theta[i] += by;
                (moved.loss(&rows, &labels), moved.slope(&rows, &labels).0[i])
            };
            let ((above, slope_above), (below, slope_below)) = (at(1e-4), at(-1e-4));
            assert!(((above - below) / 2e-4 - gradient[i]).abs() < 1e-4);
            assert!(((slope_above - slope_below) / 2e-4 - hessian[i * size + i]).abs() < 1e-4);
        }
    }

    #[test]
    fn one_group_alone_is_certain_and_none_knows_nothing() {
        assert_eq!(Logistic::fit(&[1.0, 2.0, 3.0, 4.0], &[7, 7], 2).label(&[0.0, 0.0]), Some(7));
        assert_eq!(Logistic::fit(&[], &[], 2).label(&[0.0, 0.0]), None);
    }
}
