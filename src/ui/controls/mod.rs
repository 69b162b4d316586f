//! The controls of the page: they read what the person sets, check it, and report it as a [`Change`]; and they show a state.
//!
//! A value that cannot be used stays in its field with a sentence beside it, and nothing is reported. The controls know
//! neither figures nor workers, and hold no state of their own.

mod choices;
mod experiments;
mod field;
pub mod linked;
mod settings;
mod theme_switch;
mod view;

use std::rc::Rc;

use super::dom::{self, Listener, PageError};
use super::panic::report;
use super::state::page::PAGE;
use super::state::{Change, PageState};
pub use field::{accept, refuse};

use choices::Choice;
use settings::Settings;
use theme_switch::ThemeSwitch;
use view::AxesControls;

/// Hears every checked change.
type Tell = Rc<dyn Fn(Change)>;

/// All controls but the buttons of a run, bound for as long as this lives.
pub struct Controls {
    settings: Settings,
    choices: Vec<Choice>,
    axes: AxesControls,
    _theme: ThemeSwitch,
    _buttons: [Listener; 2],
}

impl Controls {
    /// Shows the state and from then on reports every change.
    pub fn bind(state: &PageState, tell: impl Fn(Change) + 'static) -> Result<Self, PageError> {
        let tell: Tell = Rc::new(tell);
        let press = |id: &str, change: fn() -> Change| {
            let tell = tell.clone();
            dom::listen(&dom::element(id)?, "click", move |_| tell(change()))
        };
        let bound = PAGE.rows.iter().filter(|row| !row.id.is_empty());
        let controls = Self {
            settings: Settings::bind(&tell)?,
            choices: bound.map(|row| Choice::bind(row, &tell)).collect::<Result<_, _>>()?,
            axes: AxesControls::bind(&tell)?,
            _theme: ThemeSwitch::bind()?,
            _buttons: [press("latent-draw", || Change::Draw)?, press("latent-slide", || Change::SlideGrids)?],
        };
        controls.show(state)?;
        Ok(controls)
    }

    /// Makes every control say what the state says; a field with a value that was refused keeps it.
    pub fn show(&self, state: &PageState) -> Result<(), PageError> {
        self.settings.show(state)?;
        self.choices.iter().try_for_each(|choice| choice.show(state))?;
        self.axes.show(state)
    }

    /// Lets the person ask for no more training images than were loaded.
    pub fn set_loaded(&self, images: u32, state: &PageState) -> Result<(), PageError> {
        self.settings.set_loaded(images)?;
        self.show(state)
    }
}
