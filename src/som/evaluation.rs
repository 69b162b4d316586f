//! A map evaluated as a whole, some rows at a time: how well it fits its data and keeps their neighbourhoods, and what
//! redshifts it gives.
//!
//! Redshifts are photometric: a galaxy is as far away as the others of its cell (Masters et al. 2015, 2019).

use super::cells::medians;
use super::map::Map;
use super::search::Search;

/// An evaluation on its way. The sums do not depend on how many rows are looked at in one go.
pub struct Evaluation {
    map: Map,
    search: Search,
    /// The best-matching cell of the rows so far.
    assignment: Vec<u32>,
    /// Sum of their distances from it, and how many have their two best cells apart.
    distance: f64,
    torn: u32,
    /// Once redshifts are asked for: the map without the cells of unknown redshift, and the cells' median redshifts.
    known: Option<(Map, Vec<f32>)>,
    estimated: Vec<f32>,
}

impl Evaluation {
    pub fn new(map: Map) -> Self {
        Self {
            map,
            search: Search::default(),
            assignment: Vec::new(),
            distance: 0.0,
            torn: 0,
            known: None,
            estimated: Vec::new(),
        }
    }

    pub fn map(&self) -> &Map {
        &self.map
    }

    /// Looks at the next `count` of `rows` `[n, dimensions]`; true once all are done.
    pub fn assign(&mut self, rows: &[f32], count: usize) -> bool {
        let rows = rows.chunks_exact(self.map.dimensions().max(1));
        let n = rows.len();
        for row in rows.skip(self.assignment.len()).take(count) {
            let [(best, distance), (second, _)] = self.search.two_best(&self.map, row);
            self.assignment.push(best as u32);
            self.distance += f64::from(distance);
            self.torn += u32::from(second != best && !self.map.lattice().adjacent(best, second));
        }
        self.assignment.len() == n
    }

    /// Estimates the redshifts of the next `count` of `queries` `[m, dimensions]`, once all rows are assigned; true when all
    /// are done. `redshifts` `[n]` are those of the rows.
    ///
    /// An estimate is the median of the known redshifts of its cell. Where a query's cell has none of them, the nearest cell
    /// that has one answers. NaN if no redshift is known at all.
    pub fn estimate(&mut self, redshifts: &[f32], queries: &[f32], count: usize) -> bool {
        let (map, assignment) = (&self.map, &self.assignment);
        let (known, medians) = self.known.get_or_insert_with(|| {
            let medians = medians(assignment, redshifts, map.lattice().cells());
            (map.only(|cell| !medians[cell].is_nan()), medians)
        });
        let queries = queries.chunks_exact(map.dimensions().max(1));
        let m = queries.len();
        let next = queries.skip(self.estimated.len()).take(count);
        self.estimated.extend(next.map(|row| medians[self.search.best(known, row).0]));
        self.estimated.len() == m
    }

    /// The best-matching cell of each row so far.
    pub fn assignment(&self) -> &[u32] {
        &self.assignment
    }

    pub fn estimated(&self) -> &[f32] {
        &self.estimated
    }

    /// Mean distance of the rows from the weights of their best-matching units, in the data's units.
    pub fn quantization_error(&self) -> f64 {
        self.distance / self.assignment.len().max(1) as f64
    }

    /// Share of the rows whose best and second-best units are not next to each other, corners included (Kiviluoto 1996).
    pub fn topographic_error(&self) -> f64 {
        f64::from(self.torn) / self.assignment.len().max(1) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::som::map::Lattice;

    fn line(weights: &[f32], toroidal: bool) -> Map {
        Map::new(Lattice { columns: weights.len(), rows: 1, toroidal }, 1, weights)
    }

    /// Quantization and topographic error.
    fn errors(map: Map, rows: &[f32], at_once: usize) -> (f64, f64) {
        let mut evaluation = Evaluation::new(map);
        while !evaluation.assign(rows, at_once) {}
        (evaluation.quantization_error(), evaluation.topographic_error())
    }

    #[test]
    fn errors_in_closed_form_however_many_rows_at_once() {
        // 1 is nearest to cells 0 and 2, 7.5 to cells 1 and 2, 2.5 to cells 2 and 0.
        let rows = [1.0, 7.5, 2.5, 10.0];
        for at_once in [1, 3, usize::MAX] {
            let found = errors(line(&[0.0, 10.0, 4.0], false), &rows, at_once);
            assert_eq!(found, ((1.0 + 2.5 + 1.5 + 0.0) / 4.0, 0.5));
        }
        assert_eq!(errors(line(&[0.0, 10.0, 4.0], true), &rows, 4).1, 0.0);
        assert_eq!(errors(line(&[0.0, 10.0, 4.0], false), &[], 4), (0.0, 0.0));
        assert_eq!(errors(line(&[1.0], false), &rows, 4).1, 0.0);
    }

    #[test]
    fn a_cell_lends_its_median() {
        let (rows, redshifts) = ([0.1, -0.1, 0.2, 2.1], [0.3, 0.1, 0.2, 1.5]);
        for at_once in [1, 3, usize::MAX] {
            let mut evaluation = Evaluation::new(line(&[0.0, 1.0, 2.0], false));
            while !evaluation.assign(&rows, at_once) {}
            while !evaluation.estimate(&redshifts, &[0.0, 0.9, 1.1, 5.0], at_once) {}
            // The middle cell is empty: its queries go to the nearest cell with galaxies.
            assert_eq!(evaluation.estimated(), [0.2, 0.2, 1.5, 1.5]);
        }
        let mut nothing = Evaluation::new(line(&[0.0, 1.0], false));
        assert!(nothing.assign(&[], 9) && nothing.estimate(&[], &[0.0], 9));
        assert!(nothing.estimated()[0].is_nan());
    }
}
