//! The worker's part of the chapter on variational autoencoders: one digit looked at, and its bound estimated.
//!
//! The estimate is one job, a few rows of z at a time, and a newer one takes its place. Knows the model, not the page.

use crate::data::Images;
use crate::latent::bound::{self, Sample};
use crate::latent::gaussian::{self, log_density};
use crate::model::{ModelError, Sampled, Vae};
use crate::protocol::vae::{Bound, Command, Event, SampledPassage, Weighted};
use crate::protocol::{self, Bytes, Fault, Floats, Guest};
use crate::rng::Rng;
use crate::worker::shared::{Shared, model_fault};
use crate::worker::work::{Answered, Work};

/// Rows of z decoded in one unit of work.
const ROWS: usize = 48;
/// Samples in all: four groups of the largest K.
const SAMPLES: usize = 4 * LARGEST;
/// The largest K of the importance-weighted bounds; they are taken at the powers of two up to it.
const LARGEST: usize = 1024;
/// Samples that are sent to the page one by one.
const TOLD: usize = 1000;
/// Points a side of the integration over the latent plane, 0.4 σ apart: for most digits a finer or a wider grid
/// gives the same to 0.01 nats.
const SIDE: usize = 49;
/// Units of a job between two reports to the page.
const TOLD_EVERY: u32 = 4;

/// The work in progress.
#[derive(Default)]
pub struct VaeWork {
    job: Option<Job>,
}

struct Job {
    id: u32,
    index: u32,
    sampled: Sampled,
    kl: f64,
    rng: Rng,
    samples: Vec<Sample>,
    told: bool,
    /// The z of the integration over the plane, `[points, 2]`, and the area that each stands for; none for other than two
    /// dimensions.
    plane: Vec<f32>,
    area: f64,
    /// ln p(x, z) at the first points of the plane.
    log_joint: Vec<f64>,
    units: u32,
}

impl Work for VaeWork {
    fn guest(&self) -> Option<Guest> {
        Some(Guest::Vae)
    }

    fn answer(
        &mut self,
        command: protocol::Command,
        shared: &mut Shared,
        out: &mut Vec<protocol::Event>,
    ) -> Result<Answered, Fault> {
        let protocol::Command::Vae(command) = command else { return Ok(Answered::Other(command)) };
        let early = match command {
            Command::Decode { .. } => shared.awaits_decoder(),
            Command::Look { .. } | Command::Bound { .. } => shared.awaits_encoding(),
        };
        if early {
            return Ok(Answered::Later(protocol::Command::Vae(command)));
        }
        out.extend(self.ask(command, shared).map_err(model_fault)?.map(protocol::Event::Vae));
        Ok(Answered::Done)
    }

    fn has_work(&self, _shared: &Shared) -> bool {
        self.job.is_some()
    }

    /// One unit of the job.
    fn unit(&mut self, shared: &mut Shared, out: &mut Vec<protocol::Event>) -> Result<(), Fault> {
        let (Some(mut job), Some(model)) = (self.job.take(), shared.model()) else { return Ok(()) };
        job.unit(model).map_err(model_fault)?;
        let done = job.is_done();
        if done || job.units.is_multiple_of(TOLD_EVERY) {
            out.push(protocol::Event::Vae(Event::Bound(job.tell())));
        }
        self.job = (!done).then_some(job);
        Ok(())
    }
}

impl VaeWork {
    /// Answers a command, if what it needs is here.
    fn ask(&mut self, command: Command, shared: &Shared) -> Result<Option<Event>, ModelError> {
        match command {
            Command::Decode { id, z } => match shared.decoder() {
                Some(decoder) if z.0.len() == decoder.architecture().latent => {
                    Ok(Some(Event::Decoded { id, pixels: Bytes(decoder.decode_pixels(&z.0)?) }))
                }
                _ => Ok(None),
            },
            Command::Look { id, index, eps } => match digit(shared, index) {
                Some((model, images)) if eps.0.len() == model.architecture().latent => {
                    Ok(Some(look(id, index, &eps.0, model, images)?))
                }
                _ => Ok(None),
            },
            Command::Bound { id, index, seed } => {
                if let Some((model, images)) = digit(shared, index) {
                    self.job = Some(Job::new(id, index, seed, model.sampled(images, index as usize)?));
                }
                Ok(None)
            }
        }
    }
}

/// The network and the images, if there is such an image.
fn digit(shared: &Shared, index: u32) -> Option<(&Vae, &Images)> {
    let images = shared.held_out.as_ref().filter(|images| (index as usize) < images.len())?;
    Some((shared.model()?, images))
}

fn look(id: u32, index: u32, eps: &[f32], model: &Vae, images: &Images) -> Result<Event, ModelError> {
    let sampled = model.sampled(images, index as usize)?;
    let sigma: Vec<f32> = sampled.logvar.iter().map(|logvar| (0.5 * logvar).exp()).collect();
    let z: Vec<f32> = sampled.mu.iter().zip(&sigma).zip(eps).map(|((mu, sigma), eps)| mu + sigma * eps).collect();
    let term = |(mu, sigma): (&f32, &f32)| -gaussian::negative_kl(&[f64::from(*mu)], &[f64::from(*sigma)]) as f32;
    Ok(Event::Looked(SampledPassage {
        id,
        index,
        reconstruction: model.reconstructions(&sampled, &z)?.iter().sum::<f64>() as f32,
        kl: Floats(sampled.mu.iter().zip(&sigma).map(term).collect()),
        pixels: Bytes(model.decode_pixels(&z)?),
        mu: Floats(sampled.mu),
        sigma: Floats(sigma),
        z: Floats(z),
    }))
}

impl Job {
    fn new(id: u32, index: u32, seed: u64, sampled: Sampled) -> Self {
        let mu: Vec<f64> = sampled.mu.iter().map(|mu| f64::from(*mu)).collect();
        let sigma: Vec<f64> = sampled.logvar.iter().map(|logvar| (0.5 * f64::from(*logvar)).exp()).collect();
        let (mut plane, mut area) = (Vec::new(), 0.0);
        if let ([mu_1, mu_2], [sigma_1, sigma_2]) = (&mu[..], &sigma[..]) {
            let (first, step_1) = gaussian::rule(*mu_1, *sigma_1, SIDE);
            let (second, step_2) = gaussian::rule(*mu_2, *sigma_2, SIDE);
            let second: Vec<f64> = second.collect();
            area = step_1 * step_2;
            plane = first.flat_map(|z1| second.iter().flat_map(move |z2| [z1 as f32, *z2 as f32])).collect();
        }
        Self {
            id,
            index,
            sampled,
            kl: -gaussian::negative_kl(&mu, &sigma),
            rng: Rng::new(seed).split("bound", u64::from(index)),
            samples: Vec::new(),
            told: false,
            plane,
            area,
            log_joint: Vec::new(),
            units: 0,
        }
    }

    fn is_done(&self) -> bool {
        self.samples.len() >= SAMPLES && 2 * self.log_joint.len() >= self.plane.len()
    }

    fn unit(&mut self, model: &Vae) -> Result<(), ModelError> {
        self.units += 1;
        if self.samples.len() < SAMPLES {
            let rows = ROWS.min(SAMPLES - self.samples.len());
            let terms = model.sample_terms(&self.sampled, rows, &mut self.rng)?;
            let three = terms.likelihood.iter().zip(&terms.prior).zip(&terms.posterior);
            self.samples.extend(three.map(|((&likelihood, &prior), &posterior)| Sample {
                likelihood,
                prior,
                posterior,
            }));
            return Ok(());
        }
        let start = 2 * self.log_joint.len();
        let z = &self.plane[start..self.plane.len().min(start + 2 * ROWS)];
        let nats = model.reconstructions(&self.sampled, z)?;
        let prior = z.chunks_exact(2).map(|z| z.iter().map(|z| log_density(f64::from(*z), 0.0, 1.0)).sum::<f64>());
        self.log_joint.extend(nats.iter().zip(prior).map(|(nats, prior)| prior - nats));
        Ok(())
    }

    fn tell(&mut self) -> Bound {
        let weights: Vec<f64> = self.samples.iter().map(Sample::log_weight).collect();
        let powers = (0..).map(|power| 1 << power).take_while(|k| *k <= LARGEST && 2 * *k <= weights.len());
        let weighted = powers.map(|k| {
            let bound::Estimate { mean, error } = bound::importance_weighted(&weights, k);
            Weighted { k: k as u32, mean, error }
        });
        let whole = !self.told && self.samples.len() >= TOLD;
        self.told |= whole;
        let three = |sample: &Sample| [sample.likelihood, sample.prior, sample.posterior].map(|nats| nats as f32);
        let in_plane = self.plane.len() / 2;
        Bound {
            id: self.id,
            index: self.index,
            kl: self.kl,
            samples: Floats(if whole { self.samples[..TOLD].iter().flat_map(three).collect() } else { Vec::new() }),
            weighted: weighted.collect(),
            evidence: (in_plane > 0 && self.is_done()).then(|| bound::log_integral(&self.log_joint, self.area)),
            done: self.units,
            of: (SAMPLES.div_ceil(ROWS) + in_plane.div_ceil(ROWS)) as u32,
        }
    }
}
