//! The galaxy lab's half of a session: which images there are, and the long questions asked of a network.
//!
//! The run itself is the session's own. Everything long is done in [`Desk::work`], a few milliseconds a call, so that the
//! page's next command, [`Command::StopComparing`] among them, is heard.

mod compare;
mod explain;
mod files;
mod set;

pub use set::Set;

use self::compare::Comparing;
use self::explain::Explaining;
use self::files::files;
use self::set::{Making, Prepared};
use crate::data::{Images, Shape};
use crate::model::Vae;
use crate::protocol::galaxies::{Choice, Chosen, Command, DataSet, Event};
use crate::protocol::{self, Bytes, Fault, FaultKind, HeldOut};

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
    prepared: Option<Prepared>,
    explaining: Option<Explaining>,
    comparing: Option<Comparing>,
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
    pub fn set_arrived(&mut self, kind: DataSet, set: Set) {
        match kind {
            DataSet::Clothes => self.clothes = Some(set),
            _ => self.hubble = Some(set),
        }
    }

    /// There is something to do in [`Self::work`].
    pub fn is_busy(&self) -> bool {
        self.making.is_some()
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
            // Fetched by `scope`; the session ends its run itself.
            Command::Open { .. } | Command::OpenClothes { .. } | Command::ShowPretrained => {}
            Command::Own(own) => self.own = Some(Set::own(own).map_err(|why| fault(FaultKind::Data, why))?),
            Command::Choose(choice) => self.choose(choice)?,
            Command::StopExplaining => self.explaining = None,
            Command::StopComparing => self.comparing = None,
            Command::Explain { id, plane } => {
                let (Some(prepared), Some(model)) = (&self.prepared, fitting(model, self.shown())) else {
                    return Ok(());
                };
                let (mu, _) =
                    model.encode_images(&prepared.shown).map_err(|error| fault(FaultKind::Settings, error))?;
                self.explaining = Some(Explaining::new(id, mu, model.architecture().latent, plane, prepared));
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
            Command::Save { index } => {
                let model = fitting(model, self.shown());
                let files =
                    files(model, self.prepared.as_ref(), index).map_err(|error| fault(FaultKind::Settings, error))?;
                out.push(event(Event::Saved(files)));
            }
        }
        Ok(())
    }

    fn choose(&mut self, choice: Choice) -> Result<(), Fault> {
        if choice.set == DataSet::Own && self.own.is_none() {
            let why = "there are no images of your own yet: choose some below first";
            return Err(fault(FaultKind::Settings, why));
        }
        self.prepared = None;
        self.explaining = None;
        self.comparing = None;
        self.making = None;
        self.wanted = Some(choice);
        if choice.set == DataSet::Simulated && self.source(&choice).is_none() {
            self.making = Some(Making::new(choice));
        }
        Ok(())
    }

    fn source(&self, choice: &Choice) -> Option<&Set> {
        match choice.set {
            DataSet::Hubble => self.hubble.as_ref(),
            DataSet::Own => self.own.as_ref(),
            DataSet::Clothes => self.clothes.as_ref(),
            DataSet::Simulated => self.simulated.as_ref().filter(|(made, _)| made == choice).map(|(_, set)| set),
        }
    }

    /// One unit of work; a choice that is ready is handed over once.
    pub fn work(&mut self, now: fn() -> f64, out: &mut Vec<protocol::Event>) -> Option<Arrived> {
        let until = now() + UNIT;
        self.make_some(now, until, out);
        if let Some(explaining) = &mut self.explaining
            && !explaining.work(now, until, out)
        {
            self.explaining = None;
        }
        if let Some(mut comparing) = self.comparing.take() {
            match comparing.work(now, self.source(&comparing.choice), out) {
                Ok(true) => self.comparing = Some(comparing),
                Ok(false) => {}
                Err(why) => out.push(protocol::Event::Fault(fault(FaultKind::Settings, why))),
            }
        }
        self.hand_over(out)
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
