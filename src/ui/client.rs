//! Owns the workers: starts them, talks to them, checks that they are alive, and ends them.
//!
//! Nothing else on the page knows that there are workers or how messages cross.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Array, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{ErrorEvent, File, MessageEvent, Worker};

use super::run::Silence;
use super::waits::Wait;
use crate::protocol::{self, Command, Event, Fault, FaultKind};

mod watch;

type Listener = Rc<dyn Fn(Event)>;

#[wasm_bindgen]
extern "C" {
    /// Starts a worker with the program of this name, and with a file that it needs first (`static/files.js`).
    #[wasm_bindgen(js_namespace = latentLabFiles, js_name = worker, catch)]
    fn start_worker(program: &str, first: Option<&str>) -> Result<Worker, JsValue>;
}

/// The program that a worker runs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Program {
    /// Models and figures.
    Worker,
    /// A person's own files.
    Reader,
}

impl Program {
    fn name(self) -> &'static str {
        match self {
            Self::Worker => "worker",
            Self::Reader => "reader",
        }
    }
}

/// One worker that can be ended and restarted. Events of an ended worker are dropped.
pub struct Client {
    program: Program,
    /// The path of a file that it fetches while its program loads.
    first: Option<String>,
    /// For whom it computes, as in "the worker of the training lab".
    whose: &'static str,
    listener: Listener,
    line: RefCell<Option<Line>>,
    /// Those said before the worker is ready wait here. A worker that never will be is reported, and has none.
    early: RefCell<Vec<Said>>,
    /// The bytes that came with the event that the listener is handling.
    beside: RefCell<Option<Uint8Array>>,
    ready: Cell<bool>,
    silence: RefCell<Silence>,
    /// Something was said to it, and nothing heard since.
    asked: Cell<bool>,
    /// Said of a worker that starts slowly or gives no sign of life.
    doubt: RefCell<Option<Wait>>,
    /// Said of the files that it waits for.
    late: RefCell<Vec<(String, Wait)>>,
    /// The worker owes us events, as while it trains.
    busy: Cell<bool>,
    /// The worker is suspended.
    held: Cell<bool>,
}

/// A message on its way to the worker.
enum Said {
    /// Bytes that are ours alone: they are handed over, not copied.
    Own(Uint8Array),
    /// Copied, so that they can be sent again.
    Copied(JsValue),
}

/// A running worker and the handlers that live as long as it does.
struct Line {
    worker: Worker,
    _message: Closure<dyn FnMut(MessageEvent)>,
    _error: Closure<dyn FnMut(JsValue)>,
}

impl Line {
    fn cut(&self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.cut();
    }
}

impl Client {
    /// Starts a worker that computes for `whose`, as in "the training lab"; all it says, and its death, goes to `listener`.
    pub fn start(whose: &'static str, listener: impl Fn(Event) + 'static) -> Rc<Self> {
        Self::running(Program::Worker, whose, listener)
    }

    /// The same for a worker that fetches the file `first` while its program loads.
    pub fn with_file(first: String, whose: &'static str, listener: impl Fn(Event) + 'static) -> Rc<Self> {
        Self::begin(Program::Worker, Some(first), whose, listener)
    }

    /// Starts a worker that runs `program`, as [`Self::start`] does.
    pub fn running(program: Program, whose: &'static str, listener: impl Fn(Event) + 'static) -> Rc<Self> {
        Self::begin(program, None, whose, listener)
    }

    fn begin(
        program: Program,
        first: Option<String>,
        whose: &'static str,
        listener: impl Fn(Event) + 'static,
    ) -> Rc<Self> {
        let client = Rc::new(Self {
            program,
            first,
            whose,
            listener: Rc::new(listener),
            line: RefCell::new(None),
            early: RefCell::default(),
            beside: RefCell::default(),
            ready: Cell::new(false),
            silence: RefCell::default(),
            asked: Cell::new(false),
            doubt: RefCell::default(),
            late: RefCell::default(),
            busy: Cell::new(false),
            held: Cell::new(false),
        });
        client.restart();
        client.watch();
        client
    }

    /// Ends the worker, whatever it is doing, and starts a fresh one: its memory goes with it.
    pub fn restart(self: &Rc<Self>) {
        self.end();
        match self.open_line() {
            Ok(line) => drop(self.line.replace(Some(line))),
            Err(error) => {
                let words = format!("The worker could not be started ({}).", describe(&error));
                self.report_later(FaultKind::Crashed, words);
            }
        }
    }

    /// Sends `command`, as soon as the worker is ready. Without a worker it is dropped: the listener knows that there is none.
    pub fn send(&self, command: Command) {
        if let Some(bytes) = self.encoded(&command) {
            self.say(Said::Own(bytes));
        }
    }

    /// Sends `command` with handles of files: the worker reads them, the page never does.
    pub fn send_files(&self, command: &Command, files: &[File]) {
        let Some(bytes) = self.encoded(command) else { return };
        let message = Array::of1(&bytes);
        for file in files {
            message.push(file);
        }
        self.say(Said::Copied(message.into()));
    }

    fn encoded(&self, command: &Command) -> Option<Uint8Array> {
        match protocol::encode(command) {
            Ok(bytes) => Some(Uint8Array::from(bytes.as_slice())),
            Err(error) => {
                self.report_later(FaultKind::Settings, error.to_string());
                None
            }
        }
    }

    /// Reports a fault that was found while the listener acts, after it has returned.
    fn report_later(&self, kind: FaultKind, message: String) {
        let listener = self.listener.clone();
        wasm_bindgen_futures::spawn_local(async move { listener(Event::Fault(Fault { kind, message })) });
    }

    /// Sends the command that another worker encoded.
    pub fn pass_on(&self, encoded: &Uint8Array) {
        self.say(Said::Copied(encoded.clone().into()));
    }

    /// The bytes that came with the event that is being handled.
    pub fn take_beside(&self) -> Option<Uint8Array> {
        self.beside.take()
    }

    /// Ends the worker and all it holds, until [`Client::restart`].
    pub fn end(&self) {
        self.line.replace(None);
        self.early.borrow_mut().clear();
        self.ready.set(false);
        self.busy.set(false);
        self.held.set(false);
        self.forget_waits();
    }

    fn forget_waits(&self) {
        self.lives();
        self.late.borrow_mut().clear();
    }

    fn say(&self, said: Said) {
        let line = self.line.borrow();
        let Some(line) = &*line else { return };
        if !self.ready.get() {
            self.early.borrow_mut().push(said);
            return;
        }
        self.asked.set(true);
        let crossed = match said {
            Said::Own(bytes) => line.worker.post_message_with_transfer(&bytes, &Array::of1(&bytes.buffer())),
            Said::Copied(message) => line.worker.post_message(&message),
        };
        if let Err(error) = crossed {
            self.report_later(
                FaultKind::Settings,
                format!("The command could not be sent to the worker ({}).", describe(&error)),
            );
        }
    }

    /// Sets whether the worker owes events from now on; if it does and is silent, it is taken for dead.
    pub fn expect_events(&self, busy: bool) {
        if busy && !self.busy.get() {
            self.silence.borrow_mut().heard();
        }
        self.busy.set(busy);
    }

    /// Has the worker suspend all long work, or resume it. It answers questions all the same.
    pub fn hold(&self, held: bool) {
        self.held.set(held);
        self.silence.borrow_mut().heard();
        self.send(Command::Hold(held));
    }

    fn open_line(self: &Rc<Self>) -> Result<Line, JsValue> {
        let worker = start_worker(self.program.name(), self.first.as_deref())?;
        let weak = Rc::downgrade(self);
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| {
            if let Some(client) = weak.upgrade() {
                client.hear(&message.data());
            }
        });
        let weak = Rc::downgrade(self);
        let on_error = Closure::<dyn FnMut(JsValue)>::new(move |error: JsValue| {
            if let Some(client) = weak.upgrade() {
                client.hear_error(&error);
            }
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        Ok(Line { worker, _message: on_message, _error: on_error })
    }

    fn hear(self: &Rc<Self>, data: &JsValue) {
        self.lives();
        let beside = data.dyn_ref::<Array>();
        self.beside.replace(beside.and_then(|pair| pair.get(1).dyn_into().ok()));
        let event = beside.map_or_else(|| data.clone(), |pair| pair.get(0));
        let Some(bytes) = event.dyn_ref::<Uint8Array>() else {
            let why = Reflect::get(data, &"fault".into()).ok().and_then(|fault| fault.as_string());
            return self.report_death(&why.unwrap_or_else(|| "The worker said something unreadable.".to_owned()));
        };
        match protocol::decode(&bytes.to_vec()) {
            Ok(Event::Ready { build }) if build == crate::BUILD => self.worker_is_ready(Event::Ready { build }),
            Ok(Event::Ready { .. }) => self.report_death(
                "The page and its worker come from different versions. Open the page in another tab to get both from the same one.",
            ),
            Ok(Event::Fault(Fault { kind: FaultKind::Crashed, message })) => self.report_death(&message),
            Ok(Event::Alive) => {}
            Ok(Event::Late { file, late }) => self.late(file, late),
            Ok(event) => (self.listener)(event),
            Err(error) => self.report_death(&error.to_string()),
        }
    }

    fn worker_is_ready(&self, ready: Event) {
        self.ready.set(true);
        let early = self.early.take();
        // What it needs first is sent before what figures asked meanwhile.
        (self.listener)(ready);
        for said in early {
            self.say(said);
        }
    }

    fn hear_error(&self, error: &JsValue) {
        let what = error.dyn_ref::<ErrorEvent>().map(ErrorEvent::message).filter(|message| !message.is_empty());
        if let Some(event) = error.dyn_ref::<web_sys::Event>() {
            event.prevent_default();
        }
        self.report_death(&match what {
            Some(what) => format!("The worker stopped: {what}."),
            None => "The worker could not be loaded.".to_owned(),
        });
    }

    /// The worker is no longer usable: it is ended, so that nothing of it is left, and the fault is reported once.
    fn report_death(&self, message: &str) {
        self.busy.set(false);
        self.ready.set(false);
        self.early.borrow_mut().clear();
        self.forget_waits();
        if let Some(line) = self.line.replace(None) {
            line.cut();
            // Its handlers are dropped later: this may run inside one of them.
            wasm_bindgen_futures::spawn_local(async move { drop(line) });
        }
        (self.listener)(Event::Fault(Fault { kind: FaultKind::Crashed, message: message.to_owned() }));
    }
}

fn describe(error: &JsValue) -> String {
    error.as_string().or_else(|| Reflect::get(error, &"message".into()).ok()?.as_string()).unwrap_or_default()
}
