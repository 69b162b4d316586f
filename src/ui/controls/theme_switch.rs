//! The switch between the light and the dark theme. What the system prefers is followed until it is pressed.

use web_sys::{Element, Storage};

use super::report;
use crate::ui::dom::{self, During, Listener, PageError};

const ATTRIBUTE: &str = "data-theme";
const STORED: &str = "latent-lab-theme";
const DARK: &str = "dark";
const LIGHT: &str = "light";

pub struct ThemeSwitch {
    _pressed: Listener,
    _system: Option<Listener>,
}

impl ThemeSwitch {
    pub fn bind() -> Result<Self, PageError> {
        let stored = storage().and_then(|storage| storage.get_item(STORED).ok().flatten());
        if let Some(theme) = stored.filter(|theme| theme == DARK || theme == LIGHT) {
            dom::set_attribute(&root()?, ATTRIBUTE, &theme)?;
        }
        say()?;
        let button: Element = dom::element("theme-switch")?;
        let pressed = dom::listen(&button, "click", |_| report(switch()))?;
        let query = dom::window()?.match_media("(prefers-color-scheme: dark)").during("ask for the colour scheme")?;
        let system = query.map(|query| dom::listen(&query, "change", |_| report(say()))).transpose()?;
        Ok(Self { _pressed: pressed, _system: system })
    }
}

fn switch() -> Result<(), PageError> {
    let theme = if is_dark()? { LIGHT } else { DARK };
    dom::set_attribute(&root()?, ATTRIBUTE, theme)?;
    if let Some(storage) = storage() {
        // A browser that refuses to store it shows the chosen theme all the same, until the page is closed.
        let _ = storage.set_item(STORED, theme);
    }
    say()
}

/// Names the theme that a press leads to.
fn say() -> Result<(), PageError> {
    dom::set_text("theme-switch", if is_dark()? { "Light theme" } else { "Dark theme" })
}

fn is_dark() -> Result<bool, PageError> {
    if let Some(theme) = root()?.get_attribute(ATTRIBUTE) {
        return Ok(theme == DARK);
    }
    let query = dom::window()?.match_media("(prefers-color-scheme: dark)").during("ask for the colour scheme")?;
    Ok(query.is_some_and(|query| query.matches()))
}

fn root() -> Result<Element, PageError> {
    dom::document()?.document_element().ok_or_else(|| PageError::Missing("html".to_owned()))
}

/// The browser's store, where it grants one.
fn storage() -> Option<Storage> {
    dom::window().ok()?.local_storage().ok().flatten()
}
