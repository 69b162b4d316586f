//! What goes into the machine of a run, what comes out of it, and the phases between.

use crate::protocol::{Command, FaultKind, Phase as Told, Progress};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// A network as drawn from the seed, or none.
    Idle,
    /// What the run needs is loading.
    Loading,
    Running,
    /// It would run, but another figure of the page has the turn.
    Waiting,
    /// Stopped by the person.
    Paused,
    /// All epochs are done.
    Ended,
    Diverged,
    /// The data could not be loaded.
    Missing,
    /// The worker is gone. Another one is starting, unless too many were lost.
    Lost,
    /// Another worker listens; nothing of the run is left.
    Restored,
}

/// Long work beside the run, of the same worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Embedding,
    Table,
    Comparison,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// The chapter is there.
    Start,
    // What the person does.
    Train,
    Stop,
    Step,
    Reset,
    /// Changed a setting that shapes the network.
    Fresh,
    /// Changed a setting that the run takes up while it trains.
    Live(Command),
    /// Chose other data.
    Data,
    /// Wants a run of the shelf to go on.
    GoOn,
    /// Wants the network that was trained beforehand; it is also shown first.
    Pretrained,
    // What happens.
    /// A field holds a value that cannot be used, so that nothing was set up.
    Refused,
    /// The data are here.
    Loaded,
    /// Told of run number `run`; `begun` after its first batch.
    Progress {
        run: u32,
        phase: Told,
        begun: bool,
    },
    /// Another figure has the turn, as the sentence says.
    MustWait(String),
    GoesOn,
    Side(Side, bool),
    Fault(FaultKind, String),
    /// A worker listens.
    Ready,
}

impl Input {
    pub fn progress(progress: &Progress) -> Self {
        Self::Progress { run: progress.run, phase: progress.phase.clone(), begun: progress.step > 0 }
    }
}

/// Where a sentence is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The line that says how the run stands.
    Phase,
    /// The chapter's notice, which stays until the next press.
    Notice,
    /// In place of all figures.
    Figures,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Send the worker where its data are, and what to set up first.
    Open,
    /// Send it the data that were chosen, and what to set up.
    Data,
    /// Set up a run with the settings as they are.
    Configure,
    /// Show the network that was trained beforehand.
    Pretrained,
    Send(Command),
    /// End the worker and start another.
    Restart,
    /// The person wants the turn.
    Pressed,
    /// The settings differ from the run on the screen, or do not.
    Pending(bool),
    Say(Place, String),
    ClearNotice,
    ClearFigures,
}

/// Which buttons can be pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Buttons {
    pub train: bool,
    pub stop: bool,
    pub step: bool,
    pub reset: bool,
}
