//! Where the person is reading: the navigation's links name the chapters, and the link to the one in the middle of the screen
//! is marked.

use std::cell::Cell;
use std::rc::Rc;

use web_sys::Element;

use crate::ui::dom::{self, PageError};
use crate::ui::near;
use crate::ui::weak::hears;

pub struct Place {
    links: Vec<Element>,
    sections: Vec<Element>,
    /// Index of the one that the person has come to.
    current: Cell<Option<usize>>,
    moved: Box<dyn Fn()>,
}

impl Place {
    /// Calls `moved` at every chapter that the person comes to, except the one where the page opens.
    ///
    /// # Errors
    /// Fails if a link of the navigation has no section.
    pub fn follow(moved: impl Fn() + 'static) -> Result<Rc<Self>, PageError> {
        let links = dom::within(&dom::element("chapters")?, "a[href^='#']")?;
        let section =
            |link: &Element| dom::element(link.get_attribute("href").unwrap_or_default().trim_start_matches('#'));
        let sections = links.iter().map(section).collect::<Result<Vec<Element>, _>>()?;
        let place = Rc::new(Self { links, sections, current: Cell::new(None), moved: Box::new(moved) });
        near::on_middle(&place.sections, hears(&place, |place, index| place.come_to(index)))?;
        Ok(place)
    }

    /// The id of the section that the person has come to, once they have moved.
    pub fn section(&self) -> Option<String> {
        Some(self.sections.get(self.current.get()?)?.id())
    }

    fn come_to(&self, index: usize) -> Result<(), PageError> {
        // The page opens on its first chapter, or on that of its address: neither needs to be written.
        let opened = self.current.replace(Some(index)).is_none();
        for (other, link) in self.links.iter().enumerate() {
            if other == index {
                dom::set_attribute(link, "aria-current", "true")?;
            } else {
                dom::remove_attribute(link, "aria-current")?;
            }
        }
        if !opened {
            (self.moved)();
        }
        Ok(())
    }
}
