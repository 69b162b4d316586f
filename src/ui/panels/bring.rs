//! A network that the person brings: its file is chosen or dropped, and what was read of it is said beside it. The panel asks no
//! worker itself: whoever has it says what becomes of a file.

use std::rc::Rc;

use web_sys::{Element, EventTarget, File, HtmlInputElement};

use crate::protocol::bring::Event;
use crate::ui::dom::{self, Listener, PageError};
use crate::ui::page::dropped;
use crate::ui::weak::hears;

pub struct Bring {
    /// Of the elements' ids.
    prefix: &'static str,
    _listeners: Vec<Listener>,
}

impl Bring {
    /// `chosen` receives a file, `back` a press of the button for the page's own network.
    ///
    /// # Errors
    /// Fails if the page lacks one of its elements, or the browser refuses a listener.
    pub fn new<T: 'static>(
        prefix: &'static str,
        who: &Rc<T>,
        chosen: fn(&T, File) -> Result<(), PageError>,
        back: fn(&T) -> Result<(), PageError>,
    ) -> Result<Self, PageError> {
        let id = |part: &str| format!("{prefix}-bring-{part}");
        let take = move |who: &Rc<T>, file: Option<File>| {
            let Some(file) = file else { return Ok(()) };
            dom::set_text(&format!("{prefix}-bring-words"), &format!("Reading {} …", file.name()))?;
            chosen(who, file)
        };
        let input: HtmlInputElement = dom::element(&id("file"))?;
        let field = input.clone();
        let picked = hears(who, move |who, _| {
            let file = field.files().and_then(|files| files.get(0));
            take(who, file)?;
            // So that the same file can be chosen again.
            field.set_value("");
            Ok::<(), PageError>(())
        });
        let mut listeners = vec![
            dom::listen(&input, "change", picked)?,
            dom::listen(&dom::element::<EventTarget>(&id("back"))?, "click", hears(who, move |who, _| back(who)))?,
        ];
        listeners.extend(dropped::zone(&id("zone"), who, move |who, transfer| {
            take(who, transfer.files().and_then(|files| files.get(0)))
        })?);
        Ok(Self { prefix, _listeners: listeners })
    }

    /// Says what was read, or why it does not fit.
    ///
    /// # Errors
    /// Fails if the page lacks one of its elements.
    pub fn heard(&self, event: &Event) -> Result<(), PageError> {
        match event {
            Event::Brought(brought) => {
                self.offer_way_back(true)?;
                self.say(&brought.words)
            }
            Event::Unfit(why) => self.say(why),
        }
    }

    /// The page's own network is shown again, as these words say.
    ///
    /// # Errors
    /// Fails if the page lacks one of its elements.
    pub fn gone(&self, words: &str) -> Result<(), PageError> {
        let back: Element = dom::element(&format!("{}-bring-back", self.prefix))?;
        if dom::document()?.active_element().is_some_and(|active| active == back) {
            dom::focus(&format!("{}-bring-words", self.prefix))?;
        }
        self.offer_way_back(false)?;
        self.say(words)
    }

    fn offer_way_back(&self, offered: bool) -> Result<(), PageError> {
        dom::set_hidden(&format!("{}-bring-back", self.prefix), !offered)
    }

    fn say(&self, words: &str) -> Result<(), PageError> {
        dom::set_text(&format!("{}-bring-words", self.prefix), words)
    }
}
