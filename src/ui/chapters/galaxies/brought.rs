//! A network that the person brings to the notebook: it is shown as the one that was trained beforehand is, with every set of
//! images that it takes.

use wasm_bindgen::JsCast;
use web_sys::{Element, File, HtmlOptionElement, HtmlSelectElement};

use super::Galaxies;
use crate::protocol::bring::{Bring, Event, Takes};
use crate::protocol::galaxies::Choice;
use crate::protocol::{Command, ModelCard};
use crate::ui::dom::{self, PageError};
use crate::ui::page::conduct::tell;
use crate::ui::page::files;
use crate::ui::run::Input;

const SIZE: &str = "galaxies-size";
const CHANNELS: &str = "galaxies-channels";

impl Galaxies {
    pub(super) fn bring_network(&self, file: File) -> Result<(), PageError> {
        let bring = Bring { name: file.name(), takes: Takes::Squares(sizes()?) };
        self.conduct.client.send_files(&Command::Bring(bring), &[file]);
        Ok(())
    }

    /// The way back: its [`Event`] is the model's, as at the start.
    pub(super) fn open_shipped(&self) -> Result<(), PageError> {
        self.conduct.send(Command::OpenPretrained { weights: files::galaxy_weights() });
        Ok(())
    }

    pub(super) fn hear_of_network(&self, said: &Event) -> Result<(), PageError> {
        self.bring.get().map_or(Ok(()), |panel| panel.heard(said))?;
        let Event::Brought(brought) = said else { return Ok(()) };
        let [height, _, channels] = brought.card.input;
        self.card.replace(Some(brought.card.clone()));
        self.brought.set(true);
        tell(self, Input::Pretrained)?;
        if self.network_fits() {
            return Ok(());
        }
        // The images that it takes are prepared first, and then it is shown.
        for (id, value) in [(SIZE, height), (CHANNELS, channels)] {
            dom::element::<HtmlSelectElement>(id)?.set_value(&value.to_string());
        }
        self.settings_changed()
    }

    /// The network of the person's is gone, if there was one.
    pub(super) fn forget_brought(&self, words: &str) -> Result<(), PageError> {
        let was = self.brought.replace(false);
        self.bring.get().filter(|_| was).map_or(Ok(()), |panel| panel.gone(words))
    }

    /// The network that the worker has beside its run takes the images on the screen.
    pub(super) fn network_fits(&self) -> bool {
        let (card, known) = (self.card.borrow(), self.known.borrow());
        let shape = known.galaxies.as_ref().map(|galaxies| galaxies.shape);
        card.as_ref().is_some_and(|card| Some(card.input) == shape)
    }

    /// A network of the person's is shown, and stays when these images are chosen, as far as can be said before they are here.
    pub(super) fn keeps_network(&self, choice: Choice) -> bool {
        let takes = |card: &ModelCard| card.input[0] == choice.size && (card.input[2] == 1 || choice.colour);
        self.brought.get() && self.is_pretrained() && self.card.borrow().as_ref().is_some_and(takes)
    }

    /// The images that the network takes, in words.
    pub(super) fn taken_images(&self) -> String {
        let card = self.card.borrow();
        let Some([height, width, channels]) = card.as_ref().map(|card| card.input) else { return String::new() };
        let whose = if self.brought.get() { "Your network" } else { "The pretrained network" };
        let colour = if channels == 3 { "RGB" } else { "grey" };
        format!("{whose} takes {colour} images of {height} × {width} pixels: choose these first.")
    }
}

/// The sizes that the form offers.
fn sizes() -> Result<Vec<u32>, PageError> {
    let options = dom::within(&dom::element::<Element>(SIZE)?, "option")?;
    let value = |option: &Element| option.dyn_ref::<HtmlOptionElement>()?.value().parse().ok();
    Ok(options.iter().filter_map(value).collect())
}
