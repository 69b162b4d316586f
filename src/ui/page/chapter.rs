//! What a program knows of a chapter: its section, what it starts with, and how it learns of the page's state.
//!
//! A chapter declares it ([`Chapter`]), and the lists in [`chapters`](crate::ui::chapters) name each chapter once.

use std::cell::RefCell;
use std::rc::Rc;

use super::explorer::Explorer;
use crate::protocol::Guest;
use crate::settings::When;
use crate::ui::dom::{self, PageError};
use crate::ui::near;
use crate::ui::state::{Change, PageState};
use crate::ui::weak::calls;

/// What the page's first program shares with its chapters.
pub trait Page {
    fn explorer(&self) -> &Rc<Explorer>;
    fn state(&self) -> PageState;
    /// Applies what the person changed, and passes it on to the chapters and the controls.
    ///
    /// # Errors
    /// Fails if a figure or a control cannot show it.
    fn change(&self, what: Change) -> Result<(), PageError>;
    /// There are no more than `loaded` training images.
    ///
    /// # Errors
    /// Fails if the controls cannot show it.
    fn limit_images(&self, loaded: u32) -> Result<(), PageError>;
}

/// A chapter, made when its section comes near the screen.
pub trait Chapter: Sized + 'static {
    /// What its program gives it: the [`Explorer`], or the [`Page`], which has that and a state.
    type Host: ?Sized + 'static;
    /// The id of its section.
    const SECTION: &'static str;
    /// What the explorer's worker calls it, if it asks that worker for anything.
    const GUESTS: &'static [Guest] = &[];
    /// It starts with its program, wherever the person begins reading.
    const AT_ONCE: bool = false;

    /// # Errors
    /// Fails if the page lacks one of the chapter's elements, or the browser something that it needs.
    fn start(host: &Rc<Self::Host>) -> Result<Rc<Self>, PageError>;

    /// Called when the page's state has changed, to this effect. Chapters of a program without a state are never called.
    ///
    /// # Errors
    /// Fails if a figure cannot show it.
    fn changed(&self, _when: When, _state: &PageState) -> Result<(), PageError> {
        Ok(())
    }
}

/// A chapter that has started: keeps it alive and calls [`Chapter::changed`].
type Running = Box<dyn Fn(When, &PageState) -> Result<(), PageError>>;

/// A chapter in the list of its program.
pub struct Entry<H: ?Sized> {
    section: &'static str,
    guests: &'static [Guest],
    at_once: bool,
    start: fn(&Rc<H>) -> Result<Running, PageError>,
}

impl<H: ?Sized + 'static> Entry<H> {
    pub const fn of<C: Chapter<Host = H>>() -> Self {
        Self { section: C::SECTION, guests: C::GUESTS, at_once: C::AT_ONCE, start: begin::<C> }
    }
}

fn begin<C: Chapter>(host: &Rc<C::Host>) -> Result<Running, PageError> {
    let chapter = C::start(host)?;
    Ok(Box::new(move |when, state| chapter.changed(when, state)))
}

/// The explorer for the chapters of this list.
///
/// # Errors
/// Fails if the page lacks the section of one of its guests.
pub fn explorer<H: ?Sized>(list: &[Entry<H>]) -> Result<Rc<Explorer>, PageError> {
    let guests: Vec<Guest> = list.iter().flat_map(|entry| entry.guests).copied().collect();
    Explorer::new(&guests)
}

/// The chapters of a program that have started.
#[derive(Default)]
pub struct Chapters(Rc<RefCell<Vec<Running>>>);

impl Chapters {
    /// Starts each chapter of the list when its section comes near the screen.
    ///
    /// # Errors
    /// Fails if the page lacks the section of one of them.
    pub fn follow<H: ?Sized + 'static>(&self, host: &Rc<H>, list: &'static [Entry<H>]) -> Result<(), PageError> {
        for entry in list {
            let running = self.0.clone();
            let start = calls(host, move |host| {
                let chapter = (entry.start)(host)?;
                running.borrow_mut().push(chapter);
                Ok(())
            });
            if entry.at_once {
                start();
            } else {
                near::once_near(&dom::element(entry.section)?, start)?;
            }
        }
        Ok(())
    }

    /// Passes a change on to all of them.
    ///
    /// # Errors
    /// Fails if one of them cannot show it; those after it are not called.
    pub fn changed(&self, when: When, state: &PageState) -> Result<(), PageError> {
        self.0.borrow().iter().try_for_each(|chapter| chapter(when, state))
    }
}
