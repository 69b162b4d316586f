//! Examples of the commands.

use super::events::property;
use latent_lab::protocol::latent;
use latent_lab::protocol::{Bytes, Command, Floats, Guest, RunSettings, Slot, Source};
use latent_lab::protocol::{autoencoder, bring, field, galaxies, representation, som, upload, vae};

const SEARCH: field::Search =
    field::Search { threshold: 1.5, least_area: 5, contrast: 0.005, radii: 5.0, listed: true };

fn source(name: &str) -> Source {
    Source { images: format!("{name}-images"), labels: format!("{name}-labels") }
}

pub fn commands() -> Vec<Command> {
    vec![
        Command::OpenPretrained { weights: "pretrained/ä.safetensors".into() },
        Command::Bring(bring::Bring { name: "ä".into(), takes: bring::Takes::These([28, 28, 1]) }),
        Command::Bring(bring::Bring { name: "b".into(), takes: bring::Takes::Squares(vec![16, 32]) }),
        Command::OpenDigits { train: Some(source("train")), held_out: source("test") },
        Command::OpenDigits { train: None, held_out: source("test") },
        Command::Configure {
            run: 7,
            settings: RunSettings { hidden: vec![512, 8], seed: u64::MAX, ..Default::default() },
        },
        Command::Resume { run: 8, settings: RunSettings::default() },
        Command::Train,
        Command::Pause,
        Command::Step,
        Command::LookBack { id: 3, step: Some(40) },
        Command::LookBack { id: u32::MAX, step: None },
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
        Command::Upload(upload::Command::Read { names: vec!["folder/ä.fits".into()], look: upload::Look::default() }),
        Command::Upload(upload::Command::Preview(upload::Look { plane: "ERR".into(), ..Default::default() })),
        Command::Upload(upload::Command::Take(upload::Look { shades: Some(true), crop: 0.2, ..Default::default() })),
        Command::Upload(upload::Command::Field(field::Command::Open { names: vec!["a.fits".into()], search: SEARCH })),
        Command::Upload(upload::Command::Field(field::Command::Find(SEARCH))),
        Command::Upload(upload::Command::Field(field::Command::Draw { radii: 4.5 })),
        Command::Upload(upload::Command::Field(field::Command::Cut { radii: 5.0 })),
        Command::Upload(upload::Command::Field(field::Command::Stop)),
        Command::Upload(upload::Command::Choose(upload::Choices {
            tables: vec![upload::TableChoice {
                by_order: true,
                columns: vec![upload::ColumnChoice { role: 3, keep_sentinels: true }],
            }],
            split: 1,
        })),
        Command::Galaxies(galaxies::Command::Save { index: 3 }),
        Command::Embed { id: 3, seed: 4, perplexity: 30.0 },
        Command::Hold(true),
        Command::InView(vec![Guest::Intro, Guest::Vae]),
        Command::Som(som::Command::Open { url: "static/data/ü.gz".into() }),
        Command::Som(som::Command::Train { run: 1, settings: som::Settings { seed: u64::MAX, ..Default::default() } }),
        Command::Som(som::Command::Stop),
        Command::Som(som::Command::Look { cell: 11_249 }),
        Command::Vae(vae::Command::Decode { id: 1, z: Floats(vec![-3.0]) }),
        Command::Vae(vae::Command::Look { id: 2, index: 3, eps: Floats(vec![0.5, -0.5]) }),
        Command::Vae(vae::Command::Bound { id: 3, index: 4, seed: 5 }),
        Command::Galaxies(galaxies::Command::Open { training: "a".into(), held_out: "b".into(), places: "c".into() }),
        Command::Galaxies(galaxies::Command::OpenClothes { training: source("a"), held_out: source("b") }),
        Command::Galaxies(galaxies::Command::Own(galaxies::OwnSet {
            shape: [1, 1, 3],
            pixels: Bytes(vec![1, 2, 3]),
            properties: vec![property()],
            names: vec!["cube.fits[2]".into()],
            measured: vec![property()],
            preparation: vec![("crop".into(), "0.5".into())],
            texts: vec![galaxies::Text { name: "objid".into(), cells: vec!["587722982000000017".into()] }],
            held_out: Bytes(vec![1]),
        })),
        Command::Galaxies(galaxies::Command::Choose(galaxies::Choice { size: 48, ..Default::default() })),
        Command::Galaxies(galaxies::Command::ShowPretrained),
        Command::Galaxies(galaxies::Command::Explain { id: 6, plane: [1, 3] }),
        Command::Galaxies(galaxies::Command::Measure { id: 7, z: Floats(vec![1.0; 6]) }),
        Command::Galaxies(galaxies::Command::Compare {
            id: 8,
            settings: RunSettings::default(),
            variants: vec![galaxies::Variant { seed: 9, size: 16 }],
        }),
        Command::Galaxies(galaxies::Command::StopExplaining),
        Command::Galaxies(galaxies::Command::StopComparing),
        Command::Autoencoder(autoencoder::Command::OpenTwins { plain: "p".into(), variational: "v".into() }),
        Command::Autoencoder(autoencoder::Command::Look { network: autoencoder::Network::Own, index: 12 }),
        Command::Autoencoder(autoencoder::Command::Stop),
        Command::Representation(representation::Command::Sheet { factors: [1, 2] }),
        Command::Representation(representation::Command::Plane),
        Command::Representation(representation::Command::Classify {
            method: representation::Method::Neighbours,
            labelled: 30,
        }),
        Command::Representation(representation::Command::Cluster { k: 10, seed: 1 }),
        Command::Autoencoder(autoencoder::Command::Decode { twin: autoencoder::Twin::Variational, z: [0.5, -1.0] }),
        Command::Autoencoder(autoencoder::Command::Train { q: 32, seed: 9 }),
        Command::Representation(representation::Command::Galaxy { factors: [3, 2], at: [0.0, 1.0] }),
        Command::Representation(representation::Command::Judge { codes: Floats(vec![1.0, 2.0]) }),
        Command::FetchAgain,
    ]
}
