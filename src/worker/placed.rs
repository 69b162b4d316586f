//! A small network, and where the held-out digits lie on the plane of its codes: found a piece at a time.

use crate::data::Images;
use crate::latent::holes;
use crate::model::{ModelError, Vae};
use crate::protocol::Floats;
use crate::protocol::autoencoder::{Twin, TwinCodes};

/// Digits encoded in one unit of work.
const ENCODED_AT_A_TIME: usize = 100;
/// Places a side at which a hole is looked for.
const PLACES: usize = 48;

/// A twin, and where the held-out digits lie on its plane as far as that is known.
pub struct Placed {
    pub network: Vae,
    twin: Twin,
    /// Of the first digits.
    codes: Vec<f32>,
    logvar: Vec<f32>,
    spacing: Option<f32>,
    told: bool,
}

impl Placed {
    pub fn new(twin: Twin, network: Vae) -> Self {
        Self { network, twin, codes: Vec::new(), logvar: Vec::new(), spacing: None, told: false }
    }

    /// All digits are placed.
    pub fn is_whole(&self) -> bool {
        self.told
    }

    /// The codes of all digits, once they are placed.
    pub fn codes(&self) -> Option<&[f32]> {
        self.told.then_some(self.codes.as_slice())
    }

    /// One unit of work: what there is to tell, once all digits are placed.
    pub fn work(&mut self, held_out: &Images) -> Result<Option<TwinCodes>, ModelError> {
        let done = self.codes.len() / self.network.architecture().latent;
        if done < held_out.len() {
            let end = held_out.len().min(done + ENCODED_AT_A_TIME);
            let (codes, logvar) = self.network.encode_images(&held_out.select(done..end))?;
            self.codes.extend(codes);
            self.logvar.extend(logvar);
            return Ok(None);
        }
        let Some(spacing) = self.spacing else {
            self.spacing = Some(holes::spacing(&self.codes));
            return Ok(None);
        };
        self.told = true;
        Ok(Some(TwinCodes {
            twin: self.twin,
            spacing,
            hole: holes::largest(&self.codes, PLACES).map_or([0.0; 2], |hole| hole.at),
            codes: Floats(self.codes.clone()),
            logvar: Floats(std::mem::take(&mut self.logvar)),
        }))
    }
}
