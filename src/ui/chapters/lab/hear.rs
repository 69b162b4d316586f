//! What the lab's worker says, each to the figure that it concerns.

use std::rc::Rc;

use super::Lab;
use crate::protocol::{Event, Phase, Progress, RunStarted, Slot};
use crate::ui::dimensions::UNKNOWN;
use crate::ui::dom::{self, PageError};
use crate::ui::page::{conduct::tell, runs};
use crate::ui::panels::dimension_choice;
use crate::ui::run::Input;
use crate::ui::state::View;

impl Lab {
    pub(super) fn hear(&self, event: Event) -> Result<(), PageError> {
        match event {
            Event::TrainingData(data) => (self.loaded)(data.images),
            Event::HeldOut(held_out) => {
                let held_out = Rc::new(held_out);
                self.wall.set_held_out(held_out.clone())?;
                self.scatter.set_held_out(held_out)?;
            }
            Event::Run(started) => self.run_started(started)?,
            Event::Progress(progress) if progress.run == self.run_shown() => self.show_progress(&progress)?,
            Event::Kept(kept) => self.kept.keep(&kept, self.conduct.client.take_beside())?,
            Event::Moments(moments) if moments.run == self.run_shown() => self.scrub.set_moments(moments)?,
            Event::LookedBack(looked) if looked.run == self.run_shown() => {
                self.readings.look_back(looked.moment.as_ref())?;
                self.scrub.looked(&looked)?;
                if self.state.borrow().lab_view.view == View::Tsne {
                    self.show_view()?;
                }
            }
            Event::Encoded(encoding) => {
                self.scatter.set_encoding(encoding)?;
                if self.state.borrow().lab_view.view == View::Pca {
                    self.show_view()?;
                }
            }
            Event::Decoded { slot: Slot::LabManifold, pixels, .. } => {
                if let Some(shape) = self.scatter.shape() {
                    self.manifold.set_pixels(&pixels.0, shape);
                    self.point.decode();
                }
            }
            Event::Decoded { slot: Slot::Traversal, id, pixels } => {
                if let Some(shape) = self.scatter.shape() {
                    self.point.decoded(id, &pixels.0, shape)?;
                }
            }
            Event::Reconstructed(answer) => self.scatter.reconstructed(&answer)?,
            Event::Embedding { id, iteration, iterations, points } if id == self.embedded.get() => {
                self.show_embedding(iteration, iterations, &points.0)?;
            }
            Event::Fault(fault) => tell(self, Input::Fault(fault.kind, fault.message))?,
            Event::Ready { .. } => tell(self, Input::Ready)?,
            _ => {}
        }
        Ok(())
    }

    fn run_shown(&self) -> u32 {
        self.conduct.machine().run()
    }

    fn run_started(&self, started: RunStarted) -> Result<(), PageError> {
        if started.run != self.run_shown() {
            return Ok(());
        }
        self.scatter.set_digits(started.settings.digits);
        self.readings.start(&started);
        self.scrub.start(started.batches_per_epoch)?;
        self.point.set_dimensions(started.settings.latent as usize)?;
        self.manifold.set_marker(&self.point.z());
        self.evaluated.replace(None);
        self.started.replace(Some(started));
        self.show_view()
    }

    fn show_progress(&self, progress: &Progress) -> Result<(), PageError> {
        self.readings.show(progress)?;
        self.tell_point(progress);
        if let Some(point) = progress.held_out.last() {
            let untrained = point.step == 0;
            let kl = point.kl_per_dimension.0.iter();
            self.sort_dimensions(&kl.map(|kl| if untrained { UNKNOWN } else { f64::from(*kl) }).collect::<Vec<_>>())?;
        }
        tell(self, Input::progress(progress))
    }

    /// Wherever a dimension is chosen, those that carry most come first.
    fn sort_dimensions(&self, kl: &[f64]) -> Result<(), PageError> {
        self.point.set_kl(kl)?;
        // The settings may already ask for another number of dimensions than the run has.
        if self.state.borrow().run.latent as usize != kl.len() {
            return Ok(());
        }
        ["lab-axis-x", "lab-axis-y"].into_iter().try_for_each(|id| dimension_choice::offer(&dom::element(id)?, kl))
    }

    fn tell_point(&self, progress: &Progress) {
        if let Some(point) = runs::point(progress) {
            self.evaluated.replace(Some(point));
        }
        let rests = matches!(progress.phase, Phase::Paused | Phase::Finished);
        if let (true, Some(point)) = (rests, self.evaluated.borrow().clone()) {
            (self.rested)(progress.run, point);
        }
    }
}
