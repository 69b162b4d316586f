//! The worker's part in the chapter on maps, driven as the browser drives it: commands in, ticks, events out.
#![cfg(not(target_arch = "wasm32"))]

use std::cell::Cell;

use latent_lab::data::catalogue::Catalogue;
use latent_lab::protocol::{Command, Event, som};
use latent_lab::rng::Rng;
use latent_lab::worker::session::{Arrival, Session};

/// Galaxies whose two colours and magnitude follow their redshift, with a little noise.
fn galaxies(count: usize) -> Catalogue {
    let mut rng = Rng::new(3);
    let redshifts: Vec<f32> = (0..count).map(|_| 0.5 * rng.uniform()).collect();
    let colours = redshifts.iter().flat_map(|z| [0.5 + 2.0 * z, z * z]).map(|c| c + 0.01 * rng.normal()).collect();
    let magnitudes = redshifts.iter().map(|z| 15.0 + 8.0 * z).collect();
    Catalogue { bands: ["g", "r", "i"].map(str::to_owned).to_vec(), colours, magnitudes, redshifts }
}

fn settings() -> som::Settings {
    som::Settings { columns: 6, rows: 4, epochs: 8, radius: 2.0, ..som::Settings::default() }
}

fn push(session: &mut Session, command: som::Command) {
    session.push(Command::Som(command));
}

/// All events about maps until there is nothing left to do.
fn run_dry(session: &mut Session) -> Vec<som::Event> {
    let mut events = Vec::new();
    while session.tick(&mut events) {}
    maps(events)
}

fn maps(events: Vec<Event>) -> Vec<som::Event> {
    events.into_iter().filter_map(|event| if let Event::Som(event) = event { Some(event) } else { None }).collect()
}

/// Every look at the clock takes 5 ms, so that units of work keep their size.
fn clock() -> f64 {
    thread_local! {
        static NOW: Cell<f64> = const { Cell::new(0.0) };
    }
    NOW.set(NOW.get() + 5.0);
    NOW.get()
}

fn session() -> Session {
    let mut session = Session::new(clock);
    session.arrived(Arrival::Catalogue(galaxies(1000)), &mut Vec::new());
    session
}

fn pictures(events: &[som::Event]) -> Vec<&som::Picture> {
    events
        .iter()
        .filter_map(|event| if let som::Event::Picture(picture) = event { Some(picture) } else { None })
        .collect()
}

/// The map at the end of a training.
fn trained(session: &mut Session, settings: som::Settings) -> som::Picture {
    push(session, som::Command::Train { run: 1, settings });
    let events = run_dry(session);
    let last = pictures(&events).last().copied().cloned().expect("a picture");
    assert!(last.last);
    last
}

#[test]
fn a_training_begins_with_a_picture_of_its_start_and_ends_with_a_map() {
    let mut session = session();
    push(&mut session, som::Command::Train { run: 7, settings: settings() });
    let events = run_dry(&mut session);
    let pictures = pictures(&events);
    let (first, last) = (pictures[0], pictures[pictures.len() - 1]);
    assert_eq!((first.epoch, first.last, last.epoch, last.last, last.run), (0.0, false, 8.0, true, 7));
    assert_eq!((last.columns, last.rows, last.hits.0.len()), (6, 4, 24));
    assert_eq!(last.hits.0.iter().sum::<f32>(), 800.0, "four galaxies of five are trained on");
    // Galaxies picked at random are good cells and no map: training gives them their neighbours.
    assert!(last.topographic_error < 0.2 && first.topographic_error > 0.5, "{first:?} {last:?}");
    assert!(last.quantization_error < 1.1 * first.quantization_error);
    // Redshift was never shown, and the colours tell it.
    assert!(last.score.sigma_nmad < 0.03 && last.score.outliers < 0.01, "{:?}", last.score);
    assert_eq!((last.truth.0.len(), last.estimated.0.len()), (200, 200));
    let reports: Vec<_> = events
        .iter()
        .filter_map(|event| if let som::Event::Progress(progress) = event { Some(progress) } else { None })
        .collect();
    let end = reports[reports.len() - 1];
    assert_eq!((end.training, end.step, end.steps, end.epochs), (false, 6400, 6400, 8));
    assert!(reports[0].training && reports[0].radius == 2.0);
}

#[test]
fn the_same_settings_give_the_same_map_and_each_setting_counts() {
    let mut session = session();
    let map = trained(&mut session, settings());
    assert_eq!(map, trained(&mut session, settings()));
    for other in [
        som::Settings { seed: 1, ..settings() },
        som::Settings { epochs: 3, ..settings() },
        som::Settings { radius: 0.8, ..settings() },
        som::Settings { learning_rate: 0.1, ..settings() },
        som::Settings { toroidal: true, ..settings() },
        som::Settings { pca_start: true, ..settings() },
    ] {
        assert_ne!(map.ridges, trained(&mut session, other.clone()).ridges, "{other:?}");
    }
}

#[test]
fn a_stopped_training_is_drawn_as_far_as_it_came() {
    let mut session = session();
    push(&mut session, som::Command::Train { run: 1, settings: settings() });
    let mut events = Vec::new();
    for _ in 0..200 {
        session.tick(&mut events);
    }
    push(&mut session, som::Command::Stop);
    let events = run_dry(&mut session);
    let last = *pictures(&events).last().expect("a picture");
    assert!(last.last && last.epoch > 1.0 && last.epoch < 8.0, "{}", last.epoch);
}

#[test]
fn a_cell_tells_what_is_in_it() {
    let mut session = session();
    let map = trained(&mut session, settings());
    for cell in 0..24 {
        push(&mut session, som::Command::Look { cell });
        let events = run_dry(&mut session);
        let som::Event::Cell(found) = &events[0] else { panic!("no cell") };
        assert_eq!((found.cell, found.galaxies as f32), (cell, map.hits.0[cell as usize]));
        if found.galaxies == 0 {
            assert!(found.mean.0.is_empty() && found.median_redshift.is_nan());
            continue;
        }
        assert_eq!(found.median_redshift, map.redshift.0[cell as usize]);
        assert_eq!((found.mean.0.len(), found.spread.0.len()), (3, 3));
        // The i magnitude of these galaxies is 15 + 8 z.
        assert!((found.mean.0[2] - 15.0 - 8.0 * found.median_redshift).abs() < 0.5);
        assert!((found.redshifts.0.iter().sum::<f32>() - 1.0).abs() < 1e-4);
    }
    push(&mut session, som::Command::Look { cell: 24 });
    assert!(run_dry(&mut session).is_empty());
}

#[test]
fn a_training_waits_for_its_catalogue() {
    let mut session = Session::new(clock);
    push(&mut session, som::Command::Open { url: "new".to_owned() });
    push(&mut session, som::Command::Train { run: 1, settings: settings() });
    assert!(run_dry(&mut session).is_empty());
    let mut events = Vec::new();
    session.arrived(Arrival::Catalogue(galaxies(500)), &mut events);
    let events = maps(events);
    let som::Event::Catalogue(catalogue) = &events[0] else { panic!("no catalogue") };
    assert_eq!((catalogue.training, catalogue.held_out, catalogue.bands.len()), (400, 100, 3));
    assert!((catalogue.redshifts.0.iter().sum::<f32>() - 1.0).abs() < 1e-4);
    assert!(pictures(&run_dry(&mut session)).last().is_some_and(|picture| picture.last));
}

#[test]
fn a_map_without_cells_is_refused_in_words() {
    let mut session = session();
    push(&mut session, som::Command::Train { run: 1, settings: som::Settings { columns: 0, ..settings() } });
    let mut events = Vec::new();
    while session.tick(&mut events) {}
    assert!(matches!(&events[0], Event::Fault(fault) if fault.message.contains("at least one row")));
}
