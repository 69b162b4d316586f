//! What goes on by and by: one unit a tick. The work of a guest in view goes before that of others; else each kind has its
//! turn.

use super::embedding::Embedding;
use super::{Session, model};
use crate::protocol::{Event, Guest};
use crate::worker::autoencoder::Digits;
use crate::worker::run::Run;
use crate::worker::vae::VaeWork;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Work {
    /// Measuring images that arrived: before all else, since the page knows of them only then.
    Arrival,
    /// Answers too long for one unit.
    Answers,
    Run,
    Embedding,
    Map,
    Galaxies,
    Latent,
    Vae,
    Autoencoder,
    Representation,
}

const ALL: [Work; 10] = [
    Work::Arrival,
    Work::Answers,
    Work::Run,
    Work::Embedding,
    Work::Map,
    Work::Galaxies,
    Work::Latent,
    Work::Vae,
    Work::Autoencoder,
    Work::Representation,
];

impl Session {
    /// One unit of the work whose turn it is.
    pub(super) fn work(&mut self, out: &mut Vec<Event>) {
        let Some(place) = self.next_work() else { return };
        self.worked = place;
        match ALL[place] {
            Work::Arrival => self.measure_some(out),
            Work::Answers => self.answer_some(out),
            Work::Run => self.run_some(out),
            Work::Embedding => self.embed_some(out),
            Work::Map => self.maps.work(out),
            Work::Galaxies => {
                // The desk looks at the network that it does not own.
                let mut desk = std::mem::take(&mut self.galaxies);
                let arrived = desk.work(self.now, self.model(), out);
                self.galaxies = desk;
                if let Some(arrived) = arrived {
                    self.galaxies_chosen(arrived, out);
                }
            }
            Work::Latent => self.work_on_latent_space(out),
            Work::Vae => self.with_vae(out, VaeWork::work),
            Work::Autoencoder => self.autoencoder_works(out),
            Work::Representation => {
                out.extend(self.representation.work(self.held_out.as_ref()).map(Event::Representation));
            }
        }
    }

    pub(super) fn has_work(&self) -> bool {
        self.next_work().is_some()
    }

    fn next_work(&self) -> Option<usize> {
        if self.has(Work::Arrival) {
            return Some(0);
        }
        let turns = (1..=ALL.len()).map(|i| (self.worked + i) % ALL.len()).filter(|place| self.has(ALL[*place]));
        let mut first = None;
        for place in turns {
            if self.queue.goes_first(self.guest(ALL[place])) {
                return Some(place);
            }
            first = first.or(Some(place));
        }
        first
    }

    fn guest(&self, work: Work) -> Option<Guest> {
        match work {
            Work::Answers => self.answering_for(),
            Work::Latent => Some(Guest::Latent),
            Work::Vae => Some(Guest::Vae),
            Work::Representation => Some(Guest::Representation),
            _ => None,
        }
    }

    fn has(&self, work: Work) -> bool {
        let digits = Digits { training: self.training.as_ref(), held_out: self.held_out.as_ref() };
        if self.held {
            return match work {
                Work::Arrival | Work::Answers => self.is_answering(work == Work::Arrival),
                // One that was told to end does so, that its button does what it says.
                Work::Autoencoder => self.autoencoder.is_ending(),
                _ => false,
            };
        }
        match work {
            Work::Arrival | Work::Answers => self.is_answering(work == Work::Arrival),
            // A picture shows one network: nothing is learned while it is made.
            Work::Run => {
                let encoding = self.embedding.as_ref().is_some_and(Embedding::is_encoding);
                self.answers.is_empty() && !encoding && self.run.as_ref().is_some_and(Run::is_busy)
            }
            Work::Embedding => self.embedding.is_some(),
            Work::Map => self.maps.has_work(),
            Work::Galaxies => self.galaxies.is_busy(),
            Work::Latent => self.latent.has_work(model(&self.run, &self.pretrained)),
            Work::Vae => self.vae.is_busy(),
            Work::Autoencoder => self.autoencoder.has_work(&digits),
            Work::Representation => self.representation.has_work(self.held_out.as_ref()),
        }
    }

    fn is_answering(&self, arrival: bool) -> bool {
        if arrival { self.measuring.is_some() } else { !self.answers.is_empty() }
    }
}
