//! What the person has chosen for the galaxy lab, read from the texts of its fields. Pure: texts in, settings or a sentence
//! out.

use super::fields::{self, Field, FieldError};
use super::part::{Accepts, Part};
use crate::protocol::RunSettings;
use crate::protocol::galaxies::{Choice, DataSet};

const COUNT: Field = Field { name: "Simulated galaxies", min: 50.0, max: 10_000.0, whole: true };
const IMAGES: Field = Field { name: "Galaxies to train on", min: 5.0, max: 10_000.0, whole: true };
const LATENT: Field = Field { name: "Latent dimensions", min: 2.0, max: 16.0, whole: true };
const EPOCHS: Field = Field { name: "Epochs", min: 1.0, max: 2000.0, whole: true };

/// The form, as a link to the page has it. Images of the person's own are not in a link.
pub const PART: Part = Part {
    chapter: "galaxies",
    entries: &[
        ("set", "hubble", Accepts::OneOf(&["hubble", "simulated", "fashion"])),
        ("count", "1000", Accepts::Number(COUNT)),
        ("size", "32", Accepts::OneOf(&["16", "32", "64"])),
        ("channels", "3", Accepts::OneOf(&["1", "3"])),
        ("images", "", Accepts::Number(IMAGES)),
        ("latent", "2", Accepts::Number(LATENT)),
        ("hidden", "256", Accepts::Widths),
        ("beta", "1", Accepts::Number(fields::BETA)),
        ("epochs", "150", Accepts::Number(EPOCHS)),
        ("batch", "32", Accepts::Number(fields::BATCH)),
        ("rate", "0.001", Accepts::Number(fields::LEARNING_RATE)),
        ("seed", "0", Accepts::Number(fields::SEED)),
        ("likelihood", "bernoulli", Accepts::OneOf(&["bernoulli", "gaussian"])),
        ("augment", "1", Accepts::OneOf(&["0", "1"])),
    ],
};

/// The standard deviation of a Gaussian pixel, that of the pretrained network (its model card says why).
const PIXEL_SIGMA: f32 = 0.07;

/// The fields as they stand on the page.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    pub set: String,
    pub count: String,
    pub size: String,
    pub channels: String,
    pub images: String,
    pub latent: String,
    pub hidden: String,
    pub beta: String,
    pub rate: String,
    pub batch: String,
    pub epochs: String,
    pub seed: String,
    pub augment: bool,
    /// "gaussian", or else Bernoulli.
    pub likelihood: String,
}

/// Images and run.
#[derive(Clone, Debug, PartialEq)]
pub struct GalaxySettings {
    pub choice: Choice,
    pub run: RunSettings,
}

/// The settings that the texts state.
pub fn read(texts: &Texts) -> Result<GalaxySettings, FieldError> {
    let set = match texts.set.as_str() {
        "simulated" => DataSet::Simulated,
        "own" => DataSet::Own,
        "fashion" => DataSet::Clothes,
        _ => DataSet::Hubble,
    };
    // A list's value is always one of its own.
    let size = texts.size.parse().unwrap_or(32);
    let choice = Choice { set, count: COUNT.read(&texts.count)? as u32, seed: 0, size, colour: texts.channels != "1" };
    let run = RunSettings {
        latent: LATENT.read(&texts.latent)? as u32,
        hidden: fields::widths(&texts.hidden)?,
        images: IMAGES.read(&texts.images)? as u32,
        digits: u16::MAX,
        batch: fields::BATCH.read(&texts.batch)? as u32,
        learning_rate: fields::LEARNING_RATE.read(&texts.rate)?,
        beta: fields::BETA.read(&texts.beta)? as f32,
        seed: fields::SEED.read(&texts.seed)? as u64,
        epochs: EPOCHS.read(&texts.epochs)? as u32,
        augment: texts.augment,
        pixel_sigma: if texts.likelihood == "gaussian" { PIXEL_SIGMA } else { 0.0 },
    };
    Ok(GalaxySettings { choice, run })
}

/// One layer of the network that the settings describe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layer {
    pub name: String,
    pub inputs: u32,
    pub outputs: u32,
}

impl Layer {
    /// Weights and biases.
    pub fn parameters(&self) -> u32 {
        (self.inputs + 1) * self.outputs
    }
}

/// All layers for images of so many numbers, from the image to its reconstruction.
pub fn layers(pixels: u32, run: &RunSettings) -> Vec<Layer> {
    let layer = |name: &str, inputs, outputs| Layer { name: name.to_owned(), inputs, outputs };
    let chain = |name: &str, first: u32, widths: &[u32]| {
        let starts = std::iter::once(first).chain(widths.iter().copied());
        let pairs = starts.zip(widths.iter().copied()).enumerate();
        pairs.map(|(i, (from, to))| layer(&format!("{name} hidden {}, relu", i + 1), from, to)).collect::<Vec<_>>()
    };
    let mirrored: Vec<u32> = run.hidden.iter().rev().copied().collect();
    let mut all = chain("Encoder", pixels, &run.hidden);
    let last = run.hidden.last().copied().unwrap_or(pixels);
    all.push(layer("μ, the posterior's mean", last, run.latent));
    all.push(layer("log σ², its variance", last, run.latent));
    all.extend(chain("Decoder", run.latent, &mirrored));
    let last = if run.pixel_sigma > 0.0 { "Image, as it is" } else { "Image, sigmoid" };
    all.push(layer(last, mirrored.last().copied().unwrap_or(run.latent), pixels));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts() -> Texts {
        let text = |value: &str| value.to_owned();
        Texts {
            set: text("hubble"),
            count: text("1000"),
            size: text("32"),
            channels: text("3"),
            images: text("339"),
            latent: text("2"),
            hidden: text("256"),
            beta: text("1"),
            rate: text("0.001"),
            batch: text("32"),
            epochs: text("150"),
            seed: text("0"),
            augment: true,
            likelihood: text("bernoulli"),
        }
    }

    #[test]
    fn the_page_as_it_opens_is_the_default_choice() {
        let settings = read(&texts()).unwrap();
        assert_eq!(settings.choice, Choice::default());
        assert_eq!((settings.run.latent, settings.run.images, settings.run.augment), (2, 339, true));
    }

    #[test]
    fn a_value_out_of_range_is_a_sentence() {
        for wrong in [
            Texts { latent: "1".into(), ..texts() },
            Texts { latent: "17".into(), ..texts() },
            Texts { count: "1e9".into(), ..texts() },
            Texts { hidden: "0".into(), ..texts() },
            Texts { seed: "-1".into(), ..texts() },
            Texts { rate: "fast".into(), ..texts() },
        ] {
            assert!(read(&wrong).unwrap_err().to_string().ends_with('.'));
        }
    }

    #[test]
    fn layers_fit_one_another_and_add_up() {
        let run = RunSettings { latent: 3, hidden: vec![64, 16], ..RunSettings::default() };
        let all = layers(768, &run);
        let sizes: Vec<(u32, u32)> = all.iter().map(|layer| (layer.inputs, layer.outputs)).collect();
        assert_eq!(sizes, [(768, 64), (64, 16), (16, 3), (16, 3), (3, 16), (16, 64), (64, 768)]);
        let total: u32 = all.iter().map(Layer::parameters).sum();
        assert_eq!(total, 769 * 64 + 65 * 16 + 2 * 17 * 3 + 4 * 16 + 17 * 64 + 65 * 768);
    }
}
