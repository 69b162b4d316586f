//! What acts on the points of an embedding: the attraction of their neighbours and the repulsion of all others, row by row.
//!
//! All pairs repel each other, none is approximated. Attraction and repulsion are summed separately, since Z is known only at
//! the end.

use super::probabilities::Joint;
use crate::latent::four::{Four, WIDTH};

const LANES: usize = 2 * WIDTH;
/// Where padding points lie: so far away that they exert no force.
const FAR: f32 = 1e18;

/// The two coordinates of `n` points, padded to whole lanes.
pub struct Positions {
    n: usize,
    pub axes: [Vec<f32>; 2],
}

impl Positions {
    /// Points whose coordinates `place` gives axis by axis.
    pub fn new(n: usize, mut place: impl FnMut(usize, usize) -> f32) -> Self {
        let axes = [0, 1].map(|axis| {
            let mut values: Vec<f32> = (0..n).map(|i| place(axis, i)).collect();
            values.resize(n.next_multiple_of(LANES), FAR);
            values
        });
        Self { n, axes }
    }

    pub fn len(&self) -> usize {
        self.n
    }
}

/// The forces on the points so far.
#[derive(Default)]
pub struct Forces {
    /// Σ_j p_ij w_ij (y_i − y_j), of each axis.
    attraction: [Vec<f32>; 2],
    /// Σ_j w_ij² (y_i − y_j)
    repulsion: [Vec<f32>; 2],
    /// Σ_i Σ_j≠i w_ij
    z: f64,
}

impl Forces {
    /// Rows done.
    pub fn rows(&self) -> usize {
        self.attraction[0].len()
    }

    /// Forgets everything, and keeps the room.
    pub fn clear(&mut self) {
        self.attraction.iter_mut().chain(&mut self.repulsion).for_each(Vec::clear);
        self.z = 0.0;
    }

    /// Finds the forces on the points up to row `end`.
    pub fn add(&mut self, positions: &Positions, p: &Joint, end: usize) {
        let [xs, ys] = &positions.axes;
        for i in self.rows()..end {
            let (x, y) = (xs[i], ys[i]);
            let (mut ax, mut ay) = (0.0, 0.0);
            for (j, p) in p.of(i) {
                let (dx, dy) = (x - xs[j], y - ys[j]);
                let pull = p * kernel(dx, dy);
                ax += pull * dx;
                ay += pull * dy;
            }
            let [rx, ry, weights] = repulsion(x, y, xs, ys);
            for (list, value) in self.attraction.iter_mut().chain(&mut self.repulsion).zip([ax, ay, rx, ry]) {
                list.push(value);
            }
            self.z += f64::from(weights) - 1.0; // without w_ii = 1
        }
    }

    /// ∂KL/∂y_i = 4 Σ_j (p_ij − q_ij) w_ij (y_i − y_j) along an axis for every point, once all rows are done, with
    /// w_ij = 1/(1 + |y_i − y_j|²) and q_ij = w_ij / Z. During early exaggeration the p_ij are multiplied by it.
    pub fn gradient(&self, axis: usize, exaggeration: f32) -> impl Iterator<Item = f32> {
        let over_z = (1.0 / self.z.max(1e-30)) as f32;
        let both = self.attraction[axis].iter().zip(&self.repulsion[axis]);
        both.map(move |(attraction, repulsion)| 4.0 * (exaggeration * attraction - over_z * repulsion))
    }
}

/// Σ_j w_ij² (y_i − y_j) along both axes, and Σ_j w_ij, j = i included.
fn repulsion(x: f32, y: f32, xs: &[f32], ys: &[f32]) -> [f32; 3] {
    let (x, y, one) = (Four::all(x), Four::all(y), Four::all(1.0));
    // Two sums of each kind at once, so that one need not wait for the other.
    let mut sums = [[Four::all(0.0); 3]; 2];
    for (xs, ys) in xs.as_chunks::<LANES>().0.iter().zip(ys.as_chunks::<LANES>().0) {
        let halves = xs.as_chunks::<WIDTH>().0.iter().zip(ys.as_chunks::<WIDTH>().0);
        for ([along, across, weights], (xs, ys)) in sums.iter_mut().zip(halves) {
            let (dx, dy) = (x.minus(Four::of(xs)), y.minus(Four::of(ys)));
            let weight = one.over(one.plus(dx.times(dx)).plus(dy.times(dy)));
            let squared = weight.times(weight);
            *along = along.plus(squared.times(dx));
            *across = across.plus(squared.times(dy));
            *weights = weights.plus(weight);
        }
    }
    std::array::from_fn(|kind| sums[0][kind].plus(sums[1][kind]).sum())
}

/// Student's t with one degree of freedom, not normalized.
#[inline(always)]
fn kernel(dx: f32, dy: f32) -> f32 {
    1.0 / (1.0 + dx * dx + dy * dy)
}
