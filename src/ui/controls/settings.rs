//! The settings of a run: β, the sizes, the data, the optimizer and the seed.

use std::cell::Cell;
use std::rc::Rc;

use web_sys::{Event, HtmlInputElement, KeyboardEvent};

use super::field::{TextField, accept, explain};
use super::{Tell, report};
use crate::ui::dom::{self, Listener, PageError};
use crate::ui::state::fields::{self, Field, FieldError};
use crate::ui::state::{Change, PageState, beta_name};
use crate::ui::words::thousands;

pub struct Settings {
    beta: HtmlInputElement,
    latent: HtmlInputElement,
    digits: Vec<HtmlInputElement>,
    fields: Vec<TextField>,
    /// Training images that were loaded.
    loaded: Rc<Cell<f64>>,
    _listeners: Vec<Listener>,
}

impl Settings {
    pub fn bind(tell: &Tell) -> Result<Self, PageError> {
        let loaded = Rc::new(Cell::new(fields::IMAGES.max));
        let beta: HtmlInputElement = dom::element("beta")?;
        let latent: HtmlInputElement = dom::element("latent-dimensions")?;
        let digits =
            (0..10).map(|digit| dom::element(&format!("digit-{digit}"))).collect::<Result<Vec<_>, PageError>>()?;
        let mut listeners =
            vec![dom::listen(&dom::element("lab-form")?, "submit", |event: Event| event.prevent_default())?];
        listeners.extend(listen_to_beta(&beta, tell)?);
        listeners.extend(listen_to_latent(&latent, tell)?);
        listeners.extend(listen_to_digits(&digits, tell)?);
        Ok(Self { beta, latent, digits, fields: run_fields(&loaded, tell)?, loaded, _listeners: listeners })
    }

    pub fn show(&self, state: &PageState) -> Result<(), PageError> {
        self.show_beta(state)?;
        show_latent(&self.latent, state.run.latent)?;
        // All off is what the person tried; the sentence beside them says that it does not count.
        if self.digits.iter().any(HtmlInputElement::checked) {
            for (digit, input) in self.digits.iter().enumerate() {
                input.set_checked(state.run.digits >> digit & 1 == 1);
            }
        }
        self.fields.iter().for_each(|field| field.show(state));
        Ok(())
    }

    fn show_beta(&self, state: &PageState) -> Result<(), PageError> {
        let beta = state.run.beta;
        if fields::beta_at(self.beta.value_as_number()) != beta {
            self.beta.set_value_as_number(fields::beta_position(beta));
        }
        dom::set_attribute(&self.beta, "aria-valuetext", &format!("{beta}: {}", beta_name(beta)))?;
        dom::set_text("beta-value", beta_name(beta))
    }

    pub fn set_loaded(&self, images: u32) -> Result<(), PageError> {
        self.loaded.set(f64::from(images));
        dom::set_attribute(&dom::element("training-images")?, "max", &images.to_string())?;
        dom::set_text("training-images-total", &thousands(images.into()))
    }
}

/// The fields that are typed into. There are never more training images to ask for than `loaded`.
fn run_fields(loaded: &Rc<Cell<f64>>, tell: &Tell) -> Result<Vec<TextField>, PageError> {
    let limit = loaded.clone();
    let images =
        move |text: &str| fields::IMAGES.up_to(limit.get()).read(text).map(|images| Change::Images(images as u32));
    let widths = |text: &str| fields::widths(text).map(Change::Hidden);
    Ok(vec![
        number("beta-exact", fields::BETA, |beta| Change::Beta(beta as f32), |state| state.run.beta.to_string(), tell)?,
        TextField::bind(
            "hidden-units",
            "hidden-units-error",
            widths,
            |state| fields::widths_text(&state.run.hidden),
            tell,
        )?,
        TextField::bind(
            "training-images",
            "training-images-error",
            images,
            |state| state.run.images.to_string(),
            tell,
        )?,
        number(
            "batch-size",
            fields::BATCH,
            |batch| Change::Batch(batch as u32),
            |state| state.run.batch.to_string(),
            tell,
        )?,
        number(
            "learning-rate",
            fields::LEARNING_RATE,
            Change::LearningRate,
            |state| state.run.learning_rate.to_string(),
            tell,
        )?,
        number(
            "epochs",
            fields::EPOCHS,
            |epochs| Change::Epochs(epochs as u32),
            |state| state.run.epochs.to_string(),
            tell,
        )?,
        number("seed", fields::SEED, |seed| Change::Seed(seed as u64), |state| state.run.seed.to_string(), tell)?,
    ])
}

fn number(
    id: &str,
    field: Field,
    change: fn(f64) -> Change,
    text: fn(&PageState) -> String,
    tell: &Tell,
) -> Result<TextField, PageError> {
    let error = format!("{}-error", id.trim_end_matches("-exact"));
    TextField::bind(id, &error, move |value| field.read(value).map(change), text, tell)
}

/// The slider overrules whatever was refused in the field beside it. The keys go from one plain number to the next.
fn listen_to_beta(slider: &HtmlInputElement, tell: &Tell) -> Result<[Listener; 2], PageError> {
    let (moved, pressed) = (slider.clone(), slider.clone());
    let (exact, tell) = (dom::element::<HtmlInputElement>("beta-exact")?, tell.clone());
    let set = Rc::new(move |beta: f32| {
        report(accept(&exact, "beta-error"));
        tell(Change::Beta(beta));
    });
    let by_hand = set.clone();
    Ok([
        dom::listen(slider, "input", move |_| by_hand(fields::beta_at(moved.value_as_number())))?,
        dom::listen_to(slider, "keydown", move |event: KeyboardEvent| {
            let up = match event.key().as_str() {
                "ArrowRight" | "ArrowUp" => true,
                "ArrowLeft" | "ArrowDown" => false,
                _ => return,
            };
            event.prevent_default();
            let beta = fields::next_beta(fields::beta_at(pressed.value_as_number()), up);
            pressed.set_value_as_number(fields::beta_position(beta));
            set(beta);
        })?,
    ])
}

/// The number beside the slider follows the hand; the network changes when the hand lets go.
fn listen_to_latent(slider: &HtmlInputElement, tell: &Tell) -> Result<[Listener; 2], PageError> {
    let (moving, settled, tell) = (slider.clone(), slider.clone(), tell.clone());
    Ok([
        dom::listen(slider, "input", move |_| report(say_latent(&moving, moving.value_as_number() as u32)))?,
        dom::listen(slider, "change", move |_| tell(Change::LatentDimensions(settled.value_as_number() as u32)))?,
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
            let kept = all.iter().enumerate().map(|(digit, input)| u16::from(input.checked()) << digit).sum();
            if kept == 0 {
                report(explain("digits-error", &FieldError::NoDigits));
            } else {
                report(dom::set_hidden("digits-error", true));
                tell(Change::Digits(kept));
            }
        })
    };
    digits.iter().map(listen).collect()
}
