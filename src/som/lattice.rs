//! The sheet that the cells of a map lie on: where each is, and who is next to whom. Knows no weights.

/// A rectangular sheet of cells, numbered row by row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lattice {
    pub columns: usize,
    pub rows: usize,
    /// Opposite edges are neighbours.
    pub toroidal: bool,
}

impl Lattice {
    pub fn cells(&self) -> usize {
        self.columns * self.rows
    }

    /// Column and row of a cell.
    pub fn place(&self, cell: usize) -> (usize, usize) {
        (cell % self.columns, cell / self.columns)
    }

    /// Steps between two columns, around the edge where that is shorter and allowed.
    pub fn column_distance(&self, a: usize, b: usize) -> usize {
        self.wrap(a.abs_diff(b), self.columns)
    }

    /// Steps between two rows, likewise.
    pub fn row_distance(&self, a: usize, b: usize) -> usize {
        self.wrap(a.abs_diff(b), self.rows)
    }

    fn wrap(&self, distance: usize, length: usize) -> usize {
        if self.toroidal { distance.min(length - distance) } else { distance }
    }

    /// Are two different cells next to each other, corners included?
    pub fn adjacent(&self, a: usize, b: usize) -> bool {
        let ((ca, ra), (cb, rb)) = (self.place(a), self.place(b));
        a != b && self.column_distance(ca, cb) <= 1 && self.row_distance(ra, rb) <= 1
    }

    /// The up to eight cells next to `cell`, each once.
    pub fn neighbours(&self, cell: usize) -> Vec<usize> {
        let (column, row) = self.place(cell);
        let mut found = Vec::with_capacity(8);
        for down in [-1, 0, 1] {
            for right in [-1, 0, 1] {
                let (Some(c), Some(r)) = (self.shift(column, right, self.columns), self.shift(row, down, self.rows))
                else {
                    continue;
                };
                let other = r * self.columns + c;
                if other != cell && !found.contains(&other) {
                    found.push(other);
                }
            }
        }
        found
    }

    fn shift(&self, place: usize, by: isize, length: usize) -> Option<usize> {
        let moved = place as isize + by;
        if self.toroidal {
            Some(moved.rem_euclid(length as isize) as usize)
        } else {
            (0..length as isize).contains(&moved).then_some(moved as usize)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lattice(columns: usize, rows: usize, toroidal: bool) -> Lattice {
        Lattice { columns, rows, toroidal }
    }

    #[test]
    fn edges_meet_on_a_torus() {
        let (plane, torus) = (lattice(5, 4, false), lattice(5, 4, true));
        assert_eq!(plane.neighbours(0), [1, 5, 6]);
        assert_eq!(plane.neighbours(7).len(), 8);
        let mut around = torus.neighbours(0);
        around.sort_unstable();
        assert_eq!(around, [1, 4, 5, 6, 9, 15, 16, 19]);
        assert!(torus.adjacent(0, 19) && !plane.adjacent(0, 19) && !plane.adjacent(3, 3));
        assert_eq!((torus.column_distance(0, 4), plane.column_distance(0, 4)), (1, 4));
        assert_eq!(lattice(2, 1, true).neighbours(0), [1]);
        assert!(lattice(1, 1, true).neighbours(0).is_empty());
    }
}
