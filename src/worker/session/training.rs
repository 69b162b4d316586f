//! The run of a session: set up, trained a batch at a time, and drawn as often as that is worth its time.

use super::Session;
use crate::protocol::{Event, Fault, FaultKind, RunSettings, Slot};
use crate::worker::run::Run;

impl Session {
    /// Sets up a run, now or when its images are here.
    pub(super) fn configure(&mut self, id: u32, settings: RunSettings, out: &mut Vec<Event>) -> Result<(), Fault> {
        // If the new settings are refused, Train must not continue with the old ones.
        self.drop_answers(out);
        self.shared.run = None;
        self.shared.waiting = Some((id, settings));
        self.set_up(out)
    }

    /// Sets up the run that waits, if its images are here by now.
    pub(super) fn set_up(&mut self, out: &mut Vec<Event>) -> Result<(), Fault> {
        let (Some(training), Some(held_out)) = (&self.shared.training, &self.shared.held_out) else { return Ok(()) };
        let Some((id, settings)) = self.shared.waiting.take() else { return Ok(()) };
        // What was asked of it meanwhile comes next; without a run it has no effect.
        self.queue.again();
        let run = Run::new(id, settings, training, held_out)
            .map_err(|error| Fault { kind: FaultKind::Settings, message: error.to_string() })?;
        out.push(Event::Run(run.started()));
        self.shared.run = Some(run);
        self.embedding = None;
        Ok(())
    }

    /// Ends the run, and all that was asked of its network.
    pub(super) fn end_run(&mut self, out: &mut Vec<Event>) {
        self.drop_answers(out);
        self.queue.forget_aside();
        (self.shared.run, self.shared.waiting, self.embedding) = (None, None, None);
    }

    /// One unit of the run; drawn when it comes to rest, and while it trains as often as is due.
    pub(super) fn run_some(&mut self, out: &mut Vec<Event>) {
        let Some(news) = self.shared.run.as_mut().map(Run::unit) else { return };
        let now = self.shared.now();
        let Some(run) = &self.shared.run else { return };
        let (rests, training) = (!run.is_busy(), run.is_training());
        let drawn = rests || training && run.pace.picture_is_due(now);
        if news || training && run.has_news() && run.pace.report_is_due(now) {
            self.report_progress(out);
        }
        if drawn && let Err(fault) = self.picture(out) {
            out.push(Event::Fault(fault));
        }
    }

    pub(super) fn report_progress(&mut self, out: &mut Vec<Event>) {
        let now = self.shared.now();
        if let Some(run) = self.shared.run.as_mut().filter(|run| run.is_measured()) {
            out.push(Event::Progress(run.progress(now)));
        }
    }

    /// Requests a report of where the held-out digits lie now, and of what the watched grid looks like.
    pub(super) fn picture(&mut self, out: &mut Vec<Event>) -> Result<(), Fault> {
        self.encode_held_out();
        self.watched_grid(out)
    }

    pub(super) fn watched_grid(&mut self, out: &mut Vec<Event>) -> Result<(), Fault> {
        if self.watched.is_empty() {
            return Ok(());
        }
        self.decode(Slot::LabManifold, 0, self.watched.clone(), out)
    }
}
