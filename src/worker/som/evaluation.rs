//! One map looked at as a whole, some galaxies at a time: which cell each galaxy falls into, and what that makes of the cells.

use crate::data::catalogue::Catalogue;
use crate::protocol::{Floats, som};
use crate::som::map::Map;
use crate::som::{cells, quality, redshift};

/// So many held-out galaxies are drawn; all of them are scored.
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

/// An evaluation on its way.
pub struct Evaluation {
    map: Map,
    epoch: f32,
    /// The map is no longer trained.
    last: bool,
    /// The best-matching cell of the training galaxies so far.
    assignment: Vec<u32>,
    /// Sum of their distances from it, and how many have their two best cells apart.
    distance: f64,
    torn: u32,
    /// Once all are assigned: the map without its empty cells, and the cells' median redshifts.
    known: Option<(Map, Vec<f32>)>,
    estimated: Vec<f32>,
}

impl Evaluation {
    pub fn new(map: Map, epoch: f32, last: bool) -> Self {
        Self { map, epoch, last, assignment: Vec::new(), distance: 0.0, torn: 0, known: None, estimated: Vec::new() }
    }

    /// Looks at the next `count` galaxies; true once all are done.
    pub fn advance(&mut self, sample: &Sample, count: usize) -> bool {
        if self.assignment.len() < sample.training.len() {
            self.assign(&sample.training, count);
            return false;
        }
        let (known, medians) = self.known.get_or_insert_with(|| {
            let medians = cells::medians(&self.assignment, &sample.training.redshifts, self.map.lattice().cells());
            (self.map.only(|cell| !medians[cell].is_nan()), medians)
        });
        let from = self.estimated.len();
        let to = (from + count).min(sample.held_out.len());
        self.estimated.extend((from..to).map(|galaxy| medians[known.best(sample.held_out.row(galaxy)).0]));
        to == sample.held_out.len()
    }

    fn assign(&mut self, training: &Catalogue, count: usize) {
        let from = self.assignment.len();
        for galaxy in from..(from + count).min(training.len()) {
            let [(best, distance), (second, _)] = self.map.two_best(training.row(galaxy));
            self.assignment.push(best as u32);
            self.distance += f64::from(distance);
            self.torn += u32::from(second != best && !self.map.lattice().adjacent(best, second));
        }
    }

    /// What the page draws, once all galaxies were looked at; and who is in which cell.
    pub fn finish(self, run: u32, sample: &Sample) -> (som::Picture, Vec<Vec<u32>>) {
        let Self { map, assignment, estimated, .. } = self;
        let (lattice, training) = (map.lattice(), &sample.training);
        let medians = |values: &[f32]| Floats(cells::medians(&assignment, values, lattice.cells()));
        let score = redshift::score(&estimated, &sample.held_out.redshifts);
        let galaxies = training.len().max(1) as f64;
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
            hits: Floats(cells::hits(&assignment, lattice.cells()).iter().map(|hits| *hits as f32).collect()),
            ridges: Floats(quality::u_matrix(&map)),
            quantization_error: (self.distance / galaxies) as f32,
            topographic_error: (f64::from(self.torn) / galaxies) as f32,
            score: som::Score { bias: score.bias, sigma_nmad: score.sigma_nmad, outliers: score.outliers },
            truth: Floats(sample.held_out.redshifts[..drawn].to_vec()),
            estimated: Floats(estimated[..drawn].to_vec()),
        };
        (picture, cells::members(&assignment, lattice.cells()))
    }
}
