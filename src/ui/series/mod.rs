//! A series: runs that differ in one setting, and which of them train now. Plain; it knows neither workers nor the page.

mod queue;
#[cfg(test)]
mod tests;

pub use queue::{Queue, Stand};

use crate::settings::{RUN, RunSettings, Setting};

/// Runs of a series at most: each has a worker of its own, whose memory a phone must have.
pub const MOST: usize = 8;

/// A setting of which a series can be made.
pub struct Axis {
    /// Its key in [`RUN`].
    pub key: &'static str,
    /// The values that stand in the field when it is chosen.
    pub usual: &'static str,
    before: &'static str,
    after: &'static str,
}

impl Axis {
    /// What the run with these settings is called in the series.
    pub fn title(&self, run: &RunSettings) -> String {
        let value = RUN.row(self.key).map(|row| row.text(run)).unwrap_or_default();
        let after = if value == "1" { self.after.trim_end_matches('s') } else { self.after };
        format!("{}{value}{after}", self.before)
    }
}

pub const AXES: [Axis; 3] = [
    Axis { key: "beta", usual: "0.1, 1, 4, 10", before: "β = ", after: "" },
    Axis { key: "seed", usual: "0, 1, 2, 3", before: "seed ", after: "" },
    Axis { key: "latent", usual: "1, 2, 4, 8", before: "", after: " latent dimensions" },
];

/// Why a text is no list of values for a series.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SeriesError {
    #[error("A series needs at least two different values, such as {0}.")]
    Few(&'static str),
    #[error("A series has at most {MOST} runs; these are {0}.")]
    Many(usize),
    #[error("“{value}” cannot be used. {why}")]
    Value { value: String, why: String },
}

/// The settings of each run: `base` with the values in the text, which commas, semicolons or spaces part. A value that is there
/// twice counts once.
///
/// # Errors
/// If there are too few or too many values, or one that the setting cannot have.
pub fn settings(base: &RunSettings, axis: &Axis, text: &str) -> Result<Vec<RunSettings>, SeriesError> {
    let mut runs: Vec<RunSettings> = Vec::new();
    let Some(row) = RUN.row(axis.key) else { return Err(SeriesError::Few(axis.usual)) };
    for value in text.split([',', ';', ' ', '\u{a0}', '\t', '\n']).filter(|value| !value.is_empty()) {
        let run = taken(base, row, value)?;
        if !runs.contains(&run) {
            runs.push(run);
        }
    }
    match runs.len() {
        0 | 1 => Err(SeriesError::Few(axis.usual)),
        2..=MOST => Ok(runs),
        many => Err(SeriesError::Many(many)),
    }
}

fn taken(base: &RunSettings, row: &Setting<RunSettings>, value: &str) -> Result<RunSettings, SeriesError> {
    let mut run = base.clone();
    match row.take(&mut run, value) {
        Ok(()) => Ok(run),
        Err(why) => Err(SeriesError::Value { value: value.to_owned(), why: why.to_string() }),
    }
}
