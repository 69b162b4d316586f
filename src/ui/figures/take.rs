//! A figure to take away: on an event at its container it paints itself for a picture, or gives its numbers as text. Who saves them
//! is static/take.js, which knows figures by these two events alone.

use std::rc::Rc;

use js_sys::Reflect;
use web_sys::{CustomEvent, HtmlElement};

use crate::data::Shape;
use crate::export::{Cell, Sheet};
use crate::ui::{
    dom::{self, Listener, PageError},
    plot::readback,
    weak::hears,
};

/// Its detail is `{ fineness, readable }`: how many times as fine as on the screen to paint, in the container's own colours, until it is
/// told 1. It sets `readable`: whether this browser gives back what is drawn.
const PICTURE: &str = "latent-lab-picture";
/// Its detail is `{ csv }`, which it sets.
const NUMBERS: &str = "latent-lab-numbers";

/// What can be taken away.
pub trait Taken {
    fn portray(&self, fineness: f64);
    /// What is drawn now, a header first; `None` while nothing is.
    fn numbers(&self) -> Option<Sheet>;
}

/// Has `who`, in this container, answer for as long as it lives.
///
/// # Errors
/// If the browser refuses a listener.
pub fn offer<T: Taken + 'static>(container: &HtmlElement, who: &Rc<T>) -> Result<[Listener; 2], PageError> {
    let portray = |who: &Rc<T>, event: CustomEvent| {
        let fineness = Reflect::get(&event.detail(), &"fineness".into()).ok().and_then(|fineness| fineness.as_f64());
        who.portray(fineness.unwrap_or(1.0));
        answer(&event, "readable", &readback::is_true().into());
    };
    let numbers = |who: &Rc<T>, event: CustomEvent| {
        if let Some(sheet) = who.numbers() {
            answer(&event, "csv", &sheet.csv().into());
        }
    };
    Ok([
        dom::listen_to(container, PICTURE, hears(who, portray))?,
        dom::listen_to(container, NUMBERS, hears(who, numbers))?,
    ])
}

fn answer(event: &CustomEvent, name: &str, value: &wasm_bindgen::JsValue) {
    // Who asks without a place for the answer gets none.
    let _ = Reflect::set(&event.detail(), &name.into(), value);
}

/// The names of an image's pixels as a table has them, "row x column" from 1, with the channel of a colour.
pub fn pixel_names(shape: Shape) -> Vec<String> {
    let channels: &[&str] = if shape.channels == 3 { &[" red", " green", " blue"] } else { &[""] };
    let places = (1..=shape.height).flat_map(|row| (1..=shape.width).map(move |column| (row, column)));
    places.flat_map(|(row, column)| channels.iter().map(move |channel| format!("{row}x{column}{channel}"))).collect()
}

/// An image's pixels as cells, 0 to 255.
pub fn pixels(image: &[u8]) -> impl Iterator<Item = Cell> {
    image.iter().map(|shade| Cell::from(usize::from(*shade)))
}
