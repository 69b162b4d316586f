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

/// KL per latent dimension, the largest first, and which of them carry nothing.
pub fn kl_per_dimension(kl: &[f32], name: impl Fn(usize) -> String) -> String {
    let mut sorted: Vec<(usize, f32)> = kl.iter().copied().enumerate().collect();
    sorted.sort_by(|a, b| b.1.total_cmp(&a.1));
    let (active, idle): (Vec<_>, Vec<_>) = sorted.into_iter().partition(|(_, nats)| *nats >= IDLE);
    let list = |of: &[(usize, f32)]| {
        let parts: Vec<String> = of.iter().map(|(i, nats)| format!("{} {nats:.2}", name(*i))).collect();
        parts.join(", ")
    };
    let carrying = if active.is_empty() { "none carries anything".to_owned() } else { list(&active) };
    let idle = if idle.is_empty() { String::new() } else { format!(" Inactive: {}.", list(&idle)) };
    format!("KL per dimension, nats: {carrying}.{idle}")
}

/// A latent dimension's name on an axis: where its posterior has collapsed onto the prior, that is said.
pub fn axis_of(name: String, kl: Option<f64>) -> String {
    match kl {
        Some(kl) if kl < IDLE.into() => format!("{name}, inactive: KL {kl:.2} nats"),
        _ => name,
    }
}

/// A dimension with less KL than this, nats, carries no information to the decoder.
const IDLE: f32 = 0.01;

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

    #[test]
    fn dimensions_are_sorted_by_kl_and_collapsed_ones_named() {
        let words = |kl: &[f32]| kl_per_dimension(kl, |i| format!("z{}", i + 1));
        assert_eq!(words(&[1.2, 3.1]), "KL per dimension, nats: z2 3.10, z1 1.20.");
        assert_eq!(words(&[0.002, 3.1, 0.2]), "KL per dimension, nats: z2 3.10, z3 0.20. Inactive: z1 0.00.");
        assert_eq!(words(&[0.0]), "KL per dimension, nats: none carries anything. Inactive: z1 0.00.");
    }

    #[test]
    fn an_axis_says_that_its_dimension_is_inactive() {
        assert_eq!(axis_of("z1".to_owned(), Some(0.002)), "z1, inactive: KL 0.00 nats");
        assert_eq!(axis_of("z1".to_owned(), Some(0.02)), "z1");
        assert_eq!(axis_of("z1".to_owned(), None), "z1");
    }
}
