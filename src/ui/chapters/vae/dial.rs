//! A slider of one of the chapter's figures, with its value in words beside it (`<id>-value`).

use web_sys::HtmlInputElement;

use crate::ui::dom::{self, PageError};

pub struct Dial {
    pub input: HtmlInputElement,
    words: fn(f64) -> String,
}

impl Dial {
    /// `words` says the value of the slider's position.
    pub fn new(id: &str, words: fn(f64) -> String) -> Result<Self, PageError> {
        let dial = Self { input: dom::element(id)?, words };
        dial.say()?;
        Ok(dial)
    }

    /// The slider's position.
    pub fn value(&self) -> f64 {
        self.input.value_as_number()
    }

    /// Puts the value in words, for the eye and for who listens.
    pub fn say(&self) -> Result<(), PageError> {
        let words = (self.words)(self.value());
        dom::set_attribute(&self.input, "aria-valuetext", &words)?;
        dom::set_text(&format!("{}-value", self.input.id()), &words)
    }
}

/// The whole number at a position of a logarithmic slider.
pub fn power_of_ten(position: f64) -> usize {
    10f64.powf(position).round() as usize
}
