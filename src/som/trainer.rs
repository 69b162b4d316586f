//! Trains a map one row at a time, so that the caller can show it settle, pause it or stop it.
//!
//! Kohonen's rule: the best-matching unit c of row x and its neighbours on the sheet move towards it,
//! w_i ← w_i + α(t) exp(−|r_i − r_c|² / 2σ(t)²) (x − w_i), while the radius σ and the learning rate α shrink. Settings and
//! seed alone decide the result.

use super::map::{Lattice, Map};
use super::neighbourhood::Neighbourhood;
use super::search::Search;
pub use super::start::Start;
use crate::rng::Rng;

/// The radius at the end, cells: the best-matching unit moves, and its neighbours follow a third of the way. A smaller one
/// fits the data more closely and folds the sheet more.
const LAST_RADIUS: f32 = 0.7;
/// The learning rate at the end, as a share of that at the start.
const LAST_RATE: f32 = 0.2;

/// What defines a training run. The same settings and rows give the same map.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    pub lattice: Lattice,
    pub start: Start,
    /// Neighbourhood radius at the start, cells; shrinks to 0.7.
    pub radius: f32,
    /// Share of the way that the best-matching unit moves at the start; shrinks to a fifth of it.
    pub learning_rate: f32,
    pub epochs: u32,
    pub seed: u64,
}

/// Why a map cannot be trained.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SomError {
    #[error("There are no data to train a map on.")]
    NoRows,
    #[error("A map needs at least one row and one column of cells.")]
    NoCells,
    #[error("Row {0} of the data has a value that is not a number.")]
    NotFinite(usize),
}

/// A training run in progress.
#[derive(Clone, Debug)]
pub struct MapTrainer {
    settings: Settings,
    map: Map,
    /// `[n, dimensions]`
    rows: Vec<f32>,
    /// The order in which this epoch shows the rows.
    order: Vec<u32>,
    step: u64,
    search: Search,
    pulls: Neighbourhood,
}

impl MapTrainer {
    /// Prepares a training run on `rows` `[n, dimensions]`.
    ///
    /// # Errors
    /// If there are no rows or no cells, or a value is not finite.
    pub fn new(settings: Settings, rows: Vec<f32>, dimensions: usize) -> Result<Self, SomError> {
        let lattice = settings.lattice;
        if dimensions == 0 || rows.len() < dimensions {
            return Err(SomError::NoRows);
        }
        if lattice.cells() == 0 {
            return Err(SomError::NoCells);
        }
        if let Some(place) = rows.iter().position(|value| !value.is_finite()) {
            return Err(SomError::NotFinite(place / dimensions));
        }
        let weights = settings.start.weights(lattice, &rows, dimensions, settings.seed);
        Ok(Self {
            map: Map::new(lattice, dimensions, &weights),
            rows,
            order: Vec::new(),
            step: 0,
            search: Search::default(),
            pulls: Neighbourhood::default(),
            settings,
        })
    }

    /// The map as it is now.
    pub fn map(&self) -> &Map {
        &self.map
    }

    /// Rows shown so far.
    pub fn steps_done(&self) -> u64 {
        self.step
    }

    /// Rows to show in all: epochs times rows.
    pub fn steps_in_all(&self) -> u64 {
        u64::from(self.settings.epochs) * self.row_count() as u64
    }

    pub fn is_finished(&self) -> bool {
        self.step >= self.steps_in_all()
    }

    /// Neighbourhood radius now, cells.
    pub fn radius(&self) -> f32 {
        // Hyperbolically: a big sheet is unrolled early on, and most of the training settles its cells. Were the radius to
        // shrink geometrically, a sheet that sees its data only a few times would be left coarse.
        let first = self.settings.radius;
        first / (1.0 + self.progress() * (first / LAST_RADIUS - 1.0).max(0.0))
    }

    /// Learning rate now.
    pub fn learning_rate(&self) -> f32 {
        self.settings.learning_rate * LAST_RATE.powf(self.progress())
    }

    /// Shows the next `count` rows, or those that are left.
    pub fn advance(&mut self, count: u64) {
        for _ in 0..count.min(self.steps_in_all() - self.step.min(self.steps_in_all())) {
            self.step();
        }
    }

    /// Shows the next row; nothing once finished.
    pub fn step(&mut self) {
        if self.is_finished() {
            return;
        }
        let n = self.row_count() as u64;
        if self.step.is_multiple_of(n) {
            self.order = Rng::new(self.settings.seed).split("epoch", self.step / n).permutation(n as usize);
        }
        let (radius, rate, lattice) = (self.radius(), self.learning_rate(), self.settings.lattice);
        let d = self.map.dimensions();
        let row = self.order[(self.step % n) as usize] as usize;
        let row = &self.rows[row * d..(row + 1) * d];
        let (best, _) = self.search.best(&self.map, row);
        self.pulls.find(lattice, best, radius, rate);
        self.map.pull(row, self.pulls.across(), self.pulls.down());
        self.step += 1;
    }

    fn row_count(&self) -> usize {
        self.rows.len() / self.map.dimensions()
    }

    fn progress(&self) -> f32 {
        (self.step as f64 / self.steps_in_all().max(1) as f64) as f32
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::som::evaluation::Evaluation;

    fn settings(columns: usize, rows: usize) -> Settings {
        Settings {
            lattice: Lattice { columns, rows, toroidal: false },
            start: Start::Random,
            radius: 3.0,
            learning_rate: 0.5,
            epochs: 10,
            seed: 7,
        }
    }

    /// A filled square, [0, 1]².
    fn square(n: usize) -> Vec<f32> {
        let mut rng = Rng::new(1);
        (0..2 * n).map(|_| rng.uniform()).collect()
    }

    fn trained(settings: Settings, rows: &[f32], d: usize) -> Map {
        let mut trainer = MapTrainer::new(settings, rows.to_vec(), d).unwrap();
        trainer.advance(u64::MAX);
        assert!(trainer.is_finished());
        trainer.map().clone()
    }

    #[test]
    fn a_square_is_unfolded() {
        let rows = square(500);
        for start in [Start::Random, Start::Pca] {
            let map = trained(Settings { start, ..settings(8, 8) }, &rows, 2);
            // The best 64 cells of a square, squares of side 1/8, have the mean distance 0.3826/8.
            let mut evaluation = Evaluation::new(map);
            evaluation.assign(&rows, usize::MAX);
            let error = evaluation.quantization_error();
            assert!(error < 1.15 * 0.3826 / 8.0, "{error}");
            assert!(evaluation.topographic_error() < 0.1);
        }
    }

    #[test]
    fn radius_and_rate_shrink() {
        let mut trainer = MapTrainer::new(settings(4, 4), square(50), 2).unwrap();
        assert_eq!((trainer.radius(), trainer.learning_rate(), trainer.steps_in_all()), (3.0, 0.5, 500));
        trainer.advance(250);
        // Halfway the radius is the harmonic mean of both ends, the rate their geometric one.
        assert!((trainer.radius() - 2.0 / (1.0 / 3.0 + 1.0 / 0.7)).abs() < 1e-5);
        assert!((trainer.learning_rate() - 0.05f32.sqrt()).abs() < 1e-5);
        trainer.advance(250);
        assert!((trainer.radius() - 0.7).abs() < 1e-5 && (trainer.learning_rate() - 0.1).abs() < 1e-6);
        let before = trainer.map().clone();
        trainer.step();
        assert_eq!((trainer.map(), trainer.steps_done()), (&before, 500));
    }

    #[test]
    fn the_seed_decides() {
        let rows = square(100);
        let map = trained(settings(5, 4), &rows, 2);
        assert_eq!(map, trained(settings(5, 4), &rows, 2));
        assert_ne!(map, trained(Settings { seed: 8, ..settings(5, 4) }, &rows, 2));
        let mut pieces = MapTrainer::new(settings(5, 4), rows, 2).unwrap();
        (0..10).for_each(|_| pieces.advance(137));
        assert_eq!(&map, pieces.map());
    }

    #[test]
    fn the_longer_side_lies_along_the_first_component() {
        let rows: Vec<f32> = (0..20).flat_map(|i| [i as f32, ((7 * i) % 20) as f32 * 0.1]).collect();
        let map = MapTrainer::new(Settings { start: Start::Pca, ..settings(3, 7) }, rows, 2).unwrap().map;
        let (first, last) = (map.weight(0), map.weight(18));
        assert!((last[0] - first[0]).abs() > 20.0 && (map.weight(2)[0] - first[0]).abs() < 1.0);
    }

    #[test]
    fn odd_settings_are_survived_or_refused() {
        let empty = MapTrainer::new(settings(4, 4), Vec::new(), 2);
        assert_eq!(empty.err(), Some(SomError::NoRows));
        assert_eq!(MapTrainer::new(settings(0, 4), square(3), 2).err(), Some(SomError::NoCells));
        assert_eq!(
            MapTrainer::new(settings(4, 4), vec![0.0, 1.0, f32::NAN, 0.0], 2).err(),
            Some(SomError::NotFinite(1))
        );
        for odd in [
            Settings { radius: 0.0, ..settings(3, 3) },
            Settings { learning_rate: 0.0, ..settings(3, 3) },
            Settings { epochs: 0, ..settings(3, 3) },
            settings(1, 1),
        ] {
            for start in [Start::Random, Start::Pca] {
                let map = trained(Settings { start, ..odd }, &square(10), 2);
                assert!(map.plane(0).iter().chain(&map.plane(1)).all(|w| w.is_finite()));
            }
        }
        trained(Settings { start: Start::Pca, ..settings(3, 3) }, &[1.0, 2.0, 3.0], 1);
        trained(Settings { start: Start::Pca, ..settings(3, 3) }, &[1.0, 2.0], 2);
    }
}
