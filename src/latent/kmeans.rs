//! k-means: groups without labels (Lloyd 1982, started by the k-means++ of Arthur and Vassilvitskii 2007).
//!
//! Rows of any dimension as a slice, squared Euclidean distance. Knows nothing of what the rows are.

use crate::rng::Rng;

const MOST_ITERATIONS: usize = 200;

/// Rows in k groups.
#[derive(Clone, Debug, PartialEq)]
pub struct KMeans {
    /// Means of the groups, `[k, dimensions]`.
    pub centres: Vec<f32>,
    /// The group of every row.
    pub clusters: Vec<u8>,
    /// Σ over rows of the squared distance to the nearest centre.
    pub inertia: f64,
}

impl KMeans {
    /// Groups `rows` `[n, dimensions]` into at most `k` (no more than rows, nor than 255), from centres drawn from `rng`.
    pub fn fit(rows: &[f32], dimensions: usize, k: usize, rng: &mut Rng) -> Self {
        let k = k.min(rows.len() / dimensions).min(usize::from(u8::MAX));
        Self::from_centres(rows, dimensions, plus_plus(rows, dimensions, k, rng))
    }

    /// Lloyd's steps from these `centres` `[k, dimensions]` until no row changes its group. A group that lost all its rows
    /// keeps its centre.
    pub fn from_centres(rows: &[f32], dimensions: usize, mut centres: Vec<f32>) -> Self {
        let (mut clusters, mut inertia) = assign(rows, dimensions, &centres);
        for _ in 0..MOST_ITERATIONS {
            move_to_means(rows, dimensions, &clusters, &mut centres);
            let before = clusters;
            (clusters, inertia) = assign(rows, dimensions, &centres);
            if before == clusters {
                break;
            }
        }
        Self { centres, clusters, inertia }
    }

    /// How many rows of each group have each of ten labels, `[k, 10]`.
    pub fn table(&self, labels: &[u8], dimensions: usize) -> Vec<[u32; 10]> {
        let mut table = vec![[0; 10]; self.centres.len() / dimensions];
        for (cluster, label) in self.clusters.iter().zip(labels) {
            if let Some(count) = table.get_mut(usize::from(*cluster)).and_then(|row| row.get_mut(usize::from(*label))) {
                *count += 1;
            }
        }
        table
    }
}

/// The group of a row: that of its nearest centre, of equally near ones the first.
pub fn nearest_centre(centres: &[f32], row: &[f32]) -> (usize, f64) {
    let distances = centres.chunks_exact(row.len()).map(|centre| square(row, centre)).enumerate();
    distances.fold((0, f64::INFINITY), |best, (index, d)| if d < best.1 { (index, d) } else { best })
}

/// Each next centre is a row, drawn with a probability proportional to its squared distance from those drawn before.
fn plus_plus(rows: &[f32], dimensions: usize, k: usize, rng: &mut Rng) -> Vec<f32> {
    let row = |index: usize| &rows[index * dimensions..(index + 1) * dimensions];
    let n = rows.len() / dimensions;
    let mut centres = Vec::with_capacity(k * dimensions);
    if k > 0 {
        centres.extend_from_slice(row(rng.below(n)));
    }
    while centres.len() < k * dimensions {
        let distances: Vec<f64> = (0..n).map(|index| nearest_centre(&centres, row(index)).1).collect();
        let mut left = f64::from(rng.uniform()) * distances.iter().sum::<f64>();
        let passed = |d: &f64| {
            left -= d;
            left < 0.0
        };
        // All rows lie on centres: any will do.
        let index = distances.iter().position(passed).unwrap_or_else(|| rng.below(n));
        centres.extend_from_slice(row(index));
    }
    centres
}

fn assign(rows: &[f32], dimensions: usize, centres: &[f32]) -> (Vec<u8>, f64) {
    let mut inertia = 0.0;
    let group = |row| {
        let (cluster, distance) = nearest_centre(centres, row);
        inertia += distance;
        cluster as u8
    };
    (rows.chunks_exact(dimensions).map(group).collect(), inertia)
}

fn move_to_means(rows: &[f32], dimensions: usize, clusters: &[u8], centres: &mut [f32]) {
    let mut sums = vec![0.0_f64; centres.len()];
    let mut counts = vec![0_u32; centres.len() / dimensions];
    for (row, cluster) in rows.chunks_exact(dimensions).zip(clusters) {
        let cluster = usize::from(*cluster);
        counts[cluster] += 1;
        let sum = &mut sums[cluster * dimensions..(cluster + 1) * dimensions];
        sum.iter_mut().zip(row).for_each(|(sum, value)| *sum += f64::from(*value));
    }
    for (index, centre) in centres.iter_mut().enumerate() {
        let count = counts[index / dimensions];
        if count > 0 {
            *centre = (sums[index] / f64::from(count)) as f32;
        }
    }
}

fn square(a: &[f32], b: &[f32]) -> f64 {
    a.iter().zip(b).map(|(a, b)| f64::from(a - b).powi(2)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 90 rows in the plane by formula, so that another program can make them too.
    fn rows() -> Vec<f32> {
        let row = |i: usize| {
            let (i, group) = (i as f64, (i % 3) as f64);
            [(3.0 * group + (1.7 * i).sin()) as f32, ((group - 1.0).powi(2) * 2.0 + (2.3 * i).cos()) as f32]
        };
        (0..90).flat_map(row).collect()
    }

    #[test]
    fn from_the_same_centres_the_result_is_that_of_scikit_learn() {
        // KMeans(n_clusters=k, init=X[:k], n_init=1, tol=0).fit(X).inertia_ of scikit-learn, 1.9.1.
        for (k, inertia) in [(2, 287.618), (3, 89.668), (5, 65.055)] {
            let rows = rows();
            let found = KMeans::from_centres(&rows, 2, rows[..2 * k].to_vec());
            assert!((found.inertia - inertia).abs() < 1e-3, "{k}: {}", found.inertia);
        }
    }

    #[test]
    fn groups_far_apart_are_found_from_any_seed() {
        let mut rng = Rng::new(5);
        let rows: Vec<f32> = (0..300)
            .flat_map(|i| [20.0 * (i % 3) as f32 + rng.normal(), 15.0 * (i % 2) as f32 + rng.normal()])
            .collect();
        let labels: Vec<u8> = (0..300).map(|i| (i % 6) as u8).collect();
        for seed in 0..8 {
            let found = KMeans::fit(&rows, 2, 6, &mut Rng::new(seed));
            assert!(found.inertia > 0.0 && found.clusters.len() == 300);
            let again = KMeans::fit(&rows, 2, 6, &mut Rng::new(seed));
            assert_eq!(found, again);
            // Started from its own result it stays there, and every row is with its nearest centre.
            assert_eq!(KMeans::from_centres(&rows, 2, found.centres.clone()).clusters, found.clusters);
            let total: u32 = found.table(&labels, 2).iter().flatten().sum();
            assert_eq!(total, 300);
        }
        let best = (0..8).map(|seed| KMeans::fit(&rows, 2, 6, &mut Rng::new(seed)).inertia).fold(f64::MAX, f64::min);
        assert!(best < 300.0 * 2.0 * 1.3, "{best}");
    }

    #[test]
    fn few_rows_and_equal_rows_are_no_trouble() {
        assert_eq!(KMeans::fit(&[], 2, 3, &mut Rng::new(0)).centres.len(), 0);
        assert_eq!(KMeans::fit(&[1.0, 2.0], 2, 3, &mut Rng::new(0)).inertia, 0.0);
        let same = KMeans::fit(&[1.0; 20], 2, 3, &mut Rng::new(0));
        assert_eq!((same.inertia, same.centres.len()), (0.0, 6));
    }
}
