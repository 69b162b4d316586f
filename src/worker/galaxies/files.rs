//! The network on the screen as files: its weights, a program that rebuilds it, and the codes of the galaxies.

use crate::export::{self, CodesTable, Column, Example, Recipe};
use crate::model::weights::{self, Precision, WeightsError};
use crate::model::{ModelError, Vae};
use crate::protocol::galaxies::DataSet;
use crate::protocol::handin::{Files, WEIGHTS};
use crate::protocol::{Bytes, RunSettings};
use crate::worker::posteriors::Posteriors;
use crate::worker::prepared::Prepared;

/// Why the files cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum FilesError {
    #[error("there is no network for these images yet, so there is nothing to save")]
    Nothing,
    #[error(transparent)]
    Weights(#[from] WeightsError),
    #[error(transparent)]
    Model(#[from] ModelError),
}

/// The files of `model`, with image `index` of those shown as the program's example, and the codes of the images trained on and
/// held out. `run` are the settings of the run that trained it, if one of this tab did.
pub fn files(
    model: Option<&Vae>,
    run: Option<&RunSettings>,
    prepared: Option<&Prepared>,
    index: u32,
    [training, held_out]: [&mut Posteriors; 2],
) -> Result<Files, FilesError> {
    let (Some(model), Some(prepared)) = (model, prepared) else { return Err(FilesError::Nothing) };
    let shown = &prepared.shown;
    if shown.is_empty() {
        return Err(FilesError::Nothing);
    }
    let index = (index as usize).min(shown.len() - 1);
    let looked_at = model.reconstruct(shown, index)?;
    let example = Example { image: shown.image(index), reconstruction: &looked_at.pixels };
    let latent = model.architecture().latent;
    let all = &prepared.all;
    let [mu, logvar] = [
        in_order(&all.held_out, latent, [&training.mu, &held_out.mu]),
        in_order(&all.held_out, latent, [&training.logvar, &held_out.logvar]),
    ];
    let columns: Vec<Column> = all
        .properties
        .iter()
        .map(|column| Column {
            name: &column.name,
            unit: &column.unit,
            values: &column.values.0,
            classes: &column.classes,
        })
        .collect();
    Ok(Files {
        weights: Bytes(weights::to_safetensors(model, Precision::F32, &trained_on(prepared))?),
        program: export::script(WEIGHTS, &recipe(run), &all.about.preparation, &example),
        table: export::csv(&CodesTable {
            latent,
            mu: &mu,
            logvar: if model.architecture().variational { &logvar } else { &[] },
            names: &all.about.names,
            texts: &all.about.texts.iter().map(|text| (text.name.as_str(), text.cells.as_slice())).collect::<Vec<_>>(),
            part: &|index| if all.held_out[index] { "held-out" } else { "training" },
            properties: &columns,
            preparation: &all.about.preparation,
        }),
    })
}

/// How the network was trained; of one that was not trained here, how the notebook would.
fn recipe(run: Option<&RunSettings>) -> Recipe {
    let notebook = RunSettings { batch: 32, augment: true, ..RunSettings::default() };
    let run = run.unwrap_or(&notebook);
    Recipe { batch: run.batch, learning_rate: run.learning_rate, beta: run.beta, seed: run.seed, augment: run.augment }
}

/// The rows of both parts in the order of the set.
fn in_order(held_out: &[bool], latent: usize, parts: [&[f32]; 2]) -> Vec<f32> {
    let mut rows = parts.map(|part| part.chunks_exact(latent.max(1)));
    held_out.iter().filter_map(|held_out| rows[usize::from(*held_out)].next()).flatten().copied().collect()
}

/// What the weights' file says it was trained on, and how that was made.
fn trained_on(prepared: &Prepared) -> String {
    let told = prepared.all.about.preparation.iter().filter(|(_, value)| !value.is_empty());
    let made: Vec<String> = told.map(|(name, value)| format!("{name}: {value}")).collect();
    format!("{} ({})", name(prepared.choice.set), made.join("; "))
}

fn name(set: DataSet) -> &'static str {
    match set {
        DataSet::Hubble => "galaxies of the Hubble eXtreme Deep Field",
        DataSet::Simulated => "simulated galaxies",
        DataSet::Own => "images of the person's own",
        DataSet::Clothes => "clothes of Fashion-MNIST",
    }
}
