//! The neighbourhood of a best-matching unit on the sheet: how far each cell is pulled towards a row. Knows no weights.

use super::lattice::Lattice;

/// Cells whose pull is below this share are left alone: 3.7 radii.
const LEAST_PULL: f32 = 1e-3;

/// How far the cells around a best-matching unit move, as shares of their way; reused from step to step. The Gaussian is the
/// product of one along the columns and one along the rows.
#[derive(Clone, Debug, Default)]
pub struct Neighbourhood {
    across: Vec<f32>,
    down: Vec<f32>,
    /// The Gaussian by the steps from its middle, as far as it counts.
    gaussian: Vec<f32>,
}

impl Neighbourhood {
    /// The pulls around the cell `best`, for a radius in cells and a learning rate.
    pub fn find(&mut self, lattice: Lattice, best: usize, radius: f32, rate: f32) {
        let narrow = -0.5 / (radius * radius).max(1e-12);
        let falling = (0..lattice.columns.max(lattice.rows)).map(|steps| ((steps * steps) as f32 * narrow).exp());
        self.gaussian.clear();
        self.gaussian.extend(falling.take_while(|share| *share >= LEAST_PULL));
        let (column, line) = lattice.place(best);
        spread(&mut self.across, lattice.columns, column, lattice.toroidal, &self.gaussian, rate);
        spread(&mut self.down, lattice.rows, line, lattice.toroidal, &self.gaussian, 1.0);
    }

    /// The pull of each column, the learning rate in it.
    pub fn across(&self) -> &[f32] {
        &self.across
    }

    /// The pull of each line.
    pub fn down(&self) -> &[f32] {
        &self.down
    }
}

/// Lays a falling curve out on both sides of `middle` on an axis of `length` places, around its ends if they are joined.
fn spread(axis: &mut Vec<f32>, length: usize, middle: usize, joined: bool, falling: &[f32], rate: f32) {
    axis.clear();
    axis.resize(length, 0.0);
    // Around the ends, the nearer way counts: no place is farther than half of the length.
    let farthest = if joined { length / 2 } else { length };
    for (steps, share) in falling.iter().enumerate().take(farthest + 1) {
        let (before, after) = if joined {
            ((middle + length - steps) % length, (middle + steps) % length)
        } else {
            (middle.wrapping_sub(steps), middle + steps)
        };
        for place in [before, after] {
            if let Some(pull) = axis.get_mut(place) {
                *pull = rate * share;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::som::map::Map;

    /// Shows a row, whose best-matching unit is `best`, with radius 1 and learning rate ½.
    fn shown(map: &mut Map, best: usize, row: f32) {
        let mut pulls = Neighbourhood::default();
        pulls.find(map.lattice(), best, 1.0, 0.5);
        map.pull(&[row], pulls.across(), pulls.down());
    }

    #[test]
    fn one_step_is_the_rule() {
        let mut map = Map::new(Lattice { columns: 3, rows: 2, toroidal: false }, 1, &[0.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
        shown(&mut map, 0, 1.0);
        let expected = [0.0, 1.0, 4.0, 1.0, 2.0, 5.0].map(|squared: f32| 0.5 * (-0.5 * squared).exp());
        assert!(map.plane(0).iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-7), "{:?}", map.plane(0));
        // Around the edge of a torus the last column and row are as near as the second.
        let mut map = Map::new(Lattice { columns: 3, rows: 3, toroidal: true }, 1, &[0.0; 9]);
        shown(&mut map, 0, 1.0);
        let plane = map.plane(0);
        assert_eq!((plane[1], plane[3], plane[4]), (plane[2], plane[6], plane[8]));
    }

    #[test]
    fn both_ways_around_a_torus_and_none_beyond_an_edge() {
        let mut pulls = Neighbourhood::default();
        for (columns, rows, toroidal) in [(7, 4, false), (7, 4, true), (1, 2, true), (3, 30, true)] {
            let lattice = Lattice { columns, rows, toroidal };
            for (best, radius) in (0..lattice.cells()).zip([0.0, 0.7, 1.3, 50.0].into_iter().cycle()) {
                pulls.find(lattice, best, radius, 0.5);
                let (column, line) = lattice.place(best);
                let gaussian = |steps: usize| {
                    let share = (-0.5 * (steps * steps) as f32 / (radius * radius).max(1e-12)).exp();
                    if share < LEAST_PULL { 0.0 } else { share }
                };
                let near = |a: f32, b: f32| (a - b).abs() < 1e-6;
                assert!(
                    (0..columns).all(|i| near(pulls.across()[i], 0.5 * gaussian(lattice.column_distance(i, column))))
                );
                assert!((0..rows).all(|j| near(pulls.down()[j], gaussian(lattice.row_distance(j, line)))));
            }
        }
    }
}
