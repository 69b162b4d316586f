//! The table of runs: what it shows, which are marked for a comparison, and what is pressed in it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, HtmlInputElement};

use super::compare::MOST;
use super::rows::{self, ACT, FORGET, GO_ON, KEY, NAME};
use super::{Known, Shelf};
use crate::ui::dom::{self, Listener, PageError};
use crate::ui::shelf::{Order, Row, columns, csv, sorted};
use crate::ui::weak::hears;

pub struct Table {
    head: HtmlElement,
    body: HtmlElement,
    order: RefCell<Order>,
    /// The runs to compare, in the order in which they were marked.
    chosen: RefCell<Vec<String>>,
}

impl Table {
    pub fn new() -> Result<Self, PageError> {
        Ok(Self {
            head: dom::element("shelf-head")?,
            body: dom::element("shelf-rows")?,
            order: RefCell::default(),
            chosen: RefCell::default(),
        })
    }

    pub fn listen(&self, shelf: &Rc<Shelf>) -> Result<Vec<Listener>, PageError> {
        let sort = |shelf: &Rc<Shelf>, event: Event| {
            let Some((key, _)) = pressed(&event) else { return Ok(()) };
            shelf.table.order.borrow_mut().press(&key);
            shelf.show()
        };
        let click = |shelf: &Rc<Shelf>, event: Event| match pressed(&event) {
            Some((key, act)) if act == GO_ON => shelf.go_on(key),
            Some((key, act)) if act == FORGET => {
                shelf.later(|shelf| shelf.forget(vec![key]));
                // The button goes.
                dom::focus("shelf-title")
            }
            _ => Ok(()),
        };
        let change = |shelf: &Rc<Shelf>, event: Event| {
            let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
            match (pressed(&event), input) {
                (Some((key, act)), Some(input)) if act == NAME => {
                    let name = input.value();
                    shelf.later(|shelf| shelf.rename(key, name));
                    Ok(())
                }
                (Some((key, _)), Some(input)) => {
                    shelf.table.choose(key, input.checked());
                    shelf.later(Shelf::marked);
                    Ok(())
                }
                _ => Ok(()),
            }
        };
        Ok(vec![
            dom::listen(&self.head, "click", hears(shelf, sort))?,
            dom::listen(&self.body, "click", hears(shelf, click))?,
            dom::listen(&self.body, "change", hears(shelf, change))?,
        ])
    }

    fn choose(&self, key: String, chosen: bool) {
        let mut all = self.chosen.borrow_mut();
        all.retain(|other| *other != key);
        if chosen {
            all.push(key);
            let more = all.len().saturating_sub(MOST);
            all.drain(..more);
        }
    }

    /// The runs to compare.
    pub fn chosen(&self) -> Vec<String> {
        self.chosen.borrow().clone()
    }

    pub fn show(&self, known: &BTreeMap<String, Known>, in_memory: impl Fn(&str) -> bool) -> Result<(), PageError> {
        self.chosen.borrow_mut().retain(|key| known.get(key).is_some_and(Result::is_ok));
        let held = Held::of(&self.body, &self.head)?;
        let (read, unread) = rows::ordered(known.iter());
        let all: Vec<&Row> = read.iter().map(|(_, row)| *row).collect();
        let (columns, order) = (columns(&all, false), self.order.borrow());
        self.head.set_text_content(None);
        dom::append(&self.head, &rows::heading("name", "Run", &order)?)?;
        for column in &columns {
            dom::append(&self.head, &rows::heading(column.key, &column.title, &order)?)?;
        }
        dom::append(&self.head, &rows::heading("at", "Kept", &order)?)?;
        dom::append(&self.head, &dom::create::<Element>("td")?)?;
        self.body.set_text_content(None);
        for place in sorted(&all, &order) {
            let (key, row) = read[place];
            let chosen = self.chosen.borrow().contains(key);
            dom::append(&self.body, &rows::run(key, row, &columns, chosen, in_memory(key))?)?;
        }
        for (key, why) in unread {
            dom::append(&self.body, &rows::unread(key, why, columns.len())?)?;
        }
        held.map_or(Ok(()), |held| held.give_back(&self.body, &self.head))
    }

    /// The table as a file, in the order shown.
    pub fn csv(&self, known: &BTreeMap<String, Known>) -> String {
        let (read, _) = rows::ordered(known.iter());
        let all: Vec<&Row> = read.iter().map(|(_, row)| *row).collect();
        let time = |at: f64| String::from(js_sys::Date::new(&at.into()).to_iso_string());
        let lines: Vec<(&Row, String)> =
            sorted(&all, &self.order.borrow()).into_iter().map(|place| (all[place], time(all[place].at))).collect();
        csv(&lines)
    }
}

/// Where the keyboard is in the table, and what is being typed there, while its cells are made anew.
struct Held {
    selector: String,
    typed: Option<String>,
}

impl Held {
    fn of(body: &Element, head: &Element) -> Result<Option<Self>, PageError> {
        let active = dom::document()?.active_element();
        let Some(active) = active.filter(|active| body.contains(Some(active)) || head.contains(Some(active))) else {
            return Ok(None);
        };
        let part = |name: &str| active.get_attribute(name).map_or(String::new(), |value| format!("[{name}='{value}']"));
        let typed =
            active.dyn_ref::<HtmlInputElement>().filter(|input| input.type_() == "text").map(HtmlInputElement::value);
        Ok(Some(Self { selector: part(KEY) + &part(ACT), typed }))
    }

    fn give_back(self, body: &Element, head: &Element) -> Result<(), PageError> {
        let found = dom::within(body, &self.selector)?.into_iter().chain(dom::within(head, &self.selector)?).next();
        let Some(found) = found.and_then(|found| found.dyn_into::<HtmlElement>().ok()) else { return Ok(()) };
        if let (Some(input), Some(typed)) = (found.dyn_ref::<HtmlInputElement>(), self.typed) {
            input.set_value(&typed);
        }
        // A browser that cannot focus it leaves the keyboard at the top.
        let _ = found.focus();
        Ok(())
    }
}

/// The run and the act of the control in which an event happened.
fn pressed(event: &Event) -> Option<(String, String)> {
    let control = event.target()?.dyn_into::<Element>().ok()?;
    Some((control.get_attribute(KEY)?, control.get_attribute(ACT).unwrap_or_default()))
}
