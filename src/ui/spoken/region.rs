//! The live region, and the lines that are said in it: those with `data-spoken`, whose value says whose line it is, and the
//! sentences of fields (`.error`). `data-counts` marks a line that tells of progress by itself, and `data-while` names the
//! figure that must have the keyboard.

use std::cell::{Cell, RefCell};

use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Element, MutationObserver, MutationObserverInit};

use super::pace::Pace;
use crate::ui::dom::{self, During, PageError};
use crate::ui::near::Later;

const LINES: &str = "[data-spoken], .error";
const REGION: &str = "announcer";
/// What waits is looked at again after so long, ms.
const AGAIN: i32 = 500;

struct Voice {
    region: Element,
    lines: Vec<Element>,
    pace: RefCell<Pace>,
    /// It looks again by itself.
    asked: Cell<bool>,
    again: Later,
}

thread_local! {
    static VOICE: RefCell<Option<&'static Voice>> = const { RefCell::new(None) };
}

/// Says what changes from now on, as long as the page is there.
///
/// # Errors
/// If the page lacks the region, or the browser refuses an observer.
pub fn start() -> Result<(), PageError> {
    let body = dom::document()?.body().ok_or_else(|| PageError::Missing("body".to_owned()))?;
    let lines = dom::within(&body, LINES)?;
    let mut pace = Pace::default();
    for line in &lines {
        let name = line.get_attribute("data-spoken").unwrap_or_default();
        pace.add(&name, line.has_attribute("data-counts"), &words(line));
    }
    let again = Later::new(AGAIN, || with(Voice::look_again));
    let region = dom::element(REGION)?;
    let voice = Voice { region, lines, pace: RefCell::new(pace), asked: Cell::new(false), again };
    let voice: &'static Voice = Box::leak(Box::new(voice));
    VOICE.set(Some(voice));
    let changed = Closure::<dyn FnMut()>::new(|| with(Voice::hear));
    let observer = MutationObserver::new(changed.as_ref().unchecked_ref()).during("watch the page's sentences")?;
    let options = MutationObserverInit::new();
    options.set_child_list(true);
    options.set_character_data(true);
    options.set_subtree(true);
    options.set_attributes(true);
    options.set_attribute_filter(&js_sys::Array::of1(&"hidden".into()));
    for line in &voice.lines {
        observer.observe_with_options(line, &options).during("watch the page's sentences")?;
    }
    changed.forget();
    Ok(())
}

fn with(act: impl Fn(&Voice)) {
    if let Some(voice) = VOICE.with_borrow(|voice| *voice) {
        act(voice);
    }
}

/// What a line says on the screen.
fn words(line: &Element) -> String {
    let hidden = line.closest("[hidden], [data-away]").is_ok_and(|found| found.is_some());
    let elsewhere = line.get_attribute("data-while").is_some_and(|figure| !has_keyboard(&figure));
    let text = line.text_content().filter(|_| !hidden && !elsewhere).unwrap_or_default();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether the keyboard is in the element with this id.
fn has_keyboard(id: &str) -> bool {
    let focused = dom::document().ok().and_then(|document| document.active_element());
    focused.is_some_and(|element| element.closest(&format!("#{id}")).is_ok_and(|found| found.is_some()))
}

impl Voice {
    fn hear(&self) {
        for (index, line) in self.lines.iter().enumerate() {
            self.pace.borrow_mut().hear(index, &words(line));
        }
        self.speak();
    }

    fn look_again(&self) {
        self.asked.set(false);
        self.speak();
    }

    fn speak(&self) {
        if let Some(sentence) = self.pace.borrow_mut().next(dom::now()) {
            self.region.set_text_content(Some(&sentence));
        }
        if self.pace.borrow().waits() && !self.asked.replace(true) {
            // A browser that gives no timer says it with the next change.
            let _ = self.again.ask();
        }
    }
}
