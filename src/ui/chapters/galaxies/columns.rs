//! The tables that came with a person's own images: what each column holds and what it is used for, before any of it is.
//!
//! It shows what the upload's worker says and tells it what the person chose; it decides nothing itself.

use std::cell::RefCell;
use std::rc::Rc;

use web_sys::{HtmlElement, HtmlInputElement, HtmlOptionElement, HtmlSelectElement};

use crate::data::table::Role;
use crate::protocol::upload::{Choices, Column, ColumnChoice, Table, TableChoice, Tables};
use crate::ui::dom::{self, Listener, PageError};
use crate::ui::plot::scale::number;
use crate::ui::weak::hears;
use crate::ui::words::thousands;

/// Further tables are used as proposed, and only said.
const MOST_TABLES: usize = 20;
const MOST_SAID: usize = 100;
/// What the columns of the table say of each column.
const HEADINGS: [&str; 7] = ["Column", "Use as", "Holds", "Missing", "Least", "Median", "Most"];

/// Passes the choices on.
type Choose = Box<dyn Fn(Choices)>;

pub struct Columns {
    shown: RefCell<Vec<Shown>>,
    choose: Choose,
    listeners: RefCell<Vec<Listener>>,
}

/// A table on the page.
struct Shown {
    caption: HtmlElement,
    order: (HtmlElement, HtmlInputElement),
    rows: Vec<Row>,
}

struct Row {
    role: HtmlSelectElement,
    /// Checked where numbers such as −99 mean that there is no value.
    sentinels: Option<HtmlInputElement>,
    note: HtmlElement,
    missing: HtmlElement,
    range: Vec<HtmlElement>,
}

impl Columns {
    pub fn start(choose: impl Fn(Choices) + 'static) -> Result<Rc<Self>, PageError> {
        let columns =
            Rc::new(Self { shown: RefCell::default(), choose: Box::new(choose), listeners: RefCell::default() });
        let changed =
            |id: &str| dom::listen(&dom::element(id)?, "change", hears(&columns, |columns, _| columns.chosen()));
        columns.listeners.replace(vec![changed("upload-columns")?, changed("upload-split")?]);
        Ok(columns)
    }

    /// Other files were read, or the worker follows a choice.
    pub fn show(&self, tables: &Tables) -> Result<(), PageError> {
        if !self.is_of(tables) {
            self.build(tables)?;
        }
        self.shown.borrow().iter().zip(&tables.tables).for_each(|(shown, table)| shown.fill(table));
        Ok(())
    }

    /// What is on the page has the tables and columns of these.
    fn is_of(&self, tables: &Tables) -> bool {
        let shown = self.shown.borrow();
        let same = |(shown, table): (&Shown, &Table)| shown.rows.len() == table.columns.len();
        !shown.is_empty()
            && shown.len() == tables.tables.len().min(MOST_TABLES)
            && shown.iter().zip(&tables.tables).all(same)
    }

    /// Nothing is shown until other files are read.
    pub fn clear(&self) -> Result<(), PageError> {
        self.build(&Tables::default())
    }

    fn build(&self, tables: &Tables) -> Result<(), PageError> {
        let place: HtmlElement = dom::element("upload-columns")?;
        place.set_text_content(None);
        let shown = tables.tables.iter().take(MOST_TABLES).map(|table| Shown::new(&place, table));
        self.shown.replace(shown.collect::<Result<_, _>>()?);
        for table in tables.tables.iter().skip(MOST_TABLES).take(MOST_SAID) {
            text(&place, "p", &format!("{} Its columns are used as proposed.", table.sentence))?;
        }
        let more = tables.tables.len().saturating_sub(MOST_TABLES + MOST_SAID);
        if more > 0 {
            text(&place, "p", &format!("{} further tables are used as proposed too.", thousands(more as u64)))?;
        }
        let split: HtmlSelectElement = dom::element("upload-split")?;
        split.set_text_content(None);
        for (index, words) in tables.splits.iter().enumerate() {
            option(&split, words, index == tables.split as usize)?;
        }
        dom::set_hidden("upload-split-row", tables.splits.is_empty())
    }

    fn chosen(&self) -> Result<(), PageError> {
        let split: HtmlSelectElement = dom::element("upload-split")?;
        (self.choose)(Choices {
            tables: self.shown.borrow().iter().map(Shown::choice).collect(),
            split: split.selected_index().max(0) as u32,
        });
        Ok(())
    }
}

impl Shown {
    fn new(place: &HtmlElement, table: &Table) -> Result<Self, PageError> {
        let label: HtmlElement = dom::create("label")?;
        label.set_class_name("choice");
        let order: HtmlInputElement = dom::create("input")?;
        order.set_type("checkbox");
        dom::append(&label, &order)?;
        text(&label, "span", &format!("The rows of {} are in the order of the images", table.name))?;
        dom::append(place, &label)?;
        let scroller: HtmlElement = dom::create("div")?;
        scroller.set_class_name("scroller");
        for (name, value) in
            [("tabindex", "0"), ("role", "region"), ("aria-label", &format!("Columns of {}", table.name))]
        {
            dom::set_attribute(&scroller, name, value)?;
        }
        let grid: HtmlElement = dom::create("table")?;
        grid.set_class_name("figures-table columns-table");
        let caption = text(&grid, "caption", "")?;
        let head: HtmlElement = dom::create("tr")?;
        for heading in HEADINGS {
            let cell = text(&head, "th", heading)?;
            dom::set_attribute(&cell, "scope", "col")?;
        }
        let top: HtmlElement = dom::create("thead")?;
        dom::append(&top, &head)?;
        dom::append(&grid, &top)?;
        let body: HtmlElement = dom::create("tbody")?;
        let rows = table.columns.iter().map(|column| Row::new(&body, column)).collect::<Result<_, _>>()?;
        dom::append(&grid, &body)?;
        dom::append(&scroller, &grid)?;
        dom::append(place, &scroller)?;
        Ok(Self { caption, order: (label, order), rows })
    }

    fn fill(&self, table: &Table) {
        self.caption.set_text_content(Some(&table.sentence));
        let (label, order) = &self.order;
        label.set_hidden(table.by_order.is_none());
        order.set_checked(table.by_order == Some(true));
        self.rows.iter().zip(&table.columns).for_each(|(row, column)| row.fill(column));
    }

    fn choice(&self) -> TableChoice {
        TableChoice { by_order: self.order.1.checked(), columns: self.rows.iter().map(Row::choice).collect() }
    }
}

impl Row {
    fn new(body: &HtmlElement, column: &Column) -> Result<Self, PageError> {
        let line: HtmlElement = dom::create("tr")?;
        let heading = text(&line, "th", &column.name)?;
        dom::set_attribute(&heading, "scope", "row")?;
        if !column.unit.is_empty() {
            text(&heading, "span", &format!(" [{}]", column.unit))?;
        }
        let note = text(&heading, "small", "")?;
        let role: HtmlSelectElement = dom::create("select")?;
        dom::set_attribute(&role, "aria-label", &format!("Use of {}", column.name))?;
        for one in Role::ALL {
            option(&role, one.words(), false)?;
        }
        let use_cell = text(&line, "td", "")?;
        dom::append(&use_cell, &role)?;
        text(&line, "td", &column.kind)?;
        let missing_cell = text(&line, "td", "")?;
        let missing = text(&missing_cell, "span", "")?;
        let sentinels = if column.sentinels.is_empty() { None } else { Some(sentinels(&missing_cell, column)?) };
        let range = if column.range.is_some() {
            (0..3).map(|_| text(&line, "td", "")).collect::<Result<_, _>>()?
        } else {
            let cell = text(&line, "td", &column.values)?;
            dom::set_attribute(&cell, "colspan", "3")?;
            Vec::new()
        };
        dom::append(body, &line)?;
        Ok(Self { role, sentinels, note, missing, range })
    }

    fn fill(&self, column: &Column) {
        self.role.set_selected_index(column.choice.role.into());
        self.note.set_text_content(Some(&column.note));
        self.missing.set_text_content(Some(&thousands(column.missing.into())));
        if let Some(means) = &self.sentinels {
            means.set_checked(!column.choice.keep_sentinels);
        }
        for (cell, value) in self.range.iter().zip(column.range.into_iter().flatten()) {
            cell.set_text_content(Some(&short(value)));
        }
    }

    fn choice(&self) -> ColumnChoice {
        ColumnChoice {
            role: self.role.selected_index().max(0) as u8,
            keep_sentinels: self.sentinels.as_ref().is_some_and(|means| !means.checked()),
        }
    }
}

/// The box that takes numbers such as −99 for missing values.
fn sentinels(cell: &HtmlElement, column: &Column) -> Result<HtmlInputElement, PageError> {
    let label: HtmlElement = dom::create("label")?;
    label.set_class_name("choice");
    let means: HtmlInputElement = dom::create("input")?;
    means.set_type("checkbox");
    dom::append(&label, &means)?;
    text(&label, "span", &format!("{} means missing", column.sentinels))?;
    let name = format!("{} of {} means missing", column.sentinels, column.name);
    dom::set_attribute(&means, "aria-label", &name)?;
    dom::append(cell, &label)?;
    Ok(means)
}

/// A new element with a text, at the end of `parent`.
fn text(parent: &HtmlElement, tag: &'static str, words: &str) -> Result<HtmlElement, PageError> {
    let element: HtmlElement = dom::create(tag)?;
    element.set_text_content(Some(words));
    dom::append(parent, &element)?;
    Ok(element)
}

fn option(list: &HtmlSelectElement, words: &str, selected: bool) -> Result<(), PageError> {
    let option: HtmlOptionElement = dom::create("option")?;
    option.set_text(words);
    option.set_selected(selected);
    dom::append(list, &option)
}

/// A number with at least four digits that count, or a power of ten.
fn short(value: f64) -> String {
    let size = value.abs();
    if value == 0.0 || value.fract() == 0.0 && size < 1e7 {
        return number(value, 0);
    }
    if !(1e-4..1e7).contains(&size) {
        return format!("{value:.3e}").replace('-', "−");
    }
    let places = (3.0 - size.log10().floor()).clamp(1.0, 7.0) as usize;
    let text = number(value, places);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
