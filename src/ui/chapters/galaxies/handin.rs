//! Handing in: the answers are kept in the browser's storage, and leave the page as files together with figures and settings.

use std::rc::Rc;

use js_sys::Date;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{
    Element, HtmlElement, HtmlInputElement, HtmlLabelElement, HtmlSelectElement, HtmlTextAreaElement, Storage,
};

use crate::export::{Figure, Report, Table, html};
use crate::protocol::handin::{Files, WEIGHTS};
use crate::ui::dom::{self, Listener, PageError};
use crate::ui::near::Later;
use crate::ui::page::{download, report};
use crate::ui::plot::readback;

use super::pictures::picture;

const PROBLEMS: usize = 6;
const SECTION: &str = "galaxies";
/// What is kept in the browser's storage begins with this.
const KEY: &str = "latent-lab/";
/// Time from the last key to when answers are kept, ms.
const KEPT_AFTER: i32 = 400;
/// What is said where the browser does not give back what was drawn.
const UNREADABLE: &str = "This browser does not let the page read its own drawings (protection against fingerprinting): \
    pictures stand here without axes and lines, and curves are left out. To have them, save the network first, since a reload ends \
    its run; then allow this page to use canvas data, reload it, and save again.";

/// A file that only the worker can make.
#[derive(Clone, Copy)]
enum Wanted {
    Table,
    Weights,
    Program,
}

/// Receives the worker's files.
type Then = Box<dyn FnOnce(&Files) -> Result<(), PageError>>;

pub struct HandIn {
    _listeners: Vec<Listener>,
}

impl HandIn {
    /// `ask` asks the worker for its files.
    pub fn start(ask: impl Fn(Then) -> Result<(), PageError> + 'static) -> Result<Self, PageError> {
        let mut listeners = vec![dom::listen(&dom::element("handin-report")?, "click", |_| {
            spawn_local(async { report(save_report().await) });
        })?];
        let ask = Rc::new(ask);
        for (id, wanted) in
            [("handin-table", Wanted::Table), ("handin-weights", Wanted::Weights), ("handin-program", Wanted::Program)]
        {
            let ask = ask.clone();
            listeners.push(dom::listen(&dom::element(id)?, "click", move |_| {
                report(ask(Box::new(move |files| save_one(wanted, files))));
            })?);
        }
        let storage = storage();
        dom::set_hidden("handin-storage", storage.is_some())?;
        let keep = Later::new(KEPT_AFTER, || report(keep()));
        for id in fields() {
            let field: HtmlElement = dom::element(&id)?;
            let kept = storage.as_ref().and_then(|storage| storage.get_item(&format!("{KEY}{id}")).ok().flatten());
            if let Some(kept) = kept
                && text(&field).is_empty()
            {
                set_text(&field, &kept);
            }
            let keep = keep.clone();
            listeners.push(dom::listen(&field, "input", move |_| report(keep.ask()))?);
        }
        Ok(Self { _listeners: listeners })
    }
}

fn save_one(wanted: Wanted, files: &Files) -> Result<(), PageError> {
    match wanted {
        Wanted::Table => hand_over("latent-lab-codes.csv", "text/csv", files.table.as_bytes()),
        Wanted::Weights => hand_over(WEIGHTS, "application/octet-stream", &files.weights.0),
        Wanted::Program => hand_over("latent_lab.py", "text/x-python", files.program.as_bytes()),
    }
}

/// Ids of the fields that are kept.
fn fields() -> Vec<String> {
    (1..=PROBLEMS).map(|problem| format!("answer-{problem}")).chain(["handin-name".to_owned()]).collect()
}

/// The browser's storage, where the person's settings allow it.
fn storage() -> Option<Storage> {
    dom::window().ok()?.local_storage().ok().flatten()
}

/// Keeps every answer; says so if the browser does not let us.
fn keep() -> Result<(), PageError> {
    let Some(storage) = storage() else { return Ok(()) };
    let mut full = false;
    for id in fields() {
        full |= storage.set_item(&format!("{KEY}{id}"), &text(&dom::element(&id)?)).is_err();
    }
    dom::set_hidden("handin-storage", !full)
}

fn text(field: &HtmlElement) -> String {
    match field.dyn_ref::<HtmlTextAreaElement>() {
        Some(area) => area.value(),
        None => field.dyn_ref::<HtmlInputElement>().map(HtmlInputElement::value).unwrap_or_default(),
    }
}

fn set_text(field: &HtmlElement, text: &str) {
    if let Some(area) = field.dyn_ref::<HtmlTextAreaElement>() {
        area.set_value(text);
    } else if let Some(input) = field.dyn_ref::<HtmlInputElement>() {
        input.set_value(text);
    }
}

async fn save_report() -> Result<(), PageError> {
    dom::set_text("handin-words", "Collecting the figures …")?;
    let section: Element = dom::element(SECTION)?;
    let mut figures = Vec::new();
    for figure in dom::within(&section, "figure")? {
        // One figure at a time: between two of them the page answers.
        dom::pause(0).await;
        let pictures: Vec<_> = dom::within(&figure, ".plot")?.iter().filter_map(picture).collect();
        if !pictures.is_empty() {
            let caption = dom::within(&figure, "figcaption")?.first().map(words).unwrap_or_default();
            figures.push(Figure { pictures, caption });
        }
    }
    let author: HtmlInputElement = dom::element("handin-name")?;
    let mut readings = readings(&section)?;
    readings.push(("Images".to_owned(), words(&dom::element("galaxies-summary")?)));
    if !dom::element::<HtmlElement>("galaxies-compare-stop")?.hidden() {
        let words = "under way when this was saved: only the maps that were done are among the figures".to_owned();
        readings.push(("Comparison of maps".to_owned(), words));
    }
    let page = html(&Report {
        title: "The problem notebook: galaxies".to_owned(),
        author: author.value().trim().to_owned(),
        date: String::from(Date::new_0().to_iso_string()).chars().take(10).collect(),
        settings: settings(&section)?,
        readings,
        answers: answers(&section)?,
        figures,
        figures_lack: if readback::is_true() { "" } else { UNREADABLE },
        tables: tables(&section)?,
    });
    hand_over("latent-lab-answers.html", "text/html", page.as_bytes())?;
    if readback::is_true() { Ok(()) } else { dom::set_text("handin-words", UNREADABLE) }
}

/// Names and values of the fields in the chapter's forms.
fn settings(section: &Element) -> Result<Vec<(String, String)>, PageError> {
    let labels = dom::within(section, "form label")?;
    let pair =
        |label: &Element| {
            let control = label.dyn_ref::<HtmlLabelElement>()?.control()?;
            let value =
                match (control.dyn_ref::<HtmlSelectElement>(), control.dyn_ref::<HtmlInputElement>()) {
                    (Some(select), _) => dom::within(select, "option:checked").ok()?.first().map(words)?,
                    (None, Some(input)) if matches!(input.type_().as_str(), "checkbox" | "radio") => {
                        if input.checked() { "yes".to_owned() } else { "no".to_owned() }
                    }
                    (None, Some(input)) => input.value(),
                    (None, None) => return None,
                };
            Some((words(label), value))
        };
    Ok(labels.iter().filter_map(pair).collect())
}

/// Names and values of the numbers beside the figures.
fn readings(section: &Element) -> Result<Vec<(String, String)>, PageError> {
    let part = |row: &Element, tag: &str| Some(words(dom::within(row, tag).ok()?.first()?));
    let rows = dom::within(section, ".numbers > div")?;
    Ok(rows.iter().filter_map(|row| Some((part(row, "dt")?, part(row, "dd")?))).collect())
}

/// The heading of each problem, and what was answered.
fn answers(section: &Element) -> Result<Vec<(String, String)>, PageError> {
    let headings: Vec<String> = dom::within(section, "h3")?.iter().map(words).collect();
    let answer = |problem: usize| {
        let name = format!("Problem {problem}");
        let heading = headings.iter().find(|heading| heading.starts_with(&name)).cloned().unwrap_or(name);
        Ok((heading, text(&dom::element(&format!("answer-{problem}"))?)))
    };
    (1..=PROBLEMS).map(answer).collect()
}

/// The chapter's tables: caption, then rows of cells.
fn tables(section: &Element) -> Result<Vec<Table>, PageError> {
    let table = |table: &Element| {
        let caption = dom::within(table, "caption")?.first().map(words).unwrap_or_default();
        let rows = dom::within(table, "tr")?;
        let cells = |row: &Element| Ok(dom::within(row, "th, td")?.iter().map(words).collect());
        Ok(Table { caption, rows: rows.iter().map(cells).collect::<Result<_, _>>()? })
    };
    dom::within(section, "table")?.iter().map(table).collect()
}

/// An element's text on one line.
fn words(element: &Element) -> String {
    let text = element.text_content().unwrap_or_default();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn hand_over(name: &str, kind: &str, bytes: &[u8]) -> Result<(), PageError> {
    download::save(name, kind, bytes)?;
    dom::set_text("handin-words", &format!("Handed to your browser's downloads: {name}."))
}
