//! What the page says in words: phases, times, numbers. It knows neither the page nor the worker.
//!
//! A count in a sentence, in a caption or beside a slider has a comma between thousands, even in four digits: [`thousands`].
//! Where numbers are copied from, computed with or compared in columns they are plain: outputs, fields, tables, the ticks
//! of axes, files and addresses. So is the number of an image, which is typed into a field.

pub use crate::data::count::thousands;
use crate::protocol::{Phase, Progress};

/// What to do where only a fresh page helps: a reload would end the runs of this one.
pub const ANOTHER_TAB: &str = "To try again, open the page in another tab: this one keeps what it has computed.";

/// The run in one sentence.
pub fn phase(progress: &Progress) -> String {
    match &progress.phase {
        Phase::Training => format!("Training at β = {}.", progress.beta),
        Phase::Paused if progress.step == 0 => "An untrained network, drawn from the seed. Press Train.".to_owned(),
        Phase::Paused => format!("Paused after {}.", batches(progress.step)),
        Phase::Finished if progress.epochs == 1 => "Its one epoch is done. Train goes on for one more.".to_owned(),
        Phase::Finished => {
            let epochs = thousands(progress.epochs.into());
            format!("All {epochs} epochs are done. Train goes on for as many again.")
        }
        Phase::Diverged { .. } => "Stopped: the run diverged. The last good network is shown.".to_owned(),
    }
}

fn batches(count: u32) -> String {
    if count == 1 { "1 batch".to_owned() } else { format!("{} batches", thousands(count.into())) }
}

/// The time left in the units a person would use; empty under half a second.
pub fn time_left(seconds: f32) -> String {
    match seconds {
        s if s.is_nan() || s < 0.5 => String::new(),
        s if s < 90.0 => format!("about {s:.0} s left"),
        s => format!("about {:.0} min left", s / 60.0),
    }
}

/// An epoch as a plain number: whole where it is whole, otherwise two decimals.
pub fn epoch(epoch: f32) -> String {
    if epoch.fract() == 0.0 { format!("{epoch:.0}") } else { format!("{epoch:.2}") }
}

/// Nats as a plain number with two decimals.
pub fn nats(value: f32) -> String {
    let text = format!("{value:.2}");
    if text == "-0.00" { "0.00".to_owned() } else { text }
}

/// Begins with a capital, but for a file's name, and ends with a full stop.
pub fn sentence(words: &str) -> String {
    let words = words.trim();
    let mut letters = words.chars();
    let name = words.split([' ', ':']).next().is_some_and(|first| first.trim_end_matches('.').contains('.'));
    if name {
        return format!("{}.", words.trim_end_matches('.'));
    }
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    let rest = letters.as_str().trim_end_matches('.');
    format!("{first}{rest}.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_plain() {
        assert_eq!(epoch(3.0), "3");
        assert_eq!(epoch(0.025_641), "0.03");
        assert_eq!(nats(-167.124), "-167.12");
        assert_eq!(nats(-0.001), "0.00");
    }

    #[test]
    fn times_are_in_a_persons_units() {
        assert_eq!(time_left(0.2), "");
        assert_eq!(time_left(12.4), "about 12 s left");
        assert_eq!(time_left(150.0), "about 2 min left");
        assert_eq!(time_left(f32::NAN), "");
    }

    #[test]
    fn batches_are_counted() {
        assert_eq!(batches(1), "1 batch");
        assert_eq!(batches(1200), "1,200 batches");
    }

    #[test]
    fn sentences_begin_and_end_as_such() {
        assert_eq!(sentence(" the run diverged"), "The run diverged.");
        assert_eq!(sentence("It stopped."), "It stopped.");
        assert_eq!(sentence("mnist-train.idx.gz: it is cut short"), "mnist-train.idx.gz: it is cut short.");
        assert_eq!(sentence("stopped."), "Stopped.");
    }
}
