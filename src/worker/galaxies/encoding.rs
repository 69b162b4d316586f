//! Codes of all images shown on their way, for a table: found a piece at a time.

use crate::data::Images;
use crate::model::{ModelError, Vae};
use crate::worker::units;

pub(super) struct Encoding {
    pub id: u32,
    pub plane: [u32; 2],
    /// Posterior means of the first images.
    pub mu: Vec<f32>,
    done: usize,
}

impl Encoding {
    pub fn new(id: u32, plane: [u32; 2]) -> Self {
        Self { id, plane, mu: Vec::new(), done: 0 }
    }

    /// Encodes some images more; true while there are more.
    pub fn some(&mut self, model: &Vae, images: &Images) -> Result<bool, ModelError> {
        let end = images.len().min(self.done + units::encoded(model.architecture()));
        let (mu, _) = model.encode_images(&images.select(self.done..end))?;
        self.mu.extend(mu);
        self.done = end;
        Ok(end < images.len())
    }
}
