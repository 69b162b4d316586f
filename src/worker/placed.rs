//! A small network, and where the held-out digits lie on the plane of its codes: found a piece at a time.

use crate::data::Images;
use crate::latent::holes;
use crate::model::{ModelError, Vae};
use crate::protocol::Floats;
use crate::protocol::autoencoder::{Twin, TwinCodes};
use crate::worker::posteriors::Posteriors;

/// Places a side at which a hole is looked for.
const PLACES: usize = 48;

/// A twin, and where the held-out digits lie on its plane as far as that is known.
pub struct Placed {
    pub network: Vae,
    twin: Twin,
    /// Of the first digits.
    codes: Posteriors,
    spacing: Option<f32>,
    told: bool,
}

impl Placed {
    pub fn new(twin: Twin, network: Vae) -> Self {
        Self { network, twin, codes: Posteriors::default(), spacing: None, told: false }
    }

    /// All digits are placed.
    pub fn is_whole(&self) -> bool {
        self.told
    }

    /// The codes of all digits, once they are placed.
    pub fn codes(&self) -> Option<&[f32]> {
        self.told.then_some(self.codes.mu.as_slice())
    }

    /// One unit of work: what there is to tell, once all digits are placed.
    pub fn work(&mut self, held_out: &Images) -> Result<Option<TwinCodes>, ModelError> {
        if self.codes.done() < held_out.len() {
            self.codes.some(&self.network, held_out)?;
            return Ok(None);
        }
        let Some(spacing) = self.spacing else {
            self.spacing = Some(holes::spacing(&self.codes.mu));
            return Ok(None);
        };
        self.told = true;
        Ok(Some(TwinCodes {
            twin: self.twin,
            spacing,
            hole: holes::largest(&self.codes.mu, PLACES).map_or([0.0; 2], |hole| hole.at),
            codes: Floats(self.codes.mu.clone()),
            logvar: Floats(std::mem::take(&mut self.codes.logvar)),
        }))
    }
}
