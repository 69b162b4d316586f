//! The same run again with other seeds or at other sizes: is the map a fact about galaxies, or about one network?

use super::set::{Prepared, Set};
use crate::latent::procrustes::Alignment;
use crate::protocol::galaxies::{Choice, Event, Map, Variant};
use crate::protocol::{self, Floats, Phase, RunSettings};
use crate::rng::Rng;
use crate::worker::run::Run;

/// Alignments with shuffled galaxies.
const SHUFFLES: u64 = 199;
/// Least time between two reports, ms.
const REPORT_EVERY: f64 = 100.0;

pub struct Comparing {
    id: u32,
    pub choice: Choice,
    settings: RunSettings,
    variants: Vec<Variant>,
    index: usize,
    under_way: Option<(Run, Prepared)>,
    /// Posterior means of the first map.
    first: Vec<f32>,
    reported: f64,
}

impl Comparing {
    pub fn new(id: u32, settings: RunSettings, variants: Vec<Variant>, choice: Choice) -> Self {
        Self { id, choice, settings, variants, index: 0, under_way: None, first: Vec::new(), reported: 0.0 }
    }

    /// One batch, or what comes between two trainings; false once all maps are there.
    pub fn work(
        &mut self,
        now: fn() -> f64,
        source: Option<&Set>,
        out: &mut Vec<protocol::Event>,
    ) -> Result<bool, String> {
        let (Some(variant), Some(source)) = (self.variants.get(self.index).copied(), source) else { return Ok(false) };
        let Some((run, prepared)) = &mut self.under_way else {
            let prepared = source.prepare(Choice { size: variant.size, ..self.choice });
            let settings = RunSettings { seed: variant.seed, ..self.settings.clone() };
            let mut run =
                Run::new(0, settings, &prepared.training, &prepared.held_out).map_err(|why| why.to_string())?;
            run.train(now());
            self.under_way = Some((run, prepared));
            return Ok(true);
        };
        run.batch();
        let moment = now();
        if run.is_training() {
            if moment - self.reported >= REPORT_EVERY {
                self.reported = moment;
                let (epoch, epochs) = (run.epoch(), self.settings.epochs);
                let (map, maps) = (self.index as u32, self.variants.len() as u32);
                out.push(protocol::Event::Galaxies(Event::Comparing { id: self.id, map, maps, epoch, epochs }));
            }
            return Ok(true);
        }
        let progress = run.progress(moment);
        if let Phase::Diverged { why } = progress.phase {
            return Err(why);
        }
        let nelbo = progress.held_out.last().map_or(f32::NAN, |point| -point.terms.elbo());
        let latent = run.model().architecture().latent;
        let (mu, _) = run.model().encode_images(&prepared.shown).map_err(|why| why.to_string())?;
        self.under_way = None;
        let map = self.lay(mu, latent, variant, nelbo);
        out.push(protocol::Event::Galaxies(Event::Map(map)));
        self.index += 1;
        Ok(self.index < self.variants.len())
    }

    /// Lays a map on the first one, and asks how well shuffled galaxies would lie.
    fn lay(&mut self, mu: Vec<f32>, latent: usize, variant: Variant, nelbo: f32) -> Map {
        if self.index == 0 {
            self.first = mu.clone();
        }
        let alignment = Alignment::new(&mu, &self.first, latent);
        let (chance, p_value) = self.chance(&mu, latent, alignment.correlation());
        Map {
            id: self.id,
            index: self.index as u32,
            variant,
            latent: latent as u32,
            points: Floats(if self.index == 0 { mu } else { alignment.apply(&mu) }),
            correlation: alignment.correlation() as f32,
            chance,
            p_value,
            nelbo,
        }
    }

    fn chance(&self, mu: &[f32], latent: usize, correlation: f64) -> (f32, f32) {
        let rng = Rng::new(0).split("shuffled galaxies", self.index as u64);
        let mut null: Vec<f64> = (0..SHUFFLES)
            .map(|i| {
                let order = rng.split("shuffle", i).permutation(mu.len() / latent.max(1));
                let shuffled: Vec<f32> = order
                    .iter()
                    .flat_map(|row| &mu[*row as usize * latent..(*row as usize + 1) * latent])
                    .copied()
                    .collect();
                Alignment::new(&shuffled, &self.first, latent).correlation()
            })
            .collect();
        null.sort_by(f64::total_cmp);
        let larger = null.iter().filter(|other| **other >= correlation).count();
        (null[null.len() * 95 / 100] as f32, (1 + larger) as f32 / (1 + SHUFFLES) as f32)
    }
}
