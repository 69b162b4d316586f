//! The browser's side of the worker: commands, ticks between two units of work, and the files that the session asks for.
//!
//! After each unit comes a tick, so that the page's messages are heard between two batches.

use std::cell::RefCell;

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::File;

use super::fetch;
use super::fetches::Fetch;
use super::messages::{self, post, post_beside};
use super::session::Session;
use super::ticks::Ticks;
use crate::protocol::bring::Bring;
use crate::protocol::shelf::Kept;
use crate::protocol::{Bytes, Command, Event};

thread_local! {
    static SCOPE: RefCell<Option<Scope>> = const { RefCell::new(None) };
}

struct Scope {
    session: Session,
    ticks: Ticks,
    /// A tick is pending.
    ticking: bool,
}

/// Begins to listen.
///
/// # Errors
///
/// If the browser has no message channels.
pub fn start(build: &str) -> Result<(), JsValue> {
    SCOPE.set(Some(Scope { session: Session::new(js_sys::Date::now), ticks: Ticks::new(on_tick)?, ticking: false }));
    messages::listen(build, |message| match messages::command(message) {
        Some((Command::Bring(bring), files)) => spawn_local(brought(bring, files)),
        Some((Command::Resume { run, settings }, files)) => {
            // At once, so that what is asked after it waits for it.
            with_session(|session, _| session.push(Command::Resume { run, settings }));
            spawn_local(resumed(run, files));
        }
        Some((Command::FetchAgain, _)) => fetch::again(),
        Some((command, _)) => with_session(|session, _| session.push(command)),
        None => {}
    });
    Ok(())
}

/// Lets `act` change the session, posts what it says, and sees to it that a tick follows.
fn with_session(act: impl FnOnce(&mut Session, &mut Vec<Event>)) {
    let mut events = Vec::new();
    SCOPE.with_borrow_mut(|scope| {
        if let Some(scope) = scope {
            act(&mut scope.session, &mut events);
            scope.ask_for_tick();
        }
    });
    events.into_iter().for_each(say);
}

fn on_tick() {
    let mut events = Vec::new();
    let mut fetches = Vec::new();
    SCOPE.with_borrow_mut(|scope| {
        if let Some(scope) = scope {
            scope.ticking = false;
            if scope.session.tick(&mut events) {
                scope.ask_for_tick();
            }
            fetches = scope.session.fetches();
        }
    });
    events.into_iter().for_each(say);
    fetches.into_iter().for_each(|fetch| spawn_local(bring(fetch)));
}

impl Scope {
    fn ask_for_tick(&mut self) {
        if !self.ticking {
            self.ticking = self.ticks.ask();
        }
    }
}

/// A kept run's state goes beside its message: the page stores it and never looks into it.
fn say(event: Event) {
    match event {
        Event::Kept(Kept { run, record, state }) => {
            post_beside(&Event::Kept(Kept { run, record, state: Bytes::default() }), &state.0);
        }
        event => post(&event),
    }
}

async fn resumed(run: u32, files: Vec<File>) {
    let mut read = Vec::new();
    for file in &files {
        match fetch::chosen(file).await {
            Ok(bytes) => read.push(bytes),
            Err(why) => return with_session(|session, events| session.resumed(run, Err(why), events)),
        }
    }
    let files = read.try_into().map_err(|_| "its files did not come with the message".to_owned());
    with_session(|session, events| session.resumed(run, files, events));
}

async fn brought(bring: Bring, files: Vec<File>) {
    let bytes = match files.first() {
        Some(file) => fetch::chosen(file).await,
        None => Err("it did not come with the message".to_owned()),
    };
    with_session(|session, events| session.brought(&bring, bytes.as_deref().map_err(Clone::clone), events));
}

async fn bring(fetch: Fetch) {
    let mut begun = !fetch.partly;
    let mut files = Vec::new();
    for file in &fetch.files {
        let arriving = |bytes: &[u8]| {
            if !begun {
                with_session(|session, events| begun = session.files_begun(fetch.number, bytes, events));
            }
        };
        match fetch::fetch(file, arriving).await {
            Ok(bytes) => files.push(bytes),
            Err(error) => {
                let why = Err(error.to_string());
                with_session(|session, events| session.files_arrived(fetch.number, why, events));
                return;
            }
        }
    }
    with_session(|session, events| session.files_arrived(fetch.number, Ok(files), events));
}
