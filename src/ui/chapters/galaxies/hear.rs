//! Passes what the notebook's worker reports to the figures that show it.

use std::rc::Rc;

use super::Galaxies;
use crate::protocol::galaxies::Event as Said;
use crate::protocol::{Encoding, Event, HeldOut, Slot};
use crate::ui::dom::{self, PageError};
use crate::ui::page::conduct::{Trains, tell};
use crate::ui::run::{Input, Side};
use crate::ui::state::notebook::NotebookSettings;
use crate::ui::words::thousands;

/// While a network learns, the other pictures follow it this often, ms.
const FOLLOW_EVERY: f64 = 2000.0;

impl Galaxies {
    pub(super) fn hear(&self, event: Event) -> Result<(), PageError> {
        match event {
            Event::Model(card) if card.complete => {
                self.card.replace(Some(card));
                self.forget_brought("The page’s own network is here again.")?;
                self.images_or_model_arrived()?;
            }
            Event::Bring(said) => self.hear_of_network(&said)?,
            Event::HeldOut(galaxies) => self.galaxies_arrived(galaxies)?,
            Event::TrainingData(_) => self.images_or_model_arrived()?,
            Event::Run(started) if started.run == self.run_shown() => {
                self.readings.start(&started);
                self.scrub.start(started.batches_per_epoch)?;
                self.known.borrow_mut().run = Some(started);
                tell(self, Input::Side(Side::Embedding, false))?;
            }
            Event::Progress(progress) if progress.run == self.run_shown() && !self.is_pretrained() => {
                self.show_progress(progress)?;
            }
            Event::Moments(moments) if moments.run == self.run_shown() && !self.is_pretrained() => {
                self.scrub.set_moments(moments)?;
            }
            Event::LookedBack(looked) if looked.run == self.run_shown() && !self.is_pretrained() => {
                self.readings.look_back(looked.moment.as_ref())?;
                self.scrub.looked(&looked)?;
            }
            Event::Encoded(encoding) => self.encoded(encoding)?,
            Event::Decoded { slot, pixels, .. } => self.decoded(slot, &pixels.0)?,
            Event::Reconstructed(answer) => self.scatter.reconstructed(&answer)?,
            Event::Embedding { id, iteration, iterations, points } => {
                self.views.embedding(id, iteration, iterations, points.0)?;
                tell(self, Input::Side(Side::Embedding, iteration < iterations))?;
            }
            Event::Galaxies(said) => self.hear_own(said)?,
            Event::Kept(run) => self.kept.keep(&run, self.conduct.client.take_beside())?,
            Event::Fault(fault) => self.fault(fault)?,
            Event::Ready { .. } => tell(self, Input::Ready)?,
            _ => {}
        }
        Ok(())
    }

    fn run_shown(&self) -> u32 {
        self.conduct.machine().run()
    }

    fn hear_own(&self, said: Said) -> Result<(), PageError> {
        match said {
            Said::Chosen(chosen) => {
                self.settings.show_loaded(&chosen)?;
                self.known.borrow_mut().chosen = Some(chosen);
                self.take_loaded(self.settings.read()?);
                dom::set_hidden("galaxies-data-error", true)?;
            }
            Said::Preparing { done, total } => {
                let [done, total] = [done, total].map(|count| thousands(count.into()));
                dom::set_text("galaxies-summary", &format!("Simulating galaxies: {done} of {total}"))?;
            }
            Said::Judged(point) if self.is_pretrained() => self.readings.show_held_out(&point)?,
            Said::Explained(table) if table.id == self.asked.get() => self.show_table(table)?,
            Said::Measured { id, pixels, properties } => self.measured.answered(id, &pixels.0, &properties)?,
            Said::Comparing { id, map, maps, epoch, epochs } if id == self.compared.get() => {
                self.stability.going(map, maps, epoch, epochs)?;
                tell(self, Input::Side(Side::Comparison, true))?;
            }
            Said::Saved(files) => {
                if let Some(then) = self.files.take() {
                    then(files);
                }
            }
            Said::Map(map) if map.id == self.compared.get() => {
                self.known.borrow_mut().maps.push(map.clone());
                self.stability.arrived(&map, self.variants.get())?;
                let goes_on = self.known.borrow().maps.len() < self.variants.get();
                tell(self, Input::Side(Side::Comparison, goes_on))?;
            }
            _ => {}
        }
        Ok(())
    }

    /// What is loaded may change how many images are wanted. Whatever else a field says counts once it is entered:
    /// the person may be typing in it.
    fn take_loaded(&self, shown: Option<NotebookSettings>) {
        match (&mut *self.wanted.borrow_mut(), shown) {
            (Some(wanted), Some(shown)) => wanted.run.images = shown.run.images,
            (wanted, shown) => *wanted = shown,
        }
    }

    /// Other images are shown from now on; a comparison on the previous ones means nothing any more.
    pub(super) fn galaxies_arrived(&self, galaxies: HeldOut) -> Result<(), PageError> {
        self.stop_comparing()?;
        if self.variants.replace(0) > 0 || !self.known.borrow().maps.is_empty() {
            self.stability.clear()?;
            self.stability.show_busy(false)?;
        }
        let galaxies = Rc::new(galaxies);
        {
            let mut known = self.known.borrow_mut();
            known.galaxies = Some(galaxies.clone());
            known.encoding = None;
            known.table = None;
            known.maps.clear();
        }
        tell(self, Input::Side(Side::Table, false))?;
        tell(self, Input::Side(Side::Embedding, false))?;
        tell(self, Input::Loaded)?;
        self.scatter.set_noun(self.known.borrow().one());
        self.inputs.show()?;
        self.generate.offer()?;
        self.scatter.set_held_out(galaxies)?;
        self.show_layers()?;
        self.view_changed()
    }

    /// Shows the pretrained network once it and the images are here.
    pub(super) fn images_or_model_arrived(&self) -> Result<(), PageError> {
        let here = self.card.borrow().is_some() && self.known.borrow().galaxies.is_some();
        self.settled()?;
        if !here || !self.is_pretrained() {
            return Ok(());
        }
        if self.network_fits() {
            return self.choose_pretrained();
        }
        // These images are not for it: a fresh network takes its place.
        tell(self, Input::Reset)?;
        self.conduct.notice(&self.taken_images())
    }

    pub(super) fn encoded(&self, encoding: Encoding) -> Result<(), PageError> {
        let rows = encoding.mu.0.len() / (encoding.latent as usize).max(1);
        if rows != self.known.borrow().count() {
            return Ok(());
        }
        let latent = encoding.latent as usize;
        if self.known.borrow().latent() != latent {
            self.offer_axes(latent)?;
        }
        self.known.borrow_mut().encoding = Some(Rc::new(encoding.clone()));
        self.scatter.set_encoding(encoding)?;
        if !self.is_training() {
            // An earlier t-SNE is of earlier codes.
            tell(self, Input::Side(Side::Embedding, false))?;
        }
        let due = dom::now() - self.followed.get() > FOLLOW_EVERY;
        if !self.is_training() || due || self.scrub.is_back() { self.show_network() } else { Ok(()) }
    }

    pub(super) fn decoded(&self, slot: Slot, pixels: &[u8]) -> Result<(), PageError> {
        let Some(shape) = self.known.borrow().shape() else { return Ok(()) };
        if !pixels.len().is_multiple_of(shape.pixels().max(1)) {
            return Ok(());
        }
        if slot == Slot::LabManifold {
            self.manifold.set_pixels(pixels, shape);
            return Ok(());
        }
        self.generate.decoded(slot, pixels, shape)
    }
}
