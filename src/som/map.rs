//! The weights of a map, one vector per cell. Knows nothing of how they were trained, nor how a row finds its cell.
//!
//! Cells lie in tiles of the sheet, and each tile knows between which values its weights are. Neighbours on the sheet are
//! neighbours in the data, so these boxes are small, and a search passes by nearly all of them.

pub use super::lattice::Lattice;

/// Columns and rows of a tile, and its cells.
pub(super) const LANES: usize = 8;
const LINES: usize = 8;
pub(super) const TILE: usize = LANES * LINES;
/// The weight of cells out of reach: no distance from it is less than any other.
const NOWHERE: f32 = f32::NAN;

/// A sheet with one weight vector per cell.
#[derive(Clone, Debug)]
pub struct Map {
    lattice: Lattice,
    dimensions: usize,
    /// Tiles in a row of them.
    across: usize,
    /// `[tiles, dimensions, lines, lanes]`; cells beyond the edges of the sheet are out of reach.
    weights: Vec<f32>,
    /// The least and the largest weight of each tile's cells within reach, `[dimensions, tiles]`, where tiles are padded to
    /// whole [`LANES`]. A tile that has none is infinitely far away.
    low: Vec<f32>,
    high: Vec<f32>,
}

impl Map {
    /// A map with these `weights`, `[cells, dimensions]`; cells that have none lie out of reach.
    pub fn new(lattice: Lattice, dimensions: usize, weights: &[f32]) -> Self {
        let across = lattice.columns.div_ceil(LANES);
        let tiles = across * lattice.rows.div_ceil(LINES);
        let bounds = tiles.next_multiple_of(LANES) * dimensions;
        let mut map = Self {
            lattice,
            dimensions,
            across,
            weights: vec![NOWHERE; tiles * dimensions * TILE],
            low: vec![f32::INFINITY; bounds],
            high: vec![f32::NEG_INFINITY; bounds],
        };
        for (cell, row) in weights.chunks_exact(dimensions.max(1)).take(lattice.cells()).enumerate() {
            row.iter().enumerate().for_each(|(k, weight)| *map.at(cell, k) = *weight);
        }
        map.enclose();
        map
    }

    pub fn lattice(&self) -> Lattice {
        self.lattice
    }

    pub fn dimensions(&self) -> usize {
        self.dimensions
    }

    /// Dimension `k` of all weights, `[cells]`.
    pub fn plane(&self, k: usize) -> Vec<f32> {
        (0..self.lattice.cells()).map(|cell| self.weights[self.index(cell, k)]).collect()
    }

    /// The weight vector of one cell, `[dimensions]`.
    pub fn weight(&self, cell: usize) -> Vec<f32> {
        (0..self.dimensions).map(|k| self.weights[self.index(cell, k)]).collect()
    }

    /// The same map with the cells for which `keep` is false out of every row's reach.
    pub fn only(&self, keep: impl Fn(usize) -> bool) -> Self {
        let mut map = self.clone();
        for cell in (0..self.lattice.cells()).filter(|cell| !keep(*cell)) {
            (0..self.dimensions).for_each(|k| *map.at(cell, k) = NOWHERE);
        }
        map.enclose();
        map
    }

    /// Moves all weights towards `row` `[dimensions]`: that of column i and line j by the share `across[i] down[j]` of the
    /// way. Pulls are within \[0, 1\], and there is one for each column and line.
    pub fn pull(&mut self, row: &[f32], across: &[f32], down: &[f32]) {
        for (y, down) in down.chunks(LINES).enumerate().filter(|(_, down)| moves(down)) {
            for (x, across) in across.chunks(LANES).enumerate().filter(|(_, across)| moves(across)) {
                let mut pulls = [[0.0; LANES]; LINES];
                for (pulls, down) in pulls.iter_mut().zip(down) {
                    pulls.iter_mut().zip(across).for_each(|(pull, across)| *pull = down * across);
                }
                self.pull_tile(y * self.across + x, row, &pulls);
            }
        }
    }

    fn pull_tile(&mut self, tile: usize, row: &[f32], pulls: &[[f32; LANES]; LINES]) {
        let (padded, each) = (self.padded(), self.dimensions * TILE);
        let planes = self.weights[tile * each..(tile + 1) * each].as_chunks_mut::<TILE>().0;
        for ((k, plane), value) in planes.iter_mut().enumerate().zip(row) {
            let (mut low, mut high) = ([f32::INFINITY; LANES], [f32::NEG_INFINITY; LANES]);
            for (line, pulls) in plane.as_chunks_mut::<LANES>().0.iter_mut().zip(pulls) {
                for lane in 0..LANES {
                    line[lane] += pulls[lane] * (value - line[lane]);
                }
                widen(&mut low, &mut high, line);
            }
            (self.low[k * padded + tile], self.high[k * padded + tile]) = (least(low), largest(high));
        }
    }

    /// Number of tiles.
    pub(super) fn tiles(&self) -> usize {
        self.across * self.lattice.rows.div_ceil(LINES)
    }

    /// The weights of a tile, `[dimensions, TILE]`; none for one of the padding.
    pub(super) fn tile(&self, tile: usize) -> &[f32] {
        let each = self.dimensions * TILE;
        self.weights.get(tile * each..(tile + 1) * each).unwrap_or_default()
    }

    /// The boxes of all tiles, `[dimensions, tiles]` each, where tiles are padded to whole [`LANES`].
    pub(super) fn boxes(&self) -> (&[f32], &[f32]) {
        (&self.low, &self.high)
    }

    /// The cell at a place in a tile; none beyond the edges of the sheet.
    pub(super) fn cell(&self, tile: usize, place: usize) -> Option<usize> {
        let column = tile % self.across * LANES + place % LANES;
        let line = tile / self.across * LINES + place / LANES;
        (column < self.lattice.columns && line < self.lattice.rows).then_some(line * self.lattice.columns + column)
    }

    fn index(&self, cell: usize, k: usize) -> usize {
        let (column, line) = self.lattice.place(cell);
        let tile = line / LINES * self.across + column / LANES;
        (tile * self.dimensions + k) * TILE + line % LINES * LANES + column % LANES
    }

    fn at(&mut self, cell: usize, k: usize) -> &mut f32 {
        let index = self.index(cell, k);
        &mut self.weights[index]
    }

    /// Number of tiles with those that pad the boxes to whole [`LANES`].
    fn padded(&self) -> usize {
        self.tiles().next_multiple_of(LANES)
    }

    /// Finds the boxes of all tiles.
    fn enclose(&mut self) {
        let padded = self.padded();
        for (tile, k) in (0..self.tiles()).flat_map(|tile| (0..self.dimensions).map(move |k| (tile, k))) {
            let start = (tile * self.dimensions + k) * TILE;
            let (mut low, mut high) = ([f32::INFINITY; LANES], [f32::NEG_INFINITY; LANES]);
            let lines = self.weights[start..start + TILE].as_chunks::<LANES>().0;
            lines.iter().for_each(|line| widen(&mut low, &mut high, line));
            (self.low[k * padded + tile], self.high[k * padded + tile]) = (least(low), largest(high));
        }
    }
}

/// Widens boxes lane by lane so that they hold these weights; NaN changes nothing.
#[inline(always)]
fn widen(low: &mut [f32; LANES], high: &mut [f32; LANES], weights: &[f32; LANES]) {
    for lane in 0..LANES {
        low[lane] = if weights[lane] < low[lane] { weights[lane] } else { low[lane] };
        high[lane] = if high[lane] < weights[lane] { weights[lane] } else { high[lane] };
    }
}

#[inline(always)]
fn least(values: [f32; LANES]) -> f32 {
    folded(values, |a, b| if b < a { b } else { a })
}

#[inline(always)]
fn largest(values: [f32; LANES]) -> f32 {
    folded(values, |a, b| if a < b { b } else { a })
}

/// Folds the lanes in halves, so that each half is done at once.
#[inline(always)]
fn folded(mut values: [f32; LANES], choose: impl Fn(f32, f32) -> f32) -> f32 {
    let mut half = LANES / 2;
    while half > 0 {
        for lane in 0..half {
            values[lane] = choose(values[lane], values[lane + half]);
        }
        half /= 2;
    }
    values[0]
}

/// Whether the same cells are where they are, with the same weights.
impl PartialEq for Map {
    fn eq(&self, other: &Self) -> bool {
        let bits = |map: &Self| map.weights.iter().map(|weight| weight.to_bits()).collect::<Vec<_>>();
        (self.lattice, self.dimensions) == (other.lattice, other.dimensions) && bits(self) == bits(other)
    }
}

fn moves(pulls: &[f32]) -> bool {
    pulls.iter().any(|pull| *pull > 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Rng;

    fn random(columns: usize, rows: usize, d: usize) -> (Vec<f32>, Map) {
        let mut rng = Rng::new(4);
        let weights: Vec<f32> = (0..columns * rows * d).map(|_| rng.normal()).collect();
        let map = Map::new(Lattice { columns, rows, toroidal: false }, d, &weights);
        (weights, map)
    }

    #[test]
    fn weights_by_cell_and_by_dimension() {
        for (columns, rows) in [(3, 1), (1, 9), (8, 4), (13, 11)] {
            let (weights, map) = random(columns, rows, 2);
            for cell in 0..columns * rows {
                assert_eq!(map.weight(cell), weights[2 * cell..2 * cell + 2]);
                assert_eq!(map.plane(1)[cell], weights[2 * cell + 1]);
            }
            let mut cells: Vec<usize> = (0..map.tiles())
                .flat_map(|tile| (0..TILE).map(move |i| (tile, i)))
                .filter_map(|(tile, i)| map.cell(tile, i))
                .collect();
            cells.sort_unstable();
            assert!(cells.into_iter().eq(0..columns * rows));
        }
    }

    /// All cells within reach lie in the box of their tile, and touch its sides.
    fn assert_enclosed(map: &Map) {
        let padded = map.tiles().next_multiple_of(LANES);
        for tile in 0..map.tiles() {
            for k in 0..map.dimensions() {
                let inside = map.tile(tile)[k * TILE..(k + 1) * TILE].iter().copied().filter(|weight| !weight.is_nan());
                let (low, high) =
                    inside.fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), w| (w.min(low), w.max(high)));
                assert_eq!((map.low[k * padded + tile], map.high[k * padded + tile]), (low, high));
            }
        }
    }

    #[test]
    fn boxes_follow_their_weights() {
        let (_, mut map) = random(13, 11, 3);
        assert_enclosed(&map);
        let (across, down): (Vec<f32>, Vec<f32>) = (
            (0..13).map(|i| if i > 6 { 0.1 * (i - 6) as f32 } else { 0.0 }).collect(),
            (0..11).map(|j| 1.0 / (j + 1) as f32).collect(),
        );
        let before = map.clone();
        map.pull(&[3.0, -2.0, 0.0], &across, &down);
        assert_enclosed(&map);
        for cell in 0..143 {
            let (pull, old) = (across[cell % 13] * down[cell / 13], before.weight(cell)[1]);
            assert!((map.weight(cell)[1] - (old + pull * (-2.0 - old))).abs() < 1e-6);
        }
        assert_enclosed(&map.only(|cell| cell > 60));
    }
}
