//! The runs: which network, which schedule.

use std::error::Error;
use std::f64::consts::PI;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use latent_lab::data::{Images, idx};
use latent_lab::model::{Activation, Architecture, Terms};
use latent_lab::rng::Rng;
use latent_lab::train::{Hyper, Trainer};

use crate::{beta, bottleneck, galaxy, report, twins};

const USAGE: &str = "usage: pretrain mnist|galaxy|reference|beta|picture|bottleneck|twins [--data DIR] [--out DIR] [--epochs N] \
                     [--seed N] [--latent N]";

pub type Outcome<T> = Result<T, Box<dyn Error>>;

/// What was asked for.
pub struct Order {
    /// Where `prepare --full` wrote MNIST, or where the galaxies are.
    pub data: PathBuf,
    pub out: PathBuf,
    pub epochs: Option<u64>,
    pub seed: u64,
    /// Latent dimensions of the galaxy network.
    pub latent: usize,
}

pub fn run(mut arguments: impl Iterator<Item = String>) -> Outcome<()> {
    let what = arguments.next().ok_or(USAGE)?;
    let data = if what == "galaxy" { "static/data" } else { "target/mnist" };
    let mut order = Order { data: data.into(), out: "pretrained".into(), epochs: None, seed: 0, latent: 2 };
    while let Some(argument) = arguments.next() {
        let value = arguments.next().ok_or(USAGE)?;
        match argument.as_str() {
            "--data" => order.data = value.into(),
            "--out" => order.out = value.into(),
            "--epochs" => order.epochs = Some(value.parse()?),
            "--seed" => order.seed = value.parse()?,
            "--latent" if what == "galaxy" => order.latent = value.parse()?,
            _ => return Err(USAGE.into()),
        }
    }
    std::fs::create_dir_all(&order.out)?;
    match what.as_str() {
        "mnist" => mnist(&order),
        "galaxy" => galaxy::galaxy(&order),
        "reference" => reference(&order),
        "beta" => beta::series(&order),
        "picture" => report::redraw(&order),
        "bottleneck" => bottleneck::run(&order),
        "twins" => twins::run(&order),
        _ => Err(USAGE.into()),
    }
}

/// The shipped model's schedule.
pub struct Schedule {
    pub epochs: u64,
    pub batch: usize,
    pub peak_rate: f64,
    /// Steps over which the learning rate rises from 0.
    pub rate_warm_up: u64,
    /// Steps over which the weight of the KL term rises from 0 to 1.
    pub kl_warm_up: u64,
    pub input_dropout: f32,
}

impl Schedule {
    /// Learning rate of step `t`, counted from 1, of `total`: a linear rise, and half a cosine down to 0.
    pub fn rate(&self, t: u64, total: u64) -> f64 {
        let rise = (t as f64 / self.rate_warm_up as f64).min(1.0);
        self.peak_rate * rise * 0.5 * (1.0 + (PI * t as f64 / total as f64).cos())
    }

    pub fn beta(&self, t: u64) -> f32 {
        (t as f32 / self.kl_warm_up as f32).min(1.0)
    }
}

fn mnist(order: &Order) -> Outcome<()> {
    let (train, test) = (read(&order.data, "train")?, read(&order.data, "test")?);
    let architecture = Architecture {
        activation: Activation::Gelu,
        decoder: vec![64, 128, 192],
        ..Architecture::mirrored(train.shape, &[608, 256, 128, 64], 2)
    };
    let schedule = Schedule {
        epochs: order.epochs.unwrap_or(80),
        batch: 128,
        peak_rate: 1e-3,
        rate_warm_up: 200,
        kl_warm_up: 2000,
        input_dropout: 0.1,
    };
    let hyper = Hyper { batch: schedule.batch, learning_rate: 0.0, beta: 0.0, seed: order.seed };
    let mut trainer = Trainer::new(&architecture, hyper, train.clone())?;
    trainer.set_input_dropout(schedule.input_dropout);
    let total = schedule.epochs * trainer.batches_per_epoch() as u64;
    let began = Instant::now();
    for epoch in 1..=schedule.epochs {
        let mean = one_epoch(&mut trainer, |trainer| {
            let t = trainer.step_count() + 1;
            trainer.set_learning_rate(schedule.rate(t, total));
            trainer.set_beta(schedule.beta(t));
        })?;
        tell(epoch, &mean, began.elapsed());
    }
    report::ship(order, &schedule, trainer.model(), &train, &test, began.elapsed())
}

/// 784-400-2 on the first 5,000 training images, 30 epochs.
fn reference(order: &Order) -> Outcome<()> {
    let (train, test) = (Arc::new(read(&order.data, "train")?.take(5000)), read(&order.data, "test")?);
    let architecture = Architecture::mirrored(train.shape, &[400], 2);
    let hyper = Hyper { batch: 128, learning_rate: 1e-3, beta: 1.0, seed: order.seed };
    let mut trainer = Trainer::new(&architecture, hyper, train)?;
    let began = Instant::now();
    let mut rows = Vec::new();
    for epoch in 1..=order.epochs.unwrap_or(30) {
        let mean = one_epoch(&mut trainer, |_| {})?;
        tell(epoch, &mean, began.elapsed());
        if [1, 5, 10, 20, 30].contains(&epoch) {
            rows.push((epoch, held_out(&trainer, &test)?));
        }
    }
    report::record_reference(order, &rows, began.elapsed())
}

/// The terms of the 10,000 test images, one ε an image.
fn held_out(trainer: &Trainer, test: &Images) -> Outcome<Terms> {
    Ok(trainer.model().terms(test, &evaluation_rng())?)
}

/// The ε of every evaluation.
pub fn evaluation_rng() -> Rng {
    Rng::new(0).split("evaluation", 0)
}

/// One epoch; `before` is called before each step. Returns the mean terms.
pub fn one_epoch(trainer: &mut Trainer, mut before: impl FnMut(&mut Trainer)) -> Outcome<Terms> {
    let batches = trainer.batches_per_epoch();
    let mut mean = Terms::default();
    for _ in 0..batches {
        before(trainer);
        let terms = trainer.step()?;
        mean.reconstruction += terms.reconstruction / batches as f32;
        mean.kl += terms.kl / batches as f32;
    }
    Ok(mean)
}

/// Says how far a run is.
pub fn tell(epoch: u64, mean: &Terms, elapsed: Duration) {
    let Terms { reconstruction, kl, .. } = mean;
    println!("epoch {epoch:3}  training {reconstruction:8.3} + {kl:6.3} nats  {:6.1} s", elapsed.as_secs_f64());
}

/// A labelled set, `train` or `test`, of a folder.
pub fn read(folder: &Path, set: &str) -> Outcome<Arc<Images>> {
    let file = |kind: &str| {
        let path = folder.join(format!("mnist-{set}-{kind}-ubyte.gz"));
        std::fs::read(&path).map_err(|error| format!("{}: {error}; run prepare --full first", path.display()))
    };
    Ok(Arc::new(idx::labelled(&file("images.idx3")?, &file("labels.idx1")?)?))
}
