//! Messages of the self-organizing map's chapter.

use serde::{Deserialize, Serialize};

use super::Floats;

/// What defines a map's training. The same settings and catalogue give the same map.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    pub columns: u32,
    pub rows: u32,
    /// Opposite edges of the sheet are neighbours.
    pub toroidal: bool,
    /// Start on the plane of the first two principal components, not on galaxies picked at random.
    pub pca_start: bool,
    /// Neighbourhood radius at the start, cells.
    pub radius: f32,
    /// Share of the way that the best-matching cell goes at the start.
    pub learning_rate: f32,
    pub epochs: u32,
    pub seed: u64,
}

impl Default for Settings {
    /// A map that is trained in a second.
    fn default() -> Self {
        Self {
            columns: 30,
            rows: 30,
            toroidal: false,
            pca_start: false,
            radius: 10.0,
            learning_rate: 0.5,
            epochs: 10,
            seed: 0,
        }
    }
}

impl Settings {
    pub fn cells(&self) -> usize {
        self.columns as usize * self.rows as usize
    }
}

/// From the page to a worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Command {
    /// Fetch a catalogue of colours, plain or gzipped; answered by [`Event::Catalogue`]. A training of another one ends.
    Open { url: String },
    /// Train a fresh map, as soon as the catalogue is here; answered by [`Event::Progress`] and [`Event::Picture`].
    Train { run: u32, settings: Settings },
    /// End the training; the map stays as far as it came.
    Stop,
    /// What is in a cell of the map as last drawn; answered by [`Event::Cell`].
    Look { cell: u32 },
}

/// From a worker to the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    Catalogue(Catalogue),
    Progress(Progress),
    Picture(Picture),
    Cell(Cell),
}

/// A catalogue was read and divided.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Catalogue {
    /// Its bands, blue to red.
    pub bands: Vec<String>,
    /// Galaxies that maps are trained on, and galaxies held out.
    pub training: u32,
    pub held_out: u32,
    /// The range that all but the last hundredth of the galaxies at each end fill: bluest colour, i, redshift, and the
    /// magnitudes in all bands.
    pub ranges: [[f32; 2]; 4],
    /// Redshift histogram of the training galaxies, as shares of them, in equal bins from 0 to `farthest`.
    pub redshifts: Floats,
    pub farthest: f32,
}

/// How far a training has come.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    pub run: u32,
    pub training: bool,
    /// Galaxies shown so far, and in all.
    pub step: u32,
    pub steps: u32,
    pub epochs: u32,
    /// Neighbourhood radius now, cells.
    pub radius: f32,
    pub seconds_left: f32,
}

/// One map, whole: what lies in its cells and how good it is. Cells are numbered row by row; NaN marks an empty one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Picture {
    pub run: u32,
    pub columns: u32,
    pub rows: u32,
    /// Galaxies shown when the map was like this, in epochs.
    pub epoch: f32,
    /// This map is no longer trained.
    pub last: bool,
    /// Medians of the training galaxies in each cell: the bluest colour, mag; i, mag; redshift.
    pub colour: Floats,
    pub magnitude: Floats,
    pub redshift: Floats,
    /// Training galaxies in each cell.
    pub hits: Floats,
    /// Mean distance of each cell's weight from its neighbours', mag.
    pub ridges: Floats,
    /// Mean distance of the training galaxies from their best-matching cell, mag.
    pub quantization_error: f32,
    /// Share of them whose two best cells are not neighbours.
    pub topographic_error: f32,
    pub score: Score,
    /// True redshifts and those by the map of the first held-out galaxies.
    pub truth: Floats,
    pub estimated: Floats,
}

/// How good the redshifts by the map are, on all held-out galaxies, from Δz / (1 + z).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Score {
    pub bias: f32,
    pub sigma_nmad: f32,
    /// Share beyond 0.15.
    pub outliers: f32,
}

/// The training galaxies of one cell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    pub run: u32,
    pub cell: u32,
    pub galaxies: u32,
    /// Mean magnitude and its spread (standard deviation) in each band; empty for an empty cell.
    pub mean: Floats,
    pub spread: Floats,
    /// Median redshift, NaN for an empty cell.
    pub median_redshift: f32,
    /// Redshift histogram as shares of the cell's galaxies, in the catalogue's bins.
    pub redshifts: Floats,
}
