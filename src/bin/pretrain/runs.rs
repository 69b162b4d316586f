//! The runs: which network, which schedule.

use std::sync::Arc;
use std::time::Instant;

use latent_lab::data::Images;
use latent_lab::model::{Activation, Architecture, Terms};
use latent_lab::train::{Hyper, Trainer};

use crate::training::{Order, Outcome, Schedule, evaluation_rng, one_epoch, read, tell};
use crate::{beta, bottleneck, galaxy, report, twins};

const USAGE: &str = "usage: pretrain mnist|galaxy|reference|beta|picture|decoder|bottleneck|twins [--data DIR] [--out DIR] [--epochs N] \
                     [--seed N] [--latent N]";

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
        "decoder" => report::extract(&order),
        "bottleneck" => bottleneck::run(&order),
        "twins" => twins::run(&order),
        _ => Err(USAGE.into()),
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
    let mut trainer = schedule.trainer(&architecture, order.seed, &train)?;
    let began = Instant::now();
    schedule.train(&mut trainer, 1)?;
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
