//! The network on the screen as files: its weights, a program that rebuilds it, and the codes of the galaxies.

use crate::export::{self, CodesTable, Column, Example, Recipe};
use crate::latent::pca::Pca;
use crate::model::weights::{self, Precision, WeightsError};
use crate::model::{ModelError, Vae};
use crate::protocol::galaxies::DataSet;
use crate::protocol::handin::{Files, WEIGHTS};
use crate::protocol::{Bytes, RunSettings};
use crate::worker::posteriors::Posteriors;
use crate::worker::prepared::Prepared;
use crate::worker::shared::Embedded;

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
/// held out. `run` are the settings of the run that trained it, if one of this tab did; `embedded` is the last t-SNE.
pub fn files(
    model: Option<&Vae>,
    run: Option<&RunSettings>,
    prepared: Option<&Prepared>,
    index: u32,
    [training, held_out]: [&mut Posteriors; 2],
    embedded: Option<&Embedded>,
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
    let coordinates = coordinates(&mu, latent, &all.shown, embedded);
    let mut columns: Vec<Column> = all
        .properties
        .iter()
        .map(|column| Column {
            name: &column.name,
            unit: &column.unit,
            values: &column.values.0,
            classes: &column.classes,
            reckoned: false,
        })
        .collect();
    columns.extend(coordinates.iter().map(|(name, values)| Column {
        name,
        unit: "",
        values,
        classes: &[],
        reckoned: true,
    }));
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

/// How far a code may lie from where it was, beside its size, and still be the same: it was computed among other images.
const MOVED: f32 = 1e-4;

/// Where each row lies on the principal components of all rows, and, if a t-SNE was made of these codes, in it.
fn coordinates(
    mu: &[f32],
    latent: usize,
    shown: &[usize],
    embedded: Option<&Embedded>,
) -> Vec<(&'static str, Vec<f32>)> {
    let pair = |points: &[[f32; 2]], names: [&'static str; 2]| {
        [0, 1].map(|axis| (names[axis], points.iter().map(|point| point[axis]).collect()))
    };
    let mut columns: Vec<(&'static str, Vec<f32>)> = Vec::new();
    let pca = Pca::fit(mu, latent, 2);
    if pca.len() >= 2 {
        columns.extend(pair(pca.project(mu).as_chunks().0, ["pca_1", "pca_2"]));
    }
    let latent = latent.max(1);
    let row = |rows: &[f32], index: usize| rows.get(index * latent..(index + 1) * latent).map(<[f32]>::to_vec);
    // It holds those that are shown, as the network was then: a code that has moved since has no place in it.
    let stays = |(a, b): (&f32, &f32)| (a - b).abs() <= MOVED * (1.0 + a.abs());
    let mut points = vec![[f32::NAN; 2]; mu.len() / latent];
    for (place, (index, point)) in
        shown.iter().zip(embedded.map_or(&[][..], |all| all.points.as_chunks().0)).enumerate()
    {
        let then = embedded.and_then(|all| row(&all.mu, place));
        if let (Some(now), Some(then), Some(kept)) = (row(mu, *index), then, points.get_mut(*index))
            && now.iter().zip(&then).all(stays)
        {
            *kept = *point;
        }
    }
    if points.iter().any(|point| point[0].is_finite()) {
        columns.extend(pair(&points, ["tsne_1", "tsne_2"]));
    }
    columns
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_their_places_in_the_pca_and_in_a_t_sne_that_was_made_of_them() {
        let mu = [0.0, 0.0, 2.0, 1.0, -2.0, -1.0, 0.5, -1.0];
        let names = |columns: &[(&'static str, Vec<f32>)]| columns.iter().map(|(name, _)| *name).collect::<Vec<_>>();
        assert_eq!(names(&coordinates(&mu, 2, &[1, 2], None)), ["pca_1", "pca_2"]);
        let some = Embedded { mu: mu[2..6].to_vec(), points: vec![7.0, 8.0, 9.0, 10.0] };
        let columns = coordinates(&mu, 2, &[1, 2], Some(&some));
        assert_eq!(names(&columns), ["pca_1", "pca_2", "tsne_1", "tsne_2"]);
        assert_eq!(columns[2].1[1..3], [7.0, 9.0]);
        assert!(columns[3].1[0].is_nan() && columns[3].1[3].is_nan());
        let old = Embedded { mu: vec![2.0, 1.5], points: vec![7.0, 8.0] };
        assert_eq!(names(&coordinates(&mu, 2, &[1], Some(&old))), ["pca_1", "pca_2"], "the network has learned since");
        assert!(coordinates(&mu[..4], 1, &[], None).is_empty(), "one dimension has no second component");
    }
}
