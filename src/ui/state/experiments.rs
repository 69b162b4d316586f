//! The training lab's experiments: settings that show one thing each, and a sentence on what to look for. Pure.

use crate::settings::{RUN, RunSettings};

/// One press in the lab.
pub struct Experiment {
    /// Of its option in the menu.
    pub key: &'static str,
    pub title: &'static str,
    /// What differs from the usual settings: keys of the lab's rows, and texts as the address has them.
    pub set: &'static [(&'static str, &'static str)],
    /// What to look for; nothing of the usual settings, of which the chapter speaks.
    pub look: &'static str,
}

impl Experiment {
    /// The settings of its run.
    pub fn run(&self) -> RunSettings {
        let mut run = RunSettings::default();
        for (key, text) in self.set {
            // A row that does not take its text is found by the tests.
            let _ = RUN.row(key).map(|row| row.take(&mut run, text));
        }
        run
    }
}

/// The menu, in its order. The first is what the lab opens with.
pub const EXPERIMENTS: [Experiment; 9] = [
    Experiment { key: "usual", title: "The usual settings", set: &[], look: "" },
    Experiment {
        key: "holes",
        title: "β = 0, and its holes",
        set: &[("beta", "0")],
        look: "Nothing holds the codes to the prior. Look at the axes of the scatter, which grow, at the KL, which climbs, and at the manifold’s tiles: where no code lies, they need not be digits.",
    },
    Experiment {
        key: "collapse",
        title: "β = 20, and collapse",
        set: &[("beta", "20")],
        look: "A nat of code costs more than it saves. Look at the KL, which stays near half a nat, at the clouds, which huddle in the middle of the prior, and at the manifold: tile after tile is the blurred mean of many digits.",
    },
    Experiment {
        key: "rate",
        title: "Learning rate too high",
        set: &[("rate", "0.1")],
        look: "A hundred times the usual step: the loss blows up within a few batches, and the run is stopped at its last good network. Which rate can still be learned with? Go down by factors of ten.",
    },
    Experiment {
        key: "overfitting",
        title: "500 images, and overfitting",
        set: &[("images", "500"), ("epochs", "300")],
        look: "Compare the two curves of the loss. On the 500 digits that it sees the network goes on improving; on held-out digits it comes to a stand, some thirty nats behind.",
    },
    Experiment {
        key: "line",
        title: "One latent dimension",
        set: &[("latent", "1")],
        look: "All digits must find room on one line. Which are neighbours, and which are torn apart? Compare the reconstruction with that of two dimensions.",
    },
    Experiment {
        key: "four-nine",
        title: "4 against 9",
        set: &[("digits", "49")],
        look: "Two digits that differ by one stroke. Does a gap open between the clouds? Walk across it in the manifold, and say where the 9 becomes a 4.",
    },
    Experiment {
        key: "sixteen",
        title: "16 dimensions, few of them used",
        set: &[("latent", "16"), ("beta", "10")],
        look: "Look at the KL of each dimension: which are used, and which stay at nothing? A dimension at 0 nats is the prior for every digit, and tells the decoder nothing.",
    },
    Experiment {
        key: "one-by-one",
        title: "A batch of one",
        set: &[("batch", "1"), ("images", "500"), ("epochs", "10")],
        look: "Every step follows a single digit. Look at how the loss of the batches scatters from step to step, and at the held-out curve, which goes down all the same.",
    },
];

/// The experiment with these settings.
pub fn of(run: &RunSettings) -> Option<&'static Experiment> {
    EXPERIMENTS.iter().find(|experiment| experiment.run() == *run)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_experiment_sets_what_it_says_and_no_two_are_the_same() {
        for experiment in &EXPERIMENTS {
            let run = experiment.run();
            let changed: Vec<_> = RUN.changed(&RunSettings::default(), &run).map(|row| row.key).collect();
            for (key, text) in experiment.set {
                assert!(changed.contains(key), "{}: {key} is as usual", experiment.key);
                assert_eq!(RUN.row(key).map(|row| row.text(&run)).as_deref(), Some(*text), "{}", experiment.key);
            }
            assert_eq!(changed.len(), experiment.set.len(), "{}", experiment.key);
            assert_eq!(of(&run).map(|found| found.key), Some(experiment.key), "another has the same settings");
        }
    }
}
