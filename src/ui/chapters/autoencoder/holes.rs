//! What an autoencoder cannot do: a place among its codes where there is none, decoded, beside the variational twin.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::Ask;
use crate::data::Shape;
use crate::protocol::HeldOut;
use crate::protocol::autoencoder::{Command, Decoded, Twin, TwinCodes};
use crate::rng::Rng;
use crate::ui::dom::{self, Listener, PageError};
use crate::ui::figures::{Picture, Scatter, ScatterData, ScatterOptions, latent_words};
use crate::ui::page::press;
use crate::ui::plot::scale::number;

pub struct Holes {
    ask: Ask,
    plain: Rc<Plane>,
    variational: Rc<Plane>,
    held_out: RefCell<Option<Rc<HeldOut>>>,
    draws: Cell<u64>,
    listeners: RefCell<Vec<Listener>>,
}

/// One twin's codes, the point on them, and what it decodes to.
struct Plane {
    twin: Twin,
    prefix: &'static str,
    scatter: Scatter,
    decoded: Picture,
    likest: Picture,
    codes: RefCell<Option<TwinCodes>>,
}

impl Plane {
    fn new(twin: Twin, prefix: &'static str, name: &str) -> Result<Rc<Self>, PageError> {
        let options = ScatterOptions {
            name: format!("Held-out digits in the {name} autoencoder"),
            marker: true,
            empty: "Waiting for the network".to_owned(),
            ..ScatterOptions::default()
        };
        let picture = |part: &str, label: String| Picture::new(dom::element(&format!("{prefix}-{part}"))?, &label);
        let scatter = Scatter::new(dom::element(&format!("{prefix}-scatter"))?, options)?;
        scatter.set_prior(twin == Twin::Variational);
        Ok(Rc::new(Self {
            twin,
            prefix,
            scatter,
            decoded: picture("decoded", format!("Decoded by the {name} autoencoder"))?,
            likest: picture("likest", "The most similar held-out digit".to_owned())?,
            codes: RefCell::default(),
        }))
    }

    fn go(&self, ask: &Ask, z: [f32; 2]) {
        self.scatter.set_marker(&z);
        ask(Command::Decode { twin: self.twin, z });
    }

    fn show(&self, held_out: &HeldOut) {
        if let Some(codes) = self.codes.borrow().as_ref() {
            self.scatter.set_data(ScatterData {
                latent: 2,
                mu: codes.codes.0.clone(),
                logvar: codes.logvar.0.clone(),
                labels: held_out.labels.0.clone(),
                names: Vec::new(),
            });
        }
    }

    fn decoded(&self, answer: &Decoded, held_out: &HeldOut) -> Result<(), PageError> {
        let shape = Shape::from(held_out.shape);
        let index = answer.digit as usize;
        let likest = &held_out.pixels.0[index * shape.pixels()..(index + 1) * shape.pixels()];
        let label = held_out.labels.0.get(index).copied().unwrap_or_default();
        let spacing = self.codes.borrow().as_ref().map_or(0.0, |codes| codes.spacing);
        let spacings = if spacing > 0.0 { answer.distance / spacing } else { 0.0 };
        let unlike = number(f64::from(answer.unlike), 1);
        self.decoded.set(&answer.pixels.0, shape, &format!("at {}", latent_words(&answer.z)))?;
        self.likest.set(likest, shape, &format!("a {label}, squared error {unlike}"))?;
        let text = |part: &str, text: &str| dom::set_text(&format!("{}-{part}", self.prefix), text);
        text("z", &latent_words(&answer.z))?;
        text("distance", &number(f64::from(spacings), 1))?;
        text("unlike", &unlike)
    }
}

impl Holes {
    pub fn new(ask: Ask) -> Result<Rc<Self>, PageError> {
        let plain = Plane::new(Twin::Plain, "holes-plain", "plain")?;
        let variational = Plane::new(Twin::Variational, "holes-variational", "variational")?;
        for plane in [&plain, &variational] {
            let (ask, twin) = (ask.clone(), plane.twin);
            plane.scatter.on_pick(move |z| {
                if let [first, second] = *z {
                    ask(Command::Decode { twin, z: [first, second] });
                }
            });
        }
        let holes = Rc::new(Self {
            ask,
            plain,
            variational,
            held_out: RefCell::default(),
            draws: Cell::new(0),
            listeners: RefCell::default(),
        });
        holes.listeners.replace(vec![
            press::button("holes-go", &holes, |holes| {
                holes.to_holes();
                Ok(())
            })?,
            press::button("holes-digit", &holes, |holes| {
                holes.to_digit();
                Ok(())
            })?,
        ]);
        Ok(holes)
    }

    pub fn set_held_out(&self, held_out: Rc<HeldOut>) {
        self.plain.show(&held_out);
        self.variational.show(&held_out);
        self.held_out.replace(Some(held_out));
    }

    /// A twin's codes are here; its point goes to the largest hole among them.
    pub fn set_codes(&self, codes: TwinCodes) {
        let plane = self.plane(codes.twin);
        let hole = codes.hole;
        plane.codes.replace(Some(codes));
        if let Some(held_out) = self.held_out.borrow().as_ref() {
            plane.show(held_out);
        }
        plane.go(&self.ask, hole);
    }

    pub fn decoded(&self, answer: &Decoded) -> Result<(), PageError> {
        match self.held_out.borrow().as_ref() {
            Some(held_out) => self.plane(answer.twin).decoded(answer, held_out),
            None => Ok(()),
        }
    }

    fn plane(&self, twin: Twin) -> &Rc<Plane> {
        match twin {
            Twin::Plain => &self.plain,
            Twin::Variational => &self.variational,
        }
    }

    fn to_holes(&self) {
        for plane in [&self.plain, &self.variational] {
            let hole = plane.codes.borrow().as_ref().map(|codes| codes.hole);
            if let Some(hole) = hole {
                plane.go(&self.ask, hole);
            }
        }
    }

    /// Both points go to the code of one and the same held-out digit, another at every press.
    fn to_digit(&self) {
        let Some(count) = self.held_out.borrow().as_ref().map(|held_out| held_out.labels.0.len()) else { return };
        self.draws.set(self.draws.get() + 1);
        let index = Rng::new(0).split("digit of the twins", self.draws.get()).below(count);
        for plane in [&self.plain, &self.variational] {
            let code = plane
                .codes
                .borrow()
                .as_ref()
                .and_then(|codes| codes.codes.0.get(2 * index..2 * index + 2)?.try_into().ok());
            if let Some(code) = code {
                plane.go(&self.ask, code);
            }
        }
    }
}
