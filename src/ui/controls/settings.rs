//! The settings of a run: β, the sizes, the data, the optimizer and the seed.

use std::cell::Cell;
use std::rc::Rc;

use web_sys::{Event, HtmlInputElement, KeyboardEvent};

use super::experiments::Experiments;
use super::field::{TextField, accept, explain};
use super::{Tell, report};
use crate::settings::beta::{beta_at, beta_name, beta_position, next_beta};
use crate::settings::{Kind, RUN, Refusal, RunSettings, Setting, SettingError, run};
use crate::ui::dom::{self, Listener, PageError};
use crate::ui::state::{Change, PageState};
use crate::ui::words::thousands;

/// The slider of the latent dimensions, and the field whose upper limit is what was loaded.
const LATENT: &str = "latent-dimensions";
const IMAGES: &str = "training-images";

pub struct Settings {
    beta: HtmlInputElement,
    latent: HtmlInputElement,
    /// The slider of the latent dimensions is being moved, and its value not taken yet.
    latent_moves: Rc<Cell<bool>>,
    digits: Vec<HtmlInputElement>,
    fields: Rc<[TextField]>,
    experiments: Experiments,
    /// Training images that were loaded.
    loaded: Rc<Cell<f64>>,
    _listeners: Vec<Listener>,
}

impl Settings {
    pub fn bind(tell: &Tell) -> Result<Self, PageError> {
        let loaded = Rc::new(Cell::new(run::IMAGES.max));
        let beta: HtmlInputElement = dom::element("beta")?;
        let latent: HtmlInputElement = dom::element(LATENT)?;
        let digits =
            (0..10).map(|digit| dom::element(&format!("digit-{digit}"))).collect::<Result<Vec<_>, PageError>>()?;
        let mut listeners =
            vec![dom::listen(&dom::element("lab-form")?, "submit", |event: Event| event.prevent_default())?];
        listeners.extend(listen_to_beta(&beta, tell)?);
        let latent_moves: Rc<Cell<bool>> = Rc::default();
        listeners.extend(listen_to_latent(&latent, &latent_moves, tell)?);
        listeners.extend(listen_to_digits(&digits, tell)?);
        let fields: Rc<[TextField]> = run_fields(&loaded, tell)?.into();
        let (typed, ticked) = (fields.clone(), digits.clone());
        let forgive = move || {
            forgive_digits(&ticked)?;
            typed.iter().try_for_each(TextField::forgive)
        };
        let experiments = Experiments::bind(forgive, tell)?;
        Ok(Self { beta, latent, latent_moves, digits, fields, experiments, loaded, _listeners: listeners })
    }

    pub fn show(&self, state: &PageState) -> Result<(), PageError> {
        self.show_beta(state)?;
        if !self.latent_moves.get() {
            show_latent(&self.latent, state.run.latent)?;
        }
        // All off is what the person tried; the sentence beside them says that it does not count.
        if self.digits.iter().any(HtmlInputElement::checked) {
            for (digit, input) in self.digits.iter().enumerate() {
                input.set_checked(state.run.digits >> digit & 1 == 1);
            }
        }
        self.fields.iter().for_each(|field| field.show(state));
        self.experiments.show(state)
    }

    fn show_beta(&self, state: &PageState) -> Result<(), PageError> {
        let beta = state.run.beta;
        if beta_at(self.beta.value_as_number()) != beta {
            self.beta.set_value_as_number(beta_position(beta));
        }
        dom::set_attribute(&self.beta, "aria-valuetext", &format!("{beta}: {}", beta_name(beta)))?;
        dom::set_text("beta-value", beta_name(beta))
    }

    pub fn set_loaded(&self, images: u32) -> Result<(), PageError> {
        self.loaded.set(f64::from(images));
        dom::set_attribute(&dom::element(IMAGES)?, "max", &images.to_string())?;
        dom::set_text("training-images-total", &thousands(images.into()))
    }
}

/// The fields that are typed into. There are never more training images to ask for than `loaded`.
fn run_fields(loaded: &Rc<Cell<f64>>, tell: &Tell) -> Result<Vec<TextField>, PageError> {
    let typed = RUN.rows.iter().filter(|row| !matches!(row.kind, Kind::Digits) && row.id != LATENT);
    let bind = |row: &'static Setting<RunSettings>| {
        let limit = loaded.clone();
        let check = move |text: &str| match row.kind {
            Kind::Number(number) if row.id == IMAGES => {
                number.up_to(limit.get()).read(text).map(drop).map_err(Refusal::from)
            }
            _ => row.check(text),
        };
        TextField::bind(row, check, tell)
    };
    typed.map(bind).collect()
}

/// The slider overrules whatever was refused in the field beside it. The keys go from one plain number to the next.
fn listen_to_beta(slider: &HtmlInputElement, tell: &Tell) -> Result<[Listener; 2], PageError> {
    let (moved, pressed) = (slider.clone(), slider.clone());
    let (exact, tell) = (dom::element::<HtmlInputElement>("beta-exact")?, tell.clone());
    let set = Rc::new(move |beta: f32| {
        report(accept(&exact, "beta-error"));
        tell(Change::Set("beta", beta.to_string()));
    });
    let by_hand = set.clone();
    Ok([
        dom::listen(slider, "input", move |_| by_hand(beta_at(moved.value_as_number())))?,
        dom::listen_to(slider, "keydown", move |event: KeyboardEvent| {
            let up = match event.key().as_str() {
                "ArrowRight" | "ArrowUp" => true,
                "ArrowLeft" | "ArrowDown" => false,
                _ => return,
            };
            event.prevent_default();
            let beta = next_beta(beta_at(pressed.value_as_number()), up);
            pressed.set_value_as_number(beta_position(beta));
            set(beta);
        })?,
    ])
}

/// The number beside the slider follows the hand; the network changes when the hand lets go.
fn listen_to_latent(
    slider: &HtmlInputElement,
    moves: &Rc<Cell<bool>>,
    tell: &Tell,
) -> Result<[Listener; 3], PageError> {
    let (moving, settled, tell) = (slider.clone(), slider.clone(), tell.clone());
    let [begun, taken, over] = [moves.clone(), moves.clone(), moves.clone()];
    Ok([
        dom::listen(slider, "input", move |_| {
            begun.set(true);
            report(say_latent(&moving, moving.value_as_number() as u32));
        })?,
        dom::listen(slider, "change", move |_| {
            taken.set(false);
            tell(Change::Set("latent", settled.value()));
        })?,
        // One that is let go where it was is not changed.
        dom::listen(slider, "pointerup", move |_| over.set(false))?,
    ])
}

fn show_latent(slider: &HtmlInputElement, latent: u32) -> Result<(), PageError> {
    slider.set_value_as_number(f64::from(latent));
    say_latent(slider, latent)
}

fn say_latent(slider: &HtmlInputElement, latent: u32) -> Result<(), PageError> {
    let words = if latent == 1 { "1 dimension".to_owned() } else { format!("{latent} dimensions") };
    dom::set_attribute(slider, "aria-valuetext", &words)?;
    dom::set_text("latent-dimensions-value", &latent.to_string())
}

fn listen_to_digits(digits: &[HtmlInputElement], tell: &Tell) -> Result<Vec<Listener>, PageError> {
    let all: Rc<[HtmlInputElement]> = digits.into();
    let listen = |input: &HtmlInputElement| {
        let (all, tell) = (all.clone(), tell.clone());
        dom::listen(input, "change", move |_| {
            let kept = all.iter().enumerate().filter(|(_, input)| input.checked());
            let kept: String = kept.map(|(digit, _)| digit.to_string()).collect();
            if kept.is_empty() {
                report(explain("digits-error", &SettingError::NoDigits.into()));
            } else {
                report(dom::set_hidden("digits-error", true));
                tell(Change::Set("digits", kept));
            }
        })
    };
    digits.iter().map(listen).collect()
}

/// Takes back what is said of digits that are all off: others are about to be shown.
fn forgive_digits(digits: &[HtmlInputElement]) -> Result<(), PageError> {
    if !digits.iter().any(HtmlInputElement::checked) {
        digits.iter().for_each(|input| input.set_checked(true));
    }
    dom::set_hidden("digits-error", true)
}
