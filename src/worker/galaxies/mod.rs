//! The galaxy lab's half of a session: which images there are, and the long questions asked of a network.
//!
//! The run itself is the session's own. Everything long is done in [`Desk::work`], a few milliseconds a call, so that the
//! page's next command, [`Command::StopComparing`] among them, is heard.

mod compare;
mod explain;
mod files;
mod making;
mod set;

pub use making::Measuring;

use self::compare::Comparing;
use self::explain::Explaining;
use self::files::{FilesError, files};
use self::making::Making;
use self::set::{Prepared, Set};
use crate::data::{Images, Shape};
use crate::model::Vae;
use crate::protocol::galaxies::{Choice, Chosen, Command, DataSet, Event};
use crate::protocol::handin::Files;
use crate::protocol::{self, Bytes, Fault, FaultKind, Floats, HeldOut, HeldOutPoint};
use crate::worker::codes::Codes;
use crate::worker::evaluating::Evaluating;

/// A call of [`Desk::work`] goes on for about so long, ms.
const UNIT: f64 = 8.0;

/// Images and questions.
#[derive(Default)]
pub struct Desk {
    hubble: Option<Set>,
    clothes: Option<Set>,
    own: Option<Set>,
    simulated: Option<(Choice, Set)>,
    /// Chosen, and not yet there.
    wanted: Option<Choice>,
    making: Option<Making>,
    measuring: Vec<Measuring>,
    prepared: Option<Prepared>,
    /// The pretrained network is shown, and its loss on what is held out is on its way.
    judging: Option<Evaluating>,
    /// The table was asked for, and so many of the codes are found.
    encoding: Option<Encoding>,
    explaining: Option<Explaining>,
    comparing: Option<Comparing>,
    /// Whether the comparison had the last unit.
    compared: bool,
}

/// Codes on their way, for a table.
struct Encoding {
    id: u32,
    plane: [u32; 2],
    codes: Codes,
}

/// What a run is made of, once a choice is there.
pub struct Arrived {
    pub shown: HeldOut,
    pub training: Images,
    pub held_out: Images,
}

impl Desk {
    /// All images on the scatter, those trained on first.
    pub fn shown(&self) -> Option<&Images> {
        self.prepared.as_ref().map(|prepared| &prepared.shown)
    }

    /// Images that were fetched are here.
    pub fn set_arrived(&mut self, images: Measuring) {
        self.measuring.push(images);
    }

    /// The files of `model`, the network on the screen, which found the posteriors `mu` and `logvar` of all images shown.
    pub fn files(&self, model: Option<&Vae>, index: u32, mu: &[f32], logvar: &[f32]) -> Result<Files, FilesError> {
        files(model, self.prepared.as_ref(), index, (mu, logvar))
    }

    /// There is something to do in [`Self::work`].
    pub fn is_busy(&self) -> bool {
        self.making.is_some()
            || !self.measuring.is_empty()
            || self.judging.is_some()
            || self.encoding.is_some()
            || self.explaining.is_some()
            || self.comparing.is_some()
            || self.wanted.is_some_and(|choice| self.source(&choice).is_some())
    }

    /// Takes a command; `model` is the network on the screen.
    pub fn answer(
        &mut self,
        command: Command,
        model: Option<&Vae>,
        out: &mut Vec<protocol::Event>,
    ) -> Result<(), Fault> {
        match command {
            // Fetched by `scope`; the session saves its network itself.
            Command::Open { .. } | Command::OpenClothes { .. } | Command::Save { .. } => {}
            // The session ends its run itself.
            Command::ShowPretrained => self.judging = Some(Evaluating::new(false)),
            Command::Own(own) => {
                let images = Measuring::own(own).map_err(|why| fault(FaultKind::Data, why))?;
                self.own = None;
                self.measuring.retain(|other| other.which() != DataSet::Own);
                self.measuring.push(images);
            }
            Command::Choose(choice) => self.choose(choice)?,
            Command::StopExplaining => (self.encoding, self.explaining) = (None, None),
            Command::StopComparing => self.comparing = None,
            Command::Explain { id, plane } => {
                self.explaining = None;
                self.encoding = Some(Encoding { id, plane, codes: Codes::default() });
            }
            Command::Measure { id, z } => {
                let Some(model) = model.filter(|model| z.0.len().is_multiple_of(model.architecture().latent)) else {
                    return Ok(());
                };
                let pixels = model.decode_pixels(&z.0).map_err(|error| fault(FaultKind::Settings, error))?;
                let properties = set::measured(&pixels, model.architecture().input);
                out.push(event(Event::Measured { id, pixels: Bytes(pixels), properties }));
            }
            Command::Compare { id, settings, variants } => {
                if let Some(prepared) = &self.prepared {
                    self.comparing = Some(Comparing::new(id, settings, variants, prepared.choice));
                }
            }
        }
        Ok(())
    }

    fn choose(&mut self, choice: Choice) -> Result<(), Fault> {
        if choice.set == DataSet::Own && self.own.is_none() && !self.is_measuring(DataSet::Own) {
            let why = "there are no images of your own yet: choose some below first";
            return Err(fault(FaultKind::Settings, why));
        }
        (self.prepared, self.judging) = (None, None);
        (self.encoding, self.explaining) = (None, None);
        self.comparing = None;
        self.making = None;
        self.wanted = Some(choice);
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
            DataSet::Simulated => self.simulated.as_ref().filter(|(made, _)| made == choice).map(|(_, set)| set),
        }
    }

    /// One unit of work, with the network on the screen; a choice that is ready is handed over once.
    pub fn work(&mut self, now: fn() -> f64, model: Option<&Vae>, out: &mut Vec<protocol::Event>) -> Option<Arrived> {
        let until = now() + UNIT;
        if !self.measuring.is_empty() {
            self.measure_some(now, until);
        } else if self.making.is_some() {
            self.make_some(now, until, out);
        } else if let Some(arrived) = self.hand_over(out) {
            return Some(arrived);
        } else if let Some(judging) = self.judging.take() {
            self.judge_some(judging, model, out);
        } else {
            let asked = self.encoding.is_some() || self.explaining.is_some();
            self.compared = self.comparing.is_some() && !(asked && self.compared);
            if self.compared {
                self.compare_some(now, out);
            } else {
                self.explain_some(now, until, model, out);
            }
        }
        None
    }

    fn measure_some(&mut self, now: fn() -> f64, until: f64) {
        let Some(images) = self.measuring.first_mut() else { return };
        let mut goes_on = images.one();
        while goes_on && now() < until {
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

    /// The pretrained network is no longer the one on the screen.
    pub fn leave_pretrained(&mut self) {
        self.judging = None;
    }

    fn judge_some(&mut self, mut judging: Evaluating, model: Option<&Vae>, out: &mut Vec<protocol::Event>) {
        let (Some(prepared), Some(model)) = (&self.prepared, fitting(model, self.shown())) else { return };
        match judging.some(model, &prepared.held_out, 0) {
            Ok(true) => self.judging = Some(judging),
            Ok(false) => {
                let (terms, kl) = judging.means();
                let point = HeldOutPoint { step: 0, terms, kl_per_dimension: Floats(kl) };
                out.push(event(Event::Judged(point)));
            }
            Err(error) => out.push(protocol::Event::Fault(fault(FaultKind::Settings, error))),
        }
    }

    fn compare_some(&mut self, now: fn() -> f64, out: &mut Vec<protocol::Event>) {
        let Some(mut comparing) = self.comparing.take() else { return };
        match comparing.work(now, self.source(&comparing.choice), out) {
            Ok(true) => self.comparing = Some(comparing),
            Ok(false) => {}
            Err(why) => out.push(protocol::Event::Fault(fault(FaultKind::Settings, why))),
        }
    }

    fn explain_some(&mut self, now: fn() -> f64, until: f64, model: Option<&Vae>, out: &mut Vec<protocol::Event>) {
        if let Some(mut encoding) = self.encoding.take() {
            // Without a network that fits there is nothing to ask.
            let (Some(prepared), Some(model)) = (&self.prepared, fitting(model, self.shown())) else { return };
            match encoding.codes.some(model, &prepared.shown) {
                Ok(true) => self.encoding = Some(encoding),
                Ok(false) => {
                    let (Encoding { id, plane, codes }, latent) = (encoding, model.architecture().latent);
                    self.explaining = Some(Explaining::new(id, codes.mu, latent, plane, prepared));
                }
                Err(error) => out.push(protocol::Event::Fault(fault(FaultKind::Settings, error))),
            }
        } else if let Some(explaining) = &mut self.explaining
            && !explaining.work(now, until, out)
        {
            self.explaining = None;
        }
    }

    fn make_some(&mut self, now: fn() -> f64, until: f64, out: &mut Vec<protocol::Event>) {
        let Some(making) = &mut self.making else { return };
        // At least one, however coarse the clock.
        while making.one() && now() < until {}
        out.push(event(Event::Preparing { done: making.done(), total: making.choice().count }));
        if making.done() >= making.choice().count
            && let Some(making) = self.making.take()
        {
            self.simulated = Some((*making.choice(), making.set()));
        }
    }

    fn hand_over(&mut self, out: &mut Vec<protocol::Event>) -> Option<Arrived> {
        let choice = self.wanted?;
        let prepared = self.source(&choice)?.prepare(choice);
        self.wanted = None;
        out.push(event(Event::Chosen(Chosen {
            choice,
            shape: dimensions(prepared.shown.shape),
            training: prepared.training.len() as u32,
            held_out: prepared.held_out.len() as u32,
            factors: prepared.factors,
        })));
        let shown = HeldOut {
            shape: dimensions(prepared.shown.shape),
            pixels: Bytes(prepared.shown.pixels.clone()),
            labels: Bytes(prepared.shown.labels.clone()),
            properties: prepared.properties.clone(),
        };
        let (training, held_out) = (prepared.training.clone(), prepared.held_out.clone());
        self.prepared = Some(prepared);
        Some(Arrived { shown, training, held_out })
    }
}

/// The model, if it takes images of this shape.
pub fn fitting<'a>(model: Option<&'a Vae>, images: Option<&Images>) -> Option<&'a Vae> {
    let shape = images?.shape;
    model.filter(|model| model.architecture().input == shape)
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
