//! The lab's menu of experiments: one press sets a whole run, and a sentence says what to look for.

use web_sys::{HtmlOptionElement, HtmlSelectElement};

use super::{Tell, report};
use crate::ui::dom::{self, Listener, PageError};
use crate::ui::state::experiments::{self, EXPERIMENTS};
use crate::ui::state::{Change, PageState};

const MENU: &str = "lab-experiment";
const WORDS: &str = "lab-experiment-look";

pub struct Experiments {
    menu: HtmlSelectElement,
    _chosen: Listener,
}

impl Experiments {
    /// Fills the menu. `forgive` gives up what the fields refused, before an experiment is told of.
    ///
    /// # Errors
    /// If the page lacks the menu.
    pub fn bind(forgive: impl Fn() -> Result<(), PageError> + 'static, tell: &Tell) -> Result<Self, PageError> {
        let menu: HtmlSelectElement = dom::element(MENU)?;
        for experiment in &EXPERIMENTS {
            let option: HtmlOptionElement = dom::create("option")?;
            option.set_value(experiment.key);
            option.set_text(experiment.title);
            dom::append(&menu, &option)?;
        }
        let (chosen, tell) = (menu.clone(), tell.clone());
        let listener = dom::listen(&menu, "change", move |_| {
            let key = chosen.value();
            if let Some(experiment) = EXPERIMENTS.iter().find(|experiment| experiment.key == key) {
                report(forgive());
                tell(Change::Try(experiment));
            }
        })?;
        Ok(Self { menu, _chosen: listener })
    }

    /// Names the experiment whose settings these are.
    pub fn show(&self, state: &PageState) -> Result<(), PageError> {
        let experiment = experiments::of(&state.run);
        self.menu.set_value(experiment.map_or("", |experiment| experiment.key));
        let look = experiment.map_or("", |experiment| experiment.look);
        dom::set_text(WORDS, look)?;
        dom::set_hidden(WORDS, look.is_empty())
    }
}
