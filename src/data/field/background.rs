//! The sky of a field and the noise on it, smooth over a mesh of cells (Bertin & Arnouts 1996, §3).

use super::Plane;
use super::clip::{Clip, Sky};
use super::spline::Surface;

/// Pixels a side of a cell: more than a galaxy, less than what the sky varies over.
pub const CELL: usize = 64;
/// Rows of values that one step reads, at most this many values.
const VALUES_A_STEP: usize = 400_000;
/// Where the surface of the noise swings below this share of the field's, it is held there.
const LEAST_NOISE: f32 = 0.1;

/// Why a field has no sources.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum NoSky {
    #[error("none of its pixels has a value")]
    Empty,
    #[error("its sky has no noise to measure sources against: most of its pixels have one and the same value")]
    NoNoise,
}

/// Sky and noise of every pixel.
#[derive(Clone, Debug)]
pub struct Background {
    level: Surface,
    noise: Surface,
    /// Medians over the mesh.
    pub global: Sky,
}

impl Background {
    /// Sky and noise along row `y`, from column `x` on.
    pub fn row(&self, y: usize, x: usize, level: &mut [f32], noise: &mut [f32]) {
        self.level.row(y, x, level);
        self.noise.row(y, x, noise);
        let least = LEAST_NOISE * self.global.noise;
        noise.iter_mut().for_each(|noise| *noise = noise.max(least));
    }
}

/// Measures the cells of the mesh, row by row.
pub struct Mesh {
    columns: usize,
    cells: Vec<Option<Sky>>,
    /// Rows of the image that were read for the present row of cells, `[…, width]`.
    strip: Vec<f32>,
    clip: Clip,
}

impl Mesh {
    pub fn new(width: usize) -> Self {
        Self { columns: width.div_ceil(CELL), cells: Vec::new(), strip: Vec::new(), clip: Clip::default() }
    }

    /// Reads some rows, or measures a row of cells; whether all of them are measured.
    pub fn step(&mut self, plane: &impl Plane) -> bool {
        let (width, height) = (plane.width(), plane.height());
        let top = self.cells.len() / self.columns * CELL;
        let rows = CELL.min(height.saturating_sub(top));
        let read = self.strip.len() / width;
        if read < rows {
            let more = (VALUES_A_STEP / width).clamp(1, rows - read);
            self.strip.resize((read + more) * width, 0.0);
            for (row, values) in self.strip.chunks_exact_mut(width).enumerate().skip(read) {
                plane.read(top + row, 0, values);
            }
            return false;
        }
        let first = self.cells.len() % self.columns;
        let some = (VALUES_A_STEP / 4 / (CELL * CELL)).clamp(1, self.columns - first);
        for column in first..first + some {
            let (left, right) = (column * CELL, ((column + 1) * CELL).min(width));
            let rows = self.strip.chunks_exact(width).map(|row| &row[left..right]);
            self.cells.push(self.clip.sky(rows));
        }
        if first + some == self.columns {
            self.strip.clear();
        }
        self.cells.len() >= self.columns * height.div_ceil(CELL)
    }

    /// Rows of the image whose cells are measured, or nearly so many.
    pub fn done(&self) -> usize {
        self.cells.len() / self.columns * CELL
    }

    /// The surfaces through the cells, after each is replaced by the median of its neighbourhood of 3 × 3.
    ///
    /// # Errors
    ///
    /// If there is no sky, or no noise.
    pub fn finish(self) -> Result<Background, NoSky> {
        let whole = filled(&self.cells, self.columns).ok_or(NoSky::Empty)?;
        let levels = smoothed(&whole.iter().map(|sky| sky.level).collect::<Vec<_>>(), self.columns);
        let mut noises = smoothed(&whole.iter().map(|sky| sky.noise).collect::<Vec<_>>(), self.columns);
        let noise = median(&mut noises.clone());
        // Saturated or empty parts may have none; elsewhere there is.
        let noise = if noise > 0.0 {
            noise
        } else {
            median(&mut noises.iter().copied().filter(|noise| *noise > 0.0).collect::<Vec<_>>())
        };
        if noise.is_nan() || noise <= 0.0 {
            return Err(NoSky::NoNoise);
        }
        noises.iter_mut().filter(|value| **value <= 0.0).for_each(|value| *value = noise);
        let global = Sky { level: median(&mut levels.clone()), noise };
        let surface = |values: &[f32]| Surface::new(values, self.columns, CELL);
        Ok(Background { level: surface(&levels), noise: surface(&noises), global })
    }
}

/// Cells without a sky get the mean of the nearest that have one.
fn filled(cells: &[Option<Sky>], columns: usize) -> Option<Vec<Sky>> {
    let known: Vec<(usize, usize, Sky)> = cells
        .iter()
        .enumerate()
        .filter_map(|(index, cell)| cell.map(|sky| (index % columns, index / columns, sky)))
        .collect();
    let nearest = |index: usize| {
        let (x, y) = (index % columns, index / columns);
        let distance = |&(column, row, _): &(usize, usize, Sky)| column.abs_diff(x).pow(2) + row.abs_diff(y).pow(2);
        let least = known.iter().map(distance).min()?;
        let near: Vec<Sky> = known.iter().filter(|cell| distance(cell) == least).map(|(_, _, sky)| *sky).collect();
        let mean = |of: fn(&Sky) -> f32| near.iter().map(of).sum::<f32>() / near.len() as f32;
        Some(Sky { level: mean(|sky| sky.level), noise: mean(|sky| sky.noise) })
    };
    cells.iter().enumerate().map(|(index, cell)| cell.or_else(|| nearest(index))).collect()
}

/// Medians over 3 × 3 cells; along an edge over the cells of that edge alone, so that a slope is kept.
fn smoothed(values: &[f32], columns: usize) -> Vec<f32> {
    let rows = values.len() / columns;
    let around = |at: usize, end: usize| if at == 0 || at + 1 == end { at..at + 1 } else { at - 1..at + 2 };
    let middle = |index: usize| {
        let (x, y) = (index % columns, index / columns);
        let mut near: Vec<f32> = around(y, rows)
            .flat_map(|row| around(x, columns).map(move |column| row * columns + column))
            .map(|cell| values[cell])
            .collect();
        median(&mut near)
    };
    (0..values.len()).map(middle).collect()
}

/// The middle value, or the mean of the two middle ones; NaN of none.
fn median(values: &mut [f32]) -> f32 {
    values.sort_unstable_by(f32::total_cmp);
    let half = values.len() / 2;
    match values.len() {
        0 => f32::NAN,
        odd if odd % 2 == 1 => values[half],
        _ => (values[half - 1] + values[half]) / 2.0,
    }
}
