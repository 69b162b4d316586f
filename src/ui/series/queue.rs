//! Who of a series trains: as many at a time as the machine has cores for, in their order. A paused run gives its place to the
//! next one, and waits for a place when it is to go on.

/// How a run of a series stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stand {
    /// For a place.
    Waits,
    Trains,
    Paused,
    /// Of itself: all epochs are done, or it diverged.
    Ended,
    /// By the person.
    Stopped,
    /// It cannot be trained.
    Lost,
}

impl Stand {
    pub fn is_over(self) -> bool {
        matches!(self, Self::Ended | Self::Stopped | Self::Lost)
    }
}

#[derive(Debug, Default)]
pub struct Queue {
    at_once: usize,
    stands: Vec<Stand>,
}

impl Queue {
    /// So many runs, on a machine with so many cores. One core is left to the page and to the browser, unless there are two: the
    /// page has little to do meanwhile.
    pub fn new(runs: usize, cores: usize) -> Self {
        let at_once = if cores <= 2 { cores } else { cores - 1 };
        Self { at_once: at_once.max(1), stands: vec![Stand::Waits; runs] }
    }

    pub fn at_once(&self) -> usize {
        self.at_once
    }

    pub fn stands(&self) -> &[Stand] {
        &self.stands
    }

    pub fn count(&self, stand: Stand) -> usize {
        self.stands.iter().filter(|other| **other == stand).count()
    }

    /// A run that is over stays so.
    pub fn set(&mut self, run: usize, stand: Stand) {
        if let Some(place) = self.stands.get_mut(run).filter(|place| !place.is_over()) {
            *place = stand;
        }
    }

    /// The next run that gets a place; it trains from now on.
    pub fn admit(&mut self) -> Option<usize> {
        if self.count(Stand::Trains) >= self.at_once {
            return None;
        }
        let run = self.stands.iter().position(|stand| *stand == Stand::Waits)?;
        self.stands[run] = Stand::Trains;
        Some(run)
    }

    pub fn is_over(&self) -> bool {
        self.stands.iter().all(|stand| stand.is_over())
    }

    /// How all of them stand, in words.
    pub fn words(&self) -> String {
        let names = [
            (Stand::Trains, "training"),
            (Stand::Waits, "waiting for a place"),
            (Stand::Paused, "paused"),
            (Stand::Ended, "ended"),
            (Stand::Stopped, "stopped"),
            (Stand::Lost, "given up"),
        ];
        let counted = names.iter().map(|(stand, name)| (self.count(*stand), name)).filter(|(count, _)| *count > 0);
        let parts: Vec<String> = counted.map(|(count, name)| format!("{count} {name}")).collect();
        format!("{} runs: {}.", self.stands.len(), parts.join(", "))
    }
}
