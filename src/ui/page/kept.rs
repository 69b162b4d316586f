//! Runs on their way to the shelf, which is in the later program, and back to who trains them. The shelf may not be loaded yet,
//! and a chapter may not have started: what is sent before someone listens waits for him.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Uint8Array};
use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::File;

use super::report;
use crate::protocol::shelf::Kept;
use crate::ui::dom::{During, Listener, PageError};
use crate::ui::news;
use crate::ui::shelf::{Home, Row};

/// `static/initializer.mjs` loads the later program when it hears this.
const LECTURE: &str = "latent-lab-lecture";
/// What letters come under, what asks for those that wait, and what asks whether someone listens.
type Names = [&'static str; 3];
const KEPT: Names = ["latent-lab-kept", "latent-lab-kept-wanted", "latent-lab-kept-who"];

type Letter<T> = (T, Vec<JsValue>);

/// Letters of one kind to one listener. A later letter that is `alike` replaces one that still waits.
struct Letters<T> {
    name: &'static str,
    /// Till someone listens.
    waiting: Rc<RefCell<Option<Vec<Letter<T>>>>>,
    _wanted: Listener,
}

impl<T: Serialize + 'static> Letters<T> {
    fn new([name, wanted, who]: Names) -> Result<Self, PageError> {
        let waiting: Rc<RefCell<Option<Vec<Letter<T>>>>> = Rc::new(RefCell::new(Some(Vec::new())));
        let letters = waiting.clone();
        let listens = news::on(wanted, move |()| {
            let letters = letters.take().unwrap_or_default();
            report(letters.iter().try_for_each(|(word, beside)| news::send_beside(name, word, beside)));
        })?;
        // Someone may have listened before.
        news::send(who, &())?;
        Ok(Self { name, waiting, _wanted: listens })
    }

    fn send(&self, word: T, beside: Vec<JsValue>, alike: impl Fn(&T) -> bool) -> Result<(), PageError> {
        if let Some(waiting) = &mut *self.waiting.borrow_mut() {
            waiting.retain(|(other, _)| !alike(other));
            waiting.push((word, beside));
            return Ok(());
        }
        news::send_beside(self.name, &word, &beside)
    }
}

fn hear<T: DeserializeOwned>(
    [name, wanted, who]: Names,
    hear: impl Fn(T, Vec<JsValue>) + 'static,
) -> Result<[Listener; 2], PageError> {
    let listener = news::on_beside(name, hear)?;
    let asked = news::on(who, move |()| report(news::send(wanted, &())))?;
    news::send(wanted, &())?;
    Ok([listener, asked])
}

/// A chapter's runs, on their way to the shelf.
pub struct Outbox {
    home: Home,
    letters: Letters<(Home, u32)>,
}

impl Outbox {
    /// # Errors
    /// Fails if the browser refuses a listener.
    pub fn new(home: Home) -> Result<Self, PageError> {
        Ok(Self { home, letters: Letters::new(KEPT)? })
    }

    /// Has a run kept, in place of what was kept of it before. `state` came beside the worker's message.
    ///
    /// # Errors
    /// Fails if the browser refuses the event.
    pub fn keep(&self, kept: &Kept, state: Option<Uint8Array>) -> Result<(), PageError> {
        let Some(state) = state else { return Ok(()) };
        let word = (self.home, kept.run);
        let record = Uint8Array::from(kept.record.0.as_slice());
        self.letters.send(word, vec![record.into(), state.into()], |other| *other == word)?;
        news::send(LECTURE, &())
    }
}

/// Calls `keep` with every run that is to be kept: where it was trained, its number there, its record and its state.
///
/// # Errors
/// Fails if the browser refuses a listener.
pub fn on_kept(keep: impl Fn((Home, u32), [Uint8Array; 2]) + 'static) -> Result<[Listener; 2], PageError> {
    hear(KEPT, move |run, beside| {
        if let Some(files) = bytes(&beside) {
            keep(run, files);
        }
    })
}

/// Runs of the shelf on their way back to a chapter.
pub struct Returns(Letters<Row>);

impl Returns {
    /// # Errors
    /// Fails if the browser refuses a listener.
    pub fn new(home: Home) -> Result<Self, PageError> {
        Ok(Self(Letters::new(back(home))?))
    }

    /// Has a run go on, with the settings of its row, where its record and state say.
    ///
    /// # Errors
    /// Fails if the browser refuses the event.
    pub fn send(&self, row: Row, files: [Uint8Array; 2]) -> Result<(), PageError> {
        self.0.send(row, files.map(JsValue::from).into(), |_| true)
    }
}

/// Calls `go_on` with the row and the files of a run that is to go on in this chapter.
///
/// # Errors
/// Fails if the browser refuses a listener.
pub fn on_return(home: Home, go_on: impl Fn(Row, [File; 2]) + 'static) -> Result<[Listener; 2], PageError> {
    hear(back(home), move |row, beside| {
        let Some([record, state]) = bytes(&beside) else { return };
        let file =
            |bytes: Uint8Array| File::new_with_u8_array_sequence(&Array::of1(&bytes), "run").during("make a file");
        match file(record).and_then(|record| Ok([record, file(state)?])) {
            Ok(files) => go_on(row, files),
            Err(error) => report(Err(error)),
        }
    })
}

fn back(home: Home) -> Names {
    match home {
        Home::Lab => ["latent-lab-go-on-lab", "latent-lab-go-on-lab-wanted", "latent-lab-go-on-lab-who"],
        Home::Notebook => {
            ["latent-lab-go-on-notebook", "latent-lab-go-on-notebook-wanted", "latent-lab-go-on-notebook-who"]
        }
    }
}

fn bytes(beside: &[JsValue]) -> Option<[Uint8Array; 2]> {
    let [record, state] = beside else { return None };
    Some([record.clone().dyn_into().ok()?, state.clone().dyn_into().ok()?])
}
