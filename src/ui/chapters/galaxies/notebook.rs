//! The chapter: the notebook, and what goes into it as files and comes out of it as files. Of the three, only this knows the
//! others.

use std::rc::Rc;

use super::Galaxies;
use super::handin::HandIn;
use super::upload::Upload;
use crate::ui::dom::PageError;
use crate::ui::page::chapter::Chapter;
use crate::ui::page::{explorer::Explorer, report};

pub struct Notebook {
    _galaxies: Rc<Galaxies>,
    _upload: Rc<Upload>,
    _hand_in: HandIn,
}

impl Chapter for Notebook {
    type Host = Explorer;
    const SECTION: &'static str = "galaxies";

    fn start(_: &Rc<Explorer>) -> Result<Rc<Self>, PageError> {
        let galaxies = Galaxies::new()?;
        let notebook = Rc::downgrade(&galaxies);
        let upload = Upload::start(move |set| notebook.upgrade().map_or(Ok(()), |notebook| notebook.set_own(set)))?;
        let notebook = Rc::downgrade(&galaxies);
        let hand_in = HandIn::start(move |then| {
            notebook.upgrade().map_or(Ok(()), |notebook| notebook.ask_files(move |files| report(then(&files))))
        })?;
        Ok(Rc::new(Self { _galaxies: galaxies, _upload: upload, _hand_in: hand_in }))
    }
}
