//! What the lab is to its program: where it is, what it is given, and which changes of the state concern it.

use std::rc::Rc;

use super::Lab;
use crate::settings::{Figure, When};
use crate::ui::dom::PageError;
use crate::ui::page::chapter::{Chapter, Page};
use crate::ui::page::{kept, report, runs::Runs};
use crate::ui::shelf::Home;
use crate::ui::state::{Change, PageState};
use crate::ui::weak::{hears, with};

impl Chapter for Lab {
    type Host = dyn Page;
    const SECTION: &'static str = "mnist";

    fn start(page: &Rc<dyn Page>) -> Result<Rc<Self>, PageError> {
        let runs = Runs::new()?;
        let loaded = hears(page, |page, images| page.limit_images(images));
        let lab = Self::new(page.state(), loaded, move |run, point| report(runs.add(run, point)))?;
        let (page, weak) = (Rc::downgrade(page), Rc::downgrade(&lab));
        let returned = kept::on_return(Home::Lab, move |row, files| {
            with(&page, |page| page.change(Change::Run(row.settings)));
            with(&weak, |lab| lab.go_on(files));
        })?;
        lab.listeners.borrow_mut().extend(returned);
        Ok(lab)
    }

    fn changed(&self, when: When, state: &PageState) -> Result<(), PageError> {
        match when {
            When::Live => return self.live_setting(state),
            When::Resets => return self.new_run(state),
            When::Shows(Figure::LabScatter) => return self.set_scatter(state),
            When::Shows(Figure::LabManifold) => self.set_grid(state),
            _ => {}
        }
        Ok(())
    }
}
