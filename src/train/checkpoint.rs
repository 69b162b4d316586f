//! A run as bytes: a weights file that also holds Adam's moments and the run's position, so that it resumes bit for bit.

use std::sync::Arc;

use super::adam::{Adam, Moments};
use super::good::Good;
use super::{Hyper, TrainError, Trainer};
use crate::data::Images;
use crate::model::tensors::{File, Named, write};
use crate::model::weights::{self, Precision};

impl Trainer {
    /// The whole state except the images.
    ///
    /// # Errors
    /// If a parameter cannot be read or the header not written.
    pub fn save(&self) -> Result<Vec<u8>, TrainError> {
        let mut tensors = weights::tensors(&self.vae)?;
        let moments = self.adam.moments.iter().zip(self.vae.named_parameters());
        for (moments, (name, parameter)) in moments {
            for (moment, values) in [("first", &moments.first), ("second", &moments.second)] {
                let (name, shape) = (format!("adam.{moment}.{name}"), parameter.dims().to_vec());
                tensors.push(Named { name, shape, values: values.clone() });
            }
        }
        let mut strings = weights::strings(self.vae.architecture());
        strings.insert("step", self.step.to_string());
        strings.insert("updates", self.adam.updates.to_string());
        strings.insert("images", self.image_count().to_string());
        strings.insert("batch", self.hyper.batch.to_string());
        strings.insert("learning_rate", self.hyper.learning_rate.to_string());
        strings.insert("weight_decay", self.weight_decay.to_string());
        strings.insert("input_dropout", self.input_dropout.to_string());
        if self.augmentation {
            strings.insert("augmentation", "symmetries".to_owned());
        }
        strings.insert("beta", self.hyper.beta.to_string());
        strings.insert("seed", self.hyper.seed.to_string());
        if let Some(untrained) = self.good.untrained {
            strings.insert("untrained", untrained.to_string());
        }
        Ok(write(tensors, &strings, Precision::F32)?)
    }

    /// Resumes where [`Trainer::save`] was called, on the same images.
    ///
    /// # Errors
    /// If the bytes are no saved run, or one of other images.
    pub fn resume(bytes: &[u8], images: Arc<Images>) -> Result<Self, TrainError> {
        let file = File::whole(bytes)?;
        if file.parse("images", number::<usize>)? != images.len() {
            return Err(TrainError::Unfit("it was trained on another number of images"));
        }
        let hyper = Hyper {
            batch: file.parse("batch", number)?,
            learning_rate: file.parse("learning_rate", number)?,
            beta: file.parse("beta", number)?,
            seed: file.parse("seed", number)?,
        };
        let vae = weights::vae(&file)?;
        let mut moments = Vec::new();
        for (name, parameter) in vae.named_parameters() {
            moments.push(Moments {
                first: file.values(&format!("adam.first.{name}"), parameter.dims())?,
                second: file.values(&format!("adam.second.{name}"), parameter.dims())?,
            });
        }
        let adam = Adam { updates: file.parse("updates", number)?, moments };
        let untrained = match file.string("untrained") {
            Some(_) => Some(file.parse("untrained", number)?),
            None => None,
        };
        let good = Good::new(untrained);
        let mut trainer = Self::assemble(vae, hyper, adam, good, images)?;
        trainer.step = file.parse("step", number)?;
        trainer.weight_decay = file.parse("weight_decay", number)?;
        trainer.input_dropout = file.parse("input_dropout", number)?;
        trainer.augmentation = file.string("augmentation").is_some();
        Ok(trainer)
    }
}

fn number<T: std::str::FromStr>(text: &str) -> Option<T> {
    text.parse().ok()
}
