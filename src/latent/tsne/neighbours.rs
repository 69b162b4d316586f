//! The nearest neighbours of points among each other, row by row.

const LANES: usize = 8;

/// A search among `n` points.
pub struct Neighbours {
    n: usize,
    /// One plane per dimension, `[dimensions, stride]`, so that points are compared side by side.
    planes: Vec<f32>,
    stride: usize,
    squared: Vec<f32>,
    /// Squared distance and number of each other point in one: the bits of magnitudes are in their order.
    keys: Vec<u64>,
}

impl Neighbours {
    /// For finite `points` `[n, dimensions]`.
    pub fn new(points: &[f32], dimensions: usize) -> Self {
        let n = points.len().checked_div(dimensions).unwrap_or(0);
        let stride = n.next_multiple_of(LANES);
        let mut planes = vec![0.0; dimensions * stride];
        for (i, point) in points.chunks_exact(dimensions.max(1)).enumerate() {
            point.iter().enumerate().for_each(|(k, value)| planes[k * stride + i] = *value);
        }
        Self { n, planes, stride, squared: vec![0.0; stride], keys: Vec::with_capacity(n) }
    }

    /// The `count` nearest others of point `i` by their numbers, and their squared distances; the first of ties.
    pub fn of(&mut self, i: usize, count: usize) -> impl Iterator<Item = (u32, f32)> {
        self.squared.fill(0.0);
        for plane in self.planes.chunks_exact(self.stride.max(1)) {
            let value = plane[i];
            let lanes = self.squared.as_chunks_mut::<LANES>().0.iter_mut().zip(plane.as_chunks::<LANES>().0);
            for (squared, others) in lanes {
                for lane in 0..LANES {
                    squared[lane] += (value - others[lane]) * (value - others[lane]);
                }
            }
        }
        self.keys.clear();
        // Finite, so that differences of distances are.
        let others = self.squared[..self.n].iter().map(|squared| squared.min(f32::MAX)).enumerate();
        self.keys
            .extend(others.filter(|(j, _)| *j != i).map(|(j, squared)| u64::from(squared.to_bits()) << 32 | j as u64));
        let count = count.min(self.keys.len());
        if count < self.keys.len() {
            self.keys.select_nth_unstable(count);
        }
        let nearest = &mut self.keys[..count];
        nearest.sort_unstable_by_key(|key| *key as u32);
        nearest.iter().map(|key| (*key as u32, f32::from_bits((*key >> 32) as u32)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Rng;

    #[test]
    fn nearest_are_those_of_a_plain_search() {
        let mut rng = Rng::new(6);
        for (n, d, count) in [(1, 1, 3), (9, 2, 4), (70, 5, 20), (50, 16, 49)] {
            // Rounded, so that there are ties.
            let points: Vec<f32> = (0..n * d).map(|_| (4.0 * rng.normal()).round() / 4.0).collect();
            let mut neighbours = Neighbours::new(&points, d);
            for i in 0..n {
                let squared = |j: usize| (0..d).map(|k| (points[i * d + k] - points[j * d + k]).powi(2)).sum::<f32>();
                let mut order: Vec<usize> = (0..n).filter(|j| *j != i).collect();
                order.sort_by(|a, b| squared(*a).total_cmp(&squared(*b)));
                order.truncate(count);
                order.sort_unstable();
                let found: Vec<(u32, f32)> = neighbours.of(i, count).collect();
                assert!(found.into_iter().eq(order.into_iter().map(|j| (j as u32, squared(j)))));
            }
        }
    }
}
