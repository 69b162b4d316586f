//! A chapter's own worker. It is started before the chapter is there, since the chapter's parts speak to it.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use crate::protocol::{Command, Event};
use crate::settings::{RUN, RunSettings, When};
use crate::ui::client::Client;
use crate::ui::dom::PageError;
use crate::ui::weak::with;

/// The place of a chapter that is being made. No event is passed on before it is set.
pub type Place<T> = Rc<RefCell<Weak<T>>>;

/// Starts a worker whose events go to the chapter, once it is in its place. `whose` it is, is as in [`Client::start`].
pub fn start<T: 'static>(whose: &'static str, hear: fn(&T, Event) -> Result<(), PageError>) -> (Rc<Client>, Place<T>) {
    let place: Place<T> = Rc::default();
    let heard = place.clone();
    let client = Client::start(whose, move |event| {
        let chapter = heard.borrow().clone();
        with(&chapter, |chapter| hear(chapter, event));
    });
    (client, place)
}

/// The commands for settings that a run adopts while it trains, where they differ.
pub fn live(before: &RunSettings, now: &RunSettings) -> Vec<Command> {
    let live = RUN.changed(before, now).filter(|row| row.when == When::Live);
    live.filter_map(|row| match row.key {
        "beta" => Some(Command::SetBeta(now.beta)),
        "rate" => Some(Command::SetLearningRate(now.learning_rate)),
        "epochs" => Some(Command::SetEpochs(now.epochs)),
        _ => None,
    })
    .collect()
}
