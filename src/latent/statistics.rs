//! How an axis of a latent space relates to a measured property: rank correlation, R², and a permutation null.
//!
//! We are pattern-seeking creatures: every number here can be compared with [`permutation`], which says how large it gets
//! when there is nothing to find. Statistics of too few or constant values are 0: nothing was found. Angles
//! enter as a pair, cos 2θ and sin 2θ for a period of 180° (a position angle), so that 179° lies next to 1°.

use super::metrics::nearest;
use crate::rng::Rng;

/// What is to be explained: one column for a number, two for an angle.
#[derive(Clone, Debug, PartialEq)]
pub struct Response {
    columns: Vec<Vec<f64>>,
}

impl Response {
    pub fn number(values: &[f32]) -> Self {
        Self { columns: vec![values.iter().map(|v| f64::from(*v)).collect()] }
    }

    /// Angles in degrees, the same again after `period` of them.
    pub fn angle(degrees: &[f32], period: f64) -> Self {
        let turned = || degrees.iter().map(|v| f64::from(*v) / period * std::f64::consts::TAU);
        Self { columns: vec![turned().map(f64::cos).collect(), turned().map(f64::sin).collect()] }
    }

    /// The number of values.
    pub fn len(&self) -> usize {
        self.columns[0].len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Pearson's correlation of a number with `x`, −1 to 1; of an angle, with its cos 2θ.
    pub fn correlation(&self, x: &[f32]) -> f64 {
        let (x, y) = (centred(&x.iter().map(|v| f64::from(*v)).collect::<Vec<f64>>()), centred(&self.columns[0]));
        let product = (dot(&x, &x) * dot(&y, &y)).sqrt();
        if product > 0.0 { (dot(&x, &y) / product).clamp(-1.0, 1.0) } else { 0.0 }
    }

    /// The same values permuted: value `order[i]` goes to place i.
    pub fn reordered(&self, order: &[u32]) -> Self {
        let deal = |column: &Vec<f64>| order.iter().map(|i| column[*i as usize]).collect();
        Self { columns: self.columns.iter().map(deal).collect() }
    }
}

/// Ranks from 1, equal values sharing the mean of their ranks.
pub fn ranks(values: &[f32]) -> Vec<f32> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&i, &j| values[i].total_cmp(&values[j]));
    let mut ranks = vec![0.0; values.len()];
    let mut first = 0;
    for group in order.chunk_by(|&i, &j| values[i] == values[j]) {
        let mean = first as f32 + 0.5 * (group.len() + 1) as f32;
        group.iter().for_each(|&i| ranks[i] = mean);
        first += group.len();
    }
    ranks
}

/// Pearson's correlation, −1 to 1.
pub fn pearson(x: &[f32], y: &[f32]) -> f64 {
    Response::number(y).correlation(x)
}

/// R² between one latent axis `x` and a property, 0–1.
///
/// For a number the square of Pearson's correlation; for an angle Mardia's (1976) linear–circular one, the R² of `x`
/// regressed on cos 2θ and sin 2θ.
pub fn r_squared(x: &[f32], response: &Response) -> f64 {
    let columns: Vec<&[f64]> = response.columns.iter().map(Vec::as_slice).collect();
    regress(&columns, &[x.iter().map(|v| f64::from(*v)).collect()]).1
}

/// The linear fit of a property by two latent coordinates.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Plane {
    /// The unit vector along which the property grows fastest. For an angle, along which cos 2θ and sin 2θ together
    /// change fastest, and then only defined up to its sign.
    pub direction: [f64; 2],
    /// 0–1; for an angle of cos 2θ and sin 2θ together.
    pub r_squared: f64,
}

/// Regresses a property on both coordinates of the plane.
pub fn plane(first: &[f32], second: &[f32], response: &Response) -> Plane {
    let widen = |v: &[f32]| v.iter().map(|v| f64::from(*v)).collect::<Vec<f64>>();
    let (first, second) = (widen(first), widen(second));
    let (slopes, r_squared) = regress(&[&first, &second], &response.columns);
    let direction = match slopes.as_slice() {
        [one] => [one[0], one[1]],
        several => {
            // The leading eigenvector of Σ b bᵀ over the responses.
            let mut outer = vec![0.0; 4];
            for b in several {
                (0..4).for_each(|k| outer[k] += b[k / 2] * b[k % 2]);
            }
            let (_, vectors) = super::eigen::symmetric(outer, 2);
            [vectors[0], vectors[1]]
        }
    };
    let length = direction[0].hypot(direction[1]);
    if length > 0.0 && r_squared > 0.0 {
        Plane { direction: direction.map(|d| d / length), r_squared }
    } else {
        Plane::default()
    }
}

/// Least squares of each of `responses` on one or two `predictors` with an intercept: slopes per response, and
/// R² = 1 − Σ residual² / Σ deviation² over all responses together.
fn regress(predictors: &[&[f64]], responses: &[Vec<f64>]) -> (Vec<[f64; 2]>, f64) {
    let x: Vec<Vec<f64>> = predictors.iter().map(|p| centred(p)).collect();
    let empty = Vec::new();
    let (first, second) = (&x[0], x.get(1).unwrap_or(&empty));
    let (aa, bb, ab) = (dot(first, first), dot(second, second), dot(first, second));
    let determinant = aa * bb - ab * ab;
    let (mut total, mut explained) = (0.0, 0.0);
    let slopes = responses.iter().map(|response| {
        let y = centred(response);
        let (ay, by) = (dot(first, &y), dot(second, &y));
        let slopes = if determinant > 1e-12 * aa * bb {
            [(bb * ay - ab * by) / determinant, (aa * by - ab * ay) / determinant]
        } else if aa > 0.0 && aa >= bb {
            [ay / aa, 0.0] // one predictor, or two that say the same
        } else if bb > 0.0 {
            [0.0, by / bb]
        } else {
            [0.0, 0.0]
        };
        total += dot(&y, &y);
        explained += slopes[0] * ay + slopes[1] * by;
        slopes
    });
    let slopes = slopes.collect();
    (slopes, if total > 0.0 { (explained / total).clamp(0.0, 1.0) } else { 0.0 })
}

/// Cross-validated regression by the mean of the nearest neighbours: finds what no straight line finds.
///
/// The neighbours depend on the points alone and are found once, so that a permutation null is cheap.
pub struct KnnRegression {
    /// For each point its nearest points of other folds.
    neighbours: Vec<Vec<usize>>,
}

impl KnnRegression {
    /// Neighbours of `points` `[n, dimensions]`: for each the `k` nearest that are not in its own `fold`.
    pub fn new(points: &[f32], dimensions: usize, k: usize, fold: &[u32]) -> Self {
        let rows = || points.chunks_exact(dimensions.max(1)).zip(fold).enumerate();
        let folds = fold.iter().max().map_or(0, |last| last + 1);
        let mut neighbours = vec![Vec::new(); fold.len()];
        for held_out in 0..folds {
            let kept: Vec<usize> = rows().filter(|(_, (_, f))| **f != held_out).map(|(i, _)| i).collect();
            let training: Vec<f32> =
                kept.iter().flat_map(|i| &points[i * dimensions..(i + 1) * dimensions]).copied().collect();
            for (i, (point, _)) in rows().filter(|(_, (_, f))| **f == held_out) {
                let near = nearest(&training, point, dimensions, k, None);
                neighbours[i] = near.into_iter().map(|j| kept[j]).collect();
            }
        }
        Self { neighbours }
    }

    /// R² of the held-out predictions, at most 1; below 0 when the mean of all would do better.
    pub fn r_squared(&self, response: &Response) -> f64 {
        let (mut total, mut residual) = (0.0, 0.0);
        for column in &response.columns {
            let mean = column.iter().sum::<f64>() / column.len().max(1) as f64;
            for (value, near) in column.iter().zip(&self.neighbours) {
                let count = near.len() as f64;
                let predicted =
                    if near.is_empty() { mean } else { near.iter().map(|j| column[*j]).sum::<f64>() / count };
                residual += (value - predicted).powi(2);
                total += (value - mean).powi(2);
            }
        }
        if total > 0.0 { 1.0 - residual / total } else { 0.0 }
    }
}

/// A random fold from 0 to `count` − 1 for each of `n` points, of sizes as equal as possible.
pub fn folds(n: usize, count: usize, rng: &Rng) -> Vec<u32> {
    let order = rng.split("folds", 0).permutation(n);
    order.iter().map(|place| place % count.max(1) as u32).collect()
}

/// What a statistic looks like when there is nothing to find.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Null {
    /// The statistic of the data as they are.
    pub observed: f64,
    /// Share of permutations at least as large, the data themselves counted as one: (1 + #) / (1 + permutations).
    pub p_value: f64,
    pub mean: f64,
    /// The value that 95 % of the permutations stay below.
    pub upper: f64,
}

/// Permutes the response `permutations` times and counts how often `statistic` gets as large.
///
/// Larger must mean stronger: give |ρ|, not ρ.
pub fn permutation(response: &Response, permutations: usize, rng: &Rng, statistic: impl Fn(&Response) -> f64) -> Null {
    let observed = statistic(response);
    let mut null: Vec<f64> = (0..permutations)
        .map(|i| statistic(&response.reordered(&rng.split("permutation", i as u64).permutation(response.len()))))
        .collect();
    null.sort_by(f64::total_cmp);
    let larger = null.iter().filter(|value| **value >= observed).count();
    Null {
        observed,
        p_value: (1 + larger) as f64 / (1 + permutations) as f64,
        mean: null.iter().sum::<f64>() / permutations.max(1) as f64,
        upper: null.get(permutations * 95 / 100).copied().unwrap_or(0.0),
    }
}

fn centred(values: &[f64]) -> Vec<f64> {
    let mean = values.iter().sum::<f64>() / values.len().max(1) as f64;
    values.iter().map(|v| v - mean).collect()
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests;
