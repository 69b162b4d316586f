//! Finds the cells of a map that are nearest to a row. Knows nothing of training.
//!
//! No cell is nearer than the box of its tile, so tiles whose boxes are farther than the best cell so far are passed by. Rounding
//! does not change that: each difference, square and sum of a box's distance is at most that of any of its cells before
//! rounding, and so after it. What is found is to the bit what a search of all cells finds.

use super::map::{LANES, Map, TILE};

/// A search, with room for the distances of a map's boxes that is kept from row to row.
#[derive(Clone, Debug, Default)]
pub struct Search {
    /// Squared distances from the boxes, `[tiles]`, padded to whole lanes.
    bounds: Vec<f32>,
}

impl Search {
    /// The best-matching unit of `row` `[dimensions]`, the cell whose weight is nearest, and that distance. The first
    /// of ties; cell 0 for a row that is not finite.
    pub fn best(&mut self, map: &Map, row: &[f32]) -> (usize, f32) {
        let [(squared, cell)] = self.nearest(map, row);
        (cell, squared.sqrt())
    }

    /// The nearest and the second-nearest cell of `row` `[dimensions]`, each with its distance. The same cell twice if there is
    /// only one, or if the row is not finite.
    pub fn two_best(&mut self, map: &Map, row: &[f32]) -> [(usize, f32); 2] {
        let [one, two] = self.nearest(map, row).map(|(squared, cell)| (cell, squared.sqrt()));
        if two.1.is_finite() { [one, two] } else { [one, one] }
    }

    /// The `N` nearest cells and their squared distances, infinite and 0 where there are not so many.
    fn nearest<const N: usize>(&mut self, map: &Map, row: &[f32]) -> [(f32, usize); N] {
        let mut best = [(f32::INFINITY, 0); N];
        let first = self.bound(map, row);
        scan(map, row, first, &mut best);
        for (group, bounds) in self.bounds.as_chunks::<LANES>().0.iter().enumerate() {
            if lowest(bounds) > best[N - 1].0 {
                continue;
            }
            for (lane, bound) in bounds.iter().enumerate() {
                let tile = group * LANES + lane;
                if *bound <= best[N - 1].0 && tile != first {
                    scan(map, row, tile, &mut best);
                }
            }
        }
        best
    }

    /// Finds the squared distances of `row` from all boxes; returns the nearest one.
    fn bound(&mut self, map: &Map, row: &[f32]) -> usize {
        let padded = map.tiles().next_multiple_of(LANES);
        self.bounds.resize(padded, 0.0);
        let (low, high) = map.boxes();
        let (mut least, mut place) = ([f32::INFINITY; LANES], [0u32; LANES]);
        for (start, bounds) in (0..padded).step_by(LANES).zip(self.bounds.chunks_exact_mut(LANES)) {
            let mut squared = [0.0; LANES];
            for (k, value) in row.iter().enumerate().take(map.dimensions()) {
                let at = k * padded + start;
                for ((squared, low), high) in squared.iter_mut().zip(&low[at..at + LANES]).zip(&high[at..at + LANES]) {
                    let (below, above) = (low - value, value - high);
                    let outside = if below > above { below } else { above };
                    let outside = if outside > 0.0 { outside } else { 0.0 };
                    *squared += outside * outside;
                }
            }
            bounds.copy_from_slice(&squared);
            for lane in 0..LANES {
                let nearer = squared[lane] < least[lane];
                least[lane] = if nearer { squared[lane] } else { least[lane] };
                place[lane] = if nearer { start as u32 } else { place[lane] };
            }
        }
        let mut nearest = (f32::INFINITY, 0);
        for lane in 0..LANES {
            if least[lane] < nearest.0 {
                nearest = (least[lane], place[lane] as usize + lane);
            }
        }
        nearest.1
    }
}

/// Looks at the cells of a tile; at none in the padding.
fn scan<const N: usize>(map: &Map, row: &[f32], tile: usize, best: &mut [(f32, usize); N]) {
    let mut squared = [0.0; TILE];
    for (weights, value) in map.tile(tile).as_chunks::<TILE>().0.iter().zip(row) {
        for (squared, weight) in squared.iter_mut().zip(weights) {
            *squared += (weight - value) * (weight - value);
        }
    }
    for (line, squared) in squared.as_chunks::<LANES>().0.iter().enumerate() {
        if lowest(squared) > best[N - 1].0 {
            continue;
        }
        for (lane, squared) in squared.iter().enumerate() {
            let Some(cell) = map.cell(tile, line * LANES + lane) else { continue };
            let mut found = (*squared, cell);
            for place in best.iter_mut() {
                if found < *place {
                    std::mem::swap(place, &mut found);
                }
            }
        }
    }
}

/// The least of some values, where NaN counts for nothing.
fn lowest(values: &[f32; LANES]) -> f32 {
    values.iter().fold(f32::INFINITY, |least, value| if *value < least { *value } else { least })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Rng;
    use crate::som::lattice::Lattice;

    /// All cells by their squared distances from `row`, equals in their order.
    fn plain(map: &Map, row: &[f32]) -> Vec<(f32, usize)> {
        let squared = |cell| map.weight(cell).iter().zip(row).map(|(w, x)| (w - x) * (w - x)).sum::<f32>();
        let mut order: Vec<(f32, usize)> = (0..map.lattice().cells()).map(|cell| (squared(cell), cell)).collect();
        order.sort_by(|a, b| a.partial_cmp(b).unwrap());
        order
    }

    #[test]
    fn best_units_are_those_of_a_plain_search_to_the_bit() {
        let mut rng = Rng::new(4);
        let mut search = Search::default();
        for (columns, rows, d) in [(7, 3, 4), (1, 1, 2), (8, 2, 1), (13, 11, 9), (70, 1, 3), (40, 60, 2)] {
            // Rounded, so that there are ties, and smooth over the sheet in half of the maps, so that tiles are passed by.
            for smooth in [0.0, 1.0] {
                let weights: Vec<f32> = (0..columns * rows * d)
                    .map(|i| {
                        let (cell, k) = (i / d, i % d);
                        let place = (if k % 2 == 0 { cell % columns } else { cell / columns }) as f32;
                        (8.0 * (smooth * place + (1.0 - 0.9 * smooth) * rng.normal())).round() / 8.0
                    })
                    .collect();
                let map = Map::new(Lattice { columns, rows, toroidal: false }, d, &weights);
                for _ in 0..50 {
                    let row: Vec<f32> =
                        (0..d).map(|_| (8.0 * (1.0 + 20.0 * smooth) * rng.normal()).round() / 8.0).collect();
                    let order = plain(&map, &row);
                    let told = |(squared, cell): (f32, usize)| (cell, squared.sqrt());
                    assert_eq!(search.best(&map, &row), told(order[0]));
                    let second = order.get(1).copied().unwrap_or(order[0]);
                    assert_eq!(search.two_best(&map, &row), [told(order[0]), told(second)]);
                    if order.len() > 1 {
                        let without = map.only(|cell| cell != order[0].1);
                        assert_eq!(search.best(&without, &row), told(second));
                    }
                }
            }
        }
    }

    #[test]
    fn equals_go_to_the_first_and_nonsense_to_cell_0() {
        let mut search = Search::default();
        let map = Map::new(Lattice { columns: 20, rows: 1, toroidal: false }, 1, &[1.0; 20]);
        assert_eq!(search.best(&map, &[3.0]), (0, 2.0));
        assert_eq!(search.two_best(&map, &[3.0]), [(0, 2.0), (1, 2.0)]);
        for nonsense in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
            assert_eq!((search.best(&map, &[nonsense]).0, search.two_best(&map, &[nonsense])[1].0), (0, 0));
        }
        assert_eq!(search.best(&map.only(|_| false), &[1.0]).0, 0);
    }
}
