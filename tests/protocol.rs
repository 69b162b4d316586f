//! Every message crosses unchanged, and what is no message is an error.

use std::collections::BTreeSet;

use latent_lab::protocol::latent::{self, Drawn, Histogram, Marginals, Quality};
use latent_lab::protocol::{
    Bytes, Command, Encoding, Event, Fault, FaultKind, Floats, Guest, HeldOut, HeldOutPoint, LossTerms, ModelCard,
    Phase, Progress, Property, Reconstruction, RunSettings, RunStarted, Slot, Source, TrainingData, decode, encode,
};
use latent_lab::protocol::{autoencoder, bring, field, galaxies, handin, representation, som, upload, vae};

const SEARCH: field::Search =
    field::Search { threshold: 1.5, least_area: 5, contrast: 0.005, radii: 5.0, listed: true };

fn source(name: &str) -> Source {
    Source { images: format!("{name}-images"), labels: format!("{name}-labels") }
}

fn commands() -> Vec<Command> {
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
    ]
}

fn property() -> Property {
    Property {
        name: "Class".into(),
        unit: String::new(),
        values: Floats(vec![1.0]),
        classes: vec!["bag".into()],
        period: 0.0,
    }
}

fn explained() -> galaxies::Explained {
    let finding = galaxies::Finding { value: 0.5, p_value: 0.01, upper: 0.25 };
    galaxies::Explained {
        id: 5,
        rows_total: 2,
        rows: vec![galaxies::Row {
            property: "Brightness".into(),
            axes: vec![galaxies::Axis { rho: None, r_squared: finding }],
            direction: 45.0,
            plane_rho: Some(finding),
            plane_r_squared: finding,
            neighbours: finding,
            count: 500,
        }],
        galaxies: 500,
        permutations: 199,
        gaps: vec![galaxies::FactorGap {
            factor: "True size".into(),
            entropy: 1.5,
            information: Floats(vec![0.5]),
            share: 0.25,
        }],
        mig: 0.125,
    }
}

fn events() -> Vec<Event> {
    let terms = LossTerms { reconstruction: 151.0, kl: 5.5 };
    vec![
        Event::Ready { build: "0.1".into() },
        Event::Autoencoder(autoencoder::Event::Codes(autoencoder::TwinCodes {
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
        Event::Bring(bring::Event::Unfit("it is empty".into())),
        Event::Bring(bring::Event::Brought(bring::Brought {
            card: ModelCard { input: [32, 32, 3], latent: 8, parameters: 10, complete: true },
            words: "a network".into(),
        })),
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
                period: 180.0,
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
        Event::Upload(upload::Event::Read(upload::Findings { images: 2, shades: Some(true), ..Default::default() })),
        Event::Upload(upload::Event::Preview { side: 48, pixels: Bytes(vec![1, 2, 3]), measured: true }),
        Event::Upload(upload::Event::Measuring { images: 1, of: 2 }),
        Event::Upload(upload::Event::Tables(upload::Tables {
            tables: vec![upload::Table {
                by_order: Some(false),
                columns: vec![upload::Column { range: Some([-99.0, 0.5, 1e30]), ..Default::default() }],
                ..Default::default()
            }],
            splits: vec!["as the files say".into()],
            split: 0,
        })),
        Event::Upload(upload::Event::Taken { images: 2, side: 64, colour: true }),
        Event::Upload(upload::Event::Field(field::Event::Working { stage: field::Stage::Sky, done: 0.5, count: 3 })),
        Event::Upload(upload::Event::Field(field::Event::Found(field::Found {
            stamps: 3,
            pixels: Bytes(vec![1, 2, 3]),
            ..Default::default()
        }))),
        Event::Upload(upload::Event::Field(field::Event::Stopped)),
        Event::Upload(upload::Event::Field(field::Event::Failed("No.".into()))),
        Event::Upload(upload::Event::Field(field::Event::Stamps { name: "a.zip".into(), words: String::new() })),
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
        Event::Som(som::Event::Catalogue(som::Catalogue {
            bands: vec!["g".into(), "r".into()],
            training: 80,
            held_out: 20,
            ranges: [[0.0, 1.0], [15.0, 22.0], [0.0, 0.5], [14.0, 23.0]],
            redshifts: Floats(vec![0.25; 4]),
            farthest: 0.5,
        })),
        Event::Som(som::Event::Progress(som::Progress {
            run: 1,
            training: true,
            step: 10,
            steps: 800,
            epochs: 10,
            radius: 9.5,
            seconds_left: 1.5,
        })),
        Event::Som(som::Event::Picture(som::Picture {
            run: 1,
            columns: 2,
            rows: 1,
            epoch: 0.5,
            last: false,
            colour: Floats(vec![0.5, 1.0]),
            magnitude: Floats(vec![18.0, 19.0]),
            redshift: Floats(vec![0.1, 0.2]),
            hits: Floats(vec![3.0, 4.0]),
            ridges: Floats(vec![0.3, 0.3]),
            quantization_error: 0.1,
            topographic_error: 0.2,
            score: som::Score { bias: 0.01, sigma_nmad: 0.02, outliers: 0.03 },
            truth: Floats(vec![0.1]),
            estimated: Floats(vec![0.2]),
        })),
        Event::Som(som::Event::Cell(som::Cell {
            run: 1,
            cell: 1,
            galaxies: 4,
            mean: Floats(vec![18.0; 3]),
            spread: Floats(vec![0.5; 3]),
            median_redshift: 0.2,
            redshifts: Floats(vec![0.5, 0.5]),
        })),
        Event::Vae(vae::Event::Decoded { id: 1, pixels: Bytes(vec![9; 4]) }),
        Event::Vae(vae::Event::Looked(vae::SampledPassage {
            id: 2,
            index: 3,
            mu: Floats(vec![0.1]),
            sigma: Floats(vec![0.2]),
            z: Floats(vec![0.3]),
            pixels: Bytes(vec![4]),
            reconstruction: 90.5,
            kl: Floats(vec![1.5]),
        })),
        Event::Vae(vae::Event::Bound(vae::Bound {
            id: 3,
            index: 4,
            kl: 6.5,
            samples: Floats(vec![-90.0, -2.0, 1.0]),
            weighted: vec![vae::Weighted { k: 8, mean: -95.0, error: 0.1 }],
            evidence: Some(-93.5),
            done: 4,
            of: 100,
        })),
        Event::Autoencoder(autoencoder::Event::Looked(autoencoder::Passage {
            network: autoencoder::Network::Shipped,
            index: 5,
            widths: vec![784, 2, 784],
            code: Floats(vec![1.0, 2.0]),
            pixels: Bytes(vec![3]),
            squared: 30.5,
        })),
        Event::Autoencoder(autoencoder::Event::Decoded(autoencoder::Decoded {
            twin: autoencoder::Twin::Variational,
            z: [0.5, 1.5],
            pixels: Bytes(vec![8]),
            distance: 0.5,
            unlike: 12.5,
            digit: 77,
        })),
        Event::Autoencoder(autoencoder::Event::Progress(autoencoder::Progress {
            q: 8,
            seed: 1,
            phase: Phase::Finished,
            epoch: 3.0,
            epochs: 3,
            seconds_left: 0.0,
            squared: Some(20.5),
        })),
        Event::Representation(representation::Event::Sheet(representation::Sheet {
            factors: [2, 1],
            side: 1,
            places: Floats(vec![1.0, 2.0, 3.0]),
            shares: [0.5, 0.3, 0.1],
        })),
        Event::Representation(representation::Event::Galaxy(representation::Galaxy {
            factors: [2, 1],
            at: [0.5, 0.25],
            side: 1,
            pixels: Bytes(vec![200]),
            place: Some([1.0, 2.0, 3.0]),
        })),
        Event::Representation(representation::Event::Plane(representation::Plane {
            points: Floats(vec![1.0, 2.0]),
            shares: [0.5, 0.25],
            square: [-1.0, 1.0, -2.0, 2.0],
            learning: 600,
        })),
        Event::Representation(representation::Event::Classified(representation::Classified {
            method: representation::Method::Logistic,
            labelled: 20,
            side: 1,
            regions: Bytes(vec![7]),
            accuracy: 0.5,
        })),
        Event::Representation(representation::Event::Judged(representation::Judged { code: 0.75, plane: 0.5 })),
        Event::Galaxies(galaxies::Event::Chosen(galaxies::Chosen {
            choice: galaxies::Choice::default(),
            shape: [32, 32, 3],
            training: 800,
            held_out: 200,
            factors: 7,
            preparation: vec![("channels".into(), "grey".into())],
        })),
        Event::Galaxies(galaxies::Event::Preparing { done: 5, total: 1000 }),
        Event::Galaxies(galaxies::Event::Judged(HeldOutPoint {
            step: 0,
            terms,
            kl_per_dimension: Floats(vec![1.5, 2.5]),
        })),
        Event::Galaxies(galaxies::Event::Explained(explained())),
        Event::Galaxies(galaxies::Event::Measured { id: 6, pixels: Bytes(vec![1]), properties: vec![property()] }),
        Event::Galaxies(galaxies::Event::Comparing { id: 7, map: 1, maps: 3, epoch: 2.5, epochs: 30 }),
        Event::Galaxies(galaxies::Event::Map(galaxies::Map {
            id: 8,
            index: 1,
            variant: galaxies::Variant { seed: 2, size: 32 },
            latent: 2,
            points: Floats(vec![0.5, 1.5]),
            correlation: 0.875,
            chance: 0.25,
            p_value: 0.005,
            nelbo: 512.5,
        })),
    ]
}

/// A variant that is not named does not compile; one that no example is of fails.
macro_rules! each_has_an_example {
    ($examples:expr, $($variant:pat),+ $(,)?) => {{
        let examples = $examples;
        let found: BTreeSet<&str> =
            examples.iter().map(|example| match example { $($variant => stringify!($variant)),+ }).collect();
        let all = [$(stringify!($variant)),+];
        let missing: Vec<&&str> = all.iter().filter(|variant| !found.contains(*variant)).collect();
        assert!(missing.is_empty(), "without an example: {missing:?}");
    }};
}

/// The inner messages of one kind.
macro_rules! inner {
    ($all:expr, $kind:path) => {
        $all.into_iter().filter_map(|one| if let $kind(inner) = one { Some(inner) } else { None }).collect::<Vec<_>>()
    };
}

#[test]
fn every_command_has_an_example() {
    use {autoencoder as a, galaxies as g, latent as l, representation as r, som as s, upload as u, vae as v};
    each_has_an_example!(
        commands(),
        Command::OpenPretrained { .. },
        Command::Bring(_),
        Command::OpenDigits { .. },
        Command::Configure { .. },
        Command::Train,
        Command::Pause,
        Command::Step,
        Command::SetBeta(_),
        Command::SetLearningRate(_),
        Command::SetEpochs(_),
        Command::Decode { .. },
        Command::Reconstruct { .. },
        Command::EncodeHeldOut,
        Command::Watch { .. },
        Command::Latent(_),
        Command::Embed { .. },
        Command::Hold(_),
        Command::InView(_),
        Command::Galaxies(_),
        Command::Som(_),
        Command::Upload(_),
        Command::Vae(_),
        Command::Autoencoder(_),
        Command::Representation(_),
    );
    each_has_an_example!(
        inner!(commands(), Command::Latent),
        l::Command::Survey,
        l::Command::OpenTraining { .. },
        l::Command::Draw { .. },
    );
    each_has_an_example!(
        inner!(commands(), Command::Galaxies),
        g::Command::Open { .. },
        g::Command::OpenClothes { .. },
        g::Command::Own(_),
        g::Command::Choose(_),
        g::Command::ShowPretrained,
        g::Command::Explain { .. },
        g::Command::Measure { .. },
        g::Command::Compare { .. },
        g::Command::StopExplaining,
        g::Command::StopComparing,
        g::Command::Save { .. },
    );
    each_has_an_example!(
        inner!(commands(), Command::Som),
        s::Command::Open { .. },
        s::Command::Train { .. },
        s::Command::Stop,
        s::Command::Look { .. },
    );
    each_has_an_example!(
        inner!(commands(), Command::Upload),
        u::Command::Read { .. },
        u::Command::Preview { .. },
        u::Command::Choose(_),
        u::Command::Take { .. },
        u::Command::Field(_),
    );
    each_has_an_example!(
        inner!(inner!(commands(), Command::Upload), upload::Command::Field),
        field::Command::Open { .. },
        field::Command::Find(_),
        field::Command::Stop,
        field::Command::Draw { .. },
        field::Command::Cut { .. },
    );
    each_has_an_example!(
        inner!(commands(), Command::Vae),
        v::Command::Decode { .. },
        v::Command::Look { .. },
        v::Command::Bound { .. },
    );
    each_has_an_example!(
        inner!(commands(), Command::Autoencoder),
        a::Command::OpenTwins { .. },
        a::Command::Look { .. },
        a::Command::Decode { .. },
        a::Command::Train { .. },
        a::Command::Stop,
    );
    each_has_an_example!(
        inner!(commands(), Command::Representation),
        r::Command::Sheet { .. },
        r::Command::Galaxy { .. },
        r::Command::Plane,
        r::Command::Classify { .. },
        r::Command::Cluster { .. },
        r::Command::Judge { .. },
    );
}

#[test]
fn every_event_has_an_example() {
    use {autoencoder as a, galaxies as g, latent as l, representation as r, som as s, upload as u, vae as v};
    each_has_an_example!(
        events(),
        Event::Ready { .. },
        Event::Model(_),
        Event::Bring(_),
        Event::TrainingData(_),
        Event::HeldOut(_),
        Event::Run(_),
        Event::Progress(_),
        Event::Encoded(_),
        Event::Decoded { .. },
        Event::Reconstructed(_),
        Event::Embedding { .. },
        Event::Latent(_),
        Event::Galaxies(_),
        Event::Upload(_),
        Event::Autoencoder(_),
        Event::Representation(_),
        Event::Fault(_),
        Event::Som(_),
        Event::Vae(_),
    );
    each_has_an_example!(
        inner!(events(), Event::Latent),
        l::Event::Marginals(_),
        l::Event::Quality(_),
        l::Event::Drawn(_),
        l::Event::Training { .. },
        l::Event::TrainingMissing(_),
    );
    each_has_an_example!(
        inner!(events(), Event::Galaxies),
        g::Event::Chosen(_),
        g::Event::Preparing { .. },
        g::Event::Judged(_),
        g::Event::Explained(_),
        g::Event::Measured { .. },
        g::Event::Comparing { .. },
        g::Event::Map(_),
        g::Event::Saved(_),
    );
    each_has_an_example!(
        inner!(events(), Event::Upload),
        u::Event::Reading { .. },
        u::Event::Read(_),
        u::Event::Tables(_),
        u::Event::Preview { .. },
        u::Event::Measuring { .. },
        u::Event::Taken { .. },
        u::Event::Field(_),
    );
    each_has_an_example!(
        inner!(inner!(events(), Event::Upload), upload::Event::Field),
        field::Event::Working { .. },
        field::Event::Found(_),
        field::Event::Stopped,
        field::Event::Failed(_),
        field::Event::Stamps { .. },
    );
    each_has_an_example!(
        inner!(events(), Event::Autoencoder),
        a::Event::Codes(_),
        a::Event::Looked(_),
        a::Event::Decoded(_),
        a::Event::Progress(_),
    );
    each_has_an_example!(
        inner!(events(), Event::Representation),
        r::Event::Sheet(_),
        r::Event::Galaxy(_),
        r::Event::Plane(_),
        r::Event::Classified(_),
        r::Event::Clustered(_),
        r::Event::Judged(_),
    );
    each_has_an_example!(
        inner!(events(), Event::Som),
        s::Event::Catalogue(_),
        s::Event::Progress(_),
        s::Event::Picture(_),
        s::Event::Cell(_),
    );
    each_has_an_example!(
        inner!(events(), Event::Vae),
        v::Event::Decoded { .. },
        v::Event::Looked(_),
        v::Event::Bound(_),
    );
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
