//! The run of a session: set up, trained a batch at a time, and drawn as often as that is worth its time.

use super::Session;
use crate::protocol::{Event, Fault, FaultKind, RunSettings, Slot};
use crate::worker::run::Run;

impl Session {
    pub(super) fn configure(&mut self, id: u32, settings: RunSettings, out: &mut Vec<Event>) -> Result<(), Fault> {
        let (Some(training), Some(held_out)) = (&self.training, &self.held_out) else {
            self.waiting = Some((id, settings));
            return Ok(());
        };
        // Were the new settings refused, Train must not go on with the old ones.
        self.run = None;
        let run = Run::new(id, settings, training, held_out)
            .map_err(|error| Fault { kind: FaultKind::Settings, message: error.to_string() })?;
        out.push(Event::Run(run.started()));
        self.run = Some(run);
        self.embedding = None;
        self.report(out);
        self.picture(out)
    }

    pub(super) fn train_some(&mut self, out: &mut Vec<Event>) {
        let Some(run) = &mut self.run else { return };
        if !run.is_training() {
            return;
        }
        run.batch();
        let now = (self.now)();
        let ended = !run.is_training();
        if ended || run.pace.report_is_due(now) {
            self.report(out);
        }
        let due = self.run.as_ref().is_some_and(|run| run.pace.picture_is_due(now));
        if (ended || due)
            && let Err(fault) = self.picture(out)
        {
            out.push(Event::Fault(fault));
        }
    }

    pub(super) fn report(&mut self, out: &mut Vec<Event>) {
        let now = (self.now)();
        if let Some(run) = &mut self.run {
            out.push(Event::Progress(run.progress(now)));
        }
    }

    /// Where the held-out digits lie now, and the watched grid.
    pub(super) fn picture(&mut self, out: &mut Vec<Event>) -> Result<(), Fault> {
        let began = (self.now)();
        self.encode_held_out(out)?;
        self.watched_grid(out)?;
        let ended = (self.now)();
        self.with_run(|run| run.pace.picture_done(began, ended));
        Ok(())
    }

    pub(super) fn watched_grid(&self, out: &mut Vec<Event>) -> Result<(), Fault> {
        let latent = self.decoder().map_or(0, |decoder| decoder.architecture().latent);
        if self.watched.is_empty() || latent == 0 || !self.watched.len().is_multiple_of(latent) {
            return Ok(());
        }
        self.decode(Slot::LabManifold, 0, &self.watched, out)
    }
}
