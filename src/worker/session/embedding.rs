//! t-SNE of all that is shown, some iterations at a time.

use super::Session;
use crate::latent::tsne::Tsne;
use crate::protocol::{Event, Fault, Floats};
use crate::rng::Rng;
use crate::worker::posteriors::Posteriors;
use crate::worker::shared::{Embedded, model_fault};

/// t-SNE iterations in all, how many of them one unit does at most, and for how long, ms.
const ITERATIONS: u32 = 500;
const AT_MOST: u32 = 4;
const UNIT: f64 = 6.0;
/// Iterations between two pictures of an embedding.
const SHOWN_EVERY: u32 = 20;
/// Pairs of points that are compared in one unit before the first iteration, and between two looks at the clock after it.
const COMPARED: usize = 100_000;
const REPELLED: usize = 500_000;

pub(super) struct Embedding {
    id: u32,
    seed: u64,
    perplexity: f32,
    codes: Posteriors,
    tsne: Option<Tsne>,
}

impl Embedding {
    /// Not all images are encoded yet.
    pub fn is_encoding(&self) -> bool {
        self.tsne.is_none()
    }

    /// All images are encoded.
    fn begin(&mut self, latent: usize) {
        let rng = Rng::new(self.seed).split("t-SNE", 0);
        self.tsne = Some(Tsne::begin(&self.codes.mu, latent, self.perplexity, &rng));
    }
}

impl Session {
    pub(super) fn embed(&mut self, id: u32, seed: u64, perplexity: f32) {
        if self.shared.fitting(self.shared.shown()).is_some() {
            let mut embedding = Embedding { id, seed, perplexity, codes: Posteriors::default(), tsne: None };
            if let Some(past) = &self.shared.past {
                embedding.codes.mu = past.codes.mu.0.clone();
                embedding.begin(past.codes.latent as usize);
            }
            self.embedding = Some(embedding);
        }
    }

    /// One unit: some images encoded, some affinities, or some iterations.
    pub(super) fn embed_some(&mut self, out: &mut Vec<Event>) {
        let Some(mut embedding) = self.embedding.take() else { return };
        let goes_on = match &mut embedding.tsne {
            None => match self.encode_for(&mut embedding) {
                Ok(goes_on) => goes_on,
                Err(fault) => {
                    out.push(Event::Fault(fault));
                    false
                }
            },
            Some(tsne) => {
                if !tsne.prepare(COMPARED / tsne.len().max(1) + 1) {
                    self.iterate(tsne, embedding.id, out);
                }
                tsne.iteration() < ITERATIONS
            }
        };
        if let Some(tsne) = embedding.tsne.as_ref().filter(|_| !goes_on) {
            let mu = std::mem::take(&mut embedding.codes.mu);
            self.shared.embedded = Some(Embedded { mu, points: tsne.points() });
        }
        if goes_on {
            self.embedding = Some(embedding);
        }
    }

    fn iterate(&self, tsne: &mut Tsne, id: u32, out: &mut Vec<Event>) {
        let (began, before) = (self.shared.now(), tsne.iteration());
        let rows = REPELLED / tsne.len().max(1) + 1;
        while tsne.iteration() < ITERATIONS.min(before + AT_MOST) {
            if tsne.part(rows) && tsne.iteration().is_multiple_of(SHOWN_EVERY) {
                let points = Floats(tsne.points());
                out.push(Event::Embedding { id, iteration: tsne.iteration(), iterations: ITERATIONS, points });
            }
            if self.shared.now() - began >= UNIT {
                return;
            }
        }
    }

    /// False when there is nothing to embed any more.
    fn encode_for(&self, embedding: &mut Embedding) -> Result<bool, Fault> {
        let shown = self.shared.shown();
        let (Some(model), Some(shown)) = (self.shared.fitting(shown), shown) else { return Ok(false) };
        if !embedding.codes.some(model, shown).map_err(model_fault)? {
            embedding.begin(model.architecture().latent);
        }
        Ok(true)
    }
}
