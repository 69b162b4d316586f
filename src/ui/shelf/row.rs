//! What the table shows of a run, and its bytes: read at once for all runs, where records and networks are read one by one.

use serde::{Deserialize, Serialize};

use crate::protocol::galaxies::{Choice, DataSet};
use crate::protocol::shelf::{self, Record, RecordError};
use crate::protocol::{LossTerms, Phase, RunSettings};
use crate::settings::{RUN, Setting};
use crate::ui::state::notebook::{NOTEBOOK, NotebookSettings};

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
    /// The notebook's images; none of a run on digits.
    pub choice: Option<Choice>,
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
            choice: record.choice,
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
        let changed = match self.notebook() {
            Some(settings) => {
                let mut usual = NotebookSettings::default();
                (usual.run.epochs, usual.run.images) = (settings.run.epochs, settings.run.images);
                let own = Some("images of your own".to_owned()).filter(|_| is_own(&settings));
                own.into_iter().chain(NOTEBOOK.changed(&usual, &settings).map(|row| special(row, &settings))).collect()
            }
            None => {
                let usual = RunSettings { epochs: self.settings.epochs, ..RunSettings::default() };
                RUN.changed(&usual, &self.settings).map(|row| special(row, &self.settings)).collect::<Vec<_>>()
            }
        };
        if changed.is_empty() { "usual settings".to_owned() } else { changed.join(", ") }
    }

    /// The notebook's settings, if it was trained there.
    pub fn notebook(&self) -> Option<NotebookSettings> {
        let run = self.settings.clone();
        self.choice.map(|choice| NotebookSettings { choice, run, ..NotebookSettings::default() })
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

/// A setting that is not as usual, in words.
fn special<S: Clone>(row: &Setting<S>, values: &S) -> String {
    format!("{} {}", if row.key == "beta" { "β" } else { row.key }, row.text(values))
}

/// On images of the person's own, for which the notebook's rows have no name.
pub fn is_own(settings: &NotebookSettings) -> bool {
    settings.choice.set == DataSet::Own
}
