//! What a session says to each command.

use super::Session;
use crate::protocol::{Bytes, Command, Event, Fault, Reconstruction, Slot, galaxies};
use crate::worker::run::Run;
use crate::worker::shared::model_fault;
use crate::worker::work::Answered;

impl Session {
    /// Answers a command, or puts it aside while what it needs is still loading.
    pub(super) fn answer(&mut self, command: Command, out: &mut Vec<Event>) -> Result<(), Fault> {
        if self.comes_too_early(&command) {
            self.queue.put_aside(command);
            return Ok(());
        }
        match command {
            Command::OpenPretrained { weights } => self.open_pretrained(weights),
            Command::OpenDigits { train, held_out } => self.open_digits(train, held_out),
            // The queue's; what comes with a file beside it, which the browser's side reads first; and what it fetches itself.
            Command::InView(_) | Command::Bring(_) | Command::FetchAgain => {}
            Command::Configure { run, settings } => self.configure(run, settings, out)?,
            Command::Resume { run, settings } => self.resume(run, settings, out),
            Command::LookBack { id, step } => self.look_back(id, step, out)?,
            Command::Train => {
                self.look_ahead(out)?;
                let now = self.shared.now();
                self.with_run(|run| run.train(now));
                self.report_progress(out);
            }
            Command::Pause => {
                self.with_run(Run::pause);
                self.report_progress(out);
                self.picture(out)?;
            }
            // Reported when it is done.
            Command::Step => {
                self.look_ahead(out)?;
                self.with_run(Run::single_step);
            }
            Command::SetBeta(beta) => {
                // What was done at the old β is reported as such, so that the curves mark the change where it happened.
                if self.shared.run.as_ref().is_some_and(Run::has_news) {
                    self.report_progress(out);
                }
                self.with_run(|run| run.set_beta(beta));
            }
            Command::SetLearningRate(rate) => self.with_run(|run| run.set_learning_rate(rate)),
            Command::SetEpochs(epochs) => self.with_run(|run| run.set_epochs(epochs)),
            Command::Decode { slot, id, z } => self.decode(slot, id, z.0, out)?,
            Command::Reconstruct { slot, id, index } => self.reconstruct(slot, id, index, out)?,
            Command::EncodeHeldOut => match &self.shared.past {
                Some(past) => out.push(Event::Encoded(past.codes.clone())),
                None => self.encode_held_out(),
            },
            Command::Watch { grid } => {
                self.watched = grid.0;
                self.watched_grid(out)?;
            }
            Command::Embed { id, seed, perplexity } => self.embed(id, seed, perplexity),
            Command::Hold(held) => self.hold(held, out),
            Command::Galaxies(galaxies::Command::Save { index }) => self.save(index),
            of_chapter => self.answer_for_chapter(of_chapter, out)?,
        }
        Ok(())
    }

    /// What is asked of a run, a network or images that are still loading is answered when they are here.
    fn comes_too_early(&self, command: &Command) -> bool {
        match command {
            Command::Train
            | Command::Pause
            | Command::Step
            | Command::LookBack { .. }
            | Command::SetBeta(_)
            | Command::SetLearningRate(_)
            | Command::SetEpochs(_) => self.shared.waiting.is_some(),
            Command::Decode { .. } => self.shared.awaits_decoder(),
            Command::Reconstruct { .. } | Command::EncodeHeldOut | Command::Embed { .. } => {
                self.shared.awaits_encoding()
            }
            _ => false,
        }
    }

    fn answer_for_chapter(&mut self, mut command: Command, out: &mut Vec<Event>) -> Result<(), Fault> {
        // The notebook's run is the session's.
        if let Command::Galaxies(galaxies::Command::Choose(_) | galaxies::Command::ShowPretrained) = command {
            self.end_run(out);
        }
        for work in &mut self.works {
            match work.answer(command, &mut self.shared, out)? {
                Answered::Done => break,
                Answered::Other(back) => command = back,
                Answered::Later(back) => {
                    self.queue.put_aside(back);
                    break;
                }
            }
        }
        Ok(())
    }

    /// Suspends all long work, or resumes it: then it reports at once that it continues, and its clocks are reset.
    fn hold(&mut self, held: bool, out: &mut Vec<Event>) {
        if !std::mem::replace(&mut self.held, held) || held {
            return;
        }
        let now = self.shared.now();
        if let Some(run) = self.shared.run.as_mut().filter(|run| run.is_training()) {
            run.pace.start(now);
            self.report_progress(out);
        }
        self.works.iter_mut().for_each(|work| work.go_on(now, out));
    }

    fn reconstruct(&self, slot: Slot, id: u32, index: u32, out: &mut Vec<Event>) -> Result<(), Fault> {
        let shown = self.shared.shown();
        let (Some(model), Some(held_out)) = (self.shared.fitting(shown), shown) else { return Ok(()) };
        if index as usize >= held_out.len() {
            return Ok(());
        }
        let looked_at = match &self.shared.past {
            Some(past) => past.reconstruct(held_out, index as usize),
            None => model.reconstruct(held_out, index as usize),
        };
        let looked_at = looked_at.map_err(model_fault)?;
        out.push(Event::Reconstructed(Reconstruction {
            slot,
            id,
            index,
            pixels: Bytes(looked_at.pixels),
            reconstruction: looked_at.reconstruction,
            kl: looked_at.kl,
        }));
        Ok(())
    }
}
