//! Every message crosses unchanged, and what is no message is an error.

use latent_lab::protocol::latent::{self, Drawn, Histogram, Marginals, Quality};
use latent_lab::protocol::{
    Bytes, Command, Encoding, Event, Fault, FaultKind, Floats, HeldOut, HeldOutPoint, LossTerms, ModelCard, Phase,
    Progress, Property, Reconstruction, RunSettings, RunStarted, Slot, Source, TrainingData, decode, encode,
};
use latent_lab::protocol::{autoencoder, representation};
use latent_lab::protocol::{galaxies, handin, upload};

fn source(name: &str) -> Source {
    Source { images: format!("{name}-images"), labels: format!("{name}-labels") }
}

fn commands() -> Vec<Command> {
    vec![
        Command::OpenPretrained { weights: "pretrained/ä.safetensors".into() },
        Command::OpenDigits { train: Some(source("train")), held_out: source("test") },
        Command::OpenDigits { train: None, held_out: source("test") },
        Command::Configure {
            run: 7,
            settings: RunSettings { hidden: vec![512, 8], seed: u64::MAX, ..Default::default() },
        },
        Command::Train,
        Command::Pause,
        Command::Step,
        Command::SetBeta(0.25),
        Command::SetLearningRate(1e-3),
        Command::SetEpochs(3),
        Command::Decode { slot: Slot::Hero, id: 1, z: Floats(vec![1.5, f32::MIN_POSITIVE, -0.0]) },
        Command::Reconstruct { slot: Slot::LabHover, id: 2, index: 999 },
        Command::EncodeHeldOut,
        Command::Watch { grid: Floats(Vec::new()) },
        Command::Latent(latent::Command::Survey),
        Command::Latent(latent::Command::OpenTraining { source: source("train") }),
        Command::Latent(latent::Command::Draw { id: 8, ink: Bytes(vec![0, 255]) }),
        Command::Upload(upload::Command::Read { names: vec!["folder/ä.fits".into()] }),
        Command::Upload(upload::Command::Preview { softening: 0.1 }),
        Command::Upload(upload::Command::Take { softening: 0.01 }),
        Command::Galaxies(galaxies::Command::Save { index: 3 }),
        Command::Embed { id: 3, seed: 4, perplexity: 30.0 },
        Command::Autoencoder(autoencoder::Command::Decode { twin: autoencoder::Twin::Variational, z: [0.5, -1.0] }),
        Command::Autoencoder(autoencoder::Command::Train { q: 32, seed: 9 }),
        Command::Representation(representation::Command::Galaxy { factors: [3, 2], at: [0.0, 1.0] }),
        Command::Representation(representation::Command::Judge { codes: Floats(vec![1.0, 2.0]) }),
    ]
}

fn events() -> Vec<Event> {
    let terms = LossTerms { reconstruction: 151.0, kl: 5.5 };
    vec![
        Event::Ready { build: "0.1".into() },
        Event::Autoencoder(autoencoder::Event::Codes(autoencoder::Codes {
            twin: autoencoder::Twin::Plain,
            codes: Floats(vec![1.0, -2.0]),
            logvar: Floats(vec![f32::NEG_INFINITY; 2]),
            spacing: 0.25,
            hole: [3.0, 4.0],
        })),
        Event::Representation(representation::Event::Clustered(representation::Clustered {
            k: 2,
            seed: 1,
            side: 1,
            regions: Bytes(vec![1]),
            clusters: Bytes(vec![0, 1]),
            centres: Floats(vec![0.0; 4]),
            inertia: 2.5,
            table: vec![[1; 10], [2; 10]],
        })),
        Event::Model(ModelCard { input: [28, 28, 1], latent: 2, parameters: 10, complete: false }),
        Event::TrainingData(TrainingData { images: 10, per_label: [1; 10] }),
        Event::HeldOut(HeldOut {
            shape: [1, 2, 1],
            pixels: Bytes(vec![0, 255]),
            labels: Bytes(vec![9]),
            properties: vec![Property {
                name: "ink".into(),
                unit: "px".into(),
                values: Floats(vec![0.5]),
                classes: Vec::new(),
            }],
        }),
        Event::Run(RunStarted {
            run: 1,
            settings: RunSettings::default(),
            images: 5000,
            batches_per_epoch: 39,
            parameters: 400_000,
        }),
        Event::Progress(Progress {
            run: 1,
            phase: Phase::Diverged { why: "so".into() },
            step: 40,
            epoch: 1.02,
            epochs: 30,
            beta: 1.0,
            training: terms,
            batch_reconstruction: Floats(vec![200.0, 199.0]),
            batch_kl: Floats(vec![1.0, 2.0]),
            held_out: vec![HeldOutPoint { step: 39, terms, kl_per_dimension: Floats(vec![2.0, 3.5]) }],
            images_per_second: 9000.0,
            seconds_left: 12.5,
        }),
        Event::Encoded(Encoding { latent: 2, mu: Floats(vec![0.1; 4]), logvar: Floats(vec![-3.0; 4]) }),
        Event::Decoded { slot: Slot::Uniform, id: 4, pixels: Bytes(vec![7; 784]) },
        Event::Reconstructed(Reconstruction {
            slot: Slot::Hover,
            id: 5,
            index: 6,
            pixels: Bytes(vec![1]),
            reconstruction: 100.0,
            kl: 7.0,
        }),
        Event::Upload(upload::Event::Reading { files: 3, of: 9, images: 12, skipped: 1 }),
        Event::Upload(upload::Event::Read(upload::Findings { images: 2, measured: true, ..Default::default() })),
        Event::Upload(upload::Event::Preview { side: 48, pixels: Bytes(vec![1, 2, 3]) }),
        Event::Upload(upload::Event::Taken { images: 2, side: 64, colour: true }),
        Event::Galaxies(galaxies::Event::Saved(handin::Files {
            weights: Bytes(vec![7]),
            program: "import numpy".into(),
            table: "image,mu_1\n".into(),
        })),
        Event::Embedding { id: 6, iteration: 20, iterations: 500, points: Floats(vec![1.0, 2.0]) },
        Event::Latent(latent::Event::Marginals(vec![Marginals {
            means: Histogram { edges: Floats(vec![-1.0, 1.0]), densities: Floats(vec![0.5]), ..Histogram::default() },
            samples: Histogram { mean: 0.1, deviation: 0.9, kl: 0.02, ..Histogram::default() },
        }])),
        Event::Latent(latent::Event::Quality(Quality {
            accuracy: 0.8,
            pca_accuracy: 0.4,
            variances: Floats(vec![0.9]),
            active: 1,
            kl: Floats(vec![3.5]),
        })),
        Event::Latent(latent::Event::Training { encoded: 40, images: 6000 }),
        Event::Latent(latent::Event::TrainingMissing("It is not there.".into())),
        Event::Latent(latent::Event::Drawn(Drawn { id: 2, nearest: vec![7, 999], kl: 7.5, ..Drawn::default() })),
        Event::Fault(Fault { kind: FaultKind::Weights, message: "The file is cut short.".into() }),
    ]
}

#[test]
fn commands_cross_unchanged() {
    for command in commands() {
        assert_eq!(decode::<Command>(&encode(&command).unwrap()).unwrap(), command);
    }
}

#[test]
fn events_cross_unchanged() {
    for event in events() {
        assert_eq!(decode::<Event>(&encode(&event).unwrap()).unwrap(), event);
    }
}

#[test]
fn what_is_cut_short_or_foreign_is_an_error_and_never_a_panic() {
    for event in events() {
        let bytes = encode(&event).unwrap();
        for length in 0..bytes.len() {
            assert!(decode::<Event>(&bytes[..length]).is_err());
        }
    }
    assert!(decode::<Command>(&[0xff; 16]).is_err());
    // A block of floats that ends in the middle of one.
    assert!(decode::<Floats>(&encode(&Bytes(vec![1, 2, 3])).unwrap()).is_err());
}

#[test]
fn a_block_of_floats_costs_four_bytes_a_value() {
    assert!(encode(&Floats(vec![1.0; 1000])).unwrap().len() <= 4004);
}
