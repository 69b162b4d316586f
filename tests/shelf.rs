//! Runs that are kept: their bytes, and that one which was taken up again goes on bit for bit.
#![cfg(not(target_arch = "wasm32"))]

mod bars;

use std::cell::Cell;

use latent_lab::protocol::shelf::{Kept, Record, RecordError};
use latent_lab::protocol::{Bytes, Command, Event, FaultKind, Phase, Progress, RunSettings};
use latent_lab::worker::session::{Arrival, Session};

use bars::bars;

fn settings(epochs: u32) -> RunSettings {
    RunSettings { hidden: vec![16], images: 200, batch: 50, epochs, digits: 0x0ff, ..RunSettings::default() }
}

/// A session whose clock goes on by so many ms at each look.
fn session(ms: f64) -> Session {
    let clock = Cell::new(0.0);
    let mut session = Session::new(move || clock.replace(clock.get() + ms));
    session.arrived(Arrival::Digits { training: Some(bars(200, 1)), held_out: bars(60, 2) }, &mut Vec::new());
    session
}

fn dry(session: &mut Session) -> Vec<Event> {
    let mut events = Vec::new();
    while session.tick(&mut events) {}
    events
}

fn train(session: &mut Session, settings: RunSettings) -> Vec<Event> {
    session.push(Command::Configure { run: 1, settings });
    session.push(Command::Train);
    dry(session)
}

fn kept(events: &[Event]) -> Vec<&Kept> {
    events.iter().filter_map(|event| if let Event::Kept(kept) = event { Some(kept) } else { None }).collect()
}

fn progress(events: &[Event]) -> Vec<&Progress> {
    events.iter().filter_map(|event| if let Event::Progress(told) = event { Some(told) } else { None }).collect()
}

fn last(events: &[Event]) -> (Record, Kept) {
    let last = kept(events).into_iter().next_back().unwrap().clone();
    (Record::decode(&last.record.0).unwrap(), last)
}

/// Takes up what was kept in another session.
fn resumed(kept: &Kept) -> (Session, Vec<Event>) {
    let record = Record::decode(&kept.record.0).unwrap();
    let (mut session, mut events) = (session(0.0), Vec::new());
    session.push(Command::Resume { run: 1, settings: record.settings });
    session.push(Command::Train);
    session.tick(&mut events);
    session.resumed(1, Ok([kept.record.0.clone(), kept.state.0.clone()]), &mut events);
    events.extend(dry(&mut session));
    (session, events)
}

#[test]
fn a_run_that_was_kept_and_taken_up_again_is_bit_for_bit_the_one_that_went_on() {
    let (whole, whole_kept) = last(&train(&mut session(0.0), settings(4)));
    let (half, half_kept) = last(&train(&mut session(0.0), settings(2)));
    assert_eq!((half.step, half.epoch(), &half.phase), (6, 2.0, &Phase::Finished));
    let (record, kept) = last(&resumed(&half_kept).1);
    assert_ne!(half_kept.state, whole_kept.state);
    assert_eq!(kept.state.0, whole_kept.state.0, "weights and moments");
    assert_eq!(record, whole, "settings, curves, numbers, codes and tiles");
}

#[test]
fn a_run_that_was_kept_in_the_middle_of_an_epoch_goes_on_there() {
    let (whole, whole_kept) = last(&train(&mut session(0.0), settings(2)));
    let mut stopped = session(0.0);
    stopped.push(Command::Configure { run: 1, settings: settings(2) });
    dry(&mut stopped);
    let mut events = Vec::new();
    for _ in 0..4 {
        stopped.push(Command::Step);
        events.extend(dry(&mut stopped));
    }
    let (half, half_kept) = last(&events);
    assert_eq!((half.step, half.batches_per_epoch), (4, 3));
    let (record, kept) = last(&resumed(&half_kept).1);
    assert_eq!((record.step, &kept.state), (whole.step, &whole_kept.state));
}

#[test]
fn the_curves_and_the_changes_of_beta_come_back_before_it_goes_on() {
    let mut first = session(0.0);
    let mut events = train(&mut first, settings(1));
    first.push(Command::SetBeta(4.0));
    first.push(Command::SetEpochs(2));
    first.push(Command::Train);
    events.extend(dry(&mut first));
    let (record, kept) = last(&events);
    assert_eq!(record.history.beta, [(0, 1.0), (3, 4.0)]);
    let (_, again) = resumed(&kept);
    let started = again.iter().find_map(|event| if let Event::Run(started) = event { Some(started) } else { None });
    assert_eq!(started.unwrap().settings.beta, 1.0);
    let told = progress(&again);
    assert_eq!((told[0].step, told[0].beta, told[0].batch_kl.0.len()), (3, 1.0, 3));
    assert_eq!((told[1].step, told[1].beta, told[1].batch_kl.0.len()), (6, 4.0, 3));
    let steps: Vec<u32> = told[..2].iter().flat_map(|told| &told.held_out).map(|point| point.step).collect();
    assert_eq!(steps, [0, 3, 6]);
    assert_eq!(told[1].training, record.training);
}

#[test]
fn every_run_that_reached_an_epoch_is_kept_and_no_other() {
    let mut short = session(0.0);
    short.push(Command::Configure { run: 1, settings: settings(2) });
    dry(&mut short);
    short.push(Command::Step);
    assert!(kept(&dry(&mut short)).is_empty(), "one batch is no epoch");
    // Many epochs within five seconds: the first, and the end.
    assert_eq!(kept(&train(&mut session(0.0), settings(6))).len(), 2);
    // One that takes longer is kept at the ends of epochs.
    let events = train(&mut session(2000.0), settings(6));
    let steps: Vec<u32> = kept(&events).iter().map(|kept| Record::decode(&kept.record.0).unwrap().step).collect();
    assert_eq!(steps, [3, 6, 9, 12, 15, 18]);
    // One that is replaced in the middle of an epoch, just before it goes.
    let mut replaced = session(0.0);
    replaced.push(Command::Configure { run: 1, settings: settings(9) });
    replaced.push(Command::Train);
    let mut events = Vec::new();
    while progress(&events).last().is_none_or(|told| told.step < 3) || kept(&events).is_empty() {
        replaced.tick(&mut events);
    }
    for _ in 0..3 {
        replaced.tick(&mut events);
    }
    replaced.push(Command::Configure { run: 2, settings: settings(1) });
    events.extend(dry(&mut replaced));
    let (record, Kept { run, .. }) = last(&events);
    assert_eq!((run, &record.phase), (1, &Phase::Paused));
    assert!(record.step > 3);
}

#[test]
fn what_is_shown_of_it_is_of_its_own_network() {
    let (record, _) = last(&train(&mut session(0.0), settings(1)));
    assert_eq!((record.codes.latent, record.codes.mu.0.len(), record.codes.labels.0.len()), (2, 120, 60));
    assert_eq!((record.tiles.columns, record.tiles.shape, record.tiles.pixels.0.len()), (10, [8, 8, 1], 6400));
    assert_eq!(record.held_out().unwrap().step, record.step);
}

#[test]
fn a_record_is_read_back_and_others_are_refused_in_words() {
    let (record, kept) = last(&train(&mut session(0.0), settings(1)));
    let bytes = kept.record.0;
    assert_eq!(Record::decode(&bytes), Ok(record.clone()));
    assert_eq!(Record::decode(b"PK\x03\x04"), Err(RecordError::Foreign));
    assert_eq!(Record::decode(b""), Err(RecordError::Foreign));
    let mut newer = bytes.clone();
    newer[14] = 7;
    assert_eq!(
        Record::decode(&newer).unwrap_err().to_string(),
        "it was kept by another version of this page (format 7, here 2)"
    );
    for end in 14..bytes.len() {
        assert!(Record::decode(&bytes[..end]).is_err(), "cut at {end}");
    }
    let longer: Vec<u8> = bytes.iter().copied().chain([0]).collect();
    assert_eq!(Record::decode(&longer), Err(RecordError::Damaged));
    let mut other = record;
    other.codes.labels = Bytes(vec![0]);
    assert_eq!(Record::decode(&other.encode().unwrap()), Err(RecordError::Damaged), "one label, many codes");
}

#[test]
fn a_run_goes_on_with_its_own_images_only() {
    let (_, kept) = last(&train(&mut session(0.0), settings(1)));
    let mut other = Session::new(|| 0.0);
    other.arrived(Arrival::Digits { training: Some(bars(200, 3)), held_out: bars(60, 2) }, &mut Vec::new());
    let mut events = Vec::new();
    other.push(Command::Resume { run: 1, settings: settings(1) });
    other.tick(&mut events);
    other.resumed(1, Ok([kept.record.0, kept.state.0]), &mut events);
    events.extend(dry(&mut other));
    assert!(events.iter().any(|event| matches!(event, Event::Fault(fault) if fault.message.contains("other images"))));
    assert!(progress(&events).is_empty());
}

#[test]
fn files_that_do_not_belong_together_leave_no_run() {
    let (_, kept) = last(&train(&mut session(0.0), settings(1)));
    let (other, other_kept) = last(&train(&mut session(0.0), RunSettings { latent: 3, ..settings(1) }));
    let pairs = [
        ([kept.record.0.clone(), other_kept.state.0], "differ"),
        ([b"latent-lab run\x07\x00".to_vec(), kept.state.0.clone()], "another version"),
        ([kept.record.0, kept.state.0[..99].to_vec()], ""),
    ];
    for (files, why) in pairs {
        let (mut session, mut events) = (session(0.0), Vec::new());
        session.push(Command::Resume { run: 1, settings: other.settings.clone() });
        session.push(Command::Train);
        session.tick(&mut events);
        session.resumed(1, Ok(files), &mut events);
        events.extend(dry(&mut session));
        let fault = events.iter().find_map(|event| if let Event::Fault(fault) = event { Some(fault) } else { None });
        let fault = fault.unwrap();
        assert!(fault.kind == FaultKind::Settings && fault.message.contains(why), "{fault:?}");
        assert!(progress(&events).is_empty());
    }
}
