//! The sheet of cells and their weights. Knows nothing of how they were trained.

pub use super::lattice::Lattice;

const LANES: usize = 8;
/// The weight of padding cells: too far away for any row to find them.
const FAR: f32 = 1e18;

/// A sheet with one weight vector per cell.
#[derive(Clone, Debug, PartialEq)]
pub struct Map {
    lattice: Lattice,
    dimensions: usize,
    /// One plane per dimension, `[dimensions, stride]`: the search for the best-matching unit reads cells side by side.
    planes: Vec<f32>,
    stride: usize,
}

impl Map {
    /// A map with these `weights`, `[cells, dimensions]`; cells that have none lie out of reach.
    pub fn new(lattice: Lattice, dimensions: usize, weights: &[f32]) -> Self {
        let stride = lattice.cells().next_multiple_of(LANES);
        let mut planes = vec![FAR; dimensions * stride];
        for (cell, row) in weights.chunks_exact(dimensions.max(1)).take(lattice.cells()).enumerate() {
            row.iter().enumerate().for_each(|(k, weight)| planes[k * stride + cell] = *weight);
        }
        Self { lattice, dimensions, planes, stride }
    }

    pub fn lattice(&self) -> Lattice {
        self.lattice
    }

    pub fn dimensions(&self) -> usize {
        self.dimensions
    }

    /// Dimension `k` of all weights, `[cells]`.
    pub fn plane(&self, k: usize) -> &[f32] {
        &self.planes[k * self.stride..k * self.stride + self.lattice.cells()]
    }

    pub(super) fn plane_mut(&mut self, k: usize) -> &mut [f32] {
        &mut self.planes[k * self.stride..k * self.stride + self.lattice.cells()]
    }

    /// The weight vector of one cell, `[dimensions]`.
    pub fn weight(&self, cell: usize) -> Vec<f32> {
        (0..self.dimensions).map(|k| self.planes[k * self.stride + cell]).collect()
    }

    /// The same map with the cells for which `keep` is false out of every row's reach.
    pub fn only(&self, keep: impl Fn(usize) -> bool) -> Self {
        let mut map = self.clone();
        for cell in (0..self.lattice.cells()).filter(|cell| !keep(*cell)) {
            (0..self.dimensions).for_each(|k| map.planes[k * self.stride + cell] = FAR);
        }
        map
    }

    /// The best-matching unit of `row` `[dimensions]`, the cell whose weight is nearest, and that distance. The first
    /// of ties; cell 0 for a row that is not finite.
    pub fn best(&self, row: &[f32]) -> (usize, f32) {
        let (mut least, mut place) = ([f32::INFINITY; LANES], [0u32; LANES]);
        for start in (0..self.stride).step_by(LANES) {
            let squared = self.squared_distances(row, start);
            for lane in 0..LANES {
                let nearer = squared[lane] < least[lane];
                least[lane] = if nearer { squared[lane] } else { least[lane] };
                place[lane] = if nearer { start as u32 } else { place[lane] };
            }
        }
        let mut best = (f32::INFINITY, 0);
        for lane in 0..LANES {
            let cell = place[lane] as usize + lane;
            if least[lane] < best.0 || least[lane] == best.0 && cell < best.1 {
                best = (least[lane], cell);
            }
        }
        if best.0.is_finite() { (best.1, best.0.sqrt()) } else { (0, best.0) }
    }

    /// The nearest and the second-nearest cell of `row` `[dimensions]`, each with its distance. The same cell twice if there is
    /// only one, or if the row is not finite.
    pub fn two_best(&self, row: &[f32]) -> [(usize, f32); 2] {
        let (mut first, mut second) = ([f32::INFINITY; LANES], [f32::INFINITY; LANES]);
        let (mut first_place, mut second_place) = ([0u32; LANES], [0u32; LANES]);
        for start in (0..self.stride).step_by(LANES) {
            let squared = self.squared_distances(row, start);
            for lane in 0..LANES {
                let (nearest, near) = (squared[lane] < first[lane], squared[lane] < second[lane]);
                let (passed, place) =
                    if nearest { (first[lane], first_place[lane]) } else { (squared[lane], start as u32) };
                second[lane] = if near { passed } else { second[lane] };
                second_place[lane] = if near { place } else { second_place[lane] };
                first[lane] = if nearest { squared[lane] } else { first[lane] };
                first_place[lane] = if nearest { start as u32 } else { first_place[lane] };
            }
        }
        let candidates = |squared: [f32; LANES], place: [u32; LANES]| {
            (0..LANES).map(move |lane| (squared[lane], place[lane] as usize + lane))
        };
        let mut best = [(f32::INFINITY, 0); 2];
        for found in candidates(first, first_place).chain(candidates(second, second_place)) {
            if found < best[0] {
                best = [found, best[0]];
            } else if found < best[1] {
                best[1] = found;
            }
        }
        // Padding is so far away that it is only found where nothing else is.
        let [one, two] = best.map(|(squared, cell)| (cell, squared.sqrt()));
        if two.0 < self.lattice.cells() && two.1.is_finite() { [one, two] } else { [one, one] }
    }

    /// The best-matching unit of each of `rows` `[n, dimensions]`.
    pub fn assign(&self, rows: &[f32]) -> Vec<u32> {
        rows.chunks_exact(self.dimensions.max(1)).map(|row| self.best(row).0 as u32).collect()
    }

    /// Squared distances of `row` from the cells `start` to `start + LANES`.
    #[inline(always)]
    fn squared_distances(&self, row: &[f32], start: usize) -> [f32; LANES] {
        let mut squared = [0.0; LANES];
        for (plane, value) in self.planes.chunks_exact(self.stride).zip(row) {
            for (squared, weight) in squared.iter_mut().zip(&plane[start..start + LANES]) {
                *squared += (weight - value) * (weight - value);
            }
        }
        squared
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Rng;

    fn lattice(columns: usize, rows: usize, toroidal: bool) -> Lattice {
        Lattice { columns, rows, toroidal }
    }

    #[test]
    fn best_units_are_those_of_a_plain_search() {
        let mut rng = Rng::new(4);
        for (columns, rows, d) in [(7, 3, 4), (1, 1, 2), (8, 2, 1), (13, 11, 9)] {
            let lattice = lattice(columns, rows, false);
            let weights: Vec<f32> = (0..lattice.cells() * d).map(|_| rng.normal()).collect();
            let map = Map::new(lattice, d, &weights);
            for _ in 0..50 {
                let row: Vec<f32> = (0..d).map(|_| rng.normal()).collect();
                let squared = |cell: &usize| -> f32 {
                    weights[cell * d..(cell + 1) * d].iter().zip(&row).map(|(w, x)| (w - x) * (w - x)).sum()
                };
                let mut order: Vec<usize> = (0..lattice.cells()).collect();
                order.sort_by(|a, b| squared(a).total_cmp(&squared(b)));
                assert_eq!(map.best(&row).0, order[0]);
                assert!((map.best(&row).1 - squared(&order[0]).sqrt()).abs() < 1e-6);
                if order.len() > 1 {
                    let [first, second] = map.two_best(&row);
                    assert_eq!((first, second.0), (map.best(&row), order[1]));
                    assert!((second.1 - squared(&order[1]).sqrt()).abs() < 1e-6);
                    let without = map.only(|cell| cell != order[0]);
                    assert_eq!(without.best(&row).0, order[1]);
                } else {
                    assert_eq!(map.two_best(&row), [map.best(&row); 2]);
                }
            }
        }
    }

    #[test]
    fn equals_go_to_the_first_and_nonsense_to_cell_0() {
        let map = Map::new(lattice(20, 1, false), 1, &[1.0; 20]);
        assert_eq!(map.best(&[3.0]), (0, 2.0));
        assert_eq!(map.two_best(&[3.0]), [(0, 2.0), (1, 2.0)]);
        assert_eq!((map.best(&[f32::NAN]).0, map.two_best(&[f32::NAN])[1].0), (0, 0));
        assert_eq!(map.assign(&[0.0, 1.0]), [0, 0]);
    }

    #[test]
    fn weights_by_cell_and_by_dimension() {
        let map = Map::new(lattice(3, 1, false), 2, &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
        assert_eq!(map.plane(1), [2.0, 4.0, 6.0]);
        assert_eq!(map.weight(1), [3.0, 4.0]);
    }
}
