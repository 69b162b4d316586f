//! Runs side by side: their maps in one plane, their values at one epoch, and the difference in every number.

use super::Row;
use crate::latent::procrustes::Alignment;
use crate::protocol::HeldOutPoint;
use crate::protocol::galaxies::DataSet;
use crate::protocol::shelf::{Codes, Record};

/// A curve of the held-out images.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Curve {
    Elbo,
    Reconstruction,
    Kl,
}

impl Curve {
    pub const ALL: [Self; 3] = [Self::Elbo, Self::Reconstruction, Self::Kl];

    pub fn name(self) -> &'static str {
        match self {
            Self::Elbo => "Held-out ELBO",
            Self::Reconstruction => "Held-out reconstruction",
            Self::Kl => "Held-out KL",
        }
    }

    fn of(self, point: &HeldOutPoint) -> f32 {
        match self {
            Self::Elbo => point.terms.elbo(),
            Self::Reconstruction => point.terms.reconstruction,
            Self::Kl => point.terms.kl,
        }
    }

    /// Epochs and nats, from the first epoch on: the untrained network would take the whole scale.
    pub fn points(self, record: &Record) -> Vec<(f64, f64)> {
        let batches = f64::from(record.batches_per_epoch);
        let trained = record.history.held_out.iter().filter(|point| point.step > 0);
        trained.map(|point| (f64::from(point.step) / batches, f64::from(self.of(point)))).collect()
    }

    /// The evaluation nearest to this epoch.
    pub fn near(self, record: &Record, epoch: f64) -> Option<(f64, f64)> {
        self.points(record).into_iter().min_by(|a, b| (a.0 - epoch).abs().total_cmp(&(b.0 - epoch).abs()))
    }
}

/// A run's held-out images in the plane of its first two dimensions, `[images, 2]`; of one dimension, on a line.
pub fn plane(codes: &Codes) -> Vec<f32> {
    let rows = codes.mu.0.chunks_exact(codes.latent.max(1) as usize);
    rows.flat_map(|row| [row[0], row.get(1).copied().unwrap_or(0.0)]).collect()
}

/// The same turned, scaled and moved onto another run of the same images: in all dimensions where both have as many, or else in
/// the plane. Runs of other images cannot be laid on each other.
pub fn laid_on(run: &Record, onto: &Record) -> Option<(Vec<f32>, f64)> {
    if !of_same_images(run, onto) {
        return None;
    }
    let (codes, reference) = (&run.codes, &onto.codes);
    if codes.latent == reference.latent {
        let latent = codes.latent as usize;
        let found = Alignment::new(&codes.mu.0, &reference.mu.0, latent);
        let mu = found.apply(&codes.mu.0);
        let turned = Codes { mu: crate::protocol::Floats(mu), ..codes.clone() };
        return Some((plane(&turned), found.correlation()));
    }
    let (points, onto) = (plane(codes), plane(reference));
    let found = Alignment::new(&points, &onto, 2);
    Some((found.apply(&points), found.correlation()))
}

/// Whether an image of one run's map is the same in the other's, at whatever size.
pub fn of_same_images(a: &Record, b: &Record) -> bool {
    let same_set = match (a.choice, b.choice) {
        (Some(one), Some(other)) => one.set == other.set && (one.set != DataSet::Simulated || one.seed == other.seed),
        (one, other) => one.is_none() && other.is_none(),
    };
    let own = a.choice.is_some_and(|choice| choice.set == DataSet::Own);
    // Of the person's own, nothing but the pixels says which they are.
    same_set && a.codes.labels == b.codes.labels && (!own || a.fingerprint == b.fingerprint)
}

/// The largest distance from the middle along an axis, of all these points, and never less than the prior's three σ.
pub fn reach(planes: &[Vec<f32>]) -> f64 {
    let furthest =
        planes.iter().flatten().filter(|value| value.is_finite()).fold(3f32, |most, value| most.max(value.abs()));
    f64::from(furthest) * 1.05
}

/// A number of each of the runs, and how many decimals it is worth.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    pub name: String,
    pub values: Vec<Option<f64>>,
    pub places: usize,
}

/// Every number in which runs can differ.
pub fn lines(runs: &[(Row, Record)]) -> Vec<Line> {
    let line = |name: &str, places: usize, of: &dyn Fn(&Row, &Record) -> Option<f64>| Line {
        name: name.to_owned(),
        values: runs.iter().map(|(row, record)| of(row, record)).collect(),
        places,
    };
    let held_out = |of: fn(&HeldOutPoint) -> f32| {
        move |_: &Row, record: &Record| record.held_out().map(|point| f64::from(of(point)))
    };
    let mut lines = vec![
        line("Epochs done", 1, &|_, record| Some(record.epoch().into())),
        line("Training ELBO, nats", 1, &|_, record| Some(record.training.elbo().into())),
        line("Held-out ELBO, nats", 1, &held_out(|point| point.terms.elbo())),
        line("Held-out reconstruction, nats", 1, &held_out(|point| point.terms.reconstruction)),
        line("Held-out KL, nats", 2, &held_out(|point| point.terms.kl)),
        line("Overfitting (training − held-out ELBO), nats", 1, &|_, record| {
            Some(f64::from(record.training.elbo() - record.held_out()?.terms.elbo()))
        }),
        line("Parameters", 0, &|_, record| Some(record.parameters.into())),
        line("Training images", 0, &|_, record| Some(record.images.into())),
    ];
    let dimensions = runs.iter().map(|(_, record)| record.codes.latent as usize).max().unwrap_or(0);
    lines.extend((0..dimensions).map(|dimension| {
        let kl =
            move |_: &Row, record: &Record| Some(f64::from(*record.held_out()?.kl_per_dimension.0.get(dimension)?));
        line(&format!("KL of z{}, nats", subscript(dimension + 1)), 2, &kl)
    }));
    lines
}

fn subscript(number: usize) -> String {
    number.to_string().bytes().filter_map(|digit| char::from_u32(0x2080 + u32::from(digit - b'0'))).collect()
}
