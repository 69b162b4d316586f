//! The chapters with a program of their own, which the page loads when one of them comes near the screen.
//!
//! They share the document with the page's program and nothing else: [`runs`](crate::ui::page::runs) and turns cross as events.

use std::cell::OnceCell;
use std::rc::Rc;

use crate::ui::chapters::LATER;
use crate::ui::dom::PageError;
use crate::ui::page::chapter::{self, Chapters};
use crate::ui::page::explorer::Explorer;
use crate::ui::panic;

thread_local! {
    /// The chapters live as long as their tab.
    static LECTURE: OnceCell<(Rc<Explorer>, Chapters)> = const { OnceCell::new() };
}

/// Brings the chapters to life, each when it comes near the screen.
pub fn start() {
    panic::install();
    match open() {
        Ok(lecture) => LECTURE.with(|cell| drop(cell.set(lecture))),
        Err(error) => panic::show(&error.to_string()),
    }
}

fn open() -> Result<(Rc<Explorer>, Chapters), PageError> {
    let (explorer, chapters) = (chapter::explorer(&LATER)?, Chapters::default());
    chapters.follow(&explorer, &LATER)?;
    Ok((explorer, chapters))
}
