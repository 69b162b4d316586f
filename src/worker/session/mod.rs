//! What a worker knows and does, without the browser: commands in, events out, one unit of work per tick.
//!
//! `arrive` takes what was fetched, `bring` a network that the person brings, `queue` says what is answered next and `answer` how. `keeping` has the run kept, `looking_back` shows it as it was. `turns` says what continues next: long
//! answers (`pictures`), the run (`training`), a t-SNE (`embedding`), or the work of a chapter (`worker::chapters_work`), of which
//! the session knows nothing but that it is some.

mod answer;
mod arrive;
mod bring;
mod embedding;
mod keeping;
mod looking_back;
mod pictures;
mod queue;
mod training;
mod turns;

use self::arrive::Measuring;
use self::embedding::Embedding;
use self::pictures::Answer;
use self::queue::Queue;
use super::fetches::Fetch;
use super::run::Run;
use super::shared::Shared;
use super::{chapters_work, work::Work};
use crate::protocol::{Command, Event};

pub use super::arrival::Arrival;

/// Commands are answered for this long, ms, before a unit of work is done.
const ANSWERING: f64 = 6.0;

/// A worker's state.
pub struct Session {
    shared: Shared,
    queue: Queue,
    works: Vec<Box<dyn Work>>,
    /// Place of the work that is first asked whether it has something to do.
    turn: usize,
    /// Long answers in progress, and the ms spent on them.
    answers: Vec<Answer>,
    pictured: f64,
    /// Held-out images that the page does not know of yet.
    measuring: Option<Measuring>,
    /// Another figure of the page has the turn: only answers are given.
    held: bool,
    watched: Vec<f32>,
    /// The last question for a moment of the run.
    looked: u32,
    embedding: Option<Embedding>,
}

impl Session {
    /// `now` is the time in ms, on a clock that does not run backwards.
    pub fn new(now: impl Fn() -> f64 + 'static) -> Self {
        Self {
            shared: Shared::new(now),
            queue: Queue::default(),
            works: chapters_work(),
            turn: 0,
            answers: Vec::new(),
            pictured: 0.0,
            measuring: None,
            held: false,
            watched: Vec::new(),
            looked: 0,
            embedding: None,
        }
    }

    /// Takes a command for the next tick. The newest of a figure replaces older ones.
    pub fn push(&mut self, command: Command) {
        self.queue.push(command);
    }

    /// Answers commands, then does one unit of work, unless somebody still waits whom it would keep waiting. True while there
    /// is more to do.
    pub fn tick(&mut self, out: &mut Vec<Event>) -> bool {
        let began = self.shared.now();
        if std::mem::take(&mut self.shared.news) {
            self.queue.again();
            if let Err(fault) = self.set_up(out) {
                out.push(Event::Fault(fault));
            }
        }
        while let Some(command) = self.queue.pop() {
            if let Err(fault) = self.answer(command, out) {
                out.push(Event::Fault(fault));
            }
            if self.shared.now() - began >= ANSWERING {
                break;
            }
        }
        if !self.queue.is_urgent() {
            self.work(out);
        }
        self.shared.news || !self.queue.is_empty() || self.has_work()
    }

    /// The files that are to be fetched for what was answered.
    pub fn fetches(&mut self) -> Vec<Fetch> {
        self.shared.fetches.take()
    }

    fn with_run(&mut self, act: impl FnOnce(&mut Run)) {
        if let Some(run) = &mut self.shared.run {
            act(run);
        }
    }
}
