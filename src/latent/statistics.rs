//! What an axis of a latent space has to do with a measured property: rank correlation, R², and a permutation null.
//!
//! We are pattern-seeking creatures: every number here can be held against [`permutation`], which says how large it gets
//! when there is nothing to find. Statistics of too few or constant values are 0: nothing was found. Angles of period
//! 180° (a position angle) enter as the pair cos 2θ, sin 2θ, so that 179° lies next to 1°.

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

    /// Angles in degrees of period 180°.
    pub fn angle(degrees: &[f32]) -> Self {
        let doubled = || degrees.iter().map(|v| 2.0 * f64::from(*v).to_radians());
        Self { columns: vec![doubled().map(f64::cos).collect(), doubled().map(f64::sin).collect()] }
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

    /// The same values dealt out anew: value `order[i]` goes to place i.
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

/// Spearman's ρ: Pearson's correlation of the ranks, −1 to 1.
pub fn spearman(x: &[f32], y: &[f32]) -> f64 {
    pearson(&ranks(x), &ranks(y))
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

/// Cross-validated regression by the mean of the nearest neighbours: finds what no straight line does.
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

/// A random fold from 0 to `count` − 1 for each of `n` points, of sizes as equal as can be.
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

/// Deals the response out to other rows `permutations` times and asks how often `statistic` gets as large.
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
mod tests {
    use super::*;

    fn wave(f: impl Fn(f64) -> f64) -> Vec<f32> {
        (0..60).map(|i| f(f64::from(i)) as f32).collect()
    }

    /// a = sin 1.3 i, b = cos 2.1 i, y = a² − 0.7 b + 0.3 sin 5 i for i from 0 to 59, rounded to f32.
    fn example() -> (Vec<f32>, Vec<f32>, Vec<f32>) {
        let a = wave(|i| (1.3 * i).sin());
        let b = wave(|i| (2.1 * i).cos());
        let y = (0..60).map(|i| {
            let (a, b) = (f64::from(a[i]), f64::from(b[i]));
            (a * a - 0.7 * b + 0.3 * (5.0 * i as f64).sin()) as f32
        });
        let y = y.collect();
        (a, b, y)
    }

    fn near(value: f64, expected: f64, tolerance: f64) {
        assert!((value - expected).abs() < tolerance, "{value} {expected}");
    }

    #[test]
    fn ranks_share_ties() {
        assert_eq!(ranks(&[3.0, 1.0, 3.0, 2.0, 3.0]), [4.0, 1.0, 4.0, 2.0, 4.0]);
        assert!(ranks(&[]).is_empty());
    }

    #[test]
    fn spearman_agrees_with_scipy() {
        // scipy 1.17.1: spearmanr(a, y).statistic, then with floor(4 a), then also with floor(3 y).
        let (a, _, y) = example();
        let a4: Vec<f32> = a.iter().map(|v| (4.0 * v).floor()).collect();
        let y3: Vec<f32> = y.iter().map(|v| (3.0 * v).floor()).collect();
        near(spearman(&a, &y), -0.2093914976382329, 1e-12);
        near(spearman(&a4, &y), -0.2054539603702981, 1e-12);
        near(spearman(&a4, &y3), -0.1863895368068922, 1e-12);
        near(spearman(&[1.0, 2.0, 5.0], &[0.1, 7.0, 7.5]), 1.0, 1e-12);
        assert_eq!(spearman(&[1.0, 1.0], &[1.0, 2.0]), 0.0);
        assert_eq!(spearman(&[], &[]), 0.0);
    }

    #[test]
    fn regressions_agree_with_scikit_learn() {
        // sklearn 1.9.1: LinearRegression().fit(x, y).score(x, y), coef_ / |coef_|.
        let (a, b, y) = example();
        let y = Response::number(&y);
        near(r_squared(&a, &y), 0.053167694793361364, 1e-12);
        near(r_squared(&b, &y), 0.5805990454657788, 1e-12);
        let fit = plane(&a, &b, &y);
        near(fit.r_squared, 0.6499605871181182, 1e-12);
        near(fit.direction[0], -0.322919, 1e-6);
        near(fit.direction[1], -0.94642661, 1e-6);
        // The same axis twice says no more than once.
        near(plane(&b, &b, &y).r_squared, 0.5805990454657788, 1e-9);
        assert_eq!(plane(&[1.0; 60], &[1.0; 60], &y), Plane::default());
        assert_eq!(r_squared(&[1.0; 60], &y), 0.0);
        assert_eq!(r_squared(&a, &Response::number(&[2.0; 60])), 0.0);
    }

    #[test]
    fn angles_agree_with_scikit_learn() {
        // sklearn 1.9.1, C = (cos 2θ, sin 2θ) of θ = (100 a + 30 b + 17 sin 5 i) mod 180°: the scores of a and of b
        // regressed on C, and 1 − Σ residual² / Σ deviation² of C regressed on (a, b).
        let (a, b, _) = example();
        let degrees: Vec<f32> = (0..60)
            .map(|i| {
                let sum = 100.0 * f64::from(a[i]) + 30.0 * f64::from(b[i]) + 17.0 * (5.0 * i as f64).sin();
                sum.rem_euclid(180.0) as f32
            })
            .collect();
        let angle = Response::angle(&degrees);
        near(r_squared(&a, &angle), 0.24475596222688256, 1e-9);
        near(r_squared(&b, &angle), 0.08875112211956704, 1e-9);
        near(plane(&a, &b, &angle).r_squared, 0.15691693343380997, 1e-9);
    }

    #[test]
    fn a_half_turn_changes_nothing() {
        let degrees = [10.0, 50.0, 120.0, 170.0, 95.0];
        let turned = degrees.map(|d| d + 180.0);
        let x = [0.3, 1.0, -2.0, 0.5, 0.7];
        near(r_squared(&x, &Response::angle(&degrees)), r_squared(&x, &Response::angle(&turned)), 1e-6);
    }

    #[test]
    fn direction_of_an_angle_is_that_in_which_it_turns() {
        let x: Vec<f32> = (0..40).map(|i| (i % 8) as f32 - 3.5).collect();
        let y: Vec<f32> = (0..40).map(|i| (i / 8) as f32 - 2.0).collect();
        let degrees: Vec<f32> = x.iter().zip(&y).map(|(x, y)| 45.0 + (0.6 * x + 0.8 * y)).collect();
        let fit = plane(&x, &y, &Response::angle(&degrees));
        assert!(fit.r_squared > 0.99);
        near((fit.direction[0] * 0.8 - fit.direction[1] * 0.6).abs(), 0.0, 1e-3);
    }

    #[test]
    fn neighbours_agree_with_scikit_learn() {
        // sklearn 1.9.1: KNeighborsRegressor(k) fitted and applied by fold = 7 i mod 5, residuals pooled.
        let (a, b, y) = example();
        let points: Vec<f32> = a.iter().zip(&b).flat_map(|(a, b)| [*a, *b]).collect();
        let fold: Vec<u32> = (0..60).map(|i| 7 * i % 5).collect();
        let response = Response::number(&y);
        for (k, expected) in [(3, 0.9108826514883679), (8, 0.7879178032031579)] {
            near(KnnRegression::new(&points, 2, k, &fold).r_squared(&response), expected, 1e-9);
        }
        assert_eq!(KnnRegression::new(&[], 2, 3, &[]).r_squared(&Response::number(&[])), 0.0);
    }

    #[test]
    fn folds_are_even() {
        let fold = folds(23, 5, &Rng::new(1));
        let sizes: Vec<usize> = (0..5).map(|f| fold.iter().filter(|g| **g == f).count()).collect();
        assert_eq!(sizes, [5, 5, 5, 4, 4]);
        assert_eq!(fold, folds(23, 5, &Rng::new(1)));
    }

    #[test]
    fn permutations_tell_a_pattern_from_noise() {
        let (a, b, y) = example();
        let response = Response::number(&y);
        let rng = Rng::new(5);
        let found = permutation(&response, 199, &rng, |response| r_squared(&b, response));
        assert_eq!(found.p_value, 1.0 / 200.0);
        // Under the null R² of n values has mean 1/(n − 1), and its 95 % point is that of Beta(1/2, (n − 2)/2): 0.0647.
        near(found.mean, 1.0 / 59.0, 0.01);
        near(found.upper, 0.0647, 0.03);
        let noise = permutation(&response, 199, &rng, |response| r_squared(&wave(|i| (77.7 * i).sin()), response));
        assert!(noise.p_value > 0.05 && noise.observed < noise.upper, "{noise:?}");
        assert_eq!(found, permutation(&response, 199, &rng, |response| r_squared(&b, response)));
        assert_eq!(permutation(&response, 0, &rng, |response| r_squared(&a, response)).p_value, 1.0);
    }
}
