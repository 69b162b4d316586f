//! What the axes correspond to: one property compared with every latent axis, a plane of them and the neighbours in it,
//! each number with its permutation null.
//!
//! It runs one permutation at a time, so that the caller can stop between them. Rows whose property is not a
//! number are left out. Knows nothing of where the points or the property came from.

use super::statistics::{KnnRegression, Response, folds, plane, r_squared, ranks};
use crate::rng::Rng;

/// Permutations of the property.
pub const PERMUTATIONS: usize = 499;
/// Neighbours, and folds of the cross-validation.
const NEIGHBOURS: usize = 10;
const FOLDS: usize = 5;

/// A number and its significance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Finding {
    /// Signed where the statistic has a sign.
    pub value: f64,
    /// Share of permutations at least as large in size, the data themselves counted as one.
    pub p_value: f64,
    /// What 95 % of the permutations stay below.
    pub upper: f64,
}

/// One latent axis and the property.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Axis {
    /// Spearman's ρ; an angle has no ranks, so it has none.
    pub rho: Option<Finding>,
    pub r_squared: Finding,
}

/// The row of one property.
#[derive(Clone, Debug, PartialEq)]
pub struct Meaning {
    pub axes: Vec<Axis>,
    /// Where the property grows fastest in the plane, degrees anticlockwise from its first axis, −180 to 180.
    pub direction: f64,
    /// Spearman's ρ along that direction, which is sought anew in every permutation.
    pub plane_rho: Option<Finding>,
    pub plane_r_squared: Finding,
    /// Cross-validated, from all latent dimensions.
    pub neighbours: Finding,
    /// Rows with a property.
    pub count: usize,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Statistic {
    Rho(usize),
    RSquared(usize),
    PlaneRho,
    PlaneRSquared,
    Neighbours,
}

/// The examination of one property, in progress.
pub struct Examination {
    columns: Vec<Vec<f32>>,
    ranked: Vec<Vec<f32>>,
    plane: [usize; 2],
    knn: KnnRegression,
    response: Response,
    /// The ranks of a number; `None` for an angle.
    response_ranks: Option<Response>,
    rng: Rng,
    statistics: Vec<Statistic>,
    findings: Vec<Finding>,
    /// Of the statistic in progress.
    null: Vec<f64>,
}

impl Examination {
    /// Examines `values` `[n]` against `mu` `[n, latent]`; `plane` names two latent dimensions; `period` is that of an angle
    /// in degrees, 0 for a number.
    pub fn new(mu: &[f32], latent: usize, plane: [usize; 2], values: &[f32], period: f64, rng: &Rng) -> Self {
        let angle = period > 0.0;
        let latent = latent.max(1);
        let kept: Vec<usize> = (0..values.len().min(mu.len() / latent)).filter(|i| values[*i].is_finite()).collect();
        let values: Vec<f32> = kept.iter().map(|i| values[*i]).collect();
        let points: Vec<f32> = kept.iter().flat_map(|i| &mu[i * latent..(i + 1) * latent]).copied().collect();
        let columns: Vec<Vec<f32>> =
            (0..latent).map(|j| points.iter().skip(j).step_by(latent).copied().collect()).collect();
        let mut statistics = Vec::new();
        for j in 0..latent {
            statistics.extend((!angle).then_some(Statistic::Rho(j)));
            statistics.push(Statistic::RSquared(j));
        }
        statistics.extend((!angle).then_some(Statistic::PlaneRho));
        statistics.extend([Statistic::PlaneRSquared, Statistic::Neighbours]);
        Self {
            ranked: columns.iter().map(|column| ranks(column)).collect(),
            columns,
            plane: plane.map(|axis| axis.min(latent - 1)),
            knn: KnnRegression::new(&points, latent, NEIGHBOURS, &folds(kept.len(), FOLDS, rng)),
            response: if angle { Response::angle(&values, period) } else { Response::number(&values) },
            response_ranks: (!angle).then(|| Response::number(&ranks(&values))),
            rng: rng.clone(),
            statistics,
            findings: Vec::new(),
            null: Vec::new(),
        }
    }

    /// Permutations still to do, over all statistics.
    pub fn left(&self) -> usize {
        (self.statistics.len() - self.findings.len()) * PERMUTATIONS - self.null.len()
    }

    /// Does one permutation; true while there are more.
    pub fn step(&mut self) -> bool {
        let Some(statistic) = self.statistics.get(self.findings.len()).copied() else { return false };
        let order = self.rng.split("permutation", self.null.len() as u64).permutation(self.response.len());
        let ranks = self.response_ranks.as_ref().map(|ranks| ranks.reordered(&order));
        let value = self.measure(statistic, &self.response.reordered(&order), ranks.as_ref());
        self.null.push(size(statistic, value));
        if self.null.len() == PERMUTATIONS {
            let value = self.measure(statistic, &self.response, self.response_ranks.as_ref());
            let mut null = std::mem::take(&mut self.null);
            null.sort_by(f64::total_cmp);
            let larger = null.iter().filter(|other| **other >= size(statistic, value)).count();
            let p_value = (1 + larger) as f64 / (1 + PERMUTATIONS) as f64;
            self.findings.push(Finding { value, p_value, upper: null[PERMUTATIONS * 95 / 100] });
        }
        self.findings.len() < self.statistics.len()
    }

    fn measure(&self, statistic: Statistic, response: &Response, ranks: Option<&Response>) -> f64 {
        let [x, y] = self.plane;
        match (statistic, ranks) {
            (Statistic::Rho(j), Some(ranks)) => ranks.correlation(&self.ranked[j]),
            (Statistic::RSquared(j), _) => r_squared(&self.columns[j], response),
            (Statistic::PlaneRho, Some(ranks)) => ranks.correlation(&super::statistics::ranks(&self.along(response))),
            (Statistic::PlaneRSquared, _) => plane(&self.columns[x], &self.columns[y], response).r_squared,
            (Statistic::Neighbours, _) => self.knn.r_squared(response),
            (Statistic::Rho(_) | Statistic::PlaneRho, None) => 0.0,
        }
    }

    /// The points' coordinate along the direction in which `response` grows.
    fn along(&self, response: &Response) -> Vec<f32> {
        let [x, y] = self.plane;
        let [a, b] = plane(&self.columns[x], &self.columns[y], response).direction;
        self.columns[x]
            .iter()
            .zip(&self.columns[y])
            .map(|(x, y)| (a * f64::from(*x) + b * f64::from(*y)) as f32)
            .collect()
    }

    /// The row, once all is done.
    pub fn meaning(&self) -> Option<Meaning> {
        let found = |wanted: Statistic| {
            let place = self.statistics.iter().position(|statistic| *statistic == wanted)?;
            self.findings.get(place).copied()
        };
        let [x, y] = self.plane;
        let [a, b] = plane(&self.columns[x], &self.columns[y], &self.response).direction;
        let axis = |j| Some(Axis { rho: found(Statistic::Rho(j)), r_squared: found(Statistic::RSquared(j))? });
        Some(Meaning {
            axes: (0..self.columns.len()).map(axis).collect::<Option<_>>()?,
            direction: b.atan2(a).to_degrees(),
            plane_rho: found(Statistic::PlaneRho),
            plane_r_squared: found(Statistic::PlaneRSquared)?,
            neighbours: found(Statistic::Neighbours)?,
            count: self.response.len(),
        })
    }
}

/// How strong a value is: its size, but an R² below 0 is weaker than one of 0.
fn size(statistic: Statistic, value: f64) -> f64 {
    if statistic == Statistic::Neighbours { value } else { value.abs() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::latent::statistics::pearson;

    fn examine(mu: &[f32], values: &[f32], period: f64) -> Meaning {
        let mut examination = Examination::new(mu, 2, [0, 1], values, period, &Rng::new(7));
        while examination.step() {}
        assert_eq!(examination.left(), 0);
        examination.meaning().unwrap()
    }

    fn cloud(n: usize) -> Vec<f32> {
        let mut mu = vec![0.0; 2 * n];
        Rng::new(3).fill_normal(&mut mu);
        mu
    }

    #[test]
    fn a_trend_is_found_where_it_is_and_only_there() {
        let mu = cloud(200);
        let second: Vec<f32> = mu.iter().skip(1).step_by(2).copied().collect();
        let values: Vec<f32> = second.iter().map(|z| z.exp()).collect();
        let row = examine(&mu, &values, 0.0);
        let rho = row.axes[1].rho.unwrap();
        assert!((rho.value - pearson(&ranks(&second), &ranks(&values))).abs() < 1e-6 && rho.p_value < 0.01);
        assert!(row.axes[0].rho.unwrap().p_value > 0.05);
        assert!((row.direction - 90.0).abs() < 20.0, "{}", row.direction);
        assert!(row.plane_r_squared.value >= row.axes[1].r_squared.value);
        assert!(row.neighbours.value > 0.5 && row.neighbours.p_value < 0.01);
    }

    #[test]
    fn noise_is_called_noise() {
        let mut values = vec![0.0; 200];
        Rng::new(11).fill_normal(&mut values);
        let row = examine(&cloud(200), &values, 0.0);
        for finding in [row.axes[0].r_squared, row.axes[1].r_squared, row.plane_r_squared, row.neighbours] {
            assert!(finding.p_value > 0.02, "{row:?}");
        }
        assert!(row.plane_rho.unwrap().p_value > 0.02, "the direction is sought anew in every permutation");
    }

    #[test]
    fn a_ring_has_an_angle_that_its_neighbours_know() {
        // θ and θ + 180° are the same, so the ring is traversed twice.
        let turns: Vec<f32> = (0..180).map(|i| i as f32 * 2.0).collect();
        let mu: Vec<f32> =
            turns.iter().flat_map(|t| [(2.0 * t.to_radians()).cos(), (2.0 * t.to_radians()).sin()]).collect();
        let degrees: Vec<f32> = turns.iter().map(|t| t % 180.0).collect();
        let row = examine(&mu, &degrees, 180.0);
        assert!(row.axes[0].rho.is_none() && row.plane_rho.is_none());
        assert!(row.neighbours.value > 0.95 && row.plane_r_squared.value > 0.95);
    }

    #[test]
    fn an_angle_of_a_full_turn_goes_once_around_its_ring() {
        let degrees: Vec<f32> = (0..180).map(|i| i as f32 * 2.0 - 180.0).collect();
        let mu: Vec<f32> = degrees.iter().flat_map(|t| [t.to_radians().cos(), t.to_radians().sin()]).collect();
        assert!(examine(&mu, &degrees, 360.0).plane_r_squared.value > 0.999);
        // As the direction of an axis it would lie twice around it, where no plane fits.
        assert!(examine(&mu, &degrees, 180.0).plane_r_squared.value < 0.01);
    }

    #[test]
    fn rows_without_the_property_are_left_out() {
        let values: Vec<f32> = (0..50).map(|i| if i < 10 { f32::NAN } else { i as f32 }).collect();
        assert_eq!(examine(&cloud(50), &values, 0.0).count, 40);
        assert_eq!(examine(&[], &[], 0.0).neighbours.value, 0.0);
    }
}
