//! The machine of a run, walked through (`walks`), and what a person meets with it.
#![cfg(not(target_arch = "wasm32"))]

#[path = "machine/walks.rs"]
mod walks;
#[path = "machine/world.rs"]
mod world;

use latent_lab::protocol::{Command, FaultKind, Phase as Told};
use latent_lab::ui::run::{
    AUTOENCODER, Effect, Input, LAB, Lost, MAP, NOTEBOOK, Phase, Place, REPLACEMENTS, Recovery, Side, Train,
};
use world::{MANNERS, WHY, World, crash, inputs};

fn sent(effects: &[Effect]) -> Vec<&Effect> {
    let orders = |effect: &&Effect| {
        matches!(
            effect,
            Effect::Open | Effect::Data | Effect::Configure | Effect::Pretrained | Effect::Send(_) | Effect::Restart
        )
    };
    effects.iter().filter(orders).collect()
}

fn says(effects: &[Effect], place: Place) -> Option<&str> {
    effects.iter().find_map(|effect| match effect {
        Effect::Say(at, words) if *at == place => Some(words.as_str()),
        _ => None,
    })
}

const TRAIN: Effect = Effect::Send(Command::Train);
const PAUSE: Effect = Effect::Send(Command::Pause);

#[test]
fn settings_changed_in_mid_run_hold_for_the_next_one() {
    for manner in [&LAB, &NOTEBOOK] {
        let mut world = World::at(manner, Phase::Running).unwrap();
        assert_eq!(world.take(Input::Fresh), [PAUSE, Effect::Pending(true)]);
        world.hear(Told::Paused, true);
        assert_eq!(sent(&world.take(Input::Train)), [&Effect::Configure, &TRAIN]);
        assert_eq!(sent(&world.take(Input::Train)), [&TRAIN], "they hold now");
        let mut idle = World::at(manner, Phase::Idle).unwrap();
        assert_eq!(sent(&idle.take(Input::Fresh)), [&Effect::Configure], "what has not begun is set up at once");
    }
}

#[test]
fn a_run_that_was_refused_is_asked_for_again() {
    let mut world = World::at(&LAB, Phase::Idle).unwrap();
    world.take(Input::Fresh);
    let refused = world.take(Input::Fault(FaultKind::Settings, WHY.to_owned()));
    assert_eq!(says(&refused, Place::Notice), Some(WHY));
    assert_eq!(sent(&world.take(Input::Train)), [&Effect::Configure, &TRAIN], "Train is not in vain");
    // A fault that is not the run's own does not end it.
    let mut running = World::at(&LAB, Phase::Running).unwrap();
    running.take(Input::Fault(FaultKind::Settings, WHY.to_owned()));
    assert_eq!(running.machine.phase(), Phase::Running);
}

#[test]
fn a_diverged_run_is_begun_anew_and_says_why_it_ended() {
    for manner in [&LAB, &NOTEBOOK] {
        let mut world = World::at(manner, Phase::Running).unwrap();
        let ended = world.hear(Told::Diverged { why: "too fast".to_owned() }, true);
        assert_eq!(says(&ended, Place::Notice), Some("Too fast."));
        assert_eq!(sent(&world.take(Input::Step))[0], &Effect::Configure);
    }
}

#[test]
fn a_lost_worker_is_replaced_three_times_and_each_time_the_person_is_told() {
    for manner in MANNERS {
        let mut world = World::at(manner, Phase::Running).unwrap();
        for _ in 0..REPLACEMENTS {
            let effects = world.take(crash());
            assert_eq!(sent(&effects), [&Effect::Restart], "the new worker hears of nothing before it listens");
            assert!(says(&effects, Place::Notice).unwrap().contains(manner.replaced));
            assert_eq!(sent(&world.take(Input::Ready)), [&Effect::Open]);
            assert_eq!(world.machine.phase(), Phase::Restored);
        }
        let effects = world.take(crash());
        assert!(sent(&effects).is_empty());
        for place in [Place::Notice, Place::Figures] {
            assert!(says(&effects, place).unwrap().contains(manner.way_on), "there is a way on");
        }
        for input in inputs(world.machine.run()) {
            let reset = input == Input::Reset && manner.train == Train::Resumes;
            if reset || matches!(input, Input::Ready | Input::Fault(FaultKind::Crashed, _)) {
                continue;
            }
            let effects = world.take(input);
            assert!(sent(&effects).is_empty() && world.machine.phase() == Phase::Lost);
        }
        if manner.train == Train::Resumes {
            assert_eq!(sent(&world.take(Input::Reset)), [&Effect::Restart, &Effect::Open]);
            assert!(!world.notice && !world.figures);
            assert_eq!(sent(&world.take(crash())), [&Effect::Restart], "it is counted from the start again");
        }
    }
}

#[test]
fn a_new_worker_that_dies_before_it_listens_counts_too() {
    let mut world = World::at(&LAB, Phase::Running).unwrap();
    let restarts = (0..9).filter(|_| world.take(crash()).contains(&Effect::Restart)).count();
    assert_eq!(restarts, REPLACEMENTS as usize);
}

#[test]
fn other_data_with_a_refused_field_are_not_waited_for() {
    let mut world = World::at(&MAP, Phase::Ended).unwrap();
    let effects = world.take(Input::Data);
    assert_eq!(says(&effects, Place::Phase), Some("Loading galaxies …"));
    let words = world.take(Input::Refused);
    assert!(says(&words, Place::Phase).unwrap().contains("Correct it, then press Train map."));
    world.take(Input::Loaded);
    assert!(world.machine.buttons().train);
    // A press of Train that is refused leaves what is there as it is.
    let mut trained = World::at(&MAP, Phase::Ended).unwrap();
    trained.take(Input::Train);
    assert!(trained.take(Input::Refused).is_empty());
    assert_eq!(trained.machine.phase(), Phase::Ended);
}

#[test]
fn the_autoencoder_can_be_stopped_while_it_fetches_and_is_not_taken_for_dead() {
    let mut world = World::at(&AUTOENCODER, Phase::Loading).unwrap();
    assert!(!world.machine.owes_events(), "a slow line is no dead worker");
    world.take(Input::Loaded);
    assert!(world.machine.owes_events());
    let effects = world.take(Input::Stop);
    assert_eq!(sent(&effects), [&Effect::Send(AUTOENCODER.stop.clone())]);
    assert!(says(&effects, Place::Phase).is_some() && !world.machine.owes_events());
}

#[test]
fn the_turn_is_wanted_for_all_long_work_and_waiting_is_seen() {
    let mut world = World::at(&NOTEBOOK, Phase::Paused).unwrap();
    assert!(!world.machine.is_busy());
    world.take(Input::Side(Side::Table, true));
    assert!(world.machine.is_busy() && !world.machine.owes_events());
    world.take(Input::Side(Side::Comparison, true));
    assert!(world.machine.owes_events());
    world.take(Input::MustWait("Waits.".to_owned()));
    assert_eq!(world.machine.phase(), Phase::Paused, "it is not the run that waits");
    world.hear(Told::Training, true);
    assert_eq!((world.machine.phase(), world.machine.waits()), (Phase::Waiting, Some("Waits.")));
    world.take(Input::GoesOn);
    assert_eq!(world.machine.phase(), Phase::Running);
    world.take(crash());
    assert!(!world.machine.has(Side::Table) && !world.machine.is_busy(), "it died with its worker");
}

#[test]
fn the_pretrained_network_gives_way_to_a_run_of_ones_own() {
    let mut world = World::new(&NOTEBOOK);
    world.take(Input::Loaded);
    world.take(Input::Pretrained);
    assert_eq!(world.take(Input::Fresh), [Effect::Pending(true)], "it stays on the screen until Train");
    assert_eq!(sent(&world.take(Input::Train)), [&Effect::Configure, &TRAIN]);
    assert!(!world.machine.is_pretrained());
    let mut without = World::new(&NOTEBOOK);
    let effects = without.take(Input::Fault(FaultKind::Weights, WHY.to_owned()));
    assert_eq!(sent(&effects), [&Effect::Configure], "an untrained one is shown in its place");
}

#[test]
fn losses_are_counted_and_forgiven() {
    let mut recovery = Recovery::default();
    for _ in 0..REPLACEMENTS {
        let words = "It died. Another was started.".to_owned();
        assert_eq!(recovery.lost("It died.", "Another was started.", "reload the page"), Lost::Replace(words));
    }
    let last = "It died. A new worker stops too: reload the page to try again.".to_owned();
    assert_eq!(recovery.lost("It died.", "Another was started.", "reload the page"), Lost::GiveUp(last));
    assert!(recovery.is_over());
    recovery.forgive();
    assert!(!recovery.is_over());
}
