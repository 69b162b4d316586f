//! What of a matrix is not 0, as lists that a product can walk.

use super::vector::WIDTH;

/// A value that is not 0, and its place in its list's part of a row.
#[derive(Clone, Copy, Default)]
pub struct Entry {
    pub place: u32,
    pub value: f32,
}

/// Lists of entries, some for each row of a matrix. In each list the places ascend.
#[derive(Default)]
pub struct Nonzero {
    entries: Vec<Entry>,
    ends: Vec<usize>,
    parts: usize,
}

impl Nonzero {
    /// A list for each `length` values of each row of `a` `[m, k]`, replacing what was held.
    pub fn in_blocks(&mut self, a: &[f32], k: usize, length: usize) {
        self.begin(k.div_ceil(length));
        for block in a.chunks_exact(k).flat_map(|row| row.chunks(length)) {
            self.push(block.iter().copied());
        }
    }

    /// Five lists for each row of `a` `[m, k]`: every fourth value from the first, second, third and fourth on, and those
    /// beyond the last whole four.
    pub fn quartered(&mut self, a: &[f32], k: usize) {
        self.begin(WIDTH + 1);
        for (fours, rest) in a.chunks_exact(k).map(|row| row.as_chunks::<WIDTH>()) {
            for part in 0..WIDTH {
                self.push(fours.iter().map(|four| four[part]));
            }
            self.push(rest.iter().copied());
        }
    }

    /// List `part` of row `row`.
    pub fn list(&self, row: usize, part: usize) -> &[Entry] {
        let list = row * self.parts + part;
        let start = list.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.entries[start..self.ends[list]]
    }

    fn begin(&mut self, parts: usize) {
        self.parts = parts;
        self.entries.clear();
        self.ends.clear();
    }

    fn push(&mut self, values: impl ExactSizeIterator<Item = f32>) {
        let mut end = self.entries.len();
        // Without a branch, which would be foretold wrongly at every edge of a stroke.
        self.entries.resize(end + values.len(), Entry::default());
        for (place, value) in values.enumerate() {
            self.entries[end] = Entry { place: place as u32, value };
            end += usize::from(value != 0.0);
        }
        self.entries.truncate(end);
        self.ends.push(end);
    }
}

/// How many values are not 0; a NaN is not.
pub fn count(values: &[f32]) -> usize {
    // Short sums of 32 bits can be counted in lanes.
    let block = |values: &[f32]| values.iter().map(|&value| u32::from(value != 0.0)).sum::<u32>();
    values.chunks(1 << 16).map(|values| block(values) as usize).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(nonzero: &Nonzero, row: usize, part: usize) -> Vec<(u32, f32)> {
        nonzero.list(row, part).iter().map(|entry| (entry.place, entry.value)).collect()
    }

    #[test]
    fn lists_have_what_is_not_zero() {
        let a = [0.0, 1.0, -0.0, 2.0, 0.0, 3.0, 0.0, 0.0, 0.0, 4.0, 5.0, 0.0];
        let mut nonzero = Nonzero::default();
        nonzero.in_blocks(&a, 6, 4);
        assert_eq!(listed(&nonzero, 0, 0), [(1, 1.0), (3, 2.0)]);
        assert_eq!(listed(&nonzero, 0, 1), [(1, 3.0)]);
        assert_eq!(listed(&nonzero, 1, 0), [(3, 4.0)]);
        assert_eq!(listed(&nonzero, 1, 1), [(0, 5.0)]);
        nonzero.quartered(&a, 6);
        assert_eq!(listed(&nonzero, 0, 1), [(0, 1.0)]);
        assert_eq!(listed(&nonzero, 0, 2), []);
        assert_eq!(listed(&nonzero, 0, 4), [(1, 3.0)]);
        assert_eq!(listed(&nonzero, 1, 3), [(0, 4.0)]);
        assert_eq!(count(&a), 5);
    }

    #[test]
    fn nan_is_listed_and_counted() {
        let mut nonzero = Nonzero::default();
        nonzero.in_blocks(&[0.0, f32::NAN, f32::INFINITY], 3, 512);
        assert_eq!(nonzero.list(0, 0).len(), 2);
        assert_eq!(count(&[0.0, f32::NAN, f32::INFINITY]), 2);
    }
}
