//! The worker's session, driven as the browser drives it: commands in, ticks, events out.

mod bars;

use std::cell::Cell;
use std::rc::Rc;

use latent_lab::protocol::{Command, Event, FaultKind, Floats, Guest, Phase, Progress, RunSettings, Slot, vae};
use latent_lab::worker::session::{Arrival, Session};

use bars::bars;

fn settings() -> RunSettings {
    RunSettings { hidden: vec![16], images: 200, batch: 50, epochs: 3, ..RunSettings::default() }
}

/// A session whose clock goes on by 4 ms at each look, and the clock.
fn session_with_clock() -> (Session, Rc<Cell<f64>>) {
    let clock = Rc::new(Cell::new(0.0));
    let look = clock.clone();
    let mut session = Session::new(move || look.replace(look.get() + 4.0));
    session.arrived(Arrival::Digits { training: Some(bars(200, 1)), held_out: bars(60, 2) }, &mut Vec::new());
    (session, clock)
}

fn session() -> Session {
    let mut session = Session::new(|| 0.0);
    session.arrived(Arrival::Digits { training: Some(bars(200, 1)), held_out: bars(60, 2) }, &mut Vec::new());
    session
}

/// All events until there is nothing left to do.
fn run_dry(session: &mut Session) -> Vec<Event> {
    let mut events = Vec::new();
    while session.tick(&mut events) {}
    events
}

fn progress(events: &[Event]) -> Vec<&Progress> {
    events
        .iter()
        .filter_map(|event| if let Event::Progress(progress) = event { Some(progress) } else { None })
        .collect()
}

fn configure(session: &mut Session, settings: RunSettings) -> Vec<Event> {
    session.push(Command::Configure { run: 1, settings });
    run_dry(session)
}

#[test]
fn a_run_begins_with_real_numbers_at_batch_zero() {
    let events = configure(&mut session(), settings());
    let first = progress(&events)[0];
    assert_eq!((first.step, &first.phase), (0, &Phase::Paused));
    assert!(first.training.elbo() < 0.0 && first.training.elbo().is_finite());
    assert_eq!(first.held_out.len(), 1);
    assert!(events.iter().any(|event| matches!(event, Event::Encoded(encoding) if encoding.mu.0.len() == 120)));
}

#[test]
fn training_ends_after_its_epochs_and_the_held_out_loss_fell() {
    let mut session = session();
    configure(&mut session, settings());
    session.push(Command::Train);
    let events = run_dry(&mut session);
    let reports = progress(&events);
    let last = reports[reports.len() - 1];
    assert_eq!((last.step, &last.phase), (12, &Phase::Finished));
    let points: Vec<_> = reports.iter().flat_map(|report| &report.held_out).collect();
    assert_eq!(points.iter().map(|point| point.step).collect::<Vec<_>>(), [4, 8, 12]);
    assert!(points[2].terms.elbo() > points[0].terms.elbo());
    let batches: usize = reports.iter().map(|report| report.batch_kl.0.len()).sum();
    assert_eq!(batches, 12);
}

#[test]
fn a_finished_run_that_is_trained_on_says_how_far_it_now_goes() {
    let mut session = session();
    configure(&mut session, settings());
    for epochs in [3, 6] {
        session.push(Command::Train);
        let events = run_dry(&mut session);
        let reports = progress(&events);
        let last = reports[reports.len() - 1];
        assert_eq!((last.epochs, last.epoch, &last.phase), (epochs, epochs as f32, &Phase::Finished));
    }
}

#[test]
fn pause_is_answered_before_another_batch() {
    let mut session = session();
    configure(&mut session, settings());
    session.push(Command::Train);
    let mut events = Vec::new();
    session.tick(&mut events);
    session.push(Command::Pause);
    assert!(!session.tick(&mut events));
    let reports = progress(&events);
    let last = reports[reports.len() - 1];
    assert_eq!((last.step, &last.phase), (1, &Phase::Paused));
}

#[test]
fn a_step_is_one_batch_with_an_evaluation() {
    let mut session = session();
    configure(&mut session, settings());
    session.push(Command::Step);
    let events = run_dry(&mut session);
    let report = progress(&events)[0];
    assert_eq!((report.step, report.held_out.len(), report.batch_kl.0.len()), (1, 1, 1));
}

#[test]
fn the_same_settings_give_the_same_curve() {
    let curve = || {
        let mut session = session();
        configure(&mut session, settings());
        session.push(Command::Train);
        let events = run_dry(&mut session);
        progress(&events).iter().flat_map(|report| report.batch_reconstruction.0.clone()).collect::<Vec<f32>>()
    };
    assert_eq!(curve(), curve());
}

#[test]
fn a_newer_decode_of_the_same_slot_replaces_an_unanswered_one() {
    let mut session = session();
    configure(&mut session, settings());
    for id in 1..=3 {
        session.push(Command::Decode { slot: Slot::Traversal, id, z: Floats(vec![0.0, id as f32]) });
    }
    session.push(Command::Decode { slot: Slot::Hover, id: 9, z: Floats(vec![0.0, 0.0]) });
    let answered: Vec<u32> = run_dry(&mut session)
        .iter()
        .filter_map(|event| if let Event::Decoded { id, .. } = event { Some(*id) } else { None })
        .collect();
    assert_eq!(answered, [3, 9]);
}

#[test]
fn a_run_that_diverges_stops_says_why_and_keeps_good_parameters() {
    let mut session = session();
    configure(&mut session, RunSettings { learning_rate: 1e30, ..settings() });
    session.push(Command::Train);
    let events = run_dry(&mut session);
    let reports = progress(&events);
    let Phase::Diverged { why } = &reports[reports.len() - 1].phase else { panic!("it should have diverged") };
    assert!(why.contains("learning rate"), "{why}");
    session.push(Command::EncodeHeldOut);
    let Some(Event::Encoded(encoding)) = run_dry(&mut session).into_iter().next() else { panic!("no encoding") };
    assert!(encoding.mu.0.iter().all(|value| value.is_finite()));
}

#[test]
fn settings_that_cannot_be_run_are_refused_in_words() {
    let mut session = session();
    let events = configure(&mut session, RunSettings { digits: 0, ..settings() });
    assert!(
        matches!(&events[0], Event::Fault(fault) if fault.kind == FaultKind::Settings && !fault.message.is_empty())
    );
}

#[test]
fn a_run_asked_for_early_waits_for_the_images() {
    let mut session = Session::new(|| 0.0);
    assert!(configure(&mut session, settings()).is_empty());
    session.arrived(Arrival::Digits { training: Some(bars(200, 1)), held_out: bars(60, 2) }, &mut Vec::new());
    assert!(matches!(run_dry(&mut session)[0], Event::Run(_)));
}

#[test]
fn t_sne_reports_until_it_is_done() {
    let mut session = session();
    configure(&mut session, RunSettings { latent: 4, ..settings() });
    session.push(Command::Embed { id: 5, seed: 0, perplexity: 10.0 });
    let events = run_dry(&mut session);
    let Some(Event::Embedding { iteration, iterations, points, .. }) = events.last() else { panic!("no embedding") };
    assert_eq!(iteration, iterations);
    assert!(points.0.len() == 120 && points.0.iter().all(|value| value.is_finite()));
}

#[test]
fn a_run_that_is_held_answers_but_does_not_train_and_then_goes_on() {
    let mut session = session();
    configure(&mut session, settings());
    session.push(Command::Train);
    let mut events = Vec::new();
    session.tick(&mut events);
    session.push(Command::Hold(true));
    session.push(Command::Decode { slot: Slot::Hover, id: 7, z: Floats(vec![0.0, 0.0]) });
    let held = run_dry(&mut session);
    assert!(held.iter().any(|event| matches!(event, Event::Decoded { id: 7, .. })));
    assert!(!progress(&held).iter().any(|report| report.step > 1));
    session.push(Command::Hold(false));
    let events = run_dry(&mut session);
    assert_eq!(progress(&events)[0].phase, Phase::Training, "it says at once that it goes on");
    assert_eq!(progress(&events).last().map(|last| (last.step, &last.phase)), Some((12, &Phase::Finished)));
}

#[test]
fn a_pause_while_held_stays_one() {
    let mut session = session();
    configure(&mut session, settings());
    for command in [Command::Train, Command::Hold(true), Command::Pause, Command::Hold(false)] {
        session.push(command);
    }
    let events = run_dry(&mut session);
    assert_eq!(progress(&events).last().map(|last| (last.step, &last.phase)), Some((0, &Phase::Paused)));
}

#[test]
fn many_pictures_are_made_in_units_and_those_in_view_are_not_kept_waiting() {
    let mut session = session();
    configure(&mut session, RunSettings { hidden: vec![1000], ..settings() });
    let many = Floats(vec![0.1; 2 * 3000]);
    session.push(Command::InView(vec![Guest::Intro]));
    session.push(Command::Decode { slot: Slot::Uniform, id: 1, z: many });
    let mut events = Vec::new();
    assert!(session.tick(&mut events) && events.is_empty(), "the grid is on its way");
    session.push(Command::Decode { slot: Slot::Hero, id: 2, z: Floats(vec![0.0, 0.0]) });
    session.tick(&mut events);
    assert!(matches!(events.as_slice(), [Event::Decoded { id: 2, .. }]), "the one in view comes first");
    let rest = run_dry(&mut session);
    let [Event::Decoded { id: 1, pixels, .. }] = rest.as_slice() else { panic!("{} events", rest.len()) };
    assert_eq!(pixels.0.len(), 3000 * 64);
}

#[test]
fn reports_and_pictures_are_paced_and_say_how_fast_it_goes_and_how_long_it_takes() {
    let (mut session, clock) = session_with_clock();
    configure(&mut session, RunSettings { epochs: 200, ..settings() });
    session.push(Command::Train);
    let (mut reports, mut pictures) = (Vec::new(), Vec::new());
    let mut more = true;
    while more {
        let mut events = Vec::new();
        more = session.tick(&mut events);
        for event in events {
            match event {
                Event::Progress(progress) => reports.push((clock.get(), progress)),
                Event::Encoded(_) => pictures.push(clock.get()),
                _ => {}
            }
        }
    }
    // Between evaluations, at the end of every epoch, a report comes no sooner than after 100 ms, a picture after 160 ms.
    let due = reports.windows(2).filter(|two| two[1].1.held_out.is_empty());
    assert!(due.clone().all(|two| two[1].0 - two[0].0 >= 100.0));
    assert!(pictures.len() > 5, "{pictures:?}");
    assert!(pictures[..pictures.len() - 1].windows(2).all(|two| two[1] - two[0] >= 160.0), "{pictures:?}");
    // While it trains, what it says of its speed and of the time left is what the clock says.
    let (end, last) = reports.last().unwrap();
    assert_eq!((last.step, &last.phase), (800, &Phase::Finished));
    let began = reports.iter().find(|(_, report)| report.phase == Phase::Training).unwrap().0;
    let speed = 200.0 * 200.0 / (end - began) * 1000.0;
    let middle = reports.iter().filter(|(_, report)| (200..600).contains(&report.step));
    for (now, report) in middle {
        let measured = f64::from(report.images_per_second);
        assert!((measured / speed - 1.0).abs() < 0.35, "{measured} images per second, {speed} in all");
        let left = (end - now) / 1000.0;
        assert!((f64::from(report.seconds_left) / left - 1.0).abs() < 0.5, "{} s, {left}", report.seconds_left);
    }
}

#[test]
fn commands_are_answered_for_some_ms_and_then_a_unit_of_work_is_done() {
    let (mut session, _) = session_with_clock();
    configure(&mut session, settings());
    session.push(Command::Train);
    session.tick(&mut Vec::new());
    for id in 0..9 {
        session.push(Command::Vae(vae::Command::Decode { id, z: Floats(vec![0.0, 0.0]) }));
    }
    let mut answered = Vec::new();
    while answered.iter().sum::<usize>() < 9 {
        let mut events = Vec::new();
        session.tick(&mut events);
        answered.push(events.iter().filter(|event| matches!(event, Event::Vae(_))).count());
    }
    assert_eq!(answered[0], 2, "answers for 6 ms, on a clock that goes 4 ms a look: {answered:?}");
    assert!(answered.len() >= 4, "{answered:?}");
}
