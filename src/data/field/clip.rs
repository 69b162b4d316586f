//! Sky and noise of a cell of the mesh: clipped statistics of its values (Bertin & Arnouts 1996, §3; Da Costa 1992).

/// A cell with fewer of its pixels usable has no sky of its own.
const LEAST_USABLE: f64 = 0.5;
/// What lies further from the mean, in standard deviations, is no sky.
const FIRST_CUT: f64 = 2.0;
const KAPPA: f64 = 3.0;
/// The histogram reaches so far to either side, in standard deviations.
const REACH: f64 = 5.0;
const BINS: usize = 2048;
const MOST_ROUNDS: usize = 100;
/// Sky is the mode where mean and median differ by less, in standard deviations; else the cell is crowded, and it is the median.
const CROWDED: f64 = 0.3;

/// Of one cell: the level of its sky, and the noise on it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sky {
    pub level: f32,
    pub noise: f32,
}

/// Statistics of cells, one after the other.
pub struct Clip {
    counts: Vec<u32>,
}

impl Default for Clip {
    fn default() -> Self {
        Self { counts: vec![0; BINS] }
    }
}

impl Clip {
    /// Sky and noise of the values in the rows of a cell; `None` if too few of them are finite. The mode is
    /// 2.5 · median − 1.5 · mean.
    pub fn sky<'a>(&mut self, rows: impl Iterator<Item = &'a [f32]> + Clone) -> Option<Sky> {
        let pixels: usize = rows.clone().map(<[f32]>::len).sum();
        let all = moments(rows.clone(), f64::NEG_INFINITY, f64::INFINITY);
        if all.count < LEAST_USABLE * pixels as f64 || all.count == 0.0 {
            return None;
        }
        let cut = FIRST_CUT * all.deviation;
        let kept = moments(rows.clone(), all.mean - cut, all.mean + cut);
        // Of no value, or of one only.
        if kept.count == 0.0 || kept.deviation <= 0.0 {
            return Some(Sky { level: all.mean as f32, noise: 0.0 });
        }
        Some(self.clipped(rows, &kept))
    }

    fn clipped<'a>(&mut self, rows: impl Iterator<Item = &'a [f32]>, start: &Moments) -> Sky {
        let (low, width) = (start.mean - REACH * start.deviation, 2.0 * REACH * start.deviation / BINS as f64);
        self.counts.fill(0);
        let (low32, per_value) = (low as f32, (1.0 / width) as f32);
        for value in rows.flatten() {
            let bin = (value - low32) * per_value;
            // Not for NaN.
            if bin >= 0.0 && bin < BINS as f32 {
                self.counts[bin as usize] += 1;
            }
        }
        // In bins from the first one's edge.
        let (mut first, mut last) = (0, BINS);
        let (mut mean, mut median, mut deviation) = (0.0, 0.0, 0.0);
        for _ in 0..MOST_ROUNDS {
            let before = deviation;
            let (mut count, mut sum, mut squares) = (0.0, 0.0, 0.0);
            for (bin, &pixels) in self.counts.iter().enumerate().take(last).skip(first) {
                let (pixels, at) = (f64::from(pixels), bin as f64 + 0.5);
                count += pixels;
                sum += pixels * at;
                squares += pixels * at * at;
            }
            if count == 0.0 {
                break;
            }
            mean = sum / count;
            deviation = (squares / count - mean * mean).max(0.0).sqrt();
            median = self.median(first..last, count);
            let (low, high) = (median - KAPPA * deviation, median + KAPPA * deviation);
            (first, last) = (low.round().max(0.0) as usize, (high.round().max(0.0) as usize + 1).min(BINS));
            if deviation < 0.1 || (before / deviation - 1.0).abs() < 1e-4 || first >= last {
                break;
            }
        }
        let crowded = (mean - median).abs() >= CROWDED * deviation;
        let level = if crowded { median } else { 2.5 * median - 1.5 * mean };
        Sky { level: (low + level * width) as f32, noise: (deviation * width) as f32 }
    }

    /// Where half of the pixels of these bins lie below.
    fn median(&self, bins: std::ops::Range<usize>, count: f64) -> f64 {
        let mut below = 0.0;
        for bin in bins {
            let pixels = f64::from(self.counts[bin]);
            if below + pixels >= count / 2.0 {
                return bin as f64 + (count / 2.0 - below) / pixels;
            }
            below += pixels;
        }
        0.0
    }
}

struct Moments {
    count: f64,
    mean: f64,
    deviation: f64,
}

/// Of the finite values from `low` to `high`.
fn moments<'a>(rows: impl Iterator<Item = &'a [f32]>, low: f64, high: f64) -> Moments {
    let (mut count, mut sum, mut squares, mut about) = (0_u32, 0.0_f64, 0.0_f64, None);
    let (low, high) = (low as f32, high as f32);
    for row in rows {
        for &value in row {
            if value.is_finite() && value >= low && value <= high {
                // About the first value, so that a high sky costs no digits.
                let value = f64::from(value) - *about.get_or_insert(f64::from(value));
                count += 1;
                sum += value;
                squares += value * value;
            }
        }
    }
    let count = f64::from(count);
    let mean = sum / count.max(1.0);
    let deviation = (squares / count.max(1.0) - mean * mean).max(0.0).sqrt();
    Moments { count, mean: mean + about.unwrap_or(0.0), deviation }
}
