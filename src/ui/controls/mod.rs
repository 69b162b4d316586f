//! The controls of the page: they read what the person sets, check it, and tell it as a [`Change`]; and they show a state.
//!
//! A value that cannot be used stays in its field with a sentence beside it, and nothing is told. The controls know
//! neither figures nor workers, and hold no state of their own.

mod choices;
mod field;
pub mod linked;
mod settings;
mod theme_switch;
mod view;

use std::rc::Rc;

use super::dom::{self, Listener, PageError};
use super::panic::report;
use super::state::{Change, PageState, Place};
pub use field::{accept, refuse};

use choices::{GridControls, ScatterControls};
use settings::Settings;
use theme_switch::ThemeSwitch;
use view::ViewControls;

/// Hears every checked change.
type Tell = Rc<dyn Fn(Change)>;

/// All controls but the buttons of a run, bound for as long as this lives.
pub struct Controls {
    settings: Settings,
    scatters: [ScatterControls; 2],
    grids: [GridControls; 2],
    view: ViewControls,
    _theme: ThemeSwitch,
    _buttons: [Listener; 2],
}

impl Controls {
    /// Shows the state and from then on tells every change.
    pub fn bind(state: &PageState, tell: impl Fn(Change) + 'static) -> Result<Self, PageError> {
        let tell: Tell = Rc::new(tell);
        let press = |id: &str, change: fn() -> Change| {
            let tell = tell.clone();
            dom::listen(&dom::element(id)?, "click", move |_| tell(change()))
        };
        let controls = Self {
            settings: Settings::bind(&tell)?,
            scatters: [ScatterControls::bind(Place::Lab, &tell)?, ScatterControls::bind(Place::Latent, &tell)?],
            grids: [GridControls::bind(Place::Lab, &tell)?, GridControls::bind(Place::Latent, &tell)?],
            view: ViewControls::bind(&tell)?,
            _theme: ThemeSwitch::bind()?,
            _buttons: [press("latent-draw", || Change::Draw)?, press("latent-slide", || Change::SlideGrids)?],
        };
        controls.show(state)?;
        Ok(controls)
    }

    /// Makes every control say what the state says; a field with a value that was refused keeps it.
    pub fn show(&self, state: &PageState) -> Result<(), PageError> {
        self.settings.show(state)?;
        for scatter in &self.scatters {
            scatter.show(state);
        }
        for grid in &self.grids {
            grid.show(state)?;
        }
        self.view.show(state)
    }

    /// Lets the person ask for no more training images than were loaded.
    pub fn set_loaded(&self, images: u32, state: &PageState) -> Result<(), PageError> {
        self.settings.set_loaded(images)?;
        self.show(state)
    }
}
