//! Where kept runs lie: in the browser's database, or in the memory of this tab where the browser gives none or has no room.
//!
//! It knows bytes under keys, and nothing of what they mean.

mod database;

use std::cell::RefCell;
use std::collections::BTreeMap;

use js_sys::Uint8Array;

use self::database::Database;
use crate::ui::dom::PageError;

/// The three files of a run: what the table shows, its record, its state.
pub const ROW: usize = 0;
pub const RECORD: usize = 1;
pub const STATE: usize = 2;

pub type Files = [Uint8Array; 3];

pub struct Store {
    disk: Option<Database>,
    /// Those that the disk did not take.
    memory: RefCell<BTreeMap<String, Files>>,
    /// Why there are such.
    trouble: RefCell<Option<String>>,
}

impl Store {
    /// Never fails: without a database the runs are kept in memory.
    pub async fn open() -> Self {
        let (disk, trouble) = match Database::open().await {
            Ok(database) => (Some(database), None),
            Err(error) => (
                None,
                Some(format!(
                    "This browser keeps nothing for the page, as in a private window ({}): the runs are in the memory of this tab, and end with it.",
                    detail(error)
                )),
            ),
        };
        Self { disk, memory: RefCell::default(), trouble: RefCell::new(trouble) }
    }

    /// Why runs are in memory alone, if some are.
    pub fn trouble(&self) -> Option<String> {
        self.trouble.borrow().clone().filter(|_| self.disk.is_none() || !self.memory.borrow().is_empty())
    }

    pub fn is_in_memory(&self, key: &str) -> bool {
        self.memory.borrow().contains_key(key)
    }

    /// All runs' first files, by their keys.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn rows(&self) -> Result<BTreeMap<String, Uint8Array>, PageError> {
        let mut rows = match &self.disk {
            Some(disk) => disk.rows().await?,
            None => BTreeMap::new(),
        };
        rows.extend(self.memory.borrow().iter().map(|(key, files)| (key.clone(), files[ROW].clone())));
        Ok(rows)
    }

    /// Puts a run in place of what was under this key. What the disk does not take stays in memory.
    pub async fn put(&self, key: &str, files: Files) {
        if let Some(disk) = &self.disk {
            match disk.put(key, &files).await {
                Ok(()) => return drop(self.memory.borrow_mut().remove(key)),
                Err(error) => {
                    let words = format!(
                        "The browser did not store a run ({}): it is in the memory of this tab, and ends with it. Forget runs that are not needed any more.",
                        detail(error)
                    );
                    self.trouble.replace(Some(words));
                }
            }
        }
        self.memory.borrow_mut().insert(key.to_owned(), files);
    }

    /// Puts another first file in place of that under this key.
    ///
    /// # Errors
    /// If the database refuses it.
    pub async fn set_row(&self, key: &str, row: &Uint8Array) -> Result<(), PageError> {
        if let Some(files) = self.memory.borrow_mut().get_mut(key) {
            files[ROW] = row.clone();
            return Ok(());
        }
        match &self.disk {
            Some(disk) => disk.set_row(key, row).await,
            None => Ok(()),
        }
    }

    /// One of a run's files, or nothing if another tab has forgotten it.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn file(&self, key: &str, which: usize) -> Result<Option<Uint8Array>, PageError> {
        let here = self.memory.borrow().get(key).map(|files| files[which].clone());
        match (&self.disk, here) {
            (Some(disk), None) => disk.file(key, which).await,
            (_, here) => Ok(here),
        }
    }

    /// # Errors
    /// If the database refuses.
    pub async fn forget(&self, keys: &[String]) -> Result<(), PageError> {
        keys.iter().for_each(|key| drop(self.memory.borrow_mut().remove(key)));
        match &self.disk {
            Some(disk) => disk.forget(keys).await,
            None => Ok(()),
        }
    }
}

fn detail(error: PageError) -> String {
    match error {
        PageError::Browser { detail, .. } => detail.trim_end_matches('.').to_owned(),
        other => other.to_string(),
    }
}
