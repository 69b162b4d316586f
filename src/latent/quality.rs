//! The quality of a latent space in a few numbers, computed in short steps so that the caller stays responsive.
//!
//! Needs the posteriors, the labels and, for comparison, the images as rows. Knows no model and no clock.

use super::metrics::{active_units, kl_per_dimension, knn_hits_leave_one_out, mean_variances};
use super::pca::Fit;

/// Neighbours that vote.
pub const NEIGHBOURS: usize = 10;
/// Points judged in one step: 1,000 points in a plane then take a few ms.
const QUERIES: usize = 250;

/// The result of all steps.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Quality {
    /// Share of the images whose label the [`NEIGHBOURS`] nearest *other* posterior means vote for, 0–1.
    pub accuracy: f64,
    /// The same in the plane of the images' first two principal components: a linear code of two numbers.
    pub pca_accuracy: f64,
    /// Variance over the images of each dimension's posterior mean, `[latent]`.
    pub variances: Vec<f64>,
    /// Whether that variance makes the dimension an active unit, `[latent]`.
    pub active: Vec<bool>,
    /// Mean over the images, nats, `[latent]`.
    pub kl: Vec<f64>,
}

/// A set of encoded images and the progress of the work on them.
pub struct Survey {
    latent: usize,
    mu: Vec<f32>,
    labels: Vec<u8>,
    rows: Vec<f32>,
    stage: Stage,
    found: Quality,
}

enum Stage {
    /// Judging posterior means: the next one, and how many were right.
    Means(usize, usize),
    /// Looking for the principal components.
    Components(Box<Fit>),
    /// Judging the projected images `[images, 2]`, as the means.
    Plane(Vec<f32>, usize, usize),
}

impl Survey {
    /// `mu` and `logvar` are `[images, latent]`, `rows` the images `[images, pixels]`.
    pub fn new(latent: usize, mu: Vec<f32>, logvar: &[f32], labels: Vec<u8>, rows: Vec<f32>) -> Self {
        let found = Quality {
            variances: mean_variances(&mu, latent),
            active: active_units(&mu, latent),
            kl: kl_per_dimension(&mu, logvar, latent),
            ..Quality::default()
        };
        Self { latent, mu, labels, rows, stage: Stage::Means(0, 0), found }
    }

    /// Does one short step of the work; returns the result when all is done, and again at every further step.
    pub fn step(&mut self) -> Option<Quality> {
        let count = self.labels.len();
        let hits = |points: &[f32], dimensions: usize, next: usize| {
            let queries = next..count.min(next + QUERIES);
            knn_hits_leave_one_out(points, &self.labels, dimensions, NEIGHBOURS, queries)
        };
        let share = |right: usize| right as f64 / count.max(1) as f64;
        let pixels = self.rows.len() / count.max(1);
        match &mut self.stage {
            Stage::Means(next, right) if *next < count => {
                *right += hits(&self.mu, self.latent, *next);
                *next += QUERIES;
            }
            Stage::Means(_, right) => {
                self.found.accuracy = share(*right);
                self.stage = Stage::Components(Box::new(Fit::new(&self.rows, pixels, 2)));
            }
            Stage::Components(fit) => {
                if !fit.step() {
                    let plane = fit.pca().project(&self.rows);
                    self.stage = Stage::Plane(plane, 0, 0);
                }
            }
            Stage::Plane(plane, next, right) if *next < count => {
                *right += hits(plane, 2, *next);
                *next += QUERIES;
            }
            Stage::Plane(_, _, right) => {
                self.found.pca_accuracy = share(*right);
                return Some(self.found.clone());
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::super::metrics::knn_accuracy_leave_one_out;
    use super::super::pca::Pca;
    use super::*;
    use crate::rng::Rng;

    #[test]
    fn steps_come_to_what_the_whole_functions_say() {
        let (n, latent, pixels) = (600, 3, 80);
        let mut rng = Rng::new(3);
        let labels: Vec<u8> = (0..n).map(|i| (i % 4) as u8).collect();
        let mut draw = |size: usize, apart: f32| -> Vec<f32> {
            (0..n * size).map(|i| rng.normal() + apart * ((i / size) % 4) as f32 * ((i % size) % 2) as f32).collect()
        };
        let (mut mu, logvar, rows) = (draw(latent, 1.0), draw(latent, 0.0), draw(pixels, 0.5));
        mu.chunks_mut(latent).for_each(|row| row[2] = 0.3);
        let mut survey = Survey::new(latent, mu.clone(), &logvar, labels.clone(), rows.clone());
        let mut steps = 0;
        let quality = loop {
            steps += 1;
            if let Some(quality) = survey.step() {
                break quality;
            }
        };
        assert!(steps > 8, "{steps}");
        assert_eq!(quality.accuracy, knn_accuracy_leave_one_out(&mu, &labels, latent, NEIGHBOURS));
        let plane = Pca::fit(&rows, pixels, 2).project(&rows);
        assert_eq!(quality.pca_accuracy, knn_accuracy_leave_one_out(&plane, &labels, 2, NEIGHBOURS));
        assert!(quality.accuracy > 0.4 && quality.pca_accuracy > 0.4, "{quality:?}");
        assert_eq!(quality.active, [true, true, false]);
        assert_eq!(quality.kl, kl_per_dimension(&mu, &logvar, latent));
        assert_eq!(survey.step(), Some(quality));
    }

    #[test]
    fn nothing_encoded_has_nothing_to_say() {
        let mut survey = Survey::new(2, Vec::new(), &[], Vec::new(), Vec::new());
        let quality = (0..10).find_map(|_| survey.step()).unwrap();
        assert_eq!((quality.accuracy, quality.pca_accuracy), (0.0, 0.0));
    }
}
