//! A network that the person brings: it answers in place of the one before it, or a sentence says why not.

use latent_lab::data::{Images, Shape};
use latent_lab::model::weights::{Precision, to_safetensors};
use latent_lab::model::{Architecture, Vae};
use latent_lab::protocol::bring::{self, Bring, Takes};
use latent_lab::protocol::{Command, Event, Floats, RunSettings, Slot};
use latent_lab::rng::Rng;
use latent_lab::worker::session::{Arrival, Session};

const SHAPE: Shape = Shape { height: 4, width: 4, channels: 1 };

fn vae(shape: Shape, latent: usize) -> Vae {
    Vae::new(&Architecture::mirrored(shape, &[6], latent), &Rng::new(latent as u64)).unwrap()
}

fn file(shape: Shape, latent: usize) -> Vec<u8> {
    to_safetensors(&vae(shape, latent), Precision::F32, "test").unwrap()
}

/// A session with digits, a network of two dimensions and a run.
fn session() -> Session {
    let images = |count: usize| Images { shape: SHAPE, pixels: vec![90; count * 16], labels: vec![1; count] };
    let mut session = Session::new(|| 0.0);
    session.arrived(Arrival::Network(vae(SHAPE, 2)), &mut Vec::new());
    session.arrived(Arrival::Digits { training: Some(images(60)), held_out: images(9) }, &mut Vec::new());
    let settings = RunSettings { hidden: vec![5], latent: 2, batch: 20, images: 60, ..RunSettings::default() };
    session.push(Command::Configure { run: 1, settings });
    session
}

fn run_dry(session: &mut Session) -> Vec<Event> {
    let mut events = Vec::new();
    while session.tick(&mut events) {}
    events
}

fn brought(session: &mut Session, takes: Takes, bytes: Result<&[u8], String>) -> bring::Event {
    let mut events = Vec::new();
    session.brought(&Bring { name: "mine".to_owned(), takes }, bytes, &mut events);
    let answer =
        events.into_iter().find_map(|event| if let Event::Bring(answer) = event { Some(answer) } else { None });
    answer.unwrap()
}

/// What the session decodes at this point; nothing if its network has another number of dimensions.
fn decoded(session: &mut Session, z: &[f32]) -> Option<Vec<u8>> {
    session.push(Command::Decode { slot: Slot::Hero, id: 1, z: Floats(z.to_vec()) });
    run_dry(session).into_iter().find_map(|event| match event {
        Event::Decoded { slot: Slot::Hero, pixels, .. } => Some(pixels.0),
        _ => None,
    })
}

#[test]
fn it_takes_the_place_of_the_run_and_of_the_network_before_it() {
    let mut session = session();
    run_dry(&mut session);
    let bring::Event::Brought(told) = brought(&mut session, Takes::These([4, 4, 1]), Ok(&file(SHAPE, 3))) else {
        panic!("it fits");
    };
    assert_eq!((told.card.input, told.card.latent, told.card.complete), ([4, 4, 1], 3, true));
    assert!(told.words.starts_with("mine is a variational autoencoder of images of 4 × 4 × 1: encoder 16-6-"));
    let z = [0.5, -1.0, 2.0];
    assert_eq!(decoded(&mut session, &z), Some(vae(SHAPE, 3).decode_pixels(&z).unwrap()));
    session.push(Command::EncodeHeldOut);
    let encodings = run_dry(&mut session).into_iter().filter_map(|event| match event {
        Event::Encoded(encoding) => Some((encoding.latent, encoding.mu.0.len())),
        _ => None,
    });
    assert_eq!(encodings.collect::<Vec<_>>(), [(3, 27)]);
}

#[test]
fn what_does_not_fit_changes_nothing() {
    let mut session = session();
    run_dry(&mut session);
    let z = [0.3, 0.3];
    let before = decoded(&mut session, &z).unwrap();
    let wide = Shape { width: 5, ..SHAPE };
    let squares = || Takes::Squares(vec![2, 4]);
    type Case = (Takes, Result<Vec<u8>, String>, &'static str);
    let refused: [Case; 6] = [
        (Takes::These([4, 4, 3]), Ok(file(SHAPE, 2)), "the images here are of 4 × 4 × 3"),
        (squares(), Ok(file(wide, 2)), "squares of 2, 4 pixels"),
        (squares(), Ok(file(Shape { height: 8, width: 8, channels: 1 }, 2)), "squares of 2, 4 pixels"),
        (squares(), Ok(file(SHAPE, 1)), "2 to 64 dimensions"),
        (squares(), Ok(b"GIF89a".to_vec()), "not a safetensors file"),
        (squares(), Err("it is a folder".to_owned()), "mine does not fit: it is a folder."),
    ];
    for (takes, bytes, sentence) in refused {
        let bytes = bytes.as_deref().map_err(Clone::clone);
        let bring::Event::Unfit(why) = brought(&mut session, takes, bytes) else { panic!("{sentence}") };
        assert!(why.contains(sentence), "{why}");
    }
    assert_eq!(decoded(&mut session, &z), Some(before));
    assert!(matches!(brought(&mut session, squares(), Ok(&file(SHAPE, 2))), bring::Event::Brought(_)));
}

#[test]
fn weights_that_still_load_do_not_replace_it() {
    let mut session = session();
    session.push(Command::OpenPretrained { weights: "w".to_owned() });
    run_dry(&mut session);
    let number = session.fetches()[0].number;
    brought(&mut session, Takes::These([4, 4, 1]), Ok(&file(SHAPE, 3)));
    let mut events = Vec::new();
    session.files_arrived(number, Ok(vec![file(SHAPE, 2)]), &mut events);
    assert!(!events.iter().any(|event| matches!(event, Event::Model(_))));
    assert!(decoded(&mut session, &[0.0; 3]).is_some());
}
