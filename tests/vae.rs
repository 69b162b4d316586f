//! The chapter on variational autoencoders: the bound of one digit of the pretrained model against integration, and the
//! worker's answers to the chapter's commands.
#![cfg(not(target_arch = "wasm32"))]

use latent_lab::data::{Images, idx};
use latent_lab::latent::bound::{self, Sample};
use latent_lab::latent::{gaussian, rate};
use latent_lab::model::{Vae, weights};
use latent_lab::protocol::vae::{self, Bound};
use latent_lab::protocol::{Command, Event, Floats};
use latent_lab::rng::Rng;
use latent_lab::worker::session::{Arrival, Session};

fn file(path: &str) -> Vec<u8> {
    std::fs::read(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

fn model() -> Vae {
    weights::from_safetensors(&file("pretrained/mnist-vae.safetensors")).unwrap()
}

fn digits() -> Images {
    let (images, labels) = ("mnist-test-images.idx3-ubyte.gz", "mnist-test-labels.idx1-ubyte.gz");
    idx::labelled(&file(&format!("static/data/{images}")), &file(&format!("static/data/{labels}"))).unwrap()
}

fn session() -> Session {
    let mut session = Session::new(|| 0.0);
    session.arrived(Arrival::Network(model()), &mut Vec::new());
    session.arrived(Arrival::Digits { training: None, held_out: digits() }, &mut Vec::new());
    session
}

fn answers(session: &mut Session, command: vae::Command) -> Vec<vae::Event> {
    session.push(Command::Vae(command));
    let mut events = Vec::new();
    while session.tick(&mut events) {}
    let chapter = |event| if let Event::Vae(event) = event { Some(event) } else { None };
    events.into_iter().filter_map(chapter).collect()
}

fn bounds(events: Vec<vae::Event>) -> Vec<Bound> {
    events
        .into_iter()
        .filter_map(|event| if let vae::Event::Bound(bound) = event { Some(bound) } else { None })
        .collect()
}

#[test]
fn sampled_terms_agree_with_the_evaluation_and_the_closed_kl() {
    let (model, digits) = (model(), digits());
    let sampled = model.sampled(&digits, 3).unwrap();
    let terms = model.sample_terms(&sampled, 400, &mut Rng::new(1)).unwrap();
    let looked = model.reconstruct(&digits, 3).unwrap();
    let at_mean = model.reconstructions(&sampled, &sampled.mu).unwrap();
    assert!((at_mean[0] - f64::from(looked.reconstruction)).abs() < 1e-3);
    // E ln q − ln p is the KL.
    let kl = bound::Estimate::of(terms.posterior.iter().zip(&terms.prior).map(|(q, p)| q - p));
    assert!((kl.mean - f64::from(looked.kl)).abs() < 4.0 * kl.error, "{kl:?} {}", looked.kl);
}

#[test]
fn a_look_is_the_reparameterization_on_one_digit() {
    let mut session = session();
    let look = vae::Command::Look { id: 7, index: 3, eps: Floats(vec![0.5, -1.0]) };
    let events = answers(&mut session, look);
    let [vae::Event::Looked(looked)] = &events[..] else { panic!("{events:?}") };
    for j in 0..2 {
        let eps = [0.5, -1.0][j];
        assert!((looked.z.0[j] - (looked.mu.0[j] + looked.sigma.0[j] * eps)).abs() < 1e-6);
    }
    let kl = -gaussian::negative_kl(
        &looked.mu.0.iter().map(|v| f64::from(*v)).collect::<Vec<_>>(),
        &looked.sigma.0.iter().map(|v| f64::from(*v)).collect::<Vec<_>>(),
    );
    assert!((f64::from(looked.kl.0.iter().sum::<f32>()) - kl).abs() < 1e-4);
    assert_eq!(looked.pixels.0.len(), 784);
    // Noise for another latent space, or a digit that is not there, is not answered.
    assert!(answers(&mut session, vae::Command::Look { id: 8, index: 3, eps: Floats(vec![0.0]) }).is_empty());
    assert!(answers(&mut session, vae::Command::Look { id: 8, index: 5000, eps: Floats(vec![0.0; 2]) }).is_empty());
}

#[test]
fn the_bounds_of_a_digit_grow_towards_the_integrated_evidence() {
    let events = answers(&mut session(), vae::Command::Bound { id: 1, index: 4, seed: 0 });
    let bounds = bounds(events);
    let last = bounds.last().unwrap();
    let evidence = last.evidence.unwrap();
    assert_eq!(last.done, last.of);
    assert_eq!(last.weighted.len(), 11);
    assert!(last.weighted.windows(2).all(|pair| pair[0].mean <= pair[1].mean));
    let top = last.weighted[10];
    assert!((evidence - top.mean).abs() < 4.0 * top.error + 0.05, "{top:?} {evidence}");
    assert!(evidence - last.weighted[0].mean > 0.5, "the ELBO of this digit is some nats below");
    let told: Vec<&Bound> = bounds.iter().filter(|bound| !bound.samples.0.is_empty()).collect();
    assert_eq!((told.len(), told[0].samples.0.len()), (1, 3000));
    let samples: Vec<Sample> = told[0]
        .samples
        .0
        .chunks_exact(3)
        .map(|s| Sample { likelihood: f64::from(s[0]), prior: f64::from(s[1]), posterior: f64::from(s[2]) })
        .collect();
    let forms = bound::forms(&samples, last.kl);
    assert!(forms.difference.mean.abs() < 4.0 * forms.difference.error, "{forms:?}");
}

#[test]
fn a_newer_estimate_takes_the_place_of_the_one_under_way() {
    let mut session = session();
    session.push(Command::Vae(vae::Command::Bound { id: 1, index: 3, seed: 0 }));
    let mut events = Vec::new();
    for _ in 0..5 {
        session.tick(&mut events);
    }
    let events = answers(&mut session, vae::Command::Bound { id: 2, index: 4, seed: 0 });
    assert!(bounds(events).iter().all(|bound| bound.id == 2));
}

#[test]
fn the_shipped_series_shows_rate_falling_and_dimensions_collapsing() {
    let points = rate::read(std::str::from_utf8(&file("pretrained/beta-series.csv")).unwrap());
    for latent in [2, 8] {
        let series: Vec<_> = points.iter().filter(|point| point.kl_per_dimension.len() == latent).collect();
        let betas: Vec<f32> = series.iter().map(|point| point.beta).collect();
        assert_eq!(betas, [0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 10.0, 20.0]);
        assert!(series.windows(2).all(|pair| pair[0].rate() > pair[1].rate()));
        assert!(series.windows(2).all(|pair| pair[0].distortion < pair[1].distortion));
        // At β = 1 every dimension says something; at β = 20 all but one or two of eight say next to nothing.
        assert_eq!(series[3].active(), latent);
        assert!(latent == 2 || series[7].kl_per_dimension.iter().filter(|kl| **kl < 0.1).count() >= 6);
    }
}
