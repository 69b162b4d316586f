//! The classes of a scatter as buttons: a press shows one class alone, another press shows all again.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use web_sys::{HtmlButtonElement, HtmlElement};

use crate::ui::dom::{self, Listener, PageError};

/// The ten buttons, outside the plot so that they never cover a point.
pub struct Legend {
    buttons: Vec<HtmlButtonElement>,
    /// The words on the buttons.
    texts: Vec<HtmlElement>,
    /// The classes' names; empty for digits.
    names: RefCell<Vec<String>>,
    isolated: Rc<Cell<Option<u8>>>,
    _listeners: Vec<Listener>,
}

impl Legend {
    /// Fills `parent`. `on_isolate` is called with the only class to show, if there is one.
    pub fn new(parent: &HtmlElement, on_isolate: impl Fn(Option<u8>) + 'static) -> Result<Self, PageError> {
        let on_isolate = Rc::new(on_isolate);
        let isolated = Rc::new(Cell::new(None));
        dom::set_attribute(parent, "role", "group")?;
        dom::set_attribute(parent, "aria-label", "Show one class alone")?;
        let (mut buttons, mut texts) = (Vec::new(), Vec::new());
        for digit in 0..10u8 {
            let button: HtmlButtonElement = dom::create("button")?;
            button.set_type("button");
            dom::set_attribute(&button, "aria-pressed", "false")?;
            dom::set_attribute(&button, "title", &format!("Show the {digit}s alone"))?;
            let swatch: HtmlElement = dom::create("span")?;
            swatch.set_class_name("swatch");
            dom::set_styles(
                &swatch,
                &[
                    ("display", "inline-block"),
                    ("width", "0.7em"),
                    ("height", "0.7em"),
                    ("border-radius", "50%"),
                    ("margin-right", "0.35em"),
                    ("background", &format!("var(--class-{digit})")),
                ],
            )?;
            let text: HtmlElement = dom::create("span")?;
            text.set_text_content(Some(&digit.to_string()));
            dom::append(&button, &swatch)?;
            dom::append(&button, &text)?;
            dom::append(parent, &button)?;
            buttons.push(button);
            texts.push(text);
        }
        let mut listeners = Vec::new();
        for (digit, button) in (0..10u8).zip(&buttons) {
            let (all, isolated, on_isolate) = (buttons.clone(), isolated.clone(), on_isolate.clone());
            listeners.push(dom::listen(button, "click", move |_| {
                let now = if isolated.get() == Some(digit) { None } else { Some(digit) };
                isolated.set(now);
                for (other, button) in (0..10u8).zip(&all) {
                    // The attribute exists: setting it again cannot fail.
                    let _ = button.set_attribute("aria-pressed", if now == Some(other) { "true" } else { "false" });
                }
                on_isolate(now);
            })?);
        }
        Ok(Self { buttons, texts, names: RefCell::default(), isolated, _listeners: listeners })
    }

    /// Names the classes, by their digits where there are no names. If the names change, all classes are shown.
    pub fn set_names(&self, names: &[String]) {
        if *self.names.borrow() == names {
            return;
        }
        self.names.replace(names.to_vec());
        self.isolated.set(None);
        for (digit, (button, text)) in self.buttons.iter().zip(&self.texts).enumerate() {
            let name = names.get(digit).cloned().unwrap_or_else(|| digit.to_string());
            text.set_text_content(Some(&name));
            button.set_title(&format!("Show {name} alone"));
            // The attribute exists: setting it again cannot fail.
            let _ = button.set_attribute("aria-pressed", "false");
        }
    }

    /// Hides the buttons of classes that no point has.
    pub fn set_present(&self, present: [bool; 10]) {
        for (button, present) in self.buttons.iter().zip(present) {
            button.set_hidden(!present);
        }
    }
}
