//! The same run again with other seeds or at other sizes: is the map a fact about galaxies, or about one network?

use super::set::Set;
use crate::latent::procrustes::Alignment;
use crate::protocol::galaxies::{Choice, Event, Map, Variant};
use crate::protocol::{self, Floats, Phase, RunSettings};
use crate::rng::Rng;
use crate::worker::posteriors::Posteriors;
use crate::worker::prepared::Prepared;
use crate::worker::run::Run;
use crate::worker::shared::Shared;

/// Alignments with shuffled galaxies.
const SHUFFLES: usize = 199;
/// They train for this long at a time, ms.
const UNIT: f64 = 8.0;
/// Least time between two reports, ms.
const REPORT_EVERY: f64 = 100.0;

/// A map, and how well shuffled galaxies lie so far.
struct Laying {
    variant: Variant,
    latent: usize,
    nelbo: f32,
    codes: Posteriors,
    null: Vec<f64>,
}

pub struct Comparing {
    id: u32,
    pub choice: Choice,
    settings: RunSettings,
    variants: Vec<Variant>,
    index: usize,
    /// The galaxies of the next map, and the run on them.
    prepared: Option<Prepared>,
    under_way: Option<(Run, Prepared)>,
    /// A map that is laid on the first one, once its training has ended.
    laying: Option<Laying>,
    /// Posterior means of the first map.
    first: Vec<f32>,
    reported: f64,
}

impl Comparing {
    pub fn new(id: u32, settings: RunSettings, variants: Vec<Variant>, choice: Choice) -> Self {
        Self {
            id,
            choice,
            settings,
            variants,
            index: 0,
            prepared: None,
            under_way: None,
            laying: None,
            first: Vec::new(),
            reported: 0.0,
        }
    }

    /// One batch, or what comes between two trainings; false once all maps are there.
    pub fn work(
        &mut self,
        shared: &Shared,
        source: Option<&Set>,
        out: &mut Vec<protocol::Event>,
    ) -> Result<bool, String> {
        let (Some(variant), Some(source)) = (self.variants.get(self.index).copied(), source) else { return Ok(false) };
        if self.laying.is_some() {
            return self.lay_some(shared, out);
        }
        let Some((run, _)) = &mut self.under_way else {
            let Some(prepared) = self.prepared.take() else {
                self.prepared = Some(source.prepare(Choice { size: variant.size, ..self.choice }));
                return Ok(true);
            };
            let settings = RunSettings { seed: variant.seed, ..self.settings.clone() };
            let mut run =
                Run::new(0, settings, &prepared.training, &prepared.held_out).map_err(|why| why.to_string())?;
            run.train(shared.now());
            self.under_way = Some((run, prepared));
            return Ok(true);
        };
        run.unit();
        let moment = shared.now();
        if run.is_learning() {
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
        self.laying = Some(Laying { variant, latent, nelbo, codes: Posteriors::default(), null: Vec::new() });
        Ok(true)
    }

    /// Some galaxies encoded, or some alignments with shuffled galaxies, and the map after the last of them.
    fn lay_some(&mut self, shared: &Shared, out: &mut Vec<protocol::Event>) -> Result<bool, String> {
        let Some(mut laying) = self.laying.take() else { return Ok(false) };
        if let Some((run, prepared)) = &self.under_way {
            if !laying.codes.some(run.model(), &prepared.shown).map_err(|why| why.to_string())? {
                self.under_way = None;
                if self.index == 0 {
                    self.first = laying.codes.mu.clone();
                }
            }
            self.laying = Some(laying);
            return Ok(true);
        }
        let began = shared.now();
        while laying.null.len() < SHUFFLES {
            laying.null.push(self.shuffled(&laying));
            if shared.now() - began >= UNIT {
                self.laying = Some(laying);
                return Ok(true);
            }
        }
        out.push(protocol::Event::Galaxies(Event::Map(self.map(laying))));
        self.index += 1;
        Ok(self.index < self.variants.len())
    }

    /// The map laid on the first one, beside how well shuffled galaxies lie.
    fn map(&self, laying: Laying) -> Map {
        let Laying { variant, latent, nelbo, codes: Posteriors { mu, .. }, mut null } = laying;
        let alignment = Alignment::new(&mu, &self.first, latent);
        null.sort_by(f64::total_cmp);
        let larger = null.iter().filter(|other| **other >= alignment.correlation()).count();
        Map {
            id: self.id,
            index: self.index as u32,
            variant,
            latent: latent as u32,
            points: Floats(if self.index == 0 { mu } else { alignment.apply(&mu) }),
            correlation: alignment.correlation() as f32,
            chance: null[null.len() * 95 / 100] as f32,
            p_value: (1 + larger) as f32 / (1 + SHUFFLES) as f32,
            nelbo,
        }
    }

    /// The correlation after the next shuffle.
    fn shuffled(&self, laying: &Laying) -> f64 {
        let rng = Rng::new(0).split("shuffled galaxies", self.index as u64);
        let (mu, latent) = (&laying.codes.mu, laying.latent);
        let order = rng.split("shuffle", laying.null.len() as u64).permutation(mu.len() / latent.max(1));
        let shuffled: Vec<f32> =
            order.iter().flat_map(|row| &mu[*row as usize * latent..(*row as usize + 1) * latent]).copied().collect();
        Alignment::new(&shuffled, &self.first, latent).correlation()
    }
}
