//! What a series is made of, and who of it trains.

use super::*;

fn axis(key: &str) -> &'static Axis {
    AXES.iter().find(|axis| axis.key == key).unwrap()
}

#[test]
fn values_become_runs_that_differ_in_nothing_else() {
    let base = RunSettings { seed: 7, hidden: vec![64], ..RunSettings::default() };
    let runs = settings(&base, axis("beta"), "0.1, 1;4  10").unwrap();
    assert_eq!(runs.iter().map(|run| run.beta).collect::<Vec<_>>(), [0.1, 1.0, 4.0, 10.0]);
    assert!(runs.iter().all(|run| RunSettings { beta: base.beta, ..run.clone() } == base));
    assert_eq!(settings(&base, axis("seed"), "3,9007199254740991").unwrap()[1].seed, 9_007_199_254_740_991);
    assert_eq!(settings(&base, axis("latent"), "2,2,16").unwrap().len(), 2, "what is there twice counts once");
}

#[test]
fn the_usual_values_are_a_series_of_their_setting() {
    for axis in &AXES {
        let runs = settings(&RunSettings::default(), axis, axis.usual).unwrap();
        assert_eq!(runs.len(), 4, "{}", axis.key);
    }
}

#[test]
fn values_that_make_no_series_are_refused_in_words() {
    let refused = |key, text| settings(&RunSettings::default(), axis(key), text).unwrap_err().to_string();
    assert!(refused("beta", "").contains("at least two different values"));
    assert!(refused("beta", "4, 4.0").contains("at least two different values"));
    assert!(refused("seed", "1 2 3 4 5 6 7 8 9").contains("at most 8 runs; these are 9"));
    assert!(refused("latent", "2, 17").starts_with("“17” cannot be used. "));
    assert!(refused("latent", "2, 2.5").starts_with("“2.5” cannot be used. "));
    assert!(refused("beta", "1, high").starts_with("“high” cannot be used. "));
}

#[test]
fn a_run_is_called_by_its_value() {
    let run = RunSettings { beta: 0.5, latent: 1, seed: 3, ..RunSettings::default() };
    let titles: Vec<String> = AXES.iter().map(|axis| axis.title(&run)).collect();
    assert_eq!(titles, ["β = 0.5", "seed 3", "1 latent dimension"]);
    assert_eq!(axis("latent").title(&RunSettings::default()), "2 latent dimensions");
}

#[test]
fn as_many_train_as_there_is_room_for_in_their_order() {
    for (cores, at_once) in [(0, 1), (1, 1), (2, 2), (3, 2), (4, 3), (16, 15)] {
        assert_eq!(Queue::new(8, cores).at_once(), at_once, "{cores} cores");
    }
    let mut queue = Queue::new(5, 2);
    assert_eq!([queue.admit(), queue.admit(), queue.admit()], [Some(0), Some(1), None]);
    queue.set(0, Stand::Ended);
    assert_eq!([queue.admit(), queue.admit()], [Some(2), None]);
    // A paused run gives its place away, and gets one again when it is the first that waits.
    queue.set(1, Stand::Paused);
    assert_eq!([queue.admit(), queue.admit()], [Some(3), None]);
    queue.set(1, Stand::Waits);
    assert_eq!(queue.admit(), None);
    queue.set(2, Stand::Lost);
    assert_eq!(queue.admit(), Some(1));
    assert_eq!(queue.words(), "5 runs: 2 training, 1 waiting for a place, 1 ended, 1 given up.");
    for run in [1, 3, 4] {
        assert!(!queue.is_over());
        queue.set(run, Stand::Stopped);
    }
    assert!(queue.is_over());
    // What is over does not come back, whatever its worker still says.
    queue.set(0, Stand::Trains);
    assert_eq!(queue.stands()[0], Stand::Ended);
    assert_eq!(queue.admit(), None);
}
