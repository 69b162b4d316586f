//! The β series: the training lab's own runs, at eight weights of the KL term.
//!
//! Each run is set up and trained by the lab's session, on the images that the page ships, so that a run which a person
//! trains with the same settings lies where the series says.

use std::path::Path;
use std::time::Instant;

use latent_lab::data::Images;
use latent_lab::latent::rate::{self, RatePoint};
use latent_lab::protocol::{Command, Event, HeldOutPoint, Phase, RunSettings};
use latent_lab::worker::session::{Arrival, Session};

use crate::training::{Order, Outcome, read};

const BETAS: [f32; 8] = [0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 10.0, 20.0];
/// Two dimensions are the lab's default; eight are more than most of the prices can buy.
const LATENT: [u32; 2] = [2, 8];
const SHIPPED: &str = "static/data";

pub fn series(order: &Order) -> Outcome<()> {
    let folder = Path::new(SHIPPED);
    let (train, test) = (read(folder, "train")?, read(folder, "test")?);
    let defaults = RunSettings { seed: order.seed, ..RunSettings::default() };
    let epochs = order.epochs.map_or(defaults.epochs, |epochs| epochs as u32);
    let began = Instant::now();
    let mut points = Vec::new();
    for latent in LATENT {
        for beta in BETAS {
            let settings = RunSettings { latent, beta, epochs, ..defaults.clone() };
            let point = run(settings, &train, &test)?;
            let (rate, distortion) = (point.rate(), point.distortion);
            println!("{latent} dimensions, β {beta}: {rate:.3} + {distortion:.3} nats, {} active", point.active());
            points.push(point);
        }
    }
    std::fs::write(order.out.join("beta-series.csv"), rate::write(&points))?;
    Ok(std::fs::write(order.out.join("BETA.md"), card(order, epochs, &points, began.elapsed().as_secs_f64()))?)
}

fn run(settings: RunSettings, train: &Images, test: &Images) -> Outcome<RatePoint> {
    let beta = settings.beta;
    // With a clock that stands still the session draws no pictures on the way.
    let mut session = Session::new(|| 0.0);
    session.arrived(Arrival::Digits { training: Some(train.clone()), held_out: test.clone() }, &mut Vec::new());
    session.push(Command::Configure { run: 1, settings });
    session.push(Command::Train);
    let mut last: Option<HeldOutPoint> = None;
    let mut events = Vec::new();
    loop {
        let more = session.tick(&mut events);
        for event in events.drain(..) {
            match event {
                Event::Progress(progress) => match progress.phase {
                    Phase::Diverged { why } => return Err(why.into()),
                    _ => last = progress.held_out.last().cloned().or(last),
                },
                Event::Fault(fault) => return Err(fault.message.into()),
                _ => {}
            }
        }
        if !more {
            break;
        }
    }
    let last = last.ok_or("the run was never evaluated")?;
    Ok(RatePoint { beta, kl_per_dimension: last.kl_per_dimension.0, distortion: last.terms.reconstruction })
}

fn card(order: &Order, epochs: u32, points: &[RatePoint], seconds: f64) -> String {
    let row = |point: &RatePoint| {
        let RatePoint { beta, distortion, kl_per_dimension } = point;
        format!(
            "| {} | {beta} | {:.2} | {distortion:.2} | {} |\n",
            kl_per_dimension.len(),
            point.rate(),
            point.active()
        )
    };
    format!(
        "# beta-series.csv\n\n\
         The rate–distortion curve of the page's chapter on variational autoencoders: the training lab's default run \
         (784-256-z, relu, Bernoulli pixels, Adam 1e-3, batches of 128, the first 5,000 of the shipped training digits, \
         {epochs} epochs, seed {}) at eight values of β, with 2 and with 8 latent dimensions.\n\n\
         ```\ncargo run --release --bin pretrain -- beta --epochs {epochs} --seed {}\n```\n\n\
         On the 1,000 held-out digits of the page, nats per image, one ε an image: rate (KL), distortion (reconstruction), and \
         the dimensions whose KL is {} nats or more. The file has the KL of each dimension. {seconds:.0} s on one thread.\n\n\
         | dimensions | β | rate | distortion | active |\n| --- | --- | --- | --- | --- |\n{}\n\
         Derived from MNIST (Yann LeCun and Corinna Cortes, CC BY-SA 3.0) and under that licence.\n",
        order.seed,
        order.seed,
        rate::COLLAPSED,
        points.iter().map(row).collect::<String>(),
    )
}
