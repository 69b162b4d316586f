//! What the figures show: lists, radio buttons, boxes and sliders, each bound to its row.

use std::rc::Rc;

use web_sys::{HtmlInputElement, HtmlSelectElement};

use super::Tell;
use crate::settings::{Kind, Number, Setting};
use crate::ui::dom::{self, Listener, PageError};
use crate::ui::state::{Change, PageState};

/// The value of the option that colours by label.
const LABEL: &str = "label";

/// The control of one setting.
pub struct Choice {
    row: &'static Setting<PageState>,
    element: Element,
    _listeners: Vec<Listener>,
}

enum Element {
    List(HtmlSelectElement),
    /// A radio button for each choice, with its name.
    Buttons(Vec<(&'static str, HtmlInputElement)>),
    Switch(HtmlInputElement),
    Slider(HtmlInputElement, Number),
}

impl Choice {
    /// The control of a row that has one.
    ///
    /// # Errors
    /// If the page lacks it.
    pub fn bind(row: &'static Setting<PageState>, tell: &Tell) -> Result<Self, PageError> {
        let element = match row.kind {
            Kind::Switch => Element::Switch(dom::element(row.id)?),
            Kind::Number(number) => Element::Slider(dom::element(row.id)?, number),
            // Radio buttons where no list has the id.
            Kind::OneOf(names) => match dom::element(row.id) {
                Ok(list) => Element::List(list),
                Err(_) => Element::Buttons(buttons(row.id, names)?),
            },
            _ => Element::List(dom::element(row.id)?),
        };
        let set: Rc<dyn Fn(String)> = {
            let tell = tell.clone();
            Rc::new(move |text| tell(Change::Set(row.key, text)))
        };
        let listeners = match &element {
            Element::List(list) => {
                let chosen = list.clone();
                vec![dom::listen(list, "change", move |_| set(chosen.value()))?]
            }
            Element::Buttons(buttons) => buttons
                .iter()
                .map(|(name, button)| {
                    let (set, name) = (set.clone(), *name);
                    dom::listen(button, "change", move |_| set(name.to_owned()))
                })
                .collect::<Result<_, _>>()?,
            Element::Switch(switch) => {
                let switched = switch.clone();
                vec![dom::listen(switch, "change", move |_| set(u8::from(switched.checked()).to_string()))?]
            }
            Element::Slider(slider, Number { scale, .. }) => {
                let (moved, scale) = (slider.clone(), *scale);
                vec![dom::listen(slider, "input", move |_| set((moved.value_as_number() / scale).to_string()))?]
            }
        };
        Ok(Self { row, element, _listeners: listeners })
    }

    /// Makes the control say what the state says.
    ///
    /// # Errors
    /// If the page lacks the text beside a slider.
    pub fn show(&self, state: &PageState) -> Result<(), PageError> {
        let text = self.row.text(state);
        match &self.element {
            Element::List(list) => {
                list.set_value(&text);
                // A property that the images turn out not to have leaves nothing selected; then the label colours them.
                if list.selected_index() < 0 {
                    list.set_value(LABEL);
                }
            }
            Element::Buttons(buttons) => buttons.iter().for_each(|(name, button)| button.set_checked(*name == text)),
            Element::Switch(switch) => switch.set_checked(text == "1"),
            Element::Slider(slider, number) => {
                let value: f64 = text.parse().unwrap_or(number.min);
                let position = (value * number.scale * 1000.0).round() / 1000.0;
                if slider.value_as_number() != position {
                    slider.set_value_as_number(position);
                }
                let [shown, spoken] = words(self.row.key, value);
                dom::set_attribute(slider, "aria-valuetext", &spoken)?;
                dom::set_text(&format!("{}-value", self.row.id), &shown)?;
            }
        }
        Ok(())
    }
}

fn buttons(id: &str, names: &'static [&'static str]) -> Result<Vec<(&'static str, HtmlInputElement)>, PageError> {
    names.iter().map(|name| Ok((*name, dom::element(&format!("{id}-{name}"))?))).collect()
}

/// What stands beside a slider, and what is spoken of it.
fn words(key: &str, value: f64) -> [String; 2] {
    match key.trim_start_matches("latent-") {
        "range" => [format!("±{value}"), format!("z from −{value} to {value}")],
        "quantile" => {
            let high = (1000.0 - (value * 1000.0).round()) / 1000.0;
            [format!("{value}–{high}"), format!("quantiles {value} to {high}")]
        }
        _ => [value.to_string(), format!("{value} tiles")],
    }
}
