//! What the worker says of the pretrained model's latent space, held to what the data and the model card say.
#![cfg(not(target_arch = "wasm32"))]

use std::fs;

use latent_lab::data::drawing::Pad;
use latent_lab::data::{Images, idx};
use latent_lab::latent::pca::Pca;
use latent_lab::model::weights;
use latent_lab::protocol::latent::{Command as Wish, Drawn, Event as Answer, Marginals, Quality};
use latent_lab::protocol::{Bytes, Command, Encoding, Event};
use latent_lab::worker::session::{Arrival, Session};

fn file(name: &str) -> Vec<u8> {
    fs::read(format!("{}/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn held_out() -> Images {
    let part = |name: &str| file(&format!("static/data/mnist-test-{name}.gz"));
    idx::labelled(&part("images.idx3-ubyte"), &part("labels.idx1-ubyte")).unwrap()
}

fn session(images: Images) -> Session {
    let mut session = Session::new(|| 0.0);
    let model = weights::from_safetensors(&file("pretrained/mnist-vae.safetensors")).unwrap();
    session.arrived(Arrival::Network(model), &mut Vec::new());
    session.arrived(Arrival::Digits { training: None, held_out: images }, &mut Vec::new());
    // Measured, and told of.
    while session.tick(&mut Vec::new()) {}
    session
}

fn say(session: &mut Session, command: Command) -> Vec<Event> {
    session.push(command);
    let mut events = Vec::new();
    while session.tick(&mut events) {}
    events
}

fn encoding(session: &mut Session) -> Encoding {
    let events = say(session, Command::EncodeHeldOut);
    events.into_iter().find_map(|event| if let Event::Encoded(found) = event { Some(found) } else { None }).unwrap()
}

fn surveyed(session: &mut Session) -> (Vec<Marginals>, Quality) {
    let events = say(session, Command::Latent(Wish::Survey));
    let [Event::Latent(Answer::Marginals(marginals)), Event::Latent(Answer::Quality(quality))] = events.as_slice()
    else {
        panic!("{} events", events.len())
    };
    (marginals.clone(), quality.clone())
}

fn drawn(session: &mut Session, id: u32, ink: Vec<u8>) -> Drawn {
    let events = say(session, Command::Latent(Wish::Draw { id, ink: Bytes(ink) }));
    let [Event::Latent(Answer::Drawn(drawn))] = events.as_slice() else { panic!("{} events", events.len()) };
    drawn.clone()
}

#[test]
fn a_survey_says_what_the_codes_say() {
    let mut session = session(held_out());
    assert!(say(&mut session, Command::Latent(Wish::Survey)).is_empty(), "nothing is encoded yet");
    let codes = encoding(&mut session);
    let (marginals, quality) = surveyed(&mut session);

    // The model card has 7.16 nats on all 10,000 test images, and 10-NN accuracy 0.81 by other neighbours.
    let kl: f32 = quality.kl.0.iter().sum();
    assert!((kl - 7.16).abs() < 0.25, "{kl}");
    assert_eq!((quality.active, quality.kl.0.len()), (2, 2));
    assert!((0.75..0.9).contains(&quality.accuracy), "{}", quality.accuracy);
    // numpy 2.4.6: the ten nearest by argsort in the plane of x @ svd(x - x.mean(0))[2][:2].T, argmax of their label counts.
    assert!((quality.pca_accuracy - 0.404).abs() < 0.0015, "{}", quality.pca_accuracy);

    for (axis, marginal) in marginals.iter().enumerate() {
        let column = |values: &[f32]| -> Vec<f64> {
            values.iter().skip(axis).step_by(2).map(|value| f64::from(*value)).collect()
        };
        let (mu, logvar) = (column(&codes.mu.0), column(&codes.logvar.0));
        let n = mu.len() as f64;
        let mean = mu.iter().sum::<f64>() / n;
        let variance = mu.iter().map(|mu| (mu - mean).powi(2)).sum::<f64>() / n;
        assert!((f64::from(marginal.means.mean) - mean).abs() < 1e-4);
        assert!((f64::from(marginal.means.deviation).powi(2) - variance).abs() < 1e-3);
        assert!((f64::from(quality.variances.0[axis]) - variance).abs() < 1e-4);
        // Law of total variance: that of the samples is that of the means plus the mean of σ².
        let within = logvar.iter().map(|logvar| logvar.exp()).sum::<f64>() / n;
        let sampled = f64::from(marginal.samples.deviation).powi(2);
        assert!((sampled / (variance + within) - 1.0).abs() < 0.02, "{axis}: {sampled} {}", variance + within);
        for histogram in [&marginal.means, &marginal.samples] {
            assert!(histogram.kl > 0.0 && histogram.kl < 0.2, "{axis}: {}", histogram.kl);
            let mass: f32 = histogram.densities.0.iter().sum::<f32>() * (histogram.edges.0[1] - histogram.edges.0[0]);
            assert!((mass - 1.0).abs() < 1e-4);
        }
    }
}

#[test]
fn a_held_out_digit_on_the_pad_is_its_own_nearest_neighbour() {
    let images = held_out();
    let mut session = session(images.clone());
    let codes = encoding(&mut session);
    for index in [3, 34, 777] {
        let mut pad = Pad::default();
        pad.load(images.image(index));
        let found = drawn(&mut session, index as u32, pad.ink().to_vec());
        assert_eq!((found.id, found.nearest.len(), found.digit.0.len()), (index as u32, 10, 784));
        assert_eq!(found.nearest[0], index as u32);
        let row = &codes.mu.0[2 * index..2 * index + 2];
        assert!(found.mu.0.iter().zip(row).all(|(a, b)| (a - b).abs() < 0.02), "{:?} {row:?}", found.mu.0);
        assert!(found.reconstruction > 20.0 && found.reconstruction < 300.0 && found.kl > 1.0);
    }
    // An empty pad has no digit, and says so by having none.
    let nothing = drawn(&mut session, 9, Pad::default().ink().to_vec());
    assert_eq!((nothing.id, nothing.digit.0.len(), nothing.nearest.len()), (9, 0, 0));
}

#[test]
fn training_digits_are_encoded_in_steps_and_then_searched() {
    let part = |name: &str| file(&format!("static/data/mnist-train-{name}.gz"));
    let images = idx::labelled(&part("images.idx3-ubyte"), &part("labels.idx1-ubyte")).unwrap().take(1500);
    let mut session = session(held_out().take(50));
    encoding(&mut session);
    let mut pad = Pad::default();
    pad.load(images.image(777));
    assert!(drawn(&mut session, 1, pad.ink().to_vec()).learned.labels.0.is_empty(), "not loaded yet");
    session.arrived(Arrival::Neighbours(images.clone()), &mut Vec::new());
    let mut events = Vec::new();
    let mut steps = 1;
    while session.tick(&mut events) {
        steps += 1;
    }
    // The shipped encoder multiplies 673,000 times for an image; a unit of work has 60 million of them.
    assert!(steps > 1500 * 673 / 60_000, "{steps}: each step is short");
    let told = |event: &Event| match event {
        Event::Latent(Answer::Training { encoded, images: 1500 }) => *encoded,
        other => panic!("{other:?}"),
    };
    let told: Vec<u32> = events.iter().map(told).collect();
    // After the unit in which the thousandth is encoded, and after the last.
    assert!(told.len() == 2 && (1000..1100).contains(&told[0]) && told[1] == 1500, "{told:?}");
    let near = drawn(&mut session, 2, pad.ink().to_vec()).learned;
    assert_eq!((near.labels.0.len(), near.labels.0[0]), (10, images.labels[777]));
    assert_eq!(&near.pixels.0[..784], images.image(777), "the digit itself is the nearest");
}

#[test]
fn of_several_unanswered_drawings_the_last_is_answered() {
    let images = held_out().take(50);
    let mut session = session(images.clone());
    encoding(&mut session);
    let mut pad = Pad::default();
    for id in 1..=3 {
        pad.load(images.image(id as usize));
        session.push(Command::Latent(Wish::Draw { id, ink: Bytes(pad.ink().to_vec()) }));
    }
    let mut events = Vec::new();
    session.tick(&mut events);
    let ids: Vec<u32> = events
        .iter()
        .filter_map(|event| if let Event::Latent(Answer::Drawn(drawn)) = event { Some(drawn.id) } else { None })
        .collect();
    assert_eq!(ids, [3]);
}

#[test]
fn principal_components_of_the_digits_are_those_of_numpy() {
    // numpy 2.4.6: s = svd(x - x.mean(0))[1]; (s**2 / sum(s**2))[:2] of the 1,000 held-out digits in [0, 1].
    const EXPLAINED: [f64; 2] = [0.09679141881850707, 0.07568440778657293];
    let images = held_out();
    let mut rows = Vec::new();
    images.gather(0..images.len(), &mut rows);
    let explained = Pca::fit(&rows, images.shape.pixels(), 2).explained();
    for (found, expected) in explained.iter().zip(EXPLAINED) {
        assert!((found - expected).abs() < 1e-7, "{explained:?}");
    }
}
