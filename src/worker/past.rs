//! A run as it was at a moment that is looked at, whatever becomes of the run meanwhile.

use crate::data::Images;
use crate::model::{Architecture, Decoder, Looked, ModelError};
use crate::protocol::Encoding;
use crate::worker::run::Moment;

pub struct Past {
    pub codes: Encoding,
    pub decoder: Decoder,
}

impl Past {
    pub fn of(moment: &Moment, architecture: &Architecture) -> Result<Self, ModelError> {
        let codes =
            Encoding { latent: architecture.latent as u32, mu: moment.mu.clone(), logvar: moment.logvar.clone() };
        Ok(Self { codes, decoder: Decoder::from_half(architecture, &moment.decoder.0)? })
    }

    /// Held-out image `index`, by its code of then.
    pub fn reconstruct(&self, shown: &Images, index: usize) -> Result<Looked, ModelError> {
        let latent = self.codes.latent as usize;
        let row = index * latent..(index + 1) * latent;
        self.decoder.reconstruct(shown, index, (&self.codes.mu.0[row.clone()], &self.codes.logvar.0[row]))
    }
}
