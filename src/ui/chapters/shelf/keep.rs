//! A run comes to the shelf, is named, and is forgotten.

use std::rc::Rc;

use js_sys::Uint8Array;

use super::{Shelf, tab};
use crate::protocol::shelf::Record;
use crate::ui::dom::{self, PageError};
use crate::ui::shelf::{Home, Row};

impl Shelf {
    /// Stores a run in place of what was kept of it before.
    pub(super) async fn keep(
        self: Rc<Self>,
        run: (Home, u32),
        [record, state]: [Uint8Array; 2],
    ) -> Result<(), PageError> {
        let key = self.here.borrow_mut().entry(run).or_insert_with(|| Some(tab::fresh())).clone();
        // Forgotten while it trains, it stays so.
        let Some(key) = key else { return Ok(()) };
        self.withdraw_offer()?;
        let bytes = u64::from(record.length()) + u64::from(state.length());
        let read = Record::decode(&record.to_vec());
        let row = read.and_then(|read| {
            let mut row = Row::new(&read, run.0, js_sys::Date::now(), &self.tab, bytes);
            if let Some(Ok(before)) = self.known.borrow().get(&key) {
                row.name.clone_from(&before.name);
            }
            row.encode()
        });
        match row {
            Ok(row) => self.store.put(&key, [Uint8Array::from(row.as_slice()), record, state]).await,
            Err(error) => dom::set_text("shelf-words", &format!("A run could not be kept: {error}."))?,
        }
        self.refresh().await
    }

    /// Gives a run a name; an empty one takes it away.
    pub(super) async fn rename(self: Rc<Self>, key: String, name: String) -> Result<(), PageError> {
        let row = self.known.borrow().get(&key).and_then(|row| row.clone().ok());
        let Some(row) = row else { return Ok(()) };
        if let Ok(bytes) = (Row { name: name.trim().to_owned(), ..row }).encode() {
            self.store.set_row(&key, &Uint8Array::from(bytes.as_slice())).await?;
        }
        self.refresh().await
    }

    pub(super) async fn forget(self: Rc<Self>, keys: Vec<String>) -> Result<(), PageError> {
        self.store.forget(&keys).await?;
        for key in self.here.borrow_mut().values_mut() {
            key.take_if(|key| keys.contains(key));
        }
        if self.offered.borrow().as_ref().is_some_and(|(_, offered)| keys.contains(offered)) {
            self.withdraw_offer()?;
        }
        self.refresh().await
    }

    pub(super) async fn forget_all(self: Rc<Self>) -> Result<(), PageError> {
        self.ask_to_forget(false)?;
        let keys = self.known.borrow().keys().cloned().collect();
        self.forget(keys).await
    }

    pub(super) fn ask_to_forget(&self, asks: bool) -> Result<(), PageError> {
        dom::set_hidden("shelf-sure", !asks)?;
        dom::focus(if asks { "shelf-forget-no" } else { "shelf-forget-all" })
    }
}
