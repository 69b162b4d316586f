//! t-SNE of all that is shown, some iterations at a time.

use super::{Session, model_fault};
use crate::latent::tsne::Tsne;
use crate::protocol::{Event, Fault, Floats};
use crate::rng::Rng;
use crate::worker::galaxies::fitting;

/// t-SNE iterations, and how many of them one tick does.
const EMBEDDING_ITERATIONS: u32 = 500;
const EMBEDDING_STRIDE: u32 = 4;
/// An embedding is shown every so many iterations.
const EMBEDDING_SHOWN_EVERY: u32 = 20;

pub(super) struct Embedding {
    id: u32,
    iteration: u32,
    tsne: Tsne,
}

impl Session {
    pub(super) fn embed(&mut self, id: u32, seed: u64, perplexity: f32) -> Result<(), Fault> {
        let Some(held_out) = self.shown() else { return Ok(()) };
        let Some(model) = fitting(self.model(), Some(held_out)) else { return Ok(()) };
        let (mu, _) = model.encode_images(held_out).map_err(model_fault)?;
        let tsne = Tsne::new(&mu, model.architecture().latent, perplexity, &Rng::new(seed).split("t-SNE", 0));
        self.embedding = Some(Embedding { id, iteration: 0, tsne });
        Ok(())
    }

    pub(super) fn embed_some(&mut self, out: &mut Vec<Event>) {
        let Some(embedding) = &mut self.embedding else { return };
        for _ in 0..EMBEDDING_STRIDE {
            embedding.tsne.step();
        }
        embedding.iteration += EMBEDDING_STRIDE;
        let done = embedding.iteration >= EMBEDDING_ITERATIONS;
        if done || embedding.iteration.is_multiple_of(EMBEDDING_SHOWN_EVERY) {
            out.push(Event::Embedding {
                id: embedding.id,
                iteration: embedding.iteration,
                iterations: EMBEDDING_ITERATIONS,
                points: Floats(embedding.tsne.points().to_vec()),
            });
        }
        if done {
            self.embedding = None;
        }
    }
}
