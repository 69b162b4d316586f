//! The last parameters of a run that were known to be good, kept cheaply: copied now and then, when the loss has just shown
//! that they are no worse than the untrained network's. Knows neither the schedule nor the images.

use candle_core::{Tensor, Var};

use super::adam::Adam;

/// Batches between two copies. A copy costs about a tenth of a batch.
const COPY_EVERY: u64 = 50;
/// A reconstruction worse than the untrained network's by this factor has diverged.
const HOPELESS: f32 = 100.0;
/// No weight of a network that still works is this large.
const LARGEST_PARAMETER: f32 = 1e6;

/// What a run returns to when it diverges.
pub(super) struct Good {
    /// The reconstruction of the run's first batch, before any update.
    pub untrained: Option<f32>,
    copied_at: Option<u64>,
    /// None before the first batch is judged: until then nothing has been updated.
    copy: Option<(Vec<Vec<f32>>, Adam)>,
}

impl Good {
    /// For a run that starts, or that resumes from a network known to be good.
    pub fn new(untrained: Option<f32>) -> Self {
        Self { untrained, copied_at: None, copy: None }
    }

    /// Judges the batch just measured on `parameters`, before they are updated; returns what is wrong with it.
    pub fn judge(
        &mut self,
        step: u64,
        reconstruction: f32,
        objective: f32,
        parameters: &[Var],
        adam: &Adam,
    ) -> candle_core::Result<Option<&'static str>> {
        if !(reconstruction.is_finite() && objective.is_finite()) {
            return Ok(Some("the loss is no longer a number"));
        }
        let untrained = *self.untrained.get_or_insert(reconstruction);
        if reconstruction > HOPELESS * untrained.abs().max(1.0) {
            return Ok(Some("the reconstruction is a hundred times worse than the untrained network's"));
        }
        let due = self.copied_at.is_none_or(|at| step >= at + COPY_EVERY);
        let no_worse = due && reconstruction <= untrained;
        if no_worse {
            self.copied_at = Some(step);
        }
        match &mut self.copy {
            Some((values, moments)) if no_worse => {
                *values = copied(parameters)?;
                moments.clone_from(adam);
            }
            Some(_) => {}
            None => self.copy = Some((copied(parameters)?, adam.clone())),
        }
        Ok(None)
    }

    /// What is wrong with parameters whose largest has this magnitude.
    pub fn judge_parameters(largest: f32) -> Option<&'static str> {
        if largest <= LARGEST_PARAMETER { None } else { Some("the network's parameters grew without bound") }
    }

    /// Puts the copy back.
    pub fn restore(&self, parameters: &[Var], adam: &mut Adam) -> candle_core::Result<()> {
        let Some((values, moments)) = &self.copy else { return Ok(()) };
        for (parameter, values) in parameters.iter().zip(values) {
            parameter.set(&Tensor::from_slice(values, parameter.shape(), parameter.device())?)?;
        }
        adam.clone_from(moments);
        Ok(())
    }
}

fn copied(parameters: &[Var]) -> candle_core::Result<Vec<Vec<f32>>> {
    parameters.iter().map(|parameter| parameter.flatten_all()?.to_vec1()).collect()
}
