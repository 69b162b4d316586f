//! How often a lost worker is replaced, and what is said each time.

/// A worker that died is replaced this often; then something is wrong that a new one does not mend.
pub const REPLACEMENTS: u32 = 3;

/// Counts the workers that one place of the page has lost.
#[derive(Debug, Default)]
pub struct Recovery(u32);

/// What is to be done about a lost worker, and the words for the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lost {
    /// Another one is started.
    Replace(String),
    /// No other one is started.
    GiveUp(String),
}

impl Recovery {
    /// A worker was lost: `why` is a sentence, and so is `then`, which says what is done and what the person may do. `way_on`
    /// is what remains to do when no other worker is started, such as "press Reset".
    pub fn lost(&mut self, why: &str, then: &str, way_on: &str) -> Lost {
        self.0 += 1;
        if self.is_over() {
            Lost::GiveUp(format!("{why} A new worker stops too: {way_on} to try again."))
        } else {
            Lost::Replace(format!("{why} {then}"))
        }
    }

    /// No other worker is started.
    pub fn is_over(&self) -> bool {
        self.0 > REPLACEMENTS
    }

    /// The person starts over, or all went well: what was lost before no longer counts.
    pub fn forgive(&mut self) {
        self.0 = 0;
    }
}
