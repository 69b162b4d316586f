//! Parts of the page that a link leaves out, and the dialog that makes such a link for a class.
//!
//! A part is any element with `data-hide="name"`; the first with a name says in `data-hide-label` what it is. Which parts
//! there are is known to `index.html` alone. What is left out is not loaded either, where it would load when it comes near.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Element, HtmlAnchorElement, HtmlDialogElement, HtmlElement, HtmlInputElement};

use crate::ui::address;
use crate::ui::dom::{self, During, Listener, PageError};
use crate::ui::panic::report;
use crate::ui::state::{left_out, query};
use crate::ui::weak::{calls, hears};

/// The attribute that the style sheet puts out of sight; `hidden` is the scripts' own.
const AWAY: &str = "data-away";

/// Takes out of sight what the address says, and returns a sentence for each name that no part has.
///
/// # Errors
/// If the browser cannot look for the parts.
pub fn leave_out() -> Result<Vec<String>, PageError> {
    let body = body()?;
    let mut notes = Vec::new();
    for name in left_out::names(&address::search()) {
        let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        let parts = if plain { dom::within(&body, &format!("[data-hide='{name}']"))? } else { Vec::new() };
        if parts.is_empty() {
            let start: String = name.chars().take(24).collect();
            notes.push(format!("The link hides “{start}”, which this page does not have."));
        }
        parts.iter().try_for_each(|part| dom::set_attribute(part, AWAY, ""))?;
    }
    Ok(notes)
}

/// The dialog, for as long as the page lives.
pub struct ClassLink {
    dialog: HtmlDialogElement,
    /// A box for each part: its name, and the box.
    boxes: RefCell<Vec<(String, HtmlInputElement)>>,
    listeners: RefCell<Vec<Listener>>,
}

impl ClassLink {
    /// `settle` has the address say what was changed last.
    ///
    /// # Errors
    /// If the page lacks the dialog or a part of it.
    pub fn bind(settle: impl Fn() + 'static) -> Result<Rc<Self>, PageError> {
        let link = Rc::new(Self {
            dialog: dom::element("class-link")?,
            boxes: RefCell::default(),
            listeners: RefCell::default(),
        });
        let closed = link.dialog.clone();
        link.listeners.replace(vec![
            dom::listen(
                &dom::element("class-link-open")?,
                "click",
                hears(&link, move |link, _| {
                    settle();
                    link.open()
                }),
            )?,
            dom::listen(&dom::element("class-link-list")?, "change", hears(&link, |link, _| link.show()))?,
            dom::listen(&dom::element("class-link-run")?, "change", hears(&link, |link, _| link.show()))?,
            dom::listen(&dom::element("class-link-copy")?, "click", hears(&link, |link, _| link.copy()))?,
            dom::listen(&dom::element("class-link-close")?, "click", move |_| closed.close())?,
        ]);
        Ok(link)
    }

    fn open(&self) -> Result<(), PageError> {
        if self.boxes.borrow().is_empty() {
            self.boxes.replace(offer()?);
        }
        let names = left_out::names(&address::search());
        for (name, input) in &*self.boxes.borrow() {
            input.set_checked(names.contains(name));
        }
        self.show()?;
        self.dialog.show_modal().during("open the dialog")
    }

    fn address(&self) -> Result<String, PageError> {
        let chosen = self.boxes.borrow();
        let names: Vec<String> =
            chosen.iter().filter(|(_, input)| input.checked()).map(|(name, _)| name.clone()).collect();
        let location = dom::window()?.location();
        let [origin, path, hash] = [location.origin(), location.pathname(), location.hash()];
        let runs = dom::element::<HtmlInputElement>("class-link-run")?.checked();
        let query = query::running(&left_out::write(&address::search(), &names), runs);
        let mark = if query.is_empty() { "" } else { "?" };
        let read = "read the address";
        Ok(format!("{}{}{mark}{query}{}", origin.during(read)?, path.during(read)?, hash.during(read)?))
    }

    fn show(&self) -> Result<(), PageError> {
        let address = self.address()?;
        dom::element::<HtmlInputElement>("class-link-address")?.set_value(&address);
        dom::element::<HtmlAnchorElement>("class-link-try")?.set_href(&address);
        dom::set_text("class-link-words", "")
    }

    /// Copies the address; where the browser does not let a page do so, it is marked for the person to copy.
    fn copy(self: &Rc<Self>) -> Result<(), PageError> {
        let field: HtmlInputElement = dom::element("class-link-address")?;
        field.select();
        let navigator = dom::window()?.navigator();
        // A page that came by plain HTTP has no clipboard, whatever its type says.
        let clipboard = js_sys::Reflect::get(&navigator, &"clipboard".into()).during("look for the clipboard")?;
        if !clipboard.is_object() {
            return by_hand();
        }
        let written = navigator.clipboard().write_text(&field.value());
        let done = calls(self, |_| dom::set_text("class-link-words", "Copied."));
        spawn_local(async move {
            match JsFuture::from(written).await {
                Ok(_) => done(),
                Err(_) => report(by_hand()),
            }
        });
        Ok(())
    }
}

fn by_hand() -> Result<(), PageError> {
    dom::set_text(
        "class-link-words",
        "This browser does not let the page copy. The address is marked: copy it by hand.",
    )
}

fn body() -> Result<HtmlElement, PageError> {
    dom::document()?.body().ok_or_else(|| PageError::Missing("body".to_owned()))
}

/// A box for each part of the page, in its order.
fn offer() -> Result<Vec<(String, HtmlInputElement)>, PageError> {
    let list: Element = dom::element("class-link-list")?;
    let offer = |part: &Element| {
        let (name, label) = (part.get_attribute("data-hide")?, part.get_attribute("data-hide-label")?);
        Some((name, label))
    };
    let row = |(name, label): (String, String)| {
        let (row, input): (Element, HtmlInputElement) = (dom::create("label")?, dom::create("input")?);
        input.set_type("checkbox");
        dom::append(&row, input.unchecked_ref())?;
        row.append_with_str_1(&format!(" {label}")).during("offer a part of the page")?;
        dom::append(&list, &row)?;
        Ok((name, input))
    };
    let body = body()?;
    dom::within(&body, "[data-hide-label]")?.iter().filter_map(offer).map(row).collect()
}
