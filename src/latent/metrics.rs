//! Numbers that say how good a latent space is: k-NN accuracy, active units, KL.
//!
//! Takes posterior parameters as slices; all KL divergences are in nats. Knows no network.

use std::ops::Range;

use crate::gaussian;

/// The KL of each latent dimension, mean over the rows: `mu` and `logvar` are `[n, latent]`, the result `[latent]`, nats.
///
/// A dimension at 0 has collapsed onto the prior: it says nothing about the image.
pub fn kl_per_dimension(mu: &[f32], logvar: &[f32], latent: usize) -> Vec<f64> {
    let mut sums = vec![0.0; latent];
    for (mu, logvar) in mu.chunks_exact(latent.max(1)).zip(logvar.chunks_exact(latent.max(1))) {
        for ((sum, mu), logvar) in sums.iter_mut().zip(mu).zip(logvar) {
            *sum += gaussian::kl(f64::from(*mu), f64::from(*logvar));
        }
    }
    let n = (mu.len() / latent.max(1)).max(1) as f64;
    sums.iter().map(|sum| sum / n).collect()
}

/// Variance over the data of each dimension's posterior mean, `[n, latent]` to `[latent]` (divisor n).
pub fn mean_variances(mu: &[f32], latent: usize) -> Vec<f64> {
    let rows = || mu.chunks_exact(latent.max(1));
    let n = rows().len().max(1) as f64;
    (0..latent)
        .map(|k| {
            let mean = rows().map(|row| f64::from(row[k])).sum::<f64>() / n;
            rows().map(|row| (f64::from(row[k]) - mean).powi(2)).sum::<f64>() / n
        })
        .collect()
}

/// Which dimensions are in use: Var over the data of E\[z|x\] above 0.01 (Burda et al. 2016, §5.2), `[latent]`.
pub fn active_units(mu: &[f32], latent: usize) -> Vec<bool> {
    mean_variances(mu, latent).into_iter().map(|variance| variance > 0.01).collect()
}

/// Share of the `queries` `[m, dimensions]` whose label is the majority among the `k` nearest `points` `[n, dimensions]`.
///
/// Euclidean distance; of equally near points the earlier counts, of equal votes the smaller label wins. 0 without
/// queries or points.
pub fn knn_accuracy(
    points: &[f32],
    labels: &[u8],
    queries: &[f32],
    query_labels: &[u8],
    dimensions: usize,
    k: usize,
) -> f64 {
    let right = queries.chunks_exact(dimensions.max(1)).zip(query_labels).filter(|(query, label)| {
        let near = nearest(points, query, dimensions, k, None);
        vote(&near, labels) == Some(**label)
    });
    right.count() as f64 / query_labels.len().max(1) as f64
}

/// [`knn_accuracy`] of a set about itself: each point is judged by its `k` nearest *other* points.
pub fn knn_accuracy_leave_one_out(points: &[f32], labels: &[u8], dimensions: usize, k: usize) -> f64 {
    let right = knn_hits_leave_one_out(points, labels, dimensions, k, 0..labels.len());
    right as f64 / labels.len().max(1) as f64
}

/// How many of the points in `queries` [`knn_accuracy_leave_one_out`] gets right, so that a long count can be split.
pub fn knn_hits_leave_one_out(
    points: &[f32],
    labels: &[u8],
    dimensions: usize,
    k: usize,
    queries: Range<usize>,
) -> usize {
    let rows = points.chunks_exact(dimensions.max(1)).zip(labels).enumerate();
    rows.skip(queries.start)
        .take(queries.len())
        .filter(|(i, (point, label))| {
            let near = nearest(points, point, dimensions, k, Some(*i));
            vote(&near, labels) == Some(**label)
        })
        .count()
}

/// Indices of the `k` rows of `points` nearest to `query`, nearest first, leaving out row `except`.
pub fn nearest(points: &[f32], query: &[f32], dimensions: usize, k: usize, except: Option<usize>) -> Vec<usize> {
    let mut best: Vec<(f32, usize)> = Vec::with_capacity(k + 1);
    if k == 0 {
        return Vec::new();
    }
    for (i, point) in points.chunks_exact(dimensions.max(1)).enumerate() {
        let distance: f32 = point.iter().zip(query).map(|(a, b)| (a - b) * (a - b)).sum();
        let full = best.len() == k;
        if Some(i) == except || distance.is_nan() || full && best.last().is_some_and(|(far, _)| distance >= *far) {
            continue;
        }
        if full {
            best.pop();
        }
        let place = best.partition_point(|(d, _)| *d <= distance);
        best.insert(place, (distance, i));
    }
    best.into_iter().map(|(_, i)| i).collect()
}

/// The most frequent label of the rows `near`; of equal votes the smaller label wins. `None` without rows.
pub fn vote(near: &[usize], labels: &[u8]) -> Option<u8> {
    let mut votes = [0u32; 256];
    for &i in near {
        votes[usize::from(*labels.get(i)?)] += 1;
    }
    let most = votes.iter().max().filter(|most| **most > 0)?;
    votes.iter().position(|count| count == most).map(|label| label as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kl_in_closed_form_and_by_integration() {
        assert_eq!(gaussian::kl(0.0, 0.0), 0.0);
        assert_eq!(gaussian::kl(2.0, 0.0), 2.0);
        for (mu, sigma) in [(0.7f64, 0.3f64), (-2.0, 1.5), (0.0, 0.05)] {
            let logvar = 2.0 * sigma.ln();
            // ∫ q log(q/p) by the trapezoid rule, which converges exponentially for a Gaussian.
            let (n, half) = (4000, 12.0 * sigma);
            let step = 2.0 * half / f64::from(n);
            let integral: f64 = (0..=n)
                .map(|i| {
                    let z = mu - half + step * f64::from(i);
                    let log_q = -0.5 * ((z - mu) / sigma).powi(2) - sigma.ln();
                    let q = log_q.exp() / (2.0 * std::f64::consts::PI).sqrt();
                    q * (log_q + 0.5 * z * z) * step
                })
                .sum();
            let formula = gaussian::kl(mu, logvar);
            assert!((formula - integral).abs() < 1e-5, "{mu} {sigma}: {formula} {integral}");
        }
    }

    #[test]
    fn kl_of_dimensions_adds_up() {
        let (mu, logvar) = ([1.0f32, 0.0, 3.0, 0.0], [0.0f32, 0.0, -1.0, 0.0]);
        let each = kl_per_dimension(&mu, &logvar, 2);
        assert_eq!(each[1], 0.0);
        let terms = mu.iter().zip(&logvar).map(|(&mu, &logvar)| gaussian::kl(f64::from(mu), f64::from(logvar)));
        let total = 0.5 * terms.sum::<f64>();
        assert!((each.iter().sum::<f64>() - total).abs() < 1e-12);
        assert_eq!(kl_per_dimension(&[], &[], 2), [0.0, 0.0]);
    }

    #[test]
    fn a_still_mean_is_inactive() {
        let mu = [1.0, 5.0, -1.0, 5.05, 1.0, 5.0, -1.0, 5.05];
        assert_eq!(active_units(&mu, 2), [true, false]);
        assert!((mean_variances(&mu, 2)[0] - 1.0).abs() < 1e-12);
    }

    #[test]
    fn nearest_are_sorted_and_ties_go_to_the_earlier() {
        let points = [0.0, 3.0, 1.0, -1.0, 1.0];
        assert_eq!(nearest(&points, &[0.0], 1, 3, None), [0, 2, 3]);
        assert_eq!(nearest(&points, &[0.0], 1, 2, Some(0)), [2, 3]);
        assert_eq!(nearest(&points, &[0.0], 1, 9, None), [0, 2, 3, 4, 1]);
        assert!(nearest(&points, &[0.0], 1, 0, None).is_empty());
    }

    #[test]
    fn equal_votes_go_to_the_smaller_label() {
        assert_eq!(vote(&[0, 1, 2, 3], &[7, 3, 7, 3]), Some(3));
        assert_eq!(vote(&[], &[1]), None);
    }

    #[test]
    fn accuracy_agrees_with_scikit_learn() {
        // sklearn 1.9.1: KNeighborsClassifier(k, algorithm='brute').fit(x[:300], y[:300]).score(x[300:], y[300:]) with
        // x[i] = (sin 1.3 i + 0.7 (i % 4), cos 2.1 i + 0.4 (i % 3)) and y[i] = i % 4.
        let x: Vec<f32> = (0..400u32)
            .flat_map(|i| {
                let k = f64::from(i);
                let first = (1.3 * k).sin() + 0.7 * f64::from(i % 4);
                let second = (2.1 * k).cos() + 0.4 * f64::from(i % 3);
                [first as f32, second as f32]
            })
            .collect();
        let y: Vec<u8> = (0..400u32).map(|i| (i % 4) as u8).collect();
        for (k, expected) in [(1, 0.51), (5, 0.51), (10, 0.52)] {
            assert_eq!(knn_accuracy(&x[..600], &y[..300], &x[600..], &y[300..], 2, k), expected, "{k}");
        }
    }

    #[test]
    fn leave_one_out_leaves_one_out() {
        let points = [0.0, 0.1, 5.0, 5.1, 10.0];
        assert_eq!(knn_accuracy_leave_one_out(&points, &[1, 1, 2, 2, 3], 1, 1), 0.8);
        assert_eq!(knn_accuracy_leave_one_out(&[], &[], 2, 10), 0.0);
    }
}
