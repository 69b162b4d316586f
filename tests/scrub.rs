//! Looking back at a run: its figures show a moment as it was, and it goes on as if nobody had looked.
#![cfg(not(target_arch = "wasm32"))]

mod bars;

use latent_lab::data::Shape;
use latent_lab::model::{Architecture, Decoder, Vae};
use latent_lab::protocol::moments::{LookedBack, Moments, Numbers};
use latent_lab::protocol::shelf::{Kept, Record};
use latent_lab::protocol::{Command, Encoding, Event, Floats, Progress, Reconstruction, RunSettings, Slot};
use latent_lab::rng::Rng;
use latent_lab::worker::session::{Arrival, Session};

use bars::bars;

fn settings(epochs: u32) -> RunSettings {
    RunSettings { hidden: vec![16], images: 200, batch: 20, epochs, ..RunSettings::default() }
}

fn session() -> Session {
    let mut session = Session::new(|| 0.0);
    session.arrived(Arrival::Digits { training: Some(bars(200, 1)), held_out: bars(60, 2) }, &mut Vec::new());
    session
}

fn dry(session: &mut Session) -> Vec<Event> {
    let mut events = Vec::new();
    while session.tick(&mut events) {}
    events
}

fn say(session: &mut Session, command: Command) -> Vec<Event> {
    session.push(command);
    dry(session)
}

/// A grid of z to watch.
fn grid() -> Floats {
    Floats((0..32).map(|i| (i as f32 - 16.0) / 8.0).collect())
}

fn back(step: Option<u32>) -> Command {
    Command::LookBack { id: 7, step }
}

fn trained(epochs: u32) -> (Session, Vec<Event>) {
    let mut session = session();
    session.push(Command::Configure { run: 1, settings: settings(epochs) });
    session.push(Command::Watch { grid: grid() });
    session.push(Command::Train);
    let events = dry(&mut session);
    (session, events)
}

macro_rules! last {
    ($events:expr, $kind:pat => $what:expr) => {
        $events.iter().rev().find_map(|event| if let $kind = event { Some($what) } else { None }).unwrap()
    };
}

fn steps(events: &[Event]) -> Vec<u32> {
    last!(events, Event::Moments(Moments { steps, .. }) => steps.clone())
}

fn numbers(events: &[Event]) -> Option<Numbers> {
    last!(events, Event::LookedBack(LookedBack { moment, .. }) => moment.clone())
}

fn codes(events: &[Event]) -> Encoding {
    last!(events, Event::Encoded(codes) => codes.clone())
}

fn tiles(events: &[Event]) -> Vec<u8> {
    last!(events, Event::Decoded { slot: Slot::LabManifold, pixels, .. } => pixels.0.clone())
}

fn kept(events: &[Event]) -> Kept {
    last!(events, Event::Kept(kept) => kept.clone())
}

fn one_shade_apart(a: &[u8], b: &[u8]) {
    assert_eq!(a.len(), b.len());
    // The watched grid is drawn in fixed point, by a shade at most from the exact one, and so is the other.
    assert!(a.iter().zip(b).all(|(a, b)| a.abs_diff(*b) <= 2), "two shades at most");
}

#[test]
fn a_moment_shows_scatter_manifold_and_numbers_as_they_were_then() {
    let (_, then) = trained(2);
    let (mut session, now) = trained(5);
    assert_eq!(steps(&now), [0, 1, 2, 3, 4, 6, 8, 10, 20, 30, 40, 50]);
    let looked = say(&mut session, back(Some(20)));
    assert_eq!(codes(&looked), codes(&then), "bit for bit");
    one_shade_apart(&tiles(&looked), &tiles(&then));
    let last: &Progress = last!(then, Event::Progress(told) => told);
    let shown = numbers(&looked).unwrap();
    assert_eq!((shown.step, shown.epoch, shown.training), (20, 2.0, last.training));
    assert_eq!(&shown.held_out, last.held_out.last().unwrap());
    assert_ne!(codes(&looked), codes(&now));
    // And back.
    let back = say(&mut session, back(None));
    assert_eq!((numbers(&back), codes(&back), tiles(&back)), (None, codes(&now), tiles(&now)));
}

#[test]
fn in_the_first_epoch_the_numbers_are_those_of_a_step_that_stopped_there() {
    let mut stopped = session();
    say(&mut stopped, Command::Configure { run: 1, settings: settings(5) });
    let then: Vec<Event> = (0..3).flat_map(|_| say(&mut stopped, Command::Step)).collect();
    let point = last!(then, Event::Progress(told) => told.held_out.last().unwrap().clone());
    let (mut session, _) = trained(5);
    let looked = say(&mut session, back(Some(3)));
    assert_eq!((numbers(&looked).unwrap().held_out, codes(&looked)), (point, codes(&then)));
    // Of what is not kept, the nearest.
    let step = |session: &mut Session, step| numbers(&say(session, back(Some(step)))).unwrap().step;
    assert_eq!([step(&mut session, 12), step(&mut session, 1_000_000)], [10, 50]);
}

#[test]
fn a_point_and_a_digit_are_decoded_by_the_network_of_then() {
    let ask = |session: &mut Session| -> (Vec<u8>, Reconstruction) {
        session.push(Command::Decode { slot: Slot::Traversal, id: 1, z: Floats(vec![0.5, -0.5]) });
        session.push(Command::Reconstruct { slot: Slot::LabHover, id: 2, index: 7 });
        let events = dry(session);
        let decoded = last!(events, Event::Decoded { slot: Slot::Traversal, pixels, .. } => pixels.0.clone());
        (decoded, last!(events, Event::Reconstructed(answer) => answer.clone()))
    };
    let (then, now) = (ask(&mut trained(1).0), ask(&mut trained(5).0));
    let mut session = trained(5).0;
    say(&mut session, back(Some(10)));
    let looked = ask(&mut session);
    one_shade_apart(&looked.0, &then.0);
    one_shade_apart(&looked.1.pixels.0, &then.1.pixels.0);
    assert!((looked.1.reconstruction - then.1.reconstruction).abs() < 0.05);
    assert!((looked.1.kl - then.1.kl).abs() < 1e-5);
    assert_ne!(looked.0, now.0);
}

#[test]
fn while_one_looks_back_training_goes_on_and_draws_nothing_and_nothing_of_it_changes() {
    let (_, undisturbed) = trained(6);
    let (mut session, mut events) = (session(), Vec::new());
    session.push(Command::Configure { run: 1, settings: settings(6) });
    session.push(Command::Watch { grid: grid() });
    session.push(Command::Train);
    while !events.iter().any(|event| matches!(event, Event::Moments(told) if told.steps.contains(&10))) {
        session.tick(&mut events);
    }
    session.push(back(Some(4)));
    let mut meanwhile = dry(&mut session);
    let shown = meanwhile.iter().filter(|event| matches!(event, Event::Encoded(_))).count();
    assert_eq!((shown, numbers(&meanwhile).unwrap().step), (1, 4), "one picture, of then");
    assert_eq!(last!(meanwhile, Event::Progress(told) => told.step), 60, "it went on");
    meanwhile.extend(say(&mut session, back(None)));
    assert_eq!((codes(&meanwhile), tiles(&meanwhile)), (codes(&undisturbed), tiles(&undisturbed)));
    assert_eq!(kept(&meanwhile), kept(&undisturbed), "record, network, optimizer and moments");
}

#[test]
fn going_on_goes_on_from_the_end_bit_for_bit() {
    let (_, whole) = trained(4);
    let (mut session, _) = trained(2);
    say(&mut session, back(Some(1)));
    session.push(Command::SetEpochs(4));
    let went_on = say(&mut session, Command::Train);
    assert_eq!(numbers(&went_on), None, "it shows the run as it is again");
    assert_eq!((codes(&went_on), tiles(&went_on)), (codes(&whole), tiles(&whole)));
    assert_eq!(kept(&went_on), kept(&whole));
}

/// Takes up in another session what was kept.
fn resumed([record, state]: [Vec<u8>; 2]) -> (Session, Vec<Event>) {
    let (mut session, mut events) = (session(), Vec::new());
    session.push(Command::Resume { run: 1, settings: settings(1) });
    session.tick(&mut events);
    session.resumed(1, Ok([record, state]), &mut events);
    events.extend(dry(&mut session));
    (session, events)
}

fn files(events: &[Event]) -> [Vec<u8>; 2] {
    let Kept { record, state, .. } = kept(events);
    [record.0, state.0]
}

#[test]
fn a_run_of_the_shelf_has_its_moments_and_goes_on_as_if_it_had_never_been_away() {
    let (_, whole) = trained(4);
    let (mut first, half) = trained(2);
    let (mut session, events) = resumed(files(&half));
    assert_eq!(steps(&events), steps(&half));
    let look = |session: &mut Session| {
        let events = say(session, back(Some(5)));
        (numbers(&events), codes(&events))
    };
    assert_eq!(look(&mut session), look(&mut first));
    session.push(Command::SetEpochs(4));
    assert_eq!(kept(&say(&mut session, Command::Train)), kept(&whole));
}

#[test]
fn a_run_that_was_kept_without_moments_goes_on_and_takes_some_from_then_on() {
    let (_, half) = trained(2);
    let [record, state] = files(&half);
    let trainer = u64::from_le_bytes(state[20..28].try_into().unwrap()) as usize;
    let (mut session, events) = resumed([record, state[28..28 + trainer].to_vec()]);
    assert!(steps(&events).is_empty());
    session.push(Command::SetEpochs(4));
    assert_eq!(steps(&say(&mut session, Command::Train)), [20, 30, 40]);
}

#[test]
fn moments_that_are_damaged_or_of_another_version_or_network_are_refused_in_words() {
    let [record, state] = files(&trained(1).1);
    let refused =
        |state: Vec<u8>| last!(resumed([record.clone(), state]).1, Event::Fault(fault) => fault.message.clone());
    let mut newer = state.clone();
    newer[18] = 9;
    assert!(refused(newer).contains("moments were kept by another version"));
    for end in [19, 25, 100, state.len() - 1] {
        assert!(refused(state[..end].to_vec()).contains("moments are damaged"), "cut at {end}");
    }
    let mut other = session();
    other.push(Command::Configure { run: 1, settings: RunSettings { hidden: vec![8], ..settings(1) } });
    let [other, _] =
        [files(&say(&mut other, Command::Train))].map(|[_, state]| [state, Vec::new()]).concat().try_into().unwrap();
    assert!(!refused(other).is_empty());
    assert!(Record::decode(&record).is_ok());
}

#[test]
fn of_a_large_network_as_many_moments_are_kept_as_fit_into_24_megabytes() {
    let mut session = session();
    let large = RunSettings { hidden: vec![8000], batch: 200, ..settings(48) };
    session.push(Command::Configure { run: 1, settings: large });
    let events = say(&mut session, Command::Train);
    let (kept_steps, most) = last!(events, Event::Moments(told) => (told.steps.clone(), told.most));
    assert_eq!((kept_steps.len(), most), (22, 22));
    assert_eq!((kept_steps[0], kept_steps[21]), (0, 46));
    let state = kept(&events).state.0;
    let trainer = u64::from_le_bytes(state[20..28].try_into().unwrap()) as usize;
    let moments = state.len() - trainer - 28;
    assert!(moments <= 24_000_000 && moments > 23_000_000, "{moments}");
}

#[test]
fn a_decoder_in_16_bits_draws_what_the_exact_one_draws_within_a_shade() {
    let shape = Shape { height: 28, width: 28, channels: 1 };
    let architecture = Architecture::mirrored(shape, &[256], 2);
    let vae = Vae::new(&architecture, &Rng::new(3)).unwrap();
    let bytes = vae.decoder().to_half().unwrap();
    assert_eq!(bytes.len(), Decoder::half_size(&architecture));
    assert!(Decoder::from_half(&architecture, &bytes[1..]).is_err());
    let half = Decoder::from_half(&architecture, &bytes).unwrap();
    let (mut rng, mut z) = (Rng::new(4), vec![0.0; 400]);
    rng.fill_normal(&mut z);
    let mean = |decoder: &Decoder, z: &[f32]| -> Vec<f32> {
        let z = candle_core::Tensor::from_slice(z, (z.len() / 2, 2), &candle_core::Device::Cpu).unwrap();
        decoder.mean(&z).unwrap().flatten_all().unwrap().to_vec1().unwrap()
    };
    let widest = |exact: &Decoder, half: &Decoder| {
        let pairs = mean(exact, &z).into_iter().zip(mean(half, &z)).collect::<Vec<_>>();
        pairs.into_iter().map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
    };
    assert!(widest(vae.decoder(), &half) < 1.0 / 255.0);
    // The network of the first figure, whose weights are large: it was trained for long.
    let trained =
        latent_lab::model::weights::from_safetensors(include_bytes!("../pretrained/mnist-vae.safetensors")).unwrap();
    let bytes = trained.decoder().to_half().unwrap();
    let half = Decoder::from_half(trained.architecture(), &bytes).unwrap();
    let apart = widest(trained.decoder(), &half);
    assert!(apart > 0.0 && apart < 1.0 / 255.0, "{apart}");
}
