//! The run on the shelf: a piece of it at a time, or all at once before it goes.

use super::Session;
use crate::protocol::shelf::Kept;
use crate::protocol::{Bytes, Event, Fault, FaultKind};
use crate::worker::shared::shown;

impl Session {
    /// One unit of having the run kept; false if nothing of it is to be done now.
    pub(super) fn keep_some(&mut self, out: &mut Vec<Event>) -> bool {
        let shared = &mut self.shared;
        let choice = shared.prepared.as_ref().map(|prepared| prepared.choice);
        let (Some(run), Some(shown)) = (&mut shared.run, shown(&shared.prepared, &shared.held_out)) else {
            return false;
        };
        if !run.is_being_kept() && !run.is_unkept() {
            return false;
        }
        let kept = run.keep_some(shown, choice).map_err(|error| error.to_string()).and_then(|kept| {
            let Some((record, state)) = kept else { return Ok(None) };
            let record = record.encode().map_err(|error| error.to_string())?;
            Ok(Some(Kept { run: run.id(), record: Bytes(record), state: Bytes(state) }))
        });
        match kept {
            Ok(kept) => out.extend(kept.map(Event::Kept)),
            Err(why) => {
                let message = format!("The run could not be kept: {why}.");
                out.push(Event::Fault(Fault { kind: FaultKind::Settings, message }));
            }
        }
        true
    }

    /// The run goes, but is kept as it is now.
    pub(super) fn keep_now(&mut self, out: &mut Vec<Event>) {
        if let Some(run) = &mut self.shared.run {
            run.rest();
        }
        while self.keep_some(out) {}
    }
}
