//! The run of a session: set up, trained a batch at a time, and drawn as often as that is worth its time.

use super::Session;
use crate::data::Images;
use crate::protocol::shelf::Record;
use crate::protocol::{Event, Fault, FaultKind, RunSettings, Slot};
use crate::worker::run::Run;
use crate::worker::shared::{Origin, Waiting};

impl Session {
    /// Sets up a run, now or when its images are here.
    pub(super) fn configure(&mut self, run: u32, settings: RunSettings, out: &mut Vec<Event>) -> Result<(), Fault> {
        self.await_run(Waiting { run, settings, origin: Origin::Seed }, out);
        self.set_up(out)
    }

    /// Makes room for a run that was kept, whose files come by [`Self::resumed`].
    pub(super) fn resume(&mut self, run: u32, settings: RunSettings, out: &mut Vec<Event>) {
        self.await_run(Waiting { run, settings, origin: Origin::Reading }, out);
    }

    /// The files of a run that was kept: its record and its state, or why they could not be read.
    pub fn resumed(&mut self, run: u32, files: Result<[Vec<u8>; 2], String>, out: &mut Vec<Event>) {
        // Another run may have been asked for meanwhile.
        let reading = |waiting: &&mut Waiting| waiting.run == run && matches!(waiting.origin, Origin::Reading);
        let Some(waiting) = self.shared.waiting.as_mut().filter(reading) else { return };
        let read = files.and_then(|[record, state]| match Record::decode(&record) {
            Ok(record) => Ok((record, state)),
            Err(error) => Err(error.to_string()),
        });
        match read {
            Ok((record, state)) => {
                waiting.origin = Origin::Kept(Box::new(record), state);
                self.shared.news = true;
            }
            Err(why) => {
                self.shared.waiting = None;
                self.queue.forget_aside();
                let message = format!("The kept run cannot go on: {why}. Press Reset for a fresh network.");
                out.push(Event::Fault(Fault { kind: FaultKind::Settings, message }));
            }
        }
    }

    fn await_run(&mut self, waiting: Waiting, out: &mut Vec<Event>) {
        self.keep_now(out);
        // If the new settings are refused, Train must not continue with the old ones.
        self.drop_answers(out);
        (self.shared.run, self.shared.past) = (None, None);
        self.shared.waiting = Some(waiting);
    }

    /// Sets up the run that waits, if its images and files are here by now.
    pub(super) fn set_up(&mut self, out: &mut Vec<Event>) -> Result<(), Fault> {
        let (Some(training), Some(held_out)) = (&self.shared.training, &self.shared.held_out) else { return Ok(()) };
        let shown = self.shared.shown().map_or(0, Images::len);
        let reading = |waiting: &mut Waiting| !matches!(waiting.origin, Origin::Reading);
        let Some(Waiting { run: id, settings, origin }) = self.shared.waiting.take_if(reading) else { return Ok(()) };
        // What was asked of it meanwhile comes next; without a run it has no effect.
        self.queue.again();
        let made = match origin {
            Origin::Kept(record, state) => Run::resume(id, *record, &state, training, held_out, shown),
            _ => Run::new(id, settings, training, held_out),
        };
        let mut run = made.map_err(|error| Fault { kind: FaultKind::Settings, message: error.to_string() })?;
        out.push(Event::Run(run.started()));
        out.extend(run.replay(self.shared.now()).into_iter().map(Event::Progress));
        let resumed = run.is_measured();
        run.want_kept(shown);
        self.shared.run = Some(run);
        self.report_moments(out);
        self.embedding = None;
        if resumed { self.picture(out) } else { Ok(()) }
    }

    /// Ends the run, and all that was asked of its network.
    pub(super) fn end_run(&mut self, out: &mut Vec<Event>) {
        self.keep_now(out);
        self.drop_answers(out);
        self.queue.forget_aside();
        (self.shared.run, self.shared.past, self.shared.waiting, self.embedding) = (None, None, None, None);
    }

    /// One unit of the run; drawn when it comes to rest, and while it trains as often as is due.
    pub(super) fn run_some(&mut self, out: &mut Vec<Event>) {
        // What is kept has the moment, and need not be encoded again.
        if self.take_some(out) || self.keep_some(out) {
            return;
        }
        let Some(news) = self.shared.run.as_mut().map(Run::unit) else { return };
        let now = self.shared.now();
        let Some(run) = &mut self.shared.run else { return };
        run.keep_if_due(now, news);
        let (rests, training) = (!run.is_learning(), run.is_training());
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

    /// Requests a report of where the held-out digits lie now, and of what the watched grid looks like; none while another moment
    /// is looked at.
    pub(super) fn picture(&mut self, out: &mut Vec<Event>) -> Result<(), Fault> {
        if self.shared.past.is_some() {
            return Ok(());
        }
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
