//! What the table shows of a run, and its bytes: read at once for all runs, where records and networks are read one by one.

use serde::{Deserialize, Serialize};

use crate::protocol::shelf::{self, Record, RecordError};
use crate::protocol::{LossTerms, Phase, RunSettings};
use crate::settings::RUN;

/// Where a run was trained.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Home {
    Lab,
    Notebook,
}

impl Home {
    pub fn words(self) -> &'static str {
        match self {
            Self::Lab => "training lab",
            Self::Notebook => "notebook",
        }
    }

    /// The id of its section.
    pub fn section(self) -> &'static str {
        match self {
            Self::Lab => "mnist",
            Self::Notebook => "galaxies",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// Given by the person; empty if not.
    pub name: String,
    pub home: Home,
    /// When it was kept last, ms since 1970.
    pub at: f64,
    /// The browser's tab that trained it.
    pub tab: String,
    pub settings: RunSettings,
    pub images: u32,
    pub parameters: u32,
    pub epoch: f32,
    pub phase: Phase,
    pub training: LossTerms,
    pub held_out: Option<LossTerms>,
    /// What record and network take.
    pub bytes: u64,
}

impl Row {
    /// Of a run that was just kept; `bytes` is what it takes.
    pub fn new(record: &Record, home: Home, at: f64, tab: &str, bytes: u64) -> Self {
        Self {
            name: String::new(),
            home,
            at,
            tab: tab.to_owned(),
            settings: record.settings.clone(),
            images: record.images,
            parameters: record.parameters,
            epoch: record.epoch(),
            phase: record.phase.clone(),
            training: record.training,
            held_out: record.held_out().map(|point| point.terms),
            bytes,
        }
    }

    /// What it is called: as the person did, or by what differs from the usual settings.
    pub fn title(&self) -> String {
        if !self.name.is_empty() {
            return self.name.clone();
        }
        let usual = RunSettings { epochs: self.settings.epochs, ..RunSettings::default() };
        let changed: Vec<String> = RUN
            .changed(&usual, &self.settings)
            .map(|row| format!("{} {}", if row.key == "beta" { "β" } else { row.key }, row.text(&self.settings)))
            .collect();
        if changed.is_empty() { "usual settings".to_owned() } else { changed.join(", ") }
    }

    /// # Errors
    /// [`RecordError::Damaged`] if it cannot be written.
    pub fn encode(&self) -> Result<Vec<u8>, RecordError> {
        shelf::encode(self)
    }

    /// # Errors
    /// If the bytes are of another program or another version, or do not hold together.
    pub fn decode(bytes: &[u8]) -> Result<Self, RecordError> {
        shelf::decode(bytes)
    }
}
