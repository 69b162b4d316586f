//! A chapter's own worker. It is started before the chapter is there, since the chapter's parts speak to it.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use crate::protocol::{Command, Event};
use crate::settings::{RUN, RunSettings, When};
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

/// Sends the worker the settings that a run takes up while it trains, if they differ.
pub fn tell_live(client: &Client, before: &RunSettings, now: &RunSettings) {
    for row in RUN.changed(before, now).filter(|row| row.when == When::Live) {
        match row.key {
            "beta" => client.send(Command::SetBeta(now.beta)),
            "rate" => client.send(Command::SetLearningRate(now.learning_rate)),
            "epochs" => client.send(Command::SetEpochs(now.epochs)),
            _ => {}
        }
    }
}
