//! The run's figures as they were at a moment that is kept. The run goes on meanwhile, and draws nothing.

use super::Session;
use crate::protocol::moments::{LookedBack, Moments, Numbers};
use crate::protocol::{Event, Fault, FaultKind};
use crate::worker::past::Past;
use crate::worker::run::Run;
use crate::worker::shared::{model_fault, shown};

impl Session {
    /// Shows the run as it was nearest to so many batches, or as it is now.
    pub(super) fn look_back(&mut self, id: u32, step: Option<u32>, out: &mut Vec<Event>) -> Result<(), Fault> {
        let Some(run) = &self.shared.run else { return Ok(()) };
        let moment = step.and_then(|step| run.moment(step));
        let past =
            moment.map(|moment| Past::of(moment, run.model().architecture())).transpose().map_err(model_fault)?;
        let moment = moment.map(|moment| Numbers {
            step: moment.step,
            epoch: run.epoch_of(u64::from(moment.step)),
            training: moment.training,
            held_out: moment.held_out.clone(),
        });
        out.push(Event::LookedBack(LookedBack { run: run.id(), id, moment }));
        // What is under way was asked of another network.
        self.drop_answers(out);
        (self.shared.past, self.looked) = (past, id);
        match &self.shared.past {
            Some(past) => out.push(Event::Encoded(past.codes.clone())),
            None => self.encode_held_out(),
        }
        self.watched_grid(out)
    }

    /// The run is to be seen as it is.
    pub(super) fn look_ahead(&mut self, out: &mut Vec<Event>) -> Result<(), Fault> {
        if self.shared.past.is_some() { self.look_back(self.looked, None, out) } else { Ok(()) }
    }

    pub(super) fn report_moments(&self, out: &mut Vec<Event>) {
        if let Some((run, (steps, most))) = self.shared.run.as_ref().map(|run| (run.id(), run.moments())) {
            out.push(Event::Moments(Moments { run, steps, most: most as u32 }));
        }
    }

    /// One unit of taking a moment of the run; false if none is due.
    pub(super) fn take_some(&mut self, out: &mut Vec<Event>) -> bool {
        let shared = &mut self.shared;
        let (Some(run), Some(shown)) = (&mut shared.run, shown(&shared.prepared, &shared.held_out)) else {
            return false;
        };
        match Run::take_some(run, shown) {
            Ok(None) => return false,
            Ok(Some(false)) => {}
            Ok(Some(true)) => self.report_moments(out),
            Err(error) => {
                let message = format!("No more moments of the run are kept to look back at: {error}.");
                out.push(Event::Fault(Fault { kind: FaultKind::Settings, message }));
                self.report_moments(out);
            }
        }
        true
    }
}
