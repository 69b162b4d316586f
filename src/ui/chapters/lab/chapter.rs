//! What the lab is to its program: where it is, what it is given, and which changes of the state concern it.

use std::rc::Rc;

use super::Lab;
use crate::ui::dom::PageError;
use crate::ui::page::chapter::{Chapter, Page};
use crate::ui::page::{report, runs::Runs};
use crate::ui::state::{Effect, PageState, Place};
use crate::ui::weak::hears;

impl Chapter for Lab {
    type Host = dyn Page;
    const SECTION: &'static str = "mnist";

    fn start(page: &Rc<dyn Page>) -> Result<Rc<Self>, PageError> {
        let runs = Runs::new()?;
        let loaded = hears(page, |page, images| page.limit_images(images));
        Self::new(page.state(), loaded, move |run, point| report(runs.add(run, point)))
    }

    fn changed(&self, effect: Effect, state: &PageState) -> Result<(), PageError> {
        match effect {
            Effect::NextBatch => self.live_setting(state),
            Effect::NewRun => return self.new_run(state),
            Effect::Scatter(Place::Lab) => return self.set_scatter(state),
            Effect::Manifold(Place::Lab) => self.set_grid(state),
            _ => {}
        }
        Ok(())
    }
}
