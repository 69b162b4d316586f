//! The classes of a scatter as buttons: a press shows one class alone, another press shows all again. Many classes get a field
//! that finds one by its name.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use web_sys::{HtmlButtonElement, HtmlElement, HtmlInputElement, KeyboardEvent};

use crate::ui::dom::{self, Listener, PageError};
use crate::ui::plot::glyph::{COLOURS, Glyph};
use crate::ui::weak::hears;

/// More buttons than these are searched.
const MOST_PLAIN: usize = 12;

/// A button for each class, outside the plot so that they never cover a point.
pub struct Legend(Rc<Inner>);

struct Inner {
    parent: HtmlElement,
    /// Called with the only class to show, if there is one.
    on_isolate: Box<dyn Fn(Option<u8>)>,
    /// The classes' names; empty for digits.
    names: RefCell<Vec<String>>,
    buttons: RefCell<Vec<Entry>>,
    search: RefCell<Option<Search>>,
    isolated: Cell<Option<u8>>,
}

struct Entry {
    button: HtmlButtonElement,
    name: String,
    /// Some point has this class.
    present: Cell<bool>,
    _listener: Listener,
}

struct Search {
    field: HtmlInputElement,
    words: HtmlElement,
    _listeners: [Listener; 2],
}

impl Legend {
    /// Fills `parent`. `on_isolate` is called with the only class to show, if there is one.
    pub fn new(parent: &HtmlElement, on_isolate: impl Fn(Option<u8>) + 'static) -> Result<Self, PageError> {
        dom::set_attribute(parent, "role", "group")?;
        dom::set_attribute(parent, "aria-label", "Show one class alone")?;
        let legend = Self(Rc::new(Inner {
            parent: parent.clone(),
            on_isolate: Box::new(on_isolate),
            names: RefCell::default(),
            buttons: RefCell::default(),
            search: RefCell::default(),
            isolated: Cell::new(None),
        }));
        legend.0.build(&[], COLOURS)?;
        Ok(legend)
    }

    /// Names `count` classes, by their numbers where there are no names, and hides those that none of the labels has.
    /// If the names change, all classes are shown.
    ///
    /// # Errors
    /// If the browser refuses an element.
    pub fn set_classes(&self, names: &[String], count: usize, labels: &[u8]) -> Result<(), PageError> {
        let same = *self.0.names.borrow() == names && self.0.buttons.borrow().len() == count;
        if !same {
            self.0.isolated.set(None);
            self.0.build(names, count)?;
        }
        let mut present = [false; 256];
        labels.iter().for_each(|label| present[usize::from(*label)] = true);
        self.0.buttons.borrow().iter().zip(present).for_each(|(entry, present)| entry.present.set(present));
        self.0.filter();
        Ok(())
    }
}

impl Inner {
    fn build(self: &Rc<Self>, names: &[String], count: usize) -> Result<(), PageError> {
        self.parent.set_text_content(None);
        self.search.replace(None);
        self.buttons.replace(Vec::new());
        self.names.replace(names.to_vec());
        let many = count > MOST_PLAIN;
        // The class is of the page's own making: it cannot fail.
        let _ = self.parent.class_list().toggle_with_force("many", many);
        if many {
            self.search.replace(Some(Search::new(self, count)?));
        }
        let buttons = (0..=u8::MAX).take(count).map(|class| Entry::new(self, class, names.get(usize::from(class))));
        self.buttons.replace(buttons.collect::<Result<_, _>>()?);
        Ok(())
    }

    fn press(&self, class: u8) {
        let now = if self.isolated.get() == Some(class) { None } else { Some(class) };
        self.isolated.set(now);
        for (other, entry) in (0..=u8::MAX).zip(self.buttons.borrow().iter()) {
            // The attribute exists: setting it again cannot fail.
            let _ = entry.button.set_attribute("aria-pressed", if now == Some(other) { "true" } else { "false" });
        }
        (self.on_isolate)(now);
    }

    /// Shows the buttons of classes that some point has, and of these the ones that are searched for.
    fn filter(&self) {
        let search = self.search.borrow();
        let sought = search.as_ref().map(|search| search.field.value().trim().to_lowercase()).unwrap_or_default();
        let (mut present, mut found) = (0, 0);
        for entry in self.buttons.borrow().iter() {
            let shown = entry.present.get() && entry.name.to_lowercase().contains(&sought);
            entry.button.set_hidden(!shown);
            present += usize::from(entry.present.get());
            found += usize::from(shown);
        }
        if let Some(search) = search.as_ref() {
            let words = match found {
                _ if sought.is_empty() => format!("{present} classes"),
                0 => format!("none of {present} classes is called so"),
                _ => format!("{found} of {present} classes"),
            };
            search.words.set_text_content(Some(&words));
        }
    }

    /// Presses the first button that is found.
    fn press_first(&self) {
        let first = self.buttons.borrow().iter().position(|entry| !entry.button.hidden());
        if let Some(class) = first.and_then(|class| u8::try_from(class).ok()) {
            self.press(class);
        }
    }
}

impl Entry {
    fn new(legend: &Rc<Inner>, class: u8, name: Option<&String>) -> Result<Self, PageError> {
        let button: HtmlButtonElement = dom::create("button")?;
        button.set_type("button");
        dom::set_attribute(&button, "aria-pressed", "false")?;
        let plural = format!("the {class}s");
        button.set_title(&format!("Show {} alone", name.unwrap_or(&plural)));
        let text: HtmlElement = dom::create("span")?;
        let name = name.cloned().unwrap_or_else(|| class.to_string());
        text.set_text_content(Some(&name));
        let swatch = swatch(class)?;
        dom::append(&button, &swatch)?;
        dom::append(&button, &text)?;
        dom::append(&legend.parent, &button)?;
        let listener = dom::listen(&button, "click", hears(legend, move |legend, _| legend.press(class)))?;
        Ok(Self { button, name, present: Cell::new(true), _listener: listener })
    }
}

/// A point of the class, as it looks on the plot.
fn swatch(class: u8) -> Result<HtmlElement, PageError> {
    let swatch: HtmlElement = dom::create("span")?;
    swatch.set_class_name("swatch");
    let colour = format!("var(--class-{})", usize::from(class) % COLOURS);
    dom::set_style(&swatch, "background", &colour)?;
    if let Some(path) = Glyph::of_class(class).clip_path() {
        swatch.set_class_name("swatch cut");
        dom::set_style(&swatch, "clip-path", &path)?;
    }
    Ok(swatch)
}

impl Search {
    fn new(legend: &Rc<Inner>, count: usize) -> Result<Self, PageError> {
        let field: HtmlInputElement = dom::create("input")?;
        field.set_type("search");
        field.set_placeholder("Find a class");
        dom::set_attribute(&field, "aria-label", &format!("Find one of {count} classes"))?;
        let words: HtmlElement = dom::create("span")?;
        dom::set_attribute(&words, "role", "status")?;
        dom::append(&legend.parent, &field)?;
        dom::append(&legend.parent, &words)?;
        let typed = dom::listen(&field, "input", hears(legend, |legend: &Rc<Inner>, _| legend.filter()))?;
        let this: Weak<Inner> = Rc::downgrade(legend);
        let entered = dom::listen_to(&field, "keydown", move |event: KeyboardEvent| {
            if let Some(legend) = this.upgrade().filter(|_| event.key() == "Enter") {
                event.prevent_default();
                legend.press_first();
            }
        })?;
        Ok(Self { field, words, _listeners: [typed, entered] })
    }
}
