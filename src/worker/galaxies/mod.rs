//! The galaxy lab's half of a session: which images there are, and the long questions asked of a network. Knows no browser.
//!
//! The run itself is the session's own. Everything long is done in [`Desk::unit`], a few milliseconds per call, so that the
//! page's next command, [`Command::StopComparing`] among them, is received.

mod align;
mod compare;
mod explain;
mod files;
mod making;
mod set;

pub use files::files;
use making::Measuring;

use self::compare::Comparing;
use self::explain::Explaining;
use self::making::Making;
use self::set::Set;
use crate::data::Shape;
use crate::data::galaxies::{GalaxySet, Region};
use crate::model::Decoder;
use crate::protocol::galaxies::{Align, Choice, Chosen, Command, DataSet, Event};
use crate::protocol::{self, Bytes, Fault, FaultKind, Floats, HeldOut, HeldOutPoint};
use crate::worker::arrival::Arrival;
use crate::worker::evaluating::Evaluating;
use crate::worker::fetches::{File, Purpose, Wanted, labelled, name, no_data};
use crate::worker::measures::measured;
use crate::worker::past::Past;
use crate::worker::posteriors::Posteriors;
use crate::worker::shared::{Shared, model_fault};
use crate::worker::work::{Answered, Work};

/// A call of [`Desk::unit`] takes about this long, ms.
const UNIT: f64 = 8.0;

/// Images and questions. The images chosen, and those that are shown, are shared with the session.
#[derive(Default)]
pub struct Desk {
    hubble: Option<Set>,
    clothes: Option<Set>,
    own: Option<Set>,
    simulated: Option<(Choice, Set)>,
    making: Option<Making>,
    measuring: Vec<Measuring>,
    /// The pretrained network is shown, and its held-out loss is being computed.
    judging: Option<Evaluating>,
    /// The table was asked for, and part of the codes are found.
    encoding: Option<Encoding>,
    explaining: Option<Explaining>,
    comparing: Option<Comparing>,
    /// Whether the comparison had the last unit.
    compared: bool,
}

/// Codes being found for a table.
struct Encoding {
    id: u32,
    plane: [u32; 2],
    codes: Posteriors,
}

impl Work for Desk {
    fn answer(
        &mut self,
        command: protocol::Command,
        shared: &mut Shared,
        out: &mut Vec<protocol::Event>,
    ) -> Result<Answered, Fault> {
        let protocol::Command::Galaxies(command) = command else { return Ok(Answered::Other(command)) };
        match command {
            Command::Open { training, held_out, places } => open(training, held_out, places, shared),
            Command::OpenClothes { training, held_out } => {
                let urls = [training.images.clone(), held_out.images.clone()];
                shared.fetches.ask(Wanted {
                    purpose: Purpose::Chapter("clothes"),
                    files: [training, held_out].into_iter().flat_map(File::labelled).collect(),
                    read: Box::new(move |files| {
                        let (training, held_out) = files.split_at(files.len() / 2);
                        let (training, held_out) = (labelled(&urls[0], training)?, labelled(&urls[1], held_out)?);
                        Ok(Arrival::Clothes { training, held_out })
                    }),
                    partly: None,
                    missing: no_data,
                });
            }
            // The session ends its run itself, and saves its network.
            Command::ShowPretrained => self.judging = Some(Evaluating::new(false)),
            Command::Save { .. } => {}
            Command::Own(own) => {
                let images = Measuring::own(own).map_err(|why| fault(FaultKind::Data, why))?;
                self.own = None;
                self.measuring.retain(|other| other.which() != DataSet::Own);
                self.measuring.push(images);
            }
            Command::Choose(choice) => self.choose(choice, shared)?,
            Command::StopExplaining => (self.encoding, self.explaining) = (None, None),
            Command::StopComparing => self.comparing = None,
            Command::Explain { id, plane } => {
                self.explaining = None;
                let known = |past: &Past| {
                    let images = past.codes.mu.0.len() / (past.codes.latent as usize).max(1);
                    Posteriors::known(past.codes.mu.0.clone(), past.codes.logvar.0.clone(), images)
                };
                let codes = shared.past.as_ref().map(known).unwrap_or_default();
                self.encoding = Some(Encoding { id, plane, codes });
            }
            Command::Measure { .. } if shared.awaits_decoder() => {
                return Ok(Answered::Later(protocol::Command::Galaxies(command)));
            }
            Command::Measure { id, z } => {
                let whole = |decoder: &&Decoder| z.0.len().is_multiple_of(decoder.architecture().latent);
                if let Some(decoder) = shared.decoder().filter(whole) {
                    let pixels = decoder.decode_pixels(&z.0).map_err(model_fault)?;
                    let properties = measured(&pixels, decoder.architecture().input);
                    out.push(event(Event::Measured { id, pixels: Bytes(pixels), properties }));
                }
            }
            Command::Compare { id, settings, variants } => {
                let chosen = shared.choice.or(shared.prepared.as_ref().map(|prepared| prepared.choice));
                self.comparing = chosen.map(|choice| Comparing::new(id, settings, variants, choice));
            }
        }
        Ok(Answered::Done)
    }

    fn arrived(&mut self, arrival: Arrival, _: &Shared, _: &mut Vec<protocol::Event>) -> Option<Arrival> {
        self.measuring.push(match arrival {
            Arrival::Galaxies(regions) => Measuring::hubble(&regions),
            Arrival::Clothes { training, held_out } => Measuring::clothes(&training, &held_out),
            other => return Some(other),
        });
        None
    }

    fn has_work(&self, shared: &Shared) -> bool {
        self.making.is_some()
            || !self.measuring.is_empty()
            || self.judges(shared)
            || self.explains(shared)
            || self.compares()
            || shared.choice.is_some_and(|choice| self.source(&choice).is_some())
    }

    fn unit(&mut self, shared: &mut Shared, out: &mut Vec<protocol::Event>) -> Result<(), Fault> {
        let until = shared.now() + UNIT;
        if !self.measuring.is_empty() {
            self.measure_some(shared, until);
            return Ok(());
        }
        if self.making.is_some() {
            self.make_some(shared, until, out);
            return Ok(());
        }
        if self.hand_over(shared, out) {
            return Ok(());
        }
        if self.judges(shared) {
            return self.judge_some(shared, out);
        }
        self.compared = self.compares() && !(self.explains(shared) && self.compared);
        if self.compared { self.compare_some(shared, out) } else { self.explain_some(shared, until, out) }
    }
}

impl Desk {
    /// The pretrained network is to be judged, and is here with its images. A run takes its place.
    fn judges(&self, shared: &Shared) -> bool {
        self.judging.is_some() && shared.run.is_none() && fits(shared)
    }

    /// A table is in progress, and its network is here.
    fn explains(&self, shared: &Shared) -> bool {
        self.explaining.is_some() || self.encoding.is_some() && fits(shared)
    }

    /// A comparison is in progress, and its images are here.
    fn compares(&self) -> bool {
        self.comparing.as_ref().is_some_and(|comparing| self.source(&comparing.choice).is_some())
    }

    fn choose(&mut self, choice: Choice, shared: &mut Shared) -> Result<(), Fault> {
        (shared.training, shared.held_out) = (None, None);
        if choice.set == DataSet::Own && self.own.is_none() && !self.is_measuring(DataSet::Own) {
            let why = "there are no images of your own yet: choose some below first";
            return Err(fault(FaultKind::Settings, why));
        }
        (shared.prepared, shared.choice) = (None, Some(choice));
        (self.judging, self.encoding, self.explaining) = (None, None, None);
        (self.comparing, self.making) = (None, None);
        if choice.set == DataSet::Simulated && self.source(&choice).is_none() {
            self.making = Some(Making::new(choice));
        }
        Ok(())
    }

    fn is_measuring(&self, which: DataSet) -> bool {
        self.measuring.iter().any(|images| images.which() == which)
    }

    fn source(&self, choice: &Choice) -> Option<&Set> {
        match choice.set {
            DataSet::Hubble => self.hubble.as_ref(),
            DataSet::Own => self.own.as_ref(),
            DataSet::Clothes => self.clothes.as_ref(),
            DataSet::Simulated => {
                // The same galaxies, whatever is then taken away from them.
                let plain = |choice: &Choice| Choice { align: Align::default(), ..*choice };
                self.simulated.as_ref().filter(|(made, _)| plain(made) == plain(choice)).map(|(_, set)| set)
            }
        }
    }

    fn measure_some(&mut self, shared: &Shared, until: f64) {
        let Some(images) = self.measuring.first_mut() else { return };
        let mut goes_on = images.one();
        while goes_on && shared.now() < until {
            goes_on = images.one();
        }
        if !goes_on {
            let images = self.measuring.remove(0);
            let place = match images.which() {
                DataSet::Own => &mut self.own,
                DataSet::Clothes => &mut self.clothes,
                _ => &mut self.hubble,
            };
            *place = Some(images.set());
        }
    }

    fn judge_some(&mut self, shared: &Shared, out: &mut Vec<protocol::Event>) -> Result<(), Fault> {
        let (Some(mut judging), Some(prepared), Some(model)) = (self.judging.take(), &shared.prepared, shared.model())
        else {
            return Ok(());
        };
        if judging.some(model, &prepared.held_out, 0).map_err(model_fault)? {
            self.judging = Some(judging);
            return Ok(());
        }
        let (terms, kl) = judging.means();
        out.push(event(Event::Judged(HeldOutPoint { step: 0, terms, kl_per_dimension: Floats(kl) })));
        Ok(())
    }

    fn compare_some(&mut self, shared: &Shared, out: &mut Vec<protocol::Event>) -> Result<(), Fault> {
        let Some(mut comparing) = self.comparing.take() else { return Ok(()) };
        if comparing.work(shared, self.source(&comparing.choice), out).map_err(model_fault)? {
            self.comparing = Some(comparing);
        }
        Ok(())
    }

    fn explain_some(&mut self, shared: &Shared, until: f64, out: &mut Vec<protocol::Event>) -> Result<(), Fault> {
        if let Some(mut encoding) = self.encoding.take() {
            let (Some(prepared), Some(model)) = (&shared.prepared, shared.model()) else { return Ok(()) };
            let lacks = encoding.codes.done() < prepared.shown.len();
            if lacks && encoding.codes.some(model, &prepared.shown).map_err(model_fault)? {
                self.encoding = Some(encoding);
            } else {
                let (Encoding { id, plane, codes }, latent) = (encoding, model.architecture().latent);
                self.explaining = Some(Explaining::new(id, codes.mu, latent, plane, prepared));
            }
        } else if let Some(explaining) = &mut self.explaining
            && !explaining.work(shared, until, out)
        {
            self.explaining = None;
        }
        Ok(())
    }

    fn make_some(&mut self, shared: &Shared, until: f64, out: &mut Vec<protocol::Event>) {
        let Some(making) = &mut self.making else { return };
        // At least one, however coarse the clock.
        while making.one() && shared.now() < until {}
        out.push(event(Event::Preparing { done: making.done(), total: making.choice().count }));
        if making.done() >= making.choice().count
            && let Some(making) = self.making.take()
        {
            self.simulated = Some((*making.choice(), making.set()));
        }
    }

    /// Hands over the images that were chosen, once they are here; true if it did.
    fn hand_over(&mut self, shared: &mut Shared, out: &mut Vec<protocol::Event>) -> bool {
        let Some(choice) = shared.choice else { return false };
        let Some(prepared) = self.source(&choice).map(|source| source.prepare(choice)) else { return false };
        shared.choice = None;
        out.push(event(Event::Chosen(Chosen {
            choice,
            shape: dimensions(prepared.shown.shape),
            training: prepared.training.len() as u32,
            held_out: prepared.held_out.len() as u32,
            factors: prepared.factors,
            preparation: prepared.all.about.preparation.clone(),
        })));
        out.push(protocol::Event::HeldOut(HeldOut {
            shape: dimensions(prepared.shown.shape),
            pixels: Bytes(prepared.shown.pixels.clone()),
            labels: Bytes(prepared.shown.labels.clone()),
            properties: prepared.properties.clone(),
        }));
        shared.held_out = Some(prepared.held_out.clone());
        shared.train_on(prepared.training.clone(), out);
        shared.prepared = Some(prepared);
        true
    }
}

/// The deep field's galaxies: two files of images, and the table of their places.
fn open(training: String, held_out: String, places: String, shared: &mut Shared) {
    let names = [name(&training), name(&held_out)];
    shared.fetches.ask(Wanted {
        purpose: Purpose::Chapter("galaxies"),
        files: [places, training, held_out].map(File::plain).into(),
        read: Box::new(move |files| {
            let (table, images) = files.split_first().ok_or("No galaxies came.")?;
            let read = |((images, region), name): ((&Vec<u8>, Region), &String)| {
                GalaxySet::read(images, table, region).map_err(|error| format!("{name}: {error}"))
            };
            let regions = images.iter().zip([Region::Train, Region::HeldOut]).zip(&names).map(read);
            Ok(Arrival::Galaxies(regions.collect::<Result<_, String>>()?))
        }),
        partly: None,
        missing: no_data,
    });
}

/// The network on the screen takes the images that are shown.
fn fits(shared: &Shared) -> bool {
    shared.prepared.as_ref().is_some_and(|prepared| shared.fitting(Some(&prepared.shown)).is_some())
}

fn dimensions(shape: Shape) -> [u32; 3] {
    [shape.height as u32, shape.width as u32, shape.channels as u32]
}

fn event(event: Event) -> protocol::Event {
    protocol::Event::Galaxies(event)
}

fn fault(kind: FaultKind, why: impl std::fmt::Display) -> Fault {
    Fault { kind, message: why.to_string() }
}
