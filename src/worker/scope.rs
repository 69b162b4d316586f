//! The browser's side of the worker: messages in and out, fetches, and the yield between two units of work.
//!
//! A tick is posted to ourselves through a `MessageChannel`, so that the page's messages are heard between two batches
//! and no timer is throttled when the tab lies in the background.

use std::cell::RefCell;

use js_sys::{Array, Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{DedicatedWorkerGlobalScope, MessageChannel, MessageEvent, MessagePort};

use super::fetch::{fetch, fetch_unpacked, name};
use super::galaxies::Measuring;
use super::session::Session;
use super::upload;
use crate::data::catalogue::Catalogue;
use crate::data::galaxies::{GalaxySet, Region};
use crate::data::{Images, idx};
use crate::model::weights;
use crate::protocol::autoencoder::{self, Twin};
use crate::protocol::{self, Command, Event, Fault, FaultKind, Source, galaxies, latent, som};

thread_local! {
    static SCOPE: RefCell<Option<Scope>> = const { RefCell::new(None) };
}

struct Scope {
    session: Session,
    ticks: MessagePort,
    /// A tick is on its way.
    ticking: bool,
}

/// Begins to listen; the first event says so and names the build.
pub fn start(build: &str) -> Result<(), JsValue> {
    std::panic::set_hook(Box::new(|info| {
        post(&Event::Fault(Fault { kind: FaultKind::Crashed, message: format!("The worker stopped: {info}") }));
    }));
    let channel = MessageChannel::new()?;
    let tick = Closure::<dyn FnMut()>::new(on_tick);
    channel.port1().set_onmessage(Some(tick.into_js_value().unchecked_ref()));
    SCOPE.set(Some(Scope { session: Session::new(js_sys::Date::now), ticks: channel.port2(), ticking: false }));
    let listen = Closure::<dyn FnMut(MessageEvent)>::new(|message: MessageEvent| on_message(&message.data()));
    this_worker().set_onmessage(Some(listen.into_js_value().unchecked_ref()));
    post(&Event::Ready { build: build.to_owned() });
    Ok(())
}

fn on_message(data: &JsValue) {
    // A command alone, or with files beside it.
    let (command, files) = match data.dyn_ref::<Array>() {
        Some(together) => (together.get(0), together.iter().filter_map(|part| part.dyn_into().ok()).collect()),
        None => (data.clone(), Vec::new()),
    };
    match protocol::decode::<Command>(&Uint8Array::new(&command).to_vec()) {
        Ok(Command::Upload(command)) => upload::hear(command, files),
        Ok(Command::OpenPretrained { weights }) => spawn_local(open_pretrained(weights)),
        Ok(Command::OpenDigits { train, held_out }) => spawn_local(open_digits(train, held_out)),
        Ok(Command::Galaxies(galaxies::Command::Open { training, held_out, places })) => {
            spawn_local(open_galaxies(training, held_out, places));
        }
        Ok(Command::Galaxies(galaxies::Command::OpenClothes { training, held_out })) => {
            spawn_local(open_clothes(training, held_out));
        }
        Ok(Command::Som(som::Command::Open { url })) => open_catalogue(url),
        Ok(Command::Latent(latent::Command::OpenTraining { source })) => spawn_local(open_neighbours(source)),
        Ok(Command::Autoencoder(autoencoder::Command::OpenTwins { plain, variational })) => {
            spawn_local(open_twin(Twin::Plain, plain));
            spawn_local(open_twin(Twin::Variational, variational));
        }
        Ok(command) => with_session(|session, _| session.push(command)),
        Err(error) => post(&Event::Fault(Fault { kind: FaultKind::Crashed, message: error.to_string() })),
    }
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
    events.iter().for_each(post);
}

fn on_tick() {
    let mut events = Vec::new();
    SCOPE.with_borrow_mut(|scope| {
        if let Some(scope) = scope {
            scope.ticking = false;
            if scope.session.tick(&mut events) {
                scope.ask_for_tick();
            }
        }
    });
    events.iter().for_each(post);
}

impl Scope {
    fn ask_for_tick(&mut self) {
        if !self.ticking {
            self.ticking = self.ticks.post_message(&JsValue::NULL).is_ok();
        }
    }
}

async fn open_pretrained(url: String) {
    let mut decoder_here = false;
    let arriving = |bytes: &[u8]| {
        if decoder_here {
            return;
        }
        // Faults of the file are told once, when all of it is here.
        if let Ok(Some(decoder)) = weights::decoder_from_prefix(bytes) {
            decoder_here = true;
            with_session(|session, events| session.decoder_arrived(decoder, events));
        }
    };
    let outcome = match fetch(&url, arriving).await {
        Ok(bytes) => weights::from_safetensors(&bytes).map_err(|error| format!("{}: {error}", name(&url))),
        Err(error) => Err(error.to_string()),
    };
    match outcome {
        Ok(model) => with_session(|session, events| session.model_arrived(model, events)),
        Err(message) => post(&Event::Fault(Fault { kind: FaultKind::Weights, message })),
    }
}

async fn open_twin(twin: Twin, url: String) {
    let outcome = match fetch(&url, |_| {}).await {
        Ok(bytes) => weights::from_safetensors(&bytes).map_err(|error| format!("{}: {error}", name(&url))),
        Err(error) => Err(error.to_string()),
    };
    match outcome {
        Ok(network) => with_session(|session, _| session.twin_arrived(twin, network)),
        Err(message) => post(&Event::Fault(Fault { kind: FaultKind::Weights, message })),
    }
}

async fn open_digits(train: Option<Source>, held_out: Source) {
    match fetch_digits(train, held_out).await {
        Ok((train, held_out)) => with_session(|session, events| session.digits_arrived(train, held_out, events)),
        Err(message) => post(&Event::Fault(Fault { kind: FaultKind::Data, message })),
    }
}

/// The session hears at once that another catalogue is asked for, and of the catalogue when it is here.
fn open_catalogue(url: String) {
    with_session(|session, _| session.push(Command::Som(som::Command::Open { url: url.clone() })));
    spawn_local(async move {
        let outcome = match fetch(&url, |_| {}).await {
            Ok(bytes) => Catalogue::read(&bytes).map_err(|error| format!("{}: {error}", name(&url))),
            Err(error) => Err(error.to_string()),
        };
        match outcome {
            Ok(catalogue) => with_session(|session, events| session.catalogue_arrived(&url, &catalogue, events)),
            Err(message) => post(&Event::Fault(Fault { kind: FaultKind::Data, message })),
        }
    });
}

async fn open_neighbours(source: Source) {
    match fetch_set(&source).await {
        Ok(images) => with_session(|session, _| session.neighbours_arrived(&images)),
        Err(message) => post(&Event::Latent(latent::Event::TrainingMissing(message))),
    }
}

async fn fetch_digits(train: Option<Source>, held_out: Source) -> Result<(Option<Images>, Images), String> {
    let held_out = fetch_set(&held_out).await?;
    let train = match train {
        Some(source) => Some(fetch_set(&source).await?),
        None => None,
    };
    Ok((train, held_out))
}

async fn open_galaxies(training: String, held_out: String, places: String) {
    match fetch_galaxies(&training, &held_out, &places).await {
        Ok(images) => with_session(|session, _| session.set_arrived(images)),
        Err(message) => post(&Event::Fault(Fault { kind: FaultKind::Data, message })),
    }
}

async fn open_clothes(training: Source, held_out: Source) {
    let fetched = async { Ok(Measuring::clothes(&fetch_set(&training).await?, &fetch_set(&held_out).await?)) };
    match fetched.await {
        Ok(images) => with_session(|session, _| session.set_arrived(images)),
        Err(message) => post(&Event::Fault(Fault { kind: FaultKind::Data, message })),
    }
}

async fn fetch_galaxies(training: &str, held_out: &str, places: &str) -> Result<Measuring, String> {
    let table = fetch(places, |_| {}).await.map_err(|error| error.to_string())?;
    let mut regions = Vec::new();
    for (url, region) in [(training, Region::Train), (held_out, Region::HeldOut)] {
        let images = fetch(url, |_| {}).await.map_err(|error| error.to_string())?;
        regions.push(GalaxySet::read(&images, &table, region).map_err(|error| format!("{}: {error}", name(url)))?);
    }
    Ok(Measuring::hubble(&regions))
}

async fn fetch_set(source: &Source) -> Result<Images, String> {
    let images = fetch_unpacked(&source.images, idx::LIMIT).await.map_err(|error| error.to_string())?;
    let labels = fetch_unpacked(&source.labels, idx::LIMIT).await.map_err(|error| error.to_string())?;
    idx::labelled(&images, &labels).map_err(|error| format!("{}: {error}", name(&source.images)))
}

/// Ends a unit of work that is not the session's: whoever waits has a turn before what comes next.
pub async fn breathe() {
    let Ok(channel) = MessageChannel::new() else { return };
    let turn = Promise::new(&mut |resolve, _| {
        channel.port1().set_onmessage(Some(&resolve));
        if channel.port2().post_message(&JsValue::NULL).is_err() {
            let _ = resolve.call0(&JsValue::UNDEFINED);
        }
    });
    // Such a promise is never rejected.
    let _ = JsFuture::from(turn).await;
    channel.port1().close();
}

/// Says an event with bytes beside it, which the page passes on without looking into them.
pub fn post_beside(event: &Event, bytes: &[u8]) {
    let Ok(event) = protocol::encode(event) else { return };
    let (event, bytes) = (Uint8Array::from(event.as_slice()), Uint8Array::from(bytes));
    let transferred = Array::of2(&event.buffer(), &bytes.buffer());
    let _ = this_worker().post_message_with_transfer(&Array::of2(&event, &bytes), &transferred);
}

pub fn post(event: &Event) {
    // An event of ours is always encodable; were it not, the page would see the silence as a dead worker.
    let Ok(bytes) = protocol::encode(event) else { return };
    let message = Uint8Array::from(bytes.as_slice());
    // A worker whose page is gone has nobody to tell.
    let _ = this_worker().post_message_with_transfer(&message, &Array::of1(&message.buffer()));
}

pub fn this_worker() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}
