//! The galaxy lab's session: images chosen, a run on them, its axes explained, its map compared.

use latent_lab::data::synthetic;
use latent_lab::protocol::galaxies::{
    Align, Choice, Command as Ask, DataSet, Event as Told, Explained, Map, OwnSet, Variant,
};
use latent_lab::protocol::shelf::Record;
use latent_lab::protocol::{Bytes, Command, Event, FaultKind, Floats, Phase, Property, RunSettings};
use latent_lab::worker::session::Session;

fn simulated() -> Choice {
    Choice { set: DataSet::Simulated, count: 120, seed: 1, size: 16, colour: true, ..Choice::default() }
}

fn settings() -> RunSettings {
    RunSettings { hidden: vec![32], batch: 24, epochs: 40, learning_rate: 3e-3, ..RunSettings::default() }
}

fn run_dry(session: &mut Session) -> Vec<Event> {
    let mut events = Vec::new();
    while session.tick(&mut events) {}
    let faults: Vec<_> = events.iter().filter(|event| matches!(event, Event::Fault(_))).collect();
    assert!(faults.is_empty(), "{faults:?}");
    events
}

fn chosen(choice: Choice) -> (Session, Vec<Event>) {
    let mut session = Session::new(|| 0.0);
    session.push(Command::Galaxies(Ask::Choose(choice)));
    session.push(Command::Configure { run: 1, settings: settings() });
    let events = run_dry(&mut session);
    (session, events)
}

fn told(events: &[Event]) -> Vec<&Told> {
    events.iter().filter_map(|event| if let Event::Galaxies(told) = event { Some(told) } else { None }).collect()
}

fn table(events: &[Event]) -> Explained {
    let mut tables = told(events).into_iter().filter_map(|event| match event {
        Told::Explained(table) => Some(table.clone()),
        _ => None,
    });
    tables.next_back().unwrap()
}

fn maps(events: &[Event]) -> Vec<Map> {
    let maps = told(events).into_iter().filter_map(|event| if let Told::Map(map) = event { Some(map) } else { None });
    maps.cloned().collect()
}

#[test]
fn simulated_galaxies_are_made_told_and_a_run_set_up_on_them() {
    let (_, events) = chosen(simulated());
    let shown = events.iter().find_map(|event| if let Event::HeldOut(shown) = event { Some(shown) } else { None });
    let shown = shown.unwrap();
    assert_eq!(shown.shape, [16, 16, 3]);
    assert_eq!(shown.pixels.0.len(), 120 * 16 * 16 * 3);
    assert_eq!(shown.labels.0.iter().filter(|label| **label == 1).count(), 24);
    assert!(shown.labels.0.is_sorted(), "those trained on come first");
    let Some(Told::Chosen(summary)) = told(&events).into_iter().find(|event| matches!(event, Told::Chosen(_))) else {
        panic!("nothing was chosen");
    };
    assert_eq!((summary.training, summary.held_out), (96, 24));
    assert_eq!(summary.factors as usize, synthetic::FACTORS.len());
    // The first galaxy shown is the generator's first, with its own factors.
    let (galaxy, pixels) = synthetic::simulate(0, 16, 3, 1);
    assert_eq!(shown.pixels.0[..pixels.len()], pixels);
    for (property, factor) in shown.properties.iter().zip(galaxy.factors()) {
        assert!(property.name.starts_with("True "), "{}", property.name);
        assert_eq!(property.values.0[0], factor, "{}", property.name);
    }
    assert!(events.iter().any(|event| matches!(event, Event::Encoded(encoding) if encoding.mu.0.len() == 240)));
}

/// What was kept last of a run.
fn kept(events: &[Event]) -> (Record, Vec<u8>) {
    let kept = events.iter().rev().find_map(|event| if let Event::Kept(kept) = event { Some(kept) } else { None });
    let kept = kept.unwrap();
    (Record::decode(&kept.record.0).unwrap(), kept.state.0.clone())
}

/// A run of the notebook taken up in a fresh session on these images, and trained on.
fn taken_up(record: &Record, state: &[u8], choice: Choice) -> (Session, Vec<Event>) {
    let (mut session, mut events) = (Session::new(|| 0.0), Vec::new());
    session.push(Command::Galaxies(Ask::Choose(choice)));
    session.push(Command::Resume { run: 1, settings: record.settings.clone() });
    session.push(Command::Train);
    session.tick(&mut events);
    session.resumed(1, Ok([record.encode().unwrap(), state.to_vec()]), &mut events);
    while session.tick(&mut events) {}
    (session, events)
}

#[test]
fn a_run_that_was_kept_and_taken_up_again_is_bit_for_bit_the_one_that_went_on() {
    let train = |epochs| {
        let mut session = Session::new(|| 0.0);
        session.push(Command::Galaxies(Ask::Choose(simulated())));
        session.push(Command::Configure { run: 1, settings: RunSettings { epochs, ..settings() } });
        session.push(Command::Train);
        kept(&run_dry(&mut session))
    };
    let ((whole, whole_state), (half, half_state)) = (train(4), train(2));
    assert_eq!((half.choice, half.images, half.step), (Some(simulated()), 96, 8));
    assert_eq!(half.codes.labels.0.len(), 120, "all galaxies are on its map");
    assert_ne!(half_state, whole_state);
    // It was set to two epochs, and goes on for as many.
    let (_, events) = taken_up(&half, &half_state, simulated());
    let (record, state) = kept(&events);
    assert_eq!(state, whole_state, "weights and moments");
    assert_eq!(record, whole, "settings, curves, numbers, codes and tiles");
}

#[test]
fn the_table_of_an_earlier_moment_is_the_one_that_was_made_then() {
    let (mut session, events) = chosen(simulated());
    let codes = |events: &[Event]| {
        let encoded =
            |event: &Event| if let Event::Encoded(encoding) = event { Some(encoding.mu.clone()) } else { None };
        events.iter().rev().find_map(encoded).unwrap()
    };
    let untrained = codes(&events);
    let explain = |session: &mut Session| {
        session.push(Command::Galaxies(Ask::Explain { id: 1, plane: [0, 1] }));
        table(&run_dry(session))
    };
    let then = explain(&mut session);
    session.push(Command::Train);
    assert_ne!(codes(&run_dry(&mut session)), untrained);
    assert_ne!(explain(&mut session), then);
    session.push(Command::LookBack { id: 1, step: Some(0) });
    assert_eq!(codes(&run_dry(&mut session)), untrained, "all galaxies, those trained on too");
    assert_eq!(explain(&mut session), then);
}

#[test]
fn a_run_does_not_go_on_with_other_images() {
    let (mut session, _) = chosen(simulated());
    session.push(Command::Train);
    let (record, state) = kept(&run_dry(&mut session));
    let (_, events) = taken_up(&record, &state, Choice { seed: 2, ..simulated() });
    let fault = events.iter().find_map(|event| if let Event::Fault(fault) = event { Some(fault) } else { None });
    let fault = fault.unwrap();
    assert_eq!(fault.kind, FaultKind::Settings);
    assert!(fault.message.contains("it was trained on other images"), "{}", fault.message);
}

#[test]
fn the_table_of_a_trained_run_finds_size_and_calls_chance_noise() {
    let (mut session, _) = chosen(simulated());
    session.push(Command::Train);
    run_dry(&mut session);
    session.push(Command::Galaxies(Ask::Explain { id: 5, plane: [0, 1] }));
    let table = table(&run_dry(&mut session));
    assert_eq!((table.id, table.rows.len() as u32, table.galaxies), (5, table.rows_total, 120));
    let row = |name: &str| table.rows.iter().find(|row| row.property == name).unwrap();
    let size = row("True half-light radius");
    assert!(size.plane_r_squared.value > 0.15 && size.plane_r_squared.p_value < 0.01, "{size:?}");
    assert!(size.neighbours.value > size.neighbours.upper);
    assert_eq!(size.axes.len(), 2);
    let chance = row("Random numbers");
    assert!(chance.neighbours.p_value > 0.01 && chance.plane_r_squared.p_value > 0.01, "{chance:?}");
    assert!(row("True position angle").axes[0].rho.is_none(), "an angle has no ranks");
    assert_eq!(table.gaps.len(), synthetic::FACTORS.len());
    let mean = table.gaps.iter().map(|gap| gap.share).sum::<f32>() / table.gaps.len() as f32;
    assert!((table.mig - mean).abs() < 1e-5 && table.mig < 0.6);
}

#[test]
fn seeds_and_sizes_are_compared_after_alignment() {
    let (mut session, _) = chosen(simulated());
    let variants = [(0, 16), (1, 16), (0, 8)].map(|(seed, size)| Variant { seed, size });
    session.push(Command::Galaxies(Ask::Compare { id: 9, settings: settings(), variants: variants.to_vec() }));
    let maps = maps(&run_dry(&mut session));
    assert_eq!(maps.iter().map(|map| map.variant).collect::<Vec<_>>(), variants);
    assert!((maps[0].correlation - 1.0).abs() < 1e-5);
    for map in &maps {
        assert_eq!(map.points.0.len(), 240);
        assert!(map.correlation > map.chance, "the maps have something in common: {}", map.correlation);
        assert!(map.nelbo.is_finite());
    }
    // The same again, bit for bit.
    session.push(Command::Galaxies(Ask::Compare { id: 10, settings: settings(), variants: variants[..2].to_vec() }));
    let events = run_dry(&mut session);
    assert_eq!(self::maps(&events)[1].points, maps[1].points);
}

#[test]
fn a_comparison_stops_when_told() {
    let (mut session, _) = chosen(simulated());
    let variants = vec![Variant { seed: 0, size: 16 }; 3];
    let settings = RunSettings { epochs: 100_000, ..settings() };
    session.push(Command::Galaxies(Ask::Compare { id: 1, settings, variants }));
    for _ in 0..5 {
        assert!(session.tick(&mut Vec::new()));
    }
    session.push(Command::Galaxies(Ask::StopComparing));
    assert!(!session.tick(&mut Vec::new()));
}

#[test]
fn a_traversal_is_decoded_and_measured_and_the_weights_saved() {
    let (mut session, _) = chosen(simulated());
    session.push(Command::Galaxies(Ask::Measure { id: 3, z: Floats(vec![-1.0, 0.0, 0.0, 0.0, 1.0, 0.0]) }));
    session.push(Command::Galaxies(Ask::Save { index: 7 }));
    let events = run_dry(&mut session);
    let mut seen = 0;
    for event in told(&events) {
        match event {
            Told::Measured { id: 3, pixels, properties } => {
                assert_eq!(pixels.0.len(), 3 * 16 * 16 * 3);
                assert!(properties.iter().all(|property| property.values.0.len() == 3));
                seen += 1;
            }
            Told::Saved(files) => {
                let model = latent_lab::model::weights::from_safetensors(&files.weights.0).unwrap();
                assert_eq!(model.architecture().latent, 2);
                assert!(files.table.starts_with("image,set,mu_1,mu_2,sigma_1,sigma_2,True "));
                assert!(files.program.contains("latent-lab-weights.safetensors"));
                seen += 1;
            }
            _ => {}
        }
    }
    assert_eq!(seen, 2);
}

#[test]
fn a_network_that_goes_is_saved_first() {
    let (mut session, _) = chosen(simulated());
    session.push(Command::Galaxies(Ask::Save { index: 0 }));
    session.push(Command::Configure { run: 9, settings: RunSettings { latent: 3, ..settings() } });
    let events = run_dry(&mut session);
    let [Told::Saved(files)] = told(&events)[..] else { panic!("{events:?}") };
    assert_eq!(latent_lab::model::weights::from_safetensors(&files.weights.0).unwrap().architecture().latent, 2);
}

#[test]
fn own_images_are_checked_and_used() {
    let mut session = Session::new(|| 0.0);
    session.push(Command::Galaxies(Ask::Choose(Choice { set: DataSet::Own, ..Choice::default() })));
    let mut events = Vec::new();
    session.tick(&mut events);
    assert!(matches!(&events[0], Event::Fault(fault) if fault.kind == FaultKind::Settings));

    let own = |shape: [u32; 3], count: u32| OwnSet {
        shape,
        pixels: Bytes((0..shape.iter().product::<u32>() * count).map(|i| (i % 251) as u8).collect()),
        properties: vec![Property {
            name: "Mine".into(),
            unit: "".into(),
            values: Floats(vec![1.0; count as usize]),
            ..Property::default()
        }],
        ..OwnSet::default()
    };
    for bad in [own([8, 9, 1], 20), own([8, 8, 2], 20), own([8, 8, 1], 2), own([0, 0, 1], 0)] {
        session.push(Command::Galaxies(Ask::Own(bad)));
        let mut events = Vec::new();
        session.tick(&mut events);
        assert!(matches!(&events[0], Event::Fault(fault) if fault.kind == FaultKind::Data), "{events:?}");
    }
    session.push(Command::Galaxies(Ask::Own(own([24, 24, 1], 20))));
    session.push(Command::Galaxies(Ask::Choose(Choice { set: DataSet::Own, size: 16, ..Choice::default() })));
    session.push(Command::Configure { run: 1, settings: RunSettings { augment: true, ..settings() } });
    session.push(Command::Train);
    let events = run_dry(&mut session);
    let shown = events.iter().find_map(|event| if let Event::HeldOut(shown) = event { Some(shown) } else { None });
    assert_eq!((shown.unwrap().shape, shown.unwrap().properties[0].name.as_str()), ([16, 16, 1], "Mine"));
    let last = events.iter().rev().find_map(|e| if let Event::Progress(p) = e { Some(p.phase.clone()) } else { None });
    assert_eq!(last, Some(Phase::Finished));
    let (record, _) = kept(&events);
    assert_eq!((record.choice.map(|choice| choice.set), record.codes.labels.0.len()), (Some(DataSet::Own), 20));
}

#[test]
fn a_column_that_is_called_as_a_measure_turns_no_image() {
    let pixels: Vec<u8> = (0..20).flat_map(|index| synthetic::simulate(index, 24, 1, 3).1).collect();
    let shown = |angles: Vec<f32>| {
        let angle = Property { name: "Position angle".into(), values: Floats(angles), ..Property::default() };
        let own =
            OwnSet { shape: [24, 24, 1], pixels: Bytes(pixels.clone()), properties: vec![angle], ..OwnSet::default() };
        let align = Align { level: true, ..Align::default() };
        let mut session = Session::new(|| 0.0);
        session.push(Command::Galaxies(Ask::Own(own)));
        session.push(Command::Galaxies(Ask::Choose(Choice {
            set: DataSet::Own,
            size: 28,
            align,
            ..Choice::default()
        })));
        let events = run_dry(&mut session);
        events.into_iter().find_map(|event| if let Event::HeldOut(shown) = event { Some(shown.pixels) } else { None })
    };
    let levelled = shown(vec![0.0; 20]);
    assert!(levelled.is_some());
    assert_eq!(levelled, shown((0..20).map(|i| 9.0 * i as f32).collect()));
}

/// The file and the split of each row, and the values in a column.
fn rows<'a>(table: &'a str, column: &str) -> Vec<[&'a str; 3]> {
    let at = |name: &str| table.lines().next().unwrap().split(',').position(|heading| heading == name).unwrap();
    let places = [at("file"), at("set"), at(column)];
    let row = |line: &'a str| {
        let cells: Vec<&str> = line.split(',').collect();
        places.map(|place| cells[place])
    };
    table.lines().skip(1).map(row).collect()
}

#[test]
fn the_codes_of_own_images_keep_their_order_their_names_and_how_they_were_made() {
    let mut session = Session::new(|| 0.0);
    let count = 20;
    session.push(Command::Galaxies(Ask::Own(OwnSet {
        shape: [16, 16, 1],
        pixels: Bytes((0..256 * count).map(|i| (i % 251) as u8).collect()),
        names: (0..count).map(|index| format!("{:02}.fits", count - index)).collect(),
        measured: vec![Property {
            name: "Radius in stamp".into(),
            values: Floats((0..count).map(|index| index as f32 / 2.0).collect()),
            ..Property::default()
        }],
        preparation: vec![("softening".into(), "0.1".into())],
        ..OwnSet::default()
    })));
    session.push(Command::Galaxies(Ask::Choose(Choice { set: DataSet::Own, size: 16, ..Choice::default() })));
    session.push(Command::Configure { run: 1, settings: settings() });
    session.push(Command::Train);
    run_dry(&mut session);
    session.push(Command::Galaxies(Ask::Save { index: 0 }));
    let events = run_dry(&mut session);
    let Some(Told::Saved(files)) = told(&events).into_iter().find(|event| matches!(event, Told::Saved(_))) else {
        panic!("{events:?}")
    };
    for (index, [file, split, radius]) in rows(&files.table, "Radius in stamp").into_iter().enumerate() {
        assert_eq!(file, format!("{:02}.fits", count - index));
        assert_eq!(split, if index % 5 == 4 { "held-out" } else { "training" });
        assert_eq!(radius, (index as f32 / 2.0).to_string());
    }
    assert_eq!(rows(&files.table, "softening").len(), count);
    assert!(rows(&files.table, "softening").iter().all(|row| row[2] == "0.1"));
    assert!(rows(&files.table, "channels").iter().all(|row| row[2] == "grey"));
    assert!(files.program.contains("PREPARATION = {\"softening\": \"0.1\""));
}
