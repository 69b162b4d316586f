//! The digits on the plane of their first two principal components: some whose labels may be learned from, and the others,
//! on which is judged what was learned.

use crate::latent::metrics;
use crate::latent::pca::Pca;
use crate::protocol::Floats;
use crate::protocol::representation::Plane;

/// Cells a side on which borders and groups are drawn.
pub(super) const CELLS: usize = 64;
pub(super) const NEIGHBOURS: usize = 10;
/// Part of the digits whose labels may be learned from; the others are judged.
const LEARNING: f32 = 0.6;

/// The digits on their plane.
pub(super) struct Laid {
    pub points: Vec<f32>,
    pub labels: Vec<u8>,
    /// Left, bottom, and side of the square around them.
    square: [f32; 3],
}

impl Laid {
    pub fn new(points: Vec<f32>, labels: Vec<u8>) -> Self {
        let reach = |axis: usize| {
            let values = || points.iter().skip(axis).step_by(2).copied();
            (values().fold(f32::INFINITY, f32::min), values().fold(f32::NEG_INFINITY, f32::max))
        };
        let ((left, right), (low, high)) = (reach(0), reach(1));
        let side = 1.06 * (right - left).max(high - low);
        let square = [0.5 * (left + right - side), 0.5 * (low + high - side), side];
        Self { points, labels, square }
    }

    pub fn describe(&self, pca: &Pca) -> Plane {
        let [left, low, side] = self.square;
        let shares = pca.explained();
        Plane {
            points: Floats(self.points.clone()),
            shares: [0, 1].map(|i| shares.get(i).map_or(0.0, |share| *share as f32)),
            square: [left, left + side, low, low + side],
            learning: self.learning() as u32,
        }
    }

    /// So many digits, the first ones, may be learned from.
    pub fn learning(&self) -> usize {
        (LEARNING * self.labels.len() as f32) as usize
    }

    /// The places and the labels of the first digits.
    pub fn first(&self, count: usize) -> (&[f32], &[u8]) {
        (&self.points[..2 * count], &self.labels[..count])
    }

    /// The middle of a cell; cells are numbered row by row from the top.
    pub fn middle(&self, cell: usize) -> [f32; 2] {
        let [left, low, side] = self.square;
        let middle = |place: usize| side * (place as f32 + 0.5) / CELLS as f32;
        [left + middle(cell % CELLS), low + side - middle(cell / CELLS)]
    }

    /// The share of the judged digits that `label` says the label of.
    pub fn accuracy(&self, label: impl Fn(&[f32]) -> Option<u8>) -> f32 {
        let judged = self.points[2 * self.learning()..].chunks_exact(2).zip(&self.labels[self.learning()..]);
        let right = judged.filter(|(point, truth)| label(point) == Some(**truth)).count();
        right as f32 / (self.labels.len() - self.learning()).max(1) as f32
    }

    /// 10-nearest-neighbour accuracy of two-dimensional `codes` on the judged digits.
    pub fn judge(&self, codes: &[f32]) -> f32 {
        let learning = self.learning();
        let (points, queries) = codes.split_at((2 * learning).min(codes.len()));
        let (labels, judged) = self.labels.split_at(learning);
        metrics::knn_accuracy(points, labels, queries, judged, 2, NEIGHBOURS) as f32
    }
}
