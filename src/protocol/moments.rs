//! Looking back at a run: the moments that are kept of it, and the numbers of the one that its figures show.

use serde::{Deserialize, Serialize};

use super::{HeldOutPoint, LossTerms};

/// The moments of a run that one can look back at now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moments {
    pub run: u32,
    /// Batches done at each, ascending.
    pub steps: Vec<u32>,
    /// How many are kept at most; 0 if its network is too large for any.
    pub most: u32,
}

/// What the figures of a run show from now on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LookedBack {
    pub run: u32,
    /// Of the last question: also if nobody asked, and the run goes on.
    pub id: u32,
    /// Nothing: the run as it is now.
    pub moment: Option<Numbers>,
}

/// The numbers of a run as they were at a moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Numbers {
    /// Batches done.
    pub step: u32,
    /// `step` in epochs.
    pub epoch: f32,
    /// Mean over the last epoch's worth of batches.
    pub training: LossTerms,
    pub held_out: HeldOutPoint,
}
