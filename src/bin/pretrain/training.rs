//! What all runs share: what was asked for, a schedule and its epochs, the digits.

use std::error::Error;
use std::f64::consts::PI;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use latent_lab::data::{Images, idx};
use latent_lab::model::{Architecture, Terms};
use latent_lab::rng::Rng;
use latent_lab::train::{Hyper, Trainer};

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

/// A shipped model's schedule.
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
    /// A fresh network, to be trained by this schedule.
    pub fn trainer(&self, architecture: &Architecture, seed: u64, images: &Arc<Images>) -> Outcome<Trainer> {
        let hyper = Hyper { batch: self.batch, learning_rate: 0.0, beta: 0.0, seed };
        let mut trainer = Trainer::new(architecture, hyper, images.clone())?;
        trainer.set_input_dropout(self.input_dropout);
        Ok(trainer)
    }

    /// All epochs; says how far it is after each `told_every` of them.
    pub fn train(&self, trainer: &mut Trainer, told_every: u64) -> Outcome<()> {
        let total = self.epochs * trainer.batches_per_epoch() as u64;
        let began = Instant::now();
        for epoch in 1..=self.epochs {
            let mean = one_epoch(trainer, |trainer| {
                let t = trainer.step_count() + 1;
                trainer.set_learning_rate(self.rate(t, total));
                trainer.set_beta((t as f32 / self.kl_warm_up as f32).min(1.0));
            })?;
            if epoch % told_every == 0 {
                tell(epoch, &mean, began.elapsed());
            }
        }
        Ok(())
    }

    /// Learning rate of step `t`, counted from 1, of `total`: a linear rise, and half a cosine down to 0.
    fn rate(&self, t: u64, total: u64) -> f64 {
        let rise = (t as f64 / self.rate_warm_up as f64).min(1.0);
        self.peak_rate * rise * 0.5 * (1.0 + (PI * t as f64 / total as f64).cos())
    }
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
