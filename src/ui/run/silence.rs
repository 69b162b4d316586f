//! Whether a worker still lives, judged by how long it gives no sign of life. It knows neither workers nor clocks: who looks
//! says what time it is.

/// Sentences and judgements come after so many ms without a sign of life: one is asked for, the person is told, it is over.
const ASKED: f64 = 1_500.0;
const TOLD: f64 = 2_800.0;
pub const OVER: f64 = 20_000.0;
/// More than this between two looks, in ms, and the page itself was not running: a sleeping machine accuses nobody.
const AWAKE: f64 = 2_000.0;

/// What is to be done about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    Fine,
    /// Ask for a sign of life.
    Ask,
    /// Tell the person.
    Tell,
    /// It is taken for dead.
    Over,
}

#[derive(Clone, Copy, Debug, Default)]
pub struct Silence {
    looked: Option<f64>,
    silent: f64,
    asked: bool,
    told: bool,
}

impl Silence {
    /// It said something.
    pub fn heard(&mut self) {
        *self = Self { looked: self.looked, ..Self::default() };
    }

    /// Looks at it at the time `now`, in ms. `owed`: a sign of life is due.
    pub fn look(&mut self, now: f64, owed: bool) -> Sign {
        let passed = now - self.looked.replace(now).unwrap_or(now);
        if !owed {
            self.heard();
            return Sign::Fine;
        }
        self.silent += passed.clamp(0.0, AWAKE);
        if self.silent > OVER {
            return Sign::Over;
        }
        if self.silent > TOLD && !self.told {
            self.told = true;
            return Sign::Tell;
        }
        if self.silent > ASKED && !self.asked {
            self.asked = true;
            return Sign::Ask;
        }
        Sign::Fine
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(silence: &mut Silence, times: impl Iterator<Item = u32>) -> Vec<(u32, Sign)> {
        times.map(|t| (t, silence.look(f64::from(t) * 500.0, true))).filter(|(_, sign)| *sign != Sign::Fine).collect()
    }

    #[test]
    fn silence_is_asked_about_told_of_and_ended() {
        let seen = all(&mut Silence::default(), 0..42);
        assert_eq!(seen, [(4, Sign::Ask), (6, Sign::Tell), (41, Sign::Over)]);
    }

    #[test]
    fn a_sign_of_life_begins_it_anew() {
        let mut silence = Silence::default();
        all(&mut silence, 0..10);
        silence.heard();
        assert_eq!(all(&mut silence, 10..18), [(13, Sign::Ask), (15, Sign::Tell)]);
    }

    #[test]
    fn who_owes_nothing_may_be_silent_and_a_page_that_slept_accuses_nobody() {
        let mut silence = Silence::default();
        for second in 0..100 {
            assert_eq!(silence.look(f64::from(second) * 1000.0, false), Sign::Fine);
        }
        assert_eq!(silence.look(3.6e6, true), Sign::Ask, "an hour counts as two seconds");
        assert_eq!(silence.look(3.6e6 + 500.0, true), Sign::Fine);
    }
}
