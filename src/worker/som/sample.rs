//! The galaxies of a map, and a picture of it: what they make of its cells, and how good it is.

use crate::data::catalogue::Catalogue;
use crate::protocol::{Floats, som};
use crate::som::evaluation::Evaluation;
use crate::som::map::Map;
use crate::som::{cells, quality, redshift};

/// The most held-out galaxies that are drawn; all of them are scored.
const DRAWN: usize = 2000;

/// The galaxies that maps are trained on and those that they are judged by.
pub struct Sample {
    pub training: Catalogue,
    pub held_out: Catalogue,
}

impl Sample {
    /// Every fifth galaxy is held out. The files are in random order.
    pub fn divide(catalogue: &Catalogue) -> Self {
        let held = |galaxy: usize| galaxy % 5 == 4;
        Self { training: catalogue.filter(|galaxy| !held(galaxy)), held_out: catalogue.filter(held) }
    }

    /// The first colour of the training galaxies.
    pub fn bluest(&self) -> Vec<f32> {
        (0..self.training.len()).map(|galaxy| self.training.row(galaxy)[0]).collect()
    }
}

/// A picture of a map in progress.
pub struct Picturing {
    evaluation: Evaluation,
    epoch: f32,
    /// The map is no longer trained.
    last: bool,
}

impl Picturing {
    pub fn new(map: Map, epoch: f32, last: bool) -> Self {
        Self { evaluation: Evaluation::new(map), epoch, last }
    }

    /// Looks at the next `count` galaxies; true once all are done.
    pub fn advance(&mut self, sample: &Sample, count: usize) -> bool {
        let training = &sample.training;
        if self.evaluation.assignment().len() < training.len() {
            self.evaluation.assign(&training.colours, count);
            return false;
        }
        self.evaluation.estimate(&training.redshifts, &sample.held_out.colours, count)
    }

    /// What the page draws, once all galaxies were looked at; and who is in which cell.
    pub fn finish(self, run: u32, sample: &Sample) -> (som::Picture, Vec<Vec<u32>>) {
        let (evaluation, training) = (&self.evaluation, &sample.training);
        let (assignment, estimated) = (evaluation.assignment(), evaluation.estimated());
        let lattice = evaluation.map().lattice();
        let medians = |values: &[f32]| Floats(cells::medians(assignment, values, lattice.cells()));
        let score = redshift::score(estimated, &sample.held_out.redshifts);
        let drawn = sample.held_out.len().min(DRAWN);
        let picture = som::Picture {
            run,
            columns: lattice.columns as u32,
            rows: lattice.rows as u32,
            epoch: self.epoch,
            last: self.last,
            colour: medians(&sample.bluest()),
            magnitude: medians(&training.magnitudes),
            redshift: medians(&training.redshifts),
            hits: Floats(cells::hits(assignment, lattice.cells()).iter().map(|hits| *hits as f32).collect()),
            ridges: Floats(quality::u_matrix(evaluation.map())),
            quantization_error: evaluation.quantization_error() as f32,
            topographic_error: evaluation.topographic_error() as f32,
            score: som::Score { bias: score.bias, sigma_nmad: score.sigma_nmad, outliers: score.outliers },
            truth: Floats(sample.held_out.redshifts[..drawn].to_vec()),
            estimated: Floats(estimated[..drawn].to_vec()),
        };
        (picture, cells::members(assignment, lattice.cells()))
    }
}
