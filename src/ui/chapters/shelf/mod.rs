//! The shelf: every run that reached an epoch is kept in the browser, told apart in a table, taken up again and compared.
//!
//! Nothing of it leaves the browser. What a run is, only its worker knows; here its state is bytes that are stored and handed back.

mod compare;
mod keep;
mod offer;
mod rows;
mod store;
mod tab;
mod table;
mod words;

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;

use self::compare::{Compared, Comparison};
use self::store::{RECORD, STATE, Store};
use self::table::Table;
use crate::protocol::shelf::Record;
use crate::ui::dom::{self, Listener, PageError};
use crate::ui::page::chapter::Chapter;
use crate::ui::page::explorer::Explorer;
use crate::ui::page::kept::{self, Returns};
use crate::ui::page::{download, press, report};
use crate::ui::shelf::{Home, Row};
use crate::ui::weak::{hears, with};

/// A run, or why what lies under its key is none that can be read.
type Known = Result<Row, String>;

pub struct Shelf {
    store: Store,
    /// Of this tab.
    tab: String,
    known: RefCell<BTreeMap<String, Known>>,
    /// The keys of the runs that were trained since the page was loaded; of those forgotten since, none.
    here: RefCell<BTreeMap<(Home, u32), Option<String>>>,
    /// The run that a reload ended, while it is offered.
    offered: RefCell<Option<(Home, String)>>,
    table: Table,
    comparison: OnceCell<Rc<Comparison>>,
    /// Back to the lab, and to the notebook.
    lab: Returns,
    notebook: Returns,
    /// How many bytes the browser lets the page keep, where it says so.
    quota: Cell<Option<f64>>,
    listeners: RefCell<Vec<Listener>>,
}

/// Stands for the shelf while the browser opens its database.
pub struct ShelfChapter;

impl Chapter for ShelfChapter {
    type Host = Explorer;
    const SECTION: &'static str = "shelf";
    const AT_ONCE: bool = true;

    fn start(_: &Rc<Explorer>) -> Result<Rc<Self>, PageError> {
        spawn_local(async {
            match Shelf::open().await {
                // It lives as long as its tab.
                Ok(shelf) => std::mem::forget(shelf),
                Err(error) => report(Err(error)),
            }
        });
        Ok(Rc::new(Self))
    }
}

impl Shelf {
    async fn open() -> Result<Rc<Self>, PageError> {
        let shelf = Rc::new(Self {
            store: Store::open().await,
            tab: tab::name(),
            known: RefCell::default(),
            here: RefCell::default(),
            offered: RefCell::default(),
            table: Table::new()?,
            comparison: OnceCell::new(),
            lab: Returns::new(Home::Lab)?,
            notebook: Returns::new(Home::Notebook)?,
            quota: Cell::new(words::quota().await),
            listeners: RefCell::default(),
        });
        shelf.refresh().await?;
        shelf.offer_ended()?;
        shelf.listen()?;
        Ok(shelf)
    }

    fn listen(self: &Rc<Self>) -> Result<(), PageError> {
        let weak = Rc::downgrade(self);
        let window = dom::window()?;
        self.listeners.replace(vec![
            // Another tab may have kept or forgotten runs meanwhile.
            dom::listen(&window, "focus", hears(self, |shelf: &Rc<Self>, _| shelf.later(Self::refreshed)))?,
            press::button("shelf-csv", self, |shelf| {
                let text = shelf.table.csv(&shelf.known.borrow());
                download::save("latent-lab-runs.csv", "text/csv", text.as_bytes())
            })?,
            press::button("shelf-forget-all", self, |shelf| shelf.ask_to_forget(true))?,
            press::button("shelf-forget-no", self, |shelf| shelf.ask_to_forget(false))?,
            press::button("shelf-forget-yes", self, |shelf| {
                shelf.later(Self::forget_all);
                Ok(())
            })?,
            press::button("lab-offer-go-on", self, Self::take_offer)?,
            press::button("lab-offer-leave", self, |shelf| shelf.withdraw_offer())?,
            press::button("galaxies-offer-go-on", self, Self::take_offer)?,
            press::button("galaxies-offer-leave", self, |shelf| shelf.withdraw_offer())?,
        ]);
        let kept =
            kept::on_kept(move |run, files| with(&weak, |shelf| shelf.later(move |shelf| shelf.keep(run, files))))?;
        let mut listeners = self.listeners.borrow_mut();
        listeners.extend(self.table.listen(self)?.into_iter().chain(kept));
        Ok(())
    }

    /// Does something that waits for the browser; a failure is shown at the top of the page.
    fn later<F: Future<Output = Result<(), PageError>> + 'static>(self: &Rc<Self>, act: impl FnOnce(Rc<Self>) -> F) {
        let act = act(self.clone());
        spawn_local(async move { report(act.await) });
    }

    async fn refreshed(self: Rc<Self>) -> Result<(), PageError> {
        self.refresh().await
    }

    /// Reads again which runs there are, and shows them.
    async fn refresh(&self) -> Result<(), PageError> {
        let rows = self.store.rows().await?;
        let read = |bytes: &js_sys::Uint8Array| Row::decode(&bytes.to_vec()).map_err(|error| error.to_string());
        self.known.replace(rows.iter().map(|(key, bytes)| (key.clone(), read(bytes))).collect());
        self.show()?;
        self.compare().await
    }

    /// Shows the runs that are marked side by side, as they are now.
    async fn compare(&self) -> Result<(), PageError> {
        let keys = self.table.chosen();
        if keys.len() < 2 && self.comparison.get().is_none() {
            return Ok(());
        }
        let mut runs: Vec<Compared> = Vec::new();
        for key in keys.clone() {
            let row = self.known.borrow().get(&key).and_then(|row| row.clone().ok());
            // Forgotten in another tab a moment ago, it is left out.
            let (Some(row), Some(bytes)) = (row, self.store.file(&key, RECORD).await?) else { continue };
            match Record::decode(&bytes.to_vec()) {
                Ok(record) => runs.push((row, record)),
                Err(error) => dom::set_text("shelf-words", &format!("{} cannot be shown: {error}.", row.title()))?,
            }
        }
        if keys != self.table.chosen() {
            // Others were marked while these were read, and are shown by whoever reads them.
            return Ok(());
        }
        if self.comparison.get().is_none() {
            // Asked for twice at once, the first stays.
            let _ = self.comparison.set(Comparison::new()?);
        }
        self.comparison.get().map_or(Ok(()), |comparison| comparison.show(runs))
    }

    async fn marked(self: Rc<Self>) -> Result<(), PageError> {
        self.show()?;
        self.compare().await
    }

    fn show(&self) -> Result<(), PageError> {
        let known = self.known.borrow();
        self.table.show(&known, |key| self.store.is_in_memory(key))?;
        words::show(&known, self.quota.get(), self.store.trouble())
    }

    /// Has a run go on where it was trained, and shows it there.
    fn go_on(self: &Rc<Self>, key: String) -> Result<(), PageError> {
        let row = self.known.borrow().get(&key).and_then(|row| row.clone().ok());
        let Some(row) = row else { return Ok(()) };
        self.later(async move |shelf| {
            let record = shelf.store.file(&key, RECORD).await?;
            let state = shelf.store.file(&key, STATE).await?;
            let (Some(record), Some(state)) = (record, state) else {
                dom::set_text("shelf-words", "That run is not there any more: it was forgotten in another tab.")?;
                return shelf.refresh().await;
            };
            shelf.withdraw_offer()?;
            let (home, returns) = match row.home {
                Home::Lab => (Home::Lab, &shelf.lab),
                Home::Notebook => (Home::Notebook, &shelf.notebook),
            };
            returns.send(row, [record, state])?;
            words::go_to(home)
        });
        Ok(())
    }
}
