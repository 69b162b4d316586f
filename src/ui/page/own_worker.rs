//! A chapter's own worker. It is started before the chapter is there, since the chapter's parts speak to it.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use crate::protocol::{Command, Event, RunSettings};
use crate::ui::client::Client;
use crate::ui::dom::PageError;
use crate::ui::weak::with;

/// The place of a chapter that is being made. Nothing is heard before it is set.
pub type Place<T> = Rc<RefCell<Weak<T>>>;

/// Starts a worker whose events the chapter hears, once it is in its place.
pub fn start<T: 'static>(hear: fn(&T, Event) -> Result<(), PageError>) -> (Rc<Client>, Place<T>) {
    let place: Place<T> = Rc::default();
    let heard = place.clone();
    let client = Client::start(move |event| {
        let chapter = heard.borrow().clone();
        with(&chapter, |chapter| hear(chapter, event));
    });
    (client, place)
}

/// Tells the worker of the settings that a run takes up while it trains, if they differ.
pub fn tell_live(client: &Client, before: &RunSettings, now: &RunSettings) {
    if now.beta != before.beta {
        client.send(Command::SetBeta(now.beta));
    }
    if now.learning_rate != before.learning_rate {
        client.send(Command::SetLearningRate(now.learning_rate));
    }
    if now.epochs != before.epochs {
        client.send(Command::SetEpochs(now.epochs));
    }
}
