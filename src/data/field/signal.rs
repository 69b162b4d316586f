//! The matched filter: how significant it is, at each pixel, that light of the filter's form lies there on the noise.
//!
//! S/N = ∑ w·d/σ² / √∑ w²/σ², over the 3 × 3 pixels around, with the light d above the sky, its noise σ and the filter
//! w = (1 2 1)ᵀ(1 2 1). A pixel without a value has an infinite σ. What is given is S/N · √∑w² / ∑w, so that it counts in
//! standard deviations of a pixel, as SExtractor's thresholds do: where the noise is even, it is the smoothed image over σ.

use super::Plane;
use super::background::Background;

/// √∑w² / ∑w.
const SMOOTHED: f32 = 6.0 / 16.0;

/// A row of the image, ready to be filtered.
#[derive(Clone, Debug, Default)]
struct Row {
    light: Vec<f32>,
    /// Across three pixels: ∑ w·d/σ² and ∑ w²/σ².
    signal: Vec<f32>,
    power: Vec<f32>,
}

/// Filters the rows of an image, from the first to the last.
pub struct Filter {
    /// The rows above, at and below the present one.
    rows: [Row; 3],
    next: usize,
    noise: Vec<f32>,
}

/// A row that was filtered.
pub struct Filtered<'a> {
    pub light: &'a [f32],
    rows: &'a [Row; 3],
}

impl Filter {
    /// Reads the first row.
    pub fn new(plane: &impl Plane, background: &Background) -> Self {
        let width = plane.width();
        let empty = Row { light: vec![f32::NAN; width], signal: vec![0.0; width], power: vec![0.0; width] };
        let mut filter = Self { rows: [empty.clone(), empty.clone(), empty], next: 0, noise: vec![0.0; width] };
        filter.advance(plane, background);
        filter
    }

    /// The next row of the image.
    pub fn next(&mut self, plane: &impl Plane, background: &Background) -> Filtered<'_> {
        self.advance(plane, background);
        Filtered { light: &self.rows[1].light, rows: &self.rows }
    }

    fn advance(&mut self, plane: &impl Plane, background: &Background) {
        self.rows.rotate_left(1);
        let y = self.next;
        self.next += 1;
        let row = &mut self.rows[2];
        if y >= plane.height() {
            row.signal.fill(0.0);
            row.power.fill(0.0);
            return;
        }
        plane.read(y, 0, &mut row.light);
        // The sky goes where the signal comes to be.
        background.row(y, 0, &mut row.signal, &mut self.noise);
        for (value, level) in row.light.iter_mut().zip(&row.signal) {
            *value -= level;
        }
        row.weigh(&mut self.noise);
    }
}

impl Row {
    /// Filters along the row; `noise` is used up.
    fn weigh(&mut self, noise: &mut [f32]) {
        let Self { light, signal, power } = self;
        for ((light, signal), noise) in light.iter().zip(&mut *signal).zip(&mut *noise) {
            let weight = if light.is_finite() { 1.0 / (*noise * *noise) } else { 0.0 };
            *noise = weight;
            *signal = if light.is_finite() { light * weight } else { 0.0 };
        }
        let last = signal.len() - 1;
        power[0] = 4.0 * noise[0] + noise[1.min(last)];
        power[last] = 4.0 * noise[last] + noise[last.saturating_sub(1)];
        for (power, near) in power[1..].iter_mut().zip(noise.windows(3)) {
            *power = near[0] + 4.0 * near[1] + near[2];
        }
        // The noise is no longer needed.
        noise.copy_from_slice(signal);
        signal[0] = 2.0 * noise[0] + noise[1.min(last)];
        signal[last] = 2.0 * noise[last] + noise[last.saturating_sub(1)];
        for (signal, near) in signal[1..].iter_mut().zip(noise.windows(3)) {
            *signal = near[0] + 2.0 * near[1] + near[2];
        }
    }
}

impl Filtered<'_> {
    /// Calls `found` with the columns, from and to, of each run of pixels above `threshold`, and their significances.
    pub fn runs(&self, threshold: f32, mut found: impl FnMut(usize, &[f32])) {
        let [above, at, below] = self.rows;
        let square = (threshold / SMOOTHED).powi(2);
        let mut run = Vec::new();
        let mut start = 0;
        let sums = above.signal.iter().zip(&at.signal).zip(&below.signal);
        let powers = above.power.iter().zip(&at.power).zip(&below.power);
        for (x, (((s0, s1), s2), ((p0, p1), p2))) in sums.zip(powers).enumerate() {
            let signal = s0 + 2.0 * s1 + s2;
            let power = p0 + 4.0 * p1 + p2;
            // A pixel without a value is no part of a source.
            if signal > 0.0 && signal * signal > square * power && self.light[x].is_finite() {
                if run.is_empty() {
                    start = x;
                }
                run.push(SMOOTHED * signal / power.sqrt());
            } else if !run.is_empty() {
                found(start, &run);
                run.clear();
            }
        }
        if !run.is_empty() {
            found(start, &run);
        }
    }
}
