//! Which moments of a run are kept: on a log scale, of batches within the first epoch, then of epochs, at whose ends the network is
//! evaluated anyway; and which goes when there are too many. Plain numbers, the same for the same run.

/// Moments that are kept at most, and the bytes that all of them may take.
const MOST: usize = 60;
pub const ROOM: usize = 24_000_000;
/// Moments from one number of batches to its double, in the first epoch: each costs an evaluation.
const BATCHES_AN_OCTAVE: f64 = 2.0;
/// And of epochs.
const EPOCHS_AN_OCTAVE: f64 = 6.0;

/// How many moments of so many bytes each are kept. A single one would be no way back.
pub fn most(size: usize) -> usize {
    match MOST.min(ROOM / size.max(1)) {
        1 => 0,
        most => most,
    }
}

/// Is the network of interest after so many batches?
pub fn is_due(step: u64, batches_per_epoch: u64) -> bool {
    if step < batches_per_epoch {
        return is_spaced(step, BATCHES_AN_OCTAVE);
    }
    step.is_multiple_of(batches_per_epoch) && is_spaced(step / batches_per_epoch, EPOCHS_AN_OCTAVE)
}

/// Is this the first whole number from some power of the spacing on?
fn is_spaced(number: u64, an_octave: f64) -> bool {
    let place = |number: u64| (an_octave * (number as f64).log2()).floor();
    number <= 1 || place(number) > place(number - 1)
}

/// The one of too many, in ascending order, without which the others lie most evenly on a log scale. The first and the last stay.
pub fn dispensable(steps: &[u32]) -> Option<usize> {
    let place = |step: u32| (1.0 + f64::from(step)).ln();
    let gap = |at: &usize| place(steps[at + 1]) - place(steps[at - 1]);
    (1..steps.len().saturating_sub(1)).min_by(|a, b| gap(a).total_cmp(&gap(b)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The moments that a run of so many batches has at last.
    fn kept(batches: u64, batches_per_epoch: u64, most: usize) -> Vec<u32> {
        let mut steps = Vec::new();
        for step in (0..=batches).filter(|step| is_due(*step, batches_per_epoch)) {
            steps.push(step as u32);
            if steps.len() > most {
                steps.remove(dispensable(&steps).unwrap());
            }
        }
        steps
    }

    #[test]
    fn batches_are_spaced_on_a_log_scale_and_so_are_epochs() {
        let steps = kept(400, 40, MOST);
        assert_eq!(steps[..11], [0, 1, 2, 3, 4, 6, 8, 12, 16, 23, 32]);
        assert_eq!(steps[11..], [40, 80, 120, 160, 200, 240, 280, 320, 360]);
        let epochs: Vec<u32> = kept(1200, 40, MOST)[20..].iter().map(|step| step / 40).collect();
        assert_eq!(epochs, [11, 12, 13, 15, 16, 18, 21, 23, 26, 29]);
    }

    #[test]
    fn a_long_run_keeps_as_many_as_there_is_room_for_spaced_evenly_on_a_log_scale() {
        for (batches, batches_per_epoch, most) in
            [(100_000, 40, 60), (40_000, 40, 40), (1_000_000, 1000, 20), (5000, 1, 60)]
        {
            let steps = kept(batches, batches_per_epoch, most);
            assert_eq!(steps.len(), most);
            assert_eq!(steps[0], 0);
            let place = |step: u32| (1.0 + f64::from(step)).ln();
            let span = (1.0 + batches as f64).ln();
            // The run has gone on for less than it takes to the next moment.
            assert!(span - place(steps[most - 1]) <= std::f64::consts::LN_2 / EPOCHS_AN_OCTAVE + 1e-9);
            let widest = steps.windows(2).map(|pair| place(pair[1]) - place(pair[0])).fold(0.0, f64::max);
            // From 0 to 1 batch nothing lies between.
            assert!(
                widest <= f64::max(std::f64::consts::LN_2, 3.0 * span / most as f64) + 1e-9,
                "{batches}: {widest} of {span}"
            );
        }
    }

    #[test]
    fn all_that_are_kept_fit_into_the_room() {
        for size in [1, 400_000, 420_000, 8_000_000, 11_999_999, 12_000_001, 30_000_000] {
            assert!(most(size) * size <= ROOM && most(size) != 1, "{size}");
        }
        assert_eq!([most(1000), most(420_600), most(12_000_001)], [60, 57, 0]);
    }
}
