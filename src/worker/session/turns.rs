//! Whose turn it is to do a unit of work. The work of a guest in view goes before that of others; else each has its turn.

use super::{Session, embedding::Embedding};
use crate::protocol::{Event, Guest};
use crate::worker::run::Run;

/// Work by its place in the round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Turn {
    /// Answers too long for one unit.
    Answers,
    Run,
    Embedding,
    /// A chapter's, by its place in the list.
    Chapter(usize),
}

const OWN: [Turn; 3] = [Turn::Answers, Turn::Run, Turn::Embedding];

impl Session {
    /// One unit of the work whose turn it is. Measuring images that arrived comes before all else, since the page knows of them
    /// only then.
    pub(super) fn work(&mut self, out: &mut Vec<Event>) {
        if self.measuring.is_some() {
            self.turn = 0;
            return self.measure_some(out);
        }
        let Some(place) = self.next_turn() else { return };
        self.turn = place + 1;
        match turn(place) {
            Turn::Answers => self.answer_some(out),
            Turn::Run => self.run_some(out),
            Turn::Embedding => self.embed_some(out),
            Turn::Chapter(chapter) => {
                if let Err(fault) = self.works[chapter].unit(&mut self.shared, out) {
                    out.push(Event::Fault(fault));
                }
            }
        }
    }

    pub(super) fn has_work(&self) -> bool {
        self.measuring.is_some() || self.next_turn().is_some()
    }

    fn next_turn(&self) -> Option<usize> {
        let places = OWN.len() + self.works.len();
        let turns = (0..places).map(|i| (self.turn + i) % places).filter(|place| self.has(turn(*place)));
        let mut first = None;
        for place in turns {
            if self.queue.goes_first(self.guest(turn(place))) {
                return Some(place);
            }
            first = first.or(Some(place));
        }
        first
    }

    fn guest(&self, turn: Turn) -> Option<Guest> {
        match turn {
            Turn::Answers => self.answering_for(),
            Turn::Run | Turn::Embedding => None,
            Turn::Chapter(chapter) => self.works[chapter].guest(),
        }
    }

    fn has(&self, turn: Turn) -> bool {
        match turn {
            Turn::Answers => !self.answers.is_empty(),
            // A picture shows one network: nothing is learned while it is made.
            Turn::Run => {
                let encoding = self.embedding.as_ref().is_some_and(Embedding::is_encoding);
                !self.held && self.answers.is_empty() && !encoding && self.shared.run.as_ref().is_some_and(Run::is_busy)
            }
            Turn::Embedding => !self.held && self.embedding.is_some(),
            Turn::Chapter(chapter) => {
                let work = &self.works[chapter];
                (!self.held || work.is_ending()) && work.has_work(&self.shared)
            }
        }
    }
}

fn turn(place: usize) -> Turn {
    OWN.get(place).copied().unwrap_or(Turn::Chapter(place.wrapping_sub(OWN.len())))
}
