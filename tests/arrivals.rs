//! Files and the commands that need them: whichever comes first, the page hears the same.
#![cfg(not(target_arch = "wasm32"))]

use std::fs;
use std::path::Path;

use latent_lab::data::drawing::Pad;
use latent_lab::protocol::autoencoder::{Network, Twin};
use latent_lab::protocol::galaxies::{Choice, DataSet};
use latent_lab::protocol::{
    Bytes, Command, Event, FaultKind, Floats, RunSettings, Slot, Source, autoencoder, galaxies, latent, representation,
    som, vae,
};
use latent_lab::worker::session::Session;

/// When the files of a command arrive.
#[derive(Clone, Copy, Debug)]
enum Order {
    /// Before the next command is heard.
    FilesFirst,
    /// After all commands were heard, in the order in which they were asked for.
    CommandsFirst,
    /// The same, the last first.
    Reversed,
}

/// The bytes of a file that the page ships.
fn read(url: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(url)).unwrap()
}

fn run_dry(session: &mut Session, events: &mut Vec<Event>) {
    while session.tick(events) {}
}

/// Hands over the files that were asked for.
fn deliver(session: &mut Session, order: Order, events: &mut Vec<Event>) {
    loop {
        let mut fetches = session.fetches();
        if fetches.is_empty() {
            return;
        }
        if let Order::Reversed = order {
            fetches.reverse();
        }
        for fetch in fetches {
            let files: Vec<Vec<u8>> = fetch.files.iter().map(|file| read(&file.url)).collect();
            if fetch.partly {
                let bytes = &files[0];
                assert!(!session.files_begun(fetch.number, &bytes[..100], events), "too little to be of use");
                assert!(session.files_begun(fetch.number, &bytes[..bytes.len() * 3 / 4], events));
                run_dry(session, events);
            }
            session.files_arrived(fetch.number, Ok(files), events);
            run_dry(session, events);
        }
    }
}

/// What a run says on its way depends on when it is asked to go on; of that the last counts.
fn end_of_run(events: Vec<Event>) -> Vec<Event> {
    let place = |of_run: fn(&Event) -> bool| events.iter().rposition(of_run);
    let last = [place(|event| matches!(event, Event::Progress(_))), place(|event| matches!(event, Event::Encoded(_)))];
    let of_run = |event: &Event| matches!(event, Event::Progress(_) | Event::Encoded(_));
    let kept: Vec<bool> =
        events.iter().enumerate().map(|(place, event)| !of_run(event) || last.contains(&Some(place))).collect();
    events.into_iter().zip(kept).filter_map(|(event, kept)| kept.then_some(event)).collect()
}

fn heard(commands: &[Command], order: Order) -> Vec<String> {
    let mut session = Session::new(|| 0.0);
    let mut events = Vec::new();
    for command in commands {
        session.push(command.clone());
        if let Order::FilesFirst = order {
            run_dry(&mut session, &mut events);
            deliver(&mut session, order, &mut events);
        }
    }
    assert!(session.fetches().is_empty(), "a file is asked for when its command is answered, and no sooner");
    run_dry(&mut session, &mut events);
    deliver(&mut session, order, &mut events);
    let mut said: Vec<String> = end_of_run(events).iter().map(|event| format!("{event:?}")).collect();
    said.sort();
    said
}

/// Whatever the order, the same is said, and all of `kinds` is.
fn same_in_every_order(commands: &[Command], kinds: &[&str]) {
    let first = heard(commands, Order::FilesFirst);
    for kind in kinds {
        assert!(first.iter().any(|said| said.starts_with(kind)), "{kind} is not said");
    }
    assert!(!first.iter().any(|said| said.starts_with("Fault")), "{first:?}");
    for order in [Order::CommandsFirst, Order::Reversed] {
        let other = heard(commands, order);
        let short = |said: &String| said.chars().take(60).collect::<String>();
        assert_eq!(
            first.iter().map(short).collect::<Vec<_>>(),
            other.iter().map(short).collect::<Vec<_>>(),
            "{order:?}"
        );
        assert!(first == other, "{order:?}: the same events with other numbers");
    }
}

fn source(name: &str) -> Source {
    let file = |kind: &str| format!("static/data/{name}-{kind}-ubyte.gz");
    Source { images: file("images.idx3"), labels: file("labels.idx1") }
}

fn weights() -> Command {
    Command::OpenPretrained { weights: "pretrained/mnist-vae.safetensors".to_owned() }
}

fn digits() -> Command {
    Command::OpenDigits { train: None, held_out: source("mnist-test") }
}

fn run() -> RunSettings {
    RunSettings { hidden: vec![8], images: 100, epochs: 1, ..RunSettings::default() }
}

#[test]
fn pretrained_weights() {
    let z = || Floats(vec![0.5, -0.5]);
    let commands = [
        weights(),
        Command::Decode { slot: Slot::Hero, id: 1, z: z() },
        Command::Vae(vae::Command::Decode { id: 2, z: z() }),
    ];
    same_in_every_order(&commands, &["Model", "Decoded", "Vae(Decoded"]);
}

#[test]
fn digits_for_the_chapters_that_share_a_worker() {
    let ink = Bytes(Pad::default().ink().to_vec());
    let eps = Floats(vec![0.0, 1.0]);
    let commands = [
        weights(),
        digits(),
        Command::EncodeHeldOut,
        Command::Reconstruct { slot: Slot::Hover, id: 1, index: 3 },
        Command::Vae(vae::Command::Look { id: 2, index: 4, eps }),
        Command::Latent(latent::Command::Draw { id: 3, ink }),
        Command::Representation(representation::Command::Plane),
    ];
    let kinds = ["HeldOut", "Encoded", "Reconstructed", "Vae(Looked", "Latent(Drawn", "Representation(Plane"];
    same_in_every_order(&commands, &kinds);
}

#[test]
fn digits_to_train_on() {
    let commands = [
        Command::OpenDigits { train: Some(source("mnist-train")), held_out: source("mnist-test") },
        Command::Configure { run: 1, settings: run() },
        Command::SetBeta(0.5),
        Command::SetEpochs(2),
        Command::Train,
    ];
    same_in_every_order(&commands, &["TrainingData", "HeldOut", "Run", "Progress", "Encoded"]);
}

#[test]
fn neighbours_of_a_drawing() {
    let commands = [weights(), Command::Latent(latent::Command::OpenTraining { source: source("mnist-test") })];
    same_in_every_order(&commands, &["Latent(Training"]);
}

#[test]
fn twins() {
    let twin = |name: &str| format!("pretrained/twin-{name}.safetensors");
    let open = autoencoder::Command::OpenTwins { plain: twin("plain"), variational: twin("variational") };
    let commands = [
        digits(),
        Command::Autoencoder(open),
        Command::Autoencoder(autoencoder::Command::Decode { twin: Twin::Plain, z: [1.0, 2.0] }),
        Command::Autoencoder(autoencoder::Command::Decode { twin: Twin::Variational, z: [1.0, 2.0] }),
        Command::Autoencoder(autoencoder::Command::Look { network: Network::Shipped, index: 5 }),
    ];
    same_in_every_order(&commands, &["Autoencoder(Codes", "Autoencoder(Decoded", "Autoencoder(Looked"]);
}

#[test]
fn a_catalogue() {
    let settings = som::Settings { columns: 4, rows: 4, epochs: 1, ..som::Settings::default() };
    let commands = [
        Command::Som(som::Command::Open { url: "static/data/sdss-colours.i16.gz".to_owned() }),
        Command::Som(som::Command::Train { run: 1, settings }),
    ];
    same_in_every_order(&commands, &["Som(Catalogue", "Som(Progress", "Som(Picture"]);
}

#[test]
fn galaxies_of_the_deep_field() {
    let part = |name: &str| format!("static/data/galaxies-{name}-images.idx4-ubyte.gz");
    let places = "static/data/galaxies.csv.gz".to_owned();
    let commands = [
        Command::Galaxies(galaxies::Command::Open { training: part("train"), held_out: part("held-out"), places }),
        Command::Galaxies(galaxies::Command::Choose(Choice::default())),
        Command::Galaxies(galaxies::Command::ShowPretrained),
        Command::OpenPretrained { weights: "pretrained/galaxy-vae.safetensors".to_owned() },
        Command::EncodeHeldOut,
    ];
    same_in_every_order(&commands, &["Galaxies(Chosen", "HeldOut", "Galaxies(Judged", "Encoded"]);
}

#[test]
fn clothes() {
    let (training, held_out) = (source("fashion-train"), source("fashion-held-out"));
    let choice = Choice { set: DataSet::Clothes, size: 16, colour: false, ..Choice::default() };
    let commands = [
        Command::Galaxies(galaxies::Command::OpenClothes { training, held_out }),
        Command::Galaxies(galaxies::Command::Choose(choice)),
        Command::Configure { run: 3, settings: run() },
        Command::Step,
    ];
    same_in_every_order(&commands, &["Galaxies(Chosen", "Run", "Progress"]);
}

fn open(url: &str) -> Command {
    Command::Som(som::Command::Open { url: url.to_owned() })
}

#[test]
fn of_two_catalogues_the_one_asked_for_last_counts_whichever_arrives_first() {
    let file = read("static/data/sdss-colours.i16.gz");
    for old_first in [true, false] {
        let (mut session, mut events) = (Session::new(|| 0.0), Vec::new());
        session.push(open("old"));
        session.push(open("new"));
        run_dry(&mut session, &mut events);
        let [old, new] = &session.fetches()[..] else { panic!("two files are asked for") };
        let mut answers = [(new.number, Ok(vec![file.clone()])), (old.number, Err("No answer.".to_owned()))];
        if old_first {
            answers.reverse();
        }
        for (number, files) in answers {
            session.files_arrived(number, files, &mut events);
        }
        assert!(matches!(events.as_slice(), [Event::Som(som::Event::Catalogue(_))]), "{} events", events.len());
    }
}

#[test]
fn what_cannot_be_fetched_or_read_is_said_and_nothing_waits_for_it_any_more() {
    let broken = |files: Result<Vec<Vec<u8>>, String>| {
        let (mut session, mut events) = (Session::new(|| 0.0), Vec::new());
        session.push(Command::OpenPretrained { weights: "there/net.safetensors?build=1".to_owned() });
        session.push(Command::Decode { slot: Slot::Hero, id: 1, z: Floats(vec![0.0; 2]) });
        run_dry(&mut session, &mut events);
        let number = session.fetches()[0].number;
        session.files_arrived(number, files, &mut events);
        run_dry(&mut session, &mut events);
        let [Event::Fault(fault)] = events.as_slice() else { panic!("{events:?}") };
        assert_eq!(fault.kind, FaultKind::Weights);
        fault.message.clone()
    };
    assert_eq!(broken(Err("The host answered 404.".to_owned())), "The host answered 404.");
    assert!(broken(Ok(vec![vec![0; 50]])).starts_with("net.safetensors: "));
}
